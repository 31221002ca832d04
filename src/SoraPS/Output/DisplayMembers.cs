namespace SoraPS.Output;

/// <summary>
/// The hidden members of our types, for tables and for the short lists that PowerShell makes of its own accord: each a text that a stranger
/// chose, spelled harmlessly, under an ordinary name that the type does not have otherwise, and that no parameter of ours takes from the pipeline:
/// a hidden member binds by its name as any other does, so none is called Name, which many cmdlets take.
/// SoraPS.Types.ps1xml has the same for objects that came back from a file or a job.
/// </summary>
internal static class DisplayMembers
{
    /// <summary>Each of our types that has any, with its members.</summary>
    public static readonly IReadOnlyDictionary<Type, Dictionary<string, Func<object, object?>>> ByType = new Dictionary<Type, Dictionary<string, Func<object, object?>>>
    {
        [typeof(SoraConnection)] = Of<SoraConnection>(
            ("Channel", item => item.ChannelId),
            ("Client", item => item.ClientId),
            ("Connection", item => item.ConnectionId),
            ("Origin", item => item.Server))
            .With<SoraConnection>("Direction", item => DisplayText.Role(item.Role))
            .With<SoraConnection>("Duration", item => DisplayText.Duration(item.Age)),
        [typeof(SoraConnectionChange)] = Of<SoraConnectionChange>(
            ("Channel", item => item.ChannelId),
            ("Client", item => item.ClientId),
            ("Origin", item => item.Server))
            .With<SoraConnectionChange>("What", item => string.Join("\n", item.ChangedProperty.Prepend(item.Change)))
            .With<SoraConnectionChange>("Direction", item => DisplayText.Role(item.Role)),
        [typeof(SoraChannel)] = Of<SoraChannel>(("Channel", item => item.ChannelId), ("Origin", item => item.Server))
            .With<SoraChannel>("Duration", item => DisplayText.Duration(item.Age)),
        [typeof(SoraDisconnectedChannel)] = Of<SoraDisconnectedChannel>(
            ("Channel", item => item.ChannelId),
            ("Direction", item => item.Role),
            ("Origin", item => item.Server)),
        [typeof(SoraDisconnectedClient)] = Of<SoraDisconnectedClient>(
            ("Channel", item => item.ChannelId),
            ("Client", item => item.ClientId),
            ("Origin", item => item.Server)),
        [typeof(SoraDisconnectedConnection)] = Of<SoraDisconnectedConnection>(
            ("Channel", item => item.ChannelId),
            ("Connection", item => item.ConnectionId),
            ("Origin", item => item.Server)),
        [typeof(SoraRtpStream)] = Of<SoraRtpStream>(
            ("Channel", item => item.ChannelId),
            ("Receiver", item => item.RecvConnectionId),
            ("Sender", item => item.SendConnectionId),
            ("Stream", item => item.Rid),
            ("Origin", item => item.Server)),
        [typeof(SoraAudio)] = Of<SoraAudio>(("Codec", item => item.CodecType)),
        [typeof(SoraVideo)] = Of<SoraVideo>(("Codec", item => item.CodecType)),
        [typeof(SoraSession)] = Of<SoraSession>(
            ("Label", item => item.Name),
            ("Address", item => item.Uri.AbsoluteUri),
            ("Gateway", item => item.Proxy?.AbsoluteUri)),
    };

    private static Dictionary<string, Func<object, object?>> Of<T>(params (string Name, Func<T, string?> Text)[] members)
    {
        var all = new Dictionary<string, Func<object, object?>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, text) in members)
        {
            all[name] = item => SafeText.Of(text((T)item));
        }

        return all;
    }

    /// <summary>A member that is harmless as it is.</summary>
    private static Dictionary<string, Func<object, object?>> With<T>(this Dictionary<string, Func<object, object?>> members, string name, Func<T, string> text)
    {
        members.Add(name, item => text((T)item));
        return members;
    }
}
