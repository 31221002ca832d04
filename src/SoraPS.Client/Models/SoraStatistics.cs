using System.Text.Json;

namespace SoraPS;

/// <summary>
/// Statistics of a Sora server. What identifies them has properties; the counters are kept as the server sends them, because every release has others, and
/// are parsed when they are used: as unknown fields (<see cref="SoraRecord.GetUnknownFields"/>), or by their keys.
/// </summary>
public abstract class SoraStatistics : SoraObject
{
    private ArraySegment<byte> _json;
    private UntypedJson _untyped = null!;
    private SoraUnknownFields? _fields;
    private bool _isFlat;

    private protected SoraStatistics()
    {
    }

    /// <summary>
    /// A value by its name in the API; in nested objects by the names with dots between them: <c>rtp.total_received_rtp_byte_size</c>. Elements of arrays have
    /// their index: <c>cluster_relay.0.node_name</c>. Null if there is no such value. Names are case-sensitive. Nothing else is parsed.
    /// </summary>
    public object? this[string key] => DottedKeys.Find(_json, key ?? throw new ArgumentNullException(nameof(key)), _untyped);

    /// <summary>The same in rows for tables: every unknown field is a value without parts, whose name is its key with dots.</summary>
    public virtual IEnumerable<SoraStatistics> Flatten() => new[] { CreateFlat() };

    internal void Keep(byte[] json, UntypedJson untyped) => (_json, _untyped) = (new ArraySegment<byte>(json), untyped);

    /// <summary>Takes over ids of the request that the answer does not repeat.</summary>
    internal virtual void Complete(SoraRequest request)
    {
    }

    /// <summary>The value at the current token, while this object is read; to be parsed when it is used.</summary>
    internal LazyJson KeepValue(ref Utf8JsonReader reader) => new(Skip(ref reader), _untyped);

    /// <summary>The numbers that are wanted; the rest is not parsed.</summary>
    internal double[] ReadCounters(CounterReader counters) => counters.Read(_json);

    private protected SoraStatistics CreateFlat()
    {
        var flat = (SoraStatistics)MemberwiseClone();
        (flat._fields, flat._isFlat) = (null, true);
        return flat;
    }

    private protected sealed override SoraUnknownFields ReadUnknownFields()
    {
        if (_fields is null)
        {
            var fields = new SoraUnknownFields();
            AddFields(fields, _isFlat);
            Interlocked.CompareExchange(ref _fields, fields, null);
        }

        return _fields;
    }

    /// <summary>Adds the fields that have no property.</summary>
    private protected abstract void AddFields(SoraUnknownFields fields, bool isFlat);

    private protected void AddFields<T>(StatisticsField<T>[] known, SoraUnknownFields fields, bool isFlat)
        where T : SoraStatistics
    {
        var reader = SoraJson.CreateReader(_json);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = JsonString.Read(ref reader);
            reader.Read();
            var field = Array.Find(known, field => field.Name == name);
            if (field is not null && (reader.TokenType == JsonTokenType.Null || field.TryRead(ref reader, null, null)))
            {
                reader.Skip();
            }
            else if (isFlat)
            {
                AddFlat(Skip(ref reader), name, fields);
            }
            else
            {
                fields.Set(name, reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? KeepValue(ref reader) : _untyped.Read(ref reader));
            }
        }
    }

    private protected void AddFlat(ArraySegment<byte> value, string name, SoraUnknownFields fields) => DottedKeys.Flatten(value, name, _untyped, fields);

    private ArraySegment<byte> Skip(ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new ArraySegment<byte>(_json.Array!, _json.Offset + start, (int)reader.BytesConsumed - start);
    }
}
