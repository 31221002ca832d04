using System.Management.Automation;

namespace SoraPS.Output;

/// <summary>A JSON object of an answer for which we have no type. It behaves as any custom object, and knows its server, which is no property of the custom object.</summary>
internal sealed class ResponseObject : PSObject
{
    public ResponseObject(SoraServer server) => Server = server;

    public SoraServer Server { get; }
}
