using static SoraPS.SoraFields;

namespace SoraPS;

/// <content>Operations on the server itself: licence, mode, cluster.</content>
public static partial class SoraOperations
{
    private const string License = nameof(License);
    private const string ModeGroup = "Mode";
    private const string Cluster = nameof(Cluster);

    /// <summary>Gets the licence. No body.</summary>
    public static readonly SoraOperation<SoraLicense> GetLicense = Row(new SoraOperation<SoraLicense>("Sora_20171218.GetLicense")
    {
        About = ("Shows the licence.", "ライセンスを取得します。"),
        Group = License, Changes = false, Stability = Stable, Certainty = "A/A", Source = "API_LICENSE; max_nodes: sora_exporter (B)", Cmdlet = new(new[] { "Get-SoraLicense", "Test-SoraServer" }),
    });

    /// <summary>Lets Sora read its licence file anew. No body.</summary>
    public static readonly SoraOperation<SoraUpdatedLicense> UpdateLicense = Row(new SoraOperation<SoraUpdatedLicense>("Sora_20171218.UpdateLicense")
    {
        About = ("Reads the licence file anew.", "ライセンスファイルを読み込み直します。"),
        Group = License, Stability = Stable, Certainty = "A/A", Source = "API_LICENSE", Cmdlet = new(new[] { "Update-SoraLicense" }),
    });

    /// <summary>Gets the mode: which new connections the server accepts. No body.</summary>
    public static readonly SoraOperation<SoraMode> GetMode = Row(new SoraOperation<SoraMode>("Sora_20211215.GetMode")
    {
        About = ("Shows whom the server lets in.", "サーバーのモード (接続の受け入れ方) を取得します。"),
        Group = ModeGroup, Changes = false, Stability = Stable, Since = "2021.2", Certainty = "A/A", Source = "API_MODE", Cmdlet = new(new[] { "Get-SoraMode", "Test-SoraServer" }),
    });

    /// <summary>Changes the mode: <c>mode</c>.</summary>
    public static readonly SoraOperation<SoraMode> ChangeMode = Row(new SoraOperation<SoraMode>("Sora_20211215.ChangeMode")
    {
        About = ("Decides whom the server lets in.", "サーバーのモード (接続の受け入れ方) を変えます。"),
        Group = ModeGroup, Required = new[] { Mode }, Echo = new[] { Mode }, Stability = Stable, Since = "2021.2", Certainty = "A/A", Source = "API_MODE", Cmdlet = new(new[] { "Set-SoraMode", "Suspend-SoraServer", "Resume-SoraServer" }),
    });

    /// <summary>Lists the nodes of the cluster. No body.</summary>
    public static readonly SoraListOperation<SoraClusterNode> ListClusterNodes = Row(new SoraListOperation<SoraClusterNode>("Sora_20211215.ListClusterNodes", json => json.CreateAnswerReader<SoraClusterNode>())
    {
        About = ("Lists the nodes of the cluster.", "クラスターのノードの一覧を取得します。"),
        Group = Cluster, Stability = Stable, Since = "2021.2", Certainty = "B/B", Source = "sora_exporter", Cmdlet = new(new[] { "Get-SoraClusterNode", "Test-SoraServer" }),
    });

    /// <summary>Lists the channels of the cluster. No body. What it answers is not publicly known.</summary>
    public static readonly SoraOperation ListClusterChannels = Row(new SoraOperation("Sora_20211215.ListClusterChannels")
    {
        About = ("Lists the channels of the cluster.", "クラスターのチャネルの一覧を取得します。"),
        Group = Cluster, Changes = false, Stability = Stable, Since = "2021.2", Certainty = "B/-", Source = "sora-devtools", Cmdlet = new(new[] { "Get-SoraClusterChannel" }),
    });

    // What changes a cluster is never sent twice: what Sora answers is not publicly known, so that a failure does not say what has been done.

    /// <summary>Forms a cluster: <c>node_name_list</c>. What it answers is not publicly known.</summary>
    public static readonly SoraOperation<SoraInitializedCluster> InitCluster = Row(new SoraOperation<SoraInitializedCluster>("Sora_20221221.InitCluster")
    {
        About = ("Forms a cluster out of nodes; once in its life.", "ノードからクラスターを作ります。1 つのクラスターにつき 1 回だけ行います。"),
        Group = Cluster, Required = new[] { NodeNameList }, IsRepeatable = false, Reader = json => json.CreateAnyAnswerReader().Read<SoraInitializedCluster>,
        Stability = Stable, Since = "2022.2", Certainty = "A/-", Source = "API_CLUSTER", Cmdlet = new(new[] { "Initialize-SoraCluster" }),
    });

    /// <summary>Lets the node that is asked join a cluster: <c>contact_node_name</c>. That it is the one that joins is an inference (D). What it answers is not publicly known.</summary>
    public static readonly SoraOperation<SoraRegisteredClusterNode> RegisterClusterNode = Row(new SoraOperation<SoraRegisteredClusterNode>("Sora_20211215.RegisterClusterNode")
    {
        About = ("Lets the node that is asked join the cluster of another.", "リクエスト先のノードを、別のノードのクラスターに参加させます。"),
        Group = Cluster, Required = new[] { ContactNodeName }, IsRepeatable = false, Reader = json => json.CreateAnyAnswerReader().Read<SoraRegisteredClusterNode>,
        Stability = Stable, Since = "2021.2", Certainty = "A/-", Source = "API_CLUSTER", Cmdlet = new(new[] { "Register-SoraClusterNode" }),
    });

    /// <summary>Removes a node from the cluster: <c>target_node_name</c>. What it answers is not publicly known.</summary>
    public static readonly SoraOperation<SoraRemovedClusterNode> PurgeClusterNode = Row(new SoraOperation<SoraRemovedClusterNode>("Sora_20220629.PurgeClusterNode")
    {
        About = ("Removes a node that is gone from the cluster for good.", "失われたノードをクラスターから取り除きます。"),
        Group = Cluster, Required = new[] { TargetNodeName }, IsRepeatable = false, Reader = json => json.CreateAnyAnswerReader().Read<SoraRemovedClusterNode>,
        Stability = Stable, Since = "2022.1", Certainty = "B/-", Source = "sora-devtools", Cmdlet = new(new[] { "Remove-SoraClusterNode" }),
    });

    private static readonly SoraOperation[] ClusterOperations =
    {
        Row(new SoraOperation("Sora_20211215.JoinCluster")
        {
            About = ("Let the node that is asked join the cluster of another.", "リクエスト先のノードを、別のノードのクラスターに参加させるものでした。"),
            Group = Cluster, Required = new[] { ContactNodeName }, IsRepeatable = false,
            Stability = Removed, RemovedIn = "2024.2.0", Successor = "Sora_20211215.RegisterClusterNode", Since = "2021.2", Certainty = "A/-", Source = "RELEASE_NOTE",
        }),
    };
}
