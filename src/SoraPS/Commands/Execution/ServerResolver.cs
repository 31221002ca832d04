using System.Collections;
using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Output;

namespace SoraPS.Commands.Execution;

/// <summary>
/// Finds the servers that the current record is meant for: those of the command line; else the one that the record came from, or that it
/// names; else the default server.
/// </summary>
internal sealed class ServerResolver
{
    // A list that contains itself has no end.
    private const int MaximumNesting = 16;

    private readonly HashSet<SoraServer> _servers = new();
    private readonly HashSet<SoraServer> _origins = new();
    private IReadOnlyList<SoraServer>? _fromCommandLine;
    private IReadOnlyList<SoraServer>? _implicit;
    private bool _recordNamesServer;
    private bool _isComplete;

    /// <summary>True if objects of several servers may be written. Records that name their servers may name another one later.</summary>
    public bool HasSeveralServers => _servers.Count > 1 || (!_isComplete && _recordNamesServer && ServerStore.Current.HasSeveral);

    /// <summary>Takes the servers of the command line, which then hold for every record.</summary>
    public void SetCommandLine(object[]? server, Action<Exception, object?> onError)
    {
        object? current = null;
        try
        {
            _fromCommandLine = Resolve(server, ServerStore.Current.FromCommandLine, ref current) ?? throw new ArgumentException(Messages.ServerNotGiven);
        }
        catch (ArgumentException e)
        {
            onError(e, ServerAddress.ForMessage(current.Unwrap()));
        }
    }

    /// <summary>The servers of the current record. If it names a server that is not known here, the error is reported and there are none.</summary>
    /// <param name="server">What the record bound to <c>-Server</c>.</param>
    /// <param name="inputObject">The record, if it is an object of this module.</param>
    /// <param name="onError">Takes an error and its target.</param>
    public IReadOnlyList<SoraServer> GetServers(object[]? server, PSObject? inputObject, Action<Exception, object?> onError)
    {
        if (_fromCommandLine is not null)
        {
            _servers.UnionWith(_fromCommandLine);
            return _fromCommandLine;
        }

        object? current = null;
        try
        {
            bool isUnnamed = server is null || (server.Length == 1 && server[0].Unwrap() is null or "");
            _recordNamesServer = inputObject is not null || !isUnnamed;
            // The default server is determined once for the whole pipeline: commands further up may register and unregister servers.
            var servers = PipelineOutput.ServerOf(inputObject) is { } origin ? new[] { ThrowIfGone(origin) }
                : isUnnamed ? _implicit ??= new[] { ServerStore.Current.Implicit }
                : Resolve(server, ServerStore.Current.FromPipeline, ref current) ?? throw new ArgumentException(Messages.ServerNotFromPipeline);
            _servers.UnionWith(servers);
            return servers;
        }
        catch (ArgumentException e)
        {
            onError(e, ServerAddress.ForMessage(current.Unwrap()));
            return Array.Empty<SoraServer>();
        }
    }

    /// <summary>No more records will come.</summary>
    public void Complete() => _isComplete = true;

    /// <summary>Each server that is named, once; null if none is.</summary>
    /// <param name="values">Servers, names and addresses, in lists of any depth.</param>
    /// <param name="find">Finds the server of one value.</param>
    /// <param name="current">The value that is being looked for, for an error.</param>
    /// <exception cref="ArgumentException">A server was not found.</exception>
    public static List<SoraServer>? Resolve(IEnumerable? values, Func<object?, SoraServer> find, ref object? current)
    {
        var servers = new List<SoraServer>();
        foreach (object? value in Flatten(values, 0))
        {
            current = value;
            servers.Add(find(value));
        }

        return servers.Count > 0 ? servers.Distinct().ToList() : null;
    }

    /// <summary>Whether a kept server is still kept, a command asks once, and not for each of its objects.</summary>
    private SoraServer ThrowIfGone(SoraServer origin)
    {
        if (origin.IsClosed || !_origins.Contains(origin))
        {
            _origins.Add(ServerStore.Current.ThrowIfGone(origin));
        }

        return origin;
    }

    private static IEnumerable<object?> Flatten(IEnumerable? values, int depth)
    {
        if (depth > MaximumNesting)
        {
            throw new ArgumentException(Messages.ServerOfOtherType);
        }

        foreach (object? value in values ?? Array.Empty<object>())
        {
            if (value.Unwrap() is IEnumerable inner and not string and not IDictionary)
            {
                foreach (object? item in Flatten(inner, depth + 1))
                {
                    yield return item;
                }
            }
            else
            {
                yield return value;
            }
        }
    }
}
