using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SoraPS.Commands.Execution;

/// <summary>What a look at a server showed.</summary>
/// <param name="From">Where.</param>
/// <param name="Connections">Who is there; null if the server stopped to say.</param>
/// <param name="Silent">How long it had not said, if this is the first answer since then.</param>
internal sealed record Look(Lookout From, IReadOnlyList<SoraConnection>? Connections, TimeSpan? Silent = null);

/// <summary>Asks a server again and again who is in a channel, or who is there at all. An outage is no end.</summary>
internal sealed class Lookout
{
    private readonly SoraClient _client;
    private readonly TimeSpan _interval;
    private readonly TimeSpan? _limit;
    private readonly SemaphoreSlim _room;
    private Stopwatch? _silence;

    /// <param name="server">The server.</param>
    /// <param name="client">What speaks to it.</param>
    /// <param name="query">Who is looked for.</param>
    /// <param name="interval">From the beginning of one look to that of the next.</param>
    /// <param name="limit">When it ends; null for never, zero for after one look.</param>
    /// <param name="room">How many look at once.</param>
    public Lookout(SoraServer server, SoraClient client, ConnectionQuery query, TimeSpan interval, TimeSpan? limit, SemaphoreSlim room)
    {
        Server = server;
        Query = query;
        _client = client.WithoutRetries();
        _interval = interval;
        _limit = limit;
        _room = room;
    }

    public SoraServer Server { get; }

    public ConnectionQuery Query { get; }

    /// <summary>What an error names.</summary>
    public object Target => Query.ChannelId ?? (object)Server;

    /// <summary>True when there is nothing more to look for.</summary>
    public bool IsDone { get; set; }

    /// <summary>True when the limit came first.</summary>
    public bool IsInVain { get; private set; }

    /// <summary>Why the server does not say who is there; null if it did at the last look.</summary>
    public SoraApiException? Failure { get; private set; }

    /// <summary>A list for each look, until the limit or until it is done. Of an outage its beginning only.</summary>
    /// <exception cref="SoraApiException">The server refuses, and would do so again.</exception>
    /// <exception cref="ObjectDisposedException">The server was removed.</exception>
    public async IAsyncEnumerable<IReadOnlyList<Look>> RunAsync([EnumeratorCancellation] CancellationToken ended)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ended, _client.Closed);
        if (_limit is { } time && time > TimeSpan.Zero)
        {
            limit.CancelAfter(time);
        }

        for (bool more = true; more && !IsDone;)
        {
            var pause = Task.Delay(_interval, limit.Token);
            if (await LookAsync(limit.Token).ConfigureAwait(false) is { } look)
            {
                yield return new[] { look };
            }

            more = _limit != TimeSpan.Zero && !IsDone;
            await Task.WhenAny(more ? pause : Task.CompletedTask).ConfigureAwait(false);
            ended.ThrowIfCancellationRequested();
            if (_client.Closed.IsCancellationRequested)
            {
                throw new ObjectDisposedException(nameof(SoraClient));
            }

            more &= !limit.IsCancellationRequested;
        }

        IsInVain = !IsDone;
    }

    /// <summary>Null if there is nothing to tell: an outage goes on, or the limit came first.</summary>
    private async Task<Look?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
            IReadOnlyList<SoraConnection> connections;
            try
            {
                connections = await ListAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _room.Release();
            }

            var look = new Look(this, connections, _silence?.Elapsed);
            (Failure, _silence) = (null, null);
            return look;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (SoraApiException e) when (MayPass(e))
        {
            Failure = e;
            bool begins = _silence is null;
            _silence ??= Stopwatch.StartNew();
            return begins ? new Look(this, null) : null;
        }
    }

    /// <summary>True for what asking again may mend: no answer, half an answer, and what a server or a proxy calls its own fault.</summary>
    private static bool MayPass(SoraApiException e) =>
        e.Error is SoraError.SoraConnectionFailed or SoraError.SoraTimeout or SoraError.SoraInvalidResponse
        || (e.Error is SoraError.SoraHttpError or SoraError.SoraApiError && (int?)e.StatusCode is >= 500 or 408 or 429);

    private async Task<List<SoraConnection>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ListAsync(Query, cancellationToken).ConfigureAwait(false);
        }
        catch (SoraApiException e) when (e.Error == SoraError.SoraApiError && (int?)e.StatusCode < 500 && Query.ChannelId is not null)
        {
            // Whether a channel with nobody in it is an empty list or an error is not documented (sora-api 4.4). The list of every node tells.
            var everybody = await ListAsync(new ConnectionQuery(null, Local: false), cancellationToken).ConfigureAwait(false);
            return everybody.FindAll(connection => connection.ChannelId == Query.ChannelId);
        }
    }

    /// <summary>A list that breaks off is none: who is missing in it may still be there.</summary>
    private async Task<List<SoraConnection>> ListAsync(ConnectionQuery query, CancellationToken cancellationToken)
    {
        var connections = new List<SoraConnection>();
        await foreach (var some in query.SendAsync(_client, cancellationToken).ConfigureAwait(false))
        {
            connections.AddRange(some);
        }

        return connections;
    }
}
