<#
.SYNOPSIS
Runs the Pester suites beside this file and those of the samples, and writes how many tests passed, failed and were skipped.
#>
param(
    [Parameter(Mandatory)] [string] $PesterPath,
    [Parameter(Mandatory)] [string] $ResultPath,
    [string] $Suite = '*'
)

Import-Module $PesterPath
$configuration = New-PesterConfiguration
$root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
# The tests of the samples are a stranger's: they want a module of this name, wherever it lies. Not by PSModulePath, which every process here would inherit.
Import-Module (Join-Path $root 'out/SoraPS')
$suites = Get-ChildItem -LiteralPath $PSScriptRoot, (Join-Path $root 'samples/tests') -Filter "$Suite.Tests.ps1"
# Some suites need a later PowerShell than the module does; Pester would count them as failed.
$tooNew = @($suites | Where-Object { [Management.Automation.Language.Parser]::ParseFile($_.FullName, [ref] $null, [ref] $null).ScriptRequirements.RequiredPSVersion -gt $PSVersionTable.PSVersion })
$tooNew | ForEach-Object { "skipped, it needs a later PowerShell: $($_.Name)" }
$configuration.Run.Path = ($suites | Where-Object FullName -NotIn $tooNew.FullName).FullName
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.CIFormat = 'None'
$run = Invoke-Pester -Configuration $configuration
@{
    Passed  = $run.PassedCount
    # A suite that cannot even be read has no failed test of its own.
    Failed  = $run.FailedCount + $run.FailedContainersCount + $run.FailedBlocksCount
    Skipped = $run.SkippedCount + $run.NotRunCount + $run.InconclusiveCount + $tooNew.Count
} | ConvertTo-Json | Set-Content -LiteralPath $ResultPath
