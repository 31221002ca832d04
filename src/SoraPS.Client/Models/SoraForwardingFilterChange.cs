namespace SoraPS;

/// <summary>
/// The answer of the operations that create, change and delete forwarding filters. What Sora answers is not known: these are the ids of the request, what
/// the answer names as the request does, and what was read of the list. Client, role and time are those of the connection that receives.
/// </summary>
public sealed class SoraForwardingFilterChange : SoraConnectionAnswer
{
    private object? _rules;
    private object? _metadata;

    /// <summary>The connection that receives; null for a filter of the channel.</summary>
    public string? ConnectionId { get; internal set; }

    /// <summary>The name of the filter; null if none was given: Sora calls it <c>default</c> (MULTI_FORWARDING_FILTER, A).</summary>
    public string? Name { get; internal set; }

    /// <summary>What was done: <c>Created</c>, <c>Updated</c> or <c>Deleted</c>.</summary>
    public string? Change { get; private set; }

    /// <summary>The filter of the greatest number is judged first; null if it is not known.</summary>
    public long? Priority { get; internal set; }

    /// <summary><c>block</c> or <c>allow</c>; null if it is not known.</summary>
    public string? Action { get; internal set; }

    /// <summary>The rules, as the API has them; null if they are not known.</summary>
    public object? Rules
    {
        get => LazyJson.Get(ref _rules);
        internal set => _rules = value;
    }

    /// <summary>The version; null if it is not known.</summary>
    public string? Version { get; internal set; }

    /// <summary>The metadata; null if they are not known.</summary>
    public object? Metadata
    {
        get => LazyJson.Get(ref _metadata);
        internal set => _metadata = value;
    }

    /// <summary>Adds what a list says of the filter. What the answer itself contains stays.</summary>
    public void AddFilter(long? priority, string? action, object? rules, string? version, object? metadata)
    {
        Priority ??= priority;
        Action ??= action;
        Rules ??= rules;
        Version ??= version;
        Metadata ??= metadata;
    }

    /// <summary><c>channel/name</c> or <c>channel/client/connection/name</c>, without what is not known.</summary>
    public override string ToString() => JoinIds(ChannelId, ClientId, ConnectionId, Name);

    internal override void Complete(SoraRequest request)
    {
        ChannelId ??= request.GetId(SoraFields.ChannelId);
        ConnectionId ??= request.GetId(SoraFields.ReceivingConnectionId);
        Name ??= request.GetId(SoraFields.FilterName);
        Change = request.Operation.Name[0] switch
        {
            'C' => "Created",
            'U' => "Updated",
            _ => "Deleted",
        };
    }
}
