using System.Runtime.CompilerServices;

namespace SoraPS.Commands.Execution;

/// <summary>Which sessions a server is asked for: that of a channel, those of a group, or all.</summary>
/// <param name="ChannelId">The channel; null for every channel.</param>
/// <param name="SessionId">The session of the channel; null for the one that it has now.</param>
/// <param name="GroupId">The group; null for every group.</param>
internal sealed record SessionQuery(string? ChannelId, string? SessionId = null, string? GroupId = null) : IListQuery<SoraSession>
{
    private SoraRequest Request => ChannelId is null
        ? new SoraRequest(SoraOperations.ListSessions) { [SoraFields.GroupId] = GroupId }
        : new SoraRequest(SoraOperations.GetSession) { [SoraFields.ChannelId] = ChannelId, [SoraFields.SessionId] = SessionId };

    /// <inheritdoc/>
    public SoraErrorTarget GetTarget(SoraServer server)
    {
        var target = new SoraErrorTarget(new KeyValuePair<string, object?>[] { new(nameof(ChannelId), ChannelId), new(nameof(SessionId), SessionId), new(nameof(GroupId), GroupId) });
        target.SetServer(server);
        return target;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<SoraSession>> SendAsync(SoraClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (ChannelId is not null)
        {
            yield return new[] { await client.CallAsync(SoraOperations.GetSession, Request, cancellationToken).ConfigureAwait(false) };
            yield break;
        }

        await foreach (var sessions in client.ListBatchesAsync(SoraOperations.ListSessions, Request, cancellationToken).ConfigureAwait(false))
        {
            yield return sessions;
        }
    }

    /// <inheritdoc/>
    public string ToCurl(SoraClient client) => client.ToCurl(Request.Operation, Request);
}
