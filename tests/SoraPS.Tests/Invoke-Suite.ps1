<#
.SYNOPSIS
Runs the Pester suites that are listed in a folder, one after another, until none is left. Run.ps1 starts it, as often as there are processes to share the suites.
.DESCRIPTION
A file of the folder holds the path of a suite. Whoever renames it runs it: of two processes that try, one succeeds.
#>
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingWriteHost', '', Justification = 'Run.ps1 reads these lines, at their place among those of Pester.')]
param(
    [Parameter(Mandatory)] [string] $PesterPath,
    [Parameter(Mandatory)] [string] $Queue
)

# Some suites, such as those of the samples, do not use Common.ps1.
$env:SORA_CONFIG_HOME = Join-Path ([IO.Path]::GetTempPath()) "sora-config-$([guid]::NewGuid())"
Import-Module $PesterPath -ErrorAction Stop
# The tests of the samples are a stranger's: they want a module of this name, wherever it lies. Not by PSModulePath, which every process here would inherit.
Import-Module (Join-Path $PSScriptRoot '../../out/SoraPS') -ErrorAction Stop
foreach ($entry in Get-ChildItem -LiteralPath $Queue -Filter '*.todo' | Sort-Object Name) {
    try { [IO.File]::Move($entry.FullName, [IO.Path]::ChangeExtension($entry.FullName, 'taken')) }
    catch [IO.IOException] { continue }
    $path = [IO.File]::ReadAllText([IO.Path]::ChangeExtension($entry.FullName, 'taken'))
    [Console]::WriteLine("##suite begins $(Split-Path -Leaf $path)")
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $path
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'Normal'
    $configuration.Output.CIFormat = 'None'
    $run = Invoke-Pester -Configuration $configuration
    if (-not $run) { throw "Pester has no result of $path." }
    $counts = @{
        Passed  = $run.PassedCount
        # A suite that cannot even be read has no failed test of its own.
        Failed  = $run.FailedCount + $run.FailedContainersCount + $run.FailedBlocksCount
        Skipped = $run.SkippedCount + $run.NotRunCount + $run.InconclusiveCount
    }
    foreach ($test in $run.Failed) {
        $why = "$(@($test.ErrorRecord)[0])".Trim() -split '\r?\n' | Select-Object -First 3
        [Console]::WriteLine("##failed $(Split-Path -Leaf $path): $($test.ExpandedPath): $($why -join ' ')")
    }
    [Console]::WriteLine("##suite ended $($counts | ConvertTo-Json -Compress)")
}
