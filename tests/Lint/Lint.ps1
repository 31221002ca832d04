<#
.SYNOPSIS
Runs PSScriptAnalyzer over every script of the project; exit code 1 if it says anything.
#>
$root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
$findings = foreach ($folder in Get-ChildItem -LiteralPath $root -Directory | Where-Object Name -NE 'out') {
    Invoke-ScriptAnalyzer -Path $folder.FullName -Recurse
}
$findings = @($findings) + @(Get-ChildItem -LiteralPath $root -File | Where-Object Extension -In '.ps1', '.psm1', '.psd1' | ForEach-Object { Invoke-ScriptAnalyzer -Path $_.FullName }) | Where-Object { $_ }
$findings | Format-Table ScriptName, Line, RuleName, Message -Wrap | Out-String -Width 160
exit [int] (@($findings).Count -gt 0)
