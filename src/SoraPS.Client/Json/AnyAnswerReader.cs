using System.Text.Json;

namespace SoraPS.Json;

/// <summary>Reads answers that are not publicly known: whatever it is, it is one. Its fields are unknown fields; what is no object is kept as the field <c>answer</c>.</summary>
internal sealed class AnyAnswerReader : RecordReader
{
    public AnyAnswerReader(UntypedJson untyped)
        : base(untyped, slots: 0)
    {
    }

    public T Read<T>(ref Utf8JsonReader reader, ArraySegment<byte> json)
        where T : SoraAnswer, new()
    {
        Json = json;
        var answer = new T();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadFields(ref reader, answer, Array.Empty<Field<T>>());
        }
        else
        {
            answer.AddUnknownField("answer", ReadUnknown(ref reader, "answer"));
        }

        return answer;
    }
}
