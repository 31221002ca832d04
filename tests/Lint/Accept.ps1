<#
.SYNOPSIS
Writes the current public surface of the module for scripts to tests/data/surface.txt. Run it after an intended change, and review the diff.
#>
. (Join-Path $PSScriptRoot 'Surface.ps1')
Write-Surface
