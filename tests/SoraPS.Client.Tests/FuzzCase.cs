using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SoraPS.Client.Tests;

/// <summary>A documented answer and all that was done to it. A failing one is shrunk by leaving out edits.</summary>
internal sealed record FuzzCase(int Seed, FuzzEdit[] Structure, FuzzEdit[] Bytes, int Status, FuzzFraming Framing, int With)
{
    private static readonly int[] Statuses = { 201, 202, 206, 203, 301, 307, 308, 400, 401, 403, 404, 407, 408, 409, 413, 429, 431, 500, 502, 503, 504, 599, 999 };

    private static readonly Gen<FuzzEdit> AnEdit =
        from kind in Gen.Choose(0, 1_000)
        from at in Gen.Choose(0, 1_000_000)
        from with in Gen.Choose(0, 1_000_000)
        select new FuzzEdit(kind, at, with);

    private static readonly Gen<FuzzFraming> AFraming = Gen.Frequency(
        (24, Gen.Constant(FuzzFraming.Length)),
        (16, Gen.Constant(FuzzFraming.Chunked)),
        (6, Gen.Elements(FuzzFraming.Gzip, FuzzFraming.Deflate, FuzzFraming.Brotli)),
        (1, Gen.Constant(FuzzFraming.ToTheEnd)),
        (6, Gen.Elements(FuzzFraming.TooLong, FuzzFraming.TooShort, FuzzFraming.BrokenChunk, FuzzFraming.CutOff, FuzzFraming.HeadEdited, FuzzFraming.CodingBroken, FuzzFraming.NotCoded, FuzzFraming.OddHead, FuzzFraming.Reset)));

    /// <summary>What is asked for is silence, and somebody has to wait for it.</summary>
    private static readonly Gen<FuzzFraming> Any = Gen.Frequency((400, AFraming), (1, Gen.Constant(FuzzFraming.Silent)));

    private static readonly Gen<int> ADocumented = Gen.Choose(FuzzTokens.Fixed.Length, FuzzTokens.Seeds.Length - 1);

    private static readonly Gen<int> AStatus = Gen.Frequency((6, Gen.Constant(0)), (2, Gen.Constant(200)), (2, Gen.Elements(Statuses)));

    public static Arbitrary<FuzzCase> All { get; } = Arb.From(
        from seed in Gen.Frequency((2, ADocumented), (1, AFixed(seed => seed.Body.Contains("connection_id"))), (1, AFixed(seed => seed.Status == 200)), (1, AFixed(seed => seed.Status != 200)))
        from structure in Edits(10, 40, 20, 5)
        from bytes in Edits(60, 25, 8, 2)
        from status in AStatus
        from framing in Any
        from with in Gen.Choose(0, 1_000_000)
        select new FuzzCase(seed, structure, bytes, status == 0 ? FuzzTokens.Seeds[seed].Status : status, framing, with),
        Simpler);

    public byte[] Body()
    {
        var seed = FuzzTokens.Seeds[Seed];
        var node = seed.Node;
        foreach (var edit in Structure)
        {
            node = node?.Edit(edit);
        }

        // Half a character that comes out of it is the encoder's to replace; those that are meant are written as escapes or bytes.
        return Bytes.Aggregate(Encoding.UTF8.GetBytes(node?.ToString() ?? seed.Body), Edited);
    }

    /// <summary>What goes over the wire, and the numbers that make it again.</summary>
    public override string ToString()
    {
        var wire = FuzzAnswer.Of(this, Body());
        string bytes = Convert.ToBase64String(wire.Pieces.SelectMany(piece => piece).Take(20_000).ToArray());
        return string.Create(CultureInfo.InvariantCulture, $"seed {Seed}, structure [{Text(Structure)}], bytes [{Text(Bytes)}], status {Status}, {Framing} {With}, pieces [{string.Join(',', wire.Pieces.Select(piece => piece.Length))}], then {wire.Ending}; base64: {bytes}");
    }

    /// <summary>Bytes after an edit of one place in them.</summary>
    internal static byte[] Edited(byte[] bytes, FuzzEdit edit)
    {
        int at = edit.At % (bytes.Length + 1);
        int length = Math.Min(edit.With % 40, bytes.Length - at);
        var (before, after) = (bytes[..at], bytes[at..]);
        switch (edit.Kind % 8)
        {
            case 0 or 1 or 2:
                return [.. before, .. FuzzTokens.Bytes[edit.With % FuzzTokens.Bytes.Length], .. after];
            case 3:
                return [.. before, .. after[length..]];
            case 4:
                return before;
            case 5:
                return [.. before, .. after.Take(1).Select(value => (byte)(value ^ (1 << (edit.With % 8)))), .. after.Skip(1)];
            case 6:
                return [.. before, .. Encoding.UTF8.GetBytes(FuzzTokens.Fixed[edit.With % FuzzTokens.Fixed.Length].Body).Skip(edit.Kind / 8)];
            default:
                return [.. before, .. Enumerable.Repeat(after[..length], (edit.With / 40) % 30).SelectMany(some => some), .. after];
        }
    }

    private static Gen<int> AFixed(Func<FuzzSeed, bool> chosen) => Gen.Elements(Enumerable.Range(0, FuzzTokens.Fixed.Length).Where(i => chosen(FuzzTokens.Fixed[i])));

    private static Gen<FuzzEdit[]> Edits(int none, int one, int two, int many) => Gen.Frequency(
        (none, Gen.Constant(Array.Empty<FuzzEdit>())),
        (one, AnEdit.ArrayOf(1)),
        (two, AnEdit.ArrayOf(2)),
        (many, AnEdit.ArrayOf(6)));

    private static IEnumerable<FuzzCase> Simpler(FuzzCase one)
    {
        for (int i = 0; i < one.Structure.Length; i++)
        {
            yield return one with { Structure = one.Structure.Where((_, at) => at != i).ToArray() };
        }

        for (int i = 0; i < one.Bytes.Length; i++)
        {
            yield return one with { Bytes = one.Bytes.Where((_, at) => at != i).ToArray() };
        }

        if (one.Framing != FuzzFraming.Length)
        {
            yield return one with { Framing = FuzzFraming.Length };
        }
    }

    private static string Text(FuzzEdit[] edits) => string.Join(", ", edits.Select(edit => FormattableString.Invariant($"{edit.Kind}/{edit.At}/{edit.With}")));
}
