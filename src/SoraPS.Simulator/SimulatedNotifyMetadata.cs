using System.Text.Json;
using System.Text.Json.Nodes;
using static SoraPS.SoraFields;

namespace SoraPS;

/// <summary>
/// The signalling notify metadata of the connections of one node, and the operations that read and change it. Known are the list (documentation:
/// EXPERIMENTAL_API_SIGNALING_NOTIFY_METADATA_EXT, A) and the push of PutSignalingNotifyMetadataItem (sora-python-sdk, B). Our choices: a connection has the metadata
/// null until somebody sets it; GetSignalingNotifyMetadata and the Put operations answer with the metadata (D); a member is set in metadata that is no object by
/// making it one; the pushes of the other changes look like the one that is known. Every member may be called from any thread.
/// </summary>
internal sealed class SimulatedNotifyMetadata
{
    private readonly object _lock = new();
    private readonly SimulatedNode _node;
    private readonly Dictionary<(string Channel, string Connection), JsonNode?> _metadata = new();

    public SimulatedNotifyMetadata(SimulatedNode node) => _node = node;

    /// <summary>The answer of ListSignalingNotifyMetadata.</summary>
    public JsonArray List(string channelId)
    {
        lock (_lock)
        {
            return new JsonArray(FindConnections(channelId).Select(connection => (JsonNode)CreateRow(connection)).ToArray());
        }
    }

    /// <summary>The metadata of a connection.</summary>
    public JsonNode? Get(JsonElement body)
    {
        lock (_lock)
        {
            return _metadata.TryGetValue(GetKey(body), out var metadata) ? metadata?.DeepClone() : null;
        }
    }

    /// <summary>Makes a change, and sends the push that the request asks for.</summary>
    /// <param name="body">The request.</param>
    /// <param name="action">What the push calls the change.</param>
    /// <param name="change">The metadata after the change, from that before it.</param>
    /// <returns>The metadata after the change.</returns>
    public JsonNode? Change(JsonElement body, string action, Func<JsonNode?, JsonNode?> change)
    {
        lock (_lock)
        {
            RemoveGone();
            var key = GetKey(body);
            _metadata.TryGetValue(key, out var before);
            var after = change(before?.DeepClone());
            if (FindConnections(key.Channel).Any(connection => connection.ConnectionId == key.Connection))
            {
                _metadata[key] = after;
            }

            if (body.TryGetProperty(Push.Name, out var push) && push.GetBoolean())
            {
                _node.Pushes.Send(FindConnections(key.Channel), CreatePush(body, action).ToJsonString());
            }

            return after?.DeepClone();
        }
    }

    /// <summary>Sets a member, with the value of the request.</summary>
    public static JsonNode? SetItem(JsonNode? metadata, JsonElement body)
    {
        var members = metadata as JsonObject ?? new JsonObject();
        members[body.GetProperty(Key.Name).GetString()!] = Parse(body.GetProperty(Value.Name));
        return members;
    }

    /// <summary>Removes a member.</summary>
    public static JsonNode? RemoveItem(JsonNode? metadata, JsonElement body)
    {
        (metadata as JsonObject)?.Remove(body.GetProperty(Key.Name).GetString()!);
        return metadata;
    }

    /// <summary>A value of the request.</summary>
    public static JsonNode? Parse(JsonElement value) => JsonNode.Parse(value.GetRawText());

    private static JsonObject CreatePush(JsonElement body, string action)
    {
        var data = new JsonObject { ["action"] = action };
        foreach (string name in new[] { ConnectionId.Name, Key.Name, Value.Name, Metadata.Name })
        {
            if (body.TryGetProperty(name, out var value))
            {
                data[name] = Parse(value);
            }
        }

        data["type"] = "signaling_notify_metadata_ext";
        return data;
    }

    private JsonObject CreateRow(SimulatedConnection connection) => new()
    {
        ["client_id"] = connection.ClientId,
        ["bundle_id"] = connection.Fields["bundle_id"]?.DeepClone() ?? connection.ConnectionId,
        ["connection_id"] = connection.ConnectionId,
        ["metadata"] = _metadata.TryGetValue((connection.ChannelId, connection.ConnectionId), out var metadata) ? metadata?.DeepClone() : null,
    };

    private static (string Channel, string Connection) GetKey(JsonElement body) => (body.GetProperty(ChannelId.Name).GetString()!, body.GetProperty(ConnectionId.Name).GetString()!);

    private IEnumerable<SimulatedConnection> FindConnections(string channelId) => _node.Connections.All.Where(connection => connection.ChannelId == channelId);

    private void RemoveGone()
    {
        var there = new HashSet<(string, string)>(_node.Connections.All.Select(connection => (connection.ChannelId, connection.ConnectionId)));
        foreach (var key in _metadata.Keys.Where(key => !there.Contains(key)).ToList())
        {
            _metadata.Remove(key);
        }
    }
}
