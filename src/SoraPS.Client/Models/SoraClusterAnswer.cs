using System.Text.Json;

namespace SoraPS;

/// <summary>The answer of InitCluster. What Sora answers is not publicly known: this is what was asked for, and every field of the answer.</summary>
public sealed class SoraInitializedCluster : SoraChangeAnswer
{
    /// <summary>The nodes that were asked to form the cluster.</summary>
    public SoraStringCollection NodeName { get; private set; } = SoraStringCollection.None;

    /// <summary>The names of the nodes.</summary>
    public override string ToString() => NodeName.ToString();

    internal override void Complete(SoraRequest request) => NodeName =
        new SoraStringCollection(request[SoraFields.NodeNameList] is JsonElement names ? names.EnumerateArray().Select(name => name.ToString()) : Array.Empty<string>());
}

/// <summary>The answer of RegisterClusterNode. What Sora answers is not publicly known: this is what was asked for, and every field of the answer.</summary>
public sealed class SoraRegisteredClusterNode : SoraChangeAnswer
{
    /// <summary>The member of the cluster that the node was to join.</summary>
    public string? ContactNodeName { get; private set; }

    /// <summary>The name of that member.</summary>
    public override string ToString() => SafeText.ForDisplay(ContactNodeName);

    internal override void Complete(SoraRequest request) => ContactNodeName = request[SoraFields.ContactNodeName] as string;
}

/// <summary>The answer of PurgeClusterNode. What Sora answers is not publicly known: this is what was asked for, and every field of the answer.</summary>
public sealed class SoraRemovedClusterNode : SoraChangeAnswer
{
    /// <summary>The node that was to be removed.</summary>
    public string? NodeName { get; private set; }

    /// <summary>The name of the node.</summary>
    public override string ToString() => SafeText.ForDisplay(NodeName);

    internal override void Complete(SoraRequest request) => NodeName = request[SoraFields.TargetNodeName] as string;
}
