[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Get-SoraSession' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Sessions.Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    Context 'the documented answers' {
        It 'loses nothing of <File>: <Way>' -ForEach @(
            foreach ($file in 'GetSession', 'ListSessions', 'webhook.session.updated', 'webhook.session.created') { foreach ($way in 'the objects', 'JSON', 'CLIXML') { @{ File = $file; Way = $way } } }
        ) {
            $json = Get-Fixture $File
            $server = Open-RawServer (ConvertTo-Answer $json)
            $sessions = @(if ($File -eq 'ListSessions') { Get-SoraSession } else { Get-SoraSession sora })
            if ($Way -ne 'the objects') { $sessions = @(Import-Exported $sessions $Way) }
            # What a webhook says besides is kept under its wire name.
            $known = ConvertFrom-Json $json | Select-Object * -ExcludeProperty id, timestamp, type
            Test-SameJson (ConvertTo-WireJson $sessions) (ConvertTo-Json -InputObject @($known) -Depth 8) | Should -BeTrue
            if ($File -like 'webhook*') { $sessions[0].id | Should -BeExactly (ConvertFrom-Json $json).id }
        }

        It 'writes a row of CSV for each session, with all that is one value, and its connections as text' {
            $server = Open-RawServer (ConvertTo-Answer (Get-Fixture ListSessions))
            $rows = @(Import-Exported (Get-SoraSession) CSV)
            $rows.ChannelId | Should -Be 'sora', 'akane'
            $rows.SessionId | Should -Be '7WXF3V7BQMA11AT1FV0D4YXZSD', 'NMS8GHNA32SJMCTR2RVMA4EAR4'
            "$($rows.MaxConnections) $($rows.TotalConnections) $($rows.ConnectionCount)" | Should -BeExactly '3 2 3 2 3 1'
            $rows[1].Connections | Should -BeExactly 'akane/HD9P77RN5J7WDVSGG0QXWHHBM2/HD9P77RN5J7WDVSGG0QXWHHBM2, akane/WY410FQ1ACCFSMNFKDSV9TXV6E/WY410FQ1ACCFSMNFKDSV9TXV6E'
            $rows[0].Recording | Should -BeExactly 'sora/SD0V70W7TVYA04KJQR1KG3V3AT'
            $rows | Get-SoraSession -AsCurl | Should -HaveCount 2
        }

        It 'shows what is connected now, the peak and the sum, in 80 columns' {
            $server = Open-RawServer (ConvertTo-Answer (Get-Fixture ListSessions))
            $lines = (Get-SoraSession | Out-String -Width 80) -split '\r?\n' -ne ''
            $lines[2] | Should -Match '^sora +3 +3 +3 .* True +raw +7WXF3V7BQMA11AT1FV0D4YXZSD *$'
            $lines[3] | Should -Match '^akane +1 +2 +2 .* False +raw +NMS8GHNA32SJMCTR2RVMA4EAR4 *$'
            ($lines | ForEach-Object Length | Measure-Object -Maximum).Maximum | Should -BeLessOrEqual 80
        }
    }

    It 'reads created_time in seconds, in microseconds where it is too great for seconds, and prefers the timestamp: <Json>' -ForEach @(
        @{ Json = '"created_time":1776393411'; Utc = '2026-04-17T02:36:51.000000Z' }
        @{ Json = '"created_time":1776393411897686'; Utc = '2026-04-17T02:36:51.897686Z' }
        @{ Json = '"created_time":1.776393411e9,"created_timestamp":"2026-04-17T02:36:51.897686Z"'; Utc = '2026-04-17T02:36:51.897686Z' }
        @{ Json = '"created_time":99999999999999'; Utc = $null }
        @{ Json = '"created_time":-1'; Utc = $null }
        @{ Json = '"created_time":"1776393411"'; Utc = $null }
    ) {
        $server = Open-RawServer (ConvertTo-Answer "{`"channel_id`":`"sora`",`"session_id`":`"S`",$Json}")
        $session = Get-SoraSession sora
        ConvertTo-WireTime $session.CreatedAt | Should -BeExactly $Utc
        if ($Utc) { $session.CreatedAt.Kind | Should -Be Local }
        ($null -eq $session.Age) | Should -Be ($null -eq $Utc)
    }

    It 'keeps what it does not know, and what is of another type than expected: <Json>' -ForEach @(
        @{ Json = '"later":{"a":1}'; Read = { $_.later.a }; Value = 1 }
        @{ Json = '"version":5'; Read = { $_.AdditionalProperties['version'] }; Value = 5 }
        @{ Json = '"connections":[5]'; Read = { $_.AdditionalProperties['connections'] }; Value = 5 }
        @{ Json = '"recording":true'; Read = { $_.AdditionalProperties['recording'] }; Value = $true }
        @{ Json = '"recording":{"recording_id":"R","expired_at":-1}'; Read = { $_.Recording.expired_at }; Value = -1 }
        @{ Json = '"connections":[{"connection_id":"C","audio":{"codec_type":"OPUS"}}]'; Read = { $_.Connections[0].AdditionalProperties['audio'].codec_type }; Value = 'OPUS' }
        @{ Json = '"session_metadata":{"room":7}'; Read = { $_.SessionMetadata.room }; Value = 7 }
        @{ Json = '"connections":null'; Read = { $_.Connections.Count }; Value = 0 }
    ) {
        $server = Open-RawServer (ConvertTo-ListAnswer "{`"channel_id`":`"sora`",`"session_id`":`"S`",$Json}")
        Get-SoraSession | ForEach-Object $Read | Should -Be $Value
    }

    It 'takes an answer without its ids for none of a Sora''s: <Answer>' -ForEach @{ Answer = '{"channel_id":"sora"}' }, @{ Answer = '{"session_id":"S"}' }, @{ Answer = '[]' }, @{ Answer = '' } {
        $server = Open-RawServer (ConvertTo-Answer $Answer)
        Get-FailureId { Get-SoraSession sora } | Should -BeExactly 'SoraInvalidResponse'
    }

    It 'asks GetSession for each channel that is named, once, and ListSessions otherwise' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'a' }, @{ channel_id = 'a' }, @{ channel_id = 'b'; session_id = 'B' }
        $null = Register-SoraServer $server.Uri
        $connections = Get-SoraConnection
        $channel = Get-SoraChannel b
        $server.ClearRequests()
        "$(Get-SoraSession | ForEach-Object ChannelId)" | Should -BeExactly 'a b'
        "$(Get-SoraSession -GroupId B | ForEach-Object ChannelId)" | Should -BeExactly 'b'
        "$(Get-SoraSession b, a | ForEach-Object ChannelId)" | Should -BeExactly 'b a'
        "$($connections | Get-SoraSession | ForEach-Object ChannelId)" | Should -BeExactly 'a b'
        "$($channel | Get-SoraSession | ForEach-Object SessionId)" | Should -BeExactly 'B'
        "$('a' | Get-SoraSession | ForEach-Object ChannelId)" | Should -BeExactly 'a'
        $server.Requests.Body -join "`n" | Should -BeExactly (@(
                '{}', '{"group_id":"B"}', '{"channel_id":"b"}', '{"channel_id":"a"}', '{"channel_id":"a"}', '{"channel_id":"b","session_id":"B"}', '{"channel_id":"b","session_id":"B"}', '{"channel_id":"a"}'
            ) -join "`n")
    }

    It 'filters by pattern, group and age' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'live-1'; Age = '09:00:00' }, @{ channel_id = 'live-2'; Age = '01:00:00' }, @{ channel_id = 'Live-3'; Age = '09:00:00' }
        $null = Register-SoraServer $server.Uri
        "$(Get-SoraSession -ChannelLike 'live-*' | ForEach-Object ChannelId)" | Should -BeExactly 'live-1 live-2'
        "$(Get-SoraSession -OlderThan 8h | ForEach-Object ChannelId)" | Should -BeExactly 'live-1 Live-3'
        "$(Get-SoraSession -NewerThan 8h | ForEach-Object ChannelId)" | Should -BeExactly 'live-2'
        Get-SoraSession live-1 -GroupId other | Should -BeNullOrEmpty
        Get-FailureId { Get-SoraSession -OlderThan 9h -NewerThan 8h } | Should -BeExactly 'SoraInvalidArgument'
    }

    It 'hands its connections on, to the server that they are on, and with what the plan says of them' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'sora'; client_id = 'anna'; connection_id = 'A'; role = 'recvonly' }, @{ channel_id = 'sora'; connection_id = 'B' }
        $null = Register-SoraServer $server.Uri -Name there
        $null = Register-SoraServer 'http://127.0.0.1:1/' -Name default -Default
        $server.Remove('B')
        $here = (Get-SoraSession sora -Server there).Connections | Where-Object DestroyedAt -EQ $null
        Get-HostText { $here | Disconnect-SoraConnection -WhatIf } | Should -Match 'A.*anna.*recvonly'
        $cut = $here | Disconnect-SoraConnection
        $cut.ConnectionId, $cut.ClientId, $cut.Role, $cut.Server | Should -Be 'A', 'anna', 'recvonly', 'there'
        $server.Connections.Count | Should -Be 0
    }

    It 'says that a channel has no session, with the error of the server and the channel as its target' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'sora' }
        $null = Register-SoraServer $server.Uri
        Get-SoraSession nobody, sora -ErrorVariable failed -ErrorAction SilentlyContinue | Should -HaveCount 1
        ($failed[0].FullyQualifiedErrorId -split ',')[0] | Should -BeExactly 'SoraApiError'
        $failed[0].TargetObject.ChannelId | Should -BeExactly 'nobody'
    }

    It 'never takes an unset variable for everything: <_>' -ForEach '$null', '""', '@()', '-SessionId $null sora', '-SessionId "" sora', '-GroupId $null', '-GroupId ""', '-ChannelLike $null', '-OlderThan $null', '-SessionId S' {
        $server = Open-RawServer (ConvertTo-Answer '[]')
        Get-FailureId ([scriptblock]::Create("Get-SoraSession $_")) | Should -Not -BeNullOrEmpty
        Get-FailureId { [pscustomobject]@{ Name = 'x' } | Get-SoraSession } | Should -Not -BeNullOrEmpty
        $server.Requests.Count | Should -Be 0
    }
}

