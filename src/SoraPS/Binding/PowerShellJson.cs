using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;

namespace SoraPS.Binding;

/// <summary>Free JSON as PowerShell objects, and what users write in PowerShell as JSON.</summary>
internal class PowerShellJson : FreeJson
{
    private const int MaximumDepth = 64;
    private const int FewNames = 8;

    // Twice what a server takes (sora-api 1). A value may contain another twice, and that one again.
    private const int MaximumLength = 16 * 1024 * 1024;

    private static readonly HashSet<string> ReservedNames = new(StringComparer.OrdinalIgnoreCase) { string.Empty, "psobject", "pstypenames", "psbase", "psadapted", "psextended" };

    /// <summary>The JSON reader and writer of every session.</summary>
    public static SoraJson Shared { get; } = new(new PowerShellJson());

    /// <summary>True for a name that a property of a PowerShell object cannot have without getting in the engine's way.</summary>
    public static bool IsReserved(string name) => ReservedNames.Contains(name);

    /// <summary>What a user passed as JSON: text that holds JSON, or a value made of dictionaries, custom objects, lists and simple values.</summary>
    /// <exception cref="ArgumentException">It cannot be written as JSON.</exception>
    public static byte[] ToUtf8(object value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            if (value.Plain() is string text)
            {
                WriteText(writer, text);
            }
            else
            {
                Write(writer, value, 0);
            }
        }

