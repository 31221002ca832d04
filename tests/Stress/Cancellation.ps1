<#
.SYNOPSIS
Measures the time from a stop to the end of the pipeline, and to the closed connection at the server, in different states of the server.
.NOTES
The servers run in the same process, and every figure includes the load of the machine. The guarantee is 200 ms, and 6 s until a connection is
closed that was still being established, because .NET continues to connect for 5 s. The script only measures; it does not fail because of a figure.
#>
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [int] $Rounds = 5
)

Set-StrictMode -Version 3.0
$ModulePath = (Resolve-Path -LiteralPath $ModulePath).Path
$env:SORA_CONFIG_HOME = Join-Path ([IO.Path]::GetTempPath()) "sora-config-$([guid]::NewGuid())" # no kept server of the user
Import-Module $ModulePath
$root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
Add-Type -Path (Join-Path $root 'out/build/bin/SoraPS.TestServers/release_net8.0/SoraPS.TestServers.dll')
. (Join-Path $root 'tests/SoraPS.Tests/Cancellation.States.ps1')

# Runs the command for a state in a separate runspace, until the state is reached.
function Open-Run([string] $Name, [string] $Rest, $Gate) {
    $state = Open-State $Name
    $run = @{ State = $state; Shell = [powershell]::Create(); Output = [Management.Automation.PSDataCollection[psobject]]::new() }
    $run.Shell.Runspace = [runspacefactory]::CreateRunspace()
    $run.Shell.Runspace.Open()
    $null = $run.Shell.AddScript((Get-StateScript $state $Rest))
    foreach ($argument in $state.Uri, $state.Option, $null, $null, $state.Server, $Gate) { $null = $run.Shell.AddArgument($argument) }
    $run.Running = $run.Shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]]::new(), $run.Output)
    if (-not $Rest -and -not (Wait-State $state $run.Output)) { throw "The state was not reached: $Name" }
    $run
}

function Close-Run($Run) {
    $runspace = $Run.Shell.Runspace
    $Run.Shell.Dispose()
    $runspace.Dispose()
    Close-State $Run.State
}

$ways = [ordered]@{
    'Ctrl+C'             = { param($shell) $shell.Stop() }
    'a closing runspace' = { param($shell) $shell.Runspace.Close() }
}

# Milliseconds until the pipeline has ended.
function Measure-End([string] $Name, [scriptblock] $Way) {
    $run = Open-Run $Name
    $clock = [Diagnostics.Stopwatch]::StartNew()
    & $Way $run.Shell
    $clock.Elapsed.TotalMilliseconds
    Close-Run $run
}

# Milliseconds until the server has seen its connection closed.
function Measure-Release([string] $Name) {
    $run = Open-Run $Name
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $stopping = $run.Shell.BeginStop($null, $null)
    if ($run.State.Server -is [SoraPS.TestServers.NonReadingServer]) { $run.State.Server.StartReading() }
    if ($run.State.Closes -and $run.State.Server.WaitForAllClosed(30000)) { $clock.Elapsed.TotalMilliseconds }
    $run.Shell.EndStop($stopping)
    Close-Run $run
}

# Milliseconds from the first object to the end of the pipeline.
function Measure-First([string] $Name) {
    $clock = [Diagnostics.Stopwatch]::new()
    $run = Open-Run $Name -Gate $clock -Rest '| ForEach-Object { $Gate.Restart(); $_ } | Select-Object -First 1; $Gate.Stop()'
    if (-not $run.Running.AsyncWaitHandle.WaitOne(30000)) { throw "The pipeline did not end: $Name" }
    $clock.Elapsed.TotalMilliseconds
    Close-Run $run
}

function Get-Row([string] $Name, [string] $What, [double[]] $Time, [double] $Promise) {
    $sorted = @($Time | Sort-Object)
    [pscustomobject]@{
        'The server is' = $Name
        'Measured'      = $What
        'Median, ms'    = [math]::Round($sorted[[int][math]::Floor(($sorted.Count - 1) / 2)])
        'Longest, ms'   = [math]::Round($sorted[-1])
        'Count'         = $sorted.Count
        'Promised, ms'  = $Promise
        'Kept'          = if ($sorted[-1] -le $Promise) { 'yes' } else { '**no**' }
    }
}

function Get-Left {
    $sockets = if (Test-Path -LiteralPath /proc/self/fd) { @([IO.Directory]::GetFiles('/proc/self/fd') | ForEach-Object { [IO.FileInfo]::new($_).LinkTarget } | Where-Object { $_ -like 'socket:*' }).Count }
    @{ Threads = (Get-Process -Id $PID).Threads.Count; Sockets = $sockets }
}

$names = Get-StateName
$full = [SoraPS.TestServers.FullBacklogListener]::new()
if (-not $full.IsFull) {
    'connecting: not measured, because this system accepts every connection'
    $names = $names -ne 'connecting'
}
$full.Dispose()

$left = @{}
$rows = foreach ($round in 0..$Rounds) {
    foreach ($name in $names) {
        foreach ($way in $ways.Keys) { @{ Round = $round; Name = $name; What = "$way to the pipeline's end"; Time = Measure-End $name $ways[$way]; Promise = 200 } }
        $late = $name -in 'TLS handshake', 'tunnel through a proxy'
        foreach ($time in Measure-Release $name) { @{ Round = $round; Name = $name; What = 'Ctrl+C to the closed connection'; Time = $time; Promise = $(if ($late) { 6000 } else { 200 }) } }
    }
    foreach ($name in 'mid-list', 'one of two servers streams', 'first of 8 changes') { @{ Round = $round; Name = $name; What = 'Select-Object -First 1 to the pipeline''s end'; Time = Measure-First $name; Promise = 200 } }
    $left[$round] = Get-Left
}

"Time from a stop, PowerShell $($PSVersionTable.PSVersion), $([Environment]::ProcessorCount) processors"
''
# The first round is only a warm-up.
$table = $rows | Where-Object { $_.Round } | Group-Object { "$($_.Name)|$($_.What)" } | ForEach-Object { Get-Row $_.Group[0].Name -What $_.Group[0].What -Time $_.Group.Time -Promise $_.Group[0].Promise }
$columns = $table[0].psobject.Properties.Name
"| $($columns -join ' | ') |"
"|$(' --- |' * $columns.Count)"
foreach ($row in $table) { "| $($row.psobject.Properties.Value -join ' | ') |" }
''
"After $(@($rows | Where-Object { -not $_.Round }).Count) stops: $($left[0].Threads) threads, $($left[0].Sockets) sockets; after $($rows.Count): $($left[$Rounds].Threads) and $($left[$Rounds].Sockets)."
