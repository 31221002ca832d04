
namespace SoraPS.Client.Tests;

/// <summary>Mutated lists without a network between: what the reader delivers depends on the bytes alone, not on how they are cut.</summary>
[Trait("Category", "Stress")]
public sealed class FuzzReaderTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_mutated_list_is_the_same_wherever_it_is_cut()
    {
        var run = new FuzzRun("lists", 1_000, output.WriteLine);
        await run.CheckAsync(FuzzCase.All, async one =>
        {
            byte[] body = one.Body();
            var (elements, whole) = ReferenceJson.List(body, _ => true);
            foreach (int size in new[] { int.MaxValue, 1 + (one.With % 50), 1 }.Where(size => body.Length < 20_000 || size > 1))
            {
                var (items, error) = await ReadAsync(new JsonArrayReaderTests.Pieces(body, size, size));
                Assert.Equal(whole, error is null);
                Assert.Equal(elements.Count, items.Count);
                Assert.All(elements.Zip(items), pair => Assert.True(ReferenceJson.Same(pair.First, pair.Second)));
                run.Happened(error is null ? "whole" : items.Count > 0 ? "broken off" : "no list");
            }
        });
        Assert.Equal(["broken off", "no list", "whole"], run.Outcomes.Keys.Order(StringComparer.Ordinal));
    }

    private static async Task<(List<object?> Items, Exception? Error)> ReadAsync(Stream stream)
    {
        using var reader = new JsonArrayReader<object?>(stream, SoraJson.Default.CreateValueReader());
        var items = new List<object?>();
        try
        {
            while (await reader.ReadAsync(CancellationToken.None) is { } here)
            {
                items.AddRange(here);
            }

            return (items, null);
        }
        catch (Exception e) when (ExceptionMapper.IsReadFailure(e))
        {
            return (items, e);
        }
    }
}
