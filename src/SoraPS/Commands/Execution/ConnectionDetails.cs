using System.Globalization;
using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Output;

namespace SoraPS.Commands.Execution;

/// <summary>What is known of a connection besides its ids, for the plan, the result and the error of a change.</summary>
internal readonly record struct ConnectionDetails(string? ClientId, string? Role, DateTime? CreatedAt)
{
    private static readonly char[] Separators = { ' ', ',', '(', ')', '\'', '"', '\u3000', '\u3001' };

    /// <summary>What a record of the pipeline knows of a connection. A record of another connection knows nothing: the ids may come from the command line.</summary>
    public static ConnectionDetails Find(PSObject? record, string channelId, string connectionId) => record.Unwrap() switch
    {
        SoraConnection connection => Of(connection, channelId, connectionId),
        SoraSessionConnection connection when connection.ChannelId == channelId && connection.ConnectionId == connectionId => new(connection.ClientId, connection.Role, connection.CreatedAt),
        SoraConnectionChange change => Of(change.Connection, channelId, connectionId),
        SoraPush push when push.ChannelId == channelId && push.ConnectionId == connectionId => new(push.ClientId, push.Role, push.CreatedAt),
        SoraErrorTarget target when (target.GetValue(nameof(ConnectionId)) ?? target.GetValue("RecvConnectionId") ?? target.GetValue("ReceiverConnectionId")) as string == connectionId
            && target.GetValue(nameof(SoraConnection.ChannelId)) as string == channelId =>
            new(target.GetValue(nameof(ClientId)) as string, target.GetValue(nameof(Role)) as string, target.GetValue(nameof(CreatedAt)) as DateTime?),
        _ => default,
    };

    /// <summary>The values of a row. What is no text, or no time, is not known.</summary>
    public static ConnectionDetails Read(object? clientId, object? role, object? createdAt) => new(NullIfEmpty(clientId), NullIfEmpty(role), createdAt.Unwrap() switch
    {
        DateTime time => time,
        string text when DateTime.TryParse(text, CultureInfo.CurrentCulture, DateTimeStyles.None, out var time) => time, // as Export-Csv writes it
        _ => null,
    });

    /// <summary>The connection as a plan names it: its id, and in parentheses the client, the role and the age, as far as they are known.</summary>
    public string Describe(string connectionId)
    {
        var parts = new List<string>();
        if (!string.IsNullOrEmpty(ClientId) && ClientId != connectionId)
        {
            parts.Add(SafeMessage.Format(Messages.PlanClient, Quote(ClientId!)));
        }

        if (!string.IsNullOrEmpty(Role))
        {
            parts.Add(Quote(Role!));
        }

        if (SoraConnection.AgeOf(CreatedAt?.ToUniversalTime()) is { } age)
        {
            parts.Add(DisplayText.FormatDuration(age));
        }

        return parts.Count == 0 ? connectionId : connectionId + " (" + string.Join(", ", parts) + ")";
    }

    /// <summary>What is known, as properties; null where something is not.</summary>
    public IEnumerable<KeyValuePair<string, object?>> GetProperties()
    {
        yield return new(nameof(ClientId), ClientId);
        yield return new(nameof(Role), Role);
        yield return new(nameof(CreatedAt), CreatedAt);
    }

    /// <summary>In quotation marks if the text could be read as another part of the plan (a client chooses its id), or is empty.</summary>
    internal static string Quote(string text) => text.Length > 0 && text.IndexOfAny(Separators) < 0 ? text : "'" + text.Replace("'", "''") + "'";

    private static string? NullIfEmpty(object? value) => value.Unwrap() is string { Length: > 0 } text ? text : null;

    private const string ConnectionId = nameof(SoraConnection.ConnectionId);

    private static ConnectionDetails Of(SoraConnection connection, string channelId, string connectionId) =>
        connection.ChannelId == channelId && connection.ConnectionId == connectionId ? new(connection.ClientId, connection.Role, connection.CreatedAt) : default;
}
