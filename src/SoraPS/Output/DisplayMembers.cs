namespace SoraPS.Output;

/// <summary>
/// The hidden members of our types: texts that strangers choose, with control characters escaped, for the columns of tables and for the default property
/// lists of SoraPS.Types.ps1xml. A name must be no other member of the type, and no parameter of ours that takes values from the pipeline by property name,
/// since hidden members bind as well: none is called Name, for example. SoraPS.Types.ps1xml defines the same members for deserialized objects.
/// </summary>
internal static class DisplayMembers
{
    // From the properties of answers, of any operation, to their display members.
    private static readonly Dictionary<string, string> AnswerMembers = new()
    {
        [nameof(SoraConnection.ChannelId)] = "Channel",
        [nameof(SoraConnection.ClientId)] = "Client",
        [nameof(SoraConnection.ConnectionId)] = "Connection",
        [nameof(SoraConnection.SessionId)] = "Session",
        [nameof(SoraRecording.RecordingId)] = "Record",
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
        [nameof(SoraClusterNode.NodeName)] = "Node",
        [nameof(SoraClusterNode.SoraVersion)] = "Release",
        [nameof(SoraUpdatedLicense.NewLicense)] = "Current",
        [nameof(SoraUpdatedLicense.OldLicense)] = "Former",
        [nameof(SoraObject.Server)] = "Origin",
    };

    /// <summary>The members of each type that has any.</summary>
    public static readonly IReadOnlyDictionary<Type, Dictionary<string, Func<object, object?>>> ByType = AddAnswerTypes(new Dictionary<Type, Dictionary<string, Func<object, object?>>>
    {
        [typeof(SoraConnection)] = Escaped<SoraConnection>(
            ("Channel", item => item.ChannelId),
            ("Client", item => item.ClientId),
            ("Connection", item => item.ConnectionId),
            ("Origin", item => item.Server))
            .Add<SoraConnection>("Direction", item => DisplayText.FormatRole(item.Role))
            .Add<SoraConnection>("Duration", item => DisplayText.FormatDuration(item.Age)),
        [typeof(SoraConnectionChange)] = Escaped<SoraConnectionChange>(
            ("Channel", item => item.ChannelId),
            ("Client", item => item.ClientId),
            ("Origin", item => item.Server))
            .Add<SoraConnectionChange>("What", item => string.Join("\n", item.ChangedProperty.Prepend(item.Change)))
            .Add<SoraConnectionChange>("Direction", item => DisplayText.FormatRole(item.Role)),
        [typeof(SoraChannel)] = Escaped<SoraChannel>(("Channel", item => item.ChannelId), ("Origin", item => item.Server))
            .Add<SoraChannel>("Duration", item => DisplayText.FormatDuration(item.Age)),
        [typeof(SoraBriefChannel)] = Escaped<SoraBriefChannel>(("Channel", item => item.ChannelId), ("Origin", item => item.Server)),
        [typeof(SoraSession)] = Escaped<SoraSession>(
            ("Channel", item => item.ChannelId),
            ("Session", item => item.SessionId),
            ("Origin", item => item.Server))
            .Add<SoraSession>("Duration", item => DisplayText.FormatDuration(item.Age)),
        [typeof(SoraSessionConnection)] = Escaped<SoraSessionConnection>(
            ("Channel", item => item.ChannelId),
            ("Client", item => item.ClientId),
            ("Connection", item => item.ConnectionId),
            ("Origin", item => item.Server))
            .Add<SoraSessionConnection>("Direction", item => DisplayText.FormatRole(item.Role)),
        [typeof(SoraRecording)] = Escaped<SoraRecording>(
            ("Channel", item => item.ChannelId),
            ("Record", item => item.RecordingId),
            ("Kind", item => item.Format),
            ("Origin", item => item.Server)),
        [typeof(SoraConnectionStats)] = Escaped<SoraConnectionStats>(
            ("Channel", item => item.ChannelId),
            ("Client", item => item.ClientId),
            ("Connection", item => item.ConnectionId),
            ("Origin", item => item.Server)),
        [typeof(SoraRtcStats)] = Escaped<SoraRtcStats>(
            ("Channel", item => item.ChannelId),
            ("Connection", item => item.ConnectionId),
            ("Origin", item => item.Server)),
        [typeof(SoraServerStats)] = Escaped<SoraServerStats>(("Release", item => item.Version), ("Origin", item => item.Server)),
        [typeof(SoraConnectionRate)] = Escaped<SoraConnectionRate>(
            ("Channel", item => item.ChannelId),
            ("Client", item => item.ClientId),
            ("Connection", item => item.ConnectionId),
            ("Direction", item => item.Role),
            ("Origin", item => item.Server)),
        [typeof(SoraErrorTarget)] = AnswerMembers.GroupBy(member => member.Value).ToDictionary(
            member => member.Key,
            member => new Func<object, object?>(item => SafeText.ForDisplay(GetText((SoraErrorTarget)item, member.Select(pair => pair.Key)))),
            StringComparer.OrdinalIgnoreCase),
        [typeof(SoraServerCheck)] = Escaped<SoraServerCheck>(("Origin", item => item.Server), ("Why", item => item.Reason))
            .Add<SoraServerCheck>("Measured", item => DisplayText.FormatCheck(item.Check, item.Value, item.Detail)),
        [typeof(SoraAudio)] = Escaped<SoraAudio>(("Codec", item => item.CodecType)),
        [typeof(SoraVideo)] = Escaped<SoraVideo>(("Codec", item => item.CodecType)),
        [typeof(SoraServer)] = Escaped<SoraServer>(
            ("Label", item => item.Name),
            ("Address", item => item.Uri.AbsoluteUri),
            ("Gateway", item => item.Proxy?.AbsoluteUri)),
    });

    private static Dictionary<Type, Dictionary<string, Func<object, object?>>> AddAnswerTypes(Dictionary<Type, Dictionary<string, Func<object, object?>>> types)
    {
        foreach (var type in typeof(SoraAnswer).Assembly.GetTypes().Where(type => type.IsSealed && typeof(SoraAnswer).IsAssignableFrom(type) && !types.ContainsKey(type)))
        {
            types.Add(type, type.GetProperties().Where(property => AnswerMembers.ContainsKey(property.Name)).ToDictionary(
                property => AnswerMembers[property.Name],
                property => new Func<object, object?>(item => DisplayText.Format(property.GetValue(item))),
                StringComparer.OrdinalIgnoreCase));
        }

        return types;
    }

    private static string? GetText(SoraErrorTarget target, IEnumerable<string> names) =>
        names.Select(name => name == nameof(SoraObject.Server) ? target.Server : target.GetValue(name) as string).FirstOrDefault(text => text is not null);

    /// <summary>Members whose text goes through <see cref="SafeText"/>.</summary>
    private static Dictionary<string, Func<object, object?>> Escaped<T>(params (string Name, Func<T, string?> GetText)[] members)
    {
        var all = new Dictionary<string, Func<object, object?>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, getText) in members)
        {
            all[name] = item => SafeText.ForDisplay(getText((T)item));
        }

        return all;
    }

    /// <summary>Adds a member whose text needs no escapes.</summary>
    private static Dictionary<string, Func<object, object?>> Add<T>(this Dictionary<string, Func<object, object?>> members, string name, Func<T, string> getText)
    {
        members.Add(name, item => getText((T)item));
        return members;
    }
}
