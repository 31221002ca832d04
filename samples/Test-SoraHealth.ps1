#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Reports the health of a Sora server in one line and an exit code: for Nagios, Icinga, Zabbix or a scheduler.
.DESCRIPTION
Gets the list of connections, and reports OK (exit code 0), WARNING (1), CRITICAL (2) or UNKNOWN (3: the check itself is not configured correctly).
The text after the bar is performance data in the format of Nagios. A server that does not respond is CRITICAL. The script changes nothing.
.EXAMPLE
pwsh -NoProfile -File Test-SoraHealth.ps1 -Server https://sora.example.com/api -Warning 80 -Critical 100

OK - 12 connections in 3 channels | connections=12;80;100 channels=3 time=35ms
.EXAMPLE
pwsh -NoProfile -Command './Test-SoraHealth.ps1 -ChannelId stage, lobby -WarningMilliseconds 2000; exit $LASTEXITCODE'

CRITICAL if one of the two channels has no connections; WARNING if the response takes longer than two seconds.
#>
[CmdletBinding()]
param(
    # WARNING from this number of connections. 0 disables the check.
    [ValidateRange(0, 10000000)]
    [int] $Warning = 0,

    # CRITICAL from this number of connections. 0 disables the check.
    [ValidateRange(0, 10000000)]
    [int] $Critical = 0,

    # WARNING if the response takes longer than this. 0 disables the check.
    [ValidateRange(0, 3600000)]
    [int] $WarningMilliseconds = 0,

    # Channels that must have at least one connection. pwsh -File cannot pass more than one.
    [ValidateNotNullOrEmpty()]
    [string[]] $ChannelId = @(),

    # Servers, their names, or URLs. The default is the default server.
    [ValidateNotNullOrEmpty()]
    [object[]] $Server,

    # A channel id that contains a comma is the id of one channel, and not a list that was passed as one text.
    [switch] $AllowComma
)

Set-StrictMode -Version 3.0
$words = 'OK', 'WARNING', 'CRITICAL', 'UNKNOWN'

# The output is one line, whatever the names of servers and channels contain. The bar is reserved for the performance data.
function Get-Line([int] $State, [string] $Text, [string] $Figures = '') {
    $safe = ($Text -replace '[\p{Cc}\p{Cf}\s]+', ' ').Replace('|', '/').Trim()
    "$($words[$State]) - $safe" + $(if ($Figures) { " | $Figures" })
}

if ($Warning -gt 0 -and $Critical -gt 0 -and $Critical -lt $Warning) {
    Get-Line 3 "-Critical ($Critical) is less than -Warning ($Warning)."
    exit 3
}

# pwsh -File cannot pass a list: it passes lobby,stage as one text.
$joined = @($ChannelId | Where-Object { $_ -like '*,*' })
if ($joined.Count -gt 0 -and -not $AllowComma) {
    $advice = "For a list of channels, use: pwsh -Command './Test-SoraHealth.ps1 -ChannelId lobby, stage; exit `$LASTEXITCODE'. "
    Get-Line 3 "'$($joined[0])' contains a comma. ${advice}If it is the id of one channel, add -AllowComma."
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
    # The command was rejected before any request. For example, there is no server with this name.
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
    $text += ", and the response took $time ms"
}
if ($empty.Count -gt 0) {
    $state = 2
    $text += ', and no connections in ' + ($empty -join ', ')
}

$limits = if ($Warning + $Critical -gt 0) { ";$(if ($Warning) { $Warning });$(if ($Critical) { $Critical })" }
Get-Line -State $state -Text $text -Figures "connections=$count$limits channels=$($channels.Count) time=${time}ms"
exit $state
