#requires -Version 5.1

<#
.SYNOPSIS
Builds, tests and shows SoraPS.
.DESCRIPTION
Everything that is made lies in the folder out; the module is out/SoraPS, its package lies beside it.
.EXAMPLE
./build.ps1 test
.EXAMPLE
./build.ps1 test -Package ./packages -PowerShellVersion 7.4

Tests the module of a package that was made before, in a PowerShell that is fetched for it.
#>
[CmdletBinding()]
[Diagnostics.CodeAnalysis.SuppressMessage('PSReviewUnusedParameter', '', Justification = 'The functions use them.')]
param(
    [Parameter(Position = 0)]
    [ValidateSet('build', 'test', 'coverage', 'stress', 'demo', 'bench', 'lint', 'docs', 'package', 'publish', 'clean')]
    [string] $Task = 'build',

    # For test and publish: a package that was made before, or the folder in which it lies alone. Publish takes the one in out without it.
    [string] $Package,

    # For test: the Pester suites of this name, such as GetSoraConnection, and no others.
    [string] $Suite = '*',

    # The PowerShell that runs suites and scripts, such as 7.4: fetched as a .NET tool. Without it, the one that runs this script.
    [string] $PowerShellVersion,

    # For publish: a repository that is registered. Its key is read from $env:SORAPS_PUBLISH_KEY.
    [string] $Repository = 'PSGallery'
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$env:DOTNET_CLI_UI_LANGUAGE = 'en'
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'

$root = $PSScriptRoot
$out = Join-Path $root 'out'
$module = Join-Path $out 'SoraPS'
$tools = Join-Path $out 'modules'

function Invoke-DotNet([string[]] $Arguments) {
    $said = & dotnet @Arguments
    if ($LASTEXITCODE -ne 0) {
        $said | Out-Host
        throw "dotnet $($Arguments[0]) failed."
    }
}

function Test-Program([string] $Path) {
    try { $null = & $Path -v } catch { return $false }
    $LASTEXITCODE -eq 0
}

# The program itself, and not what starts it as a .NET tool: the tests start more of them, and so do jobs.
function Find-PowerShell {
    if ($PSVersionTable.PSEdition -eq 'Desktop' -and -not $PowerShellVersion) { return Join-Path $PSHOME 'powershell' }
    $own = Join-Path $PSHOME 'pwsh'
    if (-not $PowerShellVersion -and (Test-Program $own)) { return $own }
    $version = if ($PowerShellVersion) { $PowerShellVersion } else { "$($PSVersionTable.PSVersion)" }
    $folder = Join-Path $out "powershell/$version"
    if (-not (Test-Program (Join-Path $folder 'pwsh'))) { Install-PowerShell $version $folder }
    & (Join-Path $folder 'pwsh') -NoProfile -NonInteractive -Command 'Join-Path $PSHOME pwsh'
}

function Install-PowerShell([string] $Version, [string] $Folder) {
    if (Test-Path -LiteralPath $Folder) { Remove-Item -LiteralPath $Folder -Recurse -Force }
    Invoke-DotNet @('tool', 'install', 'powershell', '--version', $(if ($Version -match '\.\d+\.') { $Version } else { "$Version.*" }), '--tool-path', $Folder)
    $found, $program = & (Join-Path $Folder 'pwsh') -NoProfile -NonInteractive -Command '"$($PSVersionTable.PSVersion)", (Join-Path $PSHOME pwsh)'
    # A feed that does not have it gives another one without a word.
    if ("$found." -notlike "$Version.*") {
        Remove-Item -LiteralPath $Folder -Recurse -Force
        throw "PowerShell $Version cannot be had; there is $found."
    }
    # The tool has this one program for all systems but Windows, and it is for Linux on x64.
    if (-not (Test-Program $program)) {
        Set-Content -LiteralPath $program "#!/bin/sh`nexec dotnet `"`$(dirname `"`$0`")/pwsh.dll`" `"`$@`""
        & chmod +x $program
    }
}

# Runs a script in a PowerShell of its own: a DLL that was loaded cannot be unloaded, and on Windows not be built again.
function Invoke-PowerShell([string[]] $Arguments) {
    & (Find-PowerShell) -NoProfile -NonInteractive -File @Arguments
}

