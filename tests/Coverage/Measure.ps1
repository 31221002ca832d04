#requires -Version 7.4

<#
.SYNOPSIS
Which lines of the module and of its libraries are run by the tests: xUnit and Pester, in one report.
.DESCRIPTION
Coverlet instruments the assemblies where they lie, runs the tests, and puts the assemblies back. Its first result is merged with the second.
ReportGenerator makes a page of it, and a summary.
#>
[CmdletBinding()]
param(
    # The program that runs the Pester suites.
    [Parameter(Mandatory)] [string] $PowerShell,

    # The manifest of Pester.
    [Parameter(Mandatory)] [string] $Pester,

    # The folder of the staged module.
    [Parameter(Mandatory)] [string] $Module,

    # The folder for the results.
    [Parameter(Mandatory)] [string] $Results,

    [string] $Suite = '*'
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
if (Test-Path -LiteralPath $Results) { Remove-Item -LiteralPath $Results -Recurse -Force }
$null = New-Item -ItemType Directory $Results
$failed = $false

function Invoke-Covered([string] $Path, [string] $Command, [string] $Name, [string] $After) {
    $env:CoveredCommand = $Command
    $merge = if ($After) { "-p:MergeWith=$(Join-Path $Results "$After.json")" }
    & dotnet msbuild (Join-Path $PSScriptRoot 'Coverage.csproj') -nologo -v:minimal -t:Cover "-p:TargetPath=$Path" "-p:CoverletOutput=$(Join-Path $Results $Name)" '-p:CoverletOutputFormat=json%2ccobertura' $merge | Out-Host
    if ($LASTEXITCODE -ne 0) { $script:failed = $true }
}

& dotnet restore (Join-Path $PSScriptRoot 'Coverage.csproj') -v:quiet | Out-Host
if ($LASTEXITCODE -ne 0) { throw 'coverlet.msbuild was not restored.' }

$tests = Join-Path $root 'out/build/bin/SoraPS.Client.Tests/release/SoraPS.Client.Tests.dll'
Invoke-Covered -Path $tests -Name xunit -Command "dotnet test `"$(Join-Path $root 'SoraPS.sln')`" -c Release --no-build --tl:off"
$run = "`"$PowerShell`" -NoProfile -NonInteractive -File `"$(Join-Path $root 'tests/SoraPS.Tests/Run.ps1')`" `"$Pester`" `"$(Join-Path $Results 'pester.json')`" `"$Suite`""
Invoke-Covered -Path (Join-Path $Module 'bin/Core/SoraPS.dll') -Name coverage -Command $run -After xunit
# The script that runs the suites counts their failures, and has no exit code for them.
$pesterResult = Join-Path $Results 'pester.json'
if (-not (Test-Path -LiteralPath $pesterResult) -or (Get-Content -LiteralPath $pesterResult -Raw | ConvertFrom-Json).Failed -gt 0) {
    'Some Pester tests failed: what is measured is less than it could be.' | Out-Host
    $failed = $true
}

Push-Location $root
try {
    & dotnet tool restore | Out-Null
    & dotnet tool run reportgenerator "-reports:$(Join-Path $Results 'coverage.cobertura.xml')" "-targetdir:$Results" '-reporttypes:Html;TextSummary' '-verbosity:Warning' | Out-Host
}
finally { Pop-Location }
if ($LASTEXITCODE -ne 0) { throw 'ReportGenerator made no report.' }
Get-Content -LiteralPath (Join-Path $Results 'Summary.txt') | Out-Host
"The whole report: $(Join-Path $Results 'index.html')" | Out-Host
exit [int] $failed
