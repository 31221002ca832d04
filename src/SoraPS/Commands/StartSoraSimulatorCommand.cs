using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Commands;

/// <summary>Starts a server in this process that behaves like Sora's HTTP API.</summary>
[Cmdlet(VerbsLifecycle.Start, "SoraSimulator")]
[OutputType("SoraPS.SoraSimulator")]
public sealed class StartSoraSimulatorCommand : SoraCommand
{
    /// <summary>The port on 127.0.0.1; 0 takes a free one.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>How many connections to make up.</summary>
    [Parameter]
    [ValidateRange(0, 10_000_000)]
    public int ConnectionCount { get; set; }

    /// <summary>Connections to hold: hashtables or objects, with names as on the wire or as of our properties. What is missing is made up.</summary>
    [Parameter]
    [ValidateNotNull]
    public object[] Connection { get; set; } = Array.Empty<object>();

    /// <summary>Asks every request for this bearer token.</summary>
    [Parameter]
    [ValidateNotNull]
    public System.Security.SecureString? Token { get; set; }

    /// <summary>The path of the API.</summary>
    [Parameter]
    [ValidatePattern("^/")]
    public string Path { get; set; } = "/";

    /// <summary>Adds the headers that a Sora sends which was set up for this web page.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CorsOrigin { get; set; }

    /// <summary>Refuses to cut or switch what does not exist. Without it the request is echoed. Sora's own behaviour is not documented.</summary>
    [Parameter]
    public SwitchParameter RefuseUnknownId { get; set; }

    /// <summary>Milliseconds before every answer.</summary>
    [Parameter]
    [ValidateRange(0, SoraSimulator.MaximumDelayMilliseconds)]
    public int LatencyMilliseconds { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        SoraSimulator simulator;
        try
        {
            simulator = new SoraSimulator(new SoraSimulatorOptions
            {
                Port = Port,
                Token = Token is null ? null : new System.Net.NetworkCredential(string.Empty, Token).Password,
                Path = Path,
                CorsOrigin = CorsOrigin,
                RefuseUnknownId = RefuseUnknownId.IsPresent,
                Latency = TimeSpan.FromMilliseconds(LatencyMilliseconds),
                ValueConverter = new SimulatorValueConverter(PowerShellJson.ToUtf8, PowerShellJson.Shared),
            });
        }
        catch (System.Net.Sockets.SocketException e)
        {
            Refuse(new ArgumentException(string.Format(Messages.Culture, Messages.PortNotFree, Port, e.Message), e), Port);
            return;
        }

        try
        {
            simulator.AddSynthetic(ConnectionCount);
            simulator.Add(Connection);
        }
        catch (ArgumentException e)
        {
            simulator.Dispose();
            Refuse(e, Connection);
        }

        Emit(simulator);
    }
}
