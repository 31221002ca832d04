namespace SoraPS;

/// <summary>One operation of Sora's HTTP API: the value of the <c>x-sora-target</c> header and what is known about it.</summary>
public class SoraOperation
{
    private readonly Func<string>? _availability;

    internal SoraOperation(string target, bool readsOnly, Func<string>? availability = null)
    {
        Target = target;
        ReadsOnly = readsOnly;
        _availability = availability;
    }

    /// <summary>The header value, <c>Service_YYYYMMDD.Operation</c>.</summary>
    public string Target { get; }

    /// <summary>True if the operation is known to change nothing. It may then be repeated, and nobody is asked before it is sent.</summary>
    public bool ReadsOnly { get; }

    /// <summary>Which Sora has the operation, as a sentence, where that is known; in the language of the thread that asks.</summary>
    public string? Availability => _availability?.Invoke();

    /// <inheritdoc/>
    public override string ToString() => Target;
}

/// <summary>An operation that answers with a JSON array of <typeparamref name="T"/> and changes nothing.</summary>
public sealed class SoraListOperation<T> : SoraOperation
{
    internal SoraListOperation(string target, Func<SoraJson, ReadElement<T>> elements, Func<string>? availability = null)
        : base(target, readsOnly: true, availability)
    {
        Elements = elements;
    }

    /// <summary>What reads the elements of one list.</summary>
    internal Func<SoraJson, ReadElement<T>> Elements { get; }
}

/// <summary>An operation that changes something and answers with one JSON object, <typeparamref name="T"/>.</summary>
public sealed class SoraChangeOperation<T> : SoraOperation
    where T : SoraAnswer
{
    internal SoraChangeOperation(string target, Func<string>? availability = null)
        : base(target, readsOnly: false, availability)
    {
    }
}
