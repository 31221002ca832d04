#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Keeps only the newest connection of each client of a channel.
.DESCRIPTION
Use this if clients leave a dead connection behind when they reconnect. The script writes one line, with the time in UTC, for each connection that it
disconnected, and nothing if there were none. Errors are written to stderr, one line for each. Ids are case-sensitive, as in Sora: Anna is not anna. If the
age of one connection of a client is unknown, the newest one cannot be determined: all of them are kept, with a warning. A second run finds nothing to do.

Exit code 0: success. 1: a list or a disconnect request failed, or a parameter is not valid; see the errors.
.EXAMPLE
./Disconnect-DuplicateConnection.ps1 -WhatIf

Shows what would be disconnected on the default server.
.EXAMPLE
./Disconnect-DuplicateConnection.ps1 stage -PerRole

Allows a client to send with one connection and receive with another.
.EXAMPLE
pwsh -NoProfile -NonInteractive -File Disconnect-DuplicateConnection.ps1 stage

For a crontab or a scheduled task.
#>
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The exit code uses it.')]
[CmdletBinding(SupportsShouldProcess)]
param(
    # Only these channels. pwsh -File cannot pass more than one.
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string[]] $ChannelId,

    # Keeps one connection for each role of a client.
    [switch] $PerRole,

    # The reason that the event webhook receives: a hashtable, or a JSON object as text.
    [ValidateNotNullOrEmpty()]
    [object] $Reason = @{ type = 'newer_connection' },

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
foreach ($name in 'ChannelId', 'Server') {
    if ($PSBoundParameters.ContainsKey($name)) { $which[$name] = $PSBoundParameters[$name] }
}

$list = @(Get-SoraConnection @which -ErrorAction SilentlyContinue -ErrorVariable unlisted)
# For a channel without connections, a server may respond with status 400. The list of all channels shows whether that is why.
if ($ChannelId -and @($unlisted | Where-Object { $_.Exception -is [SoraPS.SoraApiException] -and $_.Exception.StatusCode -eq 400 }).Count -gt 0) {
    $which.Remove('ChannelId')
    $all = @(Get-SoraConnection @which -ErrorAction SilentlyContinue -ErrorVariable unlisted)
    $list = @($all | Where-Object { [Array]::IndexOf($ChannelId, $_.ChannelId) -ge 0 })
}
foreach ($fault in $unlisted) { Write-Failure $fault }
# In a partial list, the newest connection may be missing.
if ($unlisted.Count -gt 0) { exit 1 }

# Group-Object is not used: even with -CaseSensitive, it treats two strings as equal if they differ only in an invisible character. Ids come from clients.
$clients = [Collections.Generic.Dictionary[string, Collections.Generic.List[object]]]::new([StringComparer]::Ordinal)
foreach ($connection in $list) {
    $role = if ($PerRole) { $connection.Role } else { '' }
    $key = ConvertTo-Json @($connection.Server, $connection.ChannelId, $connection.ClientId, $role) -Compress
    if (-not $clients.ContainsKey($key)) { $clients[$key] = [Collections.Generic.List[object]]::new() }
    $clients[$key].Add($connection)
}

$surplus = foreach ($connections in $clients.Values) {
    if ($connections.Count -eq 1) { continue }
    if ($null -in $connections.CreatedAt) {
        $shown = ConvertTo-Json $connections[0].ClientId -Compress
        Write-Warning (Get-LogLine "Client $shown has $($connections.Count) connections, and the age of one is unknown. All are kept.")
        continue
    }
    $connections | Sort-Object CreatedAt, ConnectionId -Descending | Select-Object -Skip 1
}

$failed = $false
$surplus | Disconnect-SoraConnection -Reason $Reason -ErrorAction Continue 2>&1 | ForEach-Object {
    if ($_ -is [System.Management.Automation.ErrorRecord]) {
        $failed = $true
        Write-Failure $_
    }
    elseif ($PassThru) { $_ }
    else { Get-LogLine "disconnected $_ ($($_.Role), since $(Format-Time $_.CreatedAt)) from $($_.Server)" }
}

exit [int] $failed
