# Twelve different objects of every type that a user of the module meets, by name; and twelve of PowerShell's own to compare them with.
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingEmptyCatchBlock', '', Justification = 'The error is what is wanted.')]
param()

$names = 1..12 | ForEach-Object { 'n{0:d2}' -f $_ }
$connections = foreach ($name in $names) {
    @{
        channel_id = "room-$name"; client_id = "client-$name"; connection_id = "CONNECTION$name"; role = 'sendrecv'; session_id = "SESSION$name"; created_time = 1642469139980509
        audio = @{ codec_type = "A$name"; bit_rate = 64 }; video = @{ codec_type = "V$name"; bit_rate = 1000 }
    }
}
$simulator = Start-SoraSimulator -Connection $connections
$second = Start-SoraSimulator -Connection $connections[0]
$withMore = Start-SoraSimulator -Connection @($connections | ForEach-Object { $_ + @{ future_field = @{ a = 1 }; another_field = 'x'; recv_connection_id = 'steers' } })
$null = Register-SoraServer $second.Uri -Name second -Force
$null = Register-SoraServer $withMore.Uri -Name more -Force
$null = Register-SoraServer $simulator.Uri -Name first -Default -Force
$null = foreach ($name in $names) { Register-SoraServer "http://127.0.0.1:1/$name" -Name "server-$name" }
# What a server says of itself would be the same twelve times.
function Get-Twelve([string] $Target, [string] $Json, [scriptblock] $Call) {
    foreach ($name in $names) {
        $simulator.Fail([SoraPS.SoraSimulatorFault] @{ Target = $Target; StatusCode = 200; Body = ($Json -creplace 'NAME', $name); Times = 1 })
        & $Call
    }
}

