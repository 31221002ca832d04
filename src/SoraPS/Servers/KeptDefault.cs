using System.Collections.Concurrent;

namespace SoraPS.Servers;

/// <summary>The server that was the default in the file of kept servers.</summary>
internal sealed record KeptTarget(string Name, string Uri)
{
    /// <summary>Servers are kept, and none of them is the default.</summary>
    public static readonly KeptTarget NotChosen = new(string.Empty, string.Empty);
}

/// <summary>
/// The kept default that this process saw first, for each file; null where no server was kept. It is the one thing that runspaces share: what another shell writes must not change
/// the server of the next command, also not of one in a new runspace, as ForEach-Object -Parallel makes them.
/// </summary>
internal static class KeptDefault
{
    private static readonly ConcurrentDictionary<string, KeptTarget?> Targets = new(StringComparer.Ordinal);

    /// <summary>The default that this process began with. If it has not begun, that is what is in the file now.</summary>
    public static KeptTarget? GetOrBegin(string path, KeptServers now) => Targets.GetOrAdd(path, _ => ToTarget(now.Find(now.Default), now));

    /// <summary>Takes another one, because this process itself has changed it.</summary>
    public static void Set(string path, KeptServer? server, KeptServers now) => Targets[path] = ToTarget(server, now);

    private static KeptTarget? ToTarget(KeptServer? server, KeptServers now) =>
        server is not null ? new KeptTarget(server.Name!, server.Uri!) : now.Servers.Count > 0 ? KeptTarget.NotChosen : null;
}
