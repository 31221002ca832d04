#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Cuts the connections that are older than so many hours, with the credential from a secret store: as an Azure Automation runbook or in GitHub Actions.
.DESCRIPTION
One file, so that it can be a runbook as it is. The bearer token (or user name and password) comes from Get-Secret of
Microsoft.PowerShell.SecretManagement, as a SecureString (or a PSCredential), and is never text in this script: it cannot reach a log.

Azure Automation: import the modules SoraPS, Microsoft.PowerShell.SecretManagement, Az.Accounts and Az.KeyVault into the account, switch its
managed identity on, let it read the secrets of the key vault, import this file as a runbook and give it a schedule. A runbook that fails is
shown as Failed.

GitHub Actions: disconnect-old-connections.yml.

Anywhere else: any vault that is registered on the machine; leave -KeyVaultName out.

What was tried: this script with a stand-in for Get-Secret, against the simulator. What was not: the part for a key vault (Connect-AzAccount,
Register-SecretVault), Azure Automation and GitHub themselves.

Exit code 0: all is well. Otherwise it ends with an error, which a pwsh -File, a runbook and a step all report as a failure.
.EXAMPLE
./Disconnect-OldConnection.Cloud.ps1 -Uri https://sora.example.com/api -SecretName sora-api -Hours 12 -WhatIf

With the default vault of this machine.
.EXAMPLE
./Disconnect-OldConnection.Cloud.ps1 -Uri https://sora.example.com/api -SecretName sora-api -KeyVaultName sora-vault -ManagedIdentity $true

What a schedule of Azure Automation passes.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The address of the API.
    [Parameter(Mandatory)]
    [uri] $Uri,

    # The name of the secret: a token, or a user name and password.
    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $SecretName,

    # Older than this is too old.
    [ValidateRange(0.01, 100000)]
    [double] $Hours = 12,

    # A vault that is registered; without it the default one.
    [ValidateNotNullOrEmpty()]
    [string] $Vault,

    # An Azure key vault. It is registered for this run.
    [ValidateNotNullOrEmpty()]
    [string] $KeyVaultName,

    # Signs in to Azure with the managed identity. A bool, because that is what the form of a runbook offers.
    [bool] $ManagedIdentity = $false
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

if ($ManagedIdentity) { $null = Connect-AzAccount -Identity -WhatIf:$false -Confirm:$false }
if ($KeyVaultName) {
    $Vault = "sora-$KeyVaultName"
    $place = @{ AZKVaultName = $KeyVaultName; SubscriptionId = (Get-AzContext).Subscription.Id }
    Register-SecretVault -Name $Vault -ModuleName Az.KeyVault -VaultParameters $place -AllowClobber -WhatIf:$false -Confirm:$false
}

$from = if ($Vault) { @{ Vault = $Vault } } else { @{} }
$secret = Get-Secret -Name $SecretName @from
$credential = switch ($secret) {
    { $_ -is [securestring] } { @{ Token = $_ } }
    { $_ -is [pscredential] } { @{ Credential = $_ } }
    default { throw "The secret '$SecretName' is neither a SecureString nor a PSCredential." }
}

$server = Register-SoraServer $Uri -Name "sora-$PID" @credential
try {
    # All that can be cut is cut before this fails.
    Get-SoraConnection -Server $server -ErrorAction Continue -ErrorVariable unlisted |
        Where-Object Age -GT ([timespan]::FromHours($Hours)) |
        Disconnect-SoraConnection -Reason @{ type = 'too_old' } -ErrorAction Continue -ErrorVariable uncut
}
finally { $server | Unregister-SoraServer -WhatIf:$false -Confirm:$false }

if ($unlisted.Count + $uncut.Count -gt 0) { throw "Failed: $($unlisted.Count) lists, $($uncut.Count) cuts. The errors above say why." }
exit 0
