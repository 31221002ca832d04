<#
.SYNOPSIS
Runs the main commands against a simulator, and shows each command and its output. Exit code 1 if a command succeeds or fails unexpectedly.
#>
param(
    # The folder of the module.
    [Parameter(Mandatory)] [string] $ModulePath
)

$env:SORA_CONFIG_HOME = Join-Path ([IO.Path]::GetTempPath()) "sora-demo-$PID" # no kept server of the user
Import-Module $ModulePath
$now = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds()
$people = @'
Channel,Client,Role,Minutes,Codec,Simulcast
stage,speaker,sendonly,190,VP9,true
stage,anna,recvonly,185,VP9,true
stage,anna,recvonly,170,VP9,true
stage,bert,recvonly,65,VP9,true
stage,clara,recvonly,12,H264,true
lobby,host,sendrecv,500,VP8,false
lobby,dora,sendrecv,480,VP8,false
lobby,emil,sendrecv,3,AV1,false
'@ | ConvertFrom-Csv | ForEach-Object {
    @{
        channel_id = $_.Channel; client_id = $_.Client; role = $_.Role; simulcast = $_.Simulcast -eq 'true'; spotlight = $false
        created_time = ($now - 60 * [int] $_.Minutes) * 1000000
        audio = @{ codec_type = 'OPUS' }; video = @{ codec_type = $_.Codec; bit_rate = 1000 }
    }
}

$steps = @'
About|Typed|Fails
Start a simulator: it responds like Sora|$simulator = Start-SoraSimulator -Connection $people -RefuseUnknownId|
Make it the default server|Register-SoraServer $simulator.Uri -Name demo -Default|
List all connections|Get-SoraConnection|
List only the viewers of one channel|Get-SoraConnection stage -Role recvonly \| Format-Table ClientId, Video, CreatedAt, Age|
Show which connections older than two hours would be disconnected|Get-SoraConnection -OlderThan 2h \| Disconnect-SoraConnection -WhatIf|
Disconnect all connections of one client|Get-SoraConnection stage -ClientId anna \| Disconnect-SoraClient -Reason @{ type = 'normal' }|
Send the smallest simulcast stream to the other viewers|Get-SoraConnection stage -Role recvonly \| Request-SoraRtpStream -Rid r0|
Let Sora choose the stream again|Get-SoraConnection stage -Role recvonly \| Reset-SoraRtpStream|
Disconnect every viewer, keep the speaker|Disconnect-SoraChannel stage -Role recvonly|
Count the connections that remain|Get-SoraConnection \| Group-Object ChannelId -NoElement|
Record the session of the lobby, for an hour at most|Start-SoraRecording lobby -ExpireTime 1h -Wait|
List the sessions: who is there, who was there, what is recorded|Get-SoraSession|
Measure what each channel sends and receives per second|Measure-SoraConnection -GroupBy Channel -Interval 1|
Check the server|Test-SoraServer|
Tell everybody that maintenance begins|Get-SoraChannel \| Send-SoraPush -Data @{ message = 'Maintenance in five minutes' }|
Let nobody new in; who is still there after a second is an error|Suspend-SoraServer -Wait -TimeoutSec 1 -Confirm:$false|yes
Stop the recording|Stop-SoraRecording lobby -Wait|
End the sessions that are left|Get-SoraSession \| Stop-SoraSession -Wait -Confirm:$false|
Let people in again|Resume-SoraServer -Confirm:$false|
An error shows the reason from the server|Disconnect-SoraConnection stage NOBODY|yes
An operation that this server does not support|Invoke-SoraApi Sora_20990101.Teleport @{ channel_id = 'stage' }|yes
An unset variable never means everything|Disconnect-SoraChannel $channel|yes
Show the requests that the server received|$simulator.Requests \| Select-Object -Last 4 \| Format-Table Target, StatusCode, Body|
Clean up|Unregister-SoraServer demo; Stop-SoraSimulator $simulator|
'@ -replace '\\\|', [char] 1 | ConvertFrom-Csv -Delimiter '|'

$wrong = 0
"$($people.Count) connections exist, on a simulated Sora server in this process." | Out-Host
foreach ($step in $steps) {
    $typed = $step.Typed -replace [char] 1, '|'
    "`n# $($step.About)`nPS> $typed" | Out-Host
    $Error.Clear()
    try { . ([scriptblock]::Create($typed)) 2>&1 | Out-Host }
    catch { $_ | Out-Host }
    if (($Error.Count -gt 0) -ne [bool] $step.Fails) {
        'This result was not expected.' | Out-Host
        $wrong = 1
    }
}
exit $wrong
