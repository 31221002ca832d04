using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using SoraPS.Binding;
using SoraPS.Commands.Execution;

namespace SoraPS.Servers;

/// <summary>
/// The servers of one runspace: those that are registered in it, the kept ones, the default, and those that were only named by their address. A name is one name
/// over both kinds: a registered server hides a kept one. The store stays when the module is imported again: a script that does so must not make the next command
/// use another server.
/// </summary>
internal sealed class ServerStore
{
    private static readonly ConditionalWeakTable<Runspace, ServerStore> Stores = new();

    private readonly List<SoraServer> _registered = new();
    private readonly Dictionary<(string Address, string? Token), SoraServer> _addressed = new();

    public static ServerStore Current => Stores.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>The servers that all shells of the user have.</summary>
    public KeptServerStore Kept { get; } = new();

    /// <summary>Those that are registered in this runspace.</summary>
    public IReadOnlyList<SoraServer> Registered => _registered;

    /// <summary>True if a name that comes from the pipeline may be that of one server or another.</summary>
    public bool HasSeveral => _registered.Count + Kept.KnownCount > 1;

    /// <summary>The default of this runspace.</summary>
    public SoraServer? Default { get; private set; }

    /// <summary>The server of a command without <c>-Server</c>.</summary>
    /// <exception cref="ArgumentException">Some are registered and none is the default, the environment variable holds no address, or the kept default cannot be read or is gone.</exception>
    public SoraServer Implicit
    {
        get
        {
            if (Default is { } own)
            {
                return IsGone(own) ? throw KeptServerStore.CreateDefaultGone(own.Name) : own;
            }

            return _registered.Count > 0 ? throw new ArgumentException(Format(Messages.NoDefaultServer, string.Join(", ", _registered)))
                : ServerEnvironment.HasAddress ? FromEnvironment
                : Kept.FindDefault() ?? FromEnvironment;
        }
    }

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
        makeDefault |= Default is null || (Default.IsKept && SameName(Default.Name, server.Name));
        if (FindRegistered(server.Name) is { } replaced)
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

    /// <summary>Adds a server whose name is free. It never becomes the default.</summary>
    public void AddNode(SoraServer server) => _registered.Add(server);

    /// <summary>A server of this address: this one if it is one, else the first that is registered or kept. Null for none, also if the kept ones cannot be read.</summary>
    public SoraServer? FindByAddress(Uri uri, SoraServer preferred)
    {
        IEnumerable<SoraServer> kept;
        try
        {
            kept = GetVisible().ToList();
        }
        catch (ArgumentException)
        {
            kept = Array.Empty<SoraServer>();
        }

        var found = _registered.Concat(kept).Where(server => server.Uri == uri).ToList();
        return found.Contains(preferred) ? preferred : found.FirstOrDefault();
    }

    /// <summary>The kept server that commands without <c>-Server</c> use in this runspace; null for none.</summary>
    public SoraServer? FindImplicitKept() => Default is null && _registered.Count == 0 ? FindKeptDefault() : null;

    public void SetDefault(SoraServer server) => Default = server;

    /// <summary>Keeps a server for all shells of the user.</summary>
    /// <param name="name">The name.</param>
    /// <param name="create">Makes what is kept, out of what is kept under the name now; it may throw an ArgumentException.</param>
    /// <param name="makeDefault">Whether it becomes the default, in the file and here.</param>
    /// <param name="isNew">Whether it becomes the default of a file that has none, too.</param>
    /// <param name="cancellationToken">Ends the wait for another shell.</param>
    /// <exception cref="ArgumentException">The file cannot be changed.</exception>
    public async Task<SoraServer> KeepAsync(string name, Func<KeptServer?, KeptServer> create, bool makeDefault, bool isNew, CancellationToken cancellationToken)
    {
        bool isOwn = false;
        bool becomesDefault = await Kept.UpdateAsync(
            name,
            servers =>
            {
                var before = servers.Find(name);
                var kept = create(before);
                isOwn = IsDefault(before) || IsDefault(kept); // it may get another address here, but not by another shell
                servers.Put(kept, makeDefault || (isNew && servers.Find(servers.Default) is null));
            },
            makeDefault,
            cancellationToken).ConfigureAwait(false);
        var server = Kept.Find(name) ?? throw CreateNotFound(name);
        Default = makeDefault || isOwn || (becomesDefault && Default is null) ? server : Default;
        return server;
    }

    /// <summary>Removes the registered server that hides a kept one. The kept one is the default if that one was.</summary>
    public void RemoveHiding(SoraServer kept)
    {
        if (FindRegistered(kept.Name) is { } hiding)
        {
            Default = Default == hiding ? kept : Default;
            Remove(hiding);
        }
    }

    /// <summary>Removes a kept server from the file.</summary>
    /// <exception cref="ArgumentException">The file cannot be changed.</exception>
    public async Task<bool> ForgetAsync(SoraServer server, CancellationToken cancellationToken)
    {
        await Kept.UpdateAsync(server.Name, servers => servers.Remove(server.Name), isDefault: false, cancellationToken).ConfigureAwait(false);
        Default = Default is { IsKept: true } own && SameName(own.Name, server.Name) ? null : Default;
        return true;
    }

    /// <summary>True for the server of a command without <c>-Server</c>.</summary>
    public bool IsImplicit(SoraServer server) => Default is { } own ? server == own || (server.IsKept && own.IsKept && SameName(server.Name, own.Name))
        : _registered.Count == 0 && !server.IsClosed
            && (FindKeptDefault() is { } kept ? server.IsKept && SameName(kept.Name, server.Name) : !server.IsKept && IsFromEnvironment(server.Uri.AbsoluteUri));

    public void Remove(SoraServer server)
    {
        _registered.Remove(server);
        Default = Default == server ? null : Default;
        server.Close();
    }