Describe 'The sessions of the simulator' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Sessions.Common.ps1') }
    BeforeEach {
        $server = Start-SoraSimulator
        $null = Register-SoraServer $server.Uri
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'counts the peak and the sum, and keeps those who have left' {
        $server.Add(@{ client_id = 'a' }, @{ client_id = 'b' }, @{ client_id = 'c' })
        $server.Remove(@{ client_id = 'a' })
        $server.Remove(@{ client_id = 'b' })
        $server.AdvanceClock('01:00:00')
        $server.Add(@{ client_id = 'd' })
        $server.Remove(@{ client_id = 'd' })
        $session = Get-SoraSession sora
        $session.ConnectionCount, $session.MaxConnections, $session.TotalConnections | Should -Be 1, 3, 4
        $gone = $session.Connections | Where-Object DestroyedAt
        $gone.ClientId | Should -Be 'a', 'b', 'd'
        ($gone[2].DestroyedAt - $gone[1].DestroyedAt).TotalHours | Should -BeGreaterOrEqual 1
        ($session.Connections | Where-Object DestroyedAt -EQ $null).ClientId | Should -BeExactly 'c'
    }

    It 'has an id as long as the channel has connections, and then another one' {
        $server.Add(@{ client_id = 'a' })
        $first = (Get-SoraSession sora).SessionId
        $server.Add(@{ client_id = 'b' })
        $server.Remove(@{ client_id = 'a' })
        (Get-SoraSession sora).SessionId | Should -BeExactly $first
        $server.ClearConnections()
        Get-SoraSession | Should -BeNullOrEmpty
        $server.Add(@{ client_id = 'a' })
        (Get-SoraSession sora).SessionId | Should -Not -BeExactly $first
    }

    It 'is as old as its oldest connection, also when that has left, and says since when in seconds' {
        $server.Add(@{ client_id = 'a'; Age = '05:00:00'; video = @{ codec_type = 'VP9'; bit_rate = 500; vp9_params = @{ profile_id = 0 } } }, @{ client_id = 'b' })
        $server.Remove(@{ client_id = 'a' })
        $session = Get-SoraSession sora
        $session.Age.TotalHours | Should -BeGreaterThan 4.9
        $session.CreatedTime | Should -Be (ConvertTo-WireSecond $session.CreatedAt)
        $left = $session.Connections | Where-Object DestroyedAt
        $left.VideoCodecType, $left.VideoBitRate, $left.VideoVp9Params.profile_id | Should -Be 'VP9', 500, 0
        $server.Add(@{ client_id = 'c'; node_name = 'node-02@192.0.2.6' })
        (Get-SoraSession sora).NodeName | Should -BeExactly 'node-02@192.0.2.6'
    }

    It 'moves with a connection that changes its channel' {
        $server.Add(@{ client_id = 'a' }, @{ client_id = 'b' })
        $server.Set(@{ client_id = 'a' }, @{ channel_id = 'other' })
        "$(Get-SoraSession | ForEach-Object { "$($_.ChannelId):$($_.ConnectionCount)" })" | Should -BeExactly 'sora:1 other:1'
    }
}
