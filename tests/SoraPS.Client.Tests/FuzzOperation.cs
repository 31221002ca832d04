using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace SoraPS.Client.Tests;

/// <summary>
/// A row of the table of operations whose answer has a type, as the fuzzer calls it. The rows are found by reflection: a new one is fuzzed
/// by being in the table.
/// </summary>
internal abstract class FuzzOperation(SoraOperation row, Type answer, bool isLenient = false)
{
    /// <summary>The rows that answer with one object.</summary>
    public static readonly IReadOnlyList<FuzzOperation> Calls = Rows(typeof(SoraOperation<>), typeof(FuzzCall<>));

    /// <summary>The rows that answer with a list.</summary>
    public static readonly IReadOnlyList<FuzzOperation> Lists = Rows(typeof(SoraListOperation<>), typeof(FuzzList<>));

    private readonly (string Name, PropertyInfo Property)[] _members = answer.GetProperties()
        .Select(property => (property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name, property))
        .Where(member => member.Name is not null)
        .ToArray()!;

    public SoraOperation Row => row;

    public Type Answer => answer;

    /// <summary>What is sent: the example of the row.</summary>
    public SoraRequest Request { get; } = TestClient.Request(row, JsonNode.Parse(row.Example ?? "{}")!.AsObject());

    /// <summary>True if the type takes texts only, so that an answer that does not fit can be told without the client; and not where a reader of our own keeps what does not fit.</summary>
    public bool IsPredictable => !isLenient && Array.TrueForAll(_members, member => member.Property.PropertyType == typeof(string));

    private bool IsCertain => row.Certainty!.EndsWith('A');

    private IEnumerable<(string Name, PropertyInfo Property)> Texts => _members.Where(member => member.Property.PropertyType == typeof(string));

    /// <param name="client">The client.</param>
    /// <param name="request">What is sent instead of the example.</param>
    public abstract IAsyncEnumerable<SoraObject> CallAsync(SoraClient client, SoraRequest? request = null);

    /// <summary>True for JSON that is an answer of the operation.</summary>
    public bool Fits(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Object } json
        && json.EnumerateObject().All(member => !Texts.Any(text => text.Name == member.Name) || member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null)
        && (!IsCertain || Expected(json).IsAnswer);

    /// <summary>The texts of the answer are those of the JSON; one that the JSON lacks may be that of the request.</summary>
    public void AssertTexts(JsonElement value, SoraAnswer actual)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Assert.True(isLenient);
            return;
        }

        if (actual is SoraChangedNotifyMetadata changed)
        {
            // The answer may be what a client chose: no id comes from it.
            Assert.Equal(new[] { Request[SoraFields.ChannelId], Request[SoraFields.ConnectionId] }, new[] { changed.ChannelId, changed.ConnectionId });
            return;
        }

        var expected = Expected(value);
        foreach (var (name, property) in Texts)
        {
            string? sent = Row.Required.Concat(Row.Optional).FirstOrDefault(field => field.Name == name) is { } field ? Request[field] as string : null;
            Assert.Contains((string?)property.GetValue(actual), property.GetValue(expected) is string text ? [text] : new[] { null, sent });
        }
    }

    /// <summary>The texts of the answer are those of the request that the operation repeats.</summary>
    public void AssertEcho(SoraAnswer actual)
    {
        foreach (var field in Row.Echo)
        {
            var text = Texts.SingleOrDefault(text => text.Name == field.Name).Property;
            Assert.Equal(text is null ? null : Request[field], text?.GetValue(actual));
        }
    }

    private SoraAnswer Expected(JsonElement value)
    {
        var expected = (SoraAnswer)Activator.CreateInstance(answer)!;
        foreach (var (name, property) in Texts)
        {
            property.SetValue(expected, value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null);
        }

        return expected;
    }

    private static List<FuzzOperation> Rows(Type kind, Type call) => SoraOperations.All
        .Where(row => row.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == kind)
        .Select(row => (FuzzOperation)Activator.CreateInstance(call.MakeGenericType(row.GetType().GenericTypeArguments), row)!)
        .ToList();
}

internal sealed class FuzzCall<T>(SoraOperation<T> row) : FuzzOperation(row, typeof(T), row.Reader is not null)
    where T : SoraAnswer
{
    public override async IAsyncEnumerable<SoraObject> CallAsync(SoraClient client, SoraRequest? request = null)
    {
        yield return await client.CallAsync(row, request ?? Request);
    }
}

internal sealed class FuzzList<T>(SoraListOperation<T> row) : FuzzOperation(row, typeof(T))
    where T : SoraObject
{
    public override IAsyncEnumerable<SoraObject> CallAsync(SoraClient client, SoraRequest? request = null) => client.ListAsync(row, request ?? (row.Body == SoraOperation.NoBody ? null : Request));
}
