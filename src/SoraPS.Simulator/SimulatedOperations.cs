using System.Text.Json;
using System.Text.Json.Nodes;
using static SoraPS.SoraFields;

namespace SoraPS;

/// <summary>
/// The handlers of the operations: what each does to the simulator's state, and what it answers. An operation without a handler answers with the keys
/// of the request that its row of the table says. Where the answer is not publicly known, it is the ids of the request, or an empty list: our choice.
/// </summary>
internal sealed class SimulatedOperations
{
    /// <summary>An <c>error_type</c> of our own invention: Sora's errors for ids that do not exist are not public.</summary>
    public const string UnknownIdError = "SoraSimulatorUnknownId";

    private readonly SimulatedConnections _connections;
    private readonly SimulatedSessions _sessions;
    private readonly SimulatedRecordings _recordings;
    private readonly SimulatedFilters _filters;
    private readonly SimulatedNode _node;
    private readonly SimulatedStatistics _statistics;
    private readonly bool _refuseUnknownId;
    private readonly Dictionary<string, Func<JsonElement, SimulatorResponse>> _handlers = new(StringComparer.Ordinal);

    public SimulatedOperations(SimulatedNode node, bool refuseUnknownId)
    {
        _connections = node.Connections;
        _sessions = node.Cluster.Sessions;
        _recordings = new SimulatedRecordings(_sessions, node.Cluster.Clock, refuseUnknownId);
        _filters = new SimulatedFilters(_sessions, refuseUnknownId, UnknownId);
        _node = node;
        _refuseUnknownId = refuseUnknownId;
        _statistics = new SimulatedStatistics(node);
        AddConnectionHandlers();
        AddSessionHandlers();
        AddSpotlightHandlers();
        AddNotifyMetadataHandlers();
        AddFilterHandlers();
        AddAudioStreamingHandlers();
        AddServerHandlers();
        AddStatisticsHandlers();
    }

    /// <summary>The response to a request whose body is valid.</summary>
    public SimulatorResponse Handle(SoraOperation operation, JsonElement body) =>
        _handlers.TryGetValue(operation.Target, out var handler) ? handler(body)
        : operation.Echo.Length > 0 ? Echo(operation, body)
        : operation.AnswersList ? SimulatorResponse.Json(new JsonArray())
        : AnswerIds(operation, body);

    private void AddConnectionHandlers()
    {
        AddHandler("ListConnections", body => ListConnections(GetConnections(body)));
        AddHandler("ListChannelConnections", body => ListConnections(_connections.All.Where(IsInChannel(body))));
        AddHandler("ListChannels", body => ListChannels(GetConnections(body)));
        AddDisconnect("DisconnectChannel", null, _ => string.Empty);
        AddDisconnect("DisconnectChannelByRole", Role, connection => connection.Role);
        AddDisconnect("DisconnectClient", ClientId, connection => connection.ClientId);
        AddDisconnect("DisconnectConnection", ConnectionId, connection => connection.ConnectionId);
        AddEcho("RequestRtpStream", RecvConnectionId);
        AddEcho("ResetRtpStream", RecvConnectionId);
        AddEcho("RequestSimulcastRid", ReceiverConnectionId);
        AddHandler("RequestKeyFrame", body => Exists(body, SendingConnectionId) ? Echo(SoraOperations.RequestKeyFrame, body) : UnknownId()); // an error in any case (A)
        AddPush("PushChannel", null, _ => string.Empty);
        AddPush("PushChannelByRole", Role, connection => connection.Role);
        AddPush("PushClient", ClientId, connection => connection.ClientId);
        AddPush("PushConnection", ConnectionId, connection => connection.ConnectionId);
    }

