#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Writes the list of connections to a CSV and a JSON file with the date in their names, and deletes old files.
.DESCRIPTION
For a nightly job. Each file is written completely or not at all: if the list fails, the files of an earlier run are not changed. A second
run on the same day replaces them. The JSON file has all properties. The CSV file is for people: text that a spreadsheet would read as a formula
begins with an apostrophe. The script writes one line, with the time in UTC, for each file that it wrote or deleted. Errors are written to stderr, one line
for each.

Exit code 0: success. 1: a list failed, a file could not be written or deleted, or a parameter is not valid; see the errors.
.EXAMPLE
./Export-ConnectionLog.ps1 /var/log/sora -KeepDays 90

Writes /var/log/sora/sora-connections-2026-01-31.csv and .json.
.EXAMPLE
pwsh -NoProfile -NonInteractive -File Export-ConnectionLog.ps1 /var/log/sora

For a crontab or a scheduled task.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The folder. It is created if it does not exist.
    [Parameter(Mandatory, Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string] $Path,

    # Log files of this script that are older than this number of days are deleted. 0 deletes nothing.
    [ValidateRange(0, 36500)]
    [int] $KeepDays = 30,

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

$culture = [cultureinfo]::InvariantCulture # the date in the file name must not depend on the calendar of the culture
$columns = 'ChannelId', 'ClientId', 'ConnectionId', 'Role', 'AudioCodecType', 'VideoCodecType', 'VideoBitRate', 'CreatedAt', 'AgeSeconds', 'Server'

function Get-Cell($Value) {
    if ($Value -is [datetime]) { return $Value.ToString('yyyy-MM-ddTHH:mm:sszzz', $culture) }
    if ($Value -is [string] -and $Value -match '^[=+\-@\t\r]') { return "'$Value" }
    $Value
}

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
$list = @(Get-SoraConnection @which -ErrorAction SilentlyContinue -ErrorVariable unlisted)
foreach ($fault in $unlisted) { Write-Failure $fault }
if ($unlisted.Count -gt 0) { exit 1 }

$rows = foreach ($connection in $list) {
    $row = [ordered]@{}
    foreach ($column in $columns) {
        $row[$column] = if ($column -ne 'AgeSeconds') { Get-Cell $connection.$column } elseif ($null -ne $connection.Age) { [long] $connection.Age.TotalSeconds }
    }
    [pscustomobject] $row
}
$lines = if ($list.Count -gt 0) { $rows | ConvertTo-Csv -NoTypeInformation } else { '"' + ($columns -join '","') + '"' }
$text = @{
    csv  = ($lines -join "`r`n") + "`r`n"
    json = (ConvertTo-Json -InputObject $list -Depth 20) + "`n"
}

try {
    $folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
    $today = [datetime]::Today
    $base = Join-Path $folder ('sora-connections-' + $today.ToString('yyyy-MM-dd', $culture))
    foreach ($kind in 'csv', 'json') {
        if ($PSCmdlet.ShouldProcess("$base.$kind", "Write $($list.Count) connections")) {
            $null = [IO.Directory]::CreateDirectory($folder)
            # The byte order mark makes a spreadsheet read the CSV as UTF-8.
            Publish-Text -File "$base.$kind" -Text $text[$kind] -Mark ($kind -eq 'csv')
            Get-LogLine "wrote $base.$kind ($($list.Count) connections)"
        }
    }

    if ($KeepDays -gt 0 -and [IO.Directory]::Exists($folder)) {
        foreach ($file in Get-ChildItem -LiteralPath $folder -File) {
            $date = [datetime]::MinValue
            $isOurs = $file.Name -match '^sora-connections-(\d{4}-\d{2}-\d{2})\.(csv|json)$' -and
                [datetime]::TryParseExact($Matches[1], 'yyyy-MM-dd', $culture, 'None', [ref] $date)
            if ($isOurs -and $date -lt $today.AddDays(-$KeepDays)) {
                Remove-Item -LiteralPath $file.FullName -ErrorAction Stop
                if (-not $WhatIfPreference) { Get-LogLine "deleted $($file.FullName)" }
            }
        }
    }
}
catch {
    Write-Failure $_
    exit 1
}

exit 0
