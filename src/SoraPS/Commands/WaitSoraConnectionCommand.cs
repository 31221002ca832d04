using System.Diagnostics;
using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Waits until somebody is connected, or is not any more.</summary>
[Cmdlet(VerbsLifecycle.Wait, "SoraConnection")]
[OutputType(typeof(SoraConnection), typeof(string))]
public sealed class WaitSoraConnectionCommand : SoraLookoutCommand
{
    private readonly Dictionary<Lookout, Wish> _wishes = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();

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

    private protected override string? Lacking => ChannelId is null && ClientId is null && ConnectionId is null ? Messages.RecordWithoutId : null;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        foreach (var (at, wish) in _wishes.Select(wish => (wish.Key, wish.Value)).Where(wish => wish.Key.IsInVain))
        {
            Report(new TimeoutException(Sentence(at, wish)), at.Target);
        }
    }

    private protected override void Remember(Lookout at)
    {
        if (!_wishes.TryGetValue(at, out var wish))
        {
            _wishes.Add(at, wish = new Wish());
        }

        foreach (var filter in Filters())
        {
            wish.Records.Add(filter);
        }
    }

    private protected override void See(Lookout at, IReadOnlyList<SoraConnection> connections)
    {
        var wish = _wishes[at];
        wish.Present = connections.Where(wish.Records.Matches).ToList();
        at.IsDone = Gone.IsPresent ? wish.Present.Count == 0 : wish.Present.SelectMany(wish.Records.Fitting).Distinct().Count() == wish.Records.Count;
        if (at.IsDone && !Gone.IsPresent)
        {
            Write(wish.Present, at.Server);
        }
    }

    /// <summary>One for each id: all of them are waited for, not the first of them.</summary>
    private IEnumerable<ConnectionFilter> Filters() =>
        from client in ClientId ?? new string?[] { null }
        from connection in ConnectionId ?? new string?[] { null }
        select new ConnectionFilter(client is null ? null : new[] { client }, connection is null ? null : new[] { connection }, Role);

    private protected override (string Status, int Percent)? Received()
    {
        int present = _wishes.Values.Sum(wish => wish.Present?.Count ?? 0);
        string status = string.Format(Messages.Culture, Gone.IsPresent ? Messages.ProgressGone : Messages.ProgressThere, present);
        return (status, TimeoutSec == 0 ? -1 : (int)Math.Min(100, 100 * _clock.Elapsed.TotalSeconds / TimeoutSec));
    }

    private string Sentence(Lookout at, Wish wish)
    {
        string server = SafeText.ForDisplay(at.Server.Name);
        string where = at.Query.ChannelId is { } channel ? Text(Messages.WaitAt, channel, server) : server;
        return at.Failure is not null || wish.Present is null ? string.Format(Messages.Culture, Messages.WaitUnknown, TimeoutSec, where, at.Failure?.Message).TrimEnd()
            : Gone.IsPresent ? string.Format(Messages.Culture, Messages.WaitGone, TimeoutSec, wish.Present.Count, where)
            : string.Format(Messages.Culture, Messages.WaitThere, TimeoutSec, where);
    }

    /// <summary>Who is waited for at one place.</summary>
    private sealed class Wish
    {
        public RecordFilter Records { get; } = new();

        /// <summary>Those of them that were there at the last look; null if there was none.</summary>
        public List<SoraConnection>? Present { get; set; }
    }
}
