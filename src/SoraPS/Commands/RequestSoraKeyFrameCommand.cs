using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Asks senders for a key frame.</summary>
[Cmdlet(VerbsLifecycle.Request, "SoraKeyFrame", SupportsShouldProcess = true)]
[OutputType(typeof(SoraKeyFrameRequest), typeof(string))]
public sealed class RequestSoraKeyFrameCommand : SoraChangeCommand<SoraKeyFrameRequest>
{
    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <summary>The connections that send.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("connection_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ConnectionId { get; set; } = null!;

    /// <summary>Only of this simulcast stream; without it, of all streams.</summary>
    [Parameter]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("r0", "r1", "r2")]
    public string? Rid { get; set; }

    private protected override IEnumerable<Change<SoraKeyFrameRequest>> GetChanges(SoraServer server)
    {
        string? rid = (Rid ?? (InputObject.Unwrap() as SoraErrorTarget)?.GetValue(nameof(Rid)) as string)?.ToLowerInvariant();
        foreach (string channel in ChannelId)
        {
            foreach (string connection in ConnectionId)
            {
                var details = GetDetails(channel, connection);
                string description = rid is null
                    ? SafeMessage.Format(Messages.PlanRequestKeyFrame, channel, details.Describe(connection), server.Name)
                    : SafeMessage.Format(Messages.PlanRequestKeyFrameOfStream, channel, details.Describe(connection), rid, server.Name);
                yield return new(server, SoraOperations.RequestKeyFrame, description, (SoraFields.ChannelId, channel), (SoraFields.SendingConnectionId, connection), (SoraFields.Rid, rid))
                {
                    Connection = details,
                };
            }
        }
    }
}
