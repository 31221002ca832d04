using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SoraPS;

/// <summary>
/// What Sora does with a request whose path is right: in the order, and with the words, of the framework that it is very likely built on
/// (sora-api 4.2 and 10).
/// </summary>
internal sealed class Dispatcher
{
    /// <summary>Our own: Sora's errors for ids that do not exist are not public.</summary>
    public const string UnknownIdError = "SoraSimulatorUnknownId";

    private static readonly Regex Grammar = new(@"^([a-zA-Z]+)_([0-9]{8})\.([a-zA-Z]+)\z", RegexOptions.CultureInvariant);

    private static readonly Field ChannelId = new("channel_id", JsonValueKind.String, Required: true);
    private static readonly Field ClientId = new("client_id", JsonValueKind.String, Required: true);
    private static readonly Field ConnectionId = new("connection_id", JsonValueKind.String, Required: true);
    private static readonly Field Role = new("role", JsonValueKind.String, Required: true, Enum: new[] { "sendrecv", "sendonly", "recvonly" });
    private static readonly Field Reason = new("reason", JsonValueKind.Object, Required: false);
    private static readonly Field Receiver = new("recv_connection_id", JsonValueKind.String, Required: true);
    private static readonly Field Sender = new("send_connection_id", JsonValueKind.String, Required: false);
    private static readonly Field Rid = new("rid", JsonValueKind.String, Required: true, Enum: new[] { "r0", "r1", "r2" });
    private static readonly Field Local = new("local", JsonValueKind.True, Required: false);

    private readonly SimulatedConnections _connections;
    private readonly bool _refuseUnknown;
    private readonly Dictionary<string, Operation> _operations;

    public Dispatcher(SimulatedConnections connections, bool refuseUnknown)
    {
        _connections = connections;
        _refuseUnknown = refuseUnknown;
        _operations = new[]
        {
            Lists("Sora_20201013.ListConnections", body: false, _ => ListOf(row => true), Local),
            Lists("Sora_20201013.ListChannelConnections", body: true, body => ListOf(In(body)), ChannelId),
            Lists("Sora_20201013.ListChannels", body: false, _ => Channels(), Local),
            Cuts("Sora_20151104.DisconnectChannel", null, _ => string.Empty),
            Cuts("Sora_20201120.DisconnectChannelByRole", Role, row => row.Role),
            Cuts("Sora_20151104.DisconnectClient", ClientId, row => row.ClientId),
            Cuts("Sora_20151104.DisconnectConnection", ConnectionId, row => row.ConnectionId),
            Switches("Sora_20201005.RequestRtpStream", ChannelId, Receiver, Sender, Rid),
            Switches("Sora_20201005.ResetRtpStream", ChannelId, Receiver, Sender),
            new Operation("Sora_20241218.RequestKeyFrame", WithBody: true, WithoutBody: false, new[] { ChannelId, ConnectionId }, body => Echo(body!.Value, Exists(body.Value, ConnectionId))),
            new Operation("Sora_20171218.GetLicense", WithBody: false, WithoutBody: true, Array.Empty<Field>(), _ => Reply.Json(License())),
        }.ToDictionary(operation => operation.Target, StringComparer.Ordinal);
    }

    /// <summary>What can be answered before the body is read; null if that is nothing.</summary>
    public static Reply? BeforeBody(string method, string? target)
    {
        if (method == "HEAD")
        {
            return Reply.Empty(400);
        }

        if (method != "POST")
        {
            return Reply.ProtocolError("UnexpectedMethod");
        }

        if (target is null)
        {
            return Reply.ProtocolError("MissingHeaderName");
        }

        var parts = Grammar.Match(target);
        return !parts.Success ? Reply.Error("MissingService")
            : parts.Groups[1].Value != "Sora" ? Reply.Error("InvalidTarget")
            : null;
    }

    public Reply Answer(string target, byte[] body)
    {
        try
        {
            return Dispatch(target, body.Length == 0 ? null : Parse(body));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Half a character (an unpaired surrogate) in a text is found late; what Sora says to it is not known.
            return Reply.Error("InvalidJSON", new JsonArray(new JsonObject { ["invalid"] = "parse" }));
        }
    }

    private static JsonElement Parse(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }

    private Reply Dispatch(string target, JsonElement? json)
    {
        if (!_operations.TryGetValue(target, out var operation))
        {
            return json is null ? Reply.Error("MissingTarget") : Reply.Error("SchemaNotFound", NameOf(target));
        }

        // That an empty object is refused where every key is optional is our choice: swidden hands it to another function.
        bool accepted = json is { } given
            ? operation.WithBody && (operation.Fields.Any(field => field.Required) || given.ValueKind != JsonValueKind.Object || given.EnumerateObject().Any())
            : operation.WithoutBody;
        if (!accepted)
        {
            return Reply.Error("MissingTargetFunction", NameOf(target));
        }

        return json is { } value && Violation(value, operation.Fields) is { } violation
            ? Reply.Error("InvalidJSON", new JsonArray(violation))
            : operation.Answer(json);
    }

