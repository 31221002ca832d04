[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Statistics' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $fixtures = Join-Path $PSScriptRoot '../data/fixtures'

        # The answer of one connection at a time.
        function ConvertTo-StatisticsJson([int] $Second, [hashtable] $Received, [string] $Channel = 'sora') {
            $time = [datetime]::new(2026, 4, 17, 2, 40, 0, [DateTimeKind]::Utc).AddSeconds($Second).ToString('yyyy-MM-ddTHH:mm:ss.ffffffZ')
            ConvertTo-Json -Compress -Depth 5 -InputObject @(foreach ($id in $Received.Keys | Sort-Object) {
                    @{ timestamp = $time; channel_id = $Channel; client_id = "client-$id"; connection_id = $id; rtp = @{ total_received_rtp_byte_size = $Received[$id]; total_sent_rtp_byte_size = 0; other = 2 * $Received[$id] } }
                })
        }

        # What is in the JSON, by keys with dots.
        function Get-Leaf($Value, [string] $Key) {
            if ($Value -is [System.Management.Automation.PSCustomObject]) { foreach ($member in $Value.psobject.Properties) { Get-Leaf $member.Value "$Key$(if ($Key) { '.' })$($member.Name)" } }
            elseif ($Value -is [array]) { for ($i = 0; $i -lt $Value.Count; $i++) { Get-Leaf $Value[$i] "$Key.$i" } }
            else { [pscustomobject]@{ Key = $Key; Value = $Value } }
        }
    }

    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:server) { $server.Dispose() }
    }

    Context 'The documented answer <Fixture>' -ForEach @(
        @{ Fixture = 'GetStatsReport'; Call = { Get-SoraServerStats @args }; Typed = @('version', 'total_ongoing_connections', 'total_failed_connections', 'total_turn_udp_connections', 'average_duration_sec') }
        @{ Fixture = 'GetStatsAllConnections'; Call = { Get-SoraConnectionStats @args }; Typed = @('channel_id', 'client_id', 'connection_id', 'bundle_id', 'session_id', 'group_id') }
        @{ Fixture = 'GetStatsConnection'; Call = { Get-SoraConnectionStats sora T3V33JGXVEMDPEYFSEF0AZ6WK3 @args }; Typed = @('channel_id', 'client_id', 'connection_id', 'bundle_id', 'session_id', 'group_id') }
        @{ Fixture = 'ListRtcStats'; Call = { Get-SoraRtcStats @args }; Typed = @('channel_id', 'connection_id') }
    ) {
        BeforeEach {
            $json = Get-Content -LiteralPath (Join-Path $fixtures "$Fixture.json") -Raw
            $answer = ConvertTo-Answer $json
            $server = Open-RawServer (@($answer) * 6)
            $parsed = @($json | ConvertFrom-Json -DateKind String)
        }

        It 'is there by keys, by properties, in JSON and in CLIXML' {
            $read = @(& $Call)
            $read | Should -HaveCount $parsed.Count
            $leaves = @(Get-Leaf $parsed[0])
            foreach ($leaf in $leaves) { $read[0][$leaf.Key] | Should -Be $leaf.Value -Because $leaf.Key }
            foreach ($name in $Typed) { $property = $name -replace '_'; $read[0].$property | Should -Be $parsed[0].$name }

            $path = Join-Path $TestDrive 'stats.xml'
            $read | Export-Clixml -LiteralPath $path -Depth 9
            $copies = @(Import-Clixml -LiteralPath $path)[0], @($read | ConvertTo-Json -Depth 9 | ConvertFrom-Json)[0], $read[0]
            foreach ($copy in $copies) {
                foreach ($name in $Typed) { $property = $name -replace '_'; $copy.$property | Should -Be $parsed[0].$name }
                foreach ($leaf in $leaves | Where-Object { $_.Key -like '*.*' }) {
                    $value = $copy
                    foreach ($part in $leaf.Key -split '\.') { $value = if ($part -match '^\d+$') { @($value)[[int] $part] } elseif ($part -eq 'rtc_stats') { $value.RtcStats } else { $value.$part } }
                    $value | Should -Be $leaf.Value -Because $leaf.Key
                }
            }
        }

        It 'is there in CSV, with -Flat' {
            $rows = @(& $Call -Flat | ConvertTo-Csv | ConvertFrom-Csv)
            $rows | Should -HaveCount $parsed.Count
            foreach ($leaf in Get-Leaf $parsed[0] | Where-Object { $_.Key -like '*.*' }) { $column = $leaf.Key -replace '^rtc_stats\.0\.', 'rtc_stats.'; $rows[0].$column | Should -Be $leaf.Value.ToString([cultureinfo]::InvariantCulture) -Because $leaf.Key }
            foreach ($name in $Typed) { $property = $name -replace '_'; $rows[0].$property | Should -Be "$($parsed[0].$name)" }
            $rows[0].Server | Should -BeExactly 'raw'
        }

        It 'is shown' {
            $text = & $Call | Format-List | Out-String -Width 500
            $text | Should -Match ([regex]::Escape($parsed[0].$($Typed[0])))
            & $Call | Out-String | Should -Not -BeNullOrEmpty
        }

        It 'has nothing to add: no field is lost, none is ours' {
            $read = @(& $Call)[0]
            $known = @($read.GetType().GetProperties() | Where-Object { -not $_.GetIndexParameters() }).Name
            $more = @($read.psobject.Properties.Name | Where-Object { $_ -notin $known })
            $more | Should -Be @($parsed[0].psobject.Properties.Name | Where-Object { ($_ -replace '_') -notin $known })
        }
    }

    Context 'What is sent' {
        It 'asks for single ones, or once for the list: <What>' -ForEach @(
            @{ What = 'nothing'; Call = { Get-SoraConnectionStats }; Sent = @('GetStatsAllConnections '); Count = 30 }
            @{ What = 'a channel'; Call = { Get-SoraConnectionStats sora-1 }; Sent = @('GetStatsAllConnections '); Count = 10 }
            @{ What = 'a client of a channel'; Call = { Get-SoraConnectionStats sora-1 -ClientId studio-1 }; Sent = @('GetStatsClient {"channel_id":"sora-1","client_id":"studio-1"}'); Count = 1 }
            @{ What = 'a client'; Call = { Get-SoraConnectionStats -ClientId studio-1 }; Sent = @('GetStatsAllConnections '); Count = 1 }
            @{ What = 'a connection'; Call = { Get-SoraConnectionStats sora-0 DGMCSGH2T6QHSA7QDJK6VZHKCS }; Sent = @('GetStatsConnection {"channel_id":"sora-0","connection_id":"DGMCSGH2T6QHSA7QDJK6VZHKCS"}'); Count = 1 }
            @{ What = 'a connection without its channel'; Call = { Get-SoraConnectionStats -ConnectionId DGMCSGH2T6QHSA7QDJK6VZHKCS }; Sent = @('GetStatsAllConnections '); Count = 1 }
            @{ What = 'all nodes'; Call = { Get-SoraConnectionStats sora-0 DGMCSGH2T6QHSA7QDJK6VZHKCS -AllNodes }; Sent = @('GetStatsAllConnections {"local":false}'); Count = 1 }
            @{ What = 'this node'; Call = { Get-SoraConnectionStats -AllNodes:$false }; Sent = @('GetStatsAllConnections {"local":true}'); Count = 30 }
            @{ What = 'many from the pipeline'; Call = { Get-SoraConnection sora-0 | Get-SoraConnectionStats }; Sent = @('GetStatsAllConnections '); Count = 10 }
            @{ What = 'the same twice'; Call = { 'sora-0', 'sora-0', 'sora-1' | Get-SoraConnectionStats }; Sent = @('GetStatsAllConnections '); Count = 20 }
            @{ What = 'an empty pipeline'; Call = { @() | Get-SoraConnectionStats }; Sent = @(); Count = 0 }
            @{ What = 'all reports'; Call = { Get-SoraRtcStats }; Sent = @('ListRtcStats '); Count = 30 }
            @{ What = 'reports of channels'; Call = { Get-SoraRtcStats sora-0, sora-1 }; Sent = @('ListChannelRtcStats {"channel_id":"sora-0"}', 'ListChannelRtcStats {"channel_id":"sora-1"}'); Count = 20 }
            @{ What = 'a report'; Call = { Get-SoraRtcStats sora-0 DGMCSGH2T6QHSA7QDJK6VZHKCS }; Sent = @('GetRtcStats {"channel_id":"sora-0","connection_id":"DGMCSGH2T6QHSA7QDJK6VZHKCS"}'); Count = 1 }
            @{ What = 'the node'; Call = { Get-SoraServer tokyo | Get-SoraServerStats }; Sent = @('GetStatsReport '); Count = 1 }
            @{ What = 'the node, by what came of it'; Call = { Get-SoraConnection sora-0 | Get-SoraServerStats }; Sent = @('GetStatsReport '); Count = 1 }
        ) {
            $server = Start-SoraSimulator -ConnectionCount 30
            $null = Register-SoraServer $server.Uri -Name tokyo
            @(& $Call) | Should -HaveCount $Count
            @($server.Requests | Where-Object Target -NotLike '*Connections' | ForEach-Object { ($_.Target -replace '.*\.') + ' ' + $_.Body } | Sort-Object) + @($server.Requests | Where-Object Target -Like '*.GetStatsAllConnections' | ForEach-Object { 'GetStatsAllConnections ' + $_.Body }) | Should -Be $Sent
        }

        It 'two of a client that eight connections are not: one by one, side by side' {
            $server = Start-SoraSimulator -ConnectionCount 30
            $null = Register-SoraServer $server.Uri -Name tokyo
            @(Get-SoraConnection sora-0 | Select-Object -First 8 | Get-SoraConnectionStats) | Should -HaveCount 8
            @($server.Requests | Where-Object Target -Like '*.GetStatsConnection') | Should -HaveCount 8
        }

        It 'refuses a record without ids, and empty ids' {
            $server = Start-SoraSimulator -ConnectionCount 10
            $null = Register-SoraServer $server.Uri -Name tokyo
            foreach ($call in { [pscustomobject]@{ Other = 1 } | Get-SoraConnectionStats }, { [pscustomobject]@{ Other = 1 } | Get-SoraRtcStats }, { [pscustomobject]@{ Other = 1 } | Measure-SoraConnection }) { Get-FailureId $call | Should -Match '^(SoraInvalidArgument|InputObjectNotBound)' }
            foreach ($call in { Get-SoraConnectionStats $null }, { Get-SoraConnectionStats '' }, { Get-SoraRtcStats sora @() }, { Measure-SoraConnection -Property '' }, { Measure-SoraConnection -GroupBy $null }) { Get-FailureId $call | Should -Match '^ParameterArgumentValidationError' }
            $server.Requests.Count | Should -Be 0
        }

        It 'goes back to the server that it came from' {
            $servers = 'tokyo', 'osaka' | ForEach-Object { Register-SoraServer (Start-SoraSimulator -ConnectionCount 10).Uri -Name $_ }
            $stats = Get-SoraConnectionStats -Server osaka -Flat
            @($stats | Get-SoraConnection).Server | Select-Object -Unique | Should -Be 'osaka'
            @($stats | ConvertTo-Csv | ConvertFrom-Csv | Get-SoraConnectionStats).Server | Select-Object -Unique | Should -Be 'osaka'
            @(Get-SoraConnectionStats -Server tokyo, osaka).Count | Should -Be 20
            $servers.Count | Should -Be 2
        }
    }

    Context 'Measure-SoraConnection' {
        It 'divides by the time of the server, over restarts, arrivals and departures' {
            $connections = ConvertTo-Answer '[{"channel_id":"sora","client_id":"client-D","connection_id":"D","role":"sendonly","created_timestamp":"2026-04-17T02:40:50Z"}]'
            $server = Open-RawServer @((ConvertTo-Answer (ConvertTo-StatisticsJson 0 @{ A = 0; B = 9000; C = 5 })), (ConvertTo-Answer (ConvertTo-StatisticsJson 60 @{ A = 6000; B = 600; D = 500; E = 7 })), $connections)
            $rates = @(Measure-SoraConnection -Interval 0.05)
            $rates.ConnectionId | Should -Be 'A', 'B', 'D', 'E'
            $rates.ReceivedBytesPerSecond | Should -Be 100, 10, 50, $null
            $rates[2].Role, $rates[2].Interval.TotalSeconds, $rates[0].Interval.TotalSeconds | Should -Be 'sendonly', 10, 60
            $rates[0].ReceivedPacketsPerSecond | Should -BeNullOrEmpty
            $server.Requests.Target | Should -Be 'Sora_20171101.GetStatsAllConnections', 'Sora_20171101.GetStatsAllConnections', 'Sora_20201013.ListConnections'
        }

        It 'sums up, and takes further counters by pattern: <GroupBy>' -ForEach @(
            @{ GroupBy = 'Channel'; Text = 'sora' }
            @{ GroupBy = 'Server'; Text = '2' }
            @{ GroupBy = 'Role'; Text = 'recvonly' }
        ) {
            $roles = ConvertTo-Answer '[{"channel_id":"sora","client_id":"a","connection_id":"A","role":"recvonly"},{"channel_id":"sora","client_id":"b","connection_id":"B","role":"recvonly"}]'
            $server = Open-RawServer @((ConvertTo-Answer (ConvertTo-StatisticsJson 0 @{ A = 0; B = 0; C = 9 })), (ConvertTo-Answer (ConvertTo-StatisticsJson 10 @{ A = 100; B = 50 })), $roles)
            $sum = @(Measure-SoraConnection -Interval 0.05 -GroupBy $GroupBy -Property RTP.oth*)
            $sum | Should -HaveCount 1
            $sum[0].ReceivedBytesPerSecond, $sum[0].'rtp.other', $sum[0].ConnectionCount, "$($sum[0])" | Should -Be 15, 30, 2, $Text
            $sum | Format-Table | Out-String | Should -Match 'ReceivedB/s +SentB/s +Connections'
        }

        It 'writes what it knows of one server if another fails' {
            $server = Start-SoraSimulator -ConnectionCount 10
            $null = Register-SoraServer $server.Uri -Name tokyo
            $rates = @(Measure-SoraConnection -Interval 0.05 -Server tokyo, http://127.0.0.1:1 -ErrorVariable failed -ErrorAction SilentlyContinue)
            $rates | Should -HaveCount 10
            $failed.FullyQualifiedErrorId | Should -Match '^SoraConnectionFailed'
        }

        It 'has the rates of the simulator, whatever the interval' {
            $server = Start-SoraSimulator -Connection @{ role = 'sendonly'; video = @{ bit_rate = 936 }; age = '01:00:00' }
            $null = Register-SoraServer $server.Uri -Name tokyo
            [math]::Abs((Measure-SoraConnection -Interval 0.1).ReceivedBytesPerSecond - 125000) | Should -BeLessThan 50
        }

        It 'is stopped while it waits' {
            $server = Start-SoraSimulator -ConnectionCount 1
            $shell = [powershell]::Create()
            $null = $shell.AddScript("Import-Module '$modulePath'; Measure-SoraConnection -Server $($server.Uri) -Interval 3600")
            $running = $shell.BeginInvoke()
            while ($server.Requests.Count -eq 0) { Start-Sleep -Milliseconds 20 }
            Start-Sleep -Milliseconds 100
            $null = $shell.BeginStop($null, $null)
            $running.AsyncWaitHandle.WaitOne(5000) | Should -BeTrue
            $server.Requests.Count | Should -Be 1
            $shell.Dispose()
        }
    }
}
