using System.Collections;
using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>A cmdlet that talks to one or more servers.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraServerCommand : SoraCommand
{
    // Of lists in lists; one that contains itself has no end.
    private const int MaximumNesting = 16;

    private static readonly TimeSpan PatienceForHints = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> _hinted = new(StringComparer.Ordinal);
    private IReadOnlyList<SoraServer>? _fromCommandLine;
    private IReadOnlyList<SoraServer>? _implicit;
    private RequestLog _log = null!;
    private Progress _progress = null!;
    private long _received;

    /// <summary>Servers, names of servers, or addresses. From the pipeline only servers and names of live servers.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public object[]? Server { get; set; }

    /// <summary>One of our own objects, which goes back to the server that it came from.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    [OwnObjectTransformation]
    public PSObject? InputObject { get; set; }

    /// <summary>Writes the command line of curl that does the same, and sends nothing.</summary>
    [Parameter]
    public SwitchParameter AsCurl { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _log = new RequestLog(this);
        _progress = new Progress(Host, MyInvocation.MyCommand.Name, WriteProgress);
        // Here the parameter can only have come from the command line.
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(Server)))
        {
            return;
        }

        object? at = null;
        try
        {
            _fromCommandLine = Resolve(Server, ServerStore.Current.FromCommandLine, ref at) ?? throw new ArgumentException(Messages.ServerNotGiven);
        }
        catch (ArgumentException e)
        {
            Refuse(e, Address.WithoutSecret(at.Unwrap()));
        }
    }

    /// <summary>The servers that the current record is meant for; none, after an error was written, if it names one that is not known here.</summary>
    private protected IReadOnlyList<SoraServer> Servers()
    {
        if (_fromCommandLine is not null)
        {
            return _fromCommandLine;
        }

        object? at = null;
        try
        {
            // One for the whole pipeline, whatever servers come and go upstream.
            return PipelineOutput.ServerOf(InputObject) is { } origin ? new[] { ServerStore.Open(origin) }
                : RecordNamesNone() ? _implicit ??= new[] { ServerStore.Current.Implicit }
                : Resolve(Server, ServerStore.Current.FromPipeline, ref at) ?? throw new ArgumentException(Messages.ServerNotFromPipeline);
        }
        catch (ArgumentException e)
        {
            Fail(e, Address.WithoutSecret(at.Unwrap()));
            return Array.Empty<SoraServer>();
        }
    }

    /// <summary>How many items the servers have sent.</summary>
    private protected long ReceivedSoFar => _received;

    /// <summary>True when no more is wanted.</summary>
    private protected virtual bool Enough => false;

    /// <summary>What speaks to a server.</summary>
    private protected SoraClient ClientOf(SoraServer server) => _log.ClientOf(server);

    /// <summary>With <c>-AsCurl</c>, writes what would be sent; false without it.</summary>
    private protected bool Shows(SoraServer server, Func<SoraClient, string> curl, object? target)
    {
        if (!AsCurl.IsPresent)
        {
            return false;
        }

        string line;
        try
        {
            line = curl(server.Client);
        }
        catch (ArgumentException e)
        {
            Fail(e, target);
            return true;
        }

        Emit(line);
        return true;
    }

    /// <summary>Waits, tells what happened meanwhile, and shows a person how far it is.</summary>
    private protected T Await<T>(Task<T> work, Func<(string Status, int Percent)?> state)
    {
        while (_progress.IsWanted && !work.IsCompleted)
        {
            Wait(Task.WhenAny(work, _progress.Pause));
            _progress.Show(state);
        }

        var result = Wait(work);
        Tell();
        return result;
    }

    /// <summary>Writes what is to be told about requests that have ended.</summary>
    private protected void Tell() => _log.Write(Tell(WriteVerbose), Tell(WriteDebug));

    /// <summary>To a person who typed a channel that nobody is in: the live ones that look like it. A runbook gets no more requests and no warning for that.</summary>
    private protected void Hint(IEnumerable<SoraServer> servers, string? channel)
    {
        if (channel is null || !_progress.IsWanted || MyInvocation.ExpectingInput || !_hinted.Add(channel))
        {
            return;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ended);
        deadline.CancelAfter(PatienceForHints);
        var lists = Wait(Task.WhenAll(servers.Select(server => server.Live.ListAsync(new ConnectionQuery(null), deadline.Token))));
        var alike = Likeness.Of(channel, lists.SelectMany(list => list.Connections).Select(connection => connection.ChannelId));
        if (alike.Count > 0)
        {
            HandOut(WriteWarning, Text(Messages.NobodyInChannel, channel, alike.Aggregate((one, other) => Text(Messages.Or, one, other))));
        }
    }

    /// <summary>Takes away the progress that was shown.</summary>
    private protected void Complete() => _progress.Complete();

    /// <summary>True if the current record says which server it is of, and the command line does not.</summary>
    private protected bool RecordNamesServer => _fromCommandLine is null && (InputObject is not null || !RecordNamesNone());

    /// <summary>True if a server itself came down the pipeline, which is what <c>-Server</c> takes.</summary>
    private protected bool RecordIsServer => InputObject.Unwrap() is SoraServer;

    /// <summary>For a parameter that records may leave empty: on the command line, an unset variable must not mean that nothing was given.</summary>
    private protected void RefuseIfGivenEmpty(string parameter, string mistake)
    {
        if (MyInvocation.BoundParameters.TryGetValue(parameter, out object? given) && given is null or "")
        {
            Refuse(new ArgumentException(string.Format(Messages.Culture, mistake, parameter)), given);
        }
    }

    /// <summary>Refuses a record before any request.</summary>
    private protected virtual void Fail(Exception failure, object? target) => Report(failure, target);

    /// <summary>True if the record has no server, or an empty one.</summary>
    private protected virtual bool RecordNamesNone() => Server is null || (Server.Length == 1 && Server[0].Unwrap() is null or "");

    /// <summary>Delivers what several servers list, as it arrives, and tells of each list that came to its end. Each failure is reported where it happens, and the others go on.</summary>
    private protected void Merge<T>(IEnumerable<Listing<T>> listings, Action<T, SoraServer> deliver, Action<SoraServer>? ended = null)
    {
        var running = listings.ToList();
        try
        {
            while (running.Count > 0 && !Enough)
            {
                Await(Task.WhenAny(running.Select(listing => listing.Next)), Received);
                foreach (var listing in running.Where(listing => listing.Next.IsCompleted).ToList())
                {
                    if (!Deliver(listing, deliver, ended))
                    {
                        running.Remove(listing);
                        Tell();
                    }
                }
            }

            Complete();
        }
        finally
        {
            // Lists that did not come to their end. Their connections are released now, not when the rest of the pipeline has ended.
            foreach (var listing in running)
            {
                End();
                Wait(listing.CloseAsync());
            }
        }
    }

    /// <summary>Every server that is named, once; null if there is none.</summary>
    internal static List<SoraServer>? Resolve(IEnumerable? values, Func<object?, SoraServer> find, ref object? at)
    {
        var servers = new List<SoraServer>();
        foreach (object? value in Flat(values))
        {
            at = value;
            servers.Add(find(value));
        }

        return servers.Count > 0 ? servers.Distinct().ToList() : null;
    }

    private static IEnumerable<object?> Flat(IEnumerable? values, int depth = 0)
    {
        if (depth > MaximumNesting)
        {
            throw new ArgumentException(Messages.ServerOfOtherType);
        }

        foreach (object? value in values ?? Array.Empty<object>())
        {
            if (value.Unwrap() is IEnumerable inner and not string and not IDictionary)
            {
                foreach (object? item in Flat(inner, depth + 1))
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

    private Action<string> Tell(Action<string> write) => text => HandOut(write, text);

    /// <summary>How far a list is; null for what has no end to wait for.</summary>
    private protected virtual (string Status, int Percent)? Received() =>
        (_received == 0 ? Messages.ProgressWait : string.Format(Messages.Culture, Messages.ProgressList, _received), -1);

    /// <summary>Delivers what is here; false at the end of the list.</summary>
    private bool Deliver<T>(Listing<T> listing, Action<T, SoraServer> deliver, Action<SoraServer>? ended)
    {
        bool more = false;
        Exception? failure = null;
        try
        {
            more = Wait(listing.Next);
        }
        catch (Exception e) when (ErrorRecords.Covers(e))
        {
            failure = e;
        }

        if (failure is not null)
        {
            Report(failure, listing.Target);
            return false;
        }

        if (!more)
        {
            ended?.Invoke(listing.Server);
            return false;
        }

        foreach (var item in listing.Items.Current)
        {
            deliver(item, listing.Server);
            if (Enough)
            {
                break;
            }
        }

        _received += listing.Items.Current.Count;
        _progress.Show(Received);

        listing.Advance();
        return true;
    }
}
