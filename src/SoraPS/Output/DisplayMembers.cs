namespace SoraPS.Output;

/// <summary>
/// The hidden members of our types, for tables and for the short lists that PowerShell makes of its own accord: each a text that a stranger
/// chose, spelled harmlessly, under an ordinary name that the type does not have otherwise, and that no parameter of ours takes from the pipeline:
/// a hidden member binds by its name as any other does, so none is called Name, which many cmdlets take.
/// SoraPS.Types.ps1xml has the same for objects that came back from a file or a job.
/// </summary>
internal static class DisplayMembers
{
    // The texts of answers, whatever operation they are of.
    private static readonly Dictionary<string, string> OfAnswers = new()
    {
        [nameof(SoraConnection.ChannelId)] = "Channel",
        [nameof(SoraConnection.ClientId)] = "Client",
        [nameof(SoraConnection.ConnectionId)] = "Connection",
        [nameof(SoraConnection.SessionId)] = "Session",
        [nameof(SoraConnection.Role)] = "Direction",
        [nameof(SoraRtpStream.RecvConnectionId)] = "Receiver",
        [nameof(SoraRtpStream.SendConnectionId)] = "Sender",
        [nameof(SoraSimulcastRid.ReceiverConnectionId)] = "Receiver",
        [nameof(SoraSimulcastRid.SenderConnectionId)] = "Sender",
        [nameof(SoraRtpStream.Rid)] = "Stream",
        [nameof(SoraMode.Mode)] = "State",
        [nameof(SoraLicense.ProductName)] = "Product",
        [nameof(SoraLicense.SerialCode)] = "Serial",
        [nameof(SoraLicense.Type)] = "Kind",
        [nameof(SoraObject.Server)] = "Origin",
    };

    /// <summary>Each of our types that has any, with its members.</summary>
    public static readonly IReadOnlyDictionary<Type, Dictionary<string, Func<object, object?>>> ByType = WithAnswers(new Dictionary<Type, Dictionary<string, Func<object, object?>>>
    {
        [typeof(SoraConnection)] = Of<SoraConnection>(
            ("Channel", item => item.ChannelId),
            ("Client", item => item.ClientId),
            ("Connection", item => item.ConnectionId),
            ("Origin", item => item.Server))
            .With<SoraConnection>("Direction", item => DisplayText.FormatRole(item.Role))
            .With<SoraConnection>("Duration", item => DisplayText.FormatDuration(item.Age)),
        [typeof(SoraConnectionChange)] = Of<SoraConnectionChange>(
            ("Channel", item => item.ChannelId),
            ("Client", item => item.ClientId),
            ("Origin", item => item.Server))
            .With<SoraConnectionChange>("What", item => string.Join("\n", item.ChangedProperty.Prepend(item.Change)))
            .With<SoraConnectionChange>("Direction", item => DisplayText.FormatRole(item.Role)),
        [typeof(SoraChannel)] = Of<SoraChannel>(("Channel", item => item.ChannelId), ("Origin", item => item.Server))
            .With<SoraChannel>("Duration", item => DisplayText.FormatDuration(item.Age)),
        [typeof(SoraAudio)] = Of<SoraAudio>(("Codec", item => item.CodecType)),
        [typeof(SoraVideo)] = Of<SoraVideo>(("Codec", item => item.CodecType)),
        [typeof(SoraServer)] = Of<SoraServer>(
            ("Label", item => item.Name),
            ("Address", item => item.Uri.AbsoluteUri),
            ("Gateway", item => item.Proxy?.AbsoluteUri)),
    });

    private static Dictionary<Type, Dictionary<string, Func<object, object?>>> WithAnswers(Dictionary<Type, Dictionary<string, Func<object, object?>>> types)
    {
        foreach (var type in typeof(SoraAnswer).Assembly.GetTypes().Where(type => type.IsSealed && typeof(SoraAnswer).IsAssignableFrom(type)))
        {
            types.Add(type, type.GetProperties().Where(property => OfAnswers.ContainsKey(property.Name)).ToDictionary(
                property => OfAnswers[property.Name],
                property => new Func<object, object?>(item => SafeText.ForDisplay((string?)property.GetValue(item))),
                StringComparer.OrdinalIgnoreCase));
        }

        return types;
    }

    private static Dictionary<string, Func<object, object?>> Of<T>(params (string Name, Func<T, string?> Text)[] members)
    {
        var all = new Dictionary<string, Func<object, object?>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, text) in members)
        {
            all[name] = item => SafeText.ForDisplay(text((T)item));
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
