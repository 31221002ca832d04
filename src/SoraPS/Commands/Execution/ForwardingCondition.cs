using System.Collections.Specialized;
using System.Text;
using System.Text.Json;

namespace SoraPS.Commands.Execution;

/// <summary>A condition of a rule of a forwarding filter: a field of the sender or the kind of media, and the values that it has or has not (sora-devtools, B).</summary>
internal sealed class ForwardingCondition
{
    public const string ConnectionId = "connection_id";
    public const string ClientId = "client_id";
    public const string Kind = "kind";

    public const string Is = "is_in";
    public const string IsNot = "is_not_in";

    /// <summary>How many kinds of media there are.</summary>
    public const int KindCount = 2;

    private static readonly string[] Fields = { ConnectionId, ClientId, Kind };
    private static readonly string[] Operators = { Is, IsNot };
    private static readonly string[] Kinds = { "audio", "video" };
    private static readonly string[] Keys = { "field", "operator", "values" };
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">It is none that a Sora has.</exception>
    public ForwardingCondition(string? field, string? @operator, IEnumerable<string?> values)
    {
        Field = FindWord(field, Fields, Keys[0]);
        Operator = FindWord(@operator, Operators, Keys[1]);
        Values = values.Select(CheckValue).Distinct(StringComparer.Ordinal).ToArray();
        if (Values.Length == 0)
        {
            throw Mistake(Messages.ForwardingNoValues, Field);
        }
    }

    public string Field { get; }

    public string Operator { get; }

    public string[] Values { get; }

    public bool IsNegated => Operator == IsNot;

    /// <summary>Reads a condition. Names and words may be in any case.</summary>
    /// <exception cref="ArgumentException">It is no condition.</exception>
    public static ForwardingCondition Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Mistake(Messages.ForwardingNoCondition, json.GetRawText());
        }

        var members = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in json.EnumerateObject())
        {
            members[Keys.Contains(member.Name, StringComparer.OrdinalIgnoreCase) ? member.Name : throw Mistake(Messages.ForwardingOtherKey, member.Name)] = member.Value;
        }

        members.TryGetValue(Keys[2], out var values);
        return new ForwardingCondition(GetText(members, Keys[0]), GetText(members, Keys[1]), values.ValueKind switch
        {
            JsonValueKind.Array => values.EnumerateArray().Select(GetText),
            JsonValueKind.Undefined => Enumerable.Empty<string?>(),
            _ => new[] { GetText(values) },
        });
    }

    /// <summary>The condition as the API has it.</summary>
    public OrderedDictionary ToDictionary() => new() { [Keys[0]] = Field, [Keys[1]] = Operator, [Keys[2]] = Values };

    public static ArgumentException Mistake(string message, string? value) => new(SafeMessage.Format(message, SafeText.TruncateMiddle(value ?? string.Empty, 200)));

    private static string? GetText(Dictionary<string, JsonElement> members, string name) => members.TryGetValue(name, out var value) ? GetText(value) : null;

    private static string? GetText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(), // an id that PowerShell has taken for a number
        _ => null,
    };

    private static string FindWord(string? word, string[] words, string key) =>
        Array.Find(words, known => known.Equals(word, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(SafeMessage.Format(Messages.ForwardingOtherWord, key, string.Join(", ", words), SafeText.TruncateMiddle(word ?? string.Empty, 200)));

    private string CheckValue(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            throw Mistake(Messages.ForwardingNoValues, Field);
        }

        if (Field == Kind)
        {
            return FindWord(value, Kinds, Kind);
        }

        try
        {
            return StrictUtf8.GetByteCount(value!) <= SoraField.MaximumIdBytes ? value! : throw Mistake(Messages.ForwardingIdTooLong, Field);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException(Messages.TextIsHalf, e);
        }
    }
}
