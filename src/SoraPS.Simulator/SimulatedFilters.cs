using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>
/// The forwarding filters of sessions, and of connections in them; they end with these. A name that is taken is an error, and an update that names a version
/// is done only if it matches (MULTI_FORWARDING_FILTER, FORWARDING_FILTER, A). Our choices: a filter of the channel and one of a connection may have the same
/// name; the errors; and that a filter of a channel, a connection or a name that does not exist changes nothing and succeeds, or is refused as other ids are.
/// </summary>
internal sealed class SimulatedFilters
{
    /// <summary>Error types of our own invention: Sora's are not public.</summary>
    private const string NameTakenError = "SoraSimulatorForwardingFilterExists";
    private const string VersionError = "SoraSimulatorForwardingFilterVersion";

    private readonly SimulatedSessions _sessions;
    private readonly Func<SimulatorResponse> _unknownId;
    private readonly bool _refuseUnknownId;

    public SimulatedFilters(SimulatedSessions sessions, bool refuseUnknownId, Func<SimulatorResponse> unknownId)
    {
        _sessions = sessions;
        _refuseUnknownId = refuseUnknownId;
        _unknownId = unknownId;
    }

    /// <summary>The filters of a channel, the one that is judged first first; with <paramref name="blocked"/> those only that block, or only those that do not.</summary>
    public JsonArray List(string channel, bool? blocked) => _sessions.Use(channel, session => new JsonArray(session.Filters
        .Where(filter => blocked is null || filter.IsBlocking == blocked).OrderByDescending(filter => filter.Priority).Select(filter => (JsonNode)filter.ToJson()).ToArray())) ?? new JsonArray();

    /// <summary>Creates a filter; null if that is done, else the error.</summary>
    public SimulatorResponse? Create(string channel, string? connection, JsonElement body) => Change(channel, connection, session =>
    {
        if (Find(session, connection, body) is not null)
        {
            return Error(NameTakenError, "a filter of this name exists");
        }

        session.Filters.Add(new SimulatedFilter(channel, connection, body));
        return null;
    });

    /// <summary>Changes a filter; null if that is done, else the error.</summary>
    public SimulatorResponse? Update(string channel, string? connection, JsonElement body) => Change(channel, connection, session =>
    {
        if (Find(session, connection, body) is not { } filter)
        {
            return AnswerUnknown();
        }

        if (body.TryGetProperty(SoraFields.Version.Name, out var version) && version.GetString() != filter.Version)
        {
            return Error(VersionError, "the filter has another version");
        }

        session.Filters[session.Filters.IndexOf(filter)] = new SimulatedFilter(channel, connection, body);
        return null;
    });

    /// <summary>Deletes a filter; null if that is done, else the error.</summary>
    public SimulatorResponse? Delete(string channel, string? connection, JsonElement body) => Change(channel, connection, session =>
        Find(session, connection, body) is { } filter && session.Filters.Remove(filter) ? null : AnswerUnknown());

    private SimulatorResponse? Change(string channel, string? connection, Func<SimulatedSession, SimulatorResponse?> change)
    {
        bool isKnown = false;
        var error = _sessions.Use(channel, session =>
        {
            isKnown = connection is null || session.Connections.Exists(one => one.ConnectionId == connection);
            return isKnown ? change(session) : null;
        });
        return isKnown ? error : AnswerUnknown();
    }

    private static SimulatedFilter? Find(SimulatedSession session, string? connection, JsonElement body)
    {
        string name = SimulatedFilter.GetName(body);
        return session.Filters.Find(filter => filter.ConnectionId == connection && filter.Name == name);
    }

    private SimulatorResponse? AnswerUnknown() => _refuseUnknownId ? _unknownId() : null;

    private static SimulatorResponse Error(string type, string note) => SimulatorResponse.ApiError(type, new JsonObject { ["note"] = "Made up by the simulator: " + note + "." });
}
