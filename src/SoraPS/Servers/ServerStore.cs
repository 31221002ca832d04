using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using SoraPS.Binding;

namespace SoraPS;

/// <summary>
/// The servers of one runspace: those that were registered, the default, and those that were only mentioned by their address. It outlives the
/// module: a script that imports SoraPS again must not make the next command speak to another server.
/// </summary>
internal sealed class ServerStore
{
    private static readonly ConditionalWeakTable<Runspace, ServerStore> Stores = new();

    private readonly List<SoraServer> _registered = new();
    private readonly Dictionary<(string Address, string? Token), SoraServer> _addressed = new();

    public static ServerStore Current => Stores.GetOrCreateValue(Runspace.DefaultRunspace);

    public IReadOnlyList<SoraServer> Registered => _registered;

    public SoraServer? Default { get; private set; }

    /// <summary>The server that is meant where none is named.</summary>
    /// <exception cref="ArgumentException">Some are registered and none is the default, or the environment variable holds no address.</exception>
    public SoraServer Implicit => Default ?? (_registered.Count == 0 ? FromEnvironment : throw new ArgumentException(Text(Messages.NoDefaultServer, string.Join(", ", _registered))));

    private SoraServer FromEnvironment
    {
        get
        {
            try
            {
                return Addressed(ServerEnvironment.Address, ServerEnvironment.Token);
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException("$env:" + ServerEnvironment.AddressVariable + ": " + e.Message, e);
            }
        }
    }

    /// <summary>Adds a server, in place of one of the same name. It becomes the default if it was to be, if the one that it replaces was, or if there is none.</summary>
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

    /// <summary>Puts a server in the place of another one of its name, which is closed; it is the default if that one was.</summary>
    public void Replace(SoraServer replaced, SoraServer server)
    {
        int at = _registered.IndexOf(replaced);
        bool wasDefault = Default == replaced;
        Remove(replaced);
        _registered.Insert(at, server);
        Default = wasDefault ? server : Default;
    }

    public void SetDefault(SoraServer server) => Default = server;

    /// <summary>True for the server that is meant where none is named.</summary>
    public bool IsMeant(SoraServer server) =>
        server == Default || (Default is null && _registered.Count == 0 && !server.IsClosed && IsFromEnvironment(server.Uri.AbsoluteUri));

    public void Remove(SoraServer server)
    {
        _registered.Remove(server);
        Default = Default == server ? null : Default;
        server.Close();
    }

    public SoraServer? Find(string name) => _registered.Find(server => SameName(server.Name, name));

    /// <summary>What a user may type after <c>-Server</c>: a server, the name of one, an address, or a simulator.</summary>
    /// <exception cref="ArgumentException">It is none of these.</exception>
    public SoraServer FromCommandLine(object? value) => value.Plain() switch
    {
        SoraServer server => Open(server),
        SoraSimulator simulator => Addressed(simulator.Uri.AbsoluteUri, simulator.Options.Token),
        Uri address => AtAddress(address.OriginalString),
        string { Length: > 0 } name => Find(name) ?? (Address.IsMeant(name) ? AtAddress(name) : throw new ArgumentException(Text(Messages.NoSuchServerOrAddress, name))),
        null or "" => throw new ArgumentException(Messages.ServerNotGiven),
        _ => throw new ArgumentException(Messages.ServerOfOtherType),
    };

    /// <summary>What may come down the pipeline: text that a server or a file sent must not make us speak to a server of its choice.</summary>
    /// <exception cref="ArgumentException">It names something that is no live server here.</exception>
    public SoraServer FromPipeline(object? value) => value.Plain() switch
    {
        SoraServer server => Open(server),
        PSCustomObject when NameOfDeserialized(value) is { } name => FromPipeline(name),
        string name => Find(name) ?? (_registered.Count == 0 && IsFromEnvironment(name) ? FromEnvironment : throw NoServer(name)),
        _ => throw new ArgumentException(Messages.ServerNotFromPipeline),
    };

    /// <summary>A registered server, by itself or by its name.</summary>
    /// <exception cref="ArgumentException">It is not registered here.</exception>
    public SoraServer FindRegistered(object? value) => value.Plain() switch
    {
        SoraServer server => _registered.Contains(Open(server)) ? server : throw NoServer(server.Name),
        string name => Find(name) ?? throw NoServer(name),
        PSCustomObject when (value as PSObject)?.Properties[nameof(SoraServer.Name)]?.Value.Plain() is string name => FindRegistered(name),
        _ => throw new ArgumentException(Messages.ServerNotFromPipeline),
    };

    /// <summary>What became of a server in a file of Export-Clixml: its name is left.</summary>
    private static string? NameOfDeserialized(object? value) =>
        value is PSObject wrapped && wrapped.TypeNames.Contains("Deserialized.SoraPS.SoraServer") ? wrapped.Properties[nameof(SoraServer.Name)]?.Value as string : null;

    private SoraServer AtAddress(string address) => IsFromEnvironment(address) ? FromEnvironment : Addressed(address);

    private static bool IsFromEnvironment(string address) =>
        Address.Parse(ServerEnvironment.Address) is { IsAbsoluteUri: true } known && Address.Parse(address) is { IsAbsoluteUri: true } given && known == given;

    private static bool SameName(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>A server that was neither unregistered nor replaced.</summary>
    /// <exception cref="ArgumentException">It was.</exception>
    public static SoraServer Open(SoraServer server) =>
        server.IsClosed ? throw new ArgumentException(Text(Messages.ServerClosed, server.Name)) : server;

    public static ArgumentException NoServer(string name) => new(Text(Messages.NoSuchServer, name));

    private static string Text(string text, string name) => string.Format(Messages.Culture, text, SafeText.ForDisplay(Address.WithoutSecret(name), 300));

    /// <summary>A server by its address alone: the same one each time, so that its connections are used again.</summary>
    private SoraServer Addressed(string address, string? token = null)
    {
        var uri = Address.Parse(address);
        Address.ThrowIfNone(uri);
        string name = uri.IsAbsoluteUri ? uri.AbsoluteUri : address;
        if (!_addressed.TryGetValue((name, token), out var server))
        {
            server = new SoraServer(name, new SoraClientOptions(uri) { Token = token, Json = PowerShellJson.Shared });
            _addressed[(name, token)] = server;
        }

        return server;
    }
}