    private void AddSessionHandlers()
    {
        AddHandler("GetSession", body => FindSession(body) is { } session ? SimulatorResponse.Json(session) : UnknownId());
        AddHandler("ListSessions", body => SimulatorResponse.Json(_sessions.List(GetOptionalString(body, GroupId))));
        AddHandler("TerminateSession", TerminateSession);
        AddHandler("StartRecording", body => _recordings.Start(GetString(body, ChannelId), body) ? AnswerIds(SoraOperations.StartRecording, body) : UnknownId());
        AddHandler("StopRecording", body => _recordings.Stop(GetString(body, ChannelId)) ? AnswerIds(SoraOperations.StopRecording, body) : UnknownId());
    }

    private void AddSpotlightHandlers()
    {
        AddChange("FocusSpotlight", body => _node.Spotlights.Focus(GetString(body, ChannelId), GetString(body, ConnectionId), isFixed: false));
        AddChange("FocusSpotlightFixed", body => _node.Spotlights.Focus(GetString(body, ChannelId), GetString(body, ConnectionId), isFixed: true));
        AddChange("UnfocusSpotlight", body => _node.Spotlights.Unfocus(GetString(body, ChannelId), GetString(body, ConnectionId)));
        AddHandler("ChangeSpotlightNumber", body =>
        {
            _node.Spotlights.SetNumber(GetString(body, ChannelId), body.GetProperty(SpotlightNumber.Name).GetInt64());
            return _connections.All.Any(IsInChannel(body)) || !_refuseUnknownId ? AnswerIds(SoraOperations.ChangeSpotlightNumber, body) : UnknownId();
        });
        AddEcho("RequestSpotlightRid", RecvConnectionId);
        AddEcho("ResetSpotlightRid", RecvConnectionId);
        AddHandler("BatchRequestSpotlightRid", body =>
        {
            var receivers = new HashSet<string>(_connections.All.Where(IsInChannel(body)).Select(connection => connection.ConnectionId), StringComparer.Ordinal);
            bool exist = body.GetProperty(ItemList.Name).EnumerateArray().All(item =>
                item.ValueKind == JsonValueKind.Object && item.TryGetProperty(RecvConnectionId.Name, out var id) && id.ValueKind == JsonValueKind.String && receivers.Contains(id.GetString()!));
            return exist || !_refuseUnknownId ? AnswerIds(SoraOperations.BatchRequestSpotlightRid, body) : UnknownId();
        });
    }

    private void AddNotifyMetadataHandlers()
    {
        var metadata = _node.NotifyMetadata;
        AddHandler("ListSignalingNotifyMetadata", body => SimulatorResponse.Json(metadata.List(GetString(body, ChannelId))));
        AddMetadata(SoraOperations.GetSignalingNotifyMetadata, body => SimulatorResponse.Json(metadata.Get(body)));
        AddMetadata(SoraOperations.PutSignalingNotifyMetadata, body => SimulatorResponse.Json(metadata.Change(body, "PutMetadata", _ => SimulatedNotifyMetadata.Parse(body.GetProperty(Metadata.Name)))));
        AddMetadata(SoraOperations.PutSignalingNotifyMetadataItem, body => SimulatorResponse.Json(metadata.Change(body, "PutMetadataItem", before => SimulatedNotifyMetadata.SetItem(before, body))));
        AddMetadata(SoraOperations.DeleteSignalingNotifyMetadata, body =>
        {
            metadata.Change(body, "DeleteMetadata", _ => null);
            return AnswerIds(SoraOperations.DeleteSignalingNotifyMetadata, body);
        });
        AddMetadata(SoraOperations.DeleteSignalingNotifyMetadataItem, body =>
        {
            metadata.Change(body, "DeleteMetadataItem", before => SimulatedNotifyMetadata.RemoveItem(before, body));
            return AnswerIds(SoraOperations.DeleteSignalingNotifyMetadataItem, body);
        });
    }

