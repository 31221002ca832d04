using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Output;

/// <summary>Reads the answers of operations for which we have no type. Every object in them knows its server, nested ones too.</summary>
internal sealed class ResponseJson : PowerShellJson
{
    private readonly SoraServer _server;

    public ResponseJson(SoraServer server) => _server = server;

    private protected override PSObject NewObject() => new ResponseObject(_server);
}
