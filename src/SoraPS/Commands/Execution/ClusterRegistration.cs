namespace SoraPS.Commands.Execution;

/// <summary>
/// Registers the nodes that a contact node listed. What the list says never takes the place of what is registered: a node whose address is registered stays as it
/// is, a name that is taken is not used, and no node becomes the default but the one that was asked.
/// </summary>
internal sealed class ClusterRegistration
{
    private readonly CmdletPipeline _pipeline;
    private readonly SoraServer _contact;
    private readonly bool _isKept;
    private readonly Func<Uri, ServerSettings> _createSettings;
    private readonly List<string> _withoutSecrets = new();

    /// <param name="pipeline">The pipeline that the servers are written to.</param>
    /// <param name="contact">The server that listed the nodes.</param>
    /// <param name="isKept">Whether they are kept for all shells of the user.</param>
    /// <param name="createSettings">Makes the options for an address; it may throw an ArgumentException.</param>
    public ClusterRegistration(CmdletPipeline pipeline, SoraServer contact, bool isKept, Func<Uri, ServerSettings> createSettings)
    {
        _pipeline = pipeline;
        _contact = contact;
        _isKept = isKept;
        _createSettings = createSettings;
    }

    /// <summary>Registers the nodes and writes a server for each. A node that cannot be registered is an error.</summary>
    /// <param name="nodes">What the contact node lists.</param>
    /// <param name="done">The addresses of nodes that another contact node of the same cluster has listed. They are not written again.</param>
    public void Register(IReadOnlyList<SoraClusterNode> nodes, HashSet<Uri> done)
    {
        bool isShort = nodes.Select(node => GetShortName(node.NodeName!)).Distinct(StringComparer.OrdinalIgnoreCase).Count() == nodes.Count;
        var before = ServerStore.Current.FindImplicitKept();
        foreach (var node in nodes)
        {
            SoraServer? server;
            try
            {
                server = Register(node, isShort, before, done);
            }
            catch (ArgumentException e)
            {
                _pipeline.WriteNonTerminatingError(e, CreateTarget(node), SafeMessage.Format(Messages.PlanRegisterNode, node.NodeName!, _contact.Name));
                continue;
            }

            if (server is not null)
            {
                _pipeline.WriteServers(server);
            }
        }

        if (_withoutSecrets.Count > 0)
        {
            _pipeline.WriteWarning(SafeMessage.Format(Messages.NodesWithoutSecret, string.Join(", ", _withoutSecrets), _contact.Name));
        }
    }

    private SoraServer? Register(SoraClusterNode node, bool isShort, SoraServer? before, HashSet<Uri> done)
    {
        var uri = GetAddress(node);
        if (!done.Add(uri))
        {
            return null;
        }

        var store = ServerStore.Current;
        if (store.FindByAddress(uri, _contact) is { } known)
        {
            return known;
        }

        var settings = _createSettings(uri);
        string name = ChooseName(IsName(node.NodeName) ? node.NodeName! : uri.Authority, isShort);
        bool isContact = uri == _contact.Uri;
        SoraServer? server;
        if (_isKept)
        {
            server = Keep(name, settings, isContact);
        }
        else
        {
            server = new SoraServer(name, settings);
            store.AddNode(server);
            if (store.Default is null && (isContact ? server : before) is { } chosen)
            {
                store.SetDefault(chosen);
            }
        }

        if (server is not null && _contact.Settings.IdentifiesCaller && !settings.IdentifiesCaller)
        {
            _withoutSecrets.Add(name);
        }

        return server;
    }

    private SoraServer? Keep(string name, ServerSettings settings, bool isContact)
    {
        var entry = KeptServer.Create(name, settings);
        if (!_pipeline.ShouldChange(SafeMessage.Format(Messages.PlanKeepServer, name, settings.Options.Uri.AbsoluteUri)))
        {
            return null;
        }

        // Another shell may have kept a server of this name meanwhile.
        return _pipeline.Wait(ServerStore.Current.KeepAsync(
            name,
            now => now is null || now.HasAddress(entry.Uri) ? entry : throw CreateTaken(name, now.Uri!),
            makeDefault: false,
            isNew: isContact,
            _pipeline.CancellationToken));
    }

    /// <summary>The address of its API. One on this host is that of another server, unless the contact node is on this host, too.</summary>
    private Uri GetAddress(SoraClusterNode node)
    {
        if (node.ClusterApiUrl is not { Length: > 0 } text)
        {
            throw new ArgumentException(node.Connected == false ? Messages.NodeNotConnected : Messages.NodeWithoutAddress);
        }

        var uri = ServerAddress.Parse(text);
        if (!uri.IsAbsoluteUri)
        {
            throw new ArgumentException(SafeMessage.Format(Messages.NodeAddressInvalid, ServerAddress.ForMessage(text)));
        }

        return uri.IsLoopback && !_contact.Uri.IsLoopback ? throw new ArgumentException(SafeMessage.Format(Messages.NodeAddressIsHere, uri.AbsoluteUri)) : uri;
    }

    /// <summary>The part before the host if it tells the nodes apart and is free; else the whole name.</summary>
    private static string ChooseName(string nodeName, bool isShort)
    {
        string name = GetShortName(nodeName);
        if (isShort && ServerStore.Current.FindReadable(name) is null)
        {
            return name;
        }

        return ServerStore.Current.FindReadable(nodeName) is { } taken ? throw CreateTaken(nodeName, taken.Uri.AbsoluteUri) : nodeName;
    }

    // A text in an answer must not take the place of an address, or of a pattern: -Server and Get-SoraServer find a name first.
    private static bool IsName(string? text) => text is { Length: > 0 } && !text.Any(c => c is '/' or ':' or '*' or '?' or '[' or ']' || char.IsControl(c) || char.IsWhiteSpace(c));

    private static string GetShortName(string nodeName) => nodeName.IndexOf('@') is > 0 and int at ? nodeName.Substring(0, at) : nodeName;

    private static ArgumentException CreateTaken(string name, string uri) => new(SafeMessage.Format(Messages.NodeNameTaken, name, uri));

    private SoraErrorTarget CreateTarget(SoraClusterNode node)
    {
        var target = new SoraErrorTarget(new[] { new KeyValuePair<string, object?>(nameof(SoraClusterNode.NodeName), node.NodeName) });
        target.SetServer(_contact);
        return target;
    }
}
