using System.Text.Json;
using BenchmarkDotNet.Attributes;
using SoraPS.Sketch;
using SoraPS.TestServers;

namespace SoraPS.Benchmarks;

/// <summary>From the bytes of a list to connections, without a network or PowerShell.</summary>
[MemoryDiagnoser]
public class ListBenchmarks
{
    private byte[] _json = [];

    /// <summary>How many connections; one is about 360 bytes.</summary>
    [Params(1, 100, 10_000, 100_000)]
    public int Count { get; set; }

    /// <summary>Prepares the bytes.</summary>
    [GlobalSetup]
    public void Prepare() => _json = BenchmarkServer.ListOf(Count).SelectMany(part => part).ToArray();

    /// <summary>Ours, to the end.</summary>
    [Benchmark(Baseline = true)]
    public async Task<int> SoraPS()
    {
        using var reader = Reader();
        int count = 0;
        while (await reader.ReadAsync(CancellationToken.None) is { } here)
        {
            count += here.Count;
        }

        return count;
    }

    /// <summary>Ours, to the first connections.</summary>
    [Benchmark]
    public async Task<int> SoraPSFirst()
    {
        using var reader = Reader();
        return (await reader.ReadAsync(CancellationToken.None))!.Count;
    }

    /// <summary>The serializer with generated code, all into a list; it knows nothing of unknown fields or shapes.</summary>
    [Benchmark]
    public int Deserialize() => JsonSerializer.Deserialize(_json, SketchContext.Default.ListSketchConnection)!.Count;

    /// <summary>The serializer's own stream of elements.</summary>
    [Benchmark]
    public async Task<int> DeserializeAsyncEnumerable()
    {
        int count = 0;
        await foreach (var connection in JsonSerializer.DeserializeAsyncEnumerable(new MemoryStream(_json), SketchContext.Default.SketchConnection))
        {
            count += connection is null ? 0 : 1;
        }

        return count;
    }

    /// <summary>A document, with every id and role read from it.</summary>
    [Benchmark]
    public int Document()
    {
        using var document = JsonDocument.Parse(_json);
        int length = 0;
        foreach (var connection in document.RootElement.EnumerateArray())
        {
            foreach (string name in (string[])["channel_id", "client_id", "connection_id", "role"])
            {
                length += connection.GetProperty(name).GetString()!.Length;
            }
        }

        return length;
    }

    private JsonArrayReader<SoraConnection> Reader() => new(new MemoryStream(_json), SoraJson.Default.CreateConnectionReader());
}
