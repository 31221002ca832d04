namespace SoraPS;

/// <summary>The result of one check of a server: what Test-SoraServer writes.</summary>
public sealed class SoraServerCheck : SoraObject
{
    internal const string Pass = nameof(Pass);
    internal const string Warn = nameof(Warn);
    internal const string Fail = nameof(Fail);

    internal SoraServerCheck(string check, string status, object? value, string? reason = null, string? detail = null)
    {
        Check = check;
        Status = status;
        Value = value;
        Reason = reason;
        Detail = detail;
    }

    /// <summary>What was checked: <c>Reachable</c>, <c>Mode</c>, <c>License</c>, <c>ClusterNodes</c>, <c>Version</c> or <c>Errors</c>.</summary>
    public string Check { get; }

    /// <summary>The result: <c>Pass</c>, <c>Warn</c> or <c>Fail</c>.</summary>
    public string Status { get; }

    /// <summary>What was measured: milliseconds, the mode, days that are left, nodes that are connected, the version, errors. Null if it is not known.</summary>
    public object? Value { get; }

    /// <summary>Why it is so, in the user's language, with control characters escaped; null if there is nothing to say.</summary>
    public string? Reason { get; }

    /// <summary>
    /// The numbers behind <see cref="Value"/>, as <c>name=number</c> with spaces between them: the counters of <c>Errors</c> that are not zero, the nodes of
    /// <c>ClusterNodes</c> (<c>connected=1 total=3</c>). Null for the other checks. A later check compares its counters with these.
    /// </summary>
    public string? Detail { get; }

    /// <summary>When it was checked, in local time.</summary>
    public DateTime At { get; } = DateTime.Now;

    /// <summary><c>server/check status</c>.</summary>
    public override string ToString() => SafeText.ForDisplay(Server) + "/" + Check + " " + Status;
}
