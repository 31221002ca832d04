using System.Text;
using System.Text.Json;

namespace SoraPS;

#pragma warning disable CA1720 // Names that contain type names: these are the types of JSON Schema.
/// <summary>The type of the value of a field.</summary>
public enum SoraFieldKind
{
    /// <summary>The id of a channel, client, connection, session or group: a string of 1 to 255 bytes of UTF-8.</summary>
    Id,

    /// <summary>Any string that is not empty.</summary>
    Text,

    /// <summary>One of the strings in <see cref="SoraField.Words"/>.</summary>
    Word,

    /// <summary>An integer.</summary>
    Integer,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A JSON object.</summary>
    Object,

    /// <summary>A JSON array.</summary>
    List,

    /// <summary>Any JSON value.</summary>
    Any,
}
#pragma warning restore CA1720

/// <summary>A field: one key of the JSON bodies that the API accepts.</summary>
public sealed class SoraField
{
    /// <summary>The maximum length of an id in bytes of UTF-8 (documentation: SIGNALING, A).</summary>
    public const int MaximumIdBytes = 255;

    internal SoraField(string name, SoraFieldKind kind, string about, string example)
    {
        Name = name;
        Parameter = string.Concat(name.Split('_').Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));
        Kind = kind;
        About = about;
        Example = example;
    }

    /// <summary>The key in the JSON object: <c>channel_id</c>.</summary>
    public string Name { get; }

    /// <summary>The name of the parameter in cmdlets: <c>ChannelId</c>.</summary>
    public string Parameter { get; internal init; }

    /// <summary>The property of connections (<c>ChannelId</c>, <c>ClientId</c>, <c>ConnectionId</c>) whose current values complete it at the prompt; null for none.</summary>
    public string? LiveProperty { get; internal init; }

    /// <summary>The role of connections that are not valid here: a connection that only sends is no receiver; null for none.</summary>
    public string? ExcludedRole { get; internal init; }

    /// <summary>The type of its value.</summary>
    public SoraFieldKind Kind { get; }

    /// <summary>A description, in English.</summary>
    public string About { get; }

    /// <summary>An example of a value, as JSON.</summary>
    public string Example { get; }

    /// <summary>The strings that it accepts; empty unless <see cref="Kind"/> is <see cref="SoraFieldKind.Word"/>.</summary>
    public IReadOnlyList<string> Words { get; internal init; } = Array.Empty<string>();

    /// <summary>The smallest integer that it accepts.</summary>
    public long Minimum { get; internal init; } = long.MinValue;

    /// <summary>The greatest integer that it accepts.</summary>
    public long Maximum { get; internal init; } = long.MaxValue;

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Checks a value before it is sent.</summary>
    /// <exception cref="ArgumentException">The value is not of the field's type, or out of its range.</exception>
    internal void Validate(object value)
    {
        bool isOfKind = Kind switch
        {
            SoraFieldKind.Id or SoraFieldKind.Text => value is string,
            SoraFieldKind.Word => value is string word && Words.Contains(word, StringComparer.Ordinal),
            SoraFieldKind.Integer => value is long number && number >= Minimum && number <= Maximum,
            SoraFieldKind.Boolean => value is bool,
            SoraFieldKind.Object => value is JsonElement { ValueKind: JsonValueKind.Object },
            SoraFieldKind.List => value is JsonElement { ValueKind: JsonValueKind.Array },
            _ => value is JsonElement,
        };
        if (!isOfKind)
        {
            throw new ArgumentException(string.Format(Strings.Culture, Strings.FieldOfOtherKind, Name, DescribeValues(), Parameter, Example));
        }

        if (value is string text)
        {
            ValidateLength(text);
        }
    }

    /// <summary>The accepted values, for error messages.</summary>
    internal string DescribeValues() => Kind switch
    {
        SoraFieldKind.Word => string.Join(", ", Words),
        SoraFieldKind.Integer when Maximum < long.MaxValue => Minimum + " .. " + Maximum,
        _ => Kind.ToString().ToLowerInvariant(),
    };

    private void ValidateLength(string text)
    {
        if (text.Length == 0)
        {
            throw new ArgumentException(string.Format(Strings.Culture, Strings.FieldEmpty, Name, Parameter, Example));
        }

        int bytes;
        try
        {
            bytes = JsonString.StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException(string.Format(Strings.Culture, Strings.FieldNoText, Name, Parameter), e);
        }

        if (Kind == SoraFieldKind.Id && bytes > MaximumIdBytes)
        {
            throw new ArgumentException(string.Format(Strings.Culture, Strings.FieldTooLong, Name, bytes, MaximumIdBytes, Parameter));
        }
    }
}
