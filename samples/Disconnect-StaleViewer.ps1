#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Disconnects viewers that have been connected for too long, except those on a list, and writes a report.
.DESCRIPTION
Finds the viewers (recvonly) of the channels that match a pattern, keeps the clients of the list, and disconnects the others, the oldest first. Connections
with an unknown age are kept. The script writes one line, with the time in UTC, for each viewer that it disconnected, and nothing if there were none. Errors
are written to stderr, one line for each.

The report is an HTML page: who was disconnected, who was not and why, and who is still connected. If there is nobody to disconnect, or with -WhatIf, the
script writes no report.

Exit code 0: success. 1: a list or a disconnect request failed, the report could not be written, or a parameter is not valid; then nothing was disconnected
if the list of clients could not be read. 2: everything succeeded, but there are more viewers than -MaximumCount. The oldest were disconnected, the others
are still connected.
.EXAMPLE
./Disconnect-StaleViewer.ps1 'live-*' -OlderThan 8h -AllowList staff.csv -WhatIf

Shows what would be disconnected.
.EXAMPLE
./Disconnect-StaleViewer.ps1 'live-*', 'test-*' -OlderThan 1d12h -MaximumCount 20 -Report report.html

Disconnects at most 20 viewers, and writes a report.
.EXAMPLE
pwsh -NoProfile -NonInteractive -File Disconnect-StaleViewer.ps1 'live-*' -OlderThan 8h -AllowList staff.csv -Report report.html

For a crontab or a scheduled task.
#>
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The exit code uses it.')]
[CmdletBinding(SupportsShouldProcess)]
param(
    # The channels: patterns with wildcards, case-sensitive. pwsh -File cannot pass more than one.
    [Parameter(Mandatory, Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string[]] $ChannelLike,

    # Viewers that have been connected for longer than this are disconnected: 90m, 8h, 1d12h, or a TimeSpan.
    [Parameter(Mandatory, Position = 1)]
    [ValidateNotNullOrEmpty()]
    [object] $OlderThan,

    # A CSV file (UTF-8) of the clients that stay, with a column ClientId or client_id. Ids are literal and case-sensitive.
    [ValidateNotNullOrEmpty()]
    [string] $AllowList,

    # The maximum number of viewers that are disconnected.
    [ValidateRange(1, 1000000)]
    [int] $MaximumCount = 100,

    # The file for the report. An older file is replaced.
    [ValidateNotNullOrEmpty()]
    [string] $Report,

    # The reason that the event webhook receives: a hashtable, or a JSON object as text.
    [ValidateNotNullOrEmpty()]
    [object] $Reason = @{ type = 'stale_viewer' },

    # Servers, their names, or URLs. The default is the default server.
    [ValidateNotNullOrEmpty()]
    [object[]] $Server,

    # A pattern that contains a comma is one pattern, and not a list that was passed as one text.
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

# pwsh -File cannot pass a list: it passes live-*,test-* as one text, which would match no channel.
$joined = @($ChannelLike | Where-Object { $_ -like '*,*' })
if ($joined.Count -gt 0 -and -not $AllowComma) {
    $name = $MyInvocation.MyCommand.Name
    $advice = "'$($joined[0])' contains a comma. For a list of patterns, use: pwsh -Command './$name -ChannelLike live-*, test-*; exit `$LASTEXITCODE'. " +
        'If it is one pattern, add -AllowComma.'
    throw [System.Management.Automation.ErrorRecord]::new([ArgumentException]::new($advice), 'SampleListAsText', 'InvalidArgument', $joined[0])
}

# The clients that stay. A list that nobody is on, or that cannot be read as expected, must not mean that everybody goes.
function Get-AllowedClient([string] $File) {
    foreach ($row in Import-Csv -LiteralPath $File -Encoding UTF8 -ErrorAction Stop) {
        $column = $row.psobject.Properties['ClientId'], $row.psobject.Properties['client_id'] | Where-Object { $_ } | Select-Object -First 1
        if (-not $column) { throw "'$File' has no column ClientId or client_id." }
        if ("$($column.Value)".Contains([char] 0xFFFD)) { throw "'$File' is not encoded in UTF-8." }
        if ($column.Value) { $column.Value }
    }
}

$allowed = [Collections.Generic.HashSet[string]]::new([StringComparer]::Ordinal)
if ($AllowList) {
    foreach ($client in Get-AllowedClient $AllowList) { $null = $allowed.Add($client) }
    if ($allowed.Count -eq 0) { throw "'$AllowList' has no clients. If nobody must stay, omit -AllowList." }
}
if ($Report) {
    # The report is written last, so a wrong path is found first.
    $folder = Split-Path $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Report)
    if (-not (Test-Path -LiteralPath $folder -PathType Container)) { throw "The folder of the report does not exist: $folder" }
}

$which = @{ Role = 'recvonly' }
if ($PSBoundParameters.ContainsKey('Server')) { $which.Server = $Server }
$isFailed = $isLimited = $false
$records = [Collections.Generic.List[object]]::new()

$found = @(Get-SoraConnection @which -ChannelLike $ChannelLike -OlderThan $OlderThan -ErrorAction SilentlyContinue -ErrorVariable unlisted)
foreach ($fault in $unlisted) {
    $isFailed = $true
    Write-Failure $fault
}
$stale = @($found | Where-Object { -not $allowed.Contains($_.ClientId) } | Sort-Object CreatedAt)
$stale | Disconnect-SoraConnection -Reason $Reason -MaximumCount $MaximumCount -ErrorAction Continue 2>&1 | ForEach-Object {
    $records.Add($_)
    if ($_ -is [System.Management.Automation.ErrorRecord]) {
        if ($_.FullyQualifiedErrorId -like 'SoraLimitReached*') { $isLimited = $true } else { $isFailed = $true }
        Write-Failure $_
    }
    elseif ($PassThru) { $_ }
    else { Get-LogLine "disconnected $_ ($($_.Role), since $(Format-Time $_.CreatedAt)) from $($_.Server)" }
}

if ($Report -and $stale.Count -gt 0 -and -not $WhatIfPreference) {
    $ids = [Collections.Generic.HashSet[string]]::new([string[]] $stale.ConnectionId, [StringComparer]::Ordinal)
    $now = @(Get-SoraConnection @which -ChannelLike $ChannelLike -ErrorAction SilentlyContinue -ErrorVariable unlisted)
    if ($unlisted.Count -eq 0) {
        foreach ($connection in $now | Where-Object { $ids.Contains($_.ConnectionId) }) { $records.Add($connection) }
    }
    $written = $records | Export-SoraReport $Report -Title "Stale viewers of $ChannelLike" -PassThru -ErrorAction SilentlyContinue -ErrorVariable unwritten
    foreach ($fault in @($unlisted) + @($unwritten)) {
        $isFailed = $true
        Write-Failure $fault
    }
    if ($written -and -not $PassThru) { Get-LogLine "wrote $($written.FullName)" }
}

exit $(if ($isFailed) { 1 } elseif ($isLimited) { 2 } else { 0 })
