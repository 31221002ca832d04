using System.Globalization;
using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>Checks the health of servers: an object for each check.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SoraServer")]
[OutputType(typeof(SoraServerCheck), typeof(string))]
public sealed class TestSoraServerCommand : SoraReadCommand
{
    private ServerExpectations _expected = null!;

    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [ServerTransformation]
    public override object[]? Server { get; set; }

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
            Merger.Merge(servers.Select(server => new ServerList<PSObject>(server, server, CheckAsync(server))).ToList(), (check, _) => Pipeline.WriteObject(check));
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

    private IAsyncEnumerable<IReadOnlyList<PSObject>> CheckAsync(SoraServer server) => PipelineOutput.WrapAsync(RunAsync(server), _ => true)!;

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

    /// <summary>The errors that earlier results counted, by server: objects of this cmdlet, or what a file or a job made of them.</summary>
    private Dictionary<string, long> ReadBaseline()
    {
        var errors = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in (Baseline ?? Array.Empty<object>()).Where(row => row is not null).Select(PSObject.AsPSObject))
        {
            if (row.Properties["Check"]?.Value as string == "Errors" && row.Properties["Server"]?.Value is string server
                && long.TryParse(Convert.ToString(row.Properties["Value"]?.Value, CultureInfo.InvariantCulture), NumberStyles.Integer, CultureInfo.InvariantCulture, out long count))
            {
                errors[server] = count;
            }
        }

        if (Baseline is not null && errors.Count == 0)
        {
            Pipeline.ThrowTerminatingError(new ArgumentException(Messages.BaselineWithoutErrors), Baseline);
        }

        return errors;
    }
}
