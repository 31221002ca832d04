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

    It 'keeps the newest' {
        (& $runbook @server).ConnectionId | Should -Be 'A3', 'A1'
        $LASTEXITCODE | Should -Be 0
        $simulator.Connections.ConnectionId | Should -Be 'A2'
        $simulator.ClearRequests()
        & $runbook @server | Should -BeNullOrEmpty
        $simulator.Requests.Target | Should -Be 'Sora_20201013.ListConnections'
    }

    It 'takes nobody for somebody else: <Text>' -ForEach @(
        @{ Text = 'another channel'; Other = @{ channel_id = 'lobby' } }
        @{ Text = 'another case'; Other = @{ client_id = 'Anna' } }
        @{ Text = 'an invisible character'; Other = @{ client_id = "anna$([char] 0x200B)" } }
    ) {
        $simulator.Set('A1', $Other)
        $null = & $runbook @server
        $simulator.Connections.ConnectionId | Should -Be 'A1', 'A2'
    }

    It 'keeps one for each role when told to' {
        $simulator.Set('A1', @{ role = 'recvonly' })
        $null = & $runbook stage @server -PerRole
        $simulator.Connections.ConnectionId | Should -Be 'A1', 'A2'
    }

    It 'keeps all where an age is not known, and says so' {
        $simulator.Set('A3', @{ Age = $null })
        & $runbook @server -WarningAction SilentlyContinue -WarningVariable warnings | Should -BeNullOrEmpty
        $warnings | Should -HaveCount 1
        $simulator.Connections | Should -HaveCount 3
        $LASTEXITCODE | Should -Be 0
    }

    It 'only reads with -WhatIf' {
        & $runbook @server -WhatIf | Should -BeNullOrEmpty
        $simulator.Requests.Target | Should -Be 'Sora_20201013.ListConnections'
    }

    It 'cuts nobody when it has seen only a part of the list' {
        # Half of it has several of anna's connections, but perhaps not the newest.
        foreach ($hours in 4..10) { $simulator.Add(@{ channel_id = 'stage'; client_id = 'anna'; Age = New-TimeSpan -Hours $hours }) }
        $simulator.Fail(@{ Target = 'ListConnections'; CutShort = $true })
        & $runbook @server -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 1
        $simulator.Connections | Should -HaveCount 10
    }

    It 'goes on after a refusal, and its exit code tells' {
        $simulator.Fail(@{ Target = 'DisconnectConnection'; When = @{ connection_id = 'A3' }; StatusCode = 500 })
        (& $runbook @server -ErrorAction SilentlyContinue).ConnectionId | Should -Be 'A1'
        $LASTEXITCODE | Should -Be 1
    }
}
