using System.Collections.ObjectModel;

namespace SoraPS;

/// <summary>A list of strings whose text is readable, also in a CSV file: <c>H264, VP9</c>.</summary>
public sealed class SoraStringCollection : ReadOnlyCollection<string>
{
    internal static readonly SoraStringCollection None = new(Array.Empty<string>());

    /// <summary>Makes a list that holds these strings.</summary>
    public SoraStringCollection(IEnumerable<string> texts)
        : base(texts.ToArray())
    {
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", this.Select(text => SafeText.ForDisplay(text)));
}
