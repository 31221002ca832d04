using System.Collections;
using System.Reflection;
using SoraPS.Binding;

namespace SoraPS.Output;

/// <summary>
/// The hidden members of our types: texts that strangers choose, with control characters escaped, for the columns of tables and for the default property
/// lists of SoraPS.Types.ps1xml. A name must be no other member of the type, and no parameter of ours that takes values from the pipeline by property name,
/// since hidden members bind as well: none is called Name, for example. SoraPS.Types.ps1xml gives deserialized objects the members of the same names.
/// </summary>
internal static class DisplayMembers
{
    /// <summary>The member that says which object it is, as its text does. Every type has it.</summary>
    public const string Identity = nameof(Identity);

    /// <summary>The member that says what an answer says besides its channel. Every type has it.</summary>
    public const string Outcome = nameof(Outcome);

    private const string Direction = nameof(Direction);
    private const string Duration = nameof(Duration);
    private const string Measured = nameof(Measured);
    private const string Stream = nameof(Stream);
    private const string What = nameof(What);

    // From the properties of all types to their display members. Where several properties have the same member, it shows the first that has a value.
    private static readonly Dictionary<string, string> Members = new()
    {
        [nameof(SoraConnection.ChannelId)] = "Channel",
        [nameof(SoraConnection.ClientId)] = "Client",
        [nameof(SoraConnection.ConnectionId)] = "Connection",
        [nameof(SoraConnection.SessionId)] = "Session",
        [nameof(SoraRecording.RecordingId)] = "Record",
        [nameof(SoraRecording.Format)] = "Kind",
        [nameof(SoraConnection.Role)] = Direction,
        [nameof(SoraConnection.Age)] = Duration,
        [nameof(SoraConnectionChange.Change)] = What,
        [nameof(SoraConnectionChange.ChangedProperty)] = What,
        [nameof(SoraRtpStream.RecvConnectionId)] = "Receiver",
        [nameof(SoraRtpStream.SendConnectionId)] = "Sender",
        [nameof(SoraSimulcastRid.ReceiverConnectionId)] = "Receiver",
        [nameof(SoraSimulcastRid.SenderConnectionId)] = "Sender",
        [nameof(SoraRtpStream.Rid)] = Stream,
        [nameof(SoraSpotlightRid.FocusRid)] = Stream,
        [nameof(SoraSpotlightRid.UnfocusRid)] = Stream,
        [nameof(SoraChangedNotifyMetadata.Key)] = "Member",
        [nameof(SoraNotifyMetadata.Metadata)] = "Content",
        [nameof(SoraMode.Mode)] = "State",
        [nameof(SoraLicense.ProductName)] = "Product",
        [nameof(SoraLicense.SerialCode)] = "Serial",
        [nameof(SoraLicense.Type)] = "Kind",
        [nameof(SoraClusterNode.NodeName)] = "Node",
        [nameof(SoraRegisteredClusterNode.ContactNodeName)] = "Contact",
        [nameof(SoraClusterNode.SoraVersion)] = "Release",
        [nameof(SoraServerStats.Version)] = "Release",
        [nameof(SoraUpdatedLicense.NewLicense)] = "Current",
        [nameof(SoraUpdatedLicense.OldLicense)] = "Former",
        [nameof(SoraServerCheck.Value)] = Measured,
        [nameof(SoraServerCheck.Reason)] = "Why",
        [nameof(SoraMedia.CodecType)] = "Codec",
        [nameof(SoraServer.Name)] = "Label",
        [nameof(SoraServer.Uri)] = "Address",
        [nameof(SoraServer.Proxy)] = "Gateway",
        [nameof(SoraObject.Server)] = "Origin",
    };

