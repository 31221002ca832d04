#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Tells in one line and an exit code how a Sora is: for Nagios, Icinga, Zabbix or a scheduler.
.DESCRIPTION
Asks for the list of connections, and says OK (exit code 0), WARNING (1), CRITICAL (2) or UNKNOWN (3: the check itself is set up wrongly).
The figures after the bar are performance data, in the form that Nagios reads. A server that does not answer is CRITICAL. It changes nothing.
.EXAMPLE
pwsh -NoProfile -File Test-SoraHealth.ps1 -Server https://sora.example.com/api -Warning 80 -Critical 100

OK - 12 connections in 3 channels | connections=12;80;100 channels=3 time=35ms
.EXAMPLE
./Test-SoraHealth.ps1 -ChannelId stage, lobby -WarningMilliseconds 2000

CRITICAL if nobody is in one of the two channels; WARNING if the answer takes longer than two seconds.
#>
[CmdletBinding()]
param(
    # So many connections are a WARNING; 0 looks at no number.
    [ValidateRange(0, 10000000)]
    [int] $Warning = 0,

    # So many connections are CRITICAL; 0 looks at no number.
    [ValidateRange(0, 10000000)]
    [int] $Critical = 0,

    # An answer that takes longer than this is a WARNING; 0 looks at no time.
    [ValidateRange(0, 3600000)]
    [int] $WarningMilliseconds = 0,

    # Channels in which somebody must be.
    [ValidateNotNullOrEmpty()]
    [string[]] $ChannelId = @(),

    # Servers, their names, or URLs. Without it the default server.
    [ValidateNotNullOrEmpty()]
    [object[]] $Server
)

Set-StrictMode -Version 3.0
$words = 'OK', 'WARNING', 'CRITICAL', 'UNKNOWN'

# One line, whatever a server or a channel is called; the bar belongs to the figures.
function Get-Line([int] $State, [string] $Text, [string] $Figures = '') {
    $safe = ($Text -replace '[\p{Cc}\p{Cf}\s]+', ' ').Replace('|', '/').Trim()
    "$($words[$State]) - $safe" + $(if ($Figures) { " | $Figures" })
}

if ($Warning -gt 0 -and $Critical -gt 0 -and $Critical -lt $Warning) {
    Get-Line 3 "-Critical ($Critical) is less than -Warning ($Warning)."
    exit 3
}

$which = @{}
if ($PSBoundParameters.ContainsKey('Server')) { $which.Server = $Server }
$count = 0
$channels = [Collections.Generic.HashSet[string]]::new([StringComparer]::Ordinal)
$clock = [Diagnostics.Stopwatch]::StartNew()
try {
    Get-SoraConnection @which -ErrorAction SilentlyContinue -ErrorVariable unlisted | ForEach-Object {
        $count++
        $null = $channels.Add($_.ChannelId)
    }
}
catch {
    # Refused before anything was asked: no such server, for example.
    Get-Line 3 "$_"
    exit 3
}
$time = [long] $clock.Elapsed.TotalMilliseconds

if ($unlisted.Count -gt 0) {
    Get-Line 2 ($unlisted -join ' ')
    exit 2
}

$empty = @($ChannelId | Where-Object { -not $channels.Contains($_) })
$text = "$count connections in $($channels.Count) channels"
$state = 0
if ($Critical -gt 0 -and $count -ge $Critical) { $state = 2 }
elseif ($Warning -gt 0 -and $count -ge $Warning) { $state = 1 }
if ($WarningMilliseconds -gt 0 -and $time -gt $WarningMilliseconds) {
    $state = [Math]::Max($state, 1)
    $text += ", and the answer took $time ms"
}
if ($empty.Count -gt 0) {
    $state = 2
    $text += ', and nobody in ' + ($empty -join ', ')
}

$limits = if ($Warning + $Critical -gt 0) { ";$(if ($Warning) { $Warning });$(if ($Critical) { $Critical })" }
Get-Line -State $state -Text $text -Figures "connections=$count$limits channels=$($channels.Count) time=${time}ms"
exit $state
