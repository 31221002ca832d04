namespace SoraPS.Http;

/// <summary>
/// One step on the way of a request to the server and of its response back, as a <see cref="DelegatingHandler"/> is one, but for calls that know
/// their operation. <see cref="HttpPipeline"/> has the order of the stages.
/// </summary>
internal abstract class HttpStage
{
    /// <summary>Sends the call on to the next stage, and returns its response, whose body is still arriving.</summary>
    public abstract Task<SoraResponse> SendAsync(HttpCall call);
}
