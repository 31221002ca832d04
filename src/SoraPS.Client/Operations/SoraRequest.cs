using System.Text.Encodings.Web;
using System.Text.Json;

namespace SoraPS;

/// <summary>
/// The body of a request for an operation. Only keys of the operation can be set, and only those that are set are sent, because the server's schema may
/// forbid unknown keys.
/// </summary>
public sealed class SoraRequest
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // no escapes beyond those of JSON: the body is never embedded in a web page
        MaxDepth = SoraJson.MaximumDepth,
    };

    private readonly Dictionary<SoraField, object> _values = new();

    /// <summary>Makes an empty body for an operation.</summary>
    public SoraRequest(SoraOperation operation) => Operation = operation ?? throw new ArgumentNullException(nameof(operation));

    /// <summary>The operation.</summary>
    public SoraOperation Operation { get; }

    /// <summary>The value of a key: a <see cref="string"/>, <see cref="long"/>, <see cref="bool"/> or <see cref="JsonElement"/>; null where it is not set.</summary>
    /// <exception cref="ArgumentException">The operation has no such key.</exception>
    public object? this[SoraField field]
    {
        get => _values.TryGetValue(field ?? throw new ArgumentNullException(nameof(field)), out object? value) ? value : null;
        set
        {
            if (!Operation.Required.Contains(field) && !Operation.Optional.Contains(field))
            {
                throw new ArgumentException(string.Format(Strings.Culture, Strings.FieldOfNoOperation, Operation.Target, field?.Name));
            }

            if (value is null)
            {
                _values.Remove(field);
            }
            else
            {
                _values[field] = value is int number ? (long)number : value;
            }
        }
    }

    /// <summary>The value of a key that is text; null if it is not set, or the operation has no such key.</summary>
    internal string? GetId(SoraField field) => _values.TryGetValue(field, out object? value) ? value as string : null;

    /// <summary>The keys that are set, in the order of the body.</summary>
    public IEnumerable<KeyValuePair<SoraField, object>> GetValues() =>
        Operation.Required.Concat(Operation.Optional).Where(_values.ContainsKey).Select(field => new KeyValuePair<SoraField, object>(field, _values[field]));

    /// <summary>Checks the body before it is sent.</summary>
    /// <exception cref="ArgumentException">A required key is missing, or a value is not valid: an id that is empty, longer than 255 bytes of UTF-8 or no string; a reason that is no JSON object.</exception>
    public void Validate()
    {
        if (Array.Find(Operation.Required, field => !_values.ContainsKey(field)) is { } missing)
        {
            throw new ArgumentException(string.Format(Strings.Culture, Strings.FieldMissing, Operation.Target, missing.Name, missing.Parameter, missing.Example));
        }

        foreach (var field in _values)
        {
            field.Key.Validate(field.Value);
        }
    }

    /// <summary>The body as JSON in UTF-8; null if the operation is sent without a body.</summary>
    /// <exception cref="ArgumentException">The body is not valid (see <see cref="Validate"/>), or a value is nested too deeply or holds an unpaired surrogate.</exception>
    public byte[]? ToUtf8()
    {
        Validate();
        return Operation.Body == SoraOperation.RequiredBody || _values.Count > 0 ? Write(_ => true) : null;
    }

    /// <summary>A JSON object with the keys of the request that a complete answer repeats. It stands in for an answer with an empty body.</summary>
    internal byte[] ToEcho() => Write(field => Operation.Echo.Contains(field));

    private byte[] Write(Predicate<SoraField> isIncluded)
    {
        using var json = new MemoryStream();
        using var writer = new Utf8JsonWriter(json, WriterOptions);
        writer.WriteStartObject();
        foreach (var field in GetValues().Where(field => isIncluded(field.Key)))
        {
            writer.WritePropertyName(field.Key.Name);
            WriteValue(writer, field.Key, field.Value);
        }

        writer.WriteEndObject();
        writer.Flush();
        return json.ToArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, SoraField field, object value)
    {
        switch (value)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool on:
                writer.WriteBooleanValue(on);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case JsonElement element:
                WriteElement(writer, field, element);
                break;
        }
    }

    private static void WriteElement(Utf8JsonWriter writer, SoraField field, JsonElement element)
    {
        try
        {
            element.WriteTo(writer);
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException or ArgumentException)
        {
            throw new ArgumentException(string.Format(Strings.Culture, Strings.FieldNotSendable, field.Name, field.Parameter), e);
        }
    }
}
