using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>The faults of a simulator that are in force, the oldest first.</summary>
internal sealed class SimulatedFaults
{
    // Whoever wants broken framing needs another server.
    private static readonly string[] Framing = { "connection", "content-length", "transfer-encoding" };

    private readonly object _lock = new();
    private readonly List<Entry> _entries = new();

    public IReadOnlyList<SoraSimulatorFault> All
    {
        get
        {
            lock (_lock)
            {
                return _entries.ConvertAll(entry => entry.Fault);
            }
        }
    }

    public bool Any
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count > 0;
            }
        }
    }

    /// <param name="fault">The fault.</param>
    /// <param name="when">The fields that a body must have; null for any body.</param>
    /// <exception cref="ArgumentException">It makes no sense.</exception>
    public void Add(SoraSimulatorFault fault, JsonObject? when)
    {
        Check(fault);
        var reply = fault.Answers ? ReplyOf(fault) : null;
        lock (_lock)
        {
            _entries.Add(new Entry(fault, when, reply, fault.Skip, fault.Times));
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
        }
    }

    /// <summary>The first fault that fits a request. That counts as one of its times.</summary>
    public (SoraSimulatorFault? Fault, Reply? Reply) Take(string target, byte[] body)
    {
        lock (_lock)
        {
            foreach (var entry in _entries)
            {
                if (!Fits(entry, target, body))
                {
                    continue;
                }

                if (entry.Skip > 0)
                {
                    entry.Skip--;
                    continue;
                }

                if (entry.Times > 0 && --entry.Times == 0)
                {
                    _entries.Remove(entry);
                }

                return (entry.Fault, entry.Reply);
            }
        }

        return (null, null);
    }

    private static bool Fits(Entry entry, string target, byte[] body) =>
        (entry.Fault.Target is not { } wanted || target == wanted || target.EndsWith("." + wanted, StringComparison.Ordinal))
        && (entry.When is null || HasFields(body, entry.When));

    /// <summary>False for a body whose keys repeat, or with half a character in it, which is found late.</summary>
    private static bool HasFields(byte[] body, JsonObject wanted)
    {
        try
        {
            return SimulatedConnections.HasFields(SimulatorValues.Parse(body) as JsonObject, wanted);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void Check(SoraSimulatorFault fault)
    {
        if (!fault.Answers && !fault.Drop && !fault.CutShort && fault.DelayMilliseconds == 0)
        {
            throw new ArgumentException(Strings.FaultDoesNothing);
        }

        if ((fault.Drop && (fault.Answers || fault.CutShort)) || (fault.ErrorType is not null && fault.Body is not null))
        {
            throw new ArgumentException(Strings.FaultContradicts);
        }

        if (fault.StatusCode is < 200 or > 599 || fault.Skip < 0 || fault.Times < 0 || fault.DelayMilliseconds is < 0 or > SoraSimulator.LongestPause)
        {
            throw new ArgumentException(Strings.FaultOutOfRange);
        }
    }

    private static Reply ReplyOf(SoraSimulatorFault fault)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry header in fault.Headers ?? new Hashtable())
        {
            string name = Convert.ToString(header.Key, CultureInfo.InvariantCulture)!;
            string value = Convert.ToString(header.Value, CultureInfo.InvariantCulture)!;
            bool sendable = name.Length > 0 && name.All(c => c is > ' ' and < '\x7f' and not ':') && !value.Any(char.IsControl)
                && !Framing.Contains(name, StringComparer.OrdinalIgnoreCase);
            headers[name.ToLowerInvariant()] = sendable ? value : throw new ArgumentException(string.Format(Strings.Culture, Strings.HeaderRefused, SafeText.ForDisplay(name)));
        }

        var reply = fault.ErrorType is not null ? Reply.Error(fault.ErrorType) : Reply.Html(fault.Body);
        return reply.With(fault.StatusCode ?? (fault.ErrorType is null ? 500 : 400), headers);
    }

    private sealed class Entry(SoraSimulatorFault fault, JsonObject? when, Reply? reply, int skip, int times)
    {
        public SoraSimulatorFault Fault { get; } = fault;

        public JsonObject? When { get; } = when;

        public Reply? Reply { get; } = reply;

        public int Skip { get; set; } = skip;

        public int Times { get; set; } = times;
    }
}
