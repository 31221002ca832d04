using System.Collections.ObjectModel;

namespace SoraPS;

#pragma warning disable CA1710 // A name that tells what it holds.
/// <summary>Texts that write themselves as a reader would, also in a CSV file: <c>H264, VP9</c>.</summary>
public sealed class SoraStringCollection : ReadOnlyCollection<string>
#pragma warning restore CA1710
{
    internal static readonly SoraStringCollection None = new(Array.Empty<string>());

    /// <summary>Holds these texts.</summary>
    public SoraStringCollection(IEnumerable<string> texts)
        : base(texts.ToArray())
    {
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", this.Select(text => SafeText.ForDisplay(text)));
}
