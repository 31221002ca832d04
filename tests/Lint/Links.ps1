#requires -Version 7.4
# Dot-sourced by Lint.ps1 and the suite, after Texts.ps1. The target of a link must exist, with the same spelling and with the heading in the link.
# There are no network requests: only the syntax of a web link is checked.

function Test-WebAddress([string] $Link) { [uri]::IsWellFormedUriString($Link, 'Absolute') -and ([uri] $Link).Host -match '^[^.]+(\.[^.]+)+$' }

# Compares the names in each folder: a case-insensitive file system finds files that a web server does not find.
function Test-CommittedPath([string] $Below, [string] $Path) {
    if ($Path -match '^(\.\.|out|\.git)(/|$)') { return $false }
    $folder = $Below
    foreach ($name in $Path -split '/' | Where-Object { $_ -notin '', '.' }) {
        if (-not [IO.Directory]::Exists($folder) -or [IO.DirectoryInfo]::new($folder).GetFileSystemInfos().Name -cnotcontains $name) { return $false }
        $folder = Join-Path $folder $name
    }
    $true
}

# Returns the error of a link in a document, or nothing. $Headings has the headings of every document by its path.
function Get-LinkFault([string] $Link, [string] $From, $Headings, [string] $Below) {
    if ($Link -match '^https?:') { if (-not (Test-WebAddress $Link)) { 'no address' }; return }
    if ($Link -match '^([A-Za-z][A-Za-z0-9+.-]*:|/|$)') { 'neither to the web nor to a file here'; return }
    $path, $heading = $Link -split '#', 2 | ForEach-Object { [uri]::UnescapeDataString($_) }
    $target = if ($path) { [IO.Path]::GetRelativePath($Below, "$Below/$From/../$path").Replace('\', '/') } else { $From }
    if (-not (Test-CommittedPath $Below $target)) { 'there is no such file' }
    elseif ($null -ne $heading -and $Headings[$target] -cnotcontains $heading) { 'there is no such heading' }
}

# A link that Markdown does not recognize remains in the prose.
function Get-LinkMistake([object[]] $Documents, [string] $Below = $root) {
    $headings = [Collections.Generic.Dictionary[string, string[]]]::new()
    foreach ($document in $Documents) { $headings[$document.Path] = $document.Anchors }
    foreach ($document in $Documents) {
        foreach ($link in $document.Links) {
            Get-LinkFault -Link $link -From $document.Path -Headings $headings -Below $Below | ForEach-Object { "$($document.Path): $link`: $_" }
        }
        if ($document.Path -like '*.md') {
            [regex]::Matches($document.Prose, '\S*\]\s?[([]\S*') | ForEach-Object { "$($document.Path): $_`: not read as a link" }
        }
    }
}
