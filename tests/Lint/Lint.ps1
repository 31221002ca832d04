<#
.SYNOPSIS
Runs the checks that need PowerShell and reports the result of each. The exit code is the number of checks that failed.
.EXAMPLE
./tests/Lint/Lint.ps1 -Gate links, terms
#>
[CmdletBinding()]
param(
    [ValidateSet('scripts', 'surface', 'links', 'terms')]
    [string[]] $Gate = @('scripts', 'surface', 'links', 'terms')
)

$ErrorActionPreference = 'Stop'
$root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path

function Get-ScriptMistake {
    if (-not (Get-Module -ListAvailable PSScriptAnalyzer)) { return 'PSScriptAnalyzer is not installed. To install it: Install-Module PSScriptAnalyzer -Scope CurrentUser' }
    $folders = Get-ChildItem -LiteralPath $root -Directory | Where-Object Name -NE 'out'
    $files = Get-ChildItem -LiteralPath $root -File | Where-Object Extension -In '.ps1', '.psm1', '.psd1'
    foreach ($item in @($folders) + @($files)) {
        Invoke-ScriptAnalyzer -Path $item.FullName -Recurse | ForEach-Object { "$($_.ScriptName):$($_.Line): $($_.RuleName): $($_.Message)" }
    }
}

function Get-SurfaceChange {
    . (Join-Path $PSScriptRoot 'Surface.ps1')
    $changes = @(Compare-Surface (Read-Surface) (Get-Surface))
    $changes
    if ($changes) { 'If the change is intended, run tests/Lint/Accept.ps1 to record it.' }
}

function Get-TextMistake([string] $Kind) {
    . (Join-Path $PSScriptRoot 'Texts.ps1')
    . (Join-Path $PSScriptRoot "$Kind.ps1")
    & "Get-$($Kind.TrimEnd('s'))Mistake" (Get-Document)
}

$gates = @{
    scripts = @{ What = 'PSScriptAnalyzer with its default rules'; Find = { Get-ScriptMistake } }
    surface = @{ What = 'cmdlets, error ids and objects against tests/data/surface.txt'; Find = { Get-SurfaceChange } }
    links   = @{ What = 'files and headings that documents link to; only the syntax of web addresses is checked'; Find = { Get-TextMistake Links } }
    terms   = @{ What = 'the spelling of key terms against tests/data/terms.csv'; Find = { Get-TextMistake Terms } }
}
$failed = 0
foreach ($name in $Gate) {
    # If a check cannot run, the others still run.
    $findings = @(try { & $gates[$name].Find } catch { "The check did not complete: $_" })
    $failed += [int] ($findings.Count -gt 0)
    '{0}  {1}: {2}' -f $(if ($findings) { 'failed' } else { 'passed' }), $name, $gates[$name].What
    $findings | ForEach-Object { "        $_" }
}
exit $failed
