using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Waits until somebody is connected, or is not any more.</summary>
[Cmdlet(VerbsLifecycle.Wait, "SoraConnection")]
[OutputType(typeof(SoraConnection), typeof(string))]
public sealed class WaitSoraConnectionCommand : SoraLookoutCommand
{
    private readonly Dictionary<(SoraSession, string?), Wish> _wishes = new();

    /// <summary>Makes the cmdlet.</summary>
    public WaitSoraConnectionCommand()
        : base(interval: 1)
    {
    }

    /// <summary>Waits for these clients.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("client_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ClientId { get; set; }

    /// <summary>Waits for these connections.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("connection_id")]
    [ArgumentCompleter(typeof(LiveIdCompleter))]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? ConnectionId { get; set; }

    /// <summary>Waits for connections of these roles only.</summary>
    [Parameter]
    [SafeTransformation]
    [ValidateNotNullOrEmpty]
    [ValidateSet("sendrecv", "sendonly", "recvonly")]
    public string[]? Role { get; set; }

    /// <summary>Waits until they are gone.</summary>
    [Parameter]
    public SwitchParameter Gone { get; set; }

    /// <summary>Seconds to wait; 0 looks once.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int TimeoutSec { get; set; } = 60;

    private protected override TimeSpan? Limit => TimeSpan.FromSeconds(TimeoutSec);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var place in Places(ChannelId is not null || ClientId is not null || ConnectionId is not null))
        {
            if (!_wishes.TryGetValue(place, out var wish))
            {
                if (Open(place.Session, new ConnectionQuery(place.Channel)) is not { } lookout)
                {
                    continue;
                }

                _wishes.Add(place, wish = new Wish(lookout));
            }

            foreach (var filter in Filters())
            {
                wish.Records.Add(filter);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Run(_wishes.Values.Select(wish => wish.At));
        foreach (var wish in _wishes.Values.Where(wish => wish.At.IsInVain))
        {
            Report(new TimeoutException(Sentence(wish)), wish.At.Target);
        }
    }

    private protected override void See(Lookout at, IReadOnlyList<SoraConnection> connections)
    {
        var wish = _wishes[(at.Session, at.Query.ChannelId)];
        wish.Present = connections.Where(wish.Records.Matches).ToList();
        at.IsDone = Gone.IsPresent ? wish.Present.Count == 0 : wish.Present.SelectMany(wish.Records.Fitting).Distinct().Count() == wish.Records.Count;
        if (at.IsDone && !Gone.IsPresent)
        {
            wish.Present.ForEach(connection => Emit(Presentation.Present(connection, at.Session)));
        }
    }

    /// <summary>One for each id: all of them are waited for, not the first of them.</summary>
    private IEnumerable<ConnectionFilter> Filters() =>
        from client in ClientId ?? new string?[] { null }
        from connection in ConnectionId ?? new string?[] { null }
        select new ConnectionFilter(client is null ? null : new[] { client }, connection is null ? null : new[] { connection }, Role);

    private string Sentence(Wish wish)
    {
        string server = SafeText.Of(wish.At.Session.Name);
        string at = wish.At.Query.ChannelId is { } channel ? Text(Messages.WaitAt, channel, server) : server;
        return wish.At.Failure is { } failure || wish.Present is null ? string.Format(Messages.Culture, Messages.WaitUnknown, TimeoutSec, at, wish.At.Failure?.Message)
            : Gone.IsPresent ? string.Format(Messages.Culture, Messages.WaitGone, TimeoutSec, wish.Present.Count, at)
            : string.Format(Messages.Culture, Messages.WaitThere, TimeoutSec, at);
    }

    /// <summary>Who is waited for at one place.</summary>
    private sealed class Wish
    {
        public Wish(Lookout at) => At = at;

        public Lookout At { get; }

        public RecordFilter Records { get; } = new();

        /// <summary>Those of them that were there at the last look; null if there was none.</summary>
        public List<SoraConnection>? Present { get; set; }
    }
}
