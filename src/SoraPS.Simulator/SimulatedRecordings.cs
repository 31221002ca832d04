using System.Text.Json;

namespace SoraPS;

/// <summary>
/// Starts and stops the recordings of sessions. A start without a session is an error (API_RECORDING, A). Whether a second start is one, and a stop without
/// a recording, is not known: here they change nothing and succeed, or are refused as ids are that do not exist.
/// </summary>
internal sealed class SimulatedRecordings
{
    private const int FirstId = 950_000_000; // far from the numbers of connections and sessions

    private readonly SimulatedSessions _sessions;
    private readonly SimulatedClock _clock;
    private readonly bool _refuseUnknownId;
    private int _count;

    public SimulatedRecordings(SimulatedSessions sessions, SimulatedClock clock, bool refuseUnknownId)
    {
        _sessions = sessions;
        _clock = clock;
        _refuseUnknownId = refuseUnknownId;
    }

    /// <summary>Records the session of a channel; false if that is refused.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="body">The request.</param>
    public bool Start(string channel, JsonElement body)
    {
        string id = ConnectionGenerator.CreateId(FirstId + Interlocked.Increment(ref _count));
        return Change(channel, isRecorded => !isRecorded, session => session.Recording = new SimulatedRecording(id, body, _clock.UtcNow)) == true;
    }

    /// <summary>Ends the recording of a channel; false if that is refused.</summary>
    public bool Stop(string channel) => Change(channel, isRecorded => isRecorded, session => session.Recording = null) ?? !_refuseUnknownId;

    /// <summary>Changes a session; false if it is not as it must be and that is refused, null if there is none.</summary>
    private bool? Change(string channel, Func<bool, bool> mayChange, Action<SimulatedSession> change) => (bool?)_sessions.Use<object>(channel, session =>
    {
        bool isRecorded = session.Recording?.IsOver(_clock.UtcNow) == false;
        if (!mayChange(isRecorded))
        {
            return !_refuseUnknownId;
        }

        change(session);
        return true;
    });
}
