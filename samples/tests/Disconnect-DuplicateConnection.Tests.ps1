#requires -Modules SoraPS
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Disconnect-DuplicateConnection.ps1' {
    BeforeAll {
        $runbook = Join-Path $PSScriptRoot '../Disconnect-DuplicateConnection.ps1'
    }

    BeforeEach {
        $simulator = Start-SoraSimulator
        $server = @{ Server = Register-SoraServer $simulator.Uri -MaximumRetryCount 0 }
        $simulator.Add(@{ channel_id = 'stage'; client_id = 'anna'; connection_id = 'A1'; Age = '3:00:00' })
        $simulator.Add(@{ channel_id = 'stage'; client_id = 'anna'; connection_id = 'A2'; Age = '1:00:00' })
        $simulator.Add(@{ channel_id = 'stage'; client_id = 'anna'; connection_id = 'A3'; Age = '2:00:00' })
    }

    AfterEach {
        $server.Server | Unregister-SoraServer
        $simulator | Stop-SoraSimulator
    }

    It 'keeps only the newest connection' {
        & $runbook @server | Should -Match '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ disconnected stage/anna/A[13] \(sendrecv, since '
        $LASTEXITCODE | Should -Be 0
        $simulator.Connections.ConnectionId | Should -Be 'A2'
        $simulator.ClearRequests()
        & $runbook @server | Should -BeNullOrEmpty
        $simulator.Requests.Target | Should -Be 'Sora_20201013.ListConnections'
    }

    It 'writes objects instead of lines with -PassThru' {
        (& $runbook @server -PassThru).ConnectionId | Should -Be 'A3', 'A1'
    }

    It 'refuses a list that came as one text' {
        { & $runbook 'stage,lobby' @server } | Should -Throw -ErrorId 'SampleListAsText*'
        $simulator.Requests | Should -BeNullOrEmpty
        & $runbook 'stage,lobby' -AllowComma @server | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
    }

    It 'does not confuse clients: <Text>' -ForEach @(
        @{ Text = 'another channel'; Other = @{ channel_id = 'lobby' } }
        @{ Text = 'another case'; Other = @{ client_id = 'Anna' } }
        @{ Text = 'an invisible character'; Other = @{ client_id = "anna$([char] 0x200B)" } }
    ) {
        $simulator.Set('A1', $Other)
        $null = & $runbook @server
        $simulator.Connections.ConnectionId | Should -Be 'A1', 'A2'
    }

    It 'keeps one connection for each role with -PerRole' {
        $simulator.Set('A1', @{ role = 'recvonly' })
        $null = & $runbook stage @server -PerRole
        $simulator.Connections.ConnectionId | Should -Be 'A1', 'A2'
    }

    It 'keeps all connections if an age is unknown, and warns' {
        $simulator.Set('A3', @{ Age = $null })
        & $runbook @server -WarningAction SilentlyContinue -WarningVariable warnings | Should -BeNullOrEmpty
        $warnings | Should -HaveCount 1
        $simulator.Connections | Should -HaveCount 3
        $LASTEXITCODE | Should -Be 0
    }

    It 'succeeds if the server responds with 400 for a channel without connections' {
        $simulator.Fail(@{ Target = 'ListChannelConnections'; When = @{ channel_id = 'empty' }; ErrorType = 'NOT-FOUND' })
        & $runbook empty @server | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
        $null = & $runbook empty, stage @server
        $LASTEXITCODE | Should -Be 0
        $simulator.Connections.ConnectionId | Should -Be 'A2'
    }

    It 'only reads with -WhatIf' {
        & $runbook @server -WhatIf | Should -BeNullOrEmpty
        $simulator.Requests.Target | Should -Be 'Sora_20201013.ListConnections'
    }

    It 'disconnects nothing if the list is incomplete' {
        # The first half of the list has several connections of anna, but perhaps not the newest.
        foreach ($hours in 4..10) { $simulator.Add(@{ channel_id = 'stage'; client_id = 'anna'; Age = New-TimeSpan -Hours $hours }) }
        $simulator.Fail(@{ Target = 'ListConnections'; CutShort = $true })
        & $runbook @server -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 1
        $simulator.Connections | Should -HaveCount 10
    }

    It 'continues after an error, and returns exit code 1' {
        $simulator.Fail(@{ Target = 'DisconnectConnection'; When = @{ connection_id = 'A3' }; StatusCode = 500 })
        (& $runbook @server -PassThru -ErrorAction SilentlyContinue).ConnectionId | Should -Be 'A1'
        $LASTEXITCODE | Should -Be 1
    }
}
