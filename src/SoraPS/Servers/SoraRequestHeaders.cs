using System.Collections;
using System.Management.Automation;

namespace SoraPS;

/// <summary>
/// The headers that are sent with every request to a server. Only their names can be read. If a parameter is not valid, PowerShell 7.4 and 7.5 print those that
/// are already bound, with every value in a dictionary, as part of the error: so <c>-Headers</c> is bound as this type.
/// </summary>
public sealed class SoraRequestHeaders
{
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _isText = true;

    internal SoraRequestHeaders(IDictionary given)
    {
        foreach (DictionaryEntry header in given)
        {
            if (LanguagePrimitives.TryConvertTo(header.Key, out string name) && LanguagePrimitives.TryConvertTo(header.Value, out string value))
            {
                _headers[name] = value;
            }
            else
            {
                _isText = false;
            }
        }
    }

    /// <summary>The names.</summary>
    public string[] Name => _headers.Keys.ToArray();

    /// <summary>The names.</summary>
    public override string ToString() => SafeText.ForDisplay(string.Join(", ", _headers.Keys));

    /// <summary>Names and values. A method, because PowerShell lists properties.</summary>
    /// <exception cref="ArgumentException">A name or a value is not a string.</exception>
    internal IReadOnlyDictionary<string, string> GetValues() => _isText ? _headers : throw new ArgumentException(Messages.HeaderIsNoText);
}
