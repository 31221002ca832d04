using System.Globalization;
using System.Text.Json.Serialization;

namespace SoraPS;

/// <summary>A node of a cluster: an element of the answer of ListClusterNodes (sora_exporter, B). A node that is not connected has a name only.</summary>
public sealed class SoraClusterNode : SoraAnswer
{
    /// <summary>The name of the node: <c>node-01@192.0.2.5</c>.</summary>
    [JsonPropertyName("node_name")]
    [JsonInclude]
    public string? NodeName { get; internal set; }

    /// <summary>Whether the node that was asked is connected to it.</summary>
    [JsonPropertyName("connected")]
    [JsonInclude]
    public bool? Connected { get; internal set; }

    /// <summary>Which new connections it accepts: <see cref="SoraMode.Mode"/>.</summary>
    [JsonPropertyName("mode")]
    [JsonInclude]
    public string? Mode { get; internal set; }

    /// <summary>The release of Sora that it runs.</summary>
    [JsonPropertyName("sora_version")]
    [JsonInclude]
    public string? SoraVersion { get; internal set; }

    /// <summary>Whether it leaves the cluster for good when it stops, without PurgeClusterNode.</summary>
    [JsonPropertyName("temporary_node")]
    [JsonInclude]
    public bool? TemporaryNode { get; internal set; }

    /// <summary>The number of its epoch, as the server sends it.</summary>
    [JsonPropertyName("epoch")]
    [JsonConverter(typeof(WholeNumberConverter))]
    [JsonInclude]
    public long? Epoch { get; internal set; }

    /// <summary>When it became a member, in local time, exact to the microsecond.</summary>
    [JsonIgnore]
    public DateTime? MemberSince { get; private set; }

    /// <summary>Where other nodes reach its API. No cmdlet sends a request there; Register-SoraServer -FromCluster registers it.</summary>
    [JsonPropertyName("cluster_api_url")]
    [JsonInclude]
    public string? ClusterApiUrl { get; internal set; }

    /// <summary>Where other nodes reach its signalling.</summary>
    [JsonPropertyName("cluster_signaling_url")]
    [JsonInclude]
    public string? ClusterSignalingUrl { get; internal set; }

    /// <summary>The maximum number of simultaneous connections of its licence.</summary>
    [JsonPropertyName("license_max_connections")]
    [JsonConverter(typeof(WholeNumberConverter))]
    [JsonInclude]
    public long? LicenseMaxConnections { get; internal set; }

    /// <summary>The maximum number of nodes of its licence.</summary>
    [JsonPropertyName("license_max_nodes")]
    [JsonConverter(typeof(WholeNumberConverter))]
    [JsonInclude]
    public long? LicenseMaxNodes { get; internal set; }

    /// <summary>The serial code of its licence.</summary>
    [JsonPropertyName("license_serial_code")]
    [JsonInclude]
    public string? LicenseSerialCode { get; internal set; }

    /// <summary>The type of its licence.</summary>
    [JsonPropertyName("license_type")]
    [JsonInclude]
    public string? LicenseType { get; internal set; }

    /// <summary>The name of <c>node_name</c> in Sora 2021.</summary>
    [JsonPropertyName("cluster_node_name")]
    [JsonInclude]
    internal string? ClusterNodeName
    {
        set => NodeName ??= value;
    }

    /// <summary>A text that is no time stays a field of that name.</summary>
    [JsonPropertyName("member_since")]
    [JsonInclude]
    internal string? MemberSinceText
    {
        set
        {
            if (DateTime.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            {
                MemberSince = time.ToLocalTime();
            }
            else if (value is not null)
            {
                AddUnknownField("member_since", value);
            }
        }
    }

    internal override bool IsAnswer => NodeName is not null;

    /// <summary>The name of the node.</summary>
    public override string ToString() => SafeText.ForDisplay(NodeName);
}
