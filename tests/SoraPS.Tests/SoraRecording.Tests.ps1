[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Get-SoraRecording' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Sessions.Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'writes the recordings of the sessions that have one, with all that the answer says: <Way>' -ForEach @{ Way = 'the objects' }, @{ Way = 'JSON' }, @{ Way = 'CLIXML' }, @{ Way = 'CSV' } {
        $server = Open-RawServer (ConvertTo-Answer (Get-Fixture ListSessions))
        $recording = Get-SoraRecording
        if ($Way -ne 'the objects') { $recording = Import-Exported $recording $Way }
        @($recording).Count | Should -Be 1
        $recording.ChannelId, $recording.SessionId, $recording.RecordingId, $recording.Format | Should -Be 'sora', '7WXF3V7BQMA11AT1FV0D4YXZSD', 'SD0V70W7TVYA04KJQR1KG3V3AT', 'mp4'
        "$($recording.ExpireTime) $($recording.SplitDuration) $($recording.SplitOnly) $($recording.Server)" | Should -BeExactly '3600 360 True raw'
        ConvertTo-WireSecond $recording.ExpiresAt | Should -Be 1776397031
        ConvertTo-WireTime $recording.StartedAt | Should -BeExactly '2026-04-17T02:37:11.000000Z'
    }

    It 'shows id, end, kind, server and channel in 80 columns' {
        $server = Open-RawServer (ConvertTo-Answer (Get-Fixture ListSessions))
        $lines = (Get-SoraRecording | Out-String -Width 80) -split '\r?\n' -ne ''
        $lines[2] | Should -Match '^SD0V70W7TVYA04KJQR1KG3V3AT \d\d-\d\d \d\d:\d\d mp4 +raw +sora *$'
    }

    It 'asks for the session of a channel that is named, and filters channels by pattern' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'a' }, @{ channel_id = 'b' }, @{ channel_id = 'c' }
        $null = Register-SoraServer $server.Uri
        $null = Start-SoraRecording a, b
        "$(Get-SoraRecording -ChannelLike a*, c* | ForEach-Object ChannelId)" | Should -BeExactly 'a'
        "$(Get-SoraRecording b | ForEach-Object ChannelId)" | Should -BeExactly 'b'
        Get-SoraRecording c | Should -BeNullOrEmpty
        Get-FailureId { Get-SoraRecording nobody } | Should -BeExactly 'SoraApiError'
        "$(Get-SoraSession | Get-SoraRecording | ForEach-Object ChannelId)" | Should -BeExactly 'a b'
    }
}

