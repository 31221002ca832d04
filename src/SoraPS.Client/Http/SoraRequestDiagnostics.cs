using System.Net;

namespace SoraPS.Http;

/// <summary>One request and its response, for those who want to see what is sent. It holds nothing that may be secret.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Uri">Where the request went, without what may be secret.</param>
/// <param name="SentBytes">The length of its body in bytes.</param>
/// <param name="Status">The status of the response; null if there was none.</param>
/// <param name="ReceivedBytes">How many bytes of the response's body were read, after decompression.</param>
/// <param name="Elapsed">From the start of the request until its response was read or given up.</param>
public sealed record SoraRequestDiagnostics(SoraOperation Operation, Uri Uri, int SentBytes, HttpStatusCode? Status, long ReceivedBytes, TimeSpan Elapsed);
