using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SoraPS.Client.Tests;

/// <summary>What holds for every row of the table of operations, by being in it; and what a user finds by it.</summary>
public sealed class OperationTableTests
{
    private static readonly Regex TargetGrammar = new(@"^Sora_20[12]\d[01]\d[0-3]\d\.[A-Z][A-Za-z]+$");

    private static readonly string[] Stabilities = ["Stable", "Experimental", "Deprecated", "Removed", "Test"];

    public static TheoryData<string> Targets() => new(SoraOperations.All.Select(row => row.Target));

    [Fact]
    public void No_operation_is_there_twice()
    {
        Assert.Equal(SoraOperations.All.Count, SoraOperations.All.Select(row => row.Target).Distinct().Count());
        Assert.True(SoraOperations.All.Count > 70);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_row_says_what_it_must(string target)
    {
        var row = SoraOperations.Find(target);

        Assert.Matches(TargetGrammar, row.Target);
        Assert.NotEqual(SoraOperation.UnknownGroup, row.Group);
        Assert.Contains(row.Stability, Stabilities);
        Assert.Matches("^[A-D-]/[A-D-]$", row.Certainty);
        Assert.NotEmpty(row.Source!);
        Assert.True(row.Since is null || Regex.IsMatch(row.Since, @"^20\d\d\.\d(\.\d)?$"));
        Assert.True(row.Stability != "Deprecated" || row.RemovedIn is not null);
        Assert.True(row.RemovedIn is null || row.Stability is "Deprecated" or "Removed");
        Assert.True(row.Successor is null || (SoraOperations.Find(row.Successor).Group == row.Group && SoraOperations.Find(row.Successor).Stability == "Stable"));
        Assert.True(row.Changes || row.IsRepeatable);
        Assert.True(row.Changes || Regex.IsMatch(row.Name, "^(List|Get)"));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_row_says_what_it_does_in_both_languages(string target)
    {
        var row = SoraOperations.Find(target);

        string english = In("en-US", () => row.Summary);
        string japanese = In("ja-JP", () => row.Summary);

        Assert.Matches("^[ -~]+[.]$", english);
        Assert.Matches("[ぁ-ん].*。$", japanese);
        Assert.NotEqual(In("en-US", row.GetAvailability), In("ja-JP", row.GetAvailability) ?? string.Empty);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_request_has_the_keys_of_its_row_and_no_other(string target)
    {
        var row = SoraOperations.Find(target);
        var all = row.GetRequiredFields().Concat(row.GetOptionalFields()).ToList();
        var whole = new JsonObject(all.Select(field => KeyValuePair.Create(field.Name, JsonNode.Parse(field.Example))));

        var request = TestClient.Request(row, whole);

        Assert.Equal(all.Count, all.Select(field => field.Name).Distinct().Count());
        Assert.True(JsonNode.DeepEquals(whole, request.ToUtf8() is { } sent ? JsonNode.Parse(sent) : new JsonObject()));
        var foreign = new[] { SoraFields.ChannelId, SoraFields.Mode, SoraFields.Local, SoraFields.GroupId }.First(field => !all.Contains(field));
        Assert.Throws<ArgumentException>(() => request[foreign] = "a");
        foreach (var field in row.GetRequiredFields())
        {
            var less = whole.DeepClone().AsObject();
            less.Remove(field.Name);
            Assert.Throws<ArgumentException>(() => TestClient.Request(row, less).Validate());
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_key_takes_its_own_kind_only(string target)
    {
        var row = SoraOperations.Find(target);
        foreach (var field in row.GetRequiredFields().Concat(row.GetOptionalFields()))
        {
            var request = TestClient.Request(row, row.Example is null ? new JsonObject() : JsonNode.Parse(row.Example)!.AsObject());
            request[field] = new object();
            Assert.Throws<ArgumentException>(request.Validate);
            request[field] = field.Kind is SoraFieldKind.Boolean ? "true" : field.Kind is SoraFieldKind.Integer && field.Maximum < long.MaxValue ? field.Maximum + 1 : false;
            Assert.Throws<ArgumentException>(request.Validate);
        }
    }

    [Theory]
    [InlineData("ListConnections", "Sora_20201013.ListConnections")]
    [InlineData("listconnections", "Sora_20201013.ListConnections")]
    [InlineData("StartRecording", "Sora_20231220.StartRecording")]
    public void A_name_means_the_newest_that_was_not_removed(string name, string target) => Assert.Equal(target, SoraOperations.Find(name).Target);

    [Theory]
    [InlineData("JoinCluster")]
    [InlineData("NoSuchThing")]
    public void A_name_that_only_removed_operations_have_is_none(string name) => Assert.Throws<ArgumentException>(() => SoraOperations.Find(name));

    [Fact]
    public void A_target_of_another_case_is_found_as_a_mistake()
    {
        Assert.Same(SoraOperations.GetLicense, SoraOperations.FindMistyped("sora_20171218.getlicense"));
        Assert.Null(SoraOperations.FindMistyped("Sora_20171218.GetLicense"));
        Assert.Null(SoraOperations.FindMistyped("Sora_20171218.GetLicence"));
    }

    [Fact]
    public void The_deprecated_say_until_when_and_what_comes_after_them()
    {
        string english = In("en-US", SoraOperations.RequestRtpStream.GetAvailability)!;
        string japanese = In("ja-JP", SoraOperations.ResetRtpStream.GetAvailability)!;

        Assert.Contains("December 2027", english, StringComparison.Ordinal);
        Assert.Contains("Sora_20251217.RequestSimulcastRid", english, StringComparison.Ordinal);
        Assert.Contains("2027 年 12 月", japanese, StringComparison.Ordinal);
        Assert.Contains("Sora_20251217.RequestSimulcastRid", japanese, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-12", "2027-01-01T00:00:00Z")]
    [InlineData("2025-02", "2025-03-01T00:00:00Z")]
    [InlineData("9999-11", "9999-12-01T00:00:00Z")]
    public async Task A_licence_expires_at_the_last_moment_of_its_month(string month, string next)
    {
        using var server = new TestServers.RawServer(TestServers.RawServer.Json(200, "{\"expired_at\":\"" + month + "\",\"max_connections\":100.0,\"max_nodes\":null}"));
        using var client = TestClient.Create(server.Uri);

        var license = await client.CallAsync(SoraOperations.GetLicense);

        Assert.Equal(DateTimeKind.Local, license.ExpiresAt!.Value.Kind);
        Assert.Equal(TimeSpan.FromTicks(1), DateTime.Parse(next, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal) - license.ExpiresAt.Value.ToUniversalTime());
        Assert.Equal(100, license.MaxConnections);
        Assert.Null(license.MaxNodes);
    }

    [Theory]
    [InlineData("\"expired_at\":\"2026\"")]
    [InlineData("\"expired_at\":\"soon\"")]
    [InlineData("\"serial_code\":\"S\"")]
    public async Task A_licence_without_a_month_does_not_say_when_it_expires(string json)
    {
        using var server = new TestServers.RawServer(TestServers.RawServer.Json(200, "{" + json + "}"));
        using var client = TestClient.Create(server.Uri);

        Assert.Null((await client.CallAsync(SoraOperations.GetLicense)).ExpiresAt);
    }

    [Fact]
    public async Task What_is_not_repeatable_is_sent_once_even_where_it_cannot_have_arrived()
    {
        int attempts = 0;
        using var client = new SoraClient(new SoraClientOptions(new Uri("http://127.0.0.1:1/")) { MaximumRetryCount = 3, RetryInterval = TimeSpan.Zero });
        var observed = client.WithObserver(_ => Interlocked.Increment(ref attempts));

        await TestClient.ExpectErrorAsync(() => observed.CallAsync(SoraOperations.PushChannel, TestClient.Request(SoraOperations.PushChannel, JsonNode.Parse(SoraOperations.PushChannel.Example!)!.AsObject())));
        Assert.Equal(1, attempts);

        await TestClient.ExpectErrorAsync(() => observed.CallAsync(SoraOperations.ChangeMode, TestClient.Request(SoraOperations.ChangeMode, JsonNode.Parse(SoraOperations.ChangeMode.Example!)!.AsObject())));
        Assert.Equal(5, attempts);
    }

    private static T In<T>(string culture, Func<T> ask)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = new CultureInfo(culture);
            return ask();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
