namespace SoraPS;

/// <summary>
/// The table of operations: every operation of the API that is publicly known, once, with its keys, what it does and where the facts are from.
/// The rows stand in the other files of this class, by subject; those of which the answer is typed have a name here. Sources are pages of Sora's
/// documentation (certainty A), Shiguredo's own tools (B) and programs of others (C); what nobody wrote down is marked as inferred (D).
/// </summary>
public static partial class SoraOperations
{
    private const string Stable = nameof(Stable);
    private const string Experimental = nameof(Experimental);
    private const string Deprecated = nameof(Deprecated);
    private const string Removed = SoraOperation.RemovedStability;
    private const string Test = nameof(Test);

    // Without it the runtime need not initialize the fields, which are the rows, before a property of the class is asked.
    static SoraOperations()
    {
    }

    /// <summary>Every operation, by group and name.</summary>
    public static IReadOnlyList<SoraOperation> All => Table.Sorted.Value;

    /// <summary>
    /// The operation that a user means: by its whole target, compared exactly, as the server does; or by its name alone, in any case of its
    /// letters, which means the newest of that name that was not removed. Of a target that is not in the table nothing is known, and it may change anything.
    /// </summary>
    /// <param name="target">The header value, or what stands behind its dot.</param>
    /// <exception cref="ArgumentException">It is empty, cannot be sent in a header, or is a name that no operation has or that only removed ones have.</exception>
    public static SoraOperation Find(string target)
    {
        if (string.IsNullOrEmpty(target) || target.Any(c => c is <= ' ' or > '~'))
        {
            throw new ArgumentException(Strings.TargetNotSendable, nameof(target));
        }

        return target.Contains('.') || target.Contains('_')
            ? All.FirstOrDefault(operation => operation.Target == target) ?? new SoraOperation(target)
            : FindName(target);
    }

    /// <summary>The operation whose target differs from a text in the case of letters only; null if there is none.</summary>
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

    /// <summary>A row is in the table by being declared.</summary>
    private static T Row<T>(T operation)
        where T : SoraOperation
    {
        Table.Rows.Add(operation);
        return operation;
    }

    private static class Table
    {
        // Filled while the class around it is initialized, and not changed after that.
        public static readonly List<SoraOperation> Rows = new();

        public static readonly Lazy<IReadOnlyList<SoraOperation>> Sorted = new(() => Rows
            .OrderBy(row => row.Group, StringComparer.Ordinal)
            .ThenBy(row => row.Name, StringComparer.Ordinal)
            .ThenByDescending(row => row.Target, StringComparer.Ordinal).ToArray());
    }
}
