using System.Globalization;
using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Output;

namespace SoraPS.Commands.Execution;

/// <summary>What a record of the pipeline knows of a channel, for the plan of a change.</summary>
internal static class ChannelDetails
{
    /// <summary>The channel as a plan names it: its id, and in parentheses how many people are in it, if the record is that channel.</summary>
    /// <param name="record">The record.</param>
    /// <param name="channelId">The channel of the change.</param>
    /// <param name="role">The role that the change is for; null for all.</param>
    public static string Describe(PSObject? record, string channelId, string? role = null)
    {
        if (record.Unwrap() is not SoraChannel channel || channel.ChannelId != channelId)
        {
            return channelId;
        }

        string details = role is not null
            ? role + ": " + GetCount(channel, role)
            : string.Format(Messages.Culture, Messages.PlanChannelCounts, channel.ConnectionCount, channel.ClientCount);
        string oldest = role is null && channel.Age is { } age ? string.Format(Messages.Culture, Messages.PlanChannelOldest, DisplayText.FormatDuration(age)) : string.Empty;
        return channelId + " (" + details + oldest + ")";
    }

    /// <summary>The role of the answer to a change for a role: piped on, it means those people again, and not everybody.</summary>
    public static string? FindRole(PSObject? record, string channelId) =>
        record.Unwrap() is SoraDisconnectedChannel answer && answer.ChannelId == channelId ? answer.Role : null;

    private static string GetCount(SoraChannel channel, string role) => (role switch
    {
        "sendrecv" => channel.SendrecvCount,
        "sendonly" => channel.SendonlyCount,
        _ => channel.RecvonlyCount,
    }).ToString(CultureInfo.InvariantCulture);
}
