using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>Checks the health of servers: an object for each check.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SoraServer")]
[OutputType(typeof(SoraServerCheck), typeof(string))]
public sealed class TestSoraServerCommand : SoraReadCommand
{
    private ServerExpectations _expected = null!;

    /// <summary>The mode that the servers should have.</summary>
    [Parameter]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("normal", "block_new_session", "block_new_connection")]
    public string ExpectedMode { get; set; } = "normal";

    /// <summary>How many days licences should still be valid.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int MinimumLicenseDay { get; set; } = 30;

    /// <summary>Earlier results: errors that were counted since then are a warning.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[]? Baseline { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _expected = new ServerExpectations(ExpectedMode.ToLowerInvariant(), MinimumLicenseDay, ReadBaseline());
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var servers = GetNewServers();
        if (!AsCurl.IsPresent)
        {
            // Of several servers at once, the checks of each are written together, when its last one is made.
            bool isGrouped = servers.Count > 1;
            var lists = servers.Select(server => new ServerList<PSObject>(server, server, PipelineOutput.WrapAsync(isGrouped ? GroupAsync(RunAsync(server)) : RunAsync(server), _ => true)!)).ToList();
            Merger.Merge(lists, (check, _) => Pipeline.WriteObject(check));
            return;
        }

        foreach (var server in servers)
        {
            foreach (var operation in ServerChecker.Operations)
            {
                Curl.Write(server, client => client.ToCurl(operation, (SoraRequest?)null), server, Pipeline.WriteNonTerminatingError);
            }
        }
    }

    private static async IAsyncEnumerable<IReadOnlyList<SoraServerCheck>> GroupAsync(IAsyncEnumerable<IReadOnlyList<SoraServerCheck>> checks)
    {
        var all = new List<SoraServerCheck>();
        await foreach (var check in checks.ConfigureAwait(false))
        {
            all.AddRange(check);
        }

        yield return all;
    }

    /// <summary>Whose token or certificate cannot be read cannot be reached: a result, as for every other reason.</summary>
    private IAsyncEnumerable<IReadOnlyList<SoraServerCheck>> RunAsync(SoraServer server)
    {
        try
        {
            return new ServerChecker(server, Clients.Get(server), _expected, Pipeline.CancellationToken).RunAsync();
        }
        catch (ArgumentException e)
        {
            return ServerChecker.FailAsync(server, SafeText.ForDisplay(e.Message));
        }
    }

    private ErrorBaseline? ReadBaseline()
    {
        var baseline = Baseline is null ? null : new ErrorBaseline(Baseline);
        if (baseline?.IsEmpty == true)
        {
            Pipeline.ThrowTerminatingError(new ArgumentException(Messages.BaselineWithoutErrors), Baseline);
        }

        return baseline;
    }
}
