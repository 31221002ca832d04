<#
.SYNOPSIS
The process of one alternative: reads scripts, one per line in Base64, and writes a line of JSON for each result.
#>
[Diagnostics.CodeAnalysis.SuppressMessage('PSReviewUnusedParameter', 'Uri', Justification = 'The scripts that it reads use it.')]
param([Parameter(Mandatory)] [string] $Uri)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

function Get-Timestamp { [Diagnostics.Stopwatch]::GetTimestamp() }

function ConvertTo-Millisecond([long] $Ticks) { $Ticks * 1000.0 / [Diagnostics.Stopwatch]::Frequency }

# Runs a pipeline to the end, and measures the time of the first object and of all objects. The time of the server's first byte is from the same clock.
function Measure-Pipeline([string] $Pipeline, [string] $Rest = 'ForEach-Object { if ($count++ -eq 0) { $first = [Diagnostics.Stopwatch]::GetTimestamp() } }') {
    $script = [scriptblock]::Create("`$count = 0; `$first = 0L; $Pipeline | $Rest; `$count, `$first")
    $process = [Diagnostics.Process]::GetCurrentProcess()
    $before = $process.WorkingSet64
    $allocated = [GC]::GetTotalAllocatedBytes($true)
    $begin = Get-Timestamp
    $count, $first = & $script
    $end = Get-Timestamp
    $allocated = [GC]::GetTotalAllocatedBytes($true) - $allocated
    $process.Refresh()
    @{
        Count     = $count
        First     = ConvertTo-Millisecond ($first - $begin)
        All       = ConvertTo-Millisecond ($end - $begin)
        Allocated = $allocated
        Growth    = ($process.PeakWorkingSet64 - $before) / 1MB
        FirstByte = if ($Pipeline -match '\$\{Uri') { ConvertTo-Millisecond ($first - [long] (Invoke-RestMethod "${Uri}first-byte")) } else { 0 }
    }
}

function Measure-Time([scriptblock] $Work) {
    $begin = Get-Timestamp
    $null = & $Work
    ConvertTo-Millisecond ((Get-Timestamp) - $begin)
}

while ($line = [Console]::In.ReadLine()) {
    $script = [scriptblock]::Create([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($line)))
    [Console]::Out.WriteLine((ConvertTo-Json -InputObject (. $script) -Compress))
}
