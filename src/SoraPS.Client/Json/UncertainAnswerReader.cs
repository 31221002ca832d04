using System.Text.Json;

namespace SoraPS.Json;

/// <summary>Reads answers whose shape is not known for certain: whatever it is, it is one. What is no object is kept as the field <c>answer</c>.</summary>
internal abstract class UncertainAnswerReader : RecordReader
{
    /// <param name="untyped">Reads the fields that can be anything.</param>
    /// <param name="slots">How many of these are known by name.</param>
    protected UncertainAnswerReader(UntypedJson untyped, int slots = 0)
        : base(untyped, slots)
    {
    }

    private protected T Read<T>(ref Utf8JsonReader reader, ArraySegment<byte> json, T answer, Field<T>[] fields)
        where T : SoraRecord
    {
        Json = json;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadFields(ref reader, answer, fields);
        }
        else
        {
            answer.AddUnknownField("answer", ReadUnknown(ref reader, "answer"));
        }

        return answer;
    }
}
