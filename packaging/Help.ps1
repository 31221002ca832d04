#requires -Version 5.1

<#
.SYNOPSIS
Writes the help of the cmdlets, in every language, from the Markdown pages in docs: SoraPS.dll-Help.xml into the staged module, or complete pages into another folder.
.DESCRIPTION
A page holds what only people know. Parameter texts that several cmdlets share come from SharedParameters.md of the same language. Types, positions,
aliases, accepted values, defaults and the syntax come from the cmdlets. For that the module is loaded, and what is loaded cannot be unloaded: run
this in a process of its own.
.EXAMPLE
./packaging/Help.ps1 -Module out/SoraPS
.EXAMPLE
./packaging/Help.ps1 -Module out/SoraPS -Pages out/docs

Writes complete Markdown pages, with syntax and all parameters, to out/docs.
#>
[CmdletBinding()]
param(
    # The folder of the staged module.
    [Parameter(Mandatory)] [string] $Module,

    # The folder for complete Markdown pages. Without it, the module gets its MAML.
    [string] $Pages
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
foreach ($script in 'Cmdlets', 'Pages', 'Mistakes', 'Maml', 'Markdown') { . (Join-Path $PSScriptRoot "Help/$script.ps1") }

Import-Module (Join-Path (Resolve-Path -LiteralPath $Module) 'SoraPS.psd1')
$cmdlets = @(Get-CmdletFact 'SoraPS')
$languages = @(Get-ChildItem -LiteralPath (Join-Path $PSScriptRoot '../docs') -Directory -Filter '*-*' | ForEach-Object { Read-HelpLanguage $_.FullName })
$mistakes = @(foreach ($language in $languages) { Get-HelpMistake $language $cmdlets | ForEach-Object { "$($language.Name)/$_" } })
if ($mistakes) {
    $mistakes | ForEach-Object { [Console]::Error.WriteLine("docs/$_") }
    throw 'The help is not complete, or not written once.'
}

foreach ($language in $languages) {
    $help = @(foreach ($cmdlet in $cmdlets) { Join-CmdletHelp $cmdlet $language })
    $target = New-Item -ItemType Directory -Force (Join-Path $(if ($Pages) { $Pages } else { $Module }) $language.Name)
    if ($Pages) {
        foreach ($page in $help) { Write-MarkdownPage $page -CommonParameters $language.CommonParameters -Path (Join-Path $target.FullName "$($page.Name).md") }
        # The pages have links to them.
        Copy-Item (Join-Path $language.Folder 'about_*.help.txt') $target.FullName
    }
    else { Write-Maml $help (Join-Path $target.FullName 'SoraPS.dll-Help.xml') }
}
