[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Get-SoraChannel' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $raw = [SoraPS.TestServers.RawServer]
        $mixed = ConvertTo-Answer (@(
                '{"channel_id":"b","client_id":"x","connection_id":"1","role":"sendrecv","created_time":1642469139980509,"video":{"codec_type":"VP9"},"audio":{"codec_type":"OPUS"},"simulcast":false,"session_id":"S1"}'
                '{"channel_id":"a","client_id":"x","connection_id":"2","role":"sendonly"}'
                '{"channel_id":"b","client_id":"x","connection_id":"3","role":"recvonly","created_time":1642469000000000,"video":{"codec_type":"AV1"},"simulcast":true,"spotlight":false,"session_id":"S1"}'
                '{"channel_id":"B","client_id":"x","connection_id":"4","role":"recvonly"}'
                '{"channel_id":"b","client_id":"X","connection_id":"5","role":"other","created_time":1642469200000000,"video":{"codec_type":"VP9"}}'
                '{"channel_id":"b","client_id":"y","connection_id":"6","role":"recvonly","video":true}'
            ) -join ',' | ForEach-Object { "[$_]" })
        $answer = ConvertTo-Answer '{"channel_id":"x"}'
    }

    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        foreach ($name in 'server', 'other') {
            if (Test-Path "variable:$name") { (Get-Variable $name -ValueOnly).Dispose() }
        }
    }

    It 'makes one object of the connections of a channel, in the order of the list' {
        $server = Open-RawServer $mixed
        $channels = Get-SoraChannel
        $server.Requests.Count | Should -Be 1
        $server.Requests[0].Target | Should -BeExactly 'Sora_20201013.ListConnections'
        $server.Requests[0].Body | Should -BeExactly ''
        $channels | Should -BeOfType SoraPS.SoraChannel
        $channels.ChannelId -join '' | Should -BeExactly 'baB'
        $b = $channels[0]
        $b.ConnectionCount | Should -Be 4
        $b.ClientCount | Should -Be 3
        $b.SendrecvCount, $b.SendonlyCount, $b.RecvonlyCount | Should -Be 1, 0, 2
        $b.VideoCodecType | Should -Be 'AV1', 'VP9'
        $b.AudioCodecType | Should -Be 'OPUS'
        , $b.AudioCodecType | Should -BeOfType SoraPS.SoraStringCollection
        $b.OldestCreatedAt.Kind | Should -Be 'Local'
        $b.OldestCreatedAt.ToUniversalTime().ToString('o') | Should -BeExactly '2022-01-18T01:23:20.0000000Z'
        $b.NewestCreatedAt.ToUniversalTime().ToString('o') | Should -BeExactly '2022-01-18T01:26:40.0000000Z'
        $b.Simulcast | Should -BeTrue
        $b.Spotlight | Should -BeFalse
        $b.SessionId | Should -Be 'S1'
        $b.Server | Should -BeExactly 'raw'
    }

    It 'leaves empty what no connection says' {
        $server = Open-RawServer $mixed
        $a = Get-SoraChannel | Where-Object ChannelId -CEQ a
        $a | Should -HaveCount 1
        foreach ($name in 'OldestCreatedAt', 'NewestCreatedAt', 'Simulcast', 'Spotlight') { $a.$name | Should -BeNullOrEmpty -Because $name }
        foreach ($name in 'VideoCodecType', 'AudioCodecType', 'SessionId') { @($a.$name).Count | Should -Be 0 -Because $name }
    }

    It 'asks for a channel by its list, once for each' {
        $server = Open-RawServer (ConvertTo-ListAnswer (Get-ConnectionJson x a), (Get-ConnectionJson x b)), (ConvertTo-ListAnswer (Get-ConnectionJson y c))
        $channels = Get-SoraChannel x, y, x
        $channels.ChannelId -join '' | Should -BeExactly 'xy'
        $channels.ConnectionCount | Should -Be 2, 1
        $server.Requests.Target | Should -Be 'Sora_20201013.ListChannelConnections', 'Sora_20201013.ListChannelConnections'
        ($server.Requests.Body | ConvertFrom-Json).channel_id -join '' | Should -BeExactly 'xy'
    }

    It 'gives nothing for a channel without connections' {
        $server = Open-RawServer (ConvertTo-Answer '[]')
        Get-SoraChannel x | Should -BeNullOrEmpty
        Get-SoraChannel | Should -BeNullOrEmpty
    }

    It 'takes text, records and connections from the pipeline, a channel once' {
        $server = Open-RawServer $mixed
        $null = 'x', 5, 'x' | Get-SoraChannel
        $null = [pscustomobject]@{ ChannelId = 'y' }, [pscustomobject]@{ channel_id = 'z' } | Get-SoraChannel
        $null = Get-SoraConnection | Get-SoraChannel
        ($server.Requests.Body | Where-Object { $_ } | ConvertFrom-Json).channel_id -join '' | Should -BeExactly 'x5yzbaB'
    }

    It 'lists nothing for a record without a channel: <_>' -ForEach '[pscustomobject]@{ client_id = "x" }', '[pscustomobject]@{ Role = "recvonly" }', '[pscustomobject]@{ Server = "raw" }' {
        $server = Open-RawServer $mixed
        Get-FailureId ([scriptblock]::Create("$_ | Get-SoraChannel")) | Select-Object -First 1 | Should -BeIn 'SoraInvalidArgument', 'InputObjectNotBound'
        $server.Requests.Count | Should -Be 0
    }

    It 'lists the whole of every server that is piped in' {
        $server = Open-RawServer $mixed
        $other = $raw::new([string[]] (ConvertTo-ListAnswer (Get-ConnectionJson sora a)))
        $null = Register-SoraServer $other.Uri -Name other -MaximumRetryCount 0
        $channels = Get-SoraServer | Get-SoraChannel
        $channels | ForEach-Object { "$($_.Server) $($_.ChannelId)" } | Should -BeExactly 'raw b', 'raw a', 'raw B', 'other sora'
        $server.Requests.Target, $other.Requests.Target | Should -Be 'Sora_20201013.ListConnections', 'Sora_20201013.ListConnections'
        (Get-SoraServer other | Get-SoraChannel sora).ConnectionCount | Should -Be 1
        $other.Requests[1].Body | Should -BeExactly '{"channel_id":"sora"}'
    }

    It 'never takes nothing for everything: <_>' -ForEach '$null', "''", '@()' {
        $server = Open-RawServer $mixed
        Get-FailureId ([scriptblock]::Create("Get-SoraChannel -ChannelId $_")) | Should -BeExactly 'ParameterArgumentValidationError'
        Get-FailureId ([scriptblock]::Create("[pscustomobject]@{ ChannelId = $_ } | Get-SoraChannel")) | Should -BeExactly 'ParameterArgumentValidationError'
        $server.Requests.Count | Should -Be 0
    }

    It 'asks for all nodes, or for this one, only when told to: <Arguments>' -ForEach @(
        @{ Arguments = '-AllNodes'; Body = '{"local":false}' }
        @{ Arguments = '-AllNodes:$false'; Body = '{"local":true}' }
    ) {
        $server = Open-RawServer $mixed
        $null = & ([scriptblock]::Create("Get-SoraChannel $Arguments"))
        $server.Requests[0].Body | Should -BeExactly $Body
        Get-FailureId ([scriptblock]::Create("Get-SoraChannel sora $Arguments")) | Should -BeExactly 'SoraInvalidArgument'
        $server.Requests.Count | Should -Be 1
    }

    It 'shows what it would send' {
        $server = Open-RawServer $mixed
        Get-SoraChannel x -AsCurl | Should -Match '^curl .*ListChannelConnections'
        $server.Requests.Count | Should -Be 0
    }

    It 'counts no channel by half: <Name>' -ForEach @(
        @{ Name = 'a list that breaks off'; Answer = { "[$(Get-ConnectionJson sora a),$(Get-ConnectionJson sora b),{`"channel" }; Id = 'SoraIncomplete,*' }
        @{ Name = 'a list with something else in it'; Answer = { "[$(Get-ConnectionJson sora a),7]" }; Id = 'SoraInvalidResponse,*' }
    ) {
        $server = Open-RawServer (ConvertTo-Answer (& $Answer))
        $other = $raw::new([string[]] (ConvertTo-ListAnswer (Get-ConnectionJson whole a)))
        $null = Register-SoraServer $other.Uri -Name other
        $channels = Get-SoraChannel -Server raw, other -ErrorAction SilentlyContinue -ErrorVariable failure
        $channels.ChannelId | Should -Be 'whole'
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike $Id
    }

    Context 'several servers' {
        BeforeEach {
            $server = Open-RawServer (ConvertTo-ListAnswer (Get-ConnectionJson sora a), (Get-ConnectionJson sora b)), $answer
            $other = $raw::new([string[]] ((ConvertTo-ListAnswer (Get-ConnectionJson sora c)), $answer))
            $null = Register-SoraServer $other.Uri -Name other -MaximumRetryCount 0 -Default
        }

        It 'counts each by itself' {
            $channels = Get-SoraChannel -Server raw, other | Sort-Object Server
            $channels.Server | Should -Be 'other', 'raw'
            $channels.ConnectionCount | Should -Be 1, 2
        }

        It 'goes back to the server it came from' {
            $null = Get-SoraChannel -Server raw, other | Where-Object ConnectionCount -GT 1 | Disconnect-SoraChannel
            $server.Requests[1].Target | Should -BeExactly 'Sora_20151104.DisconnectChannel'
            $server.Requests[1].Body | Should -BeExactly '{"channel_id":"sora"}'
            $other.Requests.Count | Should -Be 1
        }

        It 'leads on to its connections' {
            $null = Get-SoraChannel -Server raw, other | Where-Object Server -EQ raw | Get-SoraConnection -ErrorAction SilentlyContinue
            $server.Requests[1].Body | Should -BeExactly '{"channel_id":"sora"}'
            $server.Requests[1].Target | Should -BeExactly 'Sora_20201013.ListChannelConnections'
            $other.Requests.Count | Should -Be 1
        }
    }

    It 'cuts nothing with -WhatIf' {
        $server = Open-RawServer $mixed
        Get-HostText { Get-SoraChannel | Where-Object ConnectionCount -GT 1 | Disconnect-SoraChannel -WhatIf } | Should -Match ' b '
        $server.Requests.Count | Should -Be 1
    }

    It 'has no property that would choose connections' {
        $parameters = (Get-Command Get-SoraConnection).Parameters.Values | Where-Object { $_.ParameterSets.Values.ValueFromPipelineByPropertyName -eq $true }
        $names = @($parameters.Name) + @($parameters.Aliases)
        [SoraPS.SoraChannel].GetProperties().Name | Where-Object { $_ -in $names } | Should -Be 'ChannelId', 'Server'
    }

    It 'keeps nothing of the connections of a channel but its clients' {
        $server = [SoraPS.TestServers.ListServer]::new(200000)
        $null = Register-SoraServer $server.Uri
        $before = [GC]::GetTotalMemory($true)
        $channels = Get-SoraChannel
        ($channels | Measure-Object ConnectionCount -Sum).Sum | Should -Be 200000
        # All connections would be 90 MB.
        [GC]::GetTotalMemory($true) - $before | Should -BeLessThan 40MB
    }

    It 'ends at once when the pipeline is stopped' {
        $server = $raw::new((ConvertTo-ServerStep ($raw::Head(200, [string[]] 'content-length: 1000000') + "[$(Get-ConnectionJson sora a),") WaitForDisconnect))
        $stopped = Invoke-Stopped 'Get-SoraChannel' $server
        $stopped.State | Should -Be 'Stopped'
        $stopped.Output | Should -BeNullOrEmpty
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Released | Should -BeTrue
    }

    It 'completes live channels' {
        $server = Open-RawServer $mixed
        @(Get-Completion 'Get-SoraChannel ').CompletionText | Should -Be 'a', 'b', 'B'
        @(Get-Completion 'Get-SoraChannel -Server raw | Get-SoraConnection -ChannelId ').CompletionText | Should -Be 'a', 'b', 'B'
    }

    It 'keeps its codecs in a CSV file' {
        $server = Open-RawServer (ConvertTo-ListAnswer (Get-ConnectionJson sora A recvonly ',"video":{"codec_type":"VP9"}'), (Get-ConnectionJson sora B recvonly ',"video":{"codec_type":"AV1"}'))
        $row = Get-SoraChannel | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv
        $row.VideoCodecType | Should -BeExactly 'AV1, VP9'
        @(Get-SoraChannel | Where-Object VideoCodecType -Contains VP9) | Should -HaveCount 1
    }
}

Describe 'Get-SoraChannel -Brief' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Sessions.Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'loses nothing of the documented answer <Year>: <Way>' -ForEach @(foreach ($year in 2020, 2025) { foreach ($way in 'the objects', 'JSON', 'CLIXML', 'CSV') { @{ Year = $year; Way = $way } } }) {
        $json = Get-Fixture "ListChannels.$Year"
        $server = Open-RawServer (ConvertTo-Answer $json)
        $channels = @(Get-SoraChannel -Brief)
        $channels[0] | Should -BeOfType SoraPS.SoraBriefChannel
        if ($Way -ne 'the objects') { $channels = @(Import-Exported $channels $Way) }
        # Of CSV all is text.
        $wire = @(foreach ($one in $channels) {
                $sent = [ordered]@{ channel_id = $one.ChannelId; spotlight = [bool]::Parse("$($one.Spotlight)") }
                if ($Year -eq 2020) { $sent.multistream = [bool]::Parse("$($one.multistream)") }
                $sent
            })
        Test-SameJson (ConvertTo-Json -InputObject $wire) $json | Should -BeTrue
    }

    It 'shows the channels' {
        $server = Open-RawServer (ConvertTo-Answer (Get-Fixture ListChannels.2020))
        (Get-SoraChannel -Brief | Out-String -Width 80) -split '\r?\n' -match '^False +raw +akane *$' | Should -HaveCount 1
        Get-SoraChannel -Brief | Format-List | Out-String | Should -Match 'multistream'
    }

    It 'asks ListChannels once, with the nodes that were asked for' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'live-1' }, @{ channel_id = 'live-1' }, @{ channel_id = 'other'; spotlight = $true }
        $null = Register-SoraServer $server.Uri
        "$(Get-SoraChannel -Brief)" | Should -BeExactly 'live-1 other'
        "$(Get-SoraChannel -Brief -ChannelLike live-* -AllNodes)" | Should -BeExactly 'live-1'
        "$((Get-SoraChannel -Brief -AllNodes:$false).Spotlight)" | Should -BeExactly 'False True'
        $server.Requests.Target | Select-Object -Unique | Should -BeExactly 'Sora_20201013.ListChannels'
        $server.Requests.Body | Should -Be '', '{"local":false}', '{"local":true}'
        Get-SoraChannel -Brief -AsCurl | Should -Match 'ListChannels'
    }

    It 'hands its channels on: <_>' -ForEach 'Get-SoraConnection', 'Get-SoraChannel', 'Get-SoraSession', 'Start-SoraRecording', 'Disconnect-SoraChannel', 'Stop-SoraSession -Confirm:$false' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'a' }, @{ channel_id = 'b' }
        $null = Register-SoraServer $server.Uri -Name there
        $null = Register-SoraServer 'http://127.0.0.1:1/' -Name default -Default
        $channels = Get-SoraChannel -Brief -Server there
        (& ([scriptblock]::Create("`$channels | $_"))).ChannelId | Should -Be 'a', 'b'
    }

    It 'does not take what ListChannels cannot answer: <_>' -ForEach 'sora', '-ClientLike a*', '-OlderThan 1h', '-NewerThan 1h' {
        $server = Open-RawServer (ConvertTo-Answer '[]')
        Get-FailureId ([scriptblock]::Create("Get-SoraChannel -Brief $_")) | Should -HaveCount 1
        Get-FailureId { [pscustomobject]@{ ChannelId = 'x' } | Get-SoraChannel -Brief } | Should -Not -BeNullOrEmpty
        $server.Requests.Count | Should -Be 0
    }

    It 'says that the operation is experimental' {
        $server = Open-RawServer (ConvertTo-Answer '[]')
        (Get-SoraChannel -Brief -Verbose 4>&1 | ForEach-Object { "$_" }) -join "`n" | Should -Match 'ListChannels: .*experimental'
    }

    It 'takes a channel without an id for none of a Sora''s' {
        $server = Open-RawServer (ConvertTo-Answer '[{"channel_id":"a"},{"spotlight":true}]')
        $channels = Get-SoraChannel -Brief -ErrorVariable failed -ErrorAction SilentlyContinue
        "$channels" | Should -BeExactly 'a'
        ($failed[0].FullyQualifiedErrorId -split ',')[0] | Should -BeExactly 'SoraInvalidResponse'
    }
}
