#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Reports Sora licences that expire soon.
.DESCRIPTION
Writes one line, with the time in UTC, for each server whose licence is valid for fewer days than the limit, or whose month cannot be read; nothing if all
are valid for longer. Errors are written to stderr, one line for each. The script changes nothing.

Exit code 0: all licences are valid for long enough. 1: a licence is not known, because a request failed or a parameter is not valid; see the errors.
2: a licence expires.
.EXAMPLE
./Test-LicenseExpiry.ps1 -Day 60 -Server tokyo, osaka
.EXAMPLE
pwsh -NoProfile -NonInteractive -File Test-LicenseExpiry.ps1

For a crontab or a scheduled task.
#>
[CmdletBinding()]
param(
    # How many days a licence should still be valid.
    [ValidateRange(1, 36500)]
    [int] $Day = 30,

    # Servers, their names, or URLs. The default is the default server.
    [ValidateNotNullOrEmpty()]
    [object[]] $Server
)

Set-StrictMode -Version 3.0

# For a log: one line, whatever the text contains, with the time in UTC, so that the lines of several machines can be sorted.
function Format-Time([datetime] $Time) { $Time.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', [cultureinfo]::InvariantCulture) }
function Get-LogLine([string] $Text) { (Format-Time ([datetime]::UtcNow)) + ' ' + ($Text -replace '[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+', ' ') }

# An error is shown as one line as well, and is an error record for a caller.
function Write-Failure([System.Management.Automation.ErrorRecord] $Record) {
    $Record.ErrorDetails = Get-LogLine "$Record"
    if ($ErrorActionPreference -eq 'Stop') { throw $Record }
    $PSCmdlet.WriteError($Record)
}
trap { $PSCmdlet.ThrowTerminatingError($_) }

$which = @{}
if ($PSBoundParameters.ContainsKey('Server')) { $which.Server = $Server }

$due = @(Get-SoraLicense @which -ErrorAction SilentlyContinue -ErrorVariable unknown | Where-Object DaysLeft -LT $Day)
foreach ($license in $due) { Get-LogLine "licence $($license.SerialCode) of $($license.Server) is valid until the end of $($license.ExpiredAt): $($license.DaysLeft) days left" }
foreach ($failure in $unknown) { Write-Failure $failure }

exit $(if ($due.Count -gt 0) { 2 } elseif ($unknown.Count -gt 0) { 1 } else { 0 })
