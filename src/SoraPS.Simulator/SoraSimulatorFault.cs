using System.Collections;

namespace SoraPS;

/// <summary>
/// What a simulator does instead of answering, for tests of scripts that must survive it. Our choice, all of it: it says nothing about what
/// Sora does. In PowerShell a hashtable is enough: <c>$simulator.Fail(@{ StatusCode = 503; Times = 2 })</c>.
/// </summary>
public sealed class SoraSimulatorFault
{
    /// <summary>Only requests for this operation: <c>Sora_20201013.ListConnections</c>, or <c>ListConnections</c>. Null means every request.</summary>
    public string? Target { get; init; }

    /// <summary>Only requests whose body has these fields with these values: a hashtable or an object, in C# a JSON text. Null means every request.</summary>
    public object? When { get; init; }

    /// <summary>How many requests that fit are let through first.</summary>
    public int Skip { get; init; }

    /// <summary>How many requests it hits then; 0 means all, until the faults are cleared.</summary>
    public int Times { get; init; }

    /// <summary>Answers with this status, 200 to 599. Without it 400 if there is an <see cref="ErrorType"/>, else 500 if there is a body or a header.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Answers as Sora refuses: JSON with this <c>error_type</c>.</summary>
    public string? ErrorType { get; init; }

    /// <summary>Answers with this text; as <c>text/html</c>, the way a proxy does, unless <see cref="Headers"/> say otherwise.</summary>
    public string? Body { get; init; }

    /// <summary>Headers of that answer, such as <c>Retry-After</c> or <c>Location</c>.</summary>
    public IDictionary? Headers { get; init; }

    /// <summary>Waits so long before it answers or drops the connection, in addition to the simulator's latency.</summary>
    public int DelayMilliseconds { get; init; }

    /// <summary>Closes the connection without an answer. Without <see cref="Target"/> and <see cref="When"/> that is an outage.</summary>
    public bool Drop { get; init; }

    /// <summary>Breaks the answer off: its body, Sora's or the one given here, stops in the middle, and the connection is closed.</summary>
    public bool CutShort { get; init; }

    /// <summary>Does what was asked for all the same; only the answer is lost or another one.</summary>
    public bool TakesEffect { get; init; }

    /// <summary>What is set of it: <c>Target=ListConnections StatusCode=503 Times=2</c>.</summary>
    public override string ToString() => string.Join(" ", Parts().Where(part => part.Value is not (null or 0 or false)).Select(part => part.Name + "=" + SafeText.ForDisplay(part.Value!.ToString())));

    internal bool Answers => StatusCode is not null || ErrorType is not null || Body is not null || Headers is not null;

    private (string Name, object? Value)[] Parts() => new (string, object?)[]
    {
        (nameof(Target), Target), (nameof(When), When), (nameof(Skip), Skip), (nameof(Times), Times), (nameof(StatusCode), StatusCode), (nameof(ErrorType), ErrorType),
        (nameof(Body), Body), (nameof(Headers), Headers?.Count), (nameof(DelayMilliseconds), DelayMilliseconds), (nameof(Drop), Drop), (nameof(CutShort), CutShort), (nameof(TakesEffect), TakesEffect),
    };
}
