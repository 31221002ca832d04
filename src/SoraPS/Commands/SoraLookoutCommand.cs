using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Commands.Execution;
using SoraPS.Output;

namespace SoraPS.Commands;

/// <summary>A cmdlet that looks again and again who is there: at every server and channel that its records name, side by side, once all records have arrived.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraLookoutCommand : SoraListCommand
{
    // However many channels there are, a server gets no more requests at once, and a process has only so many sockets.
    private const int LooksAtOnce = 8;

    // Null where nothing is to be sent.
    private readonly Dictionary<(SoraServer, string?), Lookout?> _lookouts = new();
    private readonly HashSet<Lookout> _seen = new();
    private readonly Dictionary<SoraServer, HashSet<Lookout>> _silent = new();

    // Never disposed: a look that nobody waits for any more may end after the cmdlet.
#pragma warning disable CA2213
    private readonly SemaphoreSlim _room = new(LooksAtOnce);
#pragma warning restore CA2213

    private protected SoraLookoutCommand(double interval) => Interval = interval;

    /// <summary>Seconds from one look to the next.</summary>
    [Parameter]
    [ValidateRange(0.05, 86400.0)]
    public double Interval { get; set; }

    /// <summary>When looking ends; null for never, zero for after one look.</summary>
    private protected abstract TimeSpan? Limit { get; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        Merge(
            _lookouts.Values.OfType<Lookout>().Select(lookout => new Listing<Look>(lookout.Server, lookout.Target, lookout.RunAsync(Ended))),
            (look, server) =>
            {
                Warn(look, server);
                if (look.Connections is not null)
                {
                    See(look.From, look.Connections);
                }
            });
    }

    /// <summary>Who is there now.</summary>
    private protected abstract void See(Lookout at, IReadOnlyList<SoraConnection> connections);

    /// <summary>A record that names the place.</summary>
    private protected virtual void Remember(Lookout at)
    {
    }

    private protected override void List(string? channel)
    {
        foreach (var server in ServersToAsk())
        {
            if (!_lookouts.TryGetValue((server, channel), out var lookout))
            {
                _lookouts.Add((server, channel), lookout = Open(server, Query(channel)));
            }

            if (lookout is not null)
            {
                Remember(lookout);
            }
        }
    }

    private Lookout? Open(SoraServer server, ConnectionQuery query)
    {
        var lookout = new Lookout(server, ClientOf(server), query, TimeSpan.FromSeconds(Interval), Limit, _room);
        return Shows(server, client => client.ToCurl(query.Operation, query.Request), lookout.Target) ? null : lookout;
    }

    /// <summary>Once when a server stops to answer, and once when it does again, however many of its channels are looked at.</summary>
    private void Warn(Look look, SoraServer server)
    {
        if (!_silent.TryGetValue(server, out var silent))
        {
            _silent.Add(server, silent = new HashSet<Lookout>());
        }

        if (look.Connections is null)
        {
            if (silent.Add(look.From) && silent.Count == 1)
            {
                HandOut(WriteWarning, string.Format(Messages.Culture, Messages.ServerSilent, SafeText.ForDisplay(server.Name), look.From.Failure?.Message));
            }

            return;
        }

        if (silent.Remove(look.From) && silent.Count == 0)
        {
            HandOut(WriteWarning, Text(Messages.ServerAnswersAgain, server.Name, DisplayText.FormatDuration(look.Silent)));
        }

        if (_seen.Add(look.From) && look.Connections.Count == 0)
        {
            Hint(new[] { server }, look.From.Query.ChannelId);
        }
    }
}
