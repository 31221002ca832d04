using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Text.Json;
using System.Xml;

namespace SoraPS.Binding;

/// <summary>Writes what users write in PowerShell as JSON.</summary>
internal sealed class JsonValueWriter
{
    /// <summary>The most values within each other.</summary>
    public const int MaximumDepth = 64;

    // Twice what a server takes (sora-api 1). A value may contain another twice, and that one again.
    private const int MaximumLength = 16 * 1024 * 1024;

    private readonly Utf8JsonWriter _writer;
    private readonly Func<string, string> _spell;

    /// <param name="writer">Where it goes.</param>
    /// <param name="spell">What becomes of every text.</param>
    public JsonValueWriter(Utf8JsonWriter writer, Func<string, string> spell)
    {
        _writer = writer;
        _spell = spell;
    }

    /// <summary>A value made of dictionaries, custom objects, lists and simple values.</summary>
    /// <exception cref="ArgumentException">It cannot be written as JSON.</exception>
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
        switch (plain)
        {
            case null:
                _writer.WriteNullValue();
                break;
            case string text:
                _writer.WriteStringValue(_spell(text));
                break;
            case bool flag:
                _writer.WriteBooleanValue(flag);
                break;
            case SwitchParameter flag:
                _writer.WriteBooleanValue(flag.IsPresent);
                break;
            case DateTime or DateTimeOffset:
                _writer.WriteStringValue(((IFormattable)plain).ToString("o", CultureInfo.InvariantCulture));
                break;
            case char or Guid or Uri or Enum or Version or TimeSpan:
                _writer.WriteStringValue(_spell(plain.ToString()!));
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or BigInteger or decimal:
                _writer.WriteRawValue(((IFormattable)plain).ToString(null, CultureInfo.InvariantCulture));
                break;
            case float or double:
                WriteDouble(Convert.ToDouble(plain, CultureInfo.InvariantCulture));
                break;
            case JsonElement element:
                element.WriteTo(_writer);
                break;
            case SoraRecord record:
                WriteRecord(record, depth);
                break;
            case IDictionary dictionary:
                _writer.WriteStartObject();
                foreach (DictionaryEntry entry in dictionary)
                {
                    _writer.WritePropertyName(_spell(Convert.ToString(entry.Key.Unwrap(), CultureInfo.InvariantCulture)!));
                    Write(entry.Value, depth + 1);
                }

                _writer.WriteEndObject();
                break;
            case PSCustomObject:
                WriteFields(PSObject.AsPSObject(value!).Properties.Select(property => new KeyValuePair<string, object?>(property.Name, ValueOf(property))), depth);
                break;
            case SoraUnknownFields fields:
                WriteFields(fields, depth);
                break;
            case IEnumerable items and not XmlNode:
                _writer.WriteStartArray();
                foreach (object? item in ItemsOf(items))
                {
                    Write(item, depth + 1);
                }

                _writer.WriteEndArray();
                break;
            default:
                throw new ArgumentException(string.Format(Messages.Culture, Messages.TypeIsNoJson, plain.GetType()));
        }
    }

    private void WriteFields(IEnumerable<KeyValuePair<string, object?>> fields, int depth)
    {
        _writer.WriteStartObject();
        foreach (var field in fields)
        {
            _writer.WritePropertyName(_spell(field.Key));
            Write(field.Value, depth + 1);
        }

        _writer.WriteEndObject();
    }

    private static IEnumerable<object?> ItemsOf(IEnumerable items)
    {
        var enumerator = items.GetEnumerator();
        using var release = enumerator as IDisposable;
        while (HasNext(enumerator))
        {
            yield return enumerator.Current;
        }
    }

    /// <summary>What the user passed may read files or run scripts to find its next item.</summary>
    private static bool HasNext(IEnumerator items)
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

    private static object? ValueOf(PSPropertyInfo property)
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

    /// <summary>One of our own objects, as it stood on the wire.</summary>
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
