using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace SoraPS.Json;

/// <summary>
/// Reads the statistics of one list. Of the counters, which are hundreds in each object, only the bytes are kept; they are parsed when somebody asks. All
/// of the JSON is validated here, so that asking never fails.
/// </summary>
internal sealed class StatisticsReader<T>
    where T : SoraStatistics, new()
{
    private readonly StatisticsField<T>[] _fields;
    private readonly UntypedJson _untyped;
    private readonly StringCache _strings = new();

    /// <param name="fields">The fields that have a property.</param>
    /// <param name="untyped">Reads the others when they are used.</param>
    public StatisticsReader(StatisticsField<T>[] fields, UntypedJson untyped)
    {
        _fields = fields;
        _untyped = untyped;
    }

    /// <summary>Reads the object that starts at the current token.</summary>
    /// <exception cref="JsonException">It is no object, or not UTF-8.</exception>
    [MethodImpl(JitHints.HotLoop)]
    public T Read(ref Utf8JsonReader reader, ArraySegment<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException(Strings.StatisticsNoObject);
        }

        var statistics = new T();
        byte[] kept = json.AsSpan().ToArray();
        statistics.Keep(kept, _untyped);
        int next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int found = StatisticsField<T>.IndexOf(ref reader, _fields, next);
            next = found + 1;
            reader.Read();
            if (found >= 0 && reader.TokenType != JsonTokenType.Null)
            {
                _fields[found].TryRead(ref reader, statistics, _strings);
            }

            reader.Skip();
        }

        JsonString.ValidateUtf8(kept);
        return statistics;
    }
}

/// <summary>A field of statistics that has a property.</summary>
/// <param name="name">Its name in the API.</param>
/// <param name="tryRead">See <see cref="TryReadValue"/>.</param>
internal sealed class StatisticsField<T>(string name, StatisticsField<T>.TryReadValue tryRead)
    where T : SoraStatistics
{
    /// <summary>Sets the property; false, if the value is not of the expected type. Without a target, it only says whether it is.</summary>
    public delegate bool TryReadValue(ref Utf8JsonReader reader, T? target, StringCache? strings);

    public string Name { get; } = name;

    public TryReadValue TryRead { get; } = tryRead;

    private byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

    public static StatisticsField<T> Text(string name, Action<T, string> set) => new(name, (ref Utf8JsonReader reader, T? target, StringCache? strings) =>
    {
        bool fits = reader.TokenType == JsonTokenType.String;
        if (fits && target is not null)
        {
            set(target, strings!.Read(ref reader));
        }

        return fits;
    });

    public static StatisticsField<T> Integer(string name, Action<T, long> set) => new(name, (ref Utf8JsonReader reader, T? target, StringCache? strings) =>
    {
        bool fits = RecordReader.TryGetInteger(ref reader, out long value);
        if (fits && target is not null)
        {
            set(target, value);
        }

        return fits;
    });

    public static StatisticsField<T> Time(string name, Action<T, DateTime> set) => new(name, (ref Utf8JsonReader reader, T? target, StringCache? strings) =>
    {
        DateTimeOffset time = default;
        bool fits = reader.TokenType == JsonTokenType.String && RecordReader.TryGetTimestamp(ref reader, out time);
        if (fits && target is not null)
        {
            set(target, time.UtcDateTime);
        }

        return fits;
    });

    /// <summary>Where the field is whose name is the current token; -1 for another field.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="fields">The fields, in the order in which a server usually sends them.</param>
    /// <param name="first">Where the search starts: at the field after the one that was found last.</param>
    [MethodImpl(JitHints.HotLoop)]
    public static int IndexOf(ref Utf8JsonReader reader, StatisticsField<T>[] fields, int first)
    {
        if (reader.ValueIsEscaped)
        {
            string escaped = JsonString.Read(ref reader);
            return Array.FindIndex(fields, field => field.Name == escaped);
        }

        var wanted = reader.ValueSpan;
        for (int i = 0; i < fields.Length; i++)
        {
            int index = (first + i) % fields.Length;
            if (wanted.SequenceEqual(fields[index].Utf8Name))
            {
                return index;
            }
        }

        return -1;
    }
}