        return buffer.ToArray();
    }

    /// <summary>The same for something that a server sent, for people: it never fails.</summary>
    public static string Show(object? value)
    {
        try
        {
            return value is null or string ? (string?)value ?? string.Empty : Encoding.UTF8.GetString(ToUtf8(value));
        }
        catch (ArgumentException e)
        {
            return "(" + e.Message + ")";
        }
    }

    /// <summary>A reason: anything that becomes a JSON object.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    public static JsonElement ToObject(object value)
    {
        if (value.Plain() is not (string or IDictionary or PSCustomObject or SoraApiObject))
        {
            throw new ArgumentException(Messages.ReasonIsNoObject);
        }

        using var document = JsonDocument.Parse(ToUtf8(value), new JsonDocumentOptions { MaxDepth = 2 * MaximumDepth });
        return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new ArgumentException(Messages.ReasonIsNoObject);
    }

    /// <summary>Names that differ in case only, or that the engine keeps for itself, fit a dictionary but no object.</summary>
    protected override object CreateObject(List<KeyValuePair<string, object?>> members) => FitProperties(members) ? CreateProperties(members) : CreateDictionary(members);

    private protected virtual PSObject CreateProperties(List<KeyValuePair<string, object?>> members)
    {
        var created = new PSObject();
        foreach (var member in members)
        {
            created.Properties.Add(new PSNoteProperty(member.Key, member.Value), preValidated: true);
        }

        return created;
    }

    private static bool FitProperties(List<KeyValuePair<string, object?>> members)
    {
        // A set for each of many small objects would cost more than the objects.
        var names = members.Count > FewNames ? new HashSet<string>(StringComparer.OrdinalIgnoreCase) : null;
        for (int i = 0; i < members.Count; i++)
        {
            string name = members[i].Key;
            bool isNew = names?.Add(name) ?? members.FindIndex(member => SameName(member.Key, name)) == i;
            if (!isNew || IsReserved(name))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameName(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static SoraApiDictionary CreateDictionary(List<KeyValuePair<string, object?>> members)
    {
        var dictionary = new SoraApiDictionary();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var member in members)
        {
            // Setting a key that is there makes an ordered dictionary look for it one by one.
            if (places.TryGetValue(member.Key, out int place))
            {
                dictionary[place] = member.Value;
            }
            else
            {
                places.Add(member.Key, dictionary.Count);
                dictionary.Add(member.Key, member.Value);
            }
        }

        return dictionary;
    }

    private static void WriteText(Utf8JsonWriter writer, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            document.RootElement.WriteTo(writer);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new ArgumentException(Messages.TextIsNoJson, e);
        }
    }

    private static void Write(Utf8JsonWriter writer, object? value, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw new ArgumentException(Messages.JsonTooDeep);
        }

        if (writer.BytesCommitted + writer.BytesPending > MaximumLength)
        {
            throw new ArgumentException(Messages.JsonTooLong);
        }

        object? plain = value.Plain();
        switch (plain)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(Whole(text));
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case SwitchParameter flag:
                writer.WriteBooleanValue(flag.IsPresent);
                break;
            case DateTime or DateTimeOffset:
                writer.WriteStringValue(((IFormattable)plain).ToString("o", CultureInfo.InvariantCulture));
                break;
            case char or Guid or Uri or Enum or Version or TimeSpan:
                writer.WriteStringValue(Whole(plain.ToString()!));
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or BigInteger or decimal:
                writer.WriteRawValue(((IFormattable)plain).ToString(null, CultureInfo.InvariantCulture));
                break;
            case float or double:
                WriteDouble(writer, Convert.ToDouble(plain, CultureInfo.InvariantCulture));
                break;
            case JsonElement element:
                element.WriteTo(writer);
                break;
            case SoraRecord record:
                WriteRecord(writer, record, depth);
                break;
            case IDictionary dictionary:
                writer.WriteStartObject();
                foreach (DictionaryEntry entry in dictionary)
                {
                    writer.WritePropertyName(Whole(Convert.ToString(entry.Key.Plain(), CultureInfo.InvariantCulture)!));
                    Write(writer, entry.Value, depth + 1);
                }

                writer.WriteEndObject();
                break;
            case PSCustomObject or SoraApiObject:
                writer.WriteStartObject();
                foreach (var field in FieldsOf(PSObject.AsPSObject(value!)))
                {
                    writer.WritePropertyName(Whole(field.Key));
                    Write(writer, field.Value, depth + 1);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable items and not XmlNode:
                writer.WriteStartArray();
                foreach (object? item in ItemsOf(items))
                {
                    Write(writer, item, depth + 1);
                }

                writer.WriteEndArray();
                break;
            default:
                throw new ArgumentException(string.Format(Messages.Culture, Messages.TypeIsNoJson, plain.GetType()));
        }
    }

    /// <summary>The fields of a custom object; or of one that Invoke-SoraApi wrote, those that it holds back included.</summary>
    private static IEnumerable<KeyValuePair<string, object?>> FieldsOf(PSObject item) =>
        from property in item.Properties
        where item.BaseObject is PSCustomObject || property is PSNoteProperty
        let value = ValueOf(property)
        from field in value as SoraFields ?? Enumerable.Repeat(new KeyValuePair<string, object?>(property.Name, value), 1)
        select field;

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
    private static void WriteRecord(Utf8JsonWriter writer, SoraRecord record, int depth)
    {
        var fields = record.GetType().GetProperties()
            .Where(property => property.SetMethod is not null && property.Name != nameof(SoraObject.Server))
            .ToDictionary(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name), property => (object?)property.GetValue(record));
        fields["created_timestamp"] = record is SoraConnection { CreatedTime: null } connection ? connection.CreatedUtc : null;
        foreach (var field in record.AdditionalProperties)
        {
            fields[field.Key] = field.Value;
        }

        writer.WriteStartObject();
        foreach (var field in fields.Where(field => field.Value is not null))
        {
            writer.WritePropertyName(field.Key);
            Write(writer, field.Value, depth + 1);
        }

        writer.WriteEndObject();
    }

    /// <summary>The writer would put another character in the place of half a one.</summary>
    private static string Whole(string text)
    {
        try
        {
            JsonText.StrictUtf8.GetByteCount(text);
            return text;
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException(Messages.TextIsHalf, e);
        }
    }

    private static void WriteDouble(Utf8JsonWriter writer, double number)
    {
        if (double.IsNaN(number) || double.IsInfinity(number))
        {
            throw new ArgumentException(Messages.NumberIsNoJson);
        }

        writer.WriteNumberValue(number);
    }
}
