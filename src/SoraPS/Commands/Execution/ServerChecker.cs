using System.Diagnostics;
using System.Text.Json;

namespace SoraPS.Commands.Execution;

/// <summary>What the checks of servers compare with.</summary>
/// <param name="Mode">The mode that a server should have.</param>
/// <param name="MinimumLicenseDay">How many days a licence should still be valid.</param>
/// <param name="Baseline">How many errors had been counted before; null if that is not compared.</param>
internal sealed record ServerExpectations(string Mode, int MinimumLicenseDay, ErrorBaseline? Baseline);

/// <summary>Checks one server. A check that cannot be made does not prevent the others, unless the server cannot be reached.</summary>
internal sealed class ServerChecker
{
    /// <summary>The operations that the checks use, all without a body, in the order in which they are sent.</summary>
    public static readonly SoraOperation[] Operations = { SoraOperations.GetMode, SoraOperations.GetLicense, SoraOperations.ListClusterNodes, SoraOperations.GetStatsReport };

    // More names than this make a reason unreadable.
    private const int MaximumNames = 5;

    private readonly SoraServer _server;
    private readonly SoraClient _client;
    private readonly ServerExpectations _expected;
    private readonly CancellationToken _cancellationToken;

    public ServerChecker(SoraServer server, SoraClient client, ServerExpectations expected, CancellationToken cancellationToken)
    {
        _server = server;
        _client = client;
        _expected = expected;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The results, one at a time. Where the server cannot be reached, there is one.</summary>
    public async IAsyncEnumerable<IReadOnlyList<SoraServerCheck>> RunAsync()
    {
        var clock = Stopwatch.StartNew();
        var mode = await TryAsync(_client.CallAsync(SoraOperations.GetMode, null, _cancellationToken)).ConfigureAwait(false);
        long milliseconds = clock.ElapsedMilliseconds;
        var license = TryAsync(IsAnswered(mode) || mode.Error?.Error == SoraError.SoraUnauthorized ? _client.CallAsync(SoraOperations.GetLicense, null, _cancellationToken) : Task.FromException<SoraLicense>(mode.Error!));
        if (!IsAnswered(mode) && !IsAnswered(await license.ConfigureAwait(false)))
        {
            yield return Check("Reachable", SoraServerCheck.Fail, null, mode.Error!.Message);
            yield break;
        }

        yield return Check("Reachable", SoraServerCheck.Pass, milliseconds);
        var nodes = TryAsync(ListAsync(SoraOperations.ListClusterNodes));
        var report = TryAsync(GetReportAsync());
        yield return CheckMode(mode);
        yield return CheckLicense(await license.ConfigureAwait(false));
        yield return CheckNodes(await nodes.ConfigureAwait(false));
        yield return CheckVersion(await report.ConfigureAwait(false), await nodes.ConfigureAwait(false));
        yield return CheckErrors(await report.ConfigureAwait(false));
    }

    /// <summary>The result for a server that no request can be sent to.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<SoraServerCheck>> FailAsync(SoraServer server, string reason)
    {
        yield return await Task.FromResult(Check(server, "Reachable", SoraServerCheck.Fail, null, reason)).ConfigureAwait(false);
    }

    private SoraServerCheck[] CheckMode(Result<SoraMode> result)
    {
        if (result.Value?.Mode is not { } mode)
        {
            return CheckFailure("Mode", result.Error);
        }

        bool isExpected = mode == _expected.Mode;
        string? reason = isExpected ? null : SafeMessage.Format(mode == "block_new_connection" ? Messages.CheckModeBlocked : Messages.CheckMode, mode, _expected.Mode);
        return Check("Mode", isExpected ? SoraServerCheck.Pass : SoraServerCheck.Fail, mode, reason);
    }

    private SoraServerCheck[] CheckLicense(Result<SoraLicense> result)
    {
        if (result.Value is not { } license)
        {
            return CheckFailure("License", result.Error);
        }

        return license.DaysLeft is not { } days ? Check("License", SoraServerCheck.Warn, null, SafeMessage.Format(Messages.CheckLicenseUnknown, license.ExpiredAt ?? string.Empty))
            : days < 0 ? Check("License", SoraServerCheck.Fail, days, SafeMessage.Format(Messages.CheckLicenseExpired, license.ExpiredAt!))
            : days < _expected.MinimumLicenseDay ? Check("License", SoraServerCheck.Warn, days, SafeMessage.Format(Messages.CheckLicenseDue, license.ExpiredAt!))
            : Check("License", SoraServerCheck.Pass, days);
    }

    private SoraServerCheck[] CheckNodes(Result<List<SoraClusterNode>> result)
    {
        if (result.Value is not { } nodes)
        {
            return CheckFailure("ClusterNodes", result.Error);
        }

        var missing = nodes.Where(node => node.Connected == false).ToList();
        string? reason = missing.Count == 0 ? null : string.Format(Messages.Culture, Messages.CheckNodes, missing.Count, Join(missing.Select(node => node.ToString()).ToList()));
        int connected = nodes.Count - missing.Count;
        string? detail = CheckNumbers.Format(new KeyValuePair<string, long>[] { new("connected", connected), new("total", nodes.Count) });
        return Check("ClusterNodes", missing.Count == 0 ? SoraServerCheck.Pass : SoraServerCheck.Fail, connected, reason, detail);
    }

    private SoraServerCheck[] CheckVersion(Result<SoraServerStats> result, Result<List<SoraClusterNode>> nodes)
    {
        if (result.Value is not { } report)
        {
            return CheckFailure("Version", result.Error);
        }

        var versions = (nodes.Value ?? new()).Select(node => node.SoraVersion).Append(report.Version).OfType<string>().Distinct().OrderBy(version => version, StringComparer.Ordinal).ToList();
        return versions.Count > 1 ? Check("Version", SoraServerCheck.Warn, report.Version, string.Format(Messages.Culture, Messages.CheckVersions, Join(versions.Select(version => SafeText.ForDisplay(version)).ToList())))
            : report.Version is null ? Check("Version", SoraServerCheck.Warn, null, Messages.CheckVersionUnknown)
            : Check("Version", SoraServerCheck.Pass, report.Version);
    }

    private SoraServerCheck[] CheckErrors(Result<SoraServerStats> result)
    {
        if (result.Value is not { } report)
        {
            return CheckFailure("Errors", result.Error);
        }

        var errors = report.GetErrorCounters();
        var (status, reason) = CompareErrors(errors);
        return Check("Errors", status, CheckNumbers.Sum(errors), reason, CheckNumbers.Format(errors));
    }

    // The counters never go back: only what has been added is an alarm.
    private (string Status, string? Reason) CompareErrors(IReadOnlyList<KeyValuePair<string, long>> errors)
    {
        long count = CheckNumbers.Sum(errors);
        string counters = JoinCounters(errors, ": ");
        string? sinceStart = count == 0 ? null : string.Format(Messages.Culture, Messages.CheckErrors, counters);
        if (_expected.Baseline is null)
        {
            return (SoraServerCheck.Pass, sinceStart);
        }

        if (_expected.Baseline.Find(_server) is not { } before)
        {
            return (SoraServerCheck.Warn, (Messages.CheckBaselineMissing + " " + sinceStart).TrimEnd());
        }

        if (before.IsRestarted(errors))
        {
            return count == 0 ? (SoraServerCheck.Pass, Messages.CheckErrorsRestarted) : (SoraServerCheck.Warn, Messages.CheckErrorsRestarted + " " + sinceStart);
        }

        return count == before.Sum ? (SoraServerCheck.Pass, sinceStart)
            : before.GetGrowth(errors) is not { } grown ? (SoraServerCheck.Warn, string.Format(Messages.Culture, Messages.CheckErrorsAdded, count - before.Sum, counters))
            : (SoraServerCheck.Warn, string.Format(Messages.Culture, Messages.CheckErrorsGrown, JoinCounters(grown, " +")));
    }

    /// <summary>The result of a check that could not be made. What a server refuses is a warning: a hosted or an old Sora does not have every operation.</summary>
    private SoraServerCheck[] CheckFailure(string check, SoraApiException? error)
    {
        bool isRefused = error is null or { Error: SoraError.SoraApiError or SoraError.SoraOperationNotSupported or SoraError.SoraUnauthorized };
        return Check(check, isRefused ? SoraServerCheck.Warn : SoraServerCheck.Fail, null, error?.Message ?? Messages.CheckReportUnknown);
    }

    private SoraServerCheck[] Check(string check, string status, object? value, string? reason = null, string? detail = null) => Check(_server, check, status, value, reason, detail);

    private static SoraServerCheck[] Check(SoraServer server, string check, string status, object? value, string? reason, string? detail = null)
    {
        var result = new SoraServerCheck(check, status, value, reason, detail);
        result.SetServer(server);
        return new[] { result };
    }

    private async Task<List<T>> ListAsync<T>(SoraListOperation<T> operation)
    {
        var items = new List<T>();
        await foreach (var group in _client.ListBatchesAsync(operation, null, _cancellationToken).ConfigureAwait(false))
        {
            items.AddRange(group);
        }

        return items;
    }

    /// <exception cref="JsonException">It is no report: a warning, because only the version and the errors are wanted of it.</exception>
    private async Task<SoraServerStats> GetReportAsync()
    {
        try
        {
            return (await ListAsync(SoraOperations.GetStatsReport).ConfigureAwait(false)).FirstOrDefault() ?? throw new JsonException();
        }
        catch (SoraApiException e) when (e.Error == SoraError.SoraInvalidResponse)
        {
            throw new JsonException(e.Message, e);
        }
    }

    private static string JoinCounters(IEnumerable<KeyValuePair<string, long>> counters, string separator) =>
        Join(counters.Select(counter => SafeText.ForDisplay(counter.Key) + separator + counter.Value.ToString(Messages.Culture)).ToList());

    private static string Join(List<string> names) => string.Join(", ", names.Take(MaximumNames)) + (names.Count > MaximumNames ? ", ..." : string.Empty);

    /// <summary>Whether a Sora answered: with what was asked for, or with a refusal of its own.</summary>
    private static bool IsAnswered<T>(Result<T> result)
        where T : class => result.Value is not null || result.Error is { Error: SoraError.SoraApiError or SoraError.SoraOperationNotSupported };

    private static async Task<Result<T>> TryAsync<T>(Task<T> call)
        where T : class
    {
        try
        {
            return new(await call.ConfigureAwait(false), null);
        }
        catch (SoraApiException e)
        {
            return new(null, e);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>What a request came to. Without an error, the answer could not be understood.</summary>
    private readonly record struct Result<T>(T? Value, SoraApiException? Error)
        where T : class;
}
