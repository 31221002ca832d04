#requires -Version 5.1

<#
.SYNOPSIS
Creates a reproducible package of a staged module for the PowerShell Gallery: the same module gives the same bytes.
.DESCRIPTION
Compress-PSResource creates the package. Then this script normalizes everything that differs between two runs: the order and the times of the files,
and random names, element order and the name of the system in the metadata files that the packer generates.
.EXAMPLE
./packaging/Pack.ps1 -Module out/SoraPS -Destination out
#>
[CmdletBinding()]
[OutputType([IO.FileInfo], [string])]
param(
    # The folder of the staged module.
    [Parameter(Mandatory)] [string] $Module,

    # The folder for the package.
    [Parameter(Mandatory)] [string] $Destination
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
Add-Type -AssemblyName System.IO.Compression, System.IO.Compression.FileSystem

# Returns the time of the commit. Outside a git clone, returns the earliest time that a zip file can have.
function Get-Time {
    $root = Split-Path -Parent $PSScriptRoot
    if ((Get-Command git -CommandType Application -ErrorAction Ignore) -and (Test-Path (Join-Path $root '.git'))) {
        $seconds = & git -C $root show --no-patch --format=%ct HEAD
        if ($LASTEXITCODE -eq 0) { return [DateTimeOffset]::FromUnixTimeSeconds($seconds) }
    }
    [DateTimeOffset]::new(1980, 1, 1, 0, 0, 0, [timespan]::Zero)
}

function Read-Entry($Entry) {
    $content = [IO.MemoryStream]::new()
    $stream = $Entry.Open()
    try { $stream.CopyTo($content) }
    finally { $stream.Dispose() }
    , $content.ToArray()
}

# Normalizes a generated metadata file: the line endings, the order of the elements, and the random names.
function Edit-Part([byte[]] $Content) {
    $text = [Text.Encoding]::UTF8.GetString($Content).Replace("`r", '') -replace '[0-9a-f]{32}\.psmdcp', 'SoraPS.psmdcp' -replace '<lastModifiedBy>[^<]*', '<lastModifiedBy>SoraPS'
    $ids = @([regex]::Matches($text, ' Id="(R[0-9A-F]+)"') | ForEach-Object { $_.Groups[1].Value })
    for ($i = 0; $i -lt $ids.Count; $i++) { $text = $text.Replace($ids[$i], "R$($i + 1)") }
    $types = [string[]] @([regex]::Matches($text, ' *<Default [^\n]*\n') | ForEach-Object Value)
    if ($types) {
        $first = $text.IndexOf($types[0])
        foreach ($type in $types) { $text = $text.Replace($type, '') }
        [Array]::Sort($types, [StringComparer]::Ordinal)
        $text = $text.Insert($first, -join $types)
    }
    , [Text.Encoding]::UTF8.GetBytes($text)
}

function Copy-Package([string] $From, [string] $To) {
    $time = Get-Time
    $source = [IO.Compression.ZipFile]::OpenRead($From)
    $target = [IO.Compression.ZipFile]::Open($To, [IO.Compression.ZipArchiveMode]::Create)
    try {
        $entries = [Collections.Generic.SortedDictionary[string, object]]::new([StringComparer]::Ordinal)
        foreach ($entry in $source.Entries) { $entries.Add(($entry.FullName -replace '[0-9a-f]{32}\.psmdcp$', 'SoraPS.psmdcp'), $entry) }
        foreach ($name in $entries.Keys) {
            $content = Read-Entry $entries[$name]
            if ($name -match '\.(rels|psmdcp|nuspec)$|^\[Content_Types\]\.xml$') { $content = Edit-Part $content }
            $copy = $target.CreateEntry($name, [IO.Compression.CompressionLevel]::Optimal)
            $copy.LastWriteTime = $time
            $stream = $copy.Open()
            try { $stream.Write($content, 0, $content.Length) }
            finally { $stream.Dispose() }
        }
    }
    finally {
        $target.Dispose()
        $source.Dispose()
    }
}

if (-not (Get-Command Compress-PSResource -ErrorAction Ignore)) {
    'No package was created: this requires Microsoft.PowerShell.PSResourceGet 1.1 or later, which is included in PowerShell 7.5.'
    return
}

$folder = New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName()))
try {
    $made = Compress-PSResource -Path $Module -DestinationPath $folder.FullName -PassThru
    $package = Join-Path (Resolve-Path -LiteralPath $Destination).ProviderPath $made.Name
    if (Test-Path -LiteralPath $package) { Remove-Item -LiteralPath $package }
    Copy-Package $made.FullName $package
    Get-Item -LiteralPath $package
}
finally { Remove-Item -LiteralPath $folder.FullName -Recurse -Force }
