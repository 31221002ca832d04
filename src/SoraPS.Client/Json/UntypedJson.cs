using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SoraPS.Json;

/// <summary>
/// Reads JSON whose shape nobody promises (<c>event_metadata</c>, fields we do not know, answers of operations we do not know) as plain
/// values: text, <see cref="bool"/>, <see cref="long"/>, <see cref="BigInteger"/>, <see cref="double"/>, null, <c>object?[]</c>, and for
/// an object whatever <see cref="CreateObject"/> makes of its members.
/// </summary>
public class UntypedJson : JsonConverter<object?>
{
    // Longer whole numbers are read as doubles: making a BigInteger takes time that grows with the square of its digits.
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
        throw new NotSupportedException("Free JSON is read from answers, never sent.");

    /// <summary>Makes an object of its members, in their order; a name may come twice.</summary>
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
            : double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : digits; // .NET Framework knows no double beyond its range
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
