namespace SoraPS.Http;

/// <summary>Adds the headers that identify the caller, but only to requests that go to the origin that they were given for.</summary>
internal sealed class AuthenticationStage : HttpStage
{
    private static readonly KeyValuePair<string, string>[] Defaults =
    {
        new("Accept", "application/json"),
        new("User-Agent", "SoraPS/" + typeof(SoraClient).Assembly.GetName().Version!.ToString(3)),
    };

    private readonly KeyValuePair<string, string>[] _headers;
    private readonly HttpStage _next;

    public AuthenticationStage(SoraClientOptions options, HttpStage next)
    {
        var given = options.GetRequestHeaders().ToList();
        _headers = given.Concat(Defaults.Where(header => !given.Exists(other => header.Key.Equals(other.Key, StringComparison.OrdinalIgnoreCase)))).ToArray();
        _next = next;
    }

    public override Task<SoraResponse> SendAsync(HttpCall call)
    {
        call.Headers = call.IsSameOrigin ? _headers : Defaults;
        return _next.SendAsync(call);
    }
}
