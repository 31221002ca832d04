using System.Text.Encodings.Web;
using System.Text.Json;

namespace SoraPS;

/// <summary>
/// The body sent with an operation. Only the operation's own keys can be set, and those that are not set are left out: a schema of the server may
/// forbid keys that it does not know.
/// </summary>
public sealed class SoraRequest
{
    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // UTF-8 as it is: what we send is never part of a web page
        MaxDepth = SoraJson.MaximumDepth,
    };

    private readonly Dictionary<SoraField, object> _values = new();

    /// <summary>Makes the body of an operation, with no key yet.</summary>
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

    /// <summary>Refuses what no server should be sent.</summary>
    /// <exception cref="ArgumentException">A key is missing, or holds what it does not take: an id that is empty, longer than 255 bytes or no text, a reason that is no object.</exception>
    public void Validate()
    {
        if (Array.Find(Operation.Required, field => !_values.ContainsKey(field)) is { } missing)
        {
            throw new ArgumentException(string.Format(Strings.Culture, Strings.FieldMissing, Operation.Target, missing.Name));
        }

        foreach (var field in _values)
        {
            field.Key.Validate(field.Value);
        }
    }

    /// <summary>The body in UTF-8; null where the operation is sent without one.</summary>
    /// <exception cref="ArgumentException">As <see cref="Validate"/> says; or a value is nested too deeply, or holds half a character.</exception>
    public byte[]? ToUtf8()
    {
        Validate();
        return Operation.Body == SoraOperation.RequiredBody || _values.Count > 0 ? Write(_ => true) : null;
    }

    /// <summary>The keys that the answer repeats, where the server says nothing.</summary>
    internal byte[] ToEcho() => Write(field => Operation.Echo.Contains(field));

    private byte[] Write(Predicate<SoraField> wanted)
    {
        using var json = new MemoryStream();
        using var writer = new Utf8JsonWriter(json, Writing);
        writer.WriteStartObject();
        foreach (var field in Operation.Required.Concat(Operation.Optional).Where(field => wanted(field) && _values.ContainsKey(field)))
        {
            writer.WritePropertyName(field.Name);
            Write(writer, field, _values[field]);
        }

        writer.WriteEndObject();
        writer.Flush();
        return json.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, SoraField field, object value)
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
            throw new ArgumentException(string.Format(Strings.Culture, Strings.FieldNotSendable, field.Name), e);
        }
    }
}
