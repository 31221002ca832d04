#requires -Version 5.1

<#
.SYNOPSIS
Builds, tests and demonstrates SoraPS.
.DESCRIPTION
All output is in the folder out. The module is out/SoraPS, and its package is in out.
.EXAMPLE
./build.ps1 test
.EXAMPLE
./build.ps1 test -Package ./packages -PowerShellVersion 7.4

Tests the module of an existing package, in a PowerShell that is downloaded for this.
#>
[CmdletBinding()]
[Diagnostics.CodeAnalysis.SuppressMessage('PSReviewUnusedParameter', '', Justification = 'The functions use them.')]
param(
    [Parameter(Position = 0)]
    [ValidateSet('build', 'test', 'coverage', 'stress', 'demo', 'bench', 'lint', 'docs', 'package', 'publish', 'clean')]
    [string] $Task = 'build',

    # For test and publish: an existing package, or a folder with only this package. The default for publish is the package in out.
    [string] $Package,

    # For test: run only the Pester suite with this name, such as GetSoraConnection.
    [string] $Suite = '*',

    # The version of PowerShell that runs suites and scripts, such as 7.4. It is installed as a .NET tool. The default is the PowerShell that runs this script.
    [string] $PowerShellVersion,

    # For publish: a registered repository. Its key is read from $env:SORAPS_PUBLISH_KEY.
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
$clientLog = Join-Path $out 'client.log'
$clientResult = Join-Path $out 'client.json'

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

# Returns the path of the pwsh program itself, not of the .NET tool that starts it: tests and jobs start more processes with this program.
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
    # If the feed does not have this version, dotnet installs another one without an error.
    if ("$found." -notlike "$Version.*") {
        Remove-Item -LiteralPath $Folder -Recurse -Force
        throw "PowerShell $Version is not available; found $found."
    }
    # Except for Windows, the tool has only one program, and it is for Linux on x64.
    if (-not (Test-Program $program)) {
        Set-Content -LiteralPath $program "#!/bin/sh`nexec dotnet `"`$(dirname `"`$0`")/pwsh.dll`" `"`$@`""
        & chmod +x $program
    }
}

# Runs a script in a separate PowerShell process: a loaded DLL cannot be unloaded, and on Windows it cannot be overwritten by the next build.
function Invoke-PowerShell([string[]] $Arguments) {
    & (Find-PowerShell) -NoProfile -NonInteractive -File @Arguments
}

# Returns the newest installed module in the version range. If there is none, runs Restore, then tries the PowerShell Gallery. Returns $null if all fail.
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

# Pester is restored from NuGet, like all other build dependencies.
function Find-Pester {
    Find-Tool -Name Pester -Minimum 5.5.0 -Below 7.0.0 -Restore { Invoke-DotNet @('build', (Join-Path $root 'tests/SoraPS.Tests'), '-v', 'quiet') }
}

function Build-Solution([string[]] $Option = @()) {
    Invoke-DotNet (@('build', (Join-Path $root 'SoraPS.sln'), '-c', 'Release', '-v', 'quiet') + $Option)
}

function Build-Module([string[]] $Option = @()) {
    Build-Solution $Option
    Complete-Module
}

# Puts the module together from what is built.
function Complete-Module {
    # Remove old packages: otherwise the tests would use a package of an earlier build.
    Get-ChildItem -LiteralPath $out -Filter 'SoraPS.*.nupkg' | Remove-Item
    if (Test-Path -LiteralPath $module) { Remove-Item -LiteralPath $module -Recurse -Force }
    foreach ($target in @{ 'net8.0' = 'Core'; 'net472' = 'Desktop' }.GetEnumerator()) {
        Invoke-DotNet @('publish', (Join-Path $root 'src/SoraPS'), '-c', 'Release', '-f', $target.Key, '-o', (Join-Path $module "bin/$($target.Value)"), '--no-build', '-v', 'quiet')
    }
    Invoke-PowerShell @((Join-Path $root 'packaging/Stage.ps1'), '-Module', $module) | Out-Host
    if ($LASTEXITCODE -ne 0) { throw 'The module was not staged.' }
    if (Get-ChildItem -LiteralPath $module -Recurse -Filter 'System.Management.Automation.dll') { throw 'System.Management.Automation.dll must not be shipped.' }
}

