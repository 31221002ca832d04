using System.Globalization;

namespace SoraPS;

/// <summary>One operation of Sora's HTTP API: the value of the <c>x-sora-target</c> header and what is known about it.</summary>
public class SoraOperation
{
    /// <summary>The group of operations that are not in the table.</summary>
    public const string UnknownGroup = "Unknown";

    /// <summary><see cref="Body"/> of an operation that is sent without one.</summary>
    public const string NoBody = "None";

    /// <summary><see cref="Body"/> of an operation that is sent without one, or with an object of at least one key.</summary>
    public const string OptionalBody = "Optional";

    /// <summary><see cref="Body"/> of an operation that is sent with an object.</summary>
    public const string RequiredBody = "Required";

    /// <summary><see cref="Stability"/> of an operation that a Sora of today does not have.</summary>
    public const string RemovedStability = "Removed";

    internal SoraOperation(string target)
    {
        Target = target;
        Name = target.Substring(target.IndexOf('.') + 1);
    }

    /// <summary>What stands behind the dot of the target.</summary>
    public string Name { get; }

    /// <summary>The header value, <c>Service_YYYYMMDD.Operation</c>.</summary>
    public string Target { get; }

    /// <summary>What it belongs to: <c>Signaling</c>, <c>Session</c>, …; <see cref="UnknownGroup"/> for an operation that is not in the table.</summary>
    public string Group { get; internal init; } = UnknownGroup;

    /// <summary>The cmdlets that use it.</summary>
    public SoraStringCollection Cmdlet { get; internal init; } = SoraStringCollection.None;

    /// <summary>True unless it is known to change nothing. What changes something is asked for first, and repeated only where it cannot have arrived.</summary>
    public bool Changes { get; internal init; } = true;

    /// <summary>False for what is never sent twice, not even where it seems not to have arrived.</summary>
    public bool IsRepeatable { get; internal init; } = true;

    /// <summary><see cref="NoBody"/>, <see cref="OptionalBody"/> or <see cref="RequiredBody"/>.</summary>
    public string Body => BodyRule ?? (Required.Length > 0 ? RequiredBody : Optional.Length > 0 ? OptionalBody : NoBody);

    /// <summary><c>Stable</c>, <c>Experimental</c>, <c>Deprecated</c>, <c>Removed</c>, <c>Test</c>, or <c>Unknown</c>.</summary>
    public string Stability { get; internal init; } = "Unknown";

    /// <summary>The release that takes it away, or took it; null where none is known.</summary>
    public string? RemovedIn { get; internal init; }

    /// <summary>The Sora that brought it; null where that is not known.</summary>
    public string? Since { get; internal init; }

    /// <summary>How sure what we know of the request, and of the answer, is: A official documentation, B source of an official tool, C third-party code, D inference, - nothing known.</summary>
    public string? Certainty { get; internal init; }

    /// <summary>The keys of its body; those that may be left out end in a question mark.</summary>
    public SoraStringCollection Fields => new(Required.Select(field => field.Name).Concat(Optional.Select(field => field.Name + "?")));

    /// <summary>The target of the operation that takes its place.</summary>
    public string? Successor { get; internal init; }

    /// <summary>Where the facts are from: a page of Sora's documentation, or the name of a tool.</summary>
    public string? Source { get; internal init; }

    /// <summary>What it does, in the language of the thread that asks.</summary>
    public string Summary => InJapanese ? About.Japanese : About.English;

    /// <summary>A body, as JSON; null where it takes none.</summary>
    public string? Example => Body == NoBody ? null : "{" + string.Join(",", ExampleFields().Select(field => "\"" + field.Name + "\":" + field.Example)) + "}";

    internal SoraField[] Required { get; init; } = Array.Empty<SoraField>();

    internal SoraField[] Optional { get; init; } = Array.Empty<SoraField>();

    /// <summary>The keys of the request that the answer repeats, where that is known.</summary>
    internal SoraField[] Echo { get; init; } = Array.Empty<SoraField>();

    /// <summary>True if the answer is known to be an array.</summary>
    internal bool AnswersList { get; init; }

    internal string? BodyRule { get; init; }

    /// <summary>The summary in the languages of the module.</summary>
    internal (string English, string Japanese) About { get; init; } = (string.Empty, string.Empty);

    /// <summary>The keys that every body has.</summary>
    public IReadOnlyList<SoraField> GetRequiredFields() => Required;

    /// <summary>The keys that may be left out.</summary>
    public IReadOnlyList<SoraField> GetOptionalFields() => Optional;

    /// <summary>The keys of the request that the answer is known to repeat.</summary>
    public IReadOnlyList<SoraField> GetEchoFields() => Echo;

    /// <summary>Which Sora has the operation, what took its place or what it took the place of, as sentences in the language of the thread that asks; null where nothing is known.</summary>
    public string? GetAvailability()
    {
        var known = new List<string>();
        Add(Strings.OperationSince, Stability is RemovedStability ? null : Since);
        Add(Strings.OperationExperimental, Stability is "Experimental" ? Name : null);
        Add(Strings.OperationDeprecated, Stability is "Deprecated" ? Release(RemovedIn) : null);
        Add(RemovedIn is null ? Strings.OperationRemovedOnce : Strings.OperationRemoved, Stability is RemovedStability ? Release(RemovedIn) ?? Name : null);
        Add(Strings.OperationForTests, Stability is "Test" ? Name : null);
        Add(Strings.OperationSuccessor, Successor);
        var predecessors = SoraOperations.All.Where(other => other.Successor == Target).ToLookup(other => other.Stability == RemovedStability);
        Add(Strings.OperationPredecessor, string.Join(", ", (predecessors[false].Any() ? predecessors[false] : predecessors[true]).Select(other => other.Target)));
        return known.Count == 0 ? null : string.Join(InJapanese ? string.Empty : " ", known);

        void Add(string text, string? fact)
        {
            if (!string.IsNullOrEmpty(fact))
            {
                known.Add(string.Format(Strings.Culture, text, fact));
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Target;

    private static bool InJapanese => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ja";

    /// <summary>A month in the reader's language; a version as it is.</summary>
    private static string? Release(string? release) =>
        DateTime.TryParseExact(release, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) ? month.ToString(InJapanese ? "yyyy' 年 'M' 月'" : "MMMM yyyy", CultureInfo.InvariantCulture) : release;

    /// <summary>The keys that the body needs; where it needs none, the first that it may have.</summary>
    private IEnumerable<SoraField> ExampleFields() => Required.Length > 0 ? Required : Optional.Take(1);
}

/// <summary>An operation that answers with one JSON object, <typeparamref name="T"/>.</summary>
public sealed class SoraOperation<T> : SoraOperation
    where T : SoraAnswer
{
    internal SoraOperation(string target)
        : base(target)
    {
    }
}

/// <summary>An operation that answers with a JSON array of <typeparamref name="T"/> and changes nothing.</summary>
public sealed class SoraListOperation<T> : SoraOperation
{
    internal SoraListOperation(string target, Func<SoraJson, ReadElement<T>> elements)
        : base(target)
    {
        Elements = elements;
        Changes = false;
        AnswersList = true;
    }

    /// <summary>What reads the elements of one list.</summary>
    internal Func<SoraJson, ReadElement<T>> Elements { get; }
}
