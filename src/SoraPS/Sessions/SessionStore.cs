using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using SoraPS.Binding;

namespace SoraPS;

/// <summary>The sessions of one runspace: those that were named, the default, and the servers that were only mentioned by their address.</summary>
internal sealed class SessionStore
{
    private const string EnvironmentVariable = "SORA_API_URL";

    // Sora's documented port; Shiguredo recommends binding it to loopback (documentation: API, PRODUCTION).
    private const string SoraOnThisHost = "http://127.0.0.1:3000/";

    private static readonly ConditionalWeakTable<Runspace, SessionStore> Stores = new();

    private readonly List<SoraSession> _named = new();
    private readonly Dictionary<string, SoraSession> _addressed = new(StringComparer.Ordinal);

    public static SessionStore Current => Stores.GetOrCreateValue(Runspace.DefaultRunspace);

    public IReadOnlyList<SoraSession> Named => _named;

    public SoraSession? Default { get; private set; }

    /// <summary>The server that is meant where none is named.</summary>
    /// <exception cref="ArgumentException">The environment variable holds no address.</exception>
    public SoraSession Implicit => Default ?? ImplicitAddressed;

    /// <summary>The address that is meant where no session was made.</summary>
    public static string ImplicitAddress => Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } url ? url : SoraOnThisHost;

    private SoraSession ImplicitAddressed
    {
        get
        {
            try
            {
                return Addressed(ImplicitAddress);
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException("$env:" + EnvironmentVariable + ": " + e.Message, e);
            }
        }
    }

    /// <summary>Adds a session, in place of one of the same name, and makes it the default.</summary>
    public void Add(SoraSession session)
    {
        _named.RemoveAll(known => SameName(known.Name, session.Name));
        _named.Add(session);
        Default = session;
    }

    public void Remove(SoraSession session)
    {
        _named.Remove(session);
        if (_addressed.TryGetValue(session.Uri.AbsoluteUri, out var addressed) && addressed == session)
        {
            _addressed.Remove(session.Uri.AbsoluteUri);
        }

        Default = Default == session ? null : Default;
        session.Close();
    }

    public void Clear()
    {
        foreach (var session in _named.Concat(_addressed.Values))
        {
            session.Close();
        }

        _named.Clear();
        _addressed.Clear();
        Default = null;
    }

    public SoraSession? Find(string name) => _named.Find(session => SameName(session.Name, name));

    /// <summary>What a user may type after <c>-Session</c>: a session, the name of one, or an address.</summary>
    /// <exception cref="ArgumentException">It is none of these.</exception>
    public SoraSession FromCommandLine(object? value) => value.Plain() switch
    {
        SoraSession session => Open(session),
        Uri address => Addressed(address.OriginalString),
        string { Length: > 0 } name => Find(name) ?? (Address.IsMeant(name) ? Addressed(name) : throw new ArgumentException(Text(Messages.NoSuchSessionOrAddress, name))),
        null or "" => throw new ArgumentException(Messages.SessionNotGiven),
        _ => throw new ArgumentException(Messages.SessionOfOtherType),
    };

    /// <summary>What may come down the pipeline: text that a server or a file sent must not make us speak to a server of its choice.</summary>
    /// <exception cref="ArgumentException">It names something that is no live session here.</exception>
    public SoraSession FromPipeline(object? value) => value.Plain() switch
    {
        SoraSession session => Open(session),
        PSCustomObject when NameOfDeserialized(value) is { } name => FromPipeline(name),
        string name => Find(name) ?? (IsImplicit(name) ? ImplicitAddressed : throw NoSession(name)),
        _ => throw new ArgumentException(Messages.SessionNotFromPipeline),
    };

    /// <summary>What became of a session in a file of Export-Clixml: its name is left.</summary>
    private static string? NameOfDeserialized(object? value) =>
        value is PSObject wrapped && wrapped.TypeNames.Contains("Deserialized.SoraPS.SoraSession") ? wrapped.Properties[nameof(SoraSession.Name)]?.Value as string : null;

    private static bool IsImplicit(string name) =>
        Address.Parse(ImplicitAddress) is { IsAbsoluteUri: true } address && SameName(name, address.AbsoluteUri);

    private static bool SameName(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>A session that was not removed.</summary>
    /// <exception cref="ArgumentException">It was.</exception>
    public static SoraSession Open(SoraSession session) =>
        session.IsClosed ? throw new ArgumentException(Text(Messages.SessionClosed, session.Name)) : session;

    public static ArgumentException NoSession(string name) => new(Text(Messages.NoSuchSession, name));

    private static string Text(string text, string name) => string.Format(Messages.Culture, text, SafeText.Of(Address.WithoutSecret(name), 300));

    private SoraSession Addressed(string address)
    {
        var uri = Address.Parse(address);
        string name = uri.IsAbsoluteUri ? uri.AbsoluteUri : address;
        if (!_addressed.TryGetValue(name, out var session) || session.IsClosed)
        {
            session = new SoraSession(name, new SoraClientOptions(uri) { Json = PowerShellJson.Shared });
            _addressed[name] = session;
        }

        return session;
    }
}
