using System.Text.Json;
using System.Text.Json.Nodes;
using static SoraPS.SoraFields;

namespace SoraPS;

/// <summary>A recording of the simulator: what a session shows of it. It writes no file.</summary>
internal sealed class SimulatedRecording
{
    private readonly JsonObject _json = new();
    private readonly DateTime? _expiresUtc;

    /// <param name="id">The id that the simulator issues.</param>
    /// <param name="body">The request of StartRecording.</param>
    /// <param name="utcNow">When it begins.</param>
    public SimulatedRecording(string id, JsonElement body, DateTime utcNow)
    {
        _json["recording_id"] = id;
        _json["format"] = body.TryGetProperty(Format.Name, out var format) ? format.GetString() : "webm";
        _json["start_timestamp"] = SimulatedSession.FormatTimestamp(utcNow);
        _json["split_only"] = body.TryGetProperty(SplitOnly.Name, out var only) && only.GetBoolean();
        if (body.TryGetProperty(SplitDuration.Name, out var part))
        {
            _json["split_duration"] = part.GetInt64();
        }

        if (body.TryGetProperty(ExpireTime.Name, out var seconds))
        {
            _expiresUtc = utcNow.AddSeconds(seconds.GetInt64());
            _json["expire_time"] = seconds.GetInt64();
            _json["expired_at"] = new DateTimeOffset(_expiresUtc.Value).ToUnixTimeSeconds();
        }
    }

    /// <summary>Whether it has ended by itself.</summary>
    public bool IsOver(DateTime utcNow) => _expiresUtc <= utcNow;

    /// <summary>The member <c>recording</c> of a session (SoraSessionManager, C).</summary>
    public JsonObject ToJson() => (JsonObject)_json.DeepClone();
}
