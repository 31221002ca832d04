using System.Collections;

namespace SoraPS;

/// <summary>
/// What a simulator does instead of its usual answer, for tests of scripts that must cope with errors. The faults are our own invention and say nothing
/// about how Sora behaves. In PowerShell, a hashtable is converted: <c>$simulator.Fail(@{ StatusCode = 503; Times = 2 })</c>.
/// </summary>
public sealed class SoraSimulatorFault
{
    /// <summary>Only requests for this operation: <c>Sora_20201013.ListConnections</c>, or <c>ListConnections</c>. Null means every request.</summary>
    public string? Target { get; init; }

    /// <summary>Only requests whose body has these fields with these values: a hashtable or an object, in C# a JSON text. Null means every request.</summary>
    public object? When { get; init; }

    /// <summary>How many matching requests are answered as usual first.</summary>
    public int Skip { get; init; }

    /// <summary>How many matching requests it affects after those; 0 means all, until the faults are cleared.</summary>
    public int Times { get; init; }

    /// <summary>The status of the response, 200 to 599. If it is null, the status is 400 with an <see cref="ErrorType"/>, and 500 with a <see cref="Body"/> or <see cref="Headers"/>.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Answers with an error of Sora's form: JSON with this <c>error_type</c>.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The body of the response. Its type is <c>text/html</c>, as that of a proxy's error page, unless <see cref="Headers"/> have a <c>Content-Type</c>.</summary>
    public string? Body { get; init; }

    /// <summary>Headers of the response, such as <c>Retry-After</c> or <c>Location</c>.</summary>
    public IDictionary? Headers { get; init; }

    /// <summary>How many milliseconds to wait before answering or closing the connection, in addition to the simulator's latency; at most an hour.</summary>
    public int DelayMilliseconds { get; init; }

    /// <summary>Closes the connection without a response. Without <see cref="Target"/> and <see cref="When"/> the server seems to be down.</summary>
    public bool Drop { get; init; }

    /// <summary>Sends only the first half of the body, the usual one or <see cref="Body"/>, and closes the connection.</summary>
    public bool CutShort { get; init; }

    /// <summary>Executes the operation nevertheless; only its response is lost or replaced.</summary>
    public bool TakesEffect { get; init; }

    /// <summary>The values that are set: <c>Target=ListConnections When={channel_id=sora} Times=2 StatusCode=503</c>.</summary>
    public override string ToString() => string.Join(
        " ", GetValues().Where(entry => entry.Value is not (null or 0 or false)).Select(entry => entry.Name + "=" + SafeText.ForDisplay(GetText(entry.Value!))));

    /// <summary>Whether the fault sends a response of its own.</summary>
    internal bool HasResponse => StatusCode is not null || ErrorType is not null || Body is not null || Headers is not null;

    private static string GetText(object value) => value is not IDictionary fields ? value.ToString() ?? string.Empty
        : "{" + string.Join(", ", fields.Keys.Cast<object>().Select(key => key + "=" + fields[key]).OrderBy(text => text, StringComparer.Ordinal)) + "}";

    private (string Name, object? Value)[] GetValues() => new (string, object?)[]
    {
        (nameof(Target), Target), (nameof(When), When), (nameof(Skip), Skip), (nameof(Times), Times), (nameof(StatusCode), StatusCode), (nameof(ErrorType), ErrorType),
        (nameof(Body), Body), (nameof(Headers), Headers?.Count), (nameof(DelayMilliseconds), DelayMilliseconds), (nameof(Drop), Drop), (nameof(CutShort), CutShort), (nameof(TakesEffect), TakesEffect),
    };
}
