[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Tests ConnectionTracker and OutageWarnings.

Describe 'Watch-SoraConnection' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $a = Get-ConnectionJson sora A
        $b = Get-ConnectionJson sora B sendonly
        $c = Get-ConnectionJson other C
        # Each change in short: what, who.
        function Get-Short { process { "$($_.Change) $($_.ConnectionId)" } }
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:server) { $server.Dispose() }
        if (Test-Path variable:other) { $other.Dispose() }
    }

    It 'tells who comes and goes, in the order it was seen, and nothing while nothing happens' {
        $server = Open-RawServer (ConvertTo-ListAnswer $a, $b), (ConvertTo-ListAnswer $a, $b), (ConvertTo-ListAnswer $a), (ConvertTo-ListAnswer $c, $a), (ConvertTo-ListAnswer $c, $a, $b)
        Watch-SoraConnection -Interval 0.05 -Count 3 | Get-Short | Should -Be 'Disconnected B', 'Connected C', 'Connected B'
        $server.Requests.Count | Should -Be 5
        $server.Requests.Target | Sort-Object -Unique | Should -Be 'Sora_20201013.ListConnections'
        $server.Requests[0].Body | Should -BeNullOrEmpty
    }

    It 'begins with those who are there, if that is wanted' {
        $server = Open-RawServer (ConvertTo-ListAnswer $a, $b), (ConvertTo-ListAnswer $b)
        Watch-SoraConnection -IncludeExisting -Interval 0.05 -Count 3 | Get-Short | Should -Be 'Existing A', 'Existing B', 'Disconnected A'
    }

    It 'tells what changed, with the connection as it is and as it was' {
        $server = Open-RawServer (ConvertTo-ListAnswer (Get-ConnectionJson sora A recvonly ',"simulcast":false,"video":{"codec_type":"VP8"}')),
            (ConvertTo-ListAnswer (Get-ConnectionJson sora A sendrecv ',"simulcast":true,"video":{"codec_type":"VP9","bit_rate":500}'))
        $change = Watch-SoraConnection -Interval 0.05 -Count 1
        $change.Change | Should -BeExactly 'Changed'
        $change.ChangedProperty | Should -Be 'Role', 'VideoCodecType', 'VideoBitRate', 'Simulcast'
        $change.Connection.Role | Should -BeExactly 'sendrecv'
        $change.Previous.Role | Should -BeExactly 'recvonly'
        # Both go back to where they came from, whatever the default is by now.
        $null = Register-SoraServer http://127.0.0.1:1 -Name elsewhere -Default
        foreach ($connection in $change.Connection, $change.Previous) {
            $connection.Server | Should -BeExactly 'raw'
            $connection | Disconnect-SoraConnection -AsCurl | Should -Match ([regex]::Escape($server.Uri))
        }
        $change | Should -BeOfType SoraPS.SoraConnectionChange
    }

    It 'takes each property for a change that is promised: <Property>' -ForEach @(
        @{ Property = 'ClientId'; Json = '{{"channel_id":"sora","connection_id":"A","role":"recvonly","client_id":"{0}"}}'; Values = 'one', 'two' }
        @{ Property = 'Role'; Json = '{{"channel_id":"sora","connection_id":"A","client_id":"x","role":"{0}"}}'; Values = 'recvonly', 'sendonly' }
        foreach ($field in @(
                @{ Property = 'BundleId'; Wire = 'bundle_id'; Values = '"a"', '"b"' }
                @{ Property = 'SessionId'; Wire = 'session_id'; Values = '"a"', '"b"' }
                @{ Property = 'Audio'; Wire = 'audio'; Values = 'true', 'false' }
                @{ Property = 'Video'; Wire = 'video'; Values = 'false', 'true' }
                @{ Property = 'AudioCodecType'; Wire = 'audio'; Values = '{"codec_type":"OPUS"}', '{"codec_type":"LYRA"}' }
                @{ Property = 'VideoCodecType'; Wire = 'video'; Values = '{"codec_type":"VP8"}', '{"codec_type":"VP9"}' }
                @{ Property = 'VideoBitRate'; Wire = 'video'; Values = '{"codec_type":"VP8","bit_rate":1}', '{"codec_type":"VP8","bit_rate":2}' }
                @{ Property = 'Multistream'; Wire = 'multistream'; Values = 'true', 'false' }
                @{ Property = 'Simulcast'; Wire = 'simulcast'; Values = 'true', 'false' }
                @{ Property = 'Spotlight'; Wire = 'spotlight'; Values = 'true', 'false' }
                @{ Property = 'CreatedTime'; Wire = 'created_time'; Values = '1600000000000000', '1600000000000001' }
                @{ Property = 'NodeName'; Wire = 'node_name'; Values = '"a"', '"b"' }
                @{ Property = 'RecordingBlock'; Wire = 'recording_block'; Values = 'true', 'false' }
            )) {
            $field.Json = '{{"channel_id":"sora","connection_id":"A","client_id":"x","role":"recvonly","' + $field.Wire + '":{0}}}'
            $field
        }
    ) {
        $server = Open-RawServer @($Values | ForEach-Object { ConvertTo-ListAnswer ($Json -f $_) })
        (Watch-SoraConnection -Interval 0.05 -Count 1).ChangedProperty | Should -Be $Property
    }

    It 'takes fields that we do not know for no change: they may be counters' {
        $server = Open-RawServer (ConvertTo-ListAnswer (Get-ConnectionJson sora A recvonly ',"bytes":1')), (ConvertTo-ListAnswer (Get-ConnectionJson sora A recvonly ',"bytes":2')), (ConvertTo-ListAnswer @())
        Watch-SoraConnection -Interval 0.05 -Count 1 | Get-Short | Should -Be 'Disconnected A'
    }

    It 'asks for the channels that are named, each once' {
        $server = Open-RawServer (ConvertTo-ListAnswer $a)
        @('sora', 'sora', 'Sora' | Watch-SoraConnection -IncludeExisting -Interval 60 -Count 2) | Should -HaveCount 2
        $server.Requests.Body | Sort-Object -CaseSensitive | Should -BeExactly '{"channel_id":"sora"}', '{"channel_id":"Sora"}'
    }

    It 'asks every node, if that is wanted' {
        $server = Open-RawServer (ConvertTo-ListAnswer $a)
        $null = Watch-SoraConnection -AllNodes -IncludeExisting -Count 1
        $server.Requests[0].Body | Should -BeExactly '{"local":false}'
        Get-FailureId { Watch-SoraConnection sora -AllNodes } | Should -BeExactly 'SoraInvalidArgument'
    }

    It 'watches nothing for an empty pipeline, and refuses a record that names no channel' {
        $server = Open-RawServer (ConvertTo-ListAnswer $a)
        @() | Watch-SoraConnection | Should -BeNullOrEmpty
        Get-FailureId { [pscustomobject] @{ Server = 'raw' } | Watch-SoraConnection } | Should -BeExactly 'SoraInvalidArgument'
        $server.Requests.Count | Should -Be 0
    }

    It 'watches several servers side by side, and its objects go back to theirs' {
        $server = Open-RawServer (ConvertTo-ListAnswer $a)
        $other = [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-ListAnswer $b))
        $null = Register-SoraServer $other.Uri -Name second
        $found = Watch-SoraConnection -Server raw, second -IncludeExisting -Count 2
        $found | Sort-Object ConnectionId | ForEach-Object Server | Should -Be 'raw', 'second'
        $found.Connection.Server | Sort-Object | Should -Be 'raw', 'second'
        $null = $found | Disconnect-SoraConnection -ErrorAction Ignore
        $server.Requests[-1].Body | Should -BeExactly '{"channel_id":"sora","connection_id":"A"}'
        $other.Requests[-1].Body | Should -BeExactly '{"channel_id":"sora","connection_id":"B"}'
    }

    It 'lives through an outage, with one warning each way, and tells what happened meanwhile: <Outage>' -ForEach @(
        @{ Outage = 'the connection is closed'; Answer = ''; Then = 'Close' }
        @{ Outage = 'status 503'; Answer = "HTTP/1.1 503 Service Unavailable`r`nContent-Length: 0`r`n`r`n"; Then = '' }
        @{ Outage = 'a page of a proxy'; Answer = "HTTP/1.1 200 OK`r`nContent-Length: 6`r`n`r`n<html>"; Then = '' }
        @{ Outage = 'half a list'; Answer = "HTTP/1.1 200 OK`r`nContent-Length: 1000`r`n`r`n["; Then = 'Close' }
    ) {
        $outage = ConvertTo-ServerStep $Answer $Then
        $server = Open-RawServer (ConvertTo-ListAnswer $a), $outage, $outage, $outage, (ConvertTo-ListAnswer $b)
        $found = Watch-SoraConnection -Interval 0.05 -Count 2 -WarningVariable warnings -WarningAction SilentlyContinue -ErrorVariable failures
        $found | Get-Short | Should -Be 'Disconnected A', 'Connected B'
        $warnings | Should -HaveCount 2
        $failures | Should -BeNullOrEmpty
    }

    It 'warns once of a server, however many of its channels it does not tell' {
        $server = Open-RawServer ([SoraPS.TestServers.ServerStep]::Close)
        $null = 1..30 | ForEach-Object { "c$_" } | Watch-SoraConnection -Interval 0.2 -TimeoutSec 2 -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -HaveCount 1
    }

    It 'looks at no more than eight channels at once' {
        $server = [SoraPS.TestServers.RawServer]::new([SoraPS.TestServers.ServerStep]::Sequence([SoraPS.TestServers.ServerStep]::Pause(300), (ConvertTo-ListAnswer $a)))
        $null = Register-SoraServer $server.Uri -Name raw
        @(1..40 | ForEach-Object { "c$_" } | Watch-SoraConnection -IncludeExisting -Interval 600 -Count 40) | Should -HaveCount 40
        $server.PeakInFlight | Should -BeLessOrEqual 8
        $server.PeakInFlight | Should -BeGreaterThan 1
    }

    It 'does not take half a list for people who left' {
        $half = ConvertTo-ServerStep "HTTP/1.1 200 OK`r`nContent-Length: 1000`r`n`r`n[$a," Close
        $server = Open-RawServer (ConvertTo-ListAnswer $a, $b), $half, (ConvertTo-ListAnswer $a, $b, $c)
        Watch-SoraConnection -Interval 0.05 -Count 1 -WarningAction SilentlyContinue | Get-Short | Should -Be 'Connected C'
    }

    It 'ends with an error where asking again does not help: <Id>' -ForEach @(
        @{ Id = 'SoraUnauthorized'; Status = 401; Json = '{}' }
        @{ Id = 'SoraOperationNotSupported'; Status = 400; Json = '{"error_type":"SchemaNotFound"}' }
        @{ Id = 'SoraApiError'; Status = 400; Json = '{"error_type":"Odd"}' }
        @{ Id = 'SoraHttpError'; Status = 404; Json = '' }
    ) {
        $server = Open-RawServer (ConvertTo-Answer $Json $Status)
        Get-FailureId { Watch-SoraConnection -Interval 0.05 } | Should -BeExactly $Id
        $server.Requests.Count | Should -Be 1
    }

    It 'ends after its time' {
        $server = Open-RawServer (ConvertTo-ListAnswer $a)
        Watch-SoraConnection -Interval 0.2 -TimeoutSec 2 | Should -BeNullOrEmpty
        $server.Requests.Count | Should -BeGreaterThan 1
    }

    It 'ends after its time also while the server is silent' {
        $server = Open-RawServer (ConvertTo-ListAnswer $a), ([SoraPS.TestServers.ServerStep]::WaitForDisconnect)
        Watch-SoraConnection -Interval 0.05 -TimeoutSec 2 | Should -BeNullOrEmpty
        $server.WaitForAllClosed(10000) | Should -BeTrue
    }

    It 'ends at once when it is stopped <While>' -ForEach @(
        @{ While = 'between two looks'; Answers = @('[]'); Requests = 1; Interval = 600 }
        @{ While = 'while the server is silent'; Answers = @('[]', $null); Requests = 2; Interval = 0.05 }
    ) {
        $server = [SoraPS.TestServers.RawServer]::new([SoraPS.TestServers.ServerStep[]] @($Answers | ForEach-Object { if ($_) { ConvertTo-Answer $_ } else { [SoraPS.TestServers.ServerStep]::WaitForDisconnect } }))
        $stopped = Invoke-Stopped "Watch-SoraConnection -Interval $Interval" $server $Requests
        $stopped.Arrived | Should -BeTrue
        "$($stopped.State)" | Should -BeExactly 'Stopped'
        $stopped.Output | Should -BeNullOrEmpty
        $stopped.Errors | Should -BeNullOrEmpty
    }

    It 'releases its connection when nobody wants more' {
        $server = Open-RawServer (ConvertTo-ListAnswer $a)
        Watch-SoraConnection -IncludeExisting -Interval 600 | Select-Object -First 1 | Get-Short | Should -Be 'Existing A'
        Watch-SoraConnection -IncludeExisting -Interval 600 -Count 1 | Get-Short | Should -Be 'Existing A'
    }
}
