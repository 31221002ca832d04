namespace SoraPS.Commands.Execution;

/// <summary>Changes that are sent together in one request. Each of them has been confirmed, and has a result of its own: if the request fails, all of them fail.</summary>
internal interface IChangeBatch<TAnswer>
    where TAnswer : SoraChangeAnswer
{
    /// <summary>Adds a change. The first <see cref="SendAsync"/> sends all that were added before.</summary>
    void Add(SoraRequest item);

    /// <summary>Whether it is the first change that was added.</summary>
    bool IsFirst(SoraRequest item);

    /// <summary>The result of one change. The request is sent once, when the first result is asked for.</summary>
    Task<TAnswer> SendAsync(SoraRequest item, SoraClient client, CancellationToken cancellationToken);

    /// <summary>The command line of curl that sends the request.</summary>
    string ToCurl(SoraClient client);
}
