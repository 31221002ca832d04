#requires -Version 5.1

<#
.SYNOPSIS
Runs the C# tests, which are already built: on the .NET that is installed, and on .NET 8.
.DESCRIPTION
PowerShell 7.4 runs on .NET 8. Its runtime comes from NuGet, so that it need not be installed. The same assemblies run on both.
#>
param(
    # The built tests.
    [Parameter(Mandatory)] [string] $TestPath,

    # The file for the counts and the runtimes, as JSON.
    [Parameter(Mandatory)] [string] $ResultPath
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$oldest = Join-Path $PSScriptRoot '../OldestRuntime'
$result = @{ Passed = 0; Failed = 0; Skipped = 0; Runtimes = @() }

# Adds what one run says of itself.
function Invoke-Test([string] $Program, [string[]] $Arguments) {
    $report = [IO.Path]::GetTempFileName()
    try {
        & $Program @Arguments -noColor -result-xml $report | Out-Host
        $isFailed = $LASTEXITCODE -ne 0
        $run = if ((Get-Item -LiteralPath $report).Length) { ([xml] (Get-Content -LiteralPath $report -Raw)).assemblies.assembly }
        $counts = if ($run) { @{ Passed = [int] $run.passed; Failed = [int] $run.failed + [int] $run.errors; Skipped = [int] $run.skipped } }
        else { @{ Passed = 0; Failed = 0; Skipped = 0 } }
        # A run that did not complete is a failure that is not in its own count.
        if (-not $counts.Failed -and ($isFailed -or -not $counts.Passed)) {
            'The C# tests did not complete.' | Out-Host
            $counts.Failed++
        }
        foreach ($key in $counts.Keys) { $result[$key] += $counts[$key] }
        if ($run) { $result.Runtimes += $run.environment -replace '.*(\.NET \S+).*', '$1' }
    }
    finally { Remove-Item -LiteralPath $report }
}

function Install-OldestRuntime {
    $said = & dotnet build $oldest -v quiet
    if ($LASTEXITCODE -eq 0) { return $true }
    $said | Out-Host
    $false
}

# Not the oldest that fits, but the newest: .NET 8 may be installed, too.
Invoke-Test dotnet @('--roll-forward', 'LatestMajor', $TestPath)
if (-not ($result.Runtimes -match '^\.NET 8\.')) {
    if (Install-OldestRuntime) {
        $env:DOTNET_ROOT = Join-Path (Split-Path $TestPath) '../../../runtime'
        Get-ChildItem -Path Env:DOTNET_ROOT_* | Remove-Item
        Invoke-Test ([IO.Path]::ChangeExtension($TestPath, $(if ($env:OS -eq 'Windows_NT') { 'exe' }))) @()
    }
    else {
        'skipped, the package of its runtime is not available: C# tests on .NET 8' | Out-Host
        $result.Skipped++
    }
}
$result | ConvertTo-Json | Set-Content -LiteralPath $ResultPath