$types = [ordered]@{
    'SoraConnection'                = @(Get-SoraConnection)
    'SoraConnection, more fields'   = @(Get-SoraConnection -Server more)
    'SoraConnection, some servers'  = @(Get-SoraConnection -Server first, second | Where-Object Server -EQ first)
    'SoraAudio'                     = @((Get-SoraConnection).Audio)
    'SoraVideo'                     = @((Get-SoraConnection).Video)
    'SoraChannel'                   = @(Get-SoraChannel)
    'SoraBriefChannel'              = @(Get-SoraChannel -Brief)
    'SoraSession'                   = @(Get-SoraSession)
    'SoraSessionConnection'         = @((Get-SoraSession).Connections)
    'SoraConnectionChange'          = @(Watch-SoraConnection -IncludeExisting -Count 12)
    'SoraDisconnectedChannel'       = @($names | ForEach-Object { Disconnect-SoraChannel "room-$_" -Role recvonly })
    'SoraDisconnectedClient'        = @($names | ForEach-Object { Disconnect-SoraClient room "client-$_" })
    'SoraDisconnectedConnection'    = @($names | ForEach-Object { Disconnect-SoraConnection room "OTHER$_" })
    'SoraErrorTarget'               = @($names | ForEach-Object {
            Disconnect-SoraConnection "room-$_" ('x' * 300) -ErrorVariable failed -ErrorAction SilentlyContinue
            $failed[0].TargetObject
        })
    'SoraRtpStream'                 = @($names | ForEach-Object { Request-SoraRtpStream room "OTHER$_" r1 -SendConnectionId S })
    'SoraKeyFrameRequest'           = @($names | ForEach-Object { Request-SoraKeyFrame "room-$_" "CONNECTION$_" -Rid r1 })
    'SoraSimulcastRid'              = @($names | ForEach-Object { Request-SoraSimulcastRid room "OTHER$_" r1 -SenderConnectionId S })
    'SoraPush'                      = @($names | ForEach-Object { Send-SoraPush room @{ text = 'hello'; list = 1, 2 } -ClientId "client-$_" })
    'SoraSpotlightRid'              = @($names | ForEach-Object { Request-SoraSpotlightRid room "OTHER$_" r2 none -SendConnectionId S })
    'SoraNotifyMetadata'            = @($names | ForEach-Object { Set-SoraNotifyMetadata "room-$_" "CONNECTION$_" @{ name = $_; list = 1, 2 } } | Get-SoraNotifyMetadata)
    'SoraSimulatorPush'             = @(
        $null = $names | ForEach-Object { Send-SoraPush "room-$_" @{ text = $_ } }
        $simulator.Pushes
    )
    'SoraSimulatorSpotlight'        = @(
        $null = $names | ForEach-Object { Set-SoraSpotlightFocus "room-$_" "CONNECTION$_" }
        $simulator.Spotlights
    )
    'SoraConnectionStats'           = @(Get-SoraConnectionStats)
    'SoraConnectionStats, flat'     = @(Get-SoraConnectionStats -Flat)
    'SoraRtcStats'                  = @(Get-SoraRtcStats)
    'SoraRtcStats, flat'            = @(Get-SoraRtcStats -Flat | Where-Object rtc_stats.type -EQ inbound-rtp)
    'SoraServerStats'               = @(Get-Twelve -Target GetStatsReport -Json '{"version":"2025-NAME","total_ongoing_connections":5,"erlang_vm":{"memory":{"total":1}}}' -Call { Get-SoraServerStats })
    'SoraConnectionRate'            = @(Measure-SoraConnection -Interval 0.1)
    'SoraConnectionRate, sums'      = @(Measure-SoraConnection -Interval 0.1 -GroupBy Channel -Property dtls.total_sent_dtls)
    'SoraLicense'                   = @(Get-Twelve -Target GetLicense -Json '{"product_name":"Sora","serial_code":"SERIAL-NAME","type":"Experimental","max_connections":100,"max_nodes":10,"expired_at":"2026-12"}' -Call { Get-SoraLicense })
    'SoraUpdatedLicense'            = @(Get-Twelve -Target UpdateLicense -Json '{"new_license":{"product_name":"Sora","serial_code":"NEW-NAME","type":"Experimental","max_connections":100,"expired_at":"2027-12"},"old_license":{"serial_code":"OLD-NAME","expired_at":"2026-12"}}' -Call { Update-SoraLicense })
    'SoraClusterNode'               = @(Get-Twelve -Target ListClusterNodes -Json '[{"node_name":"node-NAME@192.0.2.5","connected":true,"mode":"mode-NAME","sora_version":"2025.2.1","member_since":"2022-05-09T07:44:54.160763Z","cluster_api_url":"http://192.0.2.5:3000/","epoch":1}]' -Call { Get-SoraClusterNode })
    'SoraServerCheck'               = @($names | ForEach-Object { Test-SoraServer -Server (Register-SoraServer $simulator.Uri -Name "check-$_" -Force) | Where-Object Check -EQ Mode })
    'SoraMode'                      = @(Get-Twelve -Target GetMode -Json '{"mode":"mode-NAME"}' -Call { Get-SoraMode })
    'SoraServer'                    = @(Get-SoraServer server-*)
    'SoraOperation'                 = @(Get-SoraOperation | Select-Object -First 12)
    'an object of Invoke-SoraApi'   = @(Invoke-SoraApi Sora_20201013.ListConnections)
    'SoraForwardingRule'            = @($names | ForEach-Object { New-SoraForwardingRule client_id -In "client-$_" | New-SoraForwardingRule kind -In audio })
    'SoraStartedRecording'          = @($names | ForEach-Object { Start-SoraRecording "room-$_" })
    'SoraRecording'                 = @(Get-SoraRecording)
    'SoraStoppedRecording'          = @($names | ForEach-Object { Stop-SoraRecording "room-$_" })
    # Whose connections are gone after it.
    'SoraStoppedSession'            = @($names | ForEach-Object { Stop-SoraSession "room-$_" -Confirm:$false })
    'SoraInitializedCluster'        = @($names | ForEach-Object { Initialize-SoraCluster "node-$_", "other-$_" -Confirm:$false })
    'SoraRemovedClusterNode'        = @($names | ForEach-Object { Initialize-SoraCluster "gone-$_", 'simulator@127.0.0.1' -Confirm:$false; Remove-SoraClusterNode "gone-$_" -Confirm:$false }) | Where-Object { $_ -is [SoraPS.SoraRemovedClusterNode] }
    'SoraRegisteredClusterNode'     = @(Get-Twelve -Target RegisterClusterNode -Json '{}' -Call { Register-SoraClusterNode "node-$name" -Confirm:$false })
    'SoraSimulator'                 = @($names | ForEach-Object { Start-SoraSimulator })
    'SoraSimulatorRequest'          = @($simulator.Requests | Select-Object -First 12)
    'SoraSimulatorFault'            = @(1..12 | ForEach-Object { [SoraPS.SoraSimulatorFault] @{ StatusCode = 500 + $_; Times = 1 } })
}
# The answers of all other changes, by the table of operations.
. (Join-Path $PSScriptRoot 'Changes.ps1')
foreach ($change in Get-Change | Where-Object { $_.Ids }) {
    $answer = $change.Operations[-1].GetType().GenericTypeArguments[0].Name
    if ($types.Contains($answer)) { continue }
    $types[$answer] = @(foreach ($name in $names) {
            $least = Get-Least $change "OTHER$name"
            & $change.Command @least
        })
}
$types['SoraSimulator'] | Stop-SoraSimulator
$failing = Start-SoraSimulator
$types['SoraApiException'] = @(
    foreach ($name in $names) {
        $failing.Fail([SoraPS.SoraSimulatorFault] @{ ErrorType = "Error$name"; Times = 1 })
        try { Get-SoraConnection -Server $failing.Uri.AbsoluteUri -ErrorAction Stop } catch { $_.Exception }
    }
)
$failing, $simulator, $second, $withMore | Stop-SoraSimulator

$types['FileInfo, of PowerShell itself'] = @(
    foreach ($name in $names) { New-Item -ItemType File -Force -Path (Join-Path ([IO.Path]::GetTempPath()) "sora-matrix/$name.txt") }
)
$types
