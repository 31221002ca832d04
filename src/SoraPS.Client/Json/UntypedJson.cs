using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SoraPS.Json;

/// <summary>
/// Reads JSON whose shape is not known (<c>event_metadata</c>, unknown fields, responses of unknown operations) as simple
/// values: <see cref="string"/>, <see cref="bool"/>, <see cref="long"/>, <see cref="BigInteger"/>, <see cref="double"/>, null, <c>object?[]</c>, and for
/// an object what <see cref="CreateObject"/> creates from its members.
/// </summary>
public class UntypedJson : JsonConverter<object?>
{
    // Longer integers are read as doubles: parsing a BigInteger takes time that grows with the square of the number of digits.
    private const int MaximumDigits = 400;

    private static readonly object True = true;
    private static readonly object False = false;

    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    internal object? Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => JsonString.Read(ref reader),
        JsonTokenType.True => True,
        JsonTokenType.False => False,
        JsonTokenType.Null => null,
        JsonTokenType.Number => ReadNumber(ref reader),
        JsonTokenType.StartArray => ReadArray(ref reader),
        JsonTokenType.StartObject => ReadObject(ref reader),
        _ => throw new JsonException(),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, object? value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Untyped JSON is read from responses, never sent.");

    /// <summary>Creates an object from its members, in their order. A name can occur twice.</summary>
    protected virtual object CreateObject(List<KeyValuePair<string, object?>> members)
    {
        var dictionary = new Dictionary<string, object?>(members.Count);
        foreach (var member in members)
        {
            dictionary[member.Key] = member.Value;
        }

        return dictionary;
    }

    private static object ReadNumber(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out long whole))
        {
            return whole;
        }

        string digits = System.Text.Encoding.ASCII.GetString(reader.HasValueSequence ? BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan.ToArray());
        return digits.Length <= MaximumDigits && BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var big)
            ? big
            : double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : digits; // .NET Framework does not parse a double out of range
    }

    private object?[] ReadArray(ref Utf8JsonReader reader)
    {
        var items = new List<object?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Read(ref reader));
        }

        return items.ToArray();
    }

    private object ReadObject(ref Utf8JsonReader reader)
    {
        var members = new List<KeyValuePair<string, object?>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = JsonString.Read(ref reader);
            reader.Read();
            members.Add(new KeyValuePair<string, object?>(name, Read(ref reader)));
        }

        return CreateObject(members);
    }
}
