using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace SoraPS.Reports;

/// <summary>
/// The errors that a report has. One error may arrive several times: from <c>-ErrorVariable</c>, from <c>2&gt;&amp;1</c>, from <c>$Error</c>, and as the exception
/// that ended a command. Two errors with one exception are two if they are about two objects.
/// </summary>
internal sealed class SeenErrors
{
    private readonly HashSet<(object Exception, object? Target)> _records = new(new SameObjects());
    private readonly HashSet<(object Exception, object? Target)> _exceptions = new(new SameObjects());
    private readonly HashSet<(object Exception, object? Target)> _ofRecords = new(new SameObjects());

    /// <summary>Adds the error; false if it is known.</summary>
    public bool Add(ErrorRecord record)
    {
        _ofRecords.Add((record.Exception, null));
        return _records.Add((record.Exception, record.TargetObject)) && !_exceptions.Contains((record.Exception, null));
    }

    /// <summary>Adds an exception that came without its record; false if it is known.</summary>
    public bool Add(Exception exception) => _exceptions.Add((exception, null)) && !_ofRecords.Contains((exception, null));

    private sealed class SameObjects : IEqualityComparer<(object Exception, object? Target)>
    {
        public bool Equals((object Exception, object? Target) x, (object Exception, object? Target) y) =>
            ReferenceEquals(x.Exception, y.Exception) && ReferenceEquals(x.Target, y.Target);

        public int GetHashCode((object Exception, object? Target) obj) =>
            (RuntimeHelpers.GetHashCode(obj.Exception) * 397) ^ RuntimeHelpers.GetHashCode(obj.Target!);
    }
}
