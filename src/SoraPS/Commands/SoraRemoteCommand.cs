using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>A cmdlet that sends requests to one or more servers. It has the parameters that they share, and creates what they use.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraRemoteCommand : PSCmdlet, IDisposable
{
    private protected SoraRemoteCommand() => Pipeline = new CmdletPipeline(this);

    /// <summary>Servers, names of servers, or addresses. The pipeline passes only servers and names of registered servers. Cmdlets whose noun is the server take it at the first position.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [ServerTransformation]
    public virtual object[]? Server { get; set; }

    /// <summary>An object of this module, for the server that it came from.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    [OwnObjectTransformation]
    public PSObject? InputObject { get; set; }

    /// <summary>Writes the command line of curl that sends the same request, and sends nothing.</summary>
    [Parameter]
    public SwitchParameter AsCurl { get; set; }

    private protected CmdletPipeline Pipeline { get; }

    private protected ServerResolver Resolver { get; } = new();

    private protected CommandLineParameters CommandLine { get; private set; } = null!;

    private protected RequestDiagnosticsWriter Diagnostics { get; private set; } = null!;

    private protected ServerClients Clients { get; private set; } = null!;

    private protected ProgressReporter Progress { get; private set; } = null!;

    private protected ServerListMerger Merger { get; private set; } = null!;

    private protected CurlWriter Curl { get; private set; } = null!;

    private protected IdSuggestions Suggestions { get; private set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes the error that the server of the current record is not known.</summary>
    private protected void WriteServerError(Exception exception, object? server) => Pipeline.WriteNonTerminatingError(exception, RecordTarget.Create(this, InputObject, server));

    /// <summary>Cancels the requests that are in progress.</summary>
    protected virtual void Dispose(bool disposing) => Pipeline.Dispose();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        CommandLine = new CommandLineParameters(this, Pipeline);
        Diagnostics = new RequestDiagnosticsWriter(Pipeline, CommandLine);
        Clients = new ServerClients(Pipeline, Diagnostics);
        Progress = new ProgressReporter(this, Pipeline, CommandLine);
        Merger = new ServerListMerger(Pipeline, Diagnostics, Progress);
        Curl = new CurlWriter(Pipeline);
        Suggestions = new IdSuggestions(this, Pipeline);
        if (CommandLine.Contains(nameof(Server)))
        {
            Resolver.SetCommandLine(Server, Pipeline.ThrowTerminatingError);
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => Pipeline.Stop();
}
