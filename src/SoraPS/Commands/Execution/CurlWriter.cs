namespace SoraPS.Commands.Execution;

/// <summary>Writes what <c>-AsCurl</c> shows: the command line of curl that sends the same request.</summary>
internal sealed class CurlWriter
{
    private readonly CmdletPipeline _pipeline;

    public CurlWriter(CmdletPipeline pipeline) => _pipeline = pipeline;

    /// <param name="server">The server.</param>
    /// <param name="toCurl">Makes the line with the client of the server.</param>
    /// <param name="target">The target object of an error.</param>
    /// <param name="onError">Takes the error if the request must not be sent.</param>
    public void Write(SoraServer server, Func<SoraClient, string> toCurl, object? target, Action<Exception, object?> onError)
    {
        string line;
        try
        {
            line = toCurl(server.Client);
        }
        catch (ArgumentException e)
        {
            onError(e, target);
            return;
        }

        _pipeline.WriteObject(line);
    }
}
