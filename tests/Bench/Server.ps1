<#
.SYNOPSIS
The server of the benchmarks, in a process of its own. Writes its address, and ends when its input does.
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
