using System.Management.Automation;
using SoraPS.Output;

namespace SoraPS.Commands.Execution;

/// <summary>Asks servers for the nodes of their clusters, each server once.</summary>
internal sealed class ClusterNodeReader
{
    private readonly HashSet<SoraServer> _asked = new();
    private readonly ServerResolver _resolver = new();
    private readonly CmdletPipeline _pipeline;
    private readonly ServerClients _clients;
    private readonly ServerListMerger _merger;

    /// <param name="cmdlet">The cmdlet that registers them.</param>
    /// <param name="pipeline">Its pipeline.</param>
    /// <param name="commandLine">Its command line.</param>
    /// <param name="server">The servers of the command line.</param>
    public ClusterNodeReader(PSCmdlet cmdlet, CmdletPipeline pipeline, CommandLineParameters commandLine, object[]? server)
    {
        _pipeline = pipeline;
        var diagnostics = new RequestDiagnosticsWriter(pipeline, commandLine);
        _clients = new ServerClients(pipeline, diagnostics);
        _merger = new ServerListMerger(pipeline, diagnostics, new ProgressReporter(cmdlet, pipeline, commandLine));
        if (commandLine.Contains("Server"))
        {
            _resolver.SetCommandLine(server, pipeline.ThrowTerminatingError);
        }
    }

    /// <summary>The nodes of the servers of the current record. A list that is not complete is an error, and none of its nodes is returned.</summary>
    /// <param name="server">What the record bound to <c>-Server</c>.</param>
    /// <param name="inputObject">The record, if it is an object of this module.</param>
    /// <param name="prepare">Makes the server as it is asked; it may throw an ArgumentException.</param>
    public IReadOnlyList<(SoraServer Contact, IReadOnlyList<SoraClusterNode> Nodes)> Read(object[]? server, PSObject? inputObject, Func<SoraServer, SoraServer> prepare)
    {
        var complete = new List<(SoraServer, IReadOnlyList<SoraClusterNode>)>();
        var nodes = new Dictionary<SoraServer, List<SoraClusterNode>>();
        var lists = new List<ServerList<SoraClusterNode>>();
        var prepared = new List<SoraServer>();
        foreach (var contact in _resolver.GetServers(server, inputObject, _pipeline.WriteNonTerminatingError).Where(_asked.Add).ToList())
        {
            if (Prepare(contact, prepare) is { } asked && _clients.Find(asked, contact) is { } client)
            {
                prepared.Add(asked);
                nodes.Add(contact, new List<SoraClusterNode>());
                lists.Add(new ServerList<SoraClusterNode>(contact, contact, client.ListBatchesAsync(SoraOperations.ListClusterNodes, null, _pipeline.CancellationToken)));
            }
        }

        try
        {
            _merger.Merge(lists, (node, contact) => nodes[contact].Add(node), contact => complete.Add((contact, nodes[contact])));
            return complete;
        }
        finally
        {
            prepared.FindAll(asked => !nodes.ContainsKey(asked)).ForEach(asked => asked.Close());
        }
    }

    private SoraServer? Prepare(SoraServer contact, Func<SoraServer, SoraServer> prepare)
    {
        ArgumentException error;
        try
        {
            return prepare(contact);
        }
        catch (ArgumentException e)
        {
            error = e;
        }

        _pipeline.WriteNonTerminatingError(error, contact);
        return null;
    }
}
