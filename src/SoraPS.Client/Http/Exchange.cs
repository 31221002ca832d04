using System.Diagnostics;
using System.Net;

namespace SoraPS;

/// <summary>One request and what came of it, for those who want to see what is sent. Without anything that may be secret.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Uri">Where the request went, as it may be shown.</param>
/// <param name="Sent">The bytes of its body.</param>
/// <param name="Status">The status of the answer; null if there was none.</param>
/// <param name="Received">The bytes read of the answer's body, as they are without compression.</param>
/// <param name="Elapsed">From the beginning of the request until nobody read its answer any more.</param>
public sealed record SoraExchange(SoraOperation Operation, Uri Uri, int Sent, HttpStatusCode? Status, long Received, TimeSpan Elapsed);

/// <summary>Measures an exchange, and tells about it once.</summary>
internal sealed class ExchangeClock
{
    private readonly Action<SoraExchange> _done;
    private readonly SoraOperation _operation;
    private readonly Uri _uri;
    private readonly int _sent;
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public ExchangeClock(Action<SoraExchange> done, SoraOperation operation, Uri uri, int sent)
    {
        _done = done;
        _operation = operation;
        _uri = uri;
        _sent = sent;
    }

    public void Stop(HttpStatusCode? status, long received) => _done(new SoraExchange(_operation, _uri, _sent, status, received, _watch.Elapsed));
}
