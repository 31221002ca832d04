using System.Management.Automation;

namespace SoraPS.Output;

/// <summary>A JSON object of an answer that we have no type for: the equal of any custom object, but that it leads back to its server, which shows nowhere.</summary>
internal sealed class ResponseObject : PSObject
{
    public ResponseObject(SoraServer server) => Server = server;

    public SoraServer Server { get; }
}
