using System.Text.Json;
using System.Text.Json.Nodes;
using static SoraPS.SoraFields;

namespace SoraPS;

/// <summary>
/// What the operations do to the simulator's state, and what they answer. An operation without state of its own repeats the keys of the request
/// that its row says; of one whose answer is not publicly known, the ids of the request come back, or an empty list: that is our choice.
/// </summary>
internal sealed class SimulatedOperations
{
    /// <summary>Our own: Sora's errors for ids that do not exist are not public.</summary>
    public const string UnknownIdError = "SoraSimulatorUnknownId";

    private readonly SimulatedConnections _connections;
    private readonly SimulatedSessions _sessions;
    private readonly SimulatedNode _node;
    private readonly bool _refuseUnknown;
    private readonly Dictionary<string, Func<JsonElement, Reply>> _handlers = new(StringComparer.Ordinal);

    public SimulatedOperations(SimulatedConnections connections, SimulatedNode node, bool refuseUnknown)
    {
        _connections = connections;
        _sessions = new SimulatedSessions(connections);
        _node = node;
        _refuseUnknown = refuseUnknown;
        Handle("ListConnections", _ => ListOf(_ => true));
        Handle("ListChannelConnections", body => ListOf(In(body)));
        Handle("ListChannels", _ => Channels());
        Cuts("DisconnectChannel", null, _ => string.Empty);
        Cuts("DisconnectChannelByRole", Role, row => row.Role);
        Cuts("DisconnectClient", ClientId, row => row.ClientId);
        Cuts("DisconnectConnection", ConnectionId, row => row.ConnectionId);
        Concerns("RequestRtpStream", RecvConnectionId);
        Concerns("ResetRtpStream", RecvConnectionId);
        Concerns("RequestSimulcastRid", ReceiverConnectionId);
        Handle("RequestKeyFrame", body => Exists(body, SendingConnectionId) ? Echo(Row("RequestKeyFrame"), body) : UnknownId()); // an error in any case (A)
        Handle("TerminateSession", Terminate);
        Handle("GetSession", body => _sessions.Find(Text(body, ChannelId), Optional(body, SessionId)) is { } session ? Reply.Json(SimulatedSessions.Describe(session)) : UnknownId());
        Handle("ListSessions", body => Reply.Json(new JsonArray(_sessions.All(Optional(body, GroupId)).Select(session => (JsonNode)SimulatedSessions.Describe(session)).ToArray())));
        Pushes("PushChannel", null, _ => string.Empty);
        Pushes("PushChannelByRole", Role, row => row.Role);
        Pushes("PushClient", ClientId, row => row.ClientId);
        Pushes("PushConnection", ConnectionId, row => row.ConnectionId);
        Handle("GetLicense", _ => Reply.Json(SimulatedNode.License()));
        Handle("UpdateLicense", _ => Reply.Json(new JsonObject { ["new_license"] = SimulatedNode.License(), ["old_license"] = SimulatedNode.License() }));
        Handle("GetMode", _ => Reply.Json(new JsonObject { ["mode"] = _node.Mode }));
        Handle("ChangeMode", body => Reply.Json(new JsonObject { ["mode"] = _node.Mode = Text(body, Mode) }));
    }

    /// <summary>The answer to a request that the row's schema allows.</summary>
    public Reply Answer(SoraOperation row, JsonElement body) =>
        _handlers.TryGetValue(row.Target, out var handler) ? handler(body)
        : row.Echo.Length > 0 ? Echo(row, body)
        : row.AnswersList ? Reply.Json(new JsonArray())
        : Reply.Json(Repeat(body, row.Required.Concat(row.Optional).Where(field => field.Kind == SoraFieldKind.Id)));

    private static SoraOperation Row(string name) => SoraOperations.Find(name);

    private static string Text(JsonElement body, SoraField field) => body.GetProperty(field.Name).GetString()!;

    private static string? Optional(JsonElement body, SoraField field) => body.TryGetProperty(field.Name, out var value) ? value.GetString() : null;