# Creates the package of the staged module. Returns nothing if this PowerShell has no command to create packages.
function Compress-Module {
    $said = Invoke-PowerShell @((Join-Path $root 'packaging/Pack.ps1'), '-Module', $module, '-Destination', $out)
    if ($LASTEXITCODE -ne 0) {
        $said | Out-Host
        throw 'The package was not created.'
    }
    $made = Get-ChildItem -LiteralPath $out -Filter 'SoraPS.*.nupkg'
    $(if ($made) { "The package is here: $($made.FullName)" } else { $said }) | Out-Host
    $made
}

# Creates a package of the committed files with a clean build.
function Build-Package {
    $changed = & git -C $root status --porcelain
    if ($LASTEXITCODE -ne 0 -or $changed) { throw "A package can contain only committed files. These files have uncommitted changes:`n$($changed -join "`n")" }
    Clear-Output
    Build-Module
    if (-not (Compress-Module)) { throw 'No package was created.' }
}

function Resolve-Package {
    $found = @(if (Test-Path -LiteralPath $Package -PathType Container) { Get-ChildItem -LiteralPath $Package -Filter 'SoraPS.*.nupkg' } else { Get-Item -LiteralPath $Package })
    if ($found.Count -ne 1) { throw "Expected one package in $Package, found $($found.Count)." }
    $found[0]
}

# Replaces the built module with the module from a package that was created elsewhere.
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

# Starts the C# tests. Their output goes to a file until the Pester suites have ended.
function Open-ClientTest {
    Remove-Item -LiteralPath $clientResult -ErrorAction Ignore
    $tests = Join-Path $out 'build/bin/SoraPS.Client.Tests/release/SoraPS.Client.Tests.dll'
    $arguments = @('-NoProfile', '-NonInteractive', '-File') + ((Join-Path $root 'tests/SoraPS.Client.Tests/Run.ps1'), $tests, $clientResult | ForEach-Object { "`"$_`"" })
    Start-Process -FilePath (Find-PowerShell) -ArgumentList $arguments -RedirectStandardOutput $clientLog -NoNewWindow -PassThru
}

# Adds the counts that a test runner left in a file, and returns what else it says.
function Add-Count([hashtable] $Count, [string] $Result, [string] $Name) {
    if (-not (Test-Path -LiteralPath $Result)) {
        "The $Name did not complete." | Out-Host
        $Count.Failed++
        return
    }
    $said = Get-Content -LiteralPath $Result -Raw | ConvertFrom-Json
    foreach ($key in @($Count.Keys)) { $Count[$key] += $said.$key }
    $said
}

# The counts come from the output of both test runners. Tests that did not run are named.
function Test-Module($Client) {
    $count = @{ Passed = 0; Failed = 0; Skipped = 0 }
    $suites = @('tests/SoraPS.Tests', 'samples/tests' | ForEach-Object { Get-ChildItem -LiteralPath (Join-Path $root $_) -Filter '*.Tests.ps1' })
    $pester = Find-Pester
    $result = Join-Path $out 'pester.json'
    Remove-Item -LiteralPath $result -ErrorAction Ignore
    $ran = @()
    if ($pester) {
        # Do not pass a star: it would be expanded to file names.
        $chosen = @(if ($Client) { '-OtherProcessId', $Client.Id } else { '-Suite', $Suite })
        Invoke-PowerShell (@((Join-Path $root 'tests/SoraPS.Tests/Run.ps1'), $pester.Path, $result) + $chosen) | Out-Host
        $ran += (Add-Count -Count $count -Result $result -Name 'Pester suites') | ForEach-Object { "Pester suites: $($_.Engine)" }
    }
    else {
        $suites | ForEach-Object { "skipped, requires Pester 5 or 6: $(Split-Path -Leaf (Split-Path $_.DirectoryName))/$($_.Directory.Name)/$($_.Name)" | Out-Host }
        $count.Skipped += $suites.Count
    }
    if ($Client) {
        $Client.WaitForExit()
        Get-Content -LiteralPath $clientLog | Out-Host
        $ran += (Add-Count -Count $count -Result $clientResult -Name 'C# tests') | ForEach-Object { "C# tests: $($_.Runtimes -join ', ')" }
    }

    $ran | Out-Host
    "$($count.Passed) passed, $($count.Failed) failed, $($count.Skipped) skipped" | Out-Host
    if ($count.Failed -gt 0) { exit 1 }
}

# Most of the time goes into programs that run for seconds: it does not pay to profile their code for a second compilation.
function Build-AndTest {
    $before, $env:DOTNET_TieredPGO, $env:SORAPS_PACKAGE = $env:DOTNET_TieredPGO, '0', $null
    $client = $null
    try {
        try {
            # Half of a build is analysis, which is for the tasks build and lint. The assemblies are the same without it.
            Build-Solution '-p:RunAnalyzers=false'
            # The C# tests do not need the module: they start before it is put together.
            if ($Suite -eq '*') { $client = Open-ClientTest }
            if ($Package) { Expand-Package } else { Complete-Module; $null = Compress-Module }
        }
        catch {
            if ($client) { $client.WaitForExit() }
            "$_`nNo Pester suite ran.`n0 passed, 1 failed, 0 skipped" | Out-Host
            exit 1
        }
        Test-Module $client
    }
    finally { $env:DOTNET_TieredPGO = $before }
}

# Runs the long versions of tests that are short in a normal test run, and the measurements for docs/reliability.md.
function Test-Stress {
    $env:SORAPS_STRESS = '100000'
    $env:SORAPS_STRESS_CALLS = '50000'
    & dotnet test (Join-Path $root 'SoraPS.sln') -c Release --no-build --tl:off --filter 'Category=Stress' --logger 'console;verbosity=detailed' | Out-Host
    $failed = $LASTEXITCODE -ne 0
    foreach ($script in 'Cancellation', 'SlowPipeline', 'LongRun') {
        Invoke-PowerShell @((Join-Path $root "tests/Stress/$script.ps1"), $module) | Out-Host
        $failed = $failed -or $LASTEXITCODE -ne 0
    }
    if ($failed) { exit 1 }
}

# Measures SoraPS against the alternatives that a user has, then the parser alone.
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

# All checks run, even if one fails. The first check is the build itself, because the build treats analyzer warnings as errors.
function Test-Style {
    'passed  build: no warning of an analyzer; the public API of the libraries is that of PublicAPI.*.txt' | Out-Host
    & dotnet format (Join-Path $root 'SoraPS.sln') --verify-no-changes --no-restore | Out-Host
    $format = $LASTEXITCODE
    "$(if ($format) { 'failed' } else { 'passed' })  format: what dotnet format would change" | Out-Host
    $null = Find-Tool -Name PSScriptAnalyzer -Minimum 1.21.0 -Below 2.0.0
    Invoke-PowerShell @(Join-Path $root 'tests/Lint/Lint.ps1') | Out-Host
    if ($format -or $LASTEXITCODE) { exit 1 }
}

# Measures the lines that the tests run, in the client and in the cmdlets, in one report.
function Measure-Coverage {
    $pester = Find-Pester
    if (-not $pester) { throw 'Coverage requires Pester 5 or 6, which is available from neither NuGet nor the PowerShell Gallery.' }
    # Build with the real paths of this machine. Otherwise coverlet does not find the sources.
    Build-Module '-p:PathMap='
    & (Join-Path $root 'tests/Coverage/Measure.ps1') -PowerShell (Find-PowerShell) -Pester $pester.Path -Module $module -Results (Join-Path $out 'coverage') -Suite $Suite
    if ($LASTEXITCODE -ne 0) { exit 1 }
}

# A published package cannot be removed from the gallery, so Publish.ps1 validates it first. Only Publish.ps1 gets the key.
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
    'test' { Build-AndTest }
    'stress' { Build-Module; Test-Stress }
    'demo' { Build-Module; Invoke-PowerShell @((Join-Path $root 'samples/Demo.ps1'), $module); exit $LASTEXITCODE }
    'lint' { Build-Module '-p:RunAnalyzers=true', '--no-incremental'; Test-Style }
    'docs' { Build-Module; Invoke-PowerShell @((Join-Path $root 'docs/Update.ps1'), '-Module', $module, '-Pages', (Join-Path $out 'docs')); exit $LASTEXITCODE }
    'coverage' { Measure-Coverage }
    'package' { Build-Package }
    'publish' { Publish-Package }
    'bench' { Build-Module; Measure-Module }
    'clean' { Clear-Output }
}
