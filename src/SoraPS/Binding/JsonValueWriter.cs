using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Text.Json;
using System.Xml;

namespace SoraPS.Binding;

/// <summary>Writes PowerShell values as JSON: dictionaries, custom objects, lists, simple values, and our own objects.</summary>
internal sealed class JsonValueWriter
{
    /// <summary>The greatest depth of nested values.</summary>
    public const int MaximumDepth = 64;

    // In bytes: twice what a server accepts (sora-api 1). A small object graph may become very long JSON, if it contains the same objects again and again.
    private const int MaximumLength = 16 * 1024 * 1024;

    private readonly Utf8JsonWriter _writer;
    private readonly Func<string, string> _convertString;

    /// <param name="writer">The writer.</param>
    /// <param name="convertString">Applied to every string before it is written, names of properties included.</param>
    public JsonValueWriter(Utf8JsonWriter writer, Func<string, string> convertString)
    {
        _writer = writer;
        _convertString = convertString;
    }

    /// <summary>Whether a date is an error.</summary>
    public bool RefusesDates { get; init; }

    /// <summary>Writes a value.</summary>
    /// <exception cref="ArgumentException">The value cannot be written as JSON, is nested too deeply, or becomes too long.</exception>
    public void Write(object? value, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw new ArgumentException(Messages.JsonTooDeep);
        }

        if (_writer.BytesCommitted + _writer.BytesPending > MaximumLength)
        {
            throw new ArgumentException(Messages.JsonTooLong);
        }

        object? plain = value.Unwrap();
        if (!TryWriteScalar(plain))
        {
            WriteComposite(value!, plain!, depth);
        }
    }

    private bool TryWriteScalar(object? value)
    {
        switch (value)
        {
            case null:
                _writer.WriteNullValue();
                return true;
            case string text:
                _writer.WriteStringValue(_convertString(text));
                return true;
            case bool flag:
                _writer.WriteBooleanValue(flag);
                return true;
            case SwitchParameter flag:
                _writer.WriteBooleanValue(flag.IsPresent);
                return true;
            case DateTime or DateTimeOffset when RefusesDates:
                throw new ArgumentException(Messages.IdIsDate);
            case DateTime or DateTimeOffset:
                _writer.WriteStringValue(((IFormattable)value).ToString("o", CultureInfo.InvariantCulture));
                return true;
            case char or Guid or Uri or Enum or Version or TimeSpan:
                _writer.WriteStringValue(_convertString(value.ToString()!));
                return true;
            case sbyte or byte or short or ushort or int or uint or long or ulong or BigInteger or decimal:
                _writer.WriteRawValue(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                return true;
            case float or double:
                WriteDouble(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                return true;
            case JsonElement element:
                element.WriteTo(_writer);
                return true;
            default:
                return false;
        }
    }

    /// <param name="value">The value, in its wrapper if it has one: a custom object has its properties there.</param>
    /// <param name="plain">The value without the wrapper.</param>
    /// <param name="depth">How many values contain it.</param>
    private void WriteComposite(object value, object plain, int depth)
    {
        switch (plain)
        {
            case SoraRecord record:
                WriteRecord(record, depth);
                break;
            case IDictionary dictionary:
                WriteDictionary(dictionary, depth);
                break;
            case PSCustomObject:
                WriteFields(PSObject.AsPSObject(value).Properties.Select(property => new KeyValuePair<string, object?>(property.Name, GetValue(property))), depth);
                break;
            case SoraUnknownFields fields:
                WriteFields(fields, depth);
                break;
            case IEnumerable items and not XmlNode:
                WriteArray(items, depth);
                break;
            default:
                throw new ArgumentException(string.Format(Messages.Culture, Messages.TypeIsNoJson, plain.GetType()));
        }
    }

    private void WriteDictionary(IDictionary dictionary, int depth)
    {
        _writer.WriteStartObject();
        foreach (DictionaryEntry entry in dictionary)
        {
            _writer.WritePropertyName(_convertString(Convert.ToString(entry.Key.Unwrap(), CultureInfo.InvariantCulture)!));
            Write(entry.Value, depth + 1);
        }

        _writer.WriteEndObject();
    }

    private void WriteArray(IEnumerable items, int depth)
    {
        _writer.WriteStartArray();
        foreach (object? item in Enumerate(items))
        {
            Write(item, depth + 1);
        }

        _writer.WriteEndArray();
    }

    private void WriteFields(IEnumerable<KeyValuePair<string, object?>> fields, int depth)
    {
        _writer.WriteStartObject();
        foreach (var field in fields)
        {
            _writer.WritePropertyName(_convertString(field.Key));
            Write(field.Value, depth + 1);
        }

        _writer.WriteEndObject();
    }

    private static IEnumerable<object?> Enumerate(IEnumerable items)
    {
        var enumerator = items.GetEnumerator();
        using var release = enumerator as IDisposable;
        while (MoveNext(enumerator))
        {
            yield return enumerator.Current;
        }
    }

    /// <summary>The next item; what the user's own enumerator throws becomes an <see cref="ArgumentException"/>.</summary>
    private static bool MoveNext(IEnumerator items)
    {
        try
        {
            return items.MoveNext();
        }
        catch (Exception e) when (e is not PipelineStoppedException)
        {
            throw new ArgumentException(e.Message, e);
        }
    }

    private static object? GetValue(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException e)
        {
            throw new ArgumentException(e.Message, e);
        }
    }

    /// <summary>Writes one of our objects with the field names of the API.</summary>
    private void WriteRecord(SoraRecord record, int depth)
    {
        var fields = record.GetType().GetProperties()
            .Where(property => property.SetMethod is not null && property.Name != nameof(SoraObject.Server))
            .ToDictionary(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name), property => (object?)property.GetValue(record));
        fields["created_timestamp"] = record is SoraConnection { CreatedTime: null } connection ? connection.GetCreatedUtc() : null;
        foreach (var field in record.GetUnknownFields())
        {
            fields[field.Key] = field.Value;
        }

        WriteFields(fields.Where(field => field.Value is not null), depth);
    }

    private void WriteDouble(double number)
    {
        if (double.IsNaN(number) || double.IsInfinity(number))
        {
            throw new ArgumentException(Messages.NumberIsNoJson);
        }

        _writer.WriteNumberValue(number);
    }
}
