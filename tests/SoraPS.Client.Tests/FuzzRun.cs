using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using FsCheck;
using Microsoft.FSharp.Core;

namespace SoraPS.Client.Tests;

/// <summary>
/// How much is tried, and from which seed. In every test run a little from always the same seed; with SORAPS_STRESS set to a number that
/// many, from a seed of its own, which is printed and can be given again in SORAPS_SEED.
/// </summary>
internal sealed class FuzzRun
{
    private const ulong UsualSeed = 20151104;

    private readonly ConcurrentDictionary<string, int> _outcomes = new();
    private readonly Action<string> _write;
    private readonly string _name;
    private readonly int _share;

    /// <param name="name">What is tried.</param>
    /// <param name="usualCount">How often in every test run.</param>
    /// <param name="write">Where to say what came of it.</param>
    /// <param name="share">How many times less often than asked for in a long run.</param>
    public FuzzRun(string name, int usualCount, Action<string> write, int share = 1)
    {
        _name = name;
        _share = share;
        _write = write;
        IsLong = int.TryParse(Environment.GetEnvironmentVariable("SORAPS_STRESS"), NumberStyles.None, CultureInfo.InvariantCulture, out int count);
        Count = IsLong ? Math.Max(1, count / share) : usualCount;
        Seed = ulong.TryParse(Environment.GetEnvironmentVariable("SORAPS_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) ? seed
            : IsLong ? (ulong)Random.Shared.NextInt64() : UsualSeed;
        if (IsLong)
        {
            // A crash takes everything with it but this.
            Console.Error.WriteLine(Text($"{name}: SORAPS_STRESS={Count * _share} SORAPS_SEED={Seed}"));
        }
    }

    public bool IsLong { get; }

    public int Count { get; }

    public ulong Seed { get; }

    public IReadOnlyDictionary<string, int> Outcomes => _outcomes;

    public void Happened(string outcome) => _outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);

    /// <summary>Tries the property so often; the first failure is shrunk and ends the test with what is needed to repeat it.</summary>
    public Task CheckAsync<T>(Arbitrary<T> arbitrary, Func<T, Task> property) =>
        Task.Run(() => Check(arbitrary, property)); // away from the test's own context, which would be asked at every await

    private void Check<T>(Arbitrary<T> arbitrary, Func<T, Task> property)
    {
        int index = 0;
        var watch = Stopwatch.StartNew();
        var processor = ProcessorTime();
        var config = Config.QuickThrowOnFailure.WithMaxTest(Count).WithQuietOnSuccess(true).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed), FSharpOption<int>.None)));
        FsCheck.Fluent.Prop.ForAll(arbitrary, async (T value) =>
        {
            int mine = Interlocked.Increment(ref index);
            try
            {
                await property(value).WaitAsync(TestClient.SafetyLimit).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(Text($"{_name}, SORAPS_STRESS={Count * _share} SORAPS_SEED={Seed}, number {mine}: {e.GetType().Name}: {e.Message}"), e);
            }
        }).Check(config);
        _write(Text($"{_name}: {Count} in {watch.Elapsed.TotalSeconds:f1} s, {Count / watch.Elapsed.TotalSeconds:f0} per second ({Count / (ProcessorTime() - processor).TotalSeconds:f0} per second of processor time), seed {Seed}"));
        foreach (var outcome in _outcomes.OrderBy(outcome => outcome.Key, StringComparer.Ordinal))
        {
            _write(Text($"  {outcome.Value,9} {outcome.Key}"));
        }
    }

    private static TimeSpan ProcessorTime()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