    /// <summary>The keys of the request that the row says, which is how every documented success looks.</summary>
    private static Reply Echo(SoraOperation row, JsonElement body) => Reply.Json(Repeat(body, row.Echo));

    private static JsonObject Repeat(JsonElement body, IEnumerable<SoraField> fields)
    {
        var answer = new JsonObject();
        foreach (string name in fields.Select(field => field.Name))
        {
            if (body.TryGetProperty(name, out var value))
            {
                answer[name] = JsonNode.Parse(value.GetRawText());
            }
        }

        return answer;
    }

    private static Reply UnknownId() =>
        Reply.Error(UnknownIdError, new JsonObject { ["note"] = "Made up by the simulator: what Sora answers for an unknown id is not documented." });

    /// <summary>Whether a connection is in the channel that the request names.</summary>
    private static Func<SimulatedConnections.Row, bool> In(JsonElement body)
    {
        string channel = Text(body, ChannelId);
        return row => row.ChannelId == channel;
    }

    /// <summary>Whether a connection is one that the request names: in its channel, and with a key, of that value.</summary>
    private static Func<SimulatedConnections.Row, bool> Named(JsonElement body, SoraField? key, Func<SimulatedConnections.Row, string> keyOf)
    {
        var inChannel = In(body);
        string wanted = key is null ? string.Empty : Text(body, key);
        return row => inChannel(row) && keyOf(row) == wanted;
    }

    private void Handle(string name, Func<JsonElement, Reply> handler) => _handlers.Add(Row(name).Target, handler);

    /// <summary>Removes the connections of a channel; with a key, those of which it is true.</summary>
    private void Cuts(string name, SoraField? key, Func<SimulatedConnections.Row, string> keyOf) => Handle(name, body =>
    {
        var named = Named(body, key, keyOf);
        return _connections.Remove(row => named(row)) > 0 || !_refuseUnknown ? Echo(Row(name), body) : UnknownId();
    });

    /// <summary>Says something about a connection, which stays as it is.</summary>
    private void Concerns(string name, SoraField connection) =>
        Handle(name, body => Exists(body, connection) || !_refuseUnknown ? Echo(Row(name), body) : UnknownId());

    /// <summary>Pushes go nowhere, as no client is connected: the simulator's requests show them.</summary>
    private void Pushes(string name, SoraField? key, Func<SimulatedConnections.Row, string> keyOf) => Handle(name, body =>
        _connections.All.Any(Named(body, key, keyOf)) || !_refuseUnknown
            ? Reply.Json(new JsonObject { ["data"] = JsonNode.Parse(body.GetProperty(Data.Name).GetRawText()), ["type"] = "push" })
            : UnknownId());

    /// <summary>An unknown session is an error in any case (A).</summary>
    private Reply Terminate(JsonElement body)
    {
        if (_sessions.Find(Text(body, ChannelId), Optional(body, SessionId)) is not { } session)
        {
            return UnknownId();
        }

        _sessions.End(session);
        return Reply.Json(new JsonObject { ["session_id"] = session.SessionId });
    }

    private bool Exists(JsonElement body, SoraField connection) => _connections.All.Any(Named(body, connection, row => row.ConnectionId));

    private Reply ListOf(Func<SimulatedConnections.Row, bool> fits)
    {
        using var list = new MemoryStream();
        list.WriteByte((byte)'[');
        foreach (var row in _connections.All.Where(fits))
        {
            if (list.Length > 1)
            {
                list.WriteByte((byte)',');
            }

            list.Write(row.Json, 0, row.Json.Length);
        }

        list.WriteByte((byte)']');
        return Reply.Json(200, list.ToArray());
    }

    private Reply Channels() => Reply.Json(new JsonArray(_connections.All
        .GroupBy(row => row.ChannelId, StringComparer.Ordinal)
        .Select(channel => (JsonNode)new JsonObject { ["channel_id"] = channel.Key, ["spotlight"] = channel.Any(row => row.Spotlight) })
        .ToArray()));
}
