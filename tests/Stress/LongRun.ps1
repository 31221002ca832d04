<#
.SYNOPSIS
Makes many calls to one registered server that responds, closes, redirects and fails at random, and shows the number of handles and threads and the memory over time.
.NOTES
The server runs in this process: the figures include its sockets and threads. The script fails if a change arrived twice, an object was written
twice, or a socket is still open at the end.
#>
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [int] $Calls = 50000,
    [int] $Seed = 20260101
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$env:SORA_CONFIG_HOME = Join-Path ([IO.Path]::GetTempPath()) "sora-config-$([guid]::NewGuid())" # no kept server of the user
Import-Module (Resolve-Path -LiteralPath $ModulePath).Path
$target = if ($PSVersionTable.PSEdition -eq 'Desktop') { 'net472' } else { 'net8.0' }
Add-Type -Path (Join-Path $PSScriptRoot "../../out/build/bin/SoraPS.TestServers/release_$target/SoraPS.TestServers.dll")

function Get-Figure([int] $Made) {
    $process = Get-Process -Id $PID
    $handles = if (Test-Path /proc/self/fd) { [IO.Directory]::GetFiles('/proc/self/fd').Length } else { $process.HandleCount }
    [pscustomobject]@{
        Calls       = $Made
        Seconds     = [math]::Round($clock.Elapsed.TotalSeconds)
        Handles     = $handles
        Threads     = $process.Threads.Count
        Heap        = [math]::Round([GC]::GetTotalMemory($true) / 1MB, 1)
        WorkingSet  = [math]::Round($process.WorkingSet64 / 1MB)
        Connections = $server.OpenConnections
    }
}

# The id of every object in a list has the number of its response and its position. Checks that a list comes from one response, from its beginning, without a gap.
function Test-List([string[]] $Ids) {
    $answer = ($Ids[0] -split '-')[0]
    for ($i = 0; $i -lt $Ids.Count; $i++) {
        if ($Ids[$i] -cne "$answer-$i") { throw "A list has '$($Ids[$i])', expected '$answer-$i'." }
    }
    if (-not $answers.Add([int] $answer)) { throw "The response $answer was written twice." }
}

# Each time the server stops responding, this costs one second, because the timeout is a whole number of seconds.
$server = [SoraPS.TestServers.FaultInjectingServer]::new($Seed, $Calls, 1)
$named = Register-SoraServer $server.Uri -Name fickle -OperationTimeoutSeconds 1 -RetryIntervalSec 0
$answers = [Collections.Generic.HashSet[int]]::new()
$failures = @{}
$made = $written = 0
$clock = [Diagnostics.Stopwatch]::StartNew()
$figures = [Collections.Generic.List[object]]::new()
$kinds = @(
    { Get-SoraConnection -ErrorAction SilentlyContinue -ErrorVariable script:failure }
    { Get-SoraConnection soak -ErrorAction SilentlyContinue -ErrorVariable script:failure | Select-Object -First (1 + $made % 3) }
    { Invoke-SoraApi Sora_20201013.ListConnections -ErrorAction SilentlyContinue -ErrorVariable script:failure }
    { Invoke-SoraApi Sora_20201013.ListConnections -Raw -ErrorAction SilentlyContinue -ErrorVariable script:failure | ForEach-Object { try { (ConvertFrom-Json $_) | ForEach-Object { $_ } } catch { Write-Debug "No JSON: $_" } } }
    { Disconnect-SoraConnection soak "C$made" -ErrorAction SilentlyContinue -ErrorVariable script:failure }
    { Invoke-SoraApi "Soak_20260101.Change$made" -ErrorAction SilentlyContinue -ErrorVariable script:failure }
    { try { Disconnect-SoraConnection soak "C$made" -ErrorAction Stop; $script:failure = @() } catch { $script:failure = @($_) } }
)
try {
    while ($made -lt $Calls) {
        $made++
        $failure = $null
        if ($made % 40 -eq 0 -and $made + 16 -le $Calls) {
            # 16 changes in one pipeline, up to eight at a time.
            $output = @($made..($made + 15) | ForEach-Object { [pscustomobject]@{ channel_id = 'soak'; connection_id = "C$_" } } |
                    Disconnect-SoraConnection -ErrorAction SilentlyContinue -ErrorVariable failure)
            $made += 15
        }
        else { $output = @(& $kinds[$made % $kinds.Count]) }
        $written += $output.Count
        $listed = @($output | ForEach-Object { $_.psobject.Properties } | Where-Object Name -In ConnectionId, connection_id | ForEach-Object Value | Where-Object { $_ -match '-' })
        if ($listed) { Test-List $listed }
        foreach ($record in @($failure)) {
            if ($record) { $failures[($record.FullyQualifiedErrorId -split ',')[0]] = 1 + $failures[($record.FullyQualifiedErrorId -split ',')[0]] }
        }
        if ($Error.Count -gt 100) { $Error.Clear() }
        if ([math]::Floor($made / ($Calls / 10)) -gt $figures.Count) { $figures.Add((Get-Figure $made)) }
    }
    Unregister-SoraServer $named
    $released = $server.WaitForAllClosed()
}
finally { $server.Dispose() }

"$made calls in $([math]::Round($clock.Elapsed.TotalSeconds)) s, $($server.Requests) requests, $written objects written, $($server.ChangesArrived) changes arrived, $($server.DuplicateChanges.Count) of them twice; seed $Seed, PowerShell $($PSVersionTable.PSVersion)"
'errors: ' + (($failures.GetEnumerator() | Sort-Object Value -Descending | ForEach-Object { "$($_.Key) $($_.Value)" }) -join ', ')
''
'| calls | seconds | handles | threads | heap, MB | working set, MB | connections |'
'|---:|---:|---:|---:|---:|---:|---:|'
foreach ($figure in $figures) { '| ' + (@($figure.psobject.Properties.Value) -join ' | ') + ' |' }

$known = 'SoraApiError', 'SoraUnauthorized', 'SoraHttpError', 'SoraConnectionFailed', 'SoraTimeout', 'SoraInvalidResponse', 'SoraIncomplete'
$unknown = @($failures.Keys | Where-Object { $_ -notin $known })
if ($server.DuplicateChanges) { throw "Changes arrived twice: $($server.DuplicateChanges -join '; ')" }
if ($unknown) { throw "Unexpected errors: $($unknown -join ', ')" }
if (-not $released) { throw 'Some sockets are still open.' }
