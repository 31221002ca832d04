#requires -Version 7.4

<#
.SYNOPSIS
Publishes a package after it validated everything that cannot be corrected later.
.DESCRIPTION
The key of the repository is in $env:SORAPS_PUBLISH_KEY. A repository in a folder needs no key.
.EXAMPLE
./packaging/Publish.ps1 -Package ./SoraPS.0.2.0-preview1.nupkg -Repository PSGallery
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Package,

    # A registered repository: Get-PSResourceRepository.
    [Parameter(Mandatory)] [string] $Repository
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$root = Split-Path -Parent $PSScriptRoot
Add-Type -AssemblyName System.IO.Compression.FileSystem

function Read-Nuspec {
    $archive = [IO.Compression.ZipFile]::OpenRead($Package)
    try {
        $reader = [IO.StreamReader]::new($archive.GetEntry('SoraPS.nuspec').Open())
        try { ([xml] $reader.ReadToEnd()).package.metadata }
        finally { $reader.Dispose() }
    }
    finally { $archive.Dispose() }
}

$metadata = Read-Nuspec
$tags = @(& git -C $root tag --points-at HEAD)
$missing = @(
    if ("v$($metadata.version)" -notin $tags) { "The commit has no tag v$($metadata.version)." }
    if (-not (Select-String -LiteralPath (Join-Path $root 'CHANGELOG.md') -Pattern "^## \[$([regex]::Escape($metadata.version))\] - \d{4}-\d\d-\d\d$" -Quiet)) { "CHANGELOG.md has no dated section for $($metadata.version)." }
    if (-not $metadata['projectUrl']) { 'ProjectUri in SoraPS.psd1 is empty. It must be the public address of the source code.' }
)
if ($missing) { throw "$Package is not published.`n$($missing -join "`n")" }

$key = if ($env:SORAPS_PUBLISH_KEY) { @{ ApiKey = $env:SORAPS_PUBLISH_KEY } } else { @{} }
Publish-PSResource -NupkgPath $Package -Repository $Repository @key
"SoraPS $($metadata.version) is in $Repository."