# The newest installed module that fits, else what Restore brings, else one from the PowerShell Gallery; $null where it can be had from nowhere.
function Find-Tool([string] $Name, [version] $Minimum, [version] $Below, [scriptblock] $Restore = {}) {
    $env:PSModulePath = $tools + [IO.Path]::PathSeparator + $env:PSModulePath
    $find = { Get-Module -ListAvailable $Name | Where-Object { $_.Version -ge $Minimum -and $_.Version -lt $Below } | Sort-Object Version | Select-Object -Last 1 }
    $found = & $find
    if (-not $found) {
        try { & $Restore } catch { Write-Verbose "$Name was not restored: $_" }
        $found = & $find
    }
    if (-not $found) {
        try {
            $null = New-Item -ItemType Directory -Force $tools
            if (Get-Command Save-PSResource -ErrorAction Ignore) {
                Save-PSResource $Name -Version "[$Minimum,$Below)" -Path $tools -TrustRepository -ErrorAction Stop
            }
            else {
                Save-Module $Name -MinimumVersion $Minimum -MaximumVersion ([version]::new($Below.Major - 1, 9999)) -Path $tools -ErrorAction Stop
            }
        }
        catch {
            Write-Verbose "$Name is not installed and cannot be downloaded: $_"
        }
        $found = & $find
    }
    $found
}

# From NuGet, like all that the build needs.
function Find-Pester {
    Find-Tool -Name Pester -Minimum 5.5.0 -Below 6.0.0 -Restore { Invoke-DotNet @('build', (Join-Path $root 'tests/SoraPS.Tests'), '-v', 'quiet') }
}

function Build-Solution([string[]] $Property = @()) {
    Invoke-DotNet (@('build', (Join-Path $root 'SoraPS.sln'), '-c', 'Release', '-v', 'quiet') + $Property)
}

function Build-Module([string[]] $Property = @()) {
    Build-Solution $Property
    # A package of what was there before would be tested for one of what is there now.
    Get-ChildItem -LiteralPath $out -Filter 'SoraPS.*.nupkg' | Remove-Item
    if (Test-Path -LiteralPath $module) { Remove-Item -LiteralPath $module -Recurse -Force }
    foreach ($target in @{ 'net8.0' = 'Core'; 'net472' = 'Desktop' }.GetEnumerator()) {
        Invoke-DotNet @('publish', (Join-Path $root 'src/SoraPS'), '-c', 'Release', '-f', $target.Key, '-o', (Join-Path $module "bin/$($target.Value)"), '--no-build', '-v', 'quiet')
    }
    Invoke-PowerShell @((Join-Path $root 'packaging/Stage.ps1'), '-Module', $module) | Out-Host
    if ($LASTEXITCODE -ne 0) { throw 'The module was not staged.' }
    if (Get-ChildItem -LiteralPath $module -Recurse -Filter 'System.Management.Automation.dll') { throw 'System.Management.Automation.dll must not be shipped.' }
}

# The package of the staged module; none where the PowerShell has nothing to pack it with.
function Compress-Module {
    $said = Invoke-PowerShell @((Join-Path $root 'packaging/Pack.ps1'), '-Module', $module, '-Destination', $out)
    if ($LASTEXITCODE -ne 0) {
        $said | Out-Host
        throw 'The module was not packed.'
    }
    $made = Get-ChildItem -LiteralPath $out -Filter 'SoraPS.*.nupkg'
    $(if ($made) { "The package is here: $($made.FullName)" } else { $said }) | Out-Host
    $made
}

