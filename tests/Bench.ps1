<#
.SYNOPSIS
Compares Get-SoraConnection with Invoke-RestMethod on one list, taking turns; medians of several rounds.
.NOTES
The server is the simulator, in the same process: its own time is in both figures.
#>
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [int] $ConnectionCount = 20000,
    [int] $Rounds = 5
)

Set-StrictMode -Version 3.0
Import-Module $ModulePath

function Get-Median([double[]] $Number) { ($Number | Sort-Object)[[int][math]::Floor($Number.Count / 2)] }

$simulator = Start-SoraSimulator -ConnectionCount $ConnectionCount
$null = New-SoraSession $simulator.Uri -Name bench
$contestants = [ordered]@{
    'Get-SoraConnection' = { Get-SoraConnection }
    'Invoke-RestMethod'  = { Invoke-RestMethod $simulator.Uri -Method Post -Headers @{ 'x-sora-target' = 'Sora_20201013.ListConnections' } | ForEach-Object { $_ } }
}
$times = @{}
foreach ($name in $contestants.Keys) { $times[$name] = @{ First = [Collections.Generic.List[double]]::new(); All = [Collections.Generic.List[double]]::new() } }

foreach ($round in 0..$Rounds) {
    foreach ($name in $contestants.Keys) {
        $seen = @{ Count = 0; First = 0 }
        $clock = [Diagnostics.Stopwatch]::StartNew()
        & $contestants[$name] | ForEach-Object {
            if (-not $seen.Count++) { $seen.First = $clock.Elapsed.TotalMilliseconds }
        }
        $all = $clock.Elapsed.TotalMilliseconds
        if ($seen.Count -ne $ConnectionCount) { throw "$name delivered $($seen.Count) of $ConnectionCount connections." }
        # The first round only warms up.
        if ($round) {
            $times[$name].First.Add($seen.First)
            $times[$name].All.Add($all)
        }
    }
}
Stop-SoraSimulator $simulator

$result = foreach ($name in $contestants.Keys) {
    [pscustomobject]@{ Contestant = $name; 'First object, ms' = [math]::Round((Get-Median $times[$name].First)); 'All, ms' = [math]::Round((Get-Median $times[$name].All)) }
}
"$ConnectionCount connections, median of $Rounds rounds, PowerShell $($PSVersionTable.PSVersion)"
$result | Format-Table
'Invoke-RestMethod takes {0:0.0} times as long.' -f ((Get-Median $times['Invoke-RestMethod'].All) / (Get-Median $times['Get-SoraConnection'].All))
