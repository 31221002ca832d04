[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The suites use them.')]
param()

# Dot-sourced by the suites of sessions and recordings.
. (Join-Path $PSScriptRoot 'Common.ps1')
$fixtures = Join-Path $root 'tests/data/fixtures'

# The documented answers of GetSession, ListSessions and ListChannels.
function Get-Fixture([string] $Name) { Get-Content -LiteralPath (Join-Path $fixtures "$Name.json") -Raw }

# A time as Sora writes it: of an object, of one that was read back from JSON or CLIXML, or of the text that JSON has.
function ConvertTo-WireTime($Time) {
    if ($null -eq $Time) { return $null }
    ([datetime] $Time).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss.ffffffZ', [cultureinfo]::InvariantCulture)
}
function ConvertTo-WireSecond($Time) { if ($null -ne $Time) { [DateTimeOffset]::new(([datetime] $Time).ToUniversalTime()).ToUnixTimeSeconds() } }

# The keys that a server sent, made again from an object. Those that it did not send are null, and left out.
function ConvertTo-WireObject([System.Collections.IDictionary] $Members) {
    $sent = [ordered]@{}
    foreach ($name in $Members.Keys) { if ($null -ne $Members[$name] -or $name -eq 'connection_destroyed_timestamp') { $sent[$name] = $Members[$name] } }
    $sent
}

function ConvertTo-WireSession($Session) {
    $recording = $Session.Recording
    ConvertTo-WireObject @{
        label = $Session.Label; version = $Session.Version; node_name = $Session.NodeName; session_id = $Session.SessionId; channel_id = $Session.ChannelId
        group_id = $Session.GroupId; spotlight = $Session.Spotlight; max_connections = $Session.MaxConnections; total_connections = $Session.TotalConnections
        created_time = $Session.CreatedTime; created_timestamp = ConvertTo-WireTime $Session.CreatedAt
        connections = if ($Session.Connections) { , @(foreach ($one in $Session.Connections) {
                ConvertTo-WireObject @{
                    connection_id = $one.ConnectionId; role = $one.Role; bundle_id = $one.BundleId; client_id = $one.ClientId; audio = $one.Audio; audio_codec_type = $one.AudioCodecType
                    video = $one.Video; video_codec_type = $one.VideoCodecType; video_bit_rate = $one.VideoBitRate; simulcast = $one.Simulcast; video_vp9_params = $one.VideoVp9Params
                    connection_created_timestamp = ConvertTo-WireTime $one.CreatedAt; connection_destroyed_timestamp = ConvertTo-WireTime $one.DestroyedAt
                }
            }) }
        recording = if ($recording) {
            ConvertTo-WireObject @{
                format = $recording.Format; recording_id = $recording.RecordingId; expire_time = $recording.ExpireTime; expired_at = ConvertTo-WireSecond $recording.ExpiresAt
                start_timestamp = ConvertTo-WireTime $recording.StartedAt; split_duration = $recording.SplitDuration; split_only = $recording.SplitOnly
            }
        }
    }
}

# The JSON of sessions, as a server sent it.
function ConvertTo-WireJson($Session) { ConvertTo-Json -InputObject @($Session | ForEach-Object { ConvertTo-WireSession $_ }) -Depth 8 }

# Objects that went to a file and came back.
function Import-Exported($Objects, [string] $Way) {
    $file = Join-Path $TestDrive 'exported'
    switch ($Way) {
        'JSON' { ConvertTo-Json -InputObject @($Objects) -Depth 5 | Set-Content -LiteralPath $file; Get-Content -LiteralPath $file -Raw | ConvertFrom-Json | Write-Output }
        'CLIXML' { $Objects | Export-Clixml -LiteralPath $file -Depth 5; Import-Clixml -LiteralPath $file }
        'CSV' { $Objects | Export-Csv -LiteralPath $file -NoTypeInformation; Import-Csv -LiteralPath $file }
    }
}