Describe 'Start-SoraRecording and Stop-SoraRecording' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sessions.Common.ps1')
        $wait = @{ Wait = $true; Interval = 0.05 }
        function Get-Sent([string] $Name) { @($server.Requests | Where-Object Target -Like "*.$Name") }
    }
    BeforeEach {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'sora' }, @{ channel_id = 'other' }
        $null = Register-SoraServer $server.Uri -MaximumRetryCount 0 -Name sim
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'sends the documented request: <Text>' -ForEach @(
        @{ Text = 'texts'; ExpireTime = '1h'; SplitDuration = '6m'; Metadata = '{"key":"value"}' }
        @{ Text = 'objects'; ExpireTime = [timespan] '01:00:00'; SplitDuration = [timespan] '00:06:00'; Metadata = @{ key = 'value' } }
    ) {
        $null = Start-SoraRecording sora -ExpireTime $ExpireTime -SplitDuration $SplitDuration -SplitOnly -Format MP4 -Metadata $Metadata
        Test-SameJson (Get-Sent StartRecording).Body (Get-Fixture StartRecording.request) | Should -BeTrue
    }

    It 'sends only what was given' {
        $null = Start-SoraRecording sora
        $null = Start-SoraRecording other -SplitOnly:$false
        (Get-Sent StartRecording).Body | Should -Be '{"channel_id":"sora"}', '{"channel_id":"other","split_only":false}'
    }

    It 'refuses what Sora would refuse, before any request: <_>' -ForEach @(
        '-ExpireTime 0s', '-ExpireTime 25h', '-ExpireTime ([timespan]::FromSeconds(1.5))', '-ExpireTime 3600', '-ExpireTime $null', '-ExpireTime ""', '-ExpireTime ([timespan]::Zero)'
        '-SplitDuration 2d', '-SplitDuration 0.5', '-SplitOnly', '-SplitOnly -ExpireTime 1h', '-Format avi', '-Format $null', '-Metadata 5', '-Metadata "text"', '-Metadata @(1,2)', '-Metadata $null'
    ) {
        Get-FailureId ([scriptblock]::Create("Start-SoraRecording sora $_")) | Should -HaveCount 1
        $server.Requests.Count | Should -Be 0
    }

    It 'takes the longest that Sora takes' {
        $null = Start-SoraRecording sora -ExpireTime 1d -SplitDuration 24h
        (Get-Sent StartRecording).Body | Should -BeExactly '{"channel_id":"sora","expire_time":86400,"split_duration":86400}'
    }

    It 'takes any answer, and keeps what it says: <Answer>' -ForEach @(
        @{ Answer = ''; Read = { $_.RecordingId }; Value = $null }
        @{ Answer = '{}'; Read = { $_.RecordingId }; Value = $null }
        @{ Answer = '{"recording_id":"R","expired_at":1776397031,"later":{"a":1}}'; Read = { $_.RecordingId, $_.later.a, (ConvertTo-WireSecond $_.ExpiresAt) }; Value = 'R', 1, 1776397031 }
        @{ Answer = '{"recording_id":5}'; Read = { $_.recording_id }; Value = 5 }
        @{ Answer = '[1,2]'; Read = { $_.answer }; Value = 1, 2 }
        @{ Answer = '"OK"'; Read = { $_.answer }; Value = 'OK' }
        @{ Answer = 'null'; Read = { $_.answer }; Value = $null }
    ) {
        $server.Fail([SoraPS.SoraSimulatorFault] @{ Target = 'StartRecording'; StatusCode = 200; Body = $Answer })
        $result = Start-SoraRecording sora
        $result.ChannelId, $result.Server | Should -Be 'sora', 'sim'
        $result.At | Should -Not -BeNullOrEmpty
        $result | ForEach-Object $Read | Should -Be $Value
    }

    It 'takes no page of a proxy for an answer' {
        $server.Fail([SoraPS.SoraSimulatorFault] @{ Target = 'StartRecording'; StatusCode = 200; Body = '<html>' })
        Get-FailureId { Start-SoraRecording sora } | Should -BeExactly 'SoraInvalidResponse'
    }

    It 'asks with -Wait until the session shows the recording, and has its id and its end' {
        $session = (Get-SoraSession sora).SessionId
        $server.Fail([SoraPS.SoraSimulatorFault] @{ Target = 'GetSession'; StatusCode = 200; Times = 2; Body = '{"channel_id":"sora","session_id":"S"}' })
        $started = Start-SoraRecording sora -ExpireTime 2h @wait
        $started.RecordingId | Should -Match '^[0-9A-Z]{26}$'
        $started.SessionId, $started.Format, $started.ExpireTime | Should -Be $session, 'webm', 7200
        ($started.ExpiresAt - $started.StartedAt).TotalHours | Should -BeGreaterThan 1.99
        Get-Sent StartRecording | Should -HaveCount 1
        $stopped = $started | Stop-SoraRecording @wait
        $stopped.RecordingId, $stopped.SessionId | Should -Be $started.RecordingId, $session
        Get-SoraRecording | Should -BeNullOrEmpty
    }

    It 'says with -Wait that nothing came of it, once, with the channel as the target' {
        $server.Fail([SoraPS.SoraSimulatorFault] @{ Target = 'StartRecording'; StatusCode = 200; Body = '{}' })
        $null = Start-SoraRecording sora @wait -TimeoutSec 0 -ErrorVariable failed -ErrorAction SilentlyContinue
        ($failed[0].FullyQualifiedErrorId -split ',')[0] | Should -BeExactly 'SoraWaitTimeout'
        $failed[0].TargetObject.ChannelId | Should -BeExactly 'sora'
        $server.ClearFaults()
        $null = Start-SoraRecording sora
        $server.Fail([SoraPS.SoraSimulatorFault] @{ Target = 'StopRecording'; StatusCode = 200; Body = '{}' })
        Get-FailureId { Stop-SoraRecording sora @wait -TimeoutSec 0 } | Should -BeExactly 'SoraWaitTimeout'
        Get-Sent StartRecording | Should -HaveCount 2
    }

    It 'is content where the session ended with its recording' {
        $null = Start-SoraRecording sora
        $server.Fail([SoraPS.SoraSimulatorFault] @{ Target = 'StopRecording'; StatusCode = 200; Body = '{}' })
        $server.Fail([SoraPS.SoraSimulatorFault] @{ Target = 'GetSession'; StatusCode = 400; ErrorType = 'GONE'; Skip = 1 })
        $server.Fail([SoraPS.SoraSimulatorFault] @{ Target = 'ListSessions'; StatusCode = 200; Body = '[]' })
        Stop-SoraRecording sora @wait | Should -HaveCount 1
    }

    It 'never sends one again, not even where it cannot have arrived: <_>' -ForEach 'Start-SoraRecording', 'Stop-SoraRecording' {
        $dropping = [SoraPS.TestServers.RawServer]::new([SoraPS.TestServers.ServerStep[]] [SoraPS.TestServers.ServerStep]::Reset)
        try {
            $null = Register-SoraServer $dropping.Uri -Name dropping -MaximumRetryCount 3 -RetryIntervalSec 0
            Get-FailureId { & $_ sora -Server dropping } | Should -BeExactly 'SoraConnectionFailed'
            $dropping.Requests.Count | Should -Be 1
        }
        finally { $dropping.Dispose() }
        [SoraPS.SoraOperations]::Find(($_ -replace '-Sora')).IsRepeatable | Should -BeFalse
    }

    It 'takes channels, sessions and recordings from the pipeline, each channel once' {
        "$(Get-SoraChannel | Start-SoraRecording | ForEach-Object ChannelId)" | Should -BeExactly 'sora other'
        "$(Get-SoraRecording | Stop-SoraRecording | ForEach-Object ChannelId)" | Should -BeExactly 'sora other'
        $server.Add(@{ channel_id = 'sora' })
        "$(Get-SoraConnection | Start-SoraRecording | ForEach-Object ChannelId)" | Should -BeExactly 'sora other'
        "$(Get-SoraSession | Stop-SoraRecording | ForEach-Object ChannelId)" | Should -BeExactly 'sora other'
        Get-Sent StartRecording | Should -HaveCount 4
    }

    It 'does not ask, as a change that ends no session' {
        (Get-Command Start-SoraRecording, Stop-SoraRecording).ImplementingType | ForEach-Object {
            [Attribute]::GetCustomAttribute($_, [Management.Automation.CmdletAttribute]).ConfirmImpact | Should -Be Medium
        }
    }
}

