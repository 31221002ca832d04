using System.Management.Automation;
using SoraPS.Output;

namespace SoraPS.Commands.Execution;

/// <summary>Writes objects of a server. If they may be of several servers, or of several nodes of a cluster, the table of an object shows which one it is from.</summary>
internal sealed class ServerObjectWriter
{
    private readonly CmdletPipeline _pipeline;
    private readonly ServerResolver _resolver;

    public ServerObjectWriter(CmdletPipeline pipeline, ServerResolver resolver)
    {
        _pipeline = pipeline;
        _resolver = resolver;
    }

    /// <summary>True if connections of every node of a cluster are listed. Other objects do not say their node.</summary>
    public bool HasAllNodes { get; init; }

    public void Write(IReadOnlyList<SoraObject> items, SoraServer server)
    {
        foreach (var wrapped in _pipeline.Wait(PipelineOutput.WrapAsync(items)))
        {
            Write(wrapped, server);
        }
    }

    public void Write(PSObject wrapped, SoraServer server)
    {
        ((SoraObject)wrapped.BaseObject).SetServer(server);
        if (_resolver.HasSeveralServers)
        {
            PipelineOutput.ShowServer(wrapped);
        }
        else if (HasAllNodes && wrapped.BaseObject is (SoraConnection or SoraConnectionChange))
        {
            PipelineOutput.ShowNode(wrapped);
        }

        _pipeline.WriteObject(wrapped);
    }
}
