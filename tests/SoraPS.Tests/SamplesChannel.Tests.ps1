[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# The runbooks that take hold of one channel: they wait, and they must leave nothing behind.
BeforeAll { . (Join-Path $PSScriptRoot 'Samples.Common.ps1') }

Describe 'Clear-Channel.ps1' {
    BeforeEach {
        $runbook = Join-Path $samples 'Clear-Channel.ps1'
        $simulator = Open-Stage
        $server = @{ Server = Register-SoraServer $simulator.Uri -MaximumRetryCount 0 }
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $simulator.Dispose()
    }

    It 'empties the channel and no other, says nothing, and has nothing to do the second time' {
        & $runbook stage @server | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
        $simulator.Connections.ChannelId | Should -Be 'lobby'
        (Get-Sent $simulator DisconnectChannel).Json.reason.type | Should -Be 'channel_cleared'
        & $runbook stage @server | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
        Get-Sent $simulator DisconnectChannel | Should -HaveCount 1
    }

    It 'waits until they are really gone' -Skip:(-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) {
        $simulator.Fail(@{ Target = 'DisconnectChannel'; StatusCode = 200 })
        $job = Start-ThreadJob {
            $simulator = $using:simulator
            # The look before the cut, and two while it waits.
            while (@($simulator.Requests | Where-Object Target -NotLike '*.DisconnectChannel').Count -lt 3) { Start-Sleep 0.02 }
            $simulator.Remove(@{ channel_id = 'stage' })
        }
        & $runbook stage @server -RetrySec 60 | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
        $job | Receive-Job -Wait -AutoRemoveJob
        $simulator.Connections.ChannelId | Should -Be 'lobby'
        Get-Sent $simulator DisconnectChannel | Should -HaveCount 1
    }

    It 'cuts those again who are back' {
        $simulator.Fail(@{ Target = 'DisconnectChannel'; StatusCode = 200; Times = 1 })
        & $runbook stage, lobby @server -RetrySec 1 | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
        $simulator.Connections | Should -BeNullOrEmpty
        (Get-Sent $simulator DisconnectChannel).Json.channel_id | Should -Be 'stage', 'stage', 'lobby'
    }

    It 'gives up when the time is up' {
        $simulator.Fail(@{ Target = 'DisconnectChannel'; StatusCode = 200 })
        & $runbook stage @server -TimeoutSec 1 -ErrorAction SilentlyContinue -ErrorVariable failures
        $LASTEXITCODE | Should -Be 1
        "$($failures.FullyQualifiedErrorId)" | Should -Match 'SampleChannelNotEmpty'
    }

    It 'only reads with -WhatIf, and does not wait' {
        & $runbook stage @server -WhatIf | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
        $simulator.Requests.Target | Should -Be 'Sora_20201013.ListChannelConnections'
    }

    It 'tells a failure with its exit code, and goes on with the next channel: <Text>' -ForEach @(
        @{ Text = 'a refusal'; Fault = @{ Target = 'DisconnectChannel'; Times = 1; ErrorType = 'BROKEN' } }
        @{ Text = 'a list that fails'; Fault = @{ Target = 'ListChannelConnections'; Times = 1; Drop = $true } }
    ) {
        $simulator.Fail($Fault)
        & $runbook stage, lobby @server -ErrorAction SilentlyContinue -ErrorVariable failures
        $LASTEXITCODE | Should -Be 1
        $failures | Should -Not -BeNullOrEmpty
        $simulator.Connections.ChannelId | Should -Be 'stage', 'stage', 'stage'
    }
}

Describe 'Limit-ViewerQuality.ps1' {
    BeforeEach {
        $runbook = Join-Path $samples 'Limit-ViewerQuality.ps1'
        $simulator = Open-Stage
        $server = @{ Server = Register-SoraServer $simulator.Uri -MaximumRetryCount 0; IntervalSec = 0.01 }
        $state = @{ Round = 0 }
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $simulator.Dispose()
    }

    It 'lowers every viewer once while the condition holds, those who join too, and resets those who are left' {
        & $runbook stage @server -While {
            $state.Round++
            if ($state.Round -eq 3) { $simulator.Add(@{ channel_id = 'stage'; connection_id = 'V3'; role = 'recvonly' }) }
            if ($state.Round -eq 5) { $simulator.Remove('V1') }
            $state.Round -lt 6
        } | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
        (Get-Sent $simulator RequestRtpStream).Json.recv_connection_id | Should -Be 'V1', 'V2', 'V3'
        (Get-Sent $simulator RequestRtpStream).Json.rid | Should -Be 'r0', 'r0', 'r0'
        (Get-Sent $simulator ResetRtpStream).Json.recv_connection_id | Sort-Object | Should -Be 'V2', 'V3'
    }

    It 'does nothing while the condition does not hold' {
        & $runbook stage -While { $false } @server | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
        $simulator.Requests | Should -BeNullOrEmpty
    }

    It 'shows its plan with -WhatIf, once' {
        & $runbook stage -While { $true } @server -WhatIf | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
        $simulator.Requests.Target | Should -Be 'Sora_20201013.ListChannelConnections'
    }

    It 'resets when the condition itself fails' {
        { & $runbook stage -While { if ($state.Round++) { throw 'broken' }; $true } @server } | Should -Throw 'broken'
        (Get-Sent $simulator ResetRtpStream) | Should -HaveCount 2
    }

    It 'resets on Ctrl+C: <Text>' -ForEach @(
        @{ Text = 'between two looks'; Operation = 'ListChannelConnections'; Fault = @{ Target = 'none'; Drop = $true } }
        @{ Text = 'while the answers are due'; Operation = 'RequestRtpStream'; Fault = @{ Target = 'RequestRtpStream'; DelayMilliseconds = 600000 } }
    ) {
        $simulator.Fail($Fault)
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$modulePath'; & '$runbook' stage -While { `$true } -Server '$($simulator.Uri)' -IntervalSec 0.05")
            $running = $shell.BeginInvoke()
            $end = (Get-Date).AddSeconds(60)
            while (@(Get-Sent $simulator $Operation).Count -lt 2 -and (Get-Date) -lt $end) { Start-Sleep -Milliseconds 20 }
            (Get-Sent $simulator RequestRtpStream) | Should -HaveCount 2
            $shell.Stop()
            try { $null = $shell.EndInvoke($running) } catch [System.Management.Automation.PipelineStoppedException] { Write-Debug 'Stopped, as it should be.' }
            (Get-Sent $simulator ResetRtpStream) | Should -HaveCount 2
        }
        finally { $shell.Dispose() }
    }

    It 'goes on through an outage, with a warning each way' {
        & $runbook stage @server -WarningAction SilentlyContinue -WarningVariable warnings -While {
            switch ($state.Round++) { 1 { $simulator.Fail(@{ Drop = $true }) } 4 { $simulator.ClearFaults() } }
            $state.Round -lt 7
        }
        $LASTEXITCODE | Should -Be 0
        $warnings | Should -HaveCount 2
        (Get-Sent $simulator RequestRtpStream) | Should -HaveCount 2
        (Get-Sent $simulator ResetRtpStream) | Should -HaveCount 2
    }

    It 'reports a refusal once, tries again, and tells with its exit code' {
        $simulator.Fail(@{ Target = 'RequestRtpStream'; When = @{ recv_connection_id = 'V1' }; ErrorType = 'BROKEN' })
        $said = @(& $runbook stage @server -While { ($state.Round++) -lt 3 } 2>&1)
        $LASTEXITCODE | Should -Be 1
        $said | Should -HaveCount 1
        $said[0].Exception.ErrorType | Should -BeExactly 'BROKEN'
        (Get-Sent $simulator RequestRtpStream | Where-Object StatusCode -EQ 400) | Should -HaveCount 3
        # A refusal may come after the deed: a proxy that lost patience, say.
        # Both are in flight at once.
        (Get-Sent $simulator ResetRtpStream).Json.recv_connection_id | Sort-Object | Should -Be 'V1', 'V2'
    }
}
