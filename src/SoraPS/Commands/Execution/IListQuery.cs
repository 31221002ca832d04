namespace SoraPS.Commands.Execution;

/// <summary>A request for a list, as <see cref="ListReader"/> sends it to any server.</summary>
internal interface IListQuery<T>
{
    /// <summary>The channel that is asked for; null for every channel.</summary>
    string? ChannelId { get; }

    /// <summary>What the user asked for: the target object of an error. Not a text, which would be an id for the next cmdlet.</summary>
    SoraErrorTarget GetTarget(SoraServer server);

    /// <summary>Sends the request. Objects come in groups: as many as have arrived.</summary>
    IAsyncEnumerable<IReadOnlyList<T>> SendAsync(SoraClient client, CancellationToken cancellationToken);

    /// <summary>The command line of curl that sends the same request.</summary>
    string ToCurl(SoraClient client);
}
