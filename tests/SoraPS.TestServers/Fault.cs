using System.Security.Cryptography.X509Certificates;

namespace SoraPS.TestServers;

/// <summary>One thing that a server does wrong or unusually, and what a client must make of it.</summary>
public sealed class Fault
{
    internal Fault(string name, string list, string? change, Func<Payload, ServerStep[]> answers)
    {
        Name = name;
        List = list;
        Change = change;
        Answers = answers;
    }

    /// <summary>What the server does.</summary>
    public string Name { get; }

    /// <summary>The error id that a list ends with; empty where it succeeds.</summary>
    public string List { get; }

    /// <summary>The error id that a change ends with; empty where it succeeds, null where the fault is one of lists only.</summary>
    public string? Change { get; }

    /// <summary>How many connections a list delivers, before the error if there is one.</summary>
    public int Delivered { get; init; }

    /// <summary>The status that an error names; null where none arrived.</summary>
    public int? Status { get; init; }

    /// <summary>How the <c>ResponseBody</c> of an error begins; null where there is none.</summary>
    public string? Body { get; init; }

    /// <summary>True where the server sends nothing more, and the client's time limit ends the call.</summary>
    public bool Silent { get; init; }

    /// <summary>True where the server waits for the client to close.</summary>
    public bool Waits => Answers(Payload.OfList).Any(answer => answer.IsWaitForDisconnect);

    /// <summary>True where HTTP itself is in order: a client that takes any text, or any JSON, may find nothing wrong.</summary>
    public bool WellFramed { get; init; }

    /// <summary>True where nothing listens.</summary>
    public bool Refuses { get; init; }

    /// <summary>True where the answer comes when the head of the request is here, and its body is never read.</summary>
    public bool AnswersBeforeBody { get; init; }

    /// <summary>What the server shows in TLS; null for plain http.</summary>
    public Func<X509Certificate2>? Certificate { get; init; }

    internal Func<Payload, ServerStep[]> Answers { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>A server that does it, for lists or for changes.</summary>
    public RawServer Open(bool list)
    {
        var answers = Answers(list ? Payload.OfList : Payload.OfChange);
        if (Certificate is not null)
        {
            return new RawServer(Certificate(), answers);
        }

        var server = new RawServer(answers) { AnswersBeforeBody = AnswersBeforeBody };
        if (Refuses)
        {
            server.Dispose();
        }

        return server;
    }
}

/// <summary>A good body, and how it begins.</summary>
internal sealed record Payload(string Whole, string Half)
{
    private static readonly string First = RawServer.Connection("sora", "C1");

    public static Payload OfList { get; } = new("[" + First + "," + RawServer.Connection("sora", "C2") + "]", "[" + First + ",");

    public static Payload OfChange { get; } = new("{\"channel_id\":\"sora\",\"client_id\":\"client-C1\",\"connection_id\":\"C1\"}", "{\"channel_id\":\"sora\",\"conn");

    /// <summary>The whole as an answer that is framed well.</summary>
    public string Good => RawServer.Json(200, Whole);

    public string Length => "content-length: " + Whole.Length;
}
