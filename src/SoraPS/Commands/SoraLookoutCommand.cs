using System.ComponentModel;
using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>A cmdlet that looks again and again who is there: at every server and channel that its records name, side by side, once all records have arrived.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraLookoutCommand : SoraServerCommand
{
    private readonly HashSet<Lookout> _seen = new();

    private protected SoraLookoutCommand(double interval) => Interval = interval;

    /// <summary>The channels; without it the whole server.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("channel_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ChannelId { get; set; }

    /// <summary>Seconds from one look to the next.</summary>
    [Parameter]
    [ValidateRange(0.05, 86400.0)]
    public double Interval { get; set; }

    /// <summary>When looking ends; null for never, zero for after one look.</summary>
    private protected abstract TimeSpan? Limit { get; }

    /// <summary>Every server and channel that the record names; none, after an error was written, if it names none.</summary>
    private protected IEnumerable<(SoraSession Session, string? Channel)> Places(bool named)
    {
        if (MyInvocation.ExpectingInput && !named)
        {
            Report(new ArgumentException(Messages.RecordWithoutId), null);
            return Array.Empty<(SoraSession, string?)>();
        }

        return from session in Servers()
               from channel in ChannelId ?? new string?[] { null }
               select (session, channel);
    }

    /// <summary>A lookout; null, after its request was written, with <c>-AsCurl</c>.</summary>
    private protected Lookout? Open(SoraSession session, ConnectionQuery query)
    {
        var lookout = new Lookout(session, ClientOf(session), query, TimeSpan.FromSeconds(Interval), Limit);
        return Shows(session, client => client.ToCurl(query.Operation, query.Request), lookout.Target) ? null : lookout;
    }

    /// <summary>Looks, and tells once when a server stops to answer, and once when it does again.</summary>
    private protected void Run(IEnumerable<Lookout> lookouts) => Merge(
        lookouts.Select(lookout => new Listing<Look>(lookout.Session, lookout.Target, lookout.RunAsync(Ended))),
        (look, session) =>
        {
            if (look.Connections is null)
            {
                HandOut(WriteWarning, string.Format(Messages.Culture, Messages.ServerSilent, SafeText.Of(session.Name), look.From.Failure?.Message));
            }
            else if (look.Silent is { } silent)
            {
                HandOut(WriteWarning, Text(Messages.ServerAnswersAgain, session.Name, ViewMembers.ShortAge(silent)));
            }

            if (look.Connections is not null)
            {
                if (_seen.Add(look.From) && look.Connections.Count == 0)
                {
                    Hint(new[] { session }, look.From.Query.ChannelId);
                }

                See(look.From, look.Connections);
            }
        });

    /// <summary>Who is there now.</summary>
    private protected abstract void See(Lookout at, IReadOnlyList<SoraConnection> connections);
}