    private void AddFilterHandlers()
    {
        AddHandler("ListForwardingFilters", body => SimulatorResponse.Json(_filters.List(GetString(body, ChannelId), body.TryGetProperty(Blocked.Name, out var blocked) ? blocked.GetBoolean() : null)));
        foreach (string of in new[] { "Channel", "Connection" })
        {
            AddFilter("Create" + of, _filters.Create);
            AddFilter("Update" + of, _filters.Update);
            AddFilter("Delete" + of, _filters.Delete);
        }
    }

    /// <summary>Adds a change of a filter: of the channel, or of a connection if the operation has the key.</summary>
    private void AddFilter(string name, Func<string, string?, JsonElement, SimulatorResponse?> change)
    {
        var operation = SoraOperations.Find(name + "ForwardingFilter");
        bool isOfConnection = operation.Required.Contains(ReceivingConnectionId);
        AddHandler(operation.Name, body => change(GetString(body, ChannelId), isOfConnection ? GetString(body, ReceivingConnectionId) : null, body) ?? AnswerIds(operation, body));
    }

    /// <summary>
    /// Audio streaming is of a session and ends with it (B), the push of results is of a connection. Our choices: both may be set without the other; what is set already, or is
    /// not set, changes nothing and succeeds, or is refused as ids are that do not exist; the list has the connections that receive the results.
    /// </summary>
    private void AddAudioStreamingHandlers()
    {
        AddStreaming(SoraOperations.StartAudioStreaming, (session, _) => !session.IsStreamingAudio && (session.IsStreamingAudio = true));
        AddStreaming(SoraOperations.StopAudioStreaming, (session, _) => session.IsStreamingAudio && !(session.IsStreamingAudio = false));
        AddStreaming(SoraOperations.SubscribeAudioStreamingResultPush, (session, body) =>
        {
            string receiver = GetString(body, ConnectionId);
            return session.Connections.Exists(connection => connection.ConnectionId == receiver) && session.ResultReceivers.Add(receiver);
        });
        AddStreaming(SoraOperations.UnsubscribeAudioStreamingResultPush, (session, body) => session.ResultReceivers.Remove(GetString(body, ConnectionId)));
        AddHandler("ListAudioStreamingResultPushState", body => SimulatorResponse.Json(ListResultReceivers(GetString(body, ChannelId))));
    }

    private void AddStreaming(SoraOperation operation, Func<SimulatedSession, JsonElement, bool> change) => AddHandler(operation.Name, body =>
        (bool?)_sessions.Use<object>(GetString(body, ChannelId), session => change(session, body)) == true || !_refuseUnknownId ? AnswerIds(operation, body) : UnknownId());

    private JsonArray ListResultReceivers(string channel) => _sessions.Use(channel, session => ToJsonArray(session.Connections
        .Where(connection => session.ResultReceivers.Contains(connection.ConnectionId))
        .Select(connection => new JsonObject { ["channel_id"] = channel, ["connection_id"] = connection.ConnectionId, ["client_id"] = connection.ClientId }))) ?? new JsonArray();

    private void AddServerHandlers()
    {
        AddHandler("GetLicense", _ => SimulatorResponse.Json(_node.License.Current));
        AddHandler("UpdateLicense", _ => _node.License.Update());
        AddHandler("ListClusterNodes", _ => SimulatorResponse.Json(_node.Cluster.ToJson(_node)));
        AddHandler("InitCluster", InitCluster);
        AddHandler("PurgeClusterNode", body => _node.Cluster.Purge(_node, GetString(body, TargetNodeName)));
        AddHandler("RegisterClusterNode", body => _node.Cluster.Register(_node, GetString(body, ContactNodeName)));
        AddHandler("GetMode", _ => SimulatorResponse.Json(new JsonObject { ["mode"] = _node.Mode }));
        AddHandler("ChangeMode", body => SimulatorResponse.Json(new JsonObject { ["mode"] = _node.Mode = GetString(body, Mode) }));
    }

