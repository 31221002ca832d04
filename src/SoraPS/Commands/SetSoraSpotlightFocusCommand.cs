using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Gives connections the focus of a spotlight.</summary>
[Cmdlet(VerbsCommon.Set, "SoraSpotlightFocus", SupportsShouldProcess = true)]
[OutputType(typeof(SoraSpotlightFocus), typeof(string))]
public sealed class SetSoraSpotlightFocusCommand : SoraChangeCommand<SoraSpotlightFocus>
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

    /// <summary>The focus stays until it is taken back, whoever speaks.</summary>
    [Parameter]
    public SwitchParameter Fixed { get; set; }

    private protected override bool IsSequential => true;

    private protected override IEnumerable<Change<SoraSpotlightFocus>> GetChanges(SoraServer server)
    {
        var operation = Fixed.IsPresent ? SoraOperations.FocusSpotlightFixed : SoraOperations.FocusSpotlight;
        string plan = Fixed.IsPresent ? Messages.PlanSpotlightFocusFixed : Messages.PlanSpotlightFocus;
        foreach (string channel in ChannelId)
        {
            foreach (string connection in ConnectionId)
            {
                var details = GetDetails(channel, connection);
                string description = SafeMessage.Format(plan, channel, details.Describe(connection), server.Name);
                yield return new(server, operation, description, (SoraFields.ChannelId, channel), (SoraFields.ConnectionId, connection)) { Connection = details };
            }
        }
    }
}
