#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Measures for a minute who uses how much bandwidth, and writes it to a CSV file, those who use most first.
.DESCRIPTION
Reads the statistics of all connections twice and writes a row for each connection, or for each channel: kilobits per second in both
directions, seen from the server. What is not known is empty. Text that a spreadsheet would read as a formula begins with an apostrophe. The file
is written completely or not at all: if a server fails, the file of an earlier run is not changed. The script writes one line, with the time in UTC.
Errors are written to stderr, one line for each.

Exit code 0: success. 1: a server did not answer, the file could not be written, or a parameter is not valid; see the errors.
.EXAMPLE
./Export-BandwidthReport.ps1 bandwidth.csv

Who used how much bandwidth in the last minute.
.EXAMPLE
./Export-BandwidthReport.ps1 channels.csv -By Channel -Seconds 10
.EXAMPLE
pwsh -NoProfile -NonInteractive -File Export-BandwidthReport.ps1 /var/log/sora/bandwidth.csv

For a crontab or a scheduled task.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The CSV file. A file of that name is replaced.
    [Parameter(Mandatory, Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string] $Path,

    # A row for each connection, or for each channel.
    [ValidateSet('Connection', 'Channel')]
    [string] $By = 'Connection',

    # How many seconds to measure.
    [ValidateRange(0.05, 86400)]
    [double] $Seconds = 60,

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

$culture = [cultureinfo]::InvariantCulture

function Get-Cell($Value) {
    if ($Value -is [datetime]) { return $Value.ToString('yyyy-MM-ddTHH:mm:sszzz', $culture) }
    if ($Value -is [string] -and $Value -match '^[=+\-@\t\r]') { return "'$Value" }
    $Value
}

function Get-Kilobit($BytesPerSecond) { if ($null -ne $BytesPerSecond) { [math]::Round($BytesPerSecond * 8 / 1000, 1).ToString($culture) } }

# A new file replaces the old one in one step, so that nobody can read a partial file.
function Publish-Text([string] $File, [string] $Text, [bool] $Mark) {
    $new = "$File.$PID.tmp"
    try {
        [IO.File]::WriteAllText($new, $Text, [Text.UTF8Encoding]::new($Mark))
        if ([IO.File]::Exists($File)) { [IO.File]::Replace($new, $File, [NullString]::Value) } else { [IO.File]::Move($new, $File) }
    }
    finally { if ([IO.File]::Exists($new)) { [IO.File]::Delete($new) } }
}

$which = @{}
if ($PSBoundParameters.ContainsKey('Server')) { $which.Server = $Server }
$rates = @(Measure-SoraConnection @which -Interval $Seconds -GroupBy $By -ErrorAction SilentlyContinue -ErrorVariable unmeasured)
foreach ($fault in $unmeasured) { Write-Failure $fault }
if ($unmeasured.Count -gt 0) { exit 1 }

$rows = foreach ($rate in $rates | Sort-Object { $_.SentBytesPerSecond + $_.ReceivedBytesPerSecond } -Descending) {
    $row = [ordered]@{ Time = Get-Cell $rate.Timestamp; ChannelId = Get-Cell $rate.ChannelId }
    if ($By -eq 'Connection') { $row += [ordered]@{ ClientId = Get-Cell $rate.ClientId; ConnectionId = Get-Cell $rate.ConnectionId } } else { $row.Connections = $rate.ConnectionCount }
    $row += [ordered]@{ SentKbps = Get-Kilobit $rate.SentBytesPerSecond; ReceivedKbps = Get-Kilobit $rate.ReceivedBytesPerSecond; Server = Get-Cell $rate.Server }
    [pscustomobject] $row
}
$columns = if ($By -eq 'Connection') { 'Time', 'ChannelId', 'ClientId', 'ConnectionId', 'SentKbps', 'ReceivedKbps', 'Server' } else { 'Time', 'ChannelId', 'Connections', 'SentKbps', 'ReceivedKbps', 'Server' }
$lines = if ($rates.Count -gt 0) { $rows | ConvertTo-Csv -NoTypeInformation } else { '"' + ($columns -join '","') + '"' }

try {
    $file = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
    if ($PSCmdlet.ShouldProcess($file, "Write $($rates.Count) rows")) {
        # The byte order mark makes a spreadsheet read the CSV as UTF-8.
        Publish-Text -File $file -Text (($lines -join "`r`n") + "`r`n") -Mark $true
        Get-LogLine "wrote $file ($($rates.Count) rows)"
    }
}
catch {
    Write-Failure $_
    exit 1
}

exit 0