    /// <summary>Every server that has a name here.</summary>
    /// <exception cref="ArgumentException">The file of the kept ones cannot be read.</exception>
    public IEnumerable<SoraServer> GetAll() => _registered.Concat(GetVisible());

    /// <summary>The kept servers that no registered one hides.</summary>
    /// <exception cref="ArgumentException">The file cannot be read.</exception>
    public IEnumerable<SoraServer> GetVisible() => Kept.GetServers().Where(server => FindRegistered(server.Name) is null);

    /// <summary>The server of a name.</summary>
    /// <exception cref="ArgumentException">It is not registered here, and the file of the kept ones cannot be read.</exception>
    public SoraServer? Find(string name) => FindRegistered(name) ?? Kept.Find(name);

    /// <summary>The same for what needs no kept server: one that cannot be read is none.</summary>
    public SoraServer? FindReadable(string name)
    {
        try
        {
            return Find(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The server of a value that was given to <c>-Server</c> on the command line: a server, the name of one, an address, or a simulator.</summary>
    /// <exception cref="ArgumentException">It is none of these.</exception>
    public SoraServer FromCommandLine(object? value) => value.Unwrap() switch
    {
        SoraServer server => ThrowIfGone(server),
        SoraSimulator simulator => GetOrAddByAddress(simulator.Uri.AbsoluteUri, simulator.Options.Token),
        Uri address => GetByAddress(address.OriginalString),
        string { Length: > 0 } name => ServerAddress.IsAddress(name) ? FindReadable(name) ?? GetByAddress(name) : Find(name) ?? throw new ArgumentException(Format(Messages.NoSuchServerOrAddress, name)),
        null or "" => throw new ArgumentException(Messages.ServerNotGiven),
        _ => throw new ArgumentException(Messages.ServerOfOtherType),
    };

    /// <summary>The server of a value that the pipeline bound. Text from a server or a file must not choose a server that the user did not register.</summary>
    /// <exception cref="ArgumentException">It is not the name of a registered server.</exception>
    public SoraServer FromPipeline(object? value) => value.Unwrap() switch
    {
        SoraServer server => ThrowIfGone(server),
        PSCustomObject when NameOfDeserialized(value) is { } name => FromPipeline(name),
        string name => (ServerAddress.IsAddress(name) ? FindReadable(name) : Find(name)) ?? FindImplicit(name) ?? throw CreateNotFound(name),
        _ => throw new ArgumentException(Messages.ServerNotFromPipeline),
    };

    /// <summary>A registered or kept server, given by the object or by its name.</summary>
    /// <exception cref="ArgumentException">It is neither registered here nor kept.</exception>
    public SoraServer FindNamed(object? value) => value.Unwrap() switch
    {
        SoraServer { IsKept: true } server => Kept.Find(ThrowIfGone(server).Name)!,
        SoraServer server => _registered.Contains(ThrowIfGone(server)) ? server : throw CreateNotFound(server.Name),
        string name => Find(name) ?? throw CreateNotFound(name),
        PSCustomObject when (value as PSObject)?.Properties[nameof(SoraServer.Name)]?.Value.Unwrap() is string name => FindNamed(name),
        _ => throw new ArgumentException(Messages.ServerNotFromPipeline),
    };

    /// <summary>The name of a server that was read by Import-Clixml, which keeps only its properties.</summary>
    private static string? NameOfDeserialized(object? value) =>
        value is PSObject wrapped && wrapped.TypeNames.Contains("Deserialized.SoraPS.SoraServer") ? wrapped.Properties[nameof(SoraServer.Name)]?.Value as string : null;

    /// <summary>The server of a command without <c>-Server</c>, if it has no name and this is its address.</summary>
    private SoraServer? FindImplicit(string address) => _registered.Count == 0 && IsFromEnvironment(address) && Implicit is { IsKept: false } server ? server : null;

    private SoraServer GetByAddress(string address) => IsFromEnvironment(address) ? FromEnvironment : GetOrAddByAddress(address);

    // Uri.Equals ignores a password and a fragment, which must be refused.
    private static bool IsFromEnvironment(string address) =>
        ServerAddress.Parse(ServerEnvironment.Address) is { IsAbsoluteUri: true } known && ServerAddress.Parse(address) is { IsAbsoluteUri: true } given && known.AbsoluteUri == given.AbsoluteUri;

    private static bool SameName(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the server if it was neither unregistered nor replaced, by this shell or by another one.</summary>
    /// <exception cref="ArgumentException">It was, or the file of the kept servers cannot be read.</exception>
    public SoraServer ThrowIfGone(SoraServer server) => IsGone(server) ? throw new ArgumentException(Format(Messages.ServerClosed, server.Name)) : server;

    // A kept server may be that of another runspace, such as the one that ForEach-Object -Parallel was called in. The file tells whether it is still kept.
    private bool IsGone(SoraServer server) => server.IsKept ? Kept.Find(server.Name)?.Uri != server.Uri || server.IsClosed : server.IsClosed;

    private bool IsDefault(KeptServer? kept) => Default is { IsKept: true } own && kept is not null && kept.HasName(own.Name) && kept.HasAddress(own.Uri.AbsoluteUri);

    private SoraServer? FindRegistered(string name) => _registered.Find(server => SameName(server.Name, name));

    /// <summary>The kept default, if it is what a command without -Server uses.</summary>
    private SoraServer? FindKeptDefault()
    {
        try
        {
            return ServerEnvironment.HasAddress ? null : Kept.FindDefault();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

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
            server = new SoraServer(name, new ServerSettings(new SoraClientOptions(uri) { Token = token, Json = PowerShellJson.Shared }), scope: null);
            _addressed[(name, token)] = server;
        }

        return server;
    }
}
