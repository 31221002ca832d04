[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# What the suites for all changes do not test.
Describe 'The spotlight' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $batch = 'Sora_20211215.BatchRequestSpotlightRid'
        function Open-Channel([hashtable] $With = @{}) {
            $simulator = Start-SoraSimulator @With -Connection @(
                @{ channel_id = 'sora'; client_id = 'host'; connection_id = 'H1'; role = 'sendrecv' }
                1..3 | ForEach-Object { @{ channel_id = 'sora'; client_id = "viewer-$_"; connection_id = "V$_"; role = 'recvonly' } }
                @{ channel_id = 'other'; client_id = 'bob'; connection_id = 'O1'; role = 'recvonly' }
            )
            $null = Register-SoraServer $simulator.Uri -Name here -MaximumRetryCount 0
            $simulator
        }
        # A receiver and a sender, as a row of a file has them.
        function Get-Pair([string] $Receiver, [string] $Sender = 'H1', [string] $Channel = 'sora') { [pscustomobject]@{ channel_id = $Channel; recv_connection_id = $Receiver; send_connection_id = $Sender } }
        $rids = @{ FocusRid = 'R2'; UnfocusRid = 'none' }
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    Context 'focus' {
        It 'is given, fixed and taken, as the simulator shows' {
            $server = Open-Channel
            (Get-SoraConnection sora -ClientId host | Set-SoraSpotlightFocus).Fixed | Should -BeFalse
            (Set-SoraSpotlightFocus sora V1 -Fixed).Fixed | Should -BeTrue
            "$($server.Spotlights)" | Should -BeExactly 'sora: H1, V1'
            "$($server.Spotlights.FixedConnectionId)" | Should -BeExactly 'V1'
            $server.Requests[-2, -1].Target | Should -Be 'Sora_20200807.FocusSpotlight', 'Sora_20200807.FocusSpotlightFixed'
            $taken = Clear-SoraSpotlightFocus sora V1
            $null -eq $taken.Fixed | Should -BeTrue
            "$($server.Spotlights)" | Should -BeExactly 'sora: H1'
        }

        It 'is lost by whoever has had it longest where the number is exceeded, but not if it is fixed' {
            $server = Open-Channel
            $null = Set-SoraSpotlightFocus sora H1 -Fixed
            $null = Set-SoraSpotlightFocus sora V1, V2
            (Set-SoraSpotlightNumber sora 2).SpotlightNumber | Should -Be 2
            $server.Spotlights.SpotlightNumber | Should -Be 2
            "$($server.Spotlights.FocusedConnectionId)" | Should -BeExactly 'H1 V2'
            $null = Set-SoraSpotlightFocus sora V3
            "$($server.Spotlights.FocusedConnectionId)" | Should -BeExactly 'H1 V3'
        }

        It 'does not overtake itself, so that the last of several connections has it: <_>' -ForEach 'Set-SoraSpotlightFocus', 'Clear-SoraSpotlightFocus' {
            $server = Open-Channel @{ LatencyMilliseconds = 300 }
            $null = & $_ sora V1, V2, V3 | Select-Object -First 1
            $server.Requests.Json.connection_id | Should -BeExactly 'V1' -Because 'the next request waits for the answer'
        }

        It 'ends with the connection, and is not kept for a channel that nobody is in' {
            $server = Open-Channel
            $null = Set-SoraSpotlightFocus sora H1, V1
            $server.Remove('H1')
            "$($server.Spotlights.FocusedConnectionId)" | Should -BeExactly 'V1'
            $server.ClearConnections()
            $server.Spotlights | Should -BeNullOrEmpty
        }

        It 'refuses a connection that is not there where that is asked for: <Command>' -ForEach @(
            @{ Command = 'Set-SoraSpotlightFocus'; With = @{ ConnectionId = 'nobody' }; Where = 'sora' }
            @{ Command = 'Clear-SoraSpotlightFocus'; With = @{ ConnectionId = 'nobody' }; Where = 'sora' }
            @{ Command = 'Request-SoraSpotlightRid'; With = @{ RecvConnectionId = 'nobody'; FocusRid = 'r0'; UnfocusRid = 'r0' }; Where = 'sora' }
            @{ Command = 'Reset-SoraSpotlightRid'; With = @{ RecvConnectionId = 'nobody' }; Where = 'sora' }
            @{ Command = 'Set-SoraSpotlightNumber'; With = @{ SpotlightNumber = 1 }; Where = 'empty' }
        ) {
            $server = Open-Channel @{ RefuseUnknownId = $true }
            Get-FailureId { & $Command $Where @With } | Should -BeExactly 'SoraApiError'
            $server.Spotlights | Should -BeNullOrEmpty
        }
    }

    It 'takes <_> for no spotlight number' -ForEach 0, 9, '$null', "''" {
        $server = Open-RawServer (ConvertTo-Answer '{}')
        $code = [scriptblock]::Create("Set-SoraSpotlightNumber sora $_")
        Get-FailureId $code | Should -BeExactly 'ParameterArgumentValidationError'
        $server.Requests.Count | Should -Be 0
    }

    It 'takes any answer for done where none is known: <_>' -ForEach '{}', '[]', 'null', '"ok"', '{"channel_id":5,"more":{"a":1}}' {
        $server = Open-RawServer (ConvertTo-Answer $_)
        $number = Set-SoraSpotlightNumber sora 3
        $rid = Request-SoraSpotlightRid sora C1 r2 none -SendConnectionId S1
        foreach ($result in $number, $rid) { $result.ChannelId | Should -BeExactly 'sora' }
        $number.SpotlightNumber | Should -Be 3
        $number.Outcome | Should -BeExactly '3' -Because 'a table has a column for the channel'
        "$rid" | Should -BeExactly 'sora/C1/S1 r2/none'
        if ($_ -like '*more*') { $number.more.a | Should -Be 1 }
    }

    Context 'streams in one request' {
        It 'sends the receivers of a channel together, and writes a result for each, in the order of the input' {
            $server = Open-Channel
            $results = @(Get-Pair V1; Get-Pair V2; Get-Pair O1 -Channel other; Get-Pair V3) | Request-SoraSpotlightRid @rids -Batch
            $results.RecvConnectionId -join ' ' | Should -BeExactly 'V1 V2 O1 V3'
            $results.FocusRid | Select-Object -Unique | Should -BeExactly 'r2'
            $results.UnfocusRid | Select-Object -Unique | Should -BeExactly 'none'
            $results.SendConnectionId | Select-Object -Unique | Should -BeExactly 'H1'
            $results.Server | Select-Object -Unique | Should -BeExactly 'here'
            $results[0].At | Should -BeOfType datetime
            $sent = @($server.Requests | Where-Object Target -CEQ $batch)
            $sent.Count | Should -Be $server.Requests.Count
            ($sent.Json.channel_id | Sort-Object) -join ' ' | Should -BeExactly 'other sora'
            $sora = $sent | Where-Object { $_.Json.channel_id -eq 'sora' }
            $sora.Json.item_list.recv_connection_id -join ' ' | Should -BeExactly 'V1 V2 V3'
            Test-SameJson ($sora.Json.item_list[0] | ConvertTo-Json) '{"recv_connection_id":"V1","send_connection_id":"H1","spotlight_focus_rid":"r2","spotlight_unfocus_rid":"none"}' | Should -BeTrue
        }

        It 'names the receivers as the records had them' {
            $server = Open-Channel
            $results = Get-SoraConnection sora -Role recvonly | Request-SoraSpotlightRid @rids -SendConnectionId H1 -Batch
            $results.ClientId -join ' ' | Should -BeExactly 'viewer-1 viewer-2 viewer-3'
            Get-HostText { Get-SoraConnection sora -Role recvonly | Request-SoraSpotlightRid @rids -SendConnectionId H1 -Batch -WhatIf } | Should -Match 'V3 \(client viewer-3'
        }

        It 'sends receivers without a sender one by one, in their place' {
            $server = Open-Channel
            $results = @(Get-Pair V1; Get-Pair V2 ''; Get-Pair V3) | Request-SoraSpotlightRid @rids -Batch
            $results.RecvConnectionId -join ' ' | Should -BeExactly 'V1 V2 V3'
            ($server.Requests.Target -replace '.*\.' | Sort-Object) -join ' ' | Should -BeExactly 'BatchRequestSpotlightRid RequestSpotlightRid'
            ($server.Requests | Where-Object Target -CEQ $batch).Json.item_list.recv_connection_id -join ' ' | Should -BeExactly 'V1 V3'
        }

        It 'makes an error for each receiver of a request that fails, which can be piped again' {
            $server = Open-Channel
            $server.Fail(@{ Target = $batch; ErrorType = 'BUSY'; When = @{ channel_id = 'sora' } })
            $results = @(Get-Pair V1; Get-Pair O1 -Channel other; Get-Pair V2) | Request-SoraSpotlightRid @rids -Batch -ErrorVariable failures -ErrorAction SilentlyContinue
            $results.RecvConnectionId | Should -BeExactly 'O1'
            $failures.FullyQualifiedErrorId | Select-Object -Unique | Should -BeLike 'SoraApiError,*'
            $failures.TargetObject.RecvConnectionId -join ' ' | Should -BeExactly 'V1 V2'
            $failures.TargetObject.SendConnectionId | Select-Object -Unique | Should -BeExactly 'H1'
            ($failures | ForEach-Object { "$($_.ErrorDetails.Message)" -match 'V2' }) -join ' ' | Should -BeExactly 'False True'
            $server.ClearFaults()
            ($failures.TargetObject | Request-SoraSpotlightRid @rids -Batch).RecvConnectionId -join ' ' | Should -BeExactly 'V1 V2'
            ($failures.TargetObject | Request-SoraSpotlightRid @rids).RecvConnectionId -join ' ' | Should -BeExactly 'V1 V2'
        }

        It 'says of each receiver that a Sora has no such operation' {
            $server = Open-RawServer (ConvertTo-Answer '{"error_type":"SchemaNotFound"}' 400)
            $null = @(Get-Pair V1; Get-Pair V2) | Request-SoraSpotlightRid @rids -Batch -ErrorVariable failures -ErrorAction SilentlyContinue
            $failures.FullyQualifiedErrorId | Should -BeLike 'SoraOperationNotSupported,*'
            $failures | Should -HaveCount 2
            $server.Requests.Count | Should -Be 1
        }

        It 'takes no page of a proxy for an answer' {
            $server = Open-RawServer (ConvertTo-Answer '<html>')
            Get-FailureId { Get-Pair V1 | Request-SoraSpotlightRid @rids -Batch } | Should -BeExactly 'SoraInvalidResponse'
        }

        It 'counts receivers: -MaximumCount' {
            $server = Open-Channel
            $results = @(Get-Pair V1; Get-Pair V2; Get-Pair V3) | Request-SoraSpotlightRid @rids -Batch -MaximumCount 2 -ErrorVariable failures -ErrorAction SilentlyContinue
            $results.RecvConnectionId -join ' ' | Should -BeExactly 'V1 V2'
            $failures.FullyQualifiedErrorId | Should -BeLike 'SoraLimitReached,*'
            $failures.TargetObject.RecvConnectionId | Should -BeExactly 'V3'
            $server.Requests.Count | Should -Be 1
        }

        It 'leaves out what is refused before any request, and sends nothing with -WhatIf' {
            $server = Open-Channel
            $results = @(Get-Pair V1; Get-Pair ('x' * 300); Get-Pair V2) | Request-SoraSpotlightRid @rids -Batch -ErrorVariable failures -ErrorAction SilentlyContinue
            $results.RecvConnectionId -join ' ' | Should -BeExactly 'V1 V2'
            $failures.FullyQualifiedErrorId | Should -BeLike 'SoraInvalidArgument,*'
            $server.Requests.Json.item_list.recv_connection_id -join ' ' | Should -BeExactly 'V1 V2'
            $server.ClearRequests()
            @(Get-Pair V1; Get-Pair V2) | Request-SoraSpotlightRid @rids -Batch -WhatIf | Should -BeNullOrEmpty
            $server.Requests | Should -BeNullOrEmpty
        }

        It 'writes one line of curl for each channel' {
            $server = Open-Channel
            $lines = @(@(Get-Pair V1; Get-Pair O1 -Channel other; Get-Pair V2; Get-Pair V3 '') | Request-SoraSpotlightRid @rids -Batch -AsCurl)
            $lines | Should -HaveCount 3
            $lines[0] | Should -BeLike "*$batch*V1*V2*"
            $lines[2] | Should -BeLike '*.RequestSpotlightRid*V3*'
            $server.Requests | Should -BeNullOrEmpty
        }

        It 'is more than a queue holds: <_> receivers' -ForEach 20 {
            $server = Open-RawServer (ConvertTo-Answer '{}')
            $results = 1..$_ | ForEach-Object { Get-Pair "V$_" } | Request-SoraSpotlightRid @rids -Batch -ThrottleLimit 2
            $results | Should -HaveCount $_
            $server.Requests.Count | Should -Be 1
        }

        It 'names all receivers of a request that was sent if the pipeline ends early' {
            $server = Open-RawServer (ConvertTo-Answer '{}')
            $said = & { 1..20 | ForEach-Object { Get-Pair "V$_"; Get-Pair "O$_" -Channel other } | Request-SoraSpotlightRid @rids -Batch -ThrottleLimit 3 | Select-Object -First 1 } 6>&1
            $said[0].RecvConnectionId | Should -BeExactly 'V1'
            $sent = @($server.Requests | ForEach-Object { ($_.Body | ConvertFrom-Json).item_list.recv_connection_id }) -ne 'V1'
            $sent.Count | Should -BeGreaterOrEqual 19
            foreach ($receiver in $sent) { "$($said[1])" | Should -Match "\b$receiver\b" }
        }
    }

    It 'takes the results of one another, and those for simulcast' {
        $server = Open-Channel
        $null = Request-SoraSpotlightRid sora V1 r2 r0 -SendConnectionId H1 | Reset-SoraSpotlightRid | Request-SoraSimulcastRid -Rid auto
        $null = Request-SoraSimulcastRid sora V2 auto | Request-SoraSpotlightRid @rids
        Test-SameJson $server.Requests[1].Body '{"channel_id":"sora","recv_connection_id":"V1","send_connection_id":"H1"}' | Should -BeTrue
        $server.Requests[2].Json.sender_connection_id | Should -BeExactly 'H1'
        $server.Requests[4].Json.recv_connection_id | Should -BeExactly 'V2'
    }

    It 'is there in every generation: <_>' -ForEach '2022', '2024', '2025.2' {
        $server = Open-Channel @{ Generation = $_ }
        $null = Set-SoraSpotlightFocus sora H1 -Fixed
        $null = Get-Pair V1 | Request-SoraSpotlightRid @rids -Batch
        $null = Set-SoraNotifyMetadata sora H1 @{ a = 1 }
        $server.Requests.StatusCode | Select-Object -Unique | Should -Be 200
    }
}
