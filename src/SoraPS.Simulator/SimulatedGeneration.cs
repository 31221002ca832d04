using System.Globalization;
using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>A generation of Sora: which operations exist, by the table of operations, and the shape of connections and sessions (sora-api 3, sora-operations 3).</summary>
internal sealed class SimulatedGeneration
{
    // A month, because the table has releases and months. Sora is released in June and December (documentation: RELEASE_NOTE, A).
    private static readonly SimulatedGeneration[] All =
    {
        new("2022", "2022.2.0", new DateTime(2022, 12, 1)),
        new("2024", "2024.2.0", new DateTime(2024, 12, 1)),
        new("2025.2", "2025.2.1", new DateTime(2025, 12, 1)),
    };

    private readonly DateTime _month;

    private SimulatedGeneration(string name, string version, DateTime month)
    {
        Name = name;
        Version = version;
        _month = month;
    }

    public string Name { get; }

    /// <summary>The release that its nodes say they are.</summary>
    public string Version { get; }

    /// <summary>Whether connections have <c>multistream</c>, which was removed in 2025.1.0 (RELEASE_NOTE, A).</summary>
    private bool HasMultistream => _month.Year < 2025;

    /// <exception cref="ArgumentException">There is no such generation.</exception>
    public static SimulatedGeneration Find(string name) =>
        Array.Find(All, generation => generation.Name == name) ?? throw new ArgumentException(string.Format(Strings.Culture, Strings.NoSuchGeneration, name, string.Join(", ", All.Select(generation => generation.Name))));

    /// <summary>Whether it has an operation. One that was removed at an unknown time is in no generation.</summary>
    public bool Has(SoraOperation operation) =>
        !(ToMonth(operation.Since) > _month) && (ToMonth(operation.RemovedIn) is { } removed ? removed > _month : operation.Stability != SoraOperation.RemovedStability);

    /// <summary>Gives a connection that the simulator made up the fields that this generation sends.</summary>
    public JsonObject Shape(JsonObject connection)
    {
        if (HasMultistream)
        {
            connection["multistream"] = true;
        }

        if (_month.Year < 2024)
        {
            connection.Remove("bundle_id");
            connection.Remove("created_timestamp");
        }

        return connection;
    }

    /// <summary>Gives a session the fields that this generation sends. Groups came in 2025.1.0 (RELEASE_NOTE, A).</summary>
    public JsonObject ShapeSession(JsonObject session)
    {
        session["version"] = Version;
        if (HasMultistream)
        {
            session.Remove("group_id");
        }

        return session;
    }

    /// <summary>The month of a release, <c>2024.2.0</c>, or of a month, <c>2027-12</c>; null for an unknown one.</summary>
    private static DateTime? ToMonth(string? release)
    {
        if (release is null)
        {
            return null;
        }

        string[] parts = release.Split('.');
        return parts.Length == 1 ? DateTime.ParseExact(release, "yyyy-MM", CultureInfo.InvariantCulture) : new DateTime(int.Parse(parts[0], CultureInfo.InvariantCulture), 6 * Math.Min(2, int.Parse(parts[1], CultureInfo.InvariantCulture)), 1);
    }
}
