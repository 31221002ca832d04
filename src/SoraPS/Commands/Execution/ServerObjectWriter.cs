using System.Management.Automation;
using SoraPS.Output;

namespace SoraPS.Commands.Execution;

/// <summary>Writes objects of a server. If they may be of several servers, the table of an object shows which one it is from.</summary>
internal sealed class ServerObjectWriter
{
    private readonly CmdletPipeline _pipeline;
    private readonly ServerResolver _resolver;

    public ServerObjectWriter(CmdletPipeline pipeline, ServerResolver resolver)
    {
        _pipeline = pipeline;
        _resolver = resolver;
    }

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

        _pipeline.WriteObject(wrapped);
    }
}
