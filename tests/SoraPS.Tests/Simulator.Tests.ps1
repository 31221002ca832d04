[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Start-SoraSimulator and Stop-SoraSimulator' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:simulator) { $simulator.Dispose() }
    }

    It 'answers the documented operation <_> as it is documented' -ForEach @(
        (Get-Content (Join-Path $PSScriptRoot '../data/exchanges.json') -Raw | ConvertFrom-Json).exchanges.target
    ) {
        $target = $_
        $exchange = (Get-Content (Join-Path $root 'tests/data/exchanges.json') -Raw | ConvertFrom-Json).exchanges | Where-Object target -EQ $target
        $connections = (Get-Content (Join-Path $root 'tests/data/exchanges.json') -Raw | ConvertFrom-Json).exchanges | Where-Object target -EQ Sora_20201013.ListConnections
        $simulator = Start-SoraSimulator -Connection $connections.response.body
        $arguments = @{ Uri = $simulator.Uri; Method = 'Post'; Headers = @{ 'x-sora-target' = $target } }
        if ($exchange.request.body) { $arguments.Body = $exchange.request.body | ConvertTo-Json -Compress }
        $answer = Invoke-WebRequest @arguments -UseBasicParsing
        [int] $answer.StatusCode | Should -Be 200
        "$($answer.Headers['content-type'])" | Should -BeExactly 'application/json'
        "$($answer.Headers['server'])" | Should -BeExactly 'Cowboy'
        Test-SameJson ([Text.Encoding]::UTF8.GetString($answer.RawContentStream.ToArray())) (ConvertTo-Json $exchange.response.body -Depth 9) | Should -BeTrue
    }

    It 'holds connections of every spelling, and those of a real server' {
        $given = @{ channel_id = 'wire' }, [pscustomobject]@{ ChannelId = 'ours'; ClientId = 'c' }, '{"channel_id":"text"}'
        $simulator = Start-SoraSimulator -ConnectionCount 3 -Connection $given
        $simulator.Connections.ChannelId | Should -Be 'sora-0', 'sora-0', 'sora-0', 'wire', 'ours', 'text'
        $simulator.Connections.ConnectionId | Sort-Object -Unique | Should -HaveCount 6
        $null = Register-SoraServer $simulator.Uri
        $original = Get-SoraConnection
        $copy = Start-SoraSimulator -Connection $original
        try {
            $copied = Get-SoraConnection -Server $copy.Uri
            foreach ($name in 'ChannelId', 'ClientId', 'ConnectionId', 'Role', 'CreatedAt', 'CreatedTime', 'SessionId', 'VideoCodecType', 'VideoBitRate', 'AudioCodecType', 'Simulcast') {
                $copied.$name | Should -Be $original.$name
            }
        }
        finally { $copy | Stop-SoraSimulator }
    }

    It 'records what arrived' {
        $simulator = Start-SoraSimulator
        $null = Disconnect-SoraChannel sora -Server $simulator.Uri
        $simulator.Requests | Should -HaveCount 1
        $simulator.Requests[0].Target | Should -BeExactly 'Sora_20151104.DisconnectChannel'
        $simulator.Requests[0].Body | Should -BeExactly '{"channel_id":"sora"}'
        $simulator.Requests[0].Headers['Content-Type'] | Should -BeExactly 'application/json'
        $simulator.Requests[0].StatusCode | Should -Be 200
    }

    It 'asks for a token, on any path' {
        $token = [Net.NetworkCredential]::new('', 'abc').SecurePassword
        $simulator = Start-SoraSimulator -Token $token -Path /sora-api -ConnectionCount 1
        "$($simulator.Uri)" | Should -BeLike '*/sora-api'
        Get-FailureId { Get-SoraConnection -Server $simulator.Uri } | Should -BeExactly 'SoraUnauthorized'
        $null = Register-SoraServer $simulator.Uri -Token $token
        Get-SoraConnection | Should -HaveCount 1
    }

    It 'refuses unknown ids when told to' {
        $simulator = Start-SoraSimulator -RefuseUnknownId -ConnectionCount 1
        Get-FailureId { Disconnect-SoraConnection sora-0 nobody -Server $simulator.Uri } | Should -BeExactly 'SoraApiError'
        $null = Get-SoraConnection -Server $simulator.Uri | Disconnect-SoraConnection
        $simulator.Connections | Should -BeNullOrEmpty
    }

    It 'refuses <Text>' -ForEach @(
        @{ Text = 'a connection that is no object'; Arguments = @{ Connection = @(5) } }
        @{ Text = 'a channel that is no text'; Arguments = @{ Connection = @(@{ channel_id = 5 }) } }
    ) {
        Get-FailureId { Start-SoraSimulator @Arguments } | Should -BeExactly 'SoraInvalidArgument'
    }

    It 'shows its faults so that they can be told apart, and its name as a node' {
        $simulator = Start-SoraSimulator
        $simulator.Fail(@{ Target = 'ListConnections'; Drop = $true })
        $simulator.Fail(@{ Target = 'DisconnectConnection'; When = @{ connection_id = 'A1' }; Drop = $true; Times = 2 })
        $simulator.Fail(@{ Target = 'DisconnectConnection'; When = @{ connection_id = 'A1' }; Drop = $true; TakesEffect = $true })
        $simulator.Faults | ForEach-Object { "$_" } | Select-Object -Unique | Should -HaveCount 3
        "$($simulator.Faults[1])" | Should -BeExactly 'Target=DisconnectConnection When={connection_id=A1} Times=2 Drop=True'
        $shown = @($simulator.Faults | ForEach-Object { $_ | Out-String -Width 200 })
        $shown[0] | Should -Match 'ListConnections[\s\S]*Drop +: True'
        $shown[1] | Should -Match 'A1[\s\S]*Times +: 2'
        $shown[2] | Should -Match 'A1[\s\S]*TakesEffect +: True'
        $simulator | Out-String | Should -Match 'simulator@127\.0\.0\.1'
    }

    It 'says when a port is not free' {
        $simulator = Start-SoraSimulator
        Get-FailureId { Start-SoraSimulator -Port $simulator.Uri.Port } | Should -BeExactly 'SoraInvalidArgument'
    }

    It 'lets a test script who is there while it runs' {
        $simulator = Start-SoraSimulator
        $simulator.Add(@{ channel_id = 'sora'; connection_id = 'C1'; role = 'recvonly'; Age = New-TimeSpan -Hours 5 }, [pscustomobject]@{ ConnectionId = 'C2'; Age = $null })
        $simulator.Add('{"connection_id":"C3"}')
        $simulator.Set('C1', @{ role = 'sendonly'; event_metadata = @{ name = 'anna' } })
        $simulator.Set(@{ connection_id = 'C3' }, @{ Age = '2.00:00:00' })
        $list = @(Get-SoraConnection -Server $simulator.Uri)
        $list.ConnectionId | Should -Be 'C1', 'C2', 'C3'
        $list[0].Role | Should -BeExactly 'sendonly'
        $list[0].EventMetadata.name | Should -BeExactly 'anna'
        $simulator.Connections[0].EventMetadata.psobject.Properties.Name | Should -Be 'name'
        $list.Age -gt '2:00' | Should -HaveCount 2
        $list[1].Age | Should -BeNullOrEmpty
        $simulator.Remove('C1')
        $simulator.Remove($list[1])
        $simulator.Connections.ConnectionId | Should -Be 'C3'
        $simulator.ClearConnections()
        $simulator.Connections | Should -BeNullOrEmpty
    }

    It 'says so when a script means nobody: <_>' -ForEach '$simulator.Remove("nobody")', '$simulator.Remove(@{})', '$simulator.Remove($null)', '$simulator.Remove(@{ client_id = $null })',
    '$simulator.Set("nobody", @{ role = "recvonly" })', '$simulator.Add(5)', '$simulator.Fail(@{})', '$simulator.Fail(@{ StatusCode = 99 })', '$simulator.Fail(@{ Statuscod = 500 })' {
        $simulator = Start-SoraSimulator -ConnectionCount 2
        { & ([scriptblock]::Create($_)) } | Should -Throw
        $simulator.Connections | Should -HaveCount 2
        $simulator.Faults | Should -BeNullOrEmpty
    }

    It 'fails as a test says, and remembers it' {
        $simulator = Start-SoraSimulator -ConnectionCount 3
        $null = Register-SoraServer $simulator.Uri -MaximumRetryCount 0
        $simulator.Fail(503, 1)
        $simulator.Fail(@{ Target = 'DisconnectConnection'; When = @{ connection_id = $simulator.Connections[1].ConnectionId }; ErrorType = 'BROKEN' })
        Get-FailureId { Get-SoraConnection } | Should -BeExactly 'SoraHttpError'
        $failures = @(Get-SoraConnection | Disconnect-SoraConnection -ThrottleLimit 1 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        $failures.Exception.ErrorType | Should -Be 'BROKEN'
        $simulator.Requests.StatusCode | Should -Be 503, 200, 200, 400, 200
        $simulator.Requests[3].Json.connection_id | Should -BeExactly $simulator.Connections[0].ConnectionId
        $simulator.ClearFaults()
        $simulator.Faults | Should -BeNullOrEmpty
        $null = Get-SoraConnection | Disconnect-SoraConnection
        $simulator.Connections | Should -BeNullOrEmpty
    }

    It 'goes down and comes back on its port, and can be told both from a thread of its own' -Skip:(-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) {
        $simulator = Start-SoraSimulator -ConnectionCount 1
        $null = Register-SoraServer $simulator.Uri -MaximumRetryCount 0
        $simulator.Fail(@{ Drop = $true })
        Get-FailureId { Get-SoraConnection } | Should -BeExactly 'SoraConnectionFailed'
        $job = Start-ThreadJob {
            $simulator = $using:simulator
            while ($simulator.Requests.Count -lt 2) { Start-Sleep -Milliseconds 20 }
            $simulator.Add(@{ channel_id = 'late' })
            $simulator.ClearFaults()
        }
        $end = (Get-Date).AddSeconds(60)
        do { $list = @(Get-SoraConnection -ErrorAction SilentlyContinue) } while ($list.Count -eq 0 -and (Get-Date) -lt $end)
        $job | Receive-Job -Wait -AutoRemoveJob
        $list.ChannelId | Should -Be 'sora-0', 'late'
    }

    It 'stops, but not with -WhatIf' {
        $simulator = Start-SoraSimulator
        $simulator | Stop-SoraSimulator -WhatIf
        $simulator.IsRunning | Should -BeTrue
        $simulator | Stop-SoraSimulator
        $simulator.IsRunning | Should -BeFalse
        Get-FailureId { Get-SoraConnection -Server (Register-SoraServer $simulator.Uri -MaximumRetryCount 0) } | Should -BeExactly 'SoraConnectionFailed'
        Get-FailureId { Stop-SoraSimulator 5 } | Should -BeExactly 'SoraInvalidArgument'
    }
}
