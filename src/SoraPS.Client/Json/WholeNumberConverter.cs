using System.Text.Json;
using System.Text.Json.Serialization;

namespace SoraPS.Json;

/// <summary>Reads an integer, even if it is written as a float (<c>100.0</c>).</summary>
internal sealed class WholeNumberConverter : JsonConverter<long?>
{
    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number when reader.TryGetInt64(out long whole) => whole,
        JsonTokenType.Number when reader.TryGetDouble(out double number) && number is >= long.MinValue and < long.MaxValue && Math.Floor(number) == number => (long)number,
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, long? value, JsonSerializerOptions options) => throw new NotSupportedException();
}
