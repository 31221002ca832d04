using System.Globalization;

namespace SoraPS;

/// <summary>One operation of Sora's HTTP API: the value of the <c>x-sora-target</c> header and what is known about it.</summary>
public class SoraOperation
{
    /// <summary><see cref="Group"/> of an operation that is not in the table.</summary>
    public const string UnknownGroup = "Unknown";

    /// <summary><see cref="Body"/> of an operation that is sent without a body.</summary>
    public const string NoBody = "None";

    /// <summary><see cref="Body"/> of an operation that is sent without a body, or with a JSON object of at least one key.</summary>
    public const string OptionalBody = "Optional";

    /// <summary><see cref="Body"/> of an operation that is sent with a JSON object.</summary>
    public const string RequiredBody = "Required";

    /// <summary><see cref="Stability"/> of an operation that current releases of Sora do not have.</summary>
    public const string RemovedStability = "Removed";

    internal SoraOperation(string target)
    {
        Target = target;
        Name = target.Substring(target.IndexOf('.') + 1);
    }

    /// <summary>The part of the target behind the dot: <c>ListConnections</c>.</summary>
    public string Name { get; }

    /// <summary>The value of the header <c>x-sora-target</c>, <c>Service_YYYYMMDD.Operation</c>: <c>Sora_20201013.ListConnections</c>.</summary>
    public string Target { get; }

    /// <summary>The part of the API that it belongs to: <c>Signaling</c>, <c>Session</c>, …; <see cref="UnknownGroup"/> if it is not in the table.</summary>
    public string Group { get; internal init; } = UnknownGroup;

    /// <summary>The cmdlets that use it.</summary>
    public SoraStringCollection Cmdlet { get; internal init; } = SoraStringCollection.None;

    /// <summary>Whether it changes something on the server; false only if it is known to change nothing. Cmdlets ask before a change, and repeat one only if the request cannot have arrived.</summary>
    public bool Changes { get; internal init; } = true;

    /// <summary>False for an operation that must never be sent twice, not even if the request cannot have arrived.</summary>
    public bool IsRepeatable { get; internal init; } = true;

    /// <summary><see cref="NoBody"/>, <see cref="OptionalBody"/> or <see cref="RequiredBody"/>.</summary>
    public string Body => BodyRule ?? (Required.Length > 0 ? RequiredBody : Optional.Length > 0 ? OptionalBody : NoBody);

    /// <summary><c>Stable</c>, <c>Experimental</c>, <c>Deprecated</c>, <c>Removed</c>, <c>Test</c>, or <c>Unknown</c>.</summary>
    public string Stability { get; internal init; } = "Unknown";

    /// <summary>The release (<c>2025.2.0</c>) or month (<c>2027-12</c>) of its removal, past or planned; null if none is known.</summary>
    public string? RemovedIn { get; internal init; }

    /// <summary>The first release that had it: <c>2024.2.0</c>; null if that is not known.</summary>
    public string? Since { get; internal init; }

    /// <summary>How certain the facts about the request and about the answer are, as in <c>A/B</c>: A from Sora's documentation, B from the source of Shiguredo's tools, C from third-party code, D an inference, - nothing is known.</summary>
    public string? Certainty { get; internal init; }

    /// <summary>The keys of its body. The names of optional keys end in a question mark.</summary>
    public SoraStringCollection Fields => new(Required.Select(field => field.Name).Concat(Optional.Select(field => field.Name + "?")));

    /// <summary>The target of the operation that replaces it; null if there is none.</summary>
    public string? Successor { get; internal init; }

    /// <summary>The sources of the facts: a page of Sora's documentation, or the name of a tool.</summary>
    public string? Source { get; internal init; }

    /// <summary>What it does, in the UI language of the current thread.</summary>
    public string Summary => IsJapanese ? About.Japanese : About.English;

    /// <summary>An example of a body, as JSON; null if it has no body.</summary>
    public string? Example => Body == NoBody ? null : "{" + string.Join(",", GetExampleFields().Select(field => "\"" + field.Name + "\":" + field.Example)) + "}";

