using System.Text;
using System.Text.Json;

namespace SoraPS;

#pragma warning disable CA1720 // The words of JSON Schema.
/// <summary>What a key of a request holds.</summary>
public enum SoraFieldKind
{
    /// <summary>An id of a channel, client, connection, session or group: text of 1 to 255 bytes of UTF-8.</summary>
    Id,

    /// <summary>Any text that is not empty.</summary>
    Text,

    /// <summary>One of a few words.</summary>
    Word,

    /// <summary>A whole number.</summary>
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

/// <summary>One key of the bodies that the API takes.</summary>
public sealed class SoraField
{
    /// <summary>Ids are at most this many bytes of UTF-8 (documentation: SIGNALING, A).</summary>
    public const int MaximumIdBytes = 255;

    internal SoraField(string name, SoraFieldKind kind, string about, string example)
    {
        Name = name;
        Parameter = string.Concat(name.Split('_').Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));
        Kind = kind;
        About = about;
        Example = example;
    }

    /// <summary>The key.</summary>
    public string Name { get; }

    /// <summary>The parameter of cmdlets that it is.</summary>
    public string Parameter { get; internal init; }

    /// <summary>The property of a connection (<c>ChannelId</c>, <c>ClientId</c>, <c>ConnectionId</c>) whose live values it takes; null for none.</summary>
    public string? LiveProperty { get; internal init; }

    /// <summary>The role of connections that it cannot mean: who only sends is no receiver; null for none.</summary>
    public string? ExcludedRole { get; internal init; }

    /// <summary>What it holds.</summary>
    public SoraFieldKind Kind { get; }

    /// <summary>What it is for, in English.</summary>
    public string About { get; }

    /// <summary>A value, as JSON.</summary>
    public string Example { get; }

    /// <summary>The words that it takes; empty unless it is a word.</summary>
    public IReadOnlyList<string> Words { get; internal init; } = Array.Empty<string>();

    /// <summary>The least number that it takes.</summary>
    public long Minimum { get; internal init; } = long.MinValue;

    /// <summary>The greatest number that it takes.</summary>
    public long Maximum { get; internal init; } = long.MaxValue;

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Refuses what no server should be sent.</summary>
    /// <exception cref="ArgumentException">The value is not what the key holds.</exception>
    internal void Validate(object value)
    {
        bool fits = Kind switch
        {
            SoraFieldKind.Id or SoraFieldKind.Text => value is string,
            SoraFieldKind.Word => value is string word && Words.Contains(word, StringComparer.Ordinal),
            SoraFieldKind.Integer => value is long number && number >= Minimum && number <= Maximum,
            SoraFieldKind.Boolean => value is bool,
            SoraFieldKind.Object => value is JsonElement { ValueKind: JsonValueKind.Object },
            SoraFieldKind.List => value is JsonElement { ValueKind: JsonValueKind.Array },
            _ => value is JsonElement,
        };
        if (!fits)
        {
            throw new ArgumentException(string.Format(Strings.Culture, Strings.FieldOfOtherKind, Name, Expected()));
        }

        if (value is string text)
        {
            Validate(text);
        }
    }

    /// <summary>What it takes, for people.</summary>
    internal string Expected() => Kind switch
    {
        SoraFieldKind.Word => string.Join(", ", Words),
        SoraFieldKind.Integer when Maximum < long.MaxValue => Minimum + " .. " + Maximum,
        _ => Kind.ToString().ToLowerInvariant(),
    };

    private void Validate(string text)
    {
        if (text.Length == 0)
        {
            throw new ArgumentException(string.Format(Strings.Culture, Strings.FieldEmpty, Name));
        }

        int bytes;
        try
        {
            bytes = JsonText.StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException(string.Format(Strings.Culture, Strings.FieldNoText, Name), e);
        }

        if (Kind == SoraFieldKind.Id && bytes > MaximumIdBytes)
        {
            throw new ArgumentException(string.Format(Strings.Culture, Strings.FieldTooLong, Name, bytes, MaximumIdBytes));
        }
    }
}