    private static readonly ILookup<string, string> Properties = Members.ToLookup(member => member.Value, member => member.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>The members of each of our types. (Behind the tables, which its initializer reads.)</summary>
    public static readonly IReadOnlyDictionary<Type, Dictionary<string, Func<object, object?>>> ByType =
        typeof(SoraRecord).Assembly.GetTypes().Concat(typeof(DisplayMembers).Assembly.GetTypes())
            .Where(type => type.IsSealed && (typeof(SoraRecord).IsAssignableFrom(type) || type == typeof(SoraServer) || type == typeof(SoraForwardingRule)))
            .ToDictionary(type => type, CreateMembers);

    /// <summary>The text of a member, given a function that returns the value of a property, or null where there is none.</summary>
    public static string GetText(object item, string member, Func<string, object?> getValue) => member switch
    {
        Identity => DisplayText.Format(item),
        Measured => DisplayText.FormatCheck(getValue(nameof(SoraServerCheck.Check)), getValue(nameof(SoraServerCheck.Value)), getValue(nameof(SoraServerCheck.Detail))),
        Outcome => (GetChange(getValue) + " " + GetOutcome(DisplayText.Format(item), DisplayText.Format(getValue(nameof(SoraConnection.ChannelId))))).Trim(),
        _ => GetText(member, Properties[member].Select(getValue).ToArray()),
    };

    private static Dictionary<string, Func<object, object?>> CreateMembers(Type type)
    {
        var members = new Dictionary<string, Func<object, object?>>(StringComparer.OrdinalIgnoreCase);
        // Some are internal: a channel has an age for its table only.
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(property => property.GetMethod is { IsPrivate: false } && property.GetIndexParameters().Length == 0)
            .ToDictionary(property => property.Name, property => new AdaptedMember(property));
        object? GetValue(object item, string name) =>
            properties.TryGetValue(name, out var property) ? property.GetValue(item) : (item as SoraErrorTarget)?.GetValue(name);

        // The properties of an error's target are those of a command: it has all of the members.
        foreach (var member in Properties.Where(member => type == typeof(SoraErrorTarget) || member.Any(properties.ContainsKey)))
        {
            var names = member.Where(name => type == typeof(SoraErrorTarget) || properties.ContainsKey(name)).ToArray();
            members.Add(member.Key, member.Key == Measured
                ? item => GetText(item, Measured, name => GetValue(item, name))
                : item => GetText(member.Key, Array.ConvertAll(names, name => GetValue(item, name))));
        }

        foreach (string name in new[] { Identity, Outcome })
        {
            members.Add(name, item => GetText(item, name, property => GetValue(item, property)));
        }

        return members;
    }

    private static string GetText(string member, object?[] values) => member switch
    {
        Direction => DisplayText.FormatRole(GetFirst(values).Unwrap() as string),
        Duration => DisplayText.FormatDuration(GetFirst(values).Unwrap() as TimeSpan?),
        Stream => string.Join("/", values.Where(value => value.Unwrap() is not null).Select(DisplayText.Format)),
        What => string.Join("\n", values.SelectMany(value => value.Unwrap() is IEnumerable lines and not string ? lines.Cast<object?>() : new[] { value }).Select(DisplayText.Format)),
        _ => DisplayText.Format(GetFirst(values)),
    };

    // Not unwrapped: a custom object has its fields in the wrapper.
    private static object? GetFirst(object?[] values) => Array.Find(values, value => value is not null);

    // What was done, where answers of one type say different things.
    private static string GetChange(Func<string, object?> getValue) =>
        getValue(nameof(SoraAudioStreaming.Streaming)) is { } streaming ? nameof(SoraAudioStreaming.Streaming) + ": " + DisplayText.Format(streaming)
        : DisplayText.Format(getValue(nameof(SoraForwardingFilterChange.Change)));

    // The text of an answer begins with its channel, if it has one: channel/client/connection, channel number.
    private static string GetOutcome(string text, string channel) =>
        channel.Length == 0 ? text
        : text == channel ? string.Empty
        : text.StartsWith(channel, StringComparison.Ordinal) && text[channel.Length] is '/' or ' ' ? text.Substring(channel.Length + 1)
        : text;
}