    internal SoraField[] Required { get; init; } = Array.Empty<SoraField>();

    internal SoraField[] Optional { get; init; } = Array.Empty<SoraField>();

    /// <summary>The keys of the request that the answer repeats, if that is known.</summary>
    internal SoraField[] Echo { get; init; } = Array.Empty<SoraField>();

    /// <summary>True if the answer is known to be an array. Of others, any answer is taken.</summary>
    internal bool AnswersList { get; init; }

    /// <summary>The value of <see cref="Body"/>, if it does not follow from the keys.</summary>
    internal string? BodyRule { get; init; }

    /// <summary>The summary in the languages of the module.</summary>
    internal (string English, string Japanese) About { get; init; } = (string.Empty, string.Empty);

    /// <summary>The keys that every body must have.</summary>
    public IReadOnlyList<SoraField> GetRequiredFields() => Required;

    /// <summary>The keys that a body may have.</summary>
    public IReadOnlyList<SoraField> GetOptionalFields() => Optional;

    /// <summary>The keys of the request that the answer is known to repeat.</summary>
    public IReadOnlyList<SoraField> GetEchoFields() => Echo;

    /// <summary>Which releases of Sora have the operation, what replaces it, and what it replaces: sentences in the UI language of the current thread; null if nothing is known.</summary>
    public string? GetAvailability()
    {
        var sentences = new List<string>();
        AddIfKnown(Strings.OperationSince, Stability is RemovedStability ? null : Since);
        AddIfKnown(Strings.OperationExperimental, Stability is "Experimental" ? Name : null);
        AddIfKnown(Strings.OperationDeprecated, Stability is "Deprecated" ? FormatRelease(RemovedIn) : null);
        AddIfKnown(RemovedIn is null ? Strings.OperationRemovedOnce : Strings.OperationRemoved, Stability is RemovedStability ? FormatRelease(RemovedIn) ?? Name : null);
        AddIfKnown(Strings.OperationForTests, Stability is "Test" ? Name : null);
        AddIfKnown(Strings.OperationSuccessor, Successor);
        var predecessors = SoraOperations.All.Where(other => other.Successor == Target).ToLookup(other => other.Stability == RemovedStability);
        AddIfKnown(Strings.OperationPredecessor, string.Join(", ", (predecessors[false].Any() ? predecessors[false] : predecessors[true]).Select(other => other.Target)));
        return sentences.Count == 0 ? null : string.Join(IsJapanese ? string.Empty : " ", sentences);

        void AddIfKnown(string format, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                sentences.Add(string.Format(Strings.Culture, format, value));
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Target;

    private static bool IsJapanese => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ja";

    /// <summary>A month in the language of the sentences; a version as it is.</summary>
    private static string? FormatRelease(string? release) =>
        DateTime.TryParseExact(release, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) ? month.ToString(IsJapanese ? "yyyy' 年 'M' 月'" : "MMMM yyyy", CultureInfo.InvariantCulture) : release;

    /// <summary>The required keys; without any, the first optional key.</summary>
    private IEnumerable<SoraField> GetExampleFields() => Required.Length > 0 ? Required : Optional.Take(1);
}

/// <summary>An operation that answers with one JSON object, <typeparamref name="T"/>.</summary>
public sealed class SoraOperation<T> : SoraOperation
    where T : SoraAnswer
{
    internal SoraOperation(string target)
        : base(target)
    {
    }

    /// <summary>Makes the reader of an answer that System.Text.Json does not read; null where it does.</summary>
    internal Func<SoraJson, ReadElement<T>>? Reader { get; init; }
}

/// <summary>An operation that answers with a JSON array of <typeparamref name="T"/>, or with one of them, and changes nothing.</summary>
public sealed class SoraListOperation<T> : SoraOperation
{
    internal SoraListOperation(string target, Func<SoraJson, ReadElement<T>> elements)
        : base(target)
    {
        Elements = elements;
        Changes = false;
        AnswersList = true;
    }

    /// <summary>Makes the reader for the elements of one list.</summary>
    internal Func<SoraJson, ReadElement<T>> Elements { get; }
}
