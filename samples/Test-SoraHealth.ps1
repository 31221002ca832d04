#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Reports the health of Sora servers in one line and an exit code: for Nagios, Icinga, Zabbix or a scheduler.
.DESCRIPTION
Runs Test-SoraServer, and reports OK (exit code 0), WARNING (1), CRITICAL (2) or UNKNOWN (3: the check itself is not configured correctly). The line
names every check that did not pass, with the reason. The script changes nothing.
.EXAMPLE
pwsh -NoProfile -NonInteractive -File Test-SoraHealth.ps1 -Server https://sora.example.com/api

OK - 6 checks passed
.EXAMPLE
./Test-SoraHealth.ps1 -Server tokyo, osaka -MinimumLicenseDay 60 -ExpectedMode block_new_connection

WARNING if a licence expires within 60 days; CRITICAL if a server does not block new connections, as during maintenance.
#>
[CmdletBinding()]
param(
    # WARNING if the licence expires within this number of days.
    [ValidateRange(0, 2147483647)]
    [int] $MinimumLicenseDay = 30,

    # CRITICAL if the mode is another one.
    [ValidateSet('normal', 'block_new_session', 'block_new_connection')]
    [string] $ExpectedMode = 'normal',

    # Servers, their names, or URLs. The default is the default server.
    [ValidateNotNullOrEmpty()]
    [object[]] $Server
)

Set-StrictMode -Version 3.0
trap { 'UNKNOWN - ' + ("$_" -replace '[\p{Cc}\p{Cf}\s|]+', ' '); exit 3 }

$checks = @(Test-SoraServer @PSBoundParameters -ErrorAction Stop)
$state = if ($checks.Status -contains 'Fail') { 2 } elseif ($checks.Status -contains 'Warn') { 1 } else { 0 }
$bad = ($checks | Where-Object Status -NE Pass | ForEach-Object { "${_}: $($_.Reason)" }) -join '; '

('OK', 'WARNING', 'CRITICAL')[$state] + ' - ' + ($(if ($bad) { $bad } else { "$($checks.Count) checks passed" }) -replace '[\p{Cc}\p{Cf}\s|]+', ' ')
exit $state
