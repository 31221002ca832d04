namespace SoraPS.Commands.Execution;

/// <summary>Changes that are sent together in one request. Each of them has been confirmed, and has a result of its own: if the request fails, all of them fail.</summary>
internal interface IChangeBatch<TAnswer>
    where TAnswer : SoraChangeAnswer
{
    /// <summary>The changes. Once one of them has been sent, all of them have been.</summary>
    IReadOnlyList<Change<TAnswer>> Changes { get; }

    /// <summary>Adds a change. The first <see cref="SendAsync"/> sends all that were added before.</summary>
    void Add(Change<TAnswer> change);

    /// <summary>The result of one change. The request is sent once, when the first result is asked for.</summary>
    Task<TAnswer> SendAsync(Change<TAnswer> change, SoraClient client, CancellationToken cancellationToken);

    /// <summary>The command line of curl that sends the request.</summary>
    string ToCurl(SoraClient client);
}
