#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Disconnects connections that are older than a number of hours.
.DESCRIPTION
For a scheduler: the script writes one line, with the time in UTC, for each connection that it disconnected, and nothing if there were none. Errors are
written to stderr, one line for each. Connections with an unknown age are kept. A second run finds nothing to do.

Exit code 0: success. 1: a list or a disconnect request failed, or a parameter is not valid; see the errors.
.EXAMPLE
./Disconnect-OldConnection.ps1 -Hours 12 -WhatIf

Shows what would be disconnected.
.EXAMPLE
pwsh -NoProfile -NonInteractive -File Disconnect-OldConnection.ps1 -Hours 12 -ChannelId lobby

For a crontab or a scheduled task.
.EXAMPLE
./Disconnect-OldConnection.ps1 -Hours 12 -PassThru | Export-Csv disconnected.csv

Saves who was disconnected.
#>
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The exit code uses it.')]
[CmdletBinding(SupportsShouldProcess)]
param(
    # Connections that are older than this are disconnected. 0.5 is half an hour.
    [Parameter(Mandatory, Position = 0)]
    [ValidateRange(0.01, 100000)]
    [double] $Hours,

    # Only these channels. pwsh -File cannot pass more than one.
    [ValidateNotNullOrEmpty()]
    [string[]] $ChannelId,

    # Only this role.
    [ValidateSet('sendrecv', 'sendonly', 'recvonly')]
    [string] $Role,

    # The reason that the event webhook receives: a hashtable, or a JSON object as text.
    [ValidateNotNullOrEmpty()]
    [object] $Reason = @{ type = 'too_old' },

    # Servers, their names, or URLs. The default is the default server.
    [ValidateNotNullOrEmpty()]
    [object[]] $Server,

    # A channel id that contains a comma is the id of one channel, and not a list that was passed as one text.
    [switch] $AllowComma,

    # Writes the results of Disconnect-SoraConnection instead of lines, for a caller. With pwsh -File, PowerShell may end before it has shown them.
    [switch] $PassThru
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

# pwsh -File cannot pass a list: it passes lobby,stage as one text, which would be the id of a channel that does not exist.
$joined = @($ChannelId | Where-Object { $_ -like '*,*' })
if ($joined.Count -gt 0 -and -not $AllowComma) {
    $name = $MyInvocation.MyCommand.Name
    $advice = "'$($joined[0])' contains a comma. For a list of channels, use: pwsh -Command './$name -ChannelId lobby, stage; exit `$LASTEXITCODE'. " +
        'If it is the id of one channel, add -AllowComma.'
    throw [System.Management.Automation.ErrorRecord]::new([ArgumentException]::new($advice), 'SampleListAsText', 'InvalidArgument', $joined[0])
}

$which = @{}
foreach ($name in 'ChannelId', 'Role', 'Server') {
    if ($PSBoundParameters.ContainsKey($name)) { $which[$name] = $PSBoundParameters[$name] }
}

$which.OlderThan = [timespan]::FromHours($Hours)

$failed = $false
$old = @(Get-SoraConnection @which -ErrorAction SilentlyContinue -ErrorVariable unlisted)
# For a channel without connections, a server may respond with status 400. The list of all channels shows whether that is why.
if ($ChannelId -and @($unlisted | Where-Object { $_.Exception -is [SoraPS.SoraApiException] -and $_.Exception.StatusCode -eq 400 }).Count -gt 0) {
    $which.Remove('ChannelId')
    $all = @(Get-SoraConnection @which -ErrorAction SilentlyContinue -ErrorVariable unlisted)
    $old = @($all | Where-Object { [Array]::IndexOf($ChannelId, $_.ChannelId) -ge 0 })
}
foreach ($fault in $unlisted) {
    $failed = $true
    Write-Failure $fault
}
$old | Disconnect-SoraConnection -Reason $Reason -ErrorAction Continue 2>&1 | ForEach-Object {
    if ($_ -is [System.Management.Automation.ErrorRecord]) {
        $failed = $true
        Write-Failure $_
    }
    elseif ($PassThru) { $_ }
    else { Get-LogLine "disconnected $_ ($($_.Role), since $(Format-Time $_.CreatedAt)) from $($_.Server)" }
}

exit [int] $failed