# A package is what is committed, built from nothing.
function Build-Package {
    $changed = & git -C $root status --porcelain
    if ($LASTEXITCODE -ne 0 -or $changed) { throw "A package is made of what is committed; this is not:`n$($changed -join "`n")" }
    Clear-Output
    Build-Module
    if (-not (Compress-Module)) { throw 'No package was made.' }
}

function Resolve-Package {
    $found = @(if (Test-Path -LiteralPath $Package -PathType Container) { Get-ChildItem -LiteralPath $Package -Filter 'SoraPS.*.nupkg' } else { Get-Item -LiteralPath $Package })
    if ($found.Count -ne 1) { throw "One package was expected in $Package, $($found.Count) were found." }
    $found[0]
}

# The module of a package that was made elsewhere takes the place of the one that is built.
function Expand-Package {
    $from = Resolve-Package
    Get-ChildItem -LiteralPath $out -Filter 'SoraPS.*.nupkg' | Where-Object FullName -NE $from.FullName | Remove-Item
    if (Test-Path -LiteralPath $module) { Remove-Item -LiteralPath $module -Recurse -Force }
    Add-Type -AssemblyName System.IO.Compression.FileSystem
    [IO.Compression.ZipFile]::ExtractToDirectory($from.FullName, $module)
    '_rels', 'package', '[Content_Types].xml', 'SoraPS.nuspec' | ForEach-Object { Remove-Item -LiteralPath (Join-Path $module $_) -Recurse -Force }
    if ($from.DirectoryName -ne $out) { Copy-Item -LiteralPath $from.FullName $out }
    $env:SORAPS_PACKAGE = $from.FullName
}

function Clear-Output { if (Test-Path -LiteralPath $out) { Remove-Item -LiteralPath $out -Recurse -Force } }

# Both counts come from the runners' own words; what did not run is named.
function Test-Module {
    $count = @{ Passed = 0; Failed = 0; Skipped = 0 }
    if ($Suite -eq '*') {
        & dotnet test (Join-Path $root 'SoraPS.sln') -c Release --no-build --tl:off | ForEach-Object {
            "$_"
            if ("$_" -match ' - Failed: +(?<Failed>\d+), Passed: +(?<Passed>\d+), Skipped: +(?<Skipped>\d+)') {
                foreach ($key in @($count.Keys)) { $count[$key] += [int] $Matches[$key] }
            }
        } | Out-Host
        # A runner that did not come to its end is a failure that it did not count.
        if ($count.Failed -eq 0 -and ($LASTEXITCODE -ne 0 -or $count.Passed -eq 0)) {
            'The C# tests did not come to their end.' | Out-Host
            $count.Failed++
        }
    }

    $suites = @('tests/SoraPS.Tests', 'samples/tests' | ForEach-Object { Get-ChildItem -LiteralPath (Join-Path $root $_) -Filter '*.Tests.ps1' })
    $pester = Find-Pester
    if ($pester) {
        $result = Join-Path $out 'pester.json'
        Remove-Item -LiteralPath $result -ErrorAction Ignore
        # A star would become the names of files on its way.
        $chosen = @($Suite | Where-Object { $_ -ne '*' })
        Invoke-PowerShell (@((Join-Path $root 'tests/SoraPS.Tests/Run.ps1'), $pester.Path, $result) + $chosen) | Out-Host
        if (Test-Path -LiteralPath $result) {
            $pesterCount = Get-Content -LiteralPath $result -Raw | ConvertFrom-Json
            foreach ($key in @($count.Keys)) { $count[$key] += $pesterCount.$key }
        }
        else {
            'The Pester suites did not come to their end.' | Out-Host
            $count.Failed++
        }
    }
    else {
        $suites | ForEach-Object { "skipped, it needs Pester 5: $(Split-Path -Leaf (Split-Path $_.DirectoryName))/$($_.Directory.Name)/$($_.Name)" | Out-Host }
        $count.Skipped += $suites.Count
    }

    "$($count.Passed) passed, $($count.Failed) failed, $($count.Skipped) skipped" | Out-Host
    if ($count.Failed -gt 0) { exit 1 }
}

# The long versions of tests that are short in every test run, and what is measured: docs/reliability.md quotes the figures.
function Test-Stress {
    $env:SORAPS_STRESS = '100000'
    $env:SORAPS_STRESS_CALLS = '50000'
    & dotnet test (Join-Path $root 'SoraPS.sln') -c Release --no-build --tl:off --filter 'Category=Stress' --logger 'console;verbosity=detailed' | Out-Host
    $failed = $LASTEXITCODE -ne 0
    foreach ($script in 'Stopping', 'Pausing', 'LongRun') {
        Invoke-PowerShell @((Join-Path $root "tests/Stress/$script.ps1"), $module) | Out-Host
        $failed = $failed -or $LASTEXITCODE -ne 0
    }
    if ($failed) { exit 1 }
}

# Everything against what a user would type instead, then the parser alone.
function Measure-Module {
    $results = Join-Path $out 'bench'
    $servers = Join-Path $out 'build/bin/SoraPS.TestServers/release_net8.0/SoraPS.TestServers.dll'
    $sketch = Join-Path $out 'build/bin/SoraPS.Sketch/release/SoraPS.Sketch.dll'
    Invoke-PowerShell @((Join-Path $root 'tests/Bench/Bench.ps1'), $module, $servers, $sketch, $results) | Out-Host
    if ($LASTEXITCODE -ne 0) { exit 1 }
    $parser = Join-Path $root 'tests/SoraPS.Benchmarks'
    Invoke-DotNet @('build', $parser, '-c', 'Release', '-v', 'quiet')
    & dotnet (Join-Path $out 'build/bin/SoraPS.Benchmarks/release/SoraPS.Benchmarks.dll') --filter '*' --artifacts $results | Out-Host
    if ($LASTEXITCODE -ne 0) { exit 1 }
}

# Every gate runs, whatever the others found. The first is the build before: there, a warning of an analyzer is an error.
function Test-Style {
    'passed  build: no warning of an analyzer; the public API of the libraries is that of PublicAPI.*.txt' | Out-Host
    & dotnet format (Join-Path $root 'SoraPS.sln') --verify-no-changes --no-restore | Out-Host
    $format = $LASTEXITCODE
    "$(if ($format) { 'failed' } else { 'passed' })  format: what dotnet format would change" | Out-Host
    $null = Find-Tool -Name PSScriptAnalyzer -Minimum 1.21.0 -Below 2.0.0
    Invoke-PowerShell @(Join-Path $root 'tests/Lint/Lint.ps1') | Out-Host
    if ($format -or $LASTEXITCODE) { exit 1 }
}

# Lines that are run by some test, in the client and in the cmdlets, in one report.
function Measure-Coverage {
    $pester = Find-Pester
    if (-not $pester) { throw 'Coverage needs Pester 5, which neither NuGet nor the PowerShell Gallery gave.' }
    # The paths of this machine, or coverlet does not find the sources.
    Build-Module '-p:PathMap='
    & (Join-Path $root 'tests/Coverage/Measure.ps1') -PowerShell (Find-PowerShell) -Pester $pester.Path -Module $module -Results (Join-Path $out 'coverage') -Suite $Suite
    if ($LASTEXITCODE -ne 0) { exit 1 }
}

# Nothing can be taken back from a gallery: the script refuses what should not be there. Nobody but it gets the key.
function Publish-Package {
    if (-not $Package) { $script:Package = $out }
    $key, $env:SORAPS_PUBLISH_KEY = $env:SORAPS_PUBLISH_KEY, $null
    $null = Find-PowerShell
    $env:SORAPS_PUBLISH_KEY = $key
    Invoke-PowerShell @((Join-Path $root 'packaging/Publish.ps1'), '-Package', (Resolve-Package).FullName, '-Repository', $Repository) | Out-Host
    if ($LASTEXITCODE -ne 0) { exit 1 }
}

switch ($Task) {
    'build' { Build-Module; "The module is here: Import-Module $module" | Out-Host }
    'test' {
        try {
            $env:SORAPS_PACKAGE = $null
            if ($Package) { Build-Solution; Expand-Package } else { Build-Module; $null = Compress-Module }
        }
        catch {
            "$_`nNo test ran.`n0 passed, 1 failed, 0 skipped" | Out-Host
            exit 1
        }
        Test-Module
    }
    'stress' { Build-Module; Test-Stress }
    'demo' { Build-Module; Invoke-PowerShell @((Join-Path $root 'samples/Demo.ps1'), $module); exit $LASTEXITCODE }
    'lint' { Build-Module; Test-Style }
    'docs' { Build-Module; Invoke-PowerShell @((Join-Path $root 'docs/Update.ps1'), '-Module', $module, '-Pages', (Join-Path $out 'docs')); exit $LASTEXITCODE }
    'coverage' { Measure-Coverage }
    'package' { Build-Package }
    'publish' { Publish-Package }
    'bench' { Build-Module; Measure-Module }
    'clean' { Clear-Output }
}