    /// <summary>Names that are no text are no nodes: what Sora answers to them is not known.</summary>
    private SimulatorResponse InitCluster(JsonElement body) =>
        _node.Cluster.Form(body.GetProperty(NodeNameList.Name).EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!).ToList());

    /// <summary>For a connection that does not exist, the answer is an error in any case; that of GetStatsClient is one object: our choices.</summary>
    private void AddStatisticsHandlers()
    {
        AddHandler("GetStatsReport", _ => SimulatorResponse.Json(_statistics.CreateReport()));
        AddHandler("GetStatsAllConnections", body => _statistics.ListConnections(GetConnections(body)));
        AddHandler("GetStatsConnection", body => _statistics.GetConnection(_connections.All.Where(Matches(body, ConnectionId, connection => connection.ConnectionId))) ?? UnknownId());
        AddHandler("GetStatsClient", body => _statistics.GetConnection(_connections.All.Where(Matches(body, ClientId, connection => connection.ClientId))) ?? UnknownId());
        AddHandler("ListRtcStats", body => _statistics.ListReports(GetConnections(body)));
        AddHandler("ListChannelRtcStats", body => _statistics.ListReports(_connections.All.Where(IsInChannel(body))));
        AddHandler("GetRtcStats", body => _statistics.GetReport(_connections.All.Where(Matches(body, ConnectionId, connection => connection.ConnectionId))) ?? UnknownId());
    }

    /// <summary>Adds the handler of the newest operation of that name.</summary>
    private void AddHandler(string name, Func<JsonElement, SimulatorResponse> handler) => _handlers.Add(SoraOperations.Find(name).Target, handler);

    /// <summary>Adds an operation that removes the connections of a channel; with a field, those whose value is that of the field.</summary>
    private void AddDisconnect(string name, SoraField? field, Func<SimulatedConnection, string> getValue) => AddHandler(name, body =>
    {
        var isMatch = Matches(body, field, getValue);
        return _node.Cluster.RemoveConnections(_node, connection => isMatch(connection)) > 0 || !_refuseUnknownId ? Echo(SoraOperations.Find(name), body) : UnknownId();
    });

    /// <summary>Adds an operation about one connection that changes nothing in the simulator.</summary>
    private void AddEcho(string name, SoraField connection) =>
        AddHandler(name, body => Exists(body, connection) || !_refuseUnknownId ? Echo(SoraOperations.Find(name), body) : UnknownId());

    /// <summary>Adds an operation that changes one connection.</summary>
    private void AddChange(string name, Action<JsonElement> change) => AddHandler(name, body =>
    {
        if (_refuseUnknownId && !Exists(body, ConnectionId))
        {
            return UnknownId();
        }

        change(body);
        return Echo(SoraOperations.Find(name), body);
    });

    /// <summary>Adds an operation about the metadata of one connection.</summary>
    private void AddMetadata(SoraOperation operation, Func<JsonElement, SimulatorResponse> handler) =>
        AddHandler(operation.Name, body => Exists(body, ConnectionId) || !_refuseUnknownId ? handler(body) : UnknownId());

    /// <summary>Adds a push. No client is connected: who would have received it is seen in <see cref="SoraSimulator.Pushes"/>.</summary>
    private void AddPush(string name, SoraField? field, Func<SimulatedConnection, string> getValue) => AddHandler(name, body =>
    {
        var receivers = _connections.All.Where(Matches(body, field, getValue)).ToList();
        if (receivers.Count == 0 && _refuseUnknownId)
        {
            return UnknownId();
        }

        string data = body.GetProperty(Data.Name).GetRawText();
        _node.Pushes.Send(receivers, data);
        return SimulatorResponse.Json(new JsonObject { ["data"] = JsonNode.Parse(data), ["type"] = "push" });
    });

    /// <summary>The connections of this node; of all nodes if the request has <c>"local": false</c>.</summary>
    private IEnumerable<SimulatedConnection> GetConnections(JsonElement body) =>
        _node.Cluster.GetConnections(_node, local: body.ValueKind != JsonValueKind.Object || !body.TryGetProperty(Local.Name, out var local) || local.GetBoolean());

    private static SimulatorResponse ListConnections(IEnumerable<SimulatedConnection> connections)
    {
        using var list = new MemoryStream();
        list.WriteByte((byte)'[');
        foreach (var connection in connections)
        {
            if (list.Length > 1)
            {
                list.WriteByte((byte)',');
            }

            list.Write(connection.Json, 0, connection.Json.Length);
        }

        list.WriteByte((byte)']');
        return SimulatorResponse.Json(200, list.ToArray());
    }

    private static SimulatorResponse ListChannels(IEnumerable<SimulatedConnection> connections) => SimulatorResponse.Json(ToJsonArray(connections
        .GroupBy(connection => connection.ChannelId, StringComparer.Ordinal)
        .Select(channel => new JsonObject { ["channel_id"] = channel.Key, ["spotlight"] = channel.Any(connection => connection.Spotlight) })));

    /// <summary>Ends a session. An unknown one is an error in any case (A).</summary>
    private SimulatorResponse TerminateSession(JsonElement body)
    {
        if (FindSession(body) is not { } session)
        {
            return UnknownId();
        }

        string channel = GetString(body, ChannelId);
        _node.Cluster.RemoveConnections(_node, connection => connection.ChannelId == channel);
        return SimulatorResponse.Json(new JsonObject { ["session_id"] = session["session_id"]!.DeepClone() });
    }

    private JsonObject? FindSession(JsonElement body) => _sessions.Find(GetString(body, ChannelId), GetOptionalString(body, SessionId));

    private bool Exists(JsonElement body, SoraField connectionId) => _connections.All.Any(Matches(body, connectionId, connection => connection.ConnectionId));

    /// <summary>Whether a connection is in the channel of the request.</summary>
    private static Func<SimulatedConnection, bool> IsInChannel(JsonElement body)
    {
        string channel = GetString(body, ChannelId);
        return connection => connection.ChannelId == channel;
    }

    /// <summary>Whether a connection is in the channel of the request; with a field, whether it also has the field's value.</summary>
    private static Func<SimulatedConnection, bool> Matches(JsonElement body, SoraField? field, Func<SimulatedConnection, string> getValue)
    {
        var isInChannel = IsInChannel(body);
        string wanted = field is null ? string.Empty : GetString(body, field);
        return connection => isInChannel(connection) && getValue(connection) == wanted;
    }

    /// <summary>The keys of the request that the row says: every documented success looks like this.</summary>
    private static SimulatorResponse Echo(SoraOperation operation, JsonElement body) => SimulatorResponse.Json(CopyFields(body, operation.Echo));

    /// <summary>The ids of the request, where the answer is not known.</summary>
    private static SimulatorResponse AnswerIds(SoraOperation operation, JsonElement body) =>
        SimulatorResponse.Json(CopyFields(body, operation.Required.Concat(operation.Optional).Where(field => field.Kind == SoraFieldKind.Id)));

    private static SimulatorResponse UnknownId() =>
        SimulatorResponse.ApiError(UnknownIdError, new JsonObject { ["note"] = "Made up by the simulator: what Sora answers for an unknown id is not documented." });

    private static JsonObject CopyFields(JsonElement body, IEnumerable<SoraField> fields)
    {
        var copy = new JsonObject();
        foreach (string name in fields.Select(field => field.Name))
        {
            if (body.TryGetProperty(name, out var value))
            {
                copy[name] = JsonNode.Parse(value.GetRawText());
            }
        }

        return copy;
    }

    private static JsonArray ToJsonArray(IEnumerable<JsonObject> objects) => new(objects.ToArray<JsonNode>());

    private static string GetString(JsonElement body, SoraField field) => body.GetProperty(field.Name).GetString()!;

    private static string? GetOptionalString(JsonElement body, SoraField field) => body.TryGetProperty(field.Name, out var value) ? value.GetString() : null;
}
