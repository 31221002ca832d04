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
$null = New-SoraSession $second.Uri -Name second
$null = New-SoraSession $withMore.Uri -Name more
$null = New-SoraSession $simulator.Uri -Name first
$null = foreach ($name in $names) { New-SoraSession "http://127.0.0.1:1/$name" -Name "session-$name" }
$null = New-SoraSession $simulator.Uri -Name first

$types = [ordered]@{
    'SoraConnection'                = @(Get-SoraConnection)
    'SoraConnection, more fields'   = @(Get-SoraConnection -Session more)
    'SoraConnection, some servers'  = @(Get-SoraConnection -Session first, second | Where-Object Server -EQ first)
    'SoraAudio'                     = @((Get-SoraConnection).Audio)
    'SoraVideo'                     = @((Get-SoraConnection).Video)
    'SoraChannel'                   = @(Get-SoraChannel)
    'SoraConnectionChange'          = @(Watch-SoraConnection -IncludeExisting -Count 12)
    'SoraDisconnectedChannel'       = @($names | ForEach-Object { Disconnect-SoraChannel "room-$_" -Role recvonly })
    'SoraDisconnectedClient'        = @($names | ForEach-Object { Disconnect-SoraClient room "client-$_" })
    'SoraDisconnectedConnection'    = @($names | ForEach-Object { Disconnect-SoraConnection room "OTHER$_" })
    'SoraRtpStream'                 = @($names | ForEach-Object { Request-SoraRtpStream room "OTHER$_" r1 -SendConnectionId S })
    'SoraSession'                   = @(Get-SoraSession session-*)
    'an object of Invoke-SoraApi'   = @(Invoke-SoraApi Sora_20201013.ListConnections)
    'SoraSimulator'                 = @($names | ForEach-Object { Start-SoraSimulator })
    'SoraSimulatorRequest'          = @($simulator.Requests | Select-Object -First 12)
    'SoraSimulatorFault'            = @(1..12 | ForEach-Object { [SoraPS.SoraSimulatorFault] @{ StatusCode = 500 + $_; Times = 1 } })
}
$types['SoraSimulator'] | Stop-SoraSimulator
$failing = Start-SoraSimulator
$types['SoraApiException'] = @(
    foreach ($name in $names) {
        $failing.Fail([SoraPS.SoraSimulatorFault] @{ ErrorType = "Error$name"; Times = 1 })
        try { Get-SoraConnection -Session $failing.Uri.AbsoluteUri -ErrorAction Stop } catch { $_.Exception }
    }
)
$failing, $simulator, $second, $withMore | Stop-SoraSimulator

$types['FileInfo, of PowerShell itself'] = @(
    foreach ($name in $names) { New-Item -ItemType File -Force -Path (Join-Path ([IO.Path]::GetTempPath()) "sora-matrix/$name.txt") }
)
$types
