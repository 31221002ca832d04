using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Takes the focus of a spotlight from connections.</summary>
[Cmdlet(VerbsCommon.Clear, "SoraSpotlightFocus", SupportsShouldProcess = true)]
[OutputType(typeof(SoraSpotlightFocus), typeof(string))]
public sealed class ClearSoraSpotlightFocusCommand : SoraChangeCommand<SoraSpotlightFocus>
{
    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <summary>The connections.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("connection_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ConnectionId { get; set; } = null!;

    private protected override bool IsSequential => true;

    private protected override IEnumerable<Change<SoraSpotlightFocus>> GetChanges(SoraServer server)
    {
        foreach (string channel in ChannelId)
        {
            foreach (string connection in ConnectionId)
            {
                var details = GetDetails(channel, connection);
                string description = SafeMessage.Format(Messages.PlanSpotlightUnfocus, channel, details.Describe(connection), server.Name);
                yield return new(server, SoraOperations.UnfocusSpotlight, description, (SoraFields.ChannelId, channel), (SoraFields.ConnectionId, connection)) { Connection = details };
            }
        }
    }
}
