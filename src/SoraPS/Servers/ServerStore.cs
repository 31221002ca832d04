using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using SoraPS.Binding;

namespace SoraPS.Servers;

/// <summary>
/// The servers of one runspace: the registered ones, the default, and those that were only named by their address. It is kept when the module
/// is imported again: a script that does so must not make the next command use another server.
/// </summary>
internal sealed class ServerStore
{
    private static readonly ConditionalWeakTable<Runspace, ServerStore> Stores = new();

    private readonly List<SoraServer> _registered = new();
    private readonly Dictionary<(string Address, string? Token), SoraServer> _addressed = new();

    public static ServerStore Current => Stores.GetOrCreateValue(Runspace.DefaultRunspace);

    public IReadOnlyList<SoraServer> Registered => _registered;

    public SoraServer? Default { get; private set; }

    /// <summary>The server of a command without <c>-Server</c>.</summary>
    /// <exception cref="ArgumentException">Some are registered and none is the default, or the environment variable holds no address.</exception>
    public SoraServer Implicit => Default ?? (_registered.Count == 0 ? FromEnvironment : throw new ArgumentException(Format(Messages.NoDefaultServer, string.Join(", ", _registered))));

    private SoraServer FromEnvironment
    {
        get
        {
            try
            {
                return GetOrAddByAddress(ServerEnvironment.Address, ServerEnvironment.Token);
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException("$env:" + ServerEnvironment.AddressVariable + ": " + e.Message, e);
            }
        }
    }

    /// <summary>Adds a server, or replaces the one of the same name. It becomes the default if that is wanted, if it replaces the default, or if there is none.</summary>
    public void Add(SoraServer server, bool makeDefault)
    {
        makeDefault |= Default is null;
        if (Find(server.Name) is { } replaced)
        {
            Replace(replaced, server);
        }
        else
        {
            _registered.Add(server);
        }

        Default = makeDefault ? server : Default;
    }

    /// <summary>Replaces a server by another one of the same name, and closes it. The new one is the default if the old one was.</summary>
    public void Replace(SoraServer replaced, SoraServer server)
    {
        int at = _registered.IndexOf(replaced);
        bool wasDefault = Default == replaced;
        Remove(replaced);
        _registered.Insert(at, server);
        Default = wasDefault ? server : Default;
    }

    public void SetDefault(SoraServer server) => Default = server;

    /// <summary>True for the server of a command without <c>-Server</c>.</summary>
    public bool IsImplicit(SoraServer server) =>
        server == Default || (Default is null && _registered.Count == 0 && !server.IsClosed && IsFromEnvironment(server.Uri.AbsoluteUri));

    public void Remove(SoraServer server)
    {
        _registered.Remove(server);
        Default = Default == server ? null : Default;
        server.Close();
    }

    public SoraServer? Find(string name) => _registered.Find(server => SameName(server.Name, name));

    /// <summary>The server of a value that was given to <c>-Server</c> on the command line: a server, the name of one, an address, or a simulator.</summary>
    /// <exception cref="ArgumentException">It is none of these.</exception>
    public SoraServer FromCommandLine(object? value) => value.Unwrap() switch
    {
        SoraServer server => ThrowIfClosed(server),
        SoraSimulator simulator => GetOrAddByAddress(simulator.Uri.AbsoluteUri, simulator.Options.Token),
        Uri address => GetByAddress(address.OriginalString),
        string { Length: > 0 } name => Find(name) ?? (ServerAddress.IsAddress(name) ? GetByAddress(name) : throw new ArgumentException(Format(Messages.NoSuchServerOrAddress, name))),
        null or "" => throw new ArgumentException(Messages.ServerNotGiven),
        _ => throw new ArgumentException(Messages.ServerOfOtherType),
    };

    /// <summary>The server of a value that the pipeline bound. Text from a server or a file must not choose a server that the user did not register.</summary>
    /// <exception cref="ArgumentException">It is not the name of a registered server.</exception>
    public SoraServer FromPipeline(object? value) => value.Unwrap() switch
    {
        SoraServer server => ThrowIfClosed(server),
        PSCustomObject when NameOfDeserialized(value) is { } name => FromPipeline(name),
        string name => Find(name) ?? (_registered.Count == 0 && IsFromEnvironment(name) ? FromEnvironment : throw CreateNotFound(name)),
        _ => throw new ArgumentException(Messages.ServerNotFromPipeline),
    };

    /// <summary>A registered server, given by the object or by its name.</summary>
    /// <exception cref="ArgumentException">It is not registered here.</exception>
    public SoraServer FindRegistered(object? value) => value.Unwrap() switch
    {
        SoraServer server => _registered.Contains(ThrowIfClosed(server)) ? server : throw CreateNotFound(server.Name),
        string name => Find(name) ?? throw CreateNotFound(name),
        PSCustomObject when (value as PSObject)?.Properties[nameof(SoraServer.Name)]?.Value.Unwrap() is string name => FindRegistered(name),
        _ => throw new ArgumentException(Messages.ServerNotFromPipeline),
    };

    /// <summary>The name of a server that was read by Import-Clixml, which keeps only its properties.</summary>
    private static string? NameOfDeserialized(object? value) =>
        value is PSObject wrapped && wrapped.TypeNames.Contains("Deserialized.SoraPS.SoraServer") ? wrapped.Properties[nameof(SoraServer.Name)]?.Value as string : null;

    private SoraServer GetByAddress(string address) => IsFromEnvironment(address) ? FromEnvironment : GetOrAddByAddress(address);

    // Uri.Equals ignores a password and a fragment, which must be refused.
    private static bool IsFromEnvironment(string address) =>
        ServerAddress.Parse(ServerEnvironment.Address) is { IsAbsoluteUri: true } known && ServerAddress.Parse(address) is { IsAbsoluteUri: true } given && known.AbsoluteUri == given.AbsoluteUri;

    private static bool SameName(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the server if it was neither unregistered nor replaced.</summary>
    /// <exception cref="ArgumentException">It was.</exception>
    public static SoraServer ThrowIfClosed(SoraServer server) =>
        server.IsClosed ? throw new ArgumentException(Format(Messages.ServerClosed, server.Name)) : server;

    public static ArgumentException CreateNotFound(string name) => new(Format(Messages.NoSuchServer, name));

    private static string Format(string text, string name) => string.Format(Messages.Culture, text, SafeText.ForDisplay(ServerAddress.ForMessage(name), 300));

    /// <summary>The server of an address: the same object each time, so that its HTTP connections are reused.</summary>
    private SoraServer GetOrAddByAddress(string address, string? token = null)
    {
        var uri = ServerAddress.Parse(address);
        ServerAddress.ThrowIfNone(uri);
        string name = uri.IsAbsoluteUri ? uri.AbsoluteUri : address;
        if (!_addressed.TryGetValue((name, token), out var server))
        {
            server = new SoraServer(name, new SoraClientOptions(uri) { Token = token, Json = PowerShellJson.Shared });
            _addressed[(name, token)] = server;
        }

        return server;
    }
}