    private static Operation Lists(string target, bool body, Func<JsonElement, Reply> answer, params Field[] fields) =>
        new(target, WithBody: true, WithoutBody: !body, fields, json => answer(json ?? default));

    private static JsonObject NameOf(string target)
    {
        var parts = Grammar.Match(target);
        return new JsonObject { ["service"] = parts.Groups[1].Value, ["version"] = parts.Groups[2].Value, ["operation"] = parts.Groups[3].Value };
    }

    private static string Text(JsonElement body, Field field) => body.GetProperty(field.Name).GetString()!;

    /// <summary>Whether a connection is in the channel that the request names.</summary>
    private static Func<SimulatedConnections.Row, bool> In(JsonElement body)
    {
        string channel = Text(body, ChannelId);
        return row => row.ChannelId == channel;
    }

    /// <summary>The first violation only, as the real one reports it.</summary>
    private static JsonObject? Violation(JsonElement body, Field[] fields)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return Wrong("wrong_type", new JsonObject { ["type"] = "object" }, JsonNode.Parse(body.GetRawText()));
        }

        foreach (var field in fields)
        {
            if (!body.TryGetProperty(field.Name, out var value))
            {
                if (field.Required)
                {
                    return Wrong("missing_required_property", SchemaOf(fields), JsonValue.Create(field.Name));
                }
            }
            else if (!field.Takes(value.ValueKind))
            {
                return Wrong("wrong_type", field.Schema(), JsonNode.Parse(value.GetRawText()), field.Name);
            }
            else if (field.Enum?.Contains(value.GetString()) == false)
            {
                return Wrong("not_in_enum", field.Schema(), JsonNode.Parse(value.GetRawText()), field.Name);
            }
        }

        return null;
    }

    private static JsonObject Wrong(string error, JsonObject schema, JsonNode? data, params string[] path) => new()
    {
        ["invalid"] = "data",
        ["schema"] = schema,
        ["error"] = error,
        ["data"] = data,
        ["path"] = new JsonArray(path.Select(part => (JsonNode)JsonValue.Create(part)!).ToArray()),
    };

    private static JsonObject SchemaOf(Field[] fields)
    {
        var properties = new JsonObject();
        foreach (var field in fields)
        {
            properties[field.Name] = field.Schema();
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray(fields.Where(field => field.Required).Select(field => (JsonNode)JsonValue.Create(field.Name)!).ToArray()),
        };
    }

    private static JsonObject License() => new()
    {
        ["expired_at"] = "2099-12",
        ["max_connections"] = 100,
        ["max_nodes"] = 10,
        ["product_name"] = "Sora",
        ["serial_code"] = "SIMULATOR",
        ["type"] = "Simulator",
    };

    /// <summary>The request without the reason, which is how every documented success looks.</summary>
    private static Reply Echo(JsonElement body, bool exists)
    {
        if (!exists)
        {
            return Reply.Error(UnknownIdError, new JsonObject { ["note"] = "Made up by the simulator: what Sora answers for an unknown id is not documented." });
        }

        var echo = new JsonObject();
        foreach (var member in body.EnumerateObject().Where(member => member.Name != Reason.Name))
        {
            echo[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }

        return Reply.Json(echo);
    }

    /// <summary>Removes the connections of a channel; with a key, those of which it is true.</summary>
    private Operation Cuts(string target, Field? key, Func<SimulatedConnections.Row, string> keyOf) =>
        new(target, WithBody: true, WithoutBody: false, key is null ? new[] { ChannelId, Reason } : new[] { ChannelId, key, Reason }, json =>
        {
            var inChannel = In(json!.Value);
            string wanted = key is null ? string.Empty : Text(json.Value, key);
            int cut = _connections.Remove(row => inChannel(row) && keyOf(row) == wanted);
            return Echo(json.Value, cut > 0 || !_refuseUnknown);
        });

    private Operation Switches(string target, params Field[] fields) =>
        new(target, WithBody: true, WithoutBody: false, fields, json => Echo(json!.Value, Exists(json.Value, Receiver) || !_refuseUnknown));

    private bool Exists(JsonElement body, Field connection)
    {
        var inChannel = In(body);
        string id = Text(body, connection);
        return _connections.All.Any(row => inChannel(row) && row.ConnectionId == id);
    }

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

    private sealed record Operation(string Target, bool WithBody, bool WithoutBody, Field[] Fields, Func<JsonElement?, Reply> Answer);

    private sealed record Field(string Name, JsonValueKind Kind, bool Required, string[]? Enum = null)
    {
        public bool Takes(JsonValueKind kind) => kind == Kind || (Kind == JsonValueKind.True && kind == JsonValueKind.False);

        public JsonObject Schema()
        {
            var schema = new JsonObject { ["type"] = Kind == JsonValueKind.True ? "boolean" : Kind == JsonValueKind.Object ? "object" : "string" };
            if (Enum is not null)
            {
                schema["enum"] = new JsonArray(Enum.Select(value => (JsonNode)JsonValue.Create(value)!).ToArray());
            }

            return schema;
        }
    }
}
