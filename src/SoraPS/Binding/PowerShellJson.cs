using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SoraPS.Binding;

/// <summary>Free JSON as PowerShell objects, and what users write in PowerShell as JSON.</summary>
internal class PowerShellJson : FreeJson
{
    private const int FewNames = 8;
    private const int LongestShown = 16 * 1024;

    // SoraPS.Format.ps1xml has a view for it.
    private const string ActsOnTerminal = "SoraPS.EscapedJson";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly HashSet<string> ReservedNames = new(StringComparer.OrdinalIgnoreCase) { string.Empty, "psobject", "pstypenames", "psbase", "psadapted", "psextended" };

    /// <summary>The JSON reader and writer of every server.</summary>
    public static SoraJson Shared { get; } = new(new PowerShellJson());

    /// <summary>True for a name that a property of a PowerShell object cannot have without getting in the engine's way.</summary>
    public static bool IsReserved(string name) => ReservedNames.Contains(name);

    /// <summary>What a user passed as JSON: text that holds JSON, or a value made of dictionaries, custom objects, lists and simple values.</summary>
    /// <exception cref="ArgumentException">It cannot be written as JSON.</exception>
    public static byte[] ToUtf8(object value) => ToUtf8(value, Whole);

    private static byte[] ToUtf8(object value, Func<string, string> spell)
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
                new JsonValueWriter(writer, spell).Write(value, 0);
            }
        }

        return buffer.ToArray();
    }

    /// <summary>The same for something that a server sent, for people: it never fails.</summary>
    public static string Show(object? value)
    {
        try
        {
            return value is null or string ? (string?)value ?? string.Empty : Encoding.UTF8.GetString(ToUtf8(value, Shown));
        }
        catch (ArgumentException e)
        {
            return "(" + e.Message + ")";
        }
    }

    /// <summary>Anything that becomes a JSON object, given for a parameter.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    public static JsonElement ToObject(object value, string parameter)
    {
        if (value.Plain() is not (string or IDictionary or PSCustomObject))
        {
            throw NoObject(parameter);
        }

        using var document = JsonDocument.Parse(ToUtf8(value), new JsonDocumentOptions { MaxDepth = 2 * JsonValueWriter.MaximumDepth });
        return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw NoObject(parameter);
    }

    /// <summary>
    /// A custom object, as ConvertFrom-Json makes it; or a dictionary for names that differ in case only or that the engine keeps for itself.
    /// One with a text in it that a terminal would act on, or that fills one, gets a view that spells and cuts it.
    /// </summary>
    protected override object CreateObject(List<KeyValuePair<string, object?>> members) => FitProperties(members) ? CreateProperties(members) : CreateDictionary(members);

    /// <summary>A dictionary in the order of its members; of two with one name the later one counts.</summary>
    public static object CreateDictionary(List<KeyValuePair<string, object?>> members)
    {
        var dictionary = new OrderedDictionary(StringComparer.Ordinal);
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

        return members.Exists(member => NeedsEscapes(member.Key) || NeedsEscapes(member.Value)) ? WithEscapes(new PSObject(dictionary)) : dictionary;
    }

    /// <summary>An empty custom object.</summary>
    private protected virtual PSObject NewObject() => new();

    private PSObject CreateProperties(List<KeyValuePair<string, object?>> members)
    {
        var created = NewObject();
        bool needsEscapes = false;
        foreach (var member in members)
        {
            created.Properties.Add(new PSNoteProperty(member.Key, member.Value), preValidated: true);
            needsEscapes = needsEscapes || NeedsEscapes(member.Key) || NeedsEscapes(member.Value);
        }

        return needsEscapes ? WithEscapes(created) : created;
    }

    private static bool NeedsEscapes(object? value) => value switch
    {
        string text => text.Length > LongestShown || SafeText.NeedsEscaping(text),
        object?[] items => Array.Exists(items, NeedsEscapes),
        PSObject inner => inner.TypeNames[0] == ActsOnTerminal,
        _ => false,
    };

    private static PSObject WithEscapes(PSObject item)
    {
        item.TypeNames.Insert(0, ActsOnTerminal);
        return item;
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

    private static ArgumentException NoObject(string parameter) => new(string.Format(Messages.Culture, Messages.NoJsonObject, parameter));

    /// <summary>The writer would put another character in the place of half a one.</summary>
    private static string Whole(string text)
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

    /// <summary>For people, half a character is spelled.</summary>
    private static string Shown(string text)
    {
        try
        {
            return Whole(text);
        }
        catch (ArgumentException)
        {
            return SafeText.Escape(text);
        }
    }
}
