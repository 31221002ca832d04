<#
.SYNOPSIS
The main job, played against a simulator: what is typed, and what comes out. Exit code 1 if anything else came out than should.
#>
param(
    # The folder of the module.
    [Parameter(Mandatory)] [string] $ModulePath
)

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
A server to try things out: it answers as Sora does|$simulator = Start-SoraSimulator -Connection $people -RefuseUnknownId|
Say once which server is meant|Register-SoraServer $simulator.Uri -Name demo -Default|
Who is connected?|Get-SoraConnection|
Only the viewers of one channel|Get-SoraConnection stage -Role recvonly \| Format-Table ClientId, Video, CreatedAt, Age|
Who has been here for more than two hours, and what would happen?|Get-SoraConnection \| Where-Object Age -GT 2:00 \| Disconnect-SoraConnection -WhatIf|
Cut one client, with all its connections|Get-SoraConnection stage -ClientId anna \| Disconnect-SoraClient -Reason @{ type = 'normal' }|
The network is bad: the others get the smallest simulcast stream|Get-SoraConnection stage -Role recvonly \| Request-SoraRtpStream -Rid r0|
And back to what Sora chooses|Get-SoraConnection stage -Role recvonly \| Reset-SoraRtpStream|
Send every viewer home, keep the speaker|Disconnect-SoraChannel stage -Role recvonly|
Who is left?|Get-SoraConnection \| Group-Object ChannelId -NoElement|
An error says what the server said|Disconnect-SoraConnection stage NOBODY|yes
An operation that this server does not have|Invoke-SoraApi Sora_20990101.Teleport @{ channel_id = 'stage' }|yes
An unset variable never means everything|Disconnect-SoraChannel $channel|yes
What arrived at the server|$simulator.Requests \| Select-Object -Last 4 \| Format-Table Target, StatusCode, Body|
Done|Unregister-SoraServer demo; Stop-SoraSimulator $simulator|
'@ -replace '\\\|', [char] 1 | ConvertFrom-Csv -Delimiter '|'

$wrong = 0
"$($people.Count) people are connected to a Sora that exists in this process only." | Out-Host
foreach ($step in $steps) {
    $typed = $step.Typed -replace [char] 1, '|'
    "`n# $($step.About)`nPS> $typed" | Out-Host
    $Error.Clear()
    try { . ([scriptblock]::Create($typed)) 2>&1 | Out-Host }
    catch { $_ | Out-Host }
    if (($Error.Count -gt 0) -ne [bool] $step.Fails) {
        'This is not what should have come out.' | Out-Host
        $wrong = 1
    }
}
exit $wrong