Describe 'The recordings of the simulator' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Sessions.Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'end when their time is over, and need no waiting for it' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'sora' }, @{ channel_id = 'other' }
        $null = Register-SoraServer $server.Uri
        $null = Start-SoraRecording sora -ExpireTime 2h
        $null = Start-SoraRecording other
        $server.AdvanceClock('01:59:00')
        Get-SoraRecording | Should -HaveCount 2
        $server.AdvanceClock('00:01:00')
        "$(Get-SoraRecording | ForEach-Object ChannelId)" | Should -BeExactly 'other'
        { $server.AdvanceClock('-00:01:00') } | Should -Throw
    }

    It 'end with their session' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'sora' }
        $null = Register-SoraServer $server.Uri
        $null = Start-SoraRecording sora
        $server.ClearConnections()
        $server.Add(@{ channel_id = 'sora' })
        Get-SoraRecording | Should -BeNullOrEmpty
    }

    It 'need a session; a second start and a stop without one are refused as the simulator was told: <Refuse>' -ForEach @{ Refuse = $true; Id = 'SoraApiError' }, @{ Refuse = $false; Id = $null } {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'sora' } -RefuseUnknownId:$Refuse
        $null = Register-SoraServer $server.Uri
        Get-FailureId { Start-SoraRecording nobody } | Should -BeExactly 'SoraApiError'
        Get-FailureId { Stop-SoraRecording sora } | Should -BeExactly $Id
        $first = (Start-SoraRecording sora -Wait).RecordingId
        Get-FailureId { Start-SoraRecording sora -Format mp4 } | Should -BeExactly $Id
        (Get-SoraRecording).RecordingId, (Get-SoraRecording).Format | Should -Be $first, 'webm'
    }
}
