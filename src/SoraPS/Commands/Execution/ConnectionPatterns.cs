using System.Management.Automation;

namespace SoraPS.Commands.Execution;

/// <summary>Wildcard patterns for the ids of a connection, compared as <c>-clike</c> does. Of several patterns for one id, any may match.</summary>
internal sealed class ConnectionPatterns
{
    private readonly WildcardPattern[]? _channels;
    private readonly WildcardPattern[]? _clients;

    private ConnectionPatterns(string[]? channels, string[]? clients)
    {
        _channels = Parse(channels);
        _clients = Parse(clients);
    }

    /// <summary>Null if there are no patterns.</summary>
    public static ConnectionPatterns? Create(string[]? channels, string[]? clients) => channels is null && clients is null ? null : new(channels, clients);

    /// <summary>False for a pattern that PowerShell cannot read, such as one with an opening bracket only.</summary>
    public static bool IsValid(string pattern)
    {
        try
        {
            new WildcardPattern(pattern).IsMatch(string.Empty);
            return true;
        }
        catch (WildcardPatternException)
        {
            return false;
        }
    }

    public bool Matches(SoraConnection connection) => Matches(connection.ChannelId, connection.ClientId);

    public bool Matches(string channel, string client) => MatchesChannel(channel) && MatchesClient(client);

    public bool MatchesChannel(string id) => Matches(_channels, id);

    public bool MatchesClient(string id) => Matches(_clients, id);

    private static WildcardPattern[]? Parse(string[]? patterns) => patterns is null ? null : Array.ConvertAll(patterns, pattern => new WildcardPattern(pattern));

    private static bool Matches(WildcardPattern[]? patterns, string id) => patterns is null || Array.Exists(patterns, pattern => pattern.IsMatch(id));
}
