using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>The faults of a simulator that are in force, the oldest first.</summary>
internal sealed class SimulatedFaults
{
    // These headers say where a response ends. The simulator sets them itself: it does not send responses with broken framing.
    private static readonly string[] FramingHeaders = { "connection", "content-length", "transfer-encoding" };

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

    /// <summary>Adds a fault behind those that are there.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="when">The fields that a body must have; null for any body.</param>
    /// <exception cref="ArgumentException">The fault does nothing, contradicts itself, or has a value that is out of range.</exception>
    public void Add(SoraSimulatorFault fault, JsonObject? when)
    {
        Validate(fault);
        var response = fault.HasResponse ? CreateResponse(fault) : null;
        lock (_lock)
        {
            _entries.Add(new Entry(fault, when, response, fault.Skip, fault.Times));
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
        }
    }

    /// <summary>
    /// Finds the fault that a request meets, and counts that as one of its <c>Times</c>. A matching fault that still has to <c>Skip</c> requests counts
    /// this one as skipped, and the search goes on.
    /// </summary>
    /// <returns>The fault, and the response that it sends, if it sends one of its own.</returns>
    public (SoraSimulatorFault? Fault, SimulatorResponse? Response) Use(string target, byte[] body)
    {
        lock (_lock)
        {
            foreach (var entry in _entries)
            {
                if (!Matches(entry, target, body))
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

                return (entry.Fault, entry.Response);
            }
        }

        return (null, null);
    }

    private static bool Matches(Entry entry, string target, byte[] body) =>
        (entry.Fault.Target is not { } wanted || target == wanted || target.EndsWith("." + wanted, StringComparison.Ordinal))
        && (entry.When is null || BodyHasFields(body, entry.When));

    /// <summary>False also for a body with a repeated key or an unpaired surrogate, which is found only when the fields are read.</summary>
    private static bool BodyHasFields(byte[] body, JsonObject wanted)
    {
        try
        {
            return SimulatedConnection.HasFields(SimulatorValueConverter.ParseOrNull(body) as JsonObject, wanted);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void Validate(SoraSimulatorFault fault)
    {
        if (!fault.HasResponse && !fault.Drop && !fault.CutShort && fault.DelayMilliseconds == 0)
        {
            throw new ArgumentException(Strings.FaultDoesNothing);
        }

        if ((fault.Drop && (fault.HasResponse || fault.CutShort)) || (fault.ErrorType is not null && fault.Body is not null))
        {
            throw new ArgumentException(Strings.FaultContradicts);
        }

        if (fault.StatusCode is < 200 or > 599 || fault.Skip < 0 || fault.Times < 0 || fault.DelayMilliseconds is < 0 or > SoraSimulator.MaximumDelayMilliseconds)
        {
            throw new ArgumentException(Strings.FaultOutOfRange);
        }
    }

    private static SimulatorResponse CreateResponse(SoraSimulatorFault fault)
    {
        var response = fault.ErrorType is not null ? SimulatorResponse.ApiError(fault.ErrorType) : SimulatorResponse.Html(fault.Body);
        return response.With(fault.StatusCode ?? (fault.ErrorType is null ? 500 : 400), ReadHeaders(fault.Headers ?? new Hashtable()));
    }

    private static Dictionary<string, string> ReadHeaders(IDictionary given)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry header in given)
        {
            string name = Convert.ToString(header.Key, CultureInfo.InvariantCulture)!;
            string value = Convert.ToString(header.Value, CultureInfo.InvariantCulture)!;
            bool isValidName = name.Length > 0 && name.All(c => c is > ' ' and < '\x7f' and not ':') && !FramingHeaders.Contains(name, StringComparer.OrdinalIgnoreCase);
            if (!isValidName || value.Any(char.IsControl))
            {
                throw new ArgumentException(string.Format(Strings.Culture, Strings.HeaderRefused, SafeText.ForDisplay(name)));
            }

            headers[name.ToLowerInvariant()] = value;
        }

        return headers;
    }

    private sealed class Entry(SoraSimulatorFault fault, JsonObject? when, SimulatorResponse? response, int skip, int times)
    {
        public SoraSimulatorFault Fault { get; } = fault;

        public JsonObject? When { get; } = when;

        public SimulatorResponse? Response { get; } = response;

        public int Skip { get; set; } = skip;

        public int Times { get; set; } = times;
    }
}
