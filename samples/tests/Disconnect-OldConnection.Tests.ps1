#requires -Modules SoraPS
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Disconnect-OldConnection.ps1' {
    BeforeAll {
        $runbook = Join-Path $PSScriptRoot '../Disconnect-OldConnection.ps1'
    }

    BeforeEach {
        $simulator = Start-SoraSimulator
        $simulator.Add(@{ channel_id = 'stage'; client_id = 'anna'; connection_id = 'OLD'; role = 'recvonly'; Age = New-TimeSpan -Hours 5 })
        $simulator.Add(@{ channel_id = 'stage'; connection_id = 'YOUNG'; Age = New-TimeSpan -Minutes 5 })
        $simulator.Add(@{ channel_id = 'lobby'; connection_id = 'UNKNOWN'; Age = $null })
        $server = @{ Server = Register-SoraServer $simulator.Uri -MaximumRetryCount 0 }
    }

    AfterEach {
        $server.Server | Unregister-SoraServer
        $simulator | Stop-SoraSimulator
    }

    It 'disconnects only old connections, and writes a line for each' {
        $lines = & $runbook -Hours 2 @server
        $LASTEXITCODE | Should -Be 0
        $lines | Should -Match '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ disconnected stage/anna/OLD \(recvonly, since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\) from '
        $simulator.Connections.ConnectionId | Should -Be 'YOUNG', 'UNKNOWN'
        $simulator.Requests[-1].Json.reason.type | Should -Be 'too_old'
    }

    It 'writes objects instead with -PassThru' {
        $cut = & $runbook -Hours 2 @server -PassThru
        $cut.ConnectionId | Should -Be 'OLD'
        $cut.ClientId | Should -Be 'anna'
    }

    It 'does nothing and writes nothing in a second run' {
        $null = & $runbook -Hours 2 @server
        $simulator.ClearRequests()
        & $runbook -Hours 2 @server | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
        $simulator.Requests.Target | Should -Be 'Sora_20201013.ListConnections'
    }

    It 'only reads with -WhatIf' {
        & $runbook -Hours 2 @server -WhatIf | Should -BeNullOrEmpty
        $simulator.Requests.Target | Should -Be 'Sora_20201013.ListConnections'
        $simulator.Connections | Should -HaveCount 3
    }

    It 'filters by channel and role' {
        $simulator.Set(@{ channel_id = 'stage' }, @{ Age = New-TimeSpan -Hours 9 })
        $simulator.Set('UNKNOWN', @{ Age = New-TimeSpan -Hours 9 })
        $null = & $runbook -Hours 2 -ChannelId stage -Role sendrecv @server
        $simulator.Connections.ConnectionId | Should -Be 'OLD', 'UNKNOWN'
    }

    It 'refuses a list that came as one text, unless it is one channel' {
        { & $runbook -Hours 2 -ChannelId 'stage,lobby' @server } | Should -Throw -ErrorId 'SampleListAsText*'
        $simulator.Requests | Should -BeNullOrEmpty
        $simulator.Set('OLD', @{ channel_id = 'stage,lobby' })
        $null = & $runbook -Hours 2 -ChannelId 'stage,lobby' -AllowComma @server
        $simulator.Connections.ConnectionId | Should -Be 'YOUNG', 'UNKNOWN'
    }

    It 'succeeds if the server responds with 400 for a channel without connections' {
        $simulator.Fail(@{ Target = 'ListChannelConnections'; When = @{ channel_id = 'empty' }; ErrorType = 'NOT-FOUND' })
        $null = & $runbook -Hours 2 -ChannelId empty @server
        $LASTEXITCODE | Should -Be 0
        $simulator.Connections | Should -HaveCount 3
        $null = & $runbook -Hours 2 -ChannelId empty, stage @server
        $LASTEXITCODE | Should -Be 0
        $simulator.Connections.ConnectionId | Should -Be 'YOUNG', 'UNKNOWN'
    }

    It 'continues after an error, and returns exit code 1' {
        $simulator.Set('YOUNG', @{ Age = New-TimeSpan -Hours 9 })
        $simulator.Fail(@{ Target = 'DisconnectConnection'; When = @{ connection_id = 'OLD' }; ErrorType = 'BROKEN' })
        $cut = & $runbook -Hours 2 @server -PassThru -ErrorAction SilentlyContinue -ErrorVariable failures
        $LASTEXITCODE | Should -Be 1
        $cut.ConnectionId | Should -Be 'YOUNG'
        $failures.Exception.ErrorType | Should -Contain 'BROKEN'
    }

    It 'stops at the first error if the caller wants it' {
        $simulator.Fail(@{ Target = 'ListConnections'; ErrorType = 'BROKEN' })
        { & $runbook -Hours 2 @server -ErrorAction Stop } | Should -Throw -ErrorId 'Sora*'
    }

    It 'disconnects nothing during an outage, and works after it' {
        $simulator.Fail(@{ Drop = $true })
        & $runbook -Hours 2 @server -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 1
        $simulator.ClearFaults()
        & $runbook -Hours 2 @server | Should -Match 'OLD'
        $LASTEXITCODE | Should -Be 0
    }
}
