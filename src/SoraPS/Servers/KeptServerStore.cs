using SoraPS.Commands.Execution;

namespace SoraPS.Servers;

/// <summary>The kept servers, as the servers of one runspace. They follow the file: it is looked at whenever one of them is needed, and not before.</summary>
internal sealed class KeptServerStore
{
    private readonly KeptServerFile _file = new();
    private KeptServers? _content;
    private List<Known> _known = new();

    /// <summary>All of them.</summary>
    /// <exception cref="ArgumentException">The file cannot be read.</exception>
    public IReadOnlyList<SoraServer> GetServers()
    {
        Refresh();
        return _known.ConvertAll(known => known.Server);
    }

    /// <summary>How many have been read so far.</summary>
    public int KnownCount => _known.Count;

    /// <exception cref="ArgumentException">The file cannot be read.</exception>
    public SoraServer? Find(string name)
    {
        Refresh();
        return _known.Find(known => known.Entry.HasName(name))?.Server;
    }

    /// <summary>The kept default that this process began with; null if no server was kept.</summary>
    /// <exception cref="ArgumentException">The file cannot be read, no kept server is the default, or another shell has removed the default or given it another address.</exception>
    public SoraServer? FindDefault()
    {
        Refresh();
        if (KeptDefault.GetOrBegin(KeptServerFile.FindPath(), _content!) is not { } target)
        {
            return null;
        }

        if (target == KeptTarget.NotChosen)
        {
            return _known.Count == 0 ? null : throw new ArgumentException(SafeMessage.Format(Messages.NoDefaultServer, string.Join(", ", _known.Select(known => known.Server))));
        }

        var found = _known.Find(known => known.Entry.HasName(target.Name));
        return found is not null && found.Entry.HasAddress(target.Uri) ? found.Server : throw CreateDefaultGone(target.Name);
    }

    /// <summary>The error that another shell has removed the default server of this one.</summary>
    public static ArgumentException CreateDefaultGone(string name) => new(SafeMessage.Format(Messages.KeptDefaultGone, name));

    /// <summary>Changes one server in the file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="change">Changes what is in the file; it may throw an ArgumentException.</param>
    /// <param name="isDefault">Whether this process takes it as its default in any case. Otherwise, if the change has made it the default of the file.</param>
    /// <param name="cancellationToken">Ends the wait for another shell.</param>
    /// <returns>True if it is the default of this process from now on.</returns>
    /// <exception cref="ArgumentException">It cannot be changed.</exception>
    public async Task<bool> UpdateAsync(string name, Action<KeptServers> change, bool isDefault, CancellationToken cancellationToken)
    {
        Refresh(); // so that this process has begun with the default before its own change
        string path = KeptServerFile.FindPath();
        var target = KeptDefault.GetOrBegin(path, _content!);
        KeptServer? own = null;
        bool wasTarget = false;
        await _file.UpdateAsync(
            servers =>
            {
                var before = servers.Find(name);
                bool wasDefault = before?.HasName(servers.Default) ?? false;
                wasTarget = target is not null && before is not null && before.HasName(target.Name) && before.HasAddress(target.Uri); // not an address that another shell has written
                change(servers);
                own = servers.Find(name);
                isDefault |= !wasDefault && (own?.HasName(servers.Default) ?? false);
            },
            cancellationToken).ConfigureAwait(false);
        Refresh();
        if (isDefault || wasTarget)
        {
            KeptDefault.Set(path, own, _content!);
        }

        return isDefault;
    }

    private void Refresh()
    {
        var content = _file.Read();
        if (content == _content)
        {
            return;
        }

        // First everything that may fail.
        var next = content.Servers.ConvertAll(Create);
        for (int i = 0; i < next.Count; i++)
        {
            next[i] = Follow(next[i]);
        }

        _known.FindAll(known => !next.Exists(other => other.Server == known.Server)).ForEach(known => known.Server.Close());
        (_known, _content) = (next, content);
        KeptDefault.GetOrBegin(KeptServerFile.FindPath(), content);
    }

    private static Known Create(KeptServer entry)
    {
        try
        {
            return new Known(entry, KeptServerJson.ToText(entry), new SoraServer(entry.Name!, entry.ToSettings(), SoraServerScope.CurrentUser));
        }
        catch (ArgumentException e)
        {
            throw KeptServerJson.CreateBroken(KeptServerFile.FindPath(), (entry.Name ?? "?") + ": " + e.Message);
        }
    }

    /// <summary>The server that is known already, with the options that it has now; or the new one, if its address is another one.</summary>
    private Known Follow(Known next)
    {
        if (_known.Find(known => known.Entry.Name == next.Entry.Name && known.Entry.HasAddress(next.Entry.Uri)) is not { } before)
        {
            return next;
        }

        if (before.Text != next.Text)
        {
            before.Server.Change(next.Server.Settings);
        }

        next.Server.Close();
        return next with { Server = before.Server };
    }

    /// <summary>A kept server: what is in the file, its text, and the server that was made of it.</summary>
    private sealed record Known(KeptServer Entry, string Text, SoraServer Server);
}
