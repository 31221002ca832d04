namespace SoraPS.Commands.Execution;

/// <summary>
/// The clients that a cmdlet sends with. What a server still needs is read first, on the thread of the pipeline: its token from a vault, its client certificate. A
/// cmdlet tries that once for each server.
/// </summary>
internal sealed class ServerClients
{
    private readonly CmdletPipeline _pipeline;
    private readonly RequestDiagnosticsWriter _diagnostics;
    private readonly Dictionary<SoraServer, ArgumentException?> _read = new();

    public ServerClients(CmdletPipeline pipeline, RequestDiagnosticsWriter diagnostics)
    {
        _pipeline = pipeline;
        _diagnostics = diagnostics;
    }

    /// <summary>The client of a server.</summary>
    /// <exception cref="ArgumentException">Its token or its certificate cannot be read.</exception>
    public SoraClient Get(SoraServer server)
    {
        if (!_read.TryGetValue(server, out var failure))
        {
            _read.Add(server, failure = Read(server));
        }

        return failure is null ? _diagnostics.Observe(server) : throw failure;
    }

    /// <summary>The same; what cannot be read is a non-terminating error.</summary>
    /// <param name="server">The server.</param>
    /// <param name="target">The target object of the error.</param>
    /// <returns>Null after an error.</returns>
    public SoraClient? Find(SoraServer server, object? target)
    {
        ArgumentException failure;
        try
        {
            return Get(server);
        }
        catch (ArgumentException e)
        {
            failure = e;
        }

        _pipeline.WriteNonTerminatingError(failure, target, SafeText.ForDisplay(server.Name));
        return null;
    }

    private static ArgumentException? Read(SoraServer server)
    {
        try
        {
            server.ReadSecrets();
            return null;
        }
        catch (ArgumentException e)
        {
            return e;
        }
    }
}
