using System.Text.Json;
using System.Text.Json.Nodes;
using static SoraPS.SoraFields;

namespace SoraPS;

/// <summary>A forwarding filter of the simulator. It forwards and blocks nothing: there is no media.</summary>
internal sealed class SimulatedFilter
{
    // As documented (MULTI_FORWARDING_FILTER, A).
    public const string DefaultName = "default";
    private const long DefaultPriority = 32767;

    // Which action a filter has that names none is not public: our choice.
    private const string DefaultAction = "block";

    private readonly JsonObject _json;

    public SimulatedFilter(string channel, string? connection, JsonElement body)
    {
        ConnectionId = connection;
        _json = new JsonObject { ["channel_id"] = channel };
        if (connection is not null)
        {
            _json["connection_id"] = connection;
        }

        _json["name"] = Name = GetName(body);
        _json["priority"] = Priority = body.TryGetProperty(SoraFields.Priority.Name, out var priority) ? priority.GetInt64() : DefaultPriority;
        _json["action"] = DefaultAction;
        foreach (var field in new[] { SoraFields.Action, Rules, SoraFields.Version, FilterMetadata })
        {
            if (body.TryGetProperty(field.Name, out var value))
            {
                _json[field.Name] = JsonNode.Parse(value.GetRawText());
            }
        }
    }

    /// <summary>The connection that receives; null for a filter of the channel.</summary>
    public string? ConnectionId { get; }

    public string Name { get; }

    public long Priority { get; }

    public string? Version => (string?)_json["version"];

    public bool IsBlocking => (string?)_json["action"] == "block";

    /// <summary>The name that a request gives, or the one of a filter without a name.</summary>
    public static string GetName(JsonElement body) => body.TryGetProperty(FilterName.Name, out var name) ? name.GetString()! : DefaultName;

    /// <summary>The filter in a list: what the requests that made it said. What Sora lists is not public: our choice.</summary>
    public JsonObject ToJson() => (JsonObject)_json.DeepClone();
}
