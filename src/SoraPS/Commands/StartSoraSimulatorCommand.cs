using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Commands;

/// <summary>Starts a server in this process that behaves like Sora's HTTP API.</summary>
[Cmdlet(VerbsLifecycle.Start, "SoraSimulator")]
[OutputType("SoraPS.SoraSimulator")]
public sealed class StartSoraSimulatorCommand : SoraLocalCommand
{
    /// <summary>The port on 127.0.0.1; 0 chooses a free one.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>How many nodes of a cluster to start, each with an address of its own. Without it, one server that is in no cluster.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int NodeCount { get; set; } = 1;

    /// <summary>The generation of Sora: which operations exist, and how connections look.</summary>
    [Parameter]
    [SafeTransformation]
    [ValidateSet("2022", "2024", "2025.2")]
    public string Generation { get; set; } = "2025.2";

    /// <summary>How many connections to generate.</summary>
    [Parameter]
    [ValidateRange(0, 10_000_000)]
    public int ConnectionCount { get; set; }

    /// <summary>The connections of the simulator: hashtables or objects, with the names of the API or of the properties. Missing values are generated.</summary>
    [Parameter]
    [ValidateNotNull]
    public object[] Connection { get; set; } = Array.Empty<object>();

    /// <summary>Requires this bearer token of every request.</summary>
    [Parameter]
    [SecretTransformation]
    [ValidateNotNull]
    public System.Security.SecureString? Token { get; set; }

    /// <summary>The path of the API.</summary>
    [Parameter]
    [ValidatePattern("^/")]
    public string Path { get; set; } = "/";

    /// <summary>Adds the CORS headers that Sora sends if it is configured for this origin.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CorsOrigin { get; set; }

    /// <summary>Rejects changes of connections that do not exist. Without it, the answer repeats the request. The behaviour of Sora is not documented.</summary>
    [Parameter]
    public SwitchParameter RefuseUnknownId { get; set; }

    /// <summary>The licence: a hashtable or object, with the names of the API or of the properties. Missing values are those of the usual licence.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? License { get; set; }

    /// <summary>Milliseconds to wait before every response.</summary>
    [Parameter]
    [ValidateRange(0, SoraSimulator.MaximumDelayMilliseconds)]
    public int LatencyMilliseconds { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        IReadOnlyList<SoraSimulator> nodes;
        try
        {
            var options = CreateOptions();
            nodes = MyInvocation.BoundParameters.ContainsKey(nameof(NodeCount)) ? SoraSimulator.StartCluster(options, NodeCount) : new[] { new SoraSimulator(options) };
        }
        catch (System.Net.Sockets.SocketException e)
        {
            Pipeline.ThrowTerminatingError(new ArgumentException(string.Format(Messages.Culture, Messages.PortNotFree, Port, e.Message.TrimEnd('.')), e), Port);
            return;
        }
        catch (ArgumentException e)
        {
            Pipeline.ThrowTerminatingError(e, License);
            return;
        }

        try
        {
            AddConnections(nodes);
        }
        catch (ArgumentException e)
        {
            Stop(nodes);
            Pipeline.ThrowTerminatingError(e, Connection);
        }

        foreach (var node in nodes)
        {
            Pipeline.WriteObject(node);
        }
    }

    /// <summary>Distributes the connections over the nodes in turn.</summary>
    private void AddConnections(IReadOnlyList<SoraSimulator> nodes)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            nodes[i].AddSynthetic((ConnectionCount / nodes.Count) + (i < ConnectionCount % nodes.Count ? 1 : 0));
            nodes[i].Add(Connection.Where((_, index) => index % nodes.Count == i).ToArray());
        }
    }

    private static void Stop(IReadOnlyList<SoraSimulator> nodes)
    {
        foreach (var node in nodes)
        {
            node.Dispose();
        }
    }

    private SoraSimulatorOptions CreateOptions() => new()
    {
        Port = Port,
        Token = Token is null ? null : new System.Net.NetworkCredential(string.Empty, Token).Password,
        Path = Path,
        CorsOrigin = CorsOrigin,
        RefuseUnknownId = RefuseUnknownId.IsPresent,
        License = License,
        Generation = Generation,
        Latency = TimeSpan.FromMilliseconds(LatencyMilliseconds),
        ValueConverter = new SimulatorValueConverter(PowerShellJson.ToUtf8, PowerShellJson.Shared),
    };
}
