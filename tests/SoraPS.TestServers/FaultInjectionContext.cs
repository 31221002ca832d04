using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SoraPS.TestServers;

/// <summary>A request to a <see cref="FaultInjectingServer"/>, and the correct answer to it.</summary>
internal sealed class FaultInjectionContext
{
    /// <summary>The path of a redirect.</summary>
    public const string Hop = "hop";

    /// <summary>The path of a redirect that leads to another redirect.</summary>
    public const string Circle = "circle";

    private static readonly Regex Numbered = new("[\"/]C(?<number>[0-9]+)\"|Change(?<number>[0-9]+)$", RegexOptions.CultureInvariant);
    private static readonly Regex HopPath = new("^POST /(hop|circle)/(?<number>[0-9]+) ", RegexOptions.CultureInvariant);

    private readonly Uri _other;

    /// <param name="request">The request.</param>
    /// <param name="number">Its number, unique among all requests.</param>
    /// <param name="other">The port to which it may be redirected.</param>
    /// <param name="nowhere">A port on which nothing listens.</param>
    public FaultInjectionContext(RawRequest request, int number, Uri other, Uri nowhere)
    {
        _other = other;
        Nowhere = nowhere.AbsoluteUri;
        Hops = NumberIn(HopPath.Match(request.Line)) ?? 0;
        Circles = request.Line.StartsWith("POST /" + Circle, StringComparison.Ordinal);
        Change = NumberIn(Numbered.Match(request.Body)) ?? NumberIn(Numbered.Match(request.Target ?? string.Empty));
        Body = Change is { } change ? "{\"channel_id\":\"soak\",\"connection_id\":\"C" + Text(change) + "\"}" : List(number);
        Half = Change is null ? Body.Substring(0, Body.IndexOf("},", StringComparison.Ordinal) + 2) : Body.Substring(0, 9);
    }

    /// <summary>Which change it is; null for a list.</summary>
    public int? Change { get; }

    /// <summary>How many redirects led here.</summary>
    public int Hops { get; }

    /// <summary>True for a request that is always redirected.</summary>
    public bool Circles { get; }

    public string Nowhere { get; }

    /// <summary>The change, or a list whose objects say in which answer they came and as which.</summary>
    public string Body { get; }

    /// <summary>Its beginning: of a list, one object.</summary>
    public string Half { get; }

    public string Rest => Body.Substring(Half.Length);

    /// <summary>The header.</summary>
    public string Length => "content-length: " + Text(Encoding.UTF8.GetByteCount(Body));

    /// <summary>The other port, under a path that is new for this request.</summary>
    public string OtherPort(string path) => new Uri(_other, path + "/" + Text(Hops + 1)).AbsoluteUri;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int? NumberIn(Match match) => match.Success ? int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) : null;

    private static string List(int number) =>
        "[" + string.Join(",", Enumerable.Range(0, 2 + (number % 20)).Select(i => RawServer.Connection("soak", Text(number) + "-" + Text(i)))) + "]";
}
