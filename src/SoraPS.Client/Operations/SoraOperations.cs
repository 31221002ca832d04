namespace SoraPS;

/// <summary>
/// The table of operations: every operation of the API that is publicly known, once, with its keys, what it does, and the sources of these facts. The
/// rows are in the other files of this class, by subject. Operations whose answer has a type are public fields. Sources are Sora's documentation
/// (certainty A), Shiguredo's own tools (B) and third-party code (C); what no source states is marked as an inference (D).
/// </summary>
public static partial class SoraOperations
{
    private const string Stable = nameof(Stable);
    private const string Experimental = nameof(Experimental);
    private const string Deprecated = nameof(Deprecated);
    private const string Removed = SoraOperation.RemovedStability;
    private const string Test = nameof(Test);

    // The rows add themselves to the table when the static fields are initialized. Without an explicit static constructor, the runtime may initialize the
    // fields later than the first access to a property such as All.
    static SoraOperations()
    {
    }

    /// <summary>All operations, ordered by group and name.</summary>
    public static IReadOnlyList<SoraOperation> All => Table.Sorted.Value;

    /// <summary>
    /// Finds an operation by its target or by its name. Targets are case-sensitive, as they are for the server. Names are not, and mean the newest
    /// operation of that name that was not removed. A target that is not in the table is returned as an operation about which nothing is known.
    /// </summary>
    /// <param name="target">A target, <c>Sora_20201013.ListConnections</c>, or a name, <c>ListConnections</c>.</param>
    /// <exception cref="ArgumentException">The text is empty, cannot be sent in a header, or is a name that no operation has, or only removed operations have.</exception>
    public static SoraOperation Find(string target)
    {
        if (string.IsNullOrEmpty(target) || target.Any(c => c is <= ' ' or > '~'))
        {
            throw new ArgumentException(Strings.TargetNotSendable);
        }

        return target.Contains('.') || target.Contains('_')
            ? All.FirstOrDefault(operation => operation.Target == target) ?? new SoraOperation(target)
            : FindName(target);
    }

    /// <summary>Finds the operation whose target differs from a text in upper and lower case only; null if there is none.</summary>
    public static SoraOperation? FindMistyped(string target) =>
        All.FirstOrDefault(operation => operation.Target != target && operation.Target.Equals(target, StringComparison.OrdinalIgnoreCase));

    private static SoraOperation FindName(string name)
    {
        var named = All.Where(operation => operation.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).OrderByDescending(operation => operation.Target, StringComparer.Ordinal).ToList();
        return named.Find(operation => operation.Stability != Removed)
            ?? throw new ArgumentException(named.Count == 0
                ? string.Format(Strings.Culture, Strings.NoSuchOperation, name)
                : string.Format(Strings.Culture, Strings.OperationNameRemoved, name, named[0].GetAvailability(), named[0].Target));
    }

    /// <summary>Adds an operation to the table.</summary>
    private static T Row<T>(T operation)
        where T : SoraOperation
    {
        Table.Rows.Add(operation);
        return operation;
    }

    private static class Table
    {
        // Not changed after the static fields of SoraOperations were initialized.
        public static readonly List<SoraOperation> Rows = new();

        public static readonly Lazy<IReadOnlyList<SoraOperation>> Sorted = new(() => Rows
            .OrderBy(row => row.Group, StringComparer.Ordinal)
            .ThenBy(row => row.Name, StringComparer.Ordinal)
            .ThenByDescending(row => row.Target, StringComparer.Ordinal).ToArray());
    }
}
