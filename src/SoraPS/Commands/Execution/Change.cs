namespace SoraPS.Commands.Execution;

/// <summary>What all changes share.</summary>
internal static class Change
{
    /// <summary>
    /// The property of an error's target for the role that a change was for. It is not called Role, because records of connections have that: cmdlets that
    /// change a whole channel bind this name only, so that trying again for a role never becomes a change for everybody.
    /// </summary>
    public const string RoleProperty = "OnlyRole";
}

/// <summary>One change of one server: the request, and what the user is told about it.</summary>
internal sealed class Change<TAnswer>
    where TAnswer : SoraChangeAnswer
{
    /// <param name="server">The server.</param>
    /// <param name="operation">A row of the table of operations.</param>
    /// <param name="description">What <c>-WhatIf</c>, <c>-Confirm</c> and errors say: what is done to whom, and where.</param>
    /// <param name="fields">The keys of the request. Those without a value are left out.</param>
    public Change(SoraServer server, SoraOperation<TAnswer> operation, string description, params (SoraField Field, object? Value)[] fields)
    {
        Server = server;
        Operation = operation;
        Description = description;
        Request = new SoraRequest(operation);
        foreach (var (field, value) in fields)
        {
            Request[field] = value;
        }

        try
        {
            Request.Validate();
        }
        catch (ArgumentException e)
        {
            Error = e;
        }
    }

    public SoraServer Server { get; }

    public SoraOperation<TAnswer> Operation { get; }

    public SoraRequest Request { get; }

    public string Description { get; }

    /// <summary>What is known of the one connection that it concerns; nothing if it concerns several.</summary>
    public ConnectionDetails Connection { get; init; }

    /// <summary>What is read before the request is sent, and may still set its keys; null for nothing.</summary>
    public Func<SoraClient, SoraRequest, CancellationToken, Task>? Prepare { get; init; }

    /// <summary>What is waited for after the answer, and may still add to it; null for nothing.</summary>
    public Func<SoraClient, TAnswer, CancellationToken, Task>? Complete { get; init; }

    /// <summary>The changes that it is sent with, once all records have arrived; null if it is sent by itself.</summary>
    public IChangeBatch<TAnswer>? Batch { get; init; }

    /// <summary>The channel that it concerns, if any.</summary>
    public string? ChannelId => Request[SoraFields.ChannelId] as string;

    /// <summary>Why it must not be sent; null if it may be.</summary>
    public Exception? Error { get; init; }

    /// <summary>The server of the target object of its error; null for <see cref="Server"/>.</summary>
    public ISoraServer? TargetServer { get; init; }

    /// <summary>Sends the request, with what is to be done before and after it.</summary>
    public async Task<TAnswer> SendAsync(SoraClient client, CancellationToken cancellationToken)
    {
        await (Prepare?.Invoke(client, Request, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        var answer = await (Batch?.SendAsync(this, client, cancellationToken) ?? client.CallAsync(Operation, Request, cancellationToken)).ConfigureAwait(false);
        Server.LiveConnectionCache.Clear();
        await (Complete?.Invoke(client, answer, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        return answer;
    }

    /// <summary>The target object of its error: its ids and its server, as properties with the names of the cmdlet's parameters.</summary>
    public SoraErrorTarget CreateTarget()
    {
        // JSON stays out: no record has it, and it was given on the command line for all of them.
        var ids = Request.GetValues().Where(field => field.Value is string).Select(field => new KeyValuePair<string, object?>(field.Key == SoraFields.Role ? Change.RoleProperty : field.Key.Parameter, field.Value));
        var target = new SoraErrorTarget(ids.Concat(Connection.GetProperties()).GroupBy(property => property.Key).Select(same => same.First()).OrderBy(GetRank));
        target.SetServer(TargetServer ?? Server);
        return target;
    }

    // The text of the target has its ids in this order: channel/client/connection.
    private static int GetRank(KeyValuePair<string, object?> property) => property.Key switch
    {
        nameof(SoraConnection.ChannelId) => 0,
        nameof(SoraConnection.ClientId) => 1,
        nameof(SoraConnection.Role) or nameof(SoraConnection.CreatedAt) => 3,
        _ => 2,
    };
}
