using System.Management.Automation;
using SoraPS.Output;

namespace SoraPS.Binding;

/// <summary>The JSON of operations that we have no type for: the objects in it know the server, however deep they lie.</summary>
internal sealed class ResponseJson : PowerShellJson
{
    private readonly SoraServer _server;

    public ResponseJson(SoraServer server) => _server = server;

    private protected override PSObject NewObject() => new ResponseObject(_server);
}
