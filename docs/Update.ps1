#requires -Version 5.1

<#
.SYNOPSIS
Makes docs/operations.md and the help topic about_SoraOperations of the table of operations, and complete Markdown pages of the cmdlets, with syntax and all parameters, for readers.
.DESCRIPTION
docs/operations.md and the topics are committed. The complete pages are not: they are made from docs/<language>/*.md, and the module gets the same as MAML.
.EXAMPLE
./build.ps1 docs
#>
[CmdletBinding()]
param(
    # The folder of the staged module.
    [Parameter(Position = 0)]
    [string] $Module = (Join-Path $PSScriptRoot '../out/SoraPS'),

    # The folder for the complete pages.
    [string] $Pages = (Join-Path $PSScriptRoot '../out/docs')
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

Import-Module $Module
. (Join-Path $PSScriptRoot 'OperationTopic.ps1')
. (Join-Path $PSScriptRoot 'Operations.ps1')
$made = [ordered]@{
    'operations.md'                       = ConvertTo-OperationPage
    'en-US/about_SoraOperations.help.txt' = ConvertTo-OperationTopic en
    'ja-JP/about_SoraOperations.help.txt' = ConvertTo-OperationTopic ja
}
foreach ($path in $made.Keys) {
    [IO.File]::WriteAllText((Join-Path $PSScriptRoot $path), ($made[$path] -join "`n"), [Text.UTF8Encoding]::new($false))
    "docs/$path"
}

& (Join-Path $PSScriptRoot '../packaging/Help.ps1') -Module $Module -Pages $Pages
foreach ($folder in Get-ChildItem -LiteralPath $Pages -Directory) { "$($folder.Name): $(@(Get-ChildItem -LiteralPath $folder.FullName -Filter '*-*.md').Count) pages in $($folder.FullName)" }
