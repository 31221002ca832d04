using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Changes how many connections of a channel have the focus of the spotlight at once.</summary>
[Cmdlet(VerbsCommon.Set, "SoraSpotlightNumber", SupportsShouldProcess = true)]
[OutputType(typeof(SoraSpotlightNumber), typeof(string))]
public sealed class SetSoraSpotlightNumberCommand : SoraChangeCommand<SoraSpotlightNumber>
{
    /// <summary>The channels.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] ChannelId { get; set; } = null!;

    /// <summary>How many.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateRange(1, 8)]
    public int SpotlightNumber { get; set; }

    private protected override IEnumerable<Change<SoraSpotlightNumber>> GetChanges(SoraServer server)
    {
        foreach (string channel in ChannelId)
        {
            string description = SafeMessage.Format(Messages.PlanSpotlightNumber, ChannelDetails.Describe(InputObject, channel), server.Name, $"{SpotlightNumber}");
            yield return new(server, SoraOperations.ChangeSpotlightNumber, description, (SoraFields.ChannelId, channel), (SoraFields.SpotlightNumber, SpotlightNumber));
        }
    }
}
