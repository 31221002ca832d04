#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Disconnects connections that are older than a number of hours, with the token from a vault: as an Azure Automation runbook or in GitHub Actions.
.DESCRIPTION
The script is one file, so that you can import it as a runbook. The server is registered with -TokenSecret: SoraPS reads the bearer token through
Microsoft.PowerShell.SecretManagement when the first request needs it. It is never in this script, so it cannot appear in a log.

On a machine of your own, you do not need this script: register the server once with -Scope CurrentUser -TokenSecret, and use
Disconnect-OldConnection.ps1 -Server with its name.

Azure Automation: import the modules SoraPS, Microsoft.PowerShell.SecretManagement, Az.Accounts and Az.KeyVault into the account, enable its
managed identity, give it read access to the secrets of the key vault, import this file as a runbook and add a schedule. If the runbook fails, its status
is Failed.

The script writes one line, with the time in UTC, for each connection that it disconnected, and nothing if there were none.

GitHub Actions: disconnect-old-connections.yml.

Other environments: use any vault that is registered on the machine, and omit -KeyVaultName.

Tested: this script with a module that stands for SecretManagement, against the simulator. Not tested: the key vault part (Connect-AzAccount, Register-SecretVault),
Azure Automation and GitHub.

Exit code 0: success. Otherwise the script ends with an error, which pwsh -File, a runbook and a workflow step report as a failure.
.EXAMPLE
./Disconnect-OldConnection.Cloud.ps1 -Uri https://sora.example.com/api -SecretName sora-api -Hours 12 -WhatIf

Uses the default vault of this machine.
.EXAMPLE
./Disconnect-OldConnection.Cloud.ps1 -Uri https://sora.example.com/api -SecretName sora-api -KeyVaultName sora-vault -ManagedIdentity $true

The parameters for a schedule of Azure Automation.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The address of the API.
    [Parameter(Mandatory)]
    [uri] $Uri,

    # The name of the secret that is the token.
    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $SecretName,

    # Connections that are older than this are disconnected.
    [ValidateRange(0.01, 100000)]
    [double] $Hours = 12,

    # A registered vault. The default is the default vault.
    [ValidateNotNullOrEmpty()]
    [string] $Vault,

    # An Azure key vault. The script registers it.
    [ValidateNotNullOrEmpty()]
    [string] $KeyVaultName,

    # Signs in to Azure with the managed identity. The type is bool, because the input form of a runbook offers this type.
    [bool] $ManagedIdentity = $false
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

# For a log: one line, whatever the text contains, with the time in UTC, so that the lines of several machines can be sorted.
function Format-Time([datetime] $Time) { $Time.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', [cultureinfo]::InvariantCulture) }
function Get-LogLine([string] $Text) { (Format-Time ([datetime]::UtcNow)) + ' ' + ($Text -replace '[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+', ' ') }

if ($ManagedIdentity) { $null = Connect-AzAccount -Identity -WhatIf:$false -Confirm:$false }
if ($KeyVaultName) {
    $Vault = "sora-$KeyVaultName"
    $place = @{ AZKVaultName = $KeyVaultName; SubscriptionId = (Get-AzContext).Subscription.Id }
    Register-SecretVault -Name $Vault -ModuleName Az.KeyVault -VaultParameters $place -AllowClobber -WhatIf:$false -Confirm:$false
}

$from = if ($Vault) { @{ Vault = $Vault } } else { @{} }
$server = Register-SoraServer $Uri -Name "sora-$PID" -TokenSecret $SecretName @from
try {
    # Errors do not stop the pipeline: all other connections are disconnected before the script fails.
    Get-SoraConnection -Server $server -OlderThan ([timespan]::FromHours($Hours)) -ErrorAction Continue -ErrorVariable unlisted |
        Disconnect-SoraConnection -Reason @{ type = 'too_old' } -ErrorAction Continue -ErrorVariable uncut |
        ForEach-Object { Get-LogLine "disconnected $_ ($($_.Role), since $(Format-Time $_.CreatedAt)) from $Uri" }
}
finally { $server | Unregister-SoraServer -WhatIf:$false -Confirm:$false }

if ($unlisted.Count + $uncut.Count -gt 0) { throw "Failed: $($unlisted.Count) lists, $($uncut.Count) disconnect requests. See the errors above." }
exit 0
