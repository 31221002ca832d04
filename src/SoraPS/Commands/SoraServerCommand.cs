using System.Collections;
using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Commands;

/// <summary>A cmdlet that talks to one or more servers.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraServerCommand : SoraCommand
{
    private IReadOnlyList<SoraSession>? _fromCommandLine;

    /// <summary>Sessions, names of sessions, or addresses. From the pipeline only sessions and names of live sessions.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Server")]
    public object[]? Session { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // Here the parameter can only have come from the command line.
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(Session)))
        {
            return;
        }

        object? at = null;
        try
        {
            var sessions = new List<SoraSession>();
            foreach (object? value in Flat(Session))
            {
                at = value;
                sessions.Add(SessionStore.Current.FromCommandLine(value));
            }

            _fromCommandLine = sessions.Count > 0 ? sessions.Distinct().ToList() : throw new ArgumentException(Messages.SessionNotGiven);
        }
        catch (ArgumentException e)
        {
            Refuse(e, AddressTransformationAttribute.WithoutSecret(at));
        }
    }

    /// <summary>The servers that the current record is meant for; none, after an error was written, if it names one that is not known here.</summary>
    private protected IReadOnlyList<SoraSession> Servers()
    {
        if (_fromCommandLine is not null)
        {
            return _fromCommandLine;
        }

        object? at = null;
        try
        {
            var sessions = new List<SoraSession>();
            foreach (object? value in Flat(Session))
            {
                at = value;
                if (SessionStore.Current.FromPipeline(value) is { } session)
                {
                    sessions.Add(session);
                }
            }

            return sessions.Count > 0 ? sessions.Distinct().ToList() : new[] { SessionStore.Current.Implicit };
        }
        catch (ArgumentException e)
        {
            Report(e, AddressTransformationAttribute.WithoutSecret(at));
            return Array.Empty<SoraSession>();
        }
    }

    /// <summary>Delivers what several servers list, as it arrives. Each failure is reported where it happens, and the others go on.</summary>
    private protected void Merge<T>(IEnumerable<Listing<T>> listings, Action<T, SoraSession> deliver)
    {
        var running = listings.ToList();
        try
        {
            while (running.Count > 0)
            {
                WaitForAny(running.Select(listing => listing.Next));
                foreach (var listing in running.Where(listing => listing.Next.IsCompleted).ToList())
                {
                    if (!Deliver(listing, deliver))
                    {
                        running.Remove(listing);
                        Close(listing);
                    }
                }
            }
        }
        finally
        {
            foreach (var listing in running)
            {
                Close(listing);
            }
        }
    }

    private static IEnumerable<object?> Flat(IEnumerable? values)
    {
        foreach (object? value in values ?? Array.Empty<object>())
        {
            if ((value is PSObject wrapped ? wrapped.BaseObject : value) is IEnumerable inner and not string)
            {
                foreach (object? item in Flat(inner))
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

    /// <summary>Delivers all that is here without waiting; false at the end of the list.</summary>
    private bool Deliver<T>(Listing<T> listing, Action<T, SoraSession> deliver)
    {
        while (listing.Next.IsCompleted)
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
            }

            if (!more)
            {
                return false;
            }

            deliver(listing.Items.Current, listing.Session);
            listing.Advance();
        }

        return true;
    }

    /// <summary>Releases the connection now, not when the rest of the pipeline has ended.</summary>
    private void Close<T>(Listing<T> listing)
    {
        if (!listing.Next.IsCompleted)
        {
            Dispose();
        }

        Wait(listing.CloseAsync());
    }
}
