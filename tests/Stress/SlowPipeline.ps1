<#
.SYNOPSIS
Lists three servers in parallel with the default timeouts, pauses for a minute at the first object and in the middle, and checks that all objects arrive in order.
.NOTES
The lists are larger than the socket buffers of the system. One server closes a connection on which it could not send for 30 s, as Sora does.
#>
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [int] $Seconds = 60,
    [int] $Count = 60000
)

Set-StrictMode -Version 3.0
$ModulePath = (Resolve-Path -LiteralPath $ModulePath).Path
$env:SORA_CONFIG_HOME = Join-Path ([IO.Path]::GetTempPath()) "sora-config-$([guid]::NewGuid())" # no kept server of the user
Import-Module $ModulePath
$root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
Add-Type -Path (Join-Path $root 'out/build/bin/SoraPS.TestServers/release_net8.0/SoraPS.TestServers.dll')

$servers = [ordered]@{
    patient   = [SoraPS.TestServers.ListServer]::new($Count)
    gzip      = [SoraPS.TestServers.ListServer]::new($Count, $true)
    impatient = [SoraPS.TestServers.ListServer]::new($Count, $false, $false, 30)
}
$seen = @{}
foreach ($name in $servers.Keys) {
    $null = Register-SoraServer $servers[$name].Uri -Name $name
    $seen[$name] = @{ Arrived = 0; Amiss = 0 }
}
$total = @{ Count = 0 }
Get-SoraConnection -Server @($servers.Keys) -ErrorVariable failure -ErrorAction SilentlyContinue | ForEach-Object {
    $one = $seen[$_.Server]
    if ($_.ConnectionId -cne [SoraPS.TestServers.ListServer]::IdOf($one.Arrived++)) { $one.Amiss++ }
    if (++$total.Count -in 1, $Count) { Start-Sleep -Seconds $Seconds }
}

"Two pauses of $Seconds s in the pipeline, lists of $Count"
''
'| Server | Arrived | Not in order | Error |'
'| --- | --- | --- | --- |'
foreach ($name in $servers.Keys) {
    $said = @($failure | Where-Object { "$($_.TargetObject)" -eq $name } | ForEach-Object FullyQualifiedErrorId) -join ' '
    "| $name | $($seen[$name].Arrived) | $($seen[$name].Amiss) | $said |"
    $servers[$name].Dispose()
}
