using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Lists sessions: of a whole server, of a group, or those of channels.</summary>
[Cmdlet(VerbsCommon.Get, "SoraSession")]
[OutputType(typeof(SoraSession), typeof(string))]
public sealed class GetSoraSessionCommand : SoraSessionListCommand
{
    /// <summary>Only this session of the channel; without it, the one that the channel has now. It may be empty in records.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("session_id")]
    [IdTransformation(Single = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? SessionId { get; set; }

    /// <summary>Only sessions of this group.</summary>
    [Parameter]
    [Alias("group_id")]
    [IdTransformation(Single = true)]
    [ValidateNotNullOrEmpty]
    public string? GroupId { get; set; }

    /// <summary>Only what is older.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation(nameof(OlderThan))]
    public TimeSpan? OlderThan { get; set; }

    /// <summary>Only what is newer.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation(nameof(NewerThan))]
    public TimeSpan? NewerThan { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        CommandLine.ThrowIfEmpty(nameof(SessionId), Messages.SessionNotGivenToRead);
        string? mistake = OlderThan >= NewerThan ? Messages.AgeRangeEmpty
            : CommandLine.Contains(nameof(SessionId)) && !CommandLine.Contains(nameof(ChannelId)) && !MyInvocation.ExpectingInput ? Messages.SessionWithoutChannel
            : null;
        if (mistake is not null)
        {
            Pipeline.ThrowTerminatingError(new ArgumentException(mistake), null);
        }
    }

    private protected override SessionQuery CreateQuery(string? channelId) => channelId is null ? new(null, null, GroupId) : new(channelId, string.IsNullOrEmpty(SessionId) ? null : SessionId);

    private protected override AgeRange? CreateAgeRange() => AgeRange.Create(OlderThan, NewerThan);

    // GetSession knows no groups.
    private protected override SoraObject? GetOutput(SoraSession session) => GroupId is null || ChannelId is null || session.GroupId == GroupId ? session : null;
}
