using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SoraPS.Binding;

/// <summary>Converts JSON of any shape into PowerShell objects, and PowerShell values into JSON.</summary>
internal class PowerShellJson : UntypedJson
{
    private const int MaximumSearchedNames = 8;
    private const int MaximumDisplayLength = 16 * 1024;

    // The type name of objects with texts that must be escaped on a terminal: SoraPS.Format.ps1xml has a view for it.
    private const string EscapedTypeName = "SoraPS.EscapedJson";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly HashSet<string> ReservedNames = new(StringComparer.OrdinalIgnoreCase) { string.Empty, "psobject", "pstypenames", "psbase", "psadapted", "psextended" };

    /// <summary>The one instance that all servers share.</summary>
    public static SoraJson Shared { get; } = new(new PowerShellJson());

    /// <summary>Whether a name has a meaning of its own on every PowerShell object, so that no property should have it.</summary>
    public static bool IsReserved(string name) => ReservedNames.Contains(name);

    /// <summary>Converts a value to JSON: a string must contain JSON already; dictionaries, custom objects, lists and simple values are serialized.</summary>
    /// <exception cref="ArgumentException">The value cannot be written as JSON.</exception>
    public static byte[] ToUtf8(object value) => ToUtf8(value, RequireValidUtf16, refuseDates: false);

    /// <summary>The same for the value of a parameter.</summary>
    /// <exception cref="ArgumentException">The value cannot be written as JSON; the message names the parameter.</exception>
    public static byte[] ToUtf8(object value, string parameter) => ToUtf8(value, parameter, refuseDates: false);

    private static byte[] ToUtf8(object value, string parameter, bool refuseDates)
    {
        try
        {
            return ToUtf8(value, RequireValidUtf16, refuseDates);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException(string.Format(Messages.Culture, Messages.InParameter, parameter, e.Message), e);
        }
    }

