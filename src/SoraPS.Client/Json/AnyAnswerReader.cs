using System.Text.Json;

namespace SoraPS.Json;

/// <summary>Reads answers of which nothing is known: all of their fields are unknown fields.</summary>
internal sealed class AnyAnswerReader : UncertainAnswerReader
{
    public AnyAnswerReader(UntypedJson untyped)
        : base(untyped)
    {
    }

    public T Read<T>(ref Utf8JsonReader reader, ArraySegment<byte> json)
        where T : SoraAnswer, new() => Read(ref reader, json, new T(), Array.Empty<Field<T>>());
}
