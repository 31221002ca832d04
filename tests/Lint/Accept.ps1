<#
.SYNOPSIS
Writes down what the module offers to scripts, as it is now: tests/data/surface.txt. To be run after an intended change; the diff is the change.
#>
. (Join-Path $PSScriptRoot 'Surface.ps1')
Write-Surface
