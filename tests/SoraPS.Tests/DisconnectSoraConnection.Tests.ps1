[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Disconnect-SoraConnection' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'cuts what Get-SoraConnection found, one request for each' {
        $server = Start-SoraSimulator -ConnectionCount 30
        $null = Register-SoraServer $server.Uri
        $gone = Get-SoraConnection sora-1 -Role recvonly
        $result = $gone | Disconnect-SoraConnection
        $result.ConnectionId | Should -Be $gone.ConnectionId
        $server.Connections.Count | Should -Be (30 - @($gone).Count)
        $server.Connections | Where-Object { $_.ChannelId -eq 'sora-1' -and $_.Role -eq 'recvonly' } | Should -BeNullOrEmpty
    }

    It 'looks channels up in one list for all that have none: <Case>' -ForEach @(
        @{ Case = 'from the command line'; Script = { Disconnect-SoraConnection -ConnectionId B, C } }
        @{ Case = 'texts in the pipeline'; Script = { 'B', 'C' | Disconnect-SoraConnection } }
        @{ Case = 'records'; Script = { 'B', 'C' | ForEach-Object { [pscustomobject] @{ connection_id = $_ } } | Disconnect-SoraConnection } }
        @{ Case = 'the same twice'; Script = { 'B', 'C', 'B' | Disconnect-SoraConnection } }
    ) {
        $list = (Get-ConnectionJson one A), (Get-ConnectionJson one B), (Get-ConnectionJson two C sendonly ',"client_id":"anna"')
        $server = Open-RawServer (ConvertTo-ListAnswer $list), (ConvertTo-Answer '{"channel_id":"one","connection_id":"B"}'), (ConvertTo-Answer '{"channel_id":"two","connection_id":"C"}')
        $result = & $Script
        $server.Requests.Target | Should -Be 'Sora_20201013.ListConnections', 'Sora_20151104.DisconnectConnection', 'Sora_20151104.DisconnectConnection'
        ($server.Requests.Body | Select-Object -Skip 1 | ConvertFrom-Json | ForEach-Object { "$($_.channel_id)/$($_.connection_id)" }) | Sort-Object | Should -Be 'one/B', 'two/C'
        $result.Count | Should -Be 2
        ($result | Where-Object ConnectionId -EQ C).ClientId | Should -BeExactly 'anna'
    }

    It 'sends nothing but that list with -WhatIf, and says whom it found' {
        $server = Open-RawServer (ConvertTo-ListAnswer (Get-ConnectionJson two C sendonly ',"client_id":"anna"'))
        Get-HostText { 'C' | Disconnect-SoraConnection -WhatIf } | Should -Match 'C \(client anna, sendonly.*\).*two'
        $server.Requests.Target | Should -BeExactly 'Sora_20201013.ListConnections'
    }

    It 'reports a connection that is nowhere, or in two places, and disconnects the others' {
        $list = (Get-ConnectionJson one A), (Get-ConnectionJson one B), (Get-ConnectionJson two B)
        $server = Open-RawServer (ConvertTo-ListAnswer $list), (ConvertTo-Answer '{"channel_id":"one","connection_id":"A"}')
        $result = 'x', 'B', 'A' | Disconnect-SoraConnection -ErrorVariable failures -ErrorAction SilentlyContinue
        $result.ConnectionId | Should -BeExactly 'A'
        $failures.FullyQualifiedErrorId | Should -BeExactly 'SoraInvalidArgument,SoraPS.Commands.DisconnectSoraConnectionCommand', 'SoraInvalidArgument,SoraPS.Commands.DisconnectSoraConnectionCommand'
        $failures.TargetObject.ConnectionId | Should -Be 'x', 'B'
        $server.Requests.Count | Should -Be 2
    }

    It 'finds it on one of several servers, and names each if the list fails' {
        $server = Open-RawServer (ConvertTo-Answer '{}' 500)
        $other = Start-SoraSimulator -Connection @{ channel_id = 'sora'; connection_id = 'A' }
        try {
            $result = 'A', 'b' | Disconnect-SoraConnection -Server raw, $other -ErrorVariable failures -ErrorAction SilentlyContinue
            $result.ConnectionId | Should -BeExactly 'A'
            $failures.FullyQualifiedErrorId | Should -BeLike 'SoraHttpError,*'
            $failures.TargetObject.ConnectionId | Should -BeExactly 'b'
        }
        finally { $other.Dispose() }
    }

    It 'tries again with the target of a look-up on no other server than those that were asked' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'one'; connection_id = 'A' }, @{ channel_id = 'two'; connection_id = 'A' }
        $other = Start-SoraSimulator -Connection @{ channel_id = 'one'; connection_id = 'A' }
        try {
            $null = Register-SoraServer $server.Uri -Name a -Default
            $null = Register-SoraServer $other.Uri -Name b
            $null = 'A', 'x' | Disconnect-SoraConnection -Server a, b -ErrorVariable failures -ErrorAction SilentlyContinue
            $failures.Count | Should -Be 2
            Get-FailureId { $failures | ForEach-Object TargetObject | Disconnect-SoraConnection } | Should -Be 'SoraInvalidArgument', 'SoraInvalidArgument'
            $server.Connections.Count + $other.Connections.Count | Should -Be 3
        }
        finally { $other.Dispose() }
    }

    It 'warns that a server could not be asked, and gives that server in the target of what was not found' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'one'; connection_id = 'A' }
        $null = Register-SoraServer $server.Uri -Name a
        $null = Register-SoraServer ([SoraPS.TestServers.RawServer]::ClosedPort()) -Name dead -MaximumRetryCount 0
        $result = 'A', 'x' | Disconnect-SoraConnection -Server a, dead -WarningVariable warned -WarningAction SilentlyContinue -ErrorVariable failures -ErrorAction SilentlyContinue
        $result.ConnectionId | Should -BeExactly 'A'
        $warned | Should -HaveCount 1
        $failures.FullyQualifiedErrorId | Should -BeLike 'SoraConnectionFailed,*'
        $failures[0].TargetObject.Server | Should -BeExactly 'dead'
    }

    It 'keeps client, role and beginning of a record: <Name>' -ForEach @(
        @{ Name = 'CSV'; Way = { $_ | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ Name = 'JSON'; Way = { $_ | ConvertTo-Json | ConvertFrom-Json } }
        @{ Name = 'CLIXML'; Way = { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($_)) } }
    ) {
        $server = Open-RawServer (ConvertTo-ListAnswer (Get-ConnectionJson sora C1 sendonly ',"client_id":"anna","created_time":1642469139980509')), (ConvertTo-Answer '{"channel_id":"sora","connection_id":"C1"}')
        $connection = Get-SoraConnection
        $row = $connection | ForEach-Object $Way
        Get-HostText { $row | Disconnect-SoraConnection -WhatIf } | Should -Match 'C1 \(client anna, sendonly, \d+d\)'
        $result = $row | Disconnect-SoraConnection
        $result.ClientId | Should -BeExactly 'anna'
        $result.Role | Should -BeExactly 'sendonly'
        ($result.CreatedAt - $connection.CreatedAt).Duration() | Should -BeLessThan ([timespan]::FromSeconds(2))
        $server.Requests[-1].Body | Should -Not -Match 'anna|sendonly'
        # Given ids: the row does not know whom they are for.
        ($row | Disconnect-SoraConnection -ConnectionId C2).ClientId | Should -BeNullOrEmpty
    }

    It 'takes <_> from records only' -ForEach 'ClientId', 'Role', 'CreatedAt' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora","connection_id":"A"}')
        $given = @{ $_ = 'x' }
        Get-FailureId { Disconnect-SoraConnection sora A @given } | Should -BeExactly 'SoraInvalidArgument'
        $server.Requests.Count | Should -Be 0
    }

    It 'puts in quotation marks what could be read as another part of the plan' {
        $evil = 'fine, recvonly, 9d) from channel safe on tokyo ('
        $server = Start-SoraSimulator -Connection @{ channel_id = 'sora'; client_id = $evil; connection_id = 'A' }
        $null = Register-SoraServer $server.Uri
        Get-HostText { Get-SoraConnection | Disconnect-SoraConnection -WhatIf } | Should -Match ([regex]::Escape("(client '$evil', "))
    }

    It 'says that an id is no pattern, before the change, also with -WhatIf' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        $null = Disconnect-SoraChannel 'live-*' -WhatIf -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match 'ChannelLike'
        $server.Requests.Count | Should -Be 0
    }

    It 'looks nothing up for a channel that is given without a value: <Text>' -ForEach @{ Text = '$null'; Given = $null }, @{ Text = "''"; Given = '' }, @{ Text = '@()'; Given = @() } {
        $server = Open-RawServer (ConvertTo-ListAnswer (Get-ConnectionJson one A))
        @(Get-FailureId { Disconnect-SoraConnection -ChannelId $Given -ConnectionId A }).Count | Should -Be 1
        @(Get-FailureId { [pscustomobject] @{ ChannelId = $Given; ConnectionId = 'A' } | Disconnect-SoraConnection }).Count | Should -Be 1
        $server.Requests.Count | Should -Be 0
    }

    It 'looks nothing up for -AsCurl, which sends nothing' {
        $server = Open-RawServer (ConvertTo-ListAnswer (Get-ConnectionJson one A))
        Get-FailureId { 'A' | Disconnect-SoraConnection -AsCurl } | Should -BeExactly 'SoraInvalidArgument'
        $server.Requests.Count | Should -Be 0
    }

    It 'takes texts by value with a channel' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora","connection_id":"A"}')
        $null = 'A', '007', 8 | Disconnect-SoraConnection -ChannelId sora -ThrottleLimit 1
        ($server.Requests.Body | ConvertFrom-Json).connection_id | Should -Be 'A', '007', '8'
        ($server.Requests.Body | ConvertFrom-Json).channel_id | Select-Object -Unique | Should -BeExactly 'sora'
    }

    It 'refuses other objects by value: <Name>' -ForEach @(
        @{ Name = 'a channel'; Given = { Get-SoraChannel } }
        @{ Name = 'a date'; Given = { Get-Date } }
        @{ Name = 'a list'; Given = { , @{ a = 1 } } }
    ) {
        $server = Open-RawServer (ConvertTo-ListAnswer (Get-ConnectionJson one A))
        $object = & $Given
        $asked = $server.Requests.Count
        @(Get-FailureId { $object | Disconnect-SoraConnection }).Count | Should -Be 1
        $server.Requests.Count | Should -Be $asked
    }

    It 'names the changes whose results can no longer be written: <Text>' -ForEach @(
        @{ Text = 'Select-Object -First'; Script = { & $records | Disconnect-SoraConnection -ThrottleLimit 3 | Select-Object -First 1 } }
        @{ Text = 'a throw downstream'; Script = { & $records | Disconnect-SoraConnection -ThrottleLimit 3 | ForEach-Object { throw 'downstream' } } }
        @{ Text = 'a throw upstream'; Script = { & { & $records; throw 'upstream' } | Disconnect-SoraConnection -ThrottleLimit 3 } }
    ) {
        $stall = [SoraPS.TestServers.ServerStep]::WaitForDisconnect
        $hold = [SoraPS.TestServers.ServerStep]::Sequence([SoraPS.TestServers.ServerStep]::WaitForSignal, (ConvertTo-Answer '{"channel_id":"sora","connection_id":"1"}'))
        $server = Open-RawServer $hold, $stall, $stall
        $records = {
            foreach ($number in 1..3) {
                [pscustomobject]@{ ChannelId = 'sora'; ConnectionId = "$number" }
                $null = $server.WaitForRequests($number)
            }
            $server.Signal()
            Start-Sleep -Milliseconds 50
            [pscustomobject]@{ ChannelId = 'sora'; ConnectionId = '4' }
        }
        $said = & { try { $null = & $Script } catch { Write-Debug "$_" } } 6>&1
        @($said).Count | Should -Be 1
        "$said" | Should -Match 'connection 2 .*\s.*connection 3 '
        [regex]::Matches("$said", 'connection \d ').Count | Should -BeLessOrEqual 3
    }

    It 'passes <Text> on as the reason' -ForEach @(
        @{ Text = 'a hashtable'; Reason = @{ type = 'normal'; list = @(1, $true, $null) } }
        @{ Text = 'an ordered dictionary'; Reason = [ordered]@{ type = 'normal'; list = @(1, $true, $null) } }
        @{ Text = 'a custom object'; Reason = [pscustomobject]@{ type = 'normal'; list = @(1, $true, $null) } }
        @{ Text = 'JSON'; Reason = '{"type":"normal","list":[1,true,null]}' }
    ) {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora","connection_id":"T34C"}')
        $null = Disconnect-SoraConnection sora T34C -Reason $Reason
        Test-SameJson $server.Requests[0].Body '{"channel_id":"sora","connection_id":"T34C","reason":{"type":"normal","list":[1,true,null]}}' | Should -BeTrue -Because $server.Requests[0].Body
    }

    It 'refuses <Text> as a reason before any request' -ForEach @(
        @{ Text = 'plain text'; Reason = 'maintenance' }
        @{ Text = 'a JSON array'; Reason = '[1]' }
        @{ Text = 'a JSON string'; Reason = '"x"' }
        @{ Text = 'a number'; Reason = 5 }
        @{ Text = 'a list'; Reason = @(1, 2) }
        @{ Text = 'an empty list'; Reason = @() }
        @{ Text = 'an empty text'; Reason = '' }
        @{ Text = 'a property that fails'; Reason = [pscustomobject]@{ a = 1 } | Add-Member ScriptProperty b { throw 'no' } -PassThru }
        @{ Text = 'another object'; Reason = [timespan] 1 }
        @{ Text = 'an object that holds another'; Reason = @{ a = [System.Diagnostics.Stopwatch]::new() } }
        @{ Text = 'not a number'; Reason = @{ a = [double]::NaN } }
    ) {
        $server = Open-RawServer (ConvertTo-Answer '{}')
        Get-FailureId { Disconnect-SoraConnection sora T34C -Reason $Reason } | Should -BeExactly 'SoraInvalidArgument'
        $server.Requests.Count | Should -Be 0
    }

    It 'takes an empty object as a reason: <_>' -ForEach '@{}', '{}', '[ordered]@{}', '[pscustomobject]@{}' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        $reason = if ($_ -eq '{}') { $_ } else { & ([scriptblock]::Create($_)) }
        $null = Disconnect-SoraConnection sora x -Reason $reason
        $server.Requests[0].Body | Should -Match '"reason":\{\}'
    }

    It 'refuses a reason at any depth with its own error, or sends it' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        $reason = @{ a = 1 }
        foreach ($depth in 1..70) {
            $reason = @{ a = $reason }
            $failures = @(Get-FailureId { Disconnect-SoraConnection sora x -Reason $reason })
            if ($failures) { $failures | Should -BeExactly 'SoraInvalidArgument' }
        }
        $server.Requests.Count | Should -BeGreaterThan 50
    }

    It 'refuses a reason that contains itself' {
        $server = Open-RawServer (ConvertTo-Answer '{}')
        $reason = @{}
        $reason.self = $reason
        Get-FailureId { Disconnect-SoraConnection sora T34C -Reason $reason } | Should -BeExactly 'SoraInvalidArgument'
    }

    It 'cancels what is in flight when the pipeline ends early: <Text>' -ForEach @(
        @{ Text = 'Select-Object -First'; Status = 200; Script = { & $records | Disconnect-SoraConnection | Select-Object -First 1 } }
        @{ Text = '-ErrorAction Stop'; Status = 400; Script = { & $records | Disconnect-SoraConnection -ErrorAction Stop } }
        @{ Text = 'a throw downstream'; Status = 200; Script = { & $records | Disconnect-SoraConnection | ForEach-Object { throw 'downstream' } } }
        @{ Text = 'a throw upstream'; Status = 200; Script = { & { & $records; throw 'upstream' } | Disconnect-SoraConnection } }
    ) {
        $stall = [SoraPS.TestServers.ServerStep]::WaitForDisconnect
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora","connection_id":"1"}' $Status), $stall, $stall, $stall
        $records = {
            foreach ($number in 1..4) {
                [pscustomobject]@{ ChannelId = 'sora'; ConnectionId = "$number" }
                $null = $server.WaitForRequests($number)
            }
        }
        try { $null = & $Script }
        catch { Write-Debug "$_" }
        $server.WaitForAllClosed() | Should -BeTrue
    }

    It 'releases what is in flight before the rest of the pipeline ends, after Select-Object -First' {
        $stall = [SoraPS.TestServers.ServerStep]::WaitForDisconnect
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora","connection_id":"1"}'), $stall
        $released = & {
            [pscustomobject]@{ ChannelId = 'sora'; ConnectionId = '1' }
            $null = $server.WaitForRequests(1)
            [pscustomobject]@{ ChannelId = 'sora'; ConnectionId = '2' }
            $null = $server.WaitForRequests(2)
        } | Disconnect-SoraConnection | Select-Object -First 1 | ForEach-Object { $_ } -End { $server.WaitForAllClosed() }
        $released[-1] | Should -BeTrue
    }

    It 'writes what is finished while records still come' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        $seen = @{ Count = 0; Early = $false }
        & {
            foreach ($number in 1..500) {
                [pscustomobject]@{ ChannelId = 'sora'; ConnectionId = "$number" }
                if ($seen.Count) { $seen.Early = $true; break }
                Start-Sleep -Milliseconds 10
            }
        } | Disconnect-SoraConnection -ThrottleLimit 1000 | ForEach-Object { $seen.Count++ }
        $seen.Early | Should -BeTrue
    }

    It 'asks one at a time where the user is asked: <_>' -ForEach '-Confirm', '' {
        $server = Open-RawServer ([SoraPS.TestServers.ServerStep]::Sequence([SoraPS.TestServers.ServerStep]::Pause(300), (ConvertTo-Answer '{"channel_id":"sora"}')))
        $script = "Import-Module '$modulePath'; `$null = Register-SoraServer '$($server.Uri)'; `$ConfirmPreference = 'Medium'; 'a', 'b', 'c' | ForEach-Object { [pscustomobject]@{ channel_id = 'sora'; connection_id = `$_ } } | Disconnect-SoraConnection $_"
        $said = 'y', 'y', 'y' | & $powershell -NoProfile -Command $script | Out-String
        $server.Requests.Count | Should -Be 3 -Because $said
        $server.PeakInFlight | Should -Be 1
    }

    It 'shows ids harmlessly in what it asks, and sends them unchanged' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        $id = "a$([char] 27)[31mb`r`n$([char] 0x202E)c"
        $said = Get-HostText { Disconnect-SoraConnection sora $id -WhatIf }
        $said | Should -Match 'u001B'
        $said | Should -Not -Match "$([char] 27)|$([char] 0x202E)"
        $null = Disconnect-SoraConnection sora $id
        ($server.Requests[0].Body | ConvertFrom-Json).connection_id | Should -BeExactly $id
    }

    It 'has no other way than the pipeline for -Reason' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        $null = [pscustomobject]@{ channel_id = 'sora'; connection_id = 'x'; reason = @{ evil = 1 } } | Disconnect-SoraConnection
        $server.Requests[0].Body | Should -Not -Match 'evil'
    }
}
