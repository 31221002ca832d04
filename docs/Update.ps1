#requires -Version 5.1

<#
.SYNOPSIS
Makes docs/operations.md of the table of operations, and SoraPS.dll-Help.xml of the Markdown pages, for every language, which it puts into the staged module as well.
.DESCRIPTION
The pages are written for platyPS 0.14. Its files are made plain here: the same bytes on every machine, no Markdown left in what Get-Help shows.
The result is committed; building the module does not need platyPS.
.EXAMPLE
./build.ps1 docs
#>
[CmdletBinding()]
param(
    # The folder of the staged module.
    [Parameter(Position = 0)]
    [string] $Module = (Join-Path $PSScriptRoot '../out/SoraPS')
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# Sorted by ordinal, in LF, in UTF-8 without BOM; links to other pages become names, and code marks go, which Get-Help would print.
function Convert-Help([string] $Source, [string] $Destination) {
    $help = [xml]::new()
    $help.Load($Source)
    $names = [Xml.XmlNamespaceManager]::new($help.NameTable)
    $names.AddNamespace('maml', 'http://schemas.microsoft.com/maml/2004/10')
    $names.AddNamespace('command', 'http://schemas.microsoft.com/maml/dev/command/2004/10')
    $names.AddNamespace('dev', 'http://schemas.microsoft.com/maml/dev/2004/10')

    $pages = [Collections.Generic.SortedDictionary[string, Xml.XmlNode]]::new([StringComparer]::Ordinal)
    foreach ($page in $help.SelectNodes('//command:command', $names)) {
        $pages.Add($page.SelectSingleNode('command:details/command:name', $names).InnerText, $page)
    }
    foreach ($page in $pages.Values) { $null = $help.DocumentElement.AppendChild($page) }

    foreach ($uri in $help.SelectNodes('//maml:navigationLink/maml:uri', $names)) {
        if ($uri.InnerText -notmatch '^https?:') { $uri.RemoveAll() }
    }
    # Get-Help prints the next title right below the last line of an example.
    foreach ($remarks in $help.SelectNodes('//command:example/dev:remarks', $names)) {
        $null = $remarks.AppendChild($help.CreateElement('maml', 'para', $names.LookupNamespace('maml')))
    }
    # Where a line of Japanese ends, platyPS puts a space into the sentence.
    $wide = '[\u3000-\u30ff\u4e00-\u9fff]'
    $mark = '[\u3001\u3002\u300c\u300d]'
    foreach ($text in $help.SelectNodes('//maml:para/text()', $names)) {
        $text.Value = $text.Value.Replace('`', '') -replace "(?<=$wide) (?=$wide)|(?<=$mark) | (?=$mark)", ''
    }
    # It fills the line of an example's title with dashes, and counts characters: Japanese ones take two cells.
    foreach ($title in $help.SelectNodes('//command:example/maml:title', $names)) {
        $cut = '-{{0,{0}}}' -f [Math]::Ceiling([regex]::Matches($title.InnerText, $wide).Count / 2.0)
        $title.InnerText = $title.InnerText -replace "^$cut(?=-)|(?<=-)$cut`$", ''
    }

    $settings = [Xml.XmlWriterSettings]::new()
    $settings.Indent = $true
    $settings.NewLineChars = "`n"
    $settings.Encoding = [Text.UTF8Encoding]::new($false)
    $writer = [Xml.XmlWriter]::Create($Destination, $settings)
    try {
        $help.Save($writer)
        $writer.WriteWhitespace("`n")
    }
    finally { $writer.Dispose() }
}

Import-Module $Module
. (Join-Path $PSScriptRoot 'Operations.ps1')
[IO.File]::WriteAllText((Join-Path $PSScriptRoot 'operations.md'), ((ConvertTo-OperationPage) -join "`n"), [Text.UTF8Encoding]::new($false))
'operations.md'

$platyPS = Get-Module -ListAvailable platyPS | Where-Object { $_.Version -ge '0.14.2' -and $_.Version -lt '1.0' } | Select-Object -First 1
if (-not $platyPS) {
    [Console]::Error.WriteLine('platyPS 0.14.2 is not installed, so the help was not made; this installs it: Install-Module platyPS -RequiredVersion 0.14.2 -Scope CurrentUser')
    exit 1
}
Import-Module $platyPS.Path

foreach ($language in Get-ChildItem -LiteralPath $PSScriptRoot -Directory -Filter '*-*') {
    $sources = @(Get-ChildItem -LiteralPath $language.FullName -Filter '*-*.md')
    if ($sources.Count -eq 0) { continue }
    $made = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
    try {
        $null = New-ExternalHelp -Path $sources.FullName -OutputPath $made -Force
        foreach ($file in Get-ChildItem -LiteralPath $made -Filter '*-Help.xml') {
            $destination = Join-Path $language.FullName $file.Name
            Convert-Help $file.FullName $destination
            if (Test-Path -LiteralPath $Module -PathType Container) {
                $staged = New-Item -ItemType Directory -Force (Join-Path $Module $language.Name)
                Copy-Item -LiteralPath $destination $staged.FullName
            }
            "$($language.Name)/$($file.Name): $($sources.Count) pages"
        }
    }
    finally {
        if (Test-Path -LiteralPath $made) { Remove-Item -LiteralPath $made -Recurse -Force }
    }
}
