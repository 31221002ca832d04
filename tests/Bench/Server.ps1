<#
.SYNOPSIS
Runs the server of the benchmarks in a separate process. Writes its address, and ends at the end of its standard input.
#>
param(
    [Parameter(Mandatory)] [string] $Library,
    [Parameter(Mandatory)] [string] $Count
)

Add-Type -Path $Library
$server = [SoraPS.TestServers.BenchmarkServer]::new([int[]] ($Count -split ','))
[Console]::Out.WriteLine($server.Uri.AbsoluteUri)
$null = [Console]::In.ReadToEnd()
$server.Dispose()
