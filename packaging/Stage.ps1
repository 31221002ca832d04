#requires -Version 5.1

<#
.SYNOPSIS
Puts beside the assemblies what the module needs: types and views, the manifest with its release notes, the licences of what is not ours, and help.
.DESCRIPTION
The help is made with what the cmdlets say of themselves, so the module is loaded. Run this in a process of its own, as build.ps1 does: what is loaded
cannot be unloaded.
.EXAMPLE
./packaging/Stage.ps1 -Module out/SoraPS
#>
[CmdletBinding()]
param(
    # The folder of the staged module.
    [Parameter(Mandatory)] [string] $Module
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$root = Split-Path -Parent $PSScriptRoot
$staged = (Resolve-Path -LiteralPath $Module).ProviderPath

# The same bytes on every system.
function Write-Text([string] $Name, [string] $Text) {
    [IO.File]::WriteAllText((Join-Path $staged $Name), $Text.Replace("`r", '').TrimEnd() + "`n", [Text.UTF8Encoding]::new($false))
}

function Read-Text([string] $Path) { [IO.File]::ReadAllText($Path).Replace("`r", '').Trim() }

# What CHANGELOG.md says of a version, or of what has no version yet.
function Get-ReleaseNote([string] $Version) {
    $changes = Read-Text (Join-Path $root 'CHANGELOG.md')
    foreach ($heading in $Version, 'Unreleased') {
        $section = [regex]::Match($changes, "(?ms)^## \[$([regex]::Escape($heading))\][^\n]*\n(?<Text>.*?)(?=^## |^\[[^\]\n]+\]: |\z)")
        if ($section.Success) { return $section.Groups['Text'].Value.Trim() }
    }
    throw "CHANGELOG.md says nothing of $Version."
}

# The cmdlets, as their attributes name them. A list that Import-Module needs, so that a name alone loads the module.
function Get-CmdletName {
    $names = foreach ($file in Get-ChildItem -LiteralPath (Join-Path $root 'src/SoraPS/Commands') -Filter '*Command.cs') {
        $cmdlet = [regex]::Match((Read-Text $file.FullName), '(?m)^\[Cmdlet\(Verbs\w+\.(\w+), "(\w+)"')
        if ($cmdlet.Success) { "$($cmdlet.Groups[1].Value)-$($cmdlet.Groups[2].Value)" }
    }
    $names | Sort-Object -CaseSensitive
}

# In the module, all files lie beside the manifest. What is empty is left out: galleries refuse an empty address.
function Write-Manifest {
    $text = (Read-Text (Join-Path $root 'SoraPS.psd1')) -replace '(?m)^ *#.*\n'
    $value = { param($key) [regex]::Match($text, "(?m)^ *$key *= '(?<Value>[^']*)'").Groups['Value'].Value }
    $version = (& $value 'ModuleVersion'), (& $value 'Prerelease') -ne '' -join '-'
    $project = & $value 'ProjectUri'
    $notes = Get-ReleaseNote $version
    if ($project) { $notes += "`n`n$project/blob/main/CHANGELOG.md" }
    $cmdlets = (Get-CmdletName | ForEach-Object { "        '$_'" }) -join "`n"
    $text = $text.Replace('CmdletsToExport        = @()', "CmdletsToExport        = @(`n$cmdlets`n    )")
    $text = $text.Replace('src/SoraPS/', '').Replace("ReleaseNotes = ''", "ReleaseNotes = '$($notes.Replace("'", "''"))'")
    Write-Text 'SoraPS.psd1' ($text -replace "(?m)^ *\w+ *= ''\n")
}

# Windows PowerShell has none of what System.Text.Json needs, so it is shipped for it; each package says what it is under.
function Write-Notice {
    $assets = [IO.File]::ReadAllText((Join-Path $root 'out/build/obj/SoraPS/project.assets.json')) | ConvertFrom-Json
    $stores = $assets.packageFolders.psobject.Properties.Name
    $versions = @{}
    foreach ($name in $assets.targets.net472.psobject.Properties.Name) { $versions[($name -split '/')[0]] = $name }
    $copyrights = [Collections.Generic.SortedSet[string]]::new([StringComparer]::Ordinal)
    $notices = [Collections.Generic.List[string]]::new()
    $lines = foreach ($file in Get-ChildItem -LiteralPath (Join-Path $staged 'bin/Desktop') -Filter '*.dll' | Where-Object Name -NotLike 'SoraPS*' | Sort-Object Name -CaseSensitive) {
        $package = $versions[$file.BaseName]
        $folder = $stores | ForEach-Object { Join-Path $_ $assets.libraries.$package.path } | Where-Object { Test-Path -LiteralPath $_ } | Select-Object -First 1
        $metadata = ([xml] (Read-Text (Get-ChildItem -LiteralPath $folder -Filter '*.nuspec').FullName)).package.metadata
        # The text of this one licence lies here. Under another, nothing may be shipped that was not thought about.
        if ($metadata.license.InnerText -ne 'MIT') { throw "$package is not under the MIT licence." }
        $null = $copyrights.Add($metadata.copyright)
        foreach ($notice in Get-ChildItem -LiteralPath $folder -Filter 'THIRD-PARTY-NOTICES*') {
            $text = Read-Text $notice.FullName
            if (-not $notices.Contains($text)) { $notices.Add($text) }
        }
        $package.Replace('/', ' ')
    }
    $rule = '-' * 78
    Write-Text 'THIRD-PARTY-NOTICES.txt' (@(
            'SoraPS itself is under the Apache License 2.0: see LICENSE.'
            "For Windows PowerShell 5.1 the folder bin/Desktop holds these packages of .NET, unchanged:`n"
            $lines
            "`nThey are under the MIT licence:`n`n$rule`n"
            $copyrights
            "`n$(Read-Text (Join-Path $PSScriptRoot 'MIT.txt'))"
            foreach ($notice in $notices) { "`n$rule`n`n$notice" }
        ) -join "`n")
}

# Documentation of the code; what follows brings other XML.
Get-ChildItem -LiteralPath $staged -Recurse -Filter '*.xml' | Remove-Item
Copy-Item (Join-Path $root 'LICENSE'), (Join-Path $root 'src/SoraPS/*.ps1xml') $staged
foreach ($language in Get-ChildItem -LiteralPath (Join-Path $root 'docs') -Directory -Filter '*-*') {
    $target = New-Item -ItemType Directory -Force (Join-Path $staged $language.Name)
    Copy-Item (Join-Path $language.FullName 'about_*.help.txt') $target
}
Write-Manifest
Write-Notice
& (Join-Path $PSScriptRoot 'Help.ps1') -Module $staged