    private static byte[] ToUtf8(object value, Func<string, string> convertString, bool refuseDates)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            if (value.Unwrap() is string text)
            {
                WriteJsonText(writer, text);
            }
            else
            {
                new JsonValueWriter(writer, convertString) { RefusesDates = refuseDates }.Write(value, 0);
            }
        }

        return buffer.ToArray();
    }

    /// <summary>The JSON of the value of a parameter, of any kind.</summary>
    /// <param name="value">The value.</param>
    /// <param name="parameter">The name of the parameter.</param>
    /// <param name="isText">Whether a text stands for itself; else it contains JSON.</param>
    /// <exception cref="ArgumentException">The value cannot be written as JSON; the message names the parameter.</exception>
    public static JsonElement ToElement(object? value, string parameter, bool isText)
    {
        // A text within a list is always itself.
        byte[] json = value.Unwrap() is null ? ToUtf8("null") : ToUtf8(isText && value.Unwrap() is string ? new[] { value } : value!, parameter);
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 2 * JsonValueWriter.MaximumDepth });
        return (isText && value.Unwrap() is string ? document.RootElement[0] : document.RootElement).Clone();
    }

    /// <summary>The JSON of a value from a server, for people to read. It never throws: what cannot be written becomes the error in parentheses.</summary>
    public static string ToDisplayJson(object? value)
    {
        try
        {
            return value is null or string ? (string?)value ?? string.Empty : Encoding.UTF8.GetString(ToUtf8(value, EscapeInvalidUtf16, refuseDates: false));
        }
        catch (ArgumentException e)
        {
            return "(" + e.Message + ")";
        }
    }

    /// <summary>Converts the value of a parameter to a JSON object.</summary>
    /// <exception cref="ArgumentException">The value is no JSON object; the message names the parameter.</exception>
    public static JsonElement ToObject(object value, string parameter)
    {
        if (value.Unwrap() is not (string or IDictionary or PSCustomObject))
        {
            throw NotAnObject(parameter);
        }

        using var document = JsonDocument.Parse(ToObjectUtf8(value, parameter), new JsonDocumentOptions { MaxDepth = 2 * JsonValueWriter.MaximumDepth });
        return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw NotAnObject(parameter);
    }

    /// <summary>Converts a value of any shape to JSON.</summary>
    /// <exception cref="ArgumentException">The value cannot be written as JSON; the message names the parameter.</exception>
    public static JsonElement ToElement(object value, string parameter) => ToElement(ToUtf8(value, parameter));

    /// <summary>The same for a value that contains ids, so that a date in it is an error: ConvertFrom-Json makes dates of strings that look like one.</summary>
    /// <exception cref="ArgumentException">The value contains a date or cannot be written as JSON; the message names the parameter.</exception>
    public static JsonElement ToElementWithIds(object value, string parameter) => ToElement(ToUtf8(value, parameter, refuseDates: true));

    private static JsonElement ToElement(byte[] json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 2 * JsonValueWriter.MaximumDepth });
        return document.RootElement.Clone();
    }

    /// <summary>
    /// A custom object, as ConvertFrom-Json makes it; a dictionary if names differ in case only or are reserved. An object with a text that a terminal
    /// would act on, or with a very long one, gets a type name whose view escapes and shortens it.
    /// </summary>
    protected override object CreateObject(List<KeyValuePair<string, object?>> members) => CanBeProperties(members) ? CreateCustomObject(members) : CreateDictionary(members);

    /// <summary>A dictionary with the members in their order. Of two members with the same name, the later value is used.</summary>
    public static object CreateDictionary(List<KeyValuePair<string, object?>> members)
    {
        var dictionary = new OrderedDictionary(StringComparer.Ordinal);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var member in members)
        {
            // By index: if an existing key is set by name, OrderedDictionary searches for it in linear time.
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

        return members.Exists(member => NeedsEscaping(member.Key) || NeedsEscaping(member.Value)) ? MarkForEscaping(new PSObject(dictionary)) : dictionary;
    }

    /// <summary>An empty custom object.</summary>
    private protected virtual PSObject NewObject() => new();

    private PSObject CreateCustomObject(List<KeyValuePair<string, object?>> members)
    {
        var created = NewObject();
        bool needsEscaping = false;
        foreach (var member in members)
        {
            created.Properties.Add(new PSNoteProperty(member.Key, member.Value), preValidated: true);
            needsEscaping = needsEscaping || NeedsEscaping(member.Key) || NeedsEscaping(member.Value);
        }

        return needsEscaping ? MarkForEscaping(created) : created;
    }

    private static bool NeedsEscaping(object? value) => value switch
    {
        string text => text.Length > MaximumDisplayLength || SafeText.NeedsEscaping(text),
        object?[] items => Array.Exists(items, NeedsEscaping),
        PSObject inner => inner.TypeNames[0] == EscapedTypeName,
        _ => false,
    };

    private static PSObject MarkForEscaping(PSObject item)
    {
        item.TypeNames.Insert(0, EscapedTypeName);
        return item;
    }

    private static bool CanBeProperties(List<KeyValuePair<string, object?>> members)
    {
        // Most objects are small, and a set for each would cost more than the object itself.
        var names = members.Count > MaximumSearchedNames ? new HashSet<string>(StringComparer.OrdinalIgnoreCase) : null;
        for (int i = 0; i < members.Count; i++)
        {
            string name = members[i].Key;
            bool isNew = names?.Add(name) ?? members.FindIndex(member => AreSameName(member.Key, name)) == i;
            if (!isNew || IsReserved(name))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreSameName(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static void WriteJsonText(Utf8JsonWriter writer, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            document.RootElement.WriteTo(writer);
        }
        catch (JsonException e)
        {
            throw new JsonTextException(text, e);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new ArgumentException(Messages.TextIsHalf, e); // not valid UTF-16, or an escape that stands for half a character
        }
    }

    /// <summary>The JSON of a value that must be an object. Text that is no JSON at all is most likely the bare reason, so the message shows how to write one.</summary>
    private static byte[] ToObjectUtf8(object value, string parameter)
    {
        try
        {
            return ToUtf8(value, parameter);
        }
        catch (ArgumentException e) when (e.InnerException is JsonTextException json)
        {
            throw new ArgumentException(NotAnObject(parameter).Message + " " + json.Message, e);
        }
    }

    private static ArgumentException NotAnObject(string parameter) => new(string.Format(Messages.Culture, Messages.NoJsonObject, parameter));

    /// <summary>The text itself. Utf8JsonWriter would replace an unpaired surrogate by another character, so such a text is refused.</summary>
    private static string RequireValidUtf16(string text)
    {
        try
        {
            StrictUtf8.GetByteCount(text);
            return text;
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException(Messages.TextIsHalf, e);
        }
    }

    /// <summary>The text itself; with escapes if it has an unpaired surrogate.</summary>
    private static string EscapeInvalidUtf16(string text)
    {
        try
        {
            return RequireValidUtf16(text);
        }
        catch (ArgumentException)
        {
            return SafeText.Escape(text);
        }
    }
}
