namespace SoraPS.Commands.Execution;

/// <summary>One change of one server: the request, and what the user is told about it.</summary>
internal sealed class Change<TAnswer>
    where TAnswer : SoraAnswer
{
    /// <param name="server">The server.</param>
    /// <param name="operation">A row of the table of operations.</param>
    /// <param name="description">What <c>-WhatIf</c> and <c>-Confirm</c> show.</param>
    /// <param name="target">The target object of an error: what the user passed.</param>
    /// <param name="fields">The keys of the request. Those without a value are left out.</param>
    public Change(SoraServer server, SoraOperation<TAnswer> operation, string description, object? target, params (SoraField Field, object? Value)[] fields)
    {
        Server = server;
        Operation = operation;
        Description = description;
        Target = target;
        Request = new SoraRequest(operation);
        foreach (var (field, value) in fields)
        {
            Request[field] = value;
            ChannelId = field == SoraFields.ChannelId ? (string?)value : ChannelId;
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

    public object? Target { get; }

    /// <summary>The channel that it concerns, if any.</summary>
    public string? ChannelId { get; }

    /// <summary>Why it must not be sent; null if it may be.</summary>
    public ArgumentException? Error { get; }
}
