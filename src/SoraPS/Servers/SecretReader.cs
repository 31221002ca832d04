using System.Management.Automation;
using System.Net;
using System.Security;
using SoraPS.Binding;
using SoraPS.Commands.Execution;

namespace SoraPS.Servers;

/// <summary>Reads secrets through Microsoft.PowerShell.SecretManagement, which is loaded only when it is needed.</summary>
internal static class SecretReader
{
    private const string Script = "param($Parameters) Microsoft.PowerShell.SecretManagement\\Get-Secret @Parameters";

    /// <summary>The text of a secret. It runs Get-Secret in the current runspace, so it needs the thread of a pipeline.</summary>
    /// <param name="name">The name of the secret.</param>
    /// <param name="vault">The vault; null for the first that has it.</param>
    /// <exception cref="ArgumentException">It cannot be read; the message says what to do.</exception>
    public static string Read(string name, string? vault)
    {
        var parameters = new Dictionary<string, object> { ["Name"] = name, ["ErrorAction"] = ActionPreference.Stop };
        if (vault is not null)
        {
            parameters["Vault"] = vault;
        }

        try
        {
            var found = ScriptBlock.Create(Script).Invoke(new System.Collections.Hashtable(parameters));
            return ToText(found.Count == 1 ? found[0].Unwrap() : null, name);
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            throw new ArgumentException(Explain(e, name, vault));
        }
    }

    private static string ToText(object? value, string name) => value switch
    {
        string { Length: > 0 } text => text,
        SecureString { Length: > 0 } text => new NetworkCredential(string.Empty, text).Password,
        null or string or SecureString => throw new ArgumentException(SafeMessage.Format(Messages.SecretIsEmpty, name)),
        _ => throw new ArgumentException(SafeMessage.Format(Messages.SecretOfOtherType, name, value.GetType().Name)),
    };

    /// <summary>What failed, and the command that helps.</summary>
    private static string Explain(RuntimeException failure, string name, string? vault) => failure.ErrorRecord.FullyQualifiedErrorId.Split(',')[0] switch
    {
        _ when failure is CommandNotFoundException => SafeMessage.Format(Messages.SecretModuleMissing, name),
        "GetSecretNotFound" => SafeMessage.Format(vault is null ? Messages.SecretNotFound : Messages.SecretNotInVault, name, vault ?? string.Empty),
        "GetSecretVaultNotFound" => SafeMessage.Format(Messages.SecretVaultNotFound, name, vault ?? string.Empty),
        "Microsoft.PowerShell.SecretManagement.PasswordRequiredException" => SafeMessage.Format(Messages.SecretVaultLocked, name),
        _ => SafeMessage.Format(Messages.SecretNotReadable, name, failure.Message),
    };
}
