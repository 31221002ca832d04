using System.ComponentModel;
using System.Management.Automation;
using System.Text.Json;
using SoraPS.Binding;

namespace SoraPS.Commands;

/// <summary>What the three Disconnect cmdlets share: the reason.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SoraDisconnectCommand : SoraChangeCommand
{
    /// <summary>What Sora hands on to the event webhook: a hashtable, a custom object, or text that holds a JSON object.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Reason { get; set; }

    /// <summary>The reason as JSON.</summary>
    private protected JsonElement? ReasonObject { get; private set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Reason is null)
        {
            return;
        }

        try
        {
            ReasonObject = PowerShellJson.ToObject(Reason);
        }
        catch (ArgumentException e)
        {
            Refuse(e, Reason);
        }
    }
}
