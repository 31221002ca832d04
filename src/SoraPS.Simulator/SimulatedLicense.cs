using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>The licence of a simulated node, and its licence file, which UpdateLicense reads (documentation: API_LICENSE, A). Every member may be called from any thread.</summary>
internal sealed class SimulatedLicense
{
    /// <summary>An <c>error_type</c> of our own invention: that a broken file is an error is documented, what the error is called is not.</summary>
    public const string BrokenFileError = "SoraSimulatorBrokenLicense";

    private readonly object _lock = new();
    private JsonObject _current;
    private JsonObject? _file;

    /// <param name="fields">Fields that differ from those of the usual licence, under their names on the wire.</param>
    public SimulatedLicense(JsonObject? fields) => _file = _current = Create(fields);

    /// <summary>A copy of the licence.</summary>
    public JsonObject Current
    {
        get
        {
            lock (_lock)
            {
                return _current.DeepClone().AsObject();
            }
        }
    }

    /// <summary>Replaces the licence file, which has no effect before <see cref="Update"/>.</summary>
    /// <param name="fields">Fields that differ from those of the usual licence; null for a file that cannot be read.</param>
    public void SetFile(JsonObject? fields)
    {
        lock (_lock)
        {
            _file = fields is null ? null : Create(fields);
        }
    }

    /// <summary>Reads the licence file: the answer of UpdateLicense. A file that cannot be read is an error, and the licence stays.</summary>
    public SimulatorResponse Update()
    {
        lock (_lock)
        {
            if (_file is null)
            {
                return SimulatorResponse.ApiError(BrokenFileError, new JsonObject { ["note"] = "Made up by the simulator: that a broken licence file is an error is documented, not which one." });
            }

            var old = _current;
            _current = _file;
            return SimulatorResponse.Json(new JsonObject { ["new_license"] = _current.DeepClone(), ["old_license"] = old.DeepClone() });
        }
    }

    private static JsonObject Create(JsonObject? fields)
    {
        var license = new JsonObject
        {
            ["expired_at"] = "2099-12",
            ["max_connections"] = 100,
            ["max_nodes"] = 10,
            ["product_name"] = "Sora",
            ["serial_code"] = "SIMULATOR",
            ["type"] = "Simulator",
        };
        foreach (var field in fields ?? new JsonObject())
        {
            license[field.Key] = field.Value?.DeepClone();
        }

        return license;
    }
}
