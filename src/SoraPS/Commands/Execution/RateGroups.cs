using SoraPS.Output;

namespace SoraPS.Commands.Execution;

/// <summary>Writes rates: of each connection when it is known, or sums of them in the end.</summary>
internal sealed class RateGroups
{
    public const string ByConnection = "Connection";
    private const string ByChannel = "Channel";
    private const string ByRole = "Role";

    private readonly CmdletPipeline _pipeline;
    private readonly ServerObjectWriter _output;
    private readonly string _groupBy;
    private readonly Dictionary<(SoraServer, string?), SoraConnectionRate> _sums = new();
    private readonly List<(SoraServer Server, SoraConnectionRate Sum)> _inOrder = new();

    /// <param name="pipeline">The pipeline.</param>
    /// <param name="output">Writes objects with their server.</param>
    /// <param name="groupBy">What is summed up.</param>
    public RateGroups(CmdletPipeline pipeline, ServerObjectWriter output, string groupBy)
    {
        _pipeline = pipeline;
        _output = output;
        _groupBy = groupBy;
    }

    /// <summary>Whether roles must be known.</summary>
    public bool NeedsRoles => Is(ByRole);

    /// <summary>How many connections there were.</summary>
    public int Count { get; private set; }

    public void Add(IReadOnlyList<SoraConnectionRate> rates, SoraServer server)
    {
        Count += rates.Count;
        if (Is(ByConnection))
        {
            _output.Write(rates, server);
            return;
        }

        foreach (var rate in rates)
        {
            string? channel = Is(ByChannel) ? rate.ChannelId : null;
            string? role = NeedsRoles ? rate.Role : null;
            if (!_sums.TryGetValue((server, channel ?? role), out var sum))
            {
                _sums.Add((server, channel ?? role), sum = SoraConnectionRate.CreateSum(channel, role));
                _inOrder.Add((server, sum));
            }

            sum.Add(rate);
        }
    }

    /// <summary>Writes the sums.</summary>
    public void Complete()
    {
        foreach (var (server, sum) in _inOrder)
        {
            sum.SetServer(server);
            var wrapped = _pipeline.Wait(PipelineOutput.WrapAsync(new[] { sum }))[0];
            PipelineOutput.ShowSum(wrapped);
            _pipeline.WriteObject(wrapped);
        }
    }

    private bool Is(string groupBy) => groupBy.Equals(_groupBy, StringComparison.OrdinalIgnoreCase);
}
