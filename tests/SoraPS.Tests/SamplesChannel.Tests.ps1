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

    It 'empties the channel and no other, says what it did, and has nothing to do the second time' {
        $lines = & $runbook stage @server
        $LASTEXITCODE | Should -Be 0
        $lines -replace '^\S+ ' | Should -Be "disconnected channel `"stage`" (3 connections) from $($server.Server)", 'channel "stage" is empty'
        $lines | Should -Match $logLine
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
        & $runbook stage @server -RetrySec 60 | Should -HaveCount 2
        $LASTEXITCODE | Should -Be 0
        $job | Receive-Job -Wait -AutoRemoveJob
        $simulator.Connections.ChannelId | Should -Be 'lobby'
        Get-Sent $simulator DisconnectChannel | Should -HaveCount 1
    }

    It 'cuts those again who are back' {
        $simulator.Fail(@{ Target = 'DisconnectChannel'; StatusCode = 200; Times = 1 })
        & $runbook stage, lobby @server -RetrySec 1 -Reason '{ "type": "again" }' | Should -HaveCount 5
        $LASTEXITCODE | Should -Be 0
        $simulator.Connections | Should -BeNullOrEmpty
        $sent = Get-Sent $simulator DisconnectChannel
        $sent.Json.channel_id | Should -Be 'stage', 'stage', 'lobby'
        $sent.Json.reason.type | Should -Be 'again', 'again', 'again'
    }

    It 'gives up when the time is up' {
        $simulator.Fail(@{ Target = 'DisconnectChannel'; StatusCode = 200 })
        $null = & $runbook stage @server -TimeoutSec 1 -ErrorAction SilentlyContinue -ErrorVariable failures
        $LASTEXITCODE | Should -Be 1
        "$($failures.FullyQualifiedErrorId)" | Should -Match 'SampleChannelNotEmpty'
        "$($failures[-1])" | Should -Match $logLine
    }

    It 'only reads with -WhatIf, and does not wait' {
        & $runbook stage @server -WhatIf | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
        $simulator.Requests.Target | Should -Be 'Sora_20201013.ListChannelConnections'
    }

    It 'succeeds on a server that responds with 400 for an empty channel: <Text>' -ForEach @(
        @{ Text = 'the list, when they are gone'; Fault = @{ Target = 'ListChannelConnections'; Skip = 1; StatusCode = 400; ErrorType = 'NOT-FOUND' }; Lines = 2 }
        @{ Text = 'the list, from the beginning'; Fault = @{ Target = 'ListChannelConnections'; StatusCode = 400; ErrorType = 'NOT-FOUND' }; Gone = $true; Lines = 0 }
        @{ Text = 'the disconnect request, because all have just gone'; Fault = @{ Target = 'DisconnectChannel'; StatusCode = 400; ErrorType = 'NOT-FOUND'; TakesEffect = $true }; Lines = 1 }
    ) {
        if (Test-Path variable:Gone) { $simulator.Remove(@{ channel_id = 'stage' }) }
        $simulator.Fail($Fault)
        & $runbook stage @server -ErrorVariable failures | Should -HaveCount $Lines
        $LASTEXITCODE | Should -Be 0
        $failures | Where-Object FullyQualifiedErrorId -Like '*,Clear-Channel.ps1' | Should -BeNullOrEmpty
        $simulator.Connections.ChannelId | Should -Be 'lobby'
    }

    It 'takes no other 400 for an empty channel: <Text>' -ForEach @(
        @{ Text = 'all lists fail'; Fault = @{ ErrorType = 'BROKEN' } }
        @{ Text = 'the connections are there'; Fault = @{ Target = 'DisconnectChannel'; ErrorType = 'BROKEN' } }
    ) {
        $simulator.Fail($Fault)
        & $runbook stage @server -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 1
        $failures.Exception.ErrorType | Should -Contain 'BROKEN'
        $simulator.Connections | Should -HaveCount 4
    }

    It 'tells a failure with its exit code, and goes on with the next channel: <Text>' -ForEach @(
        @{ Text = 'a refusal'; Fault = @{ Target = 'DisconnectChannel'; Times = 1; ErrorType = 'BROKEN' } }
        @{ Text = 'a list that fails'; Fault = @{ Target = 'ListChannelConnections'; Times = 1; Drop = $true } }
    ) {
        $simulator.Fail($Fault)
        $null = & $runbook stage, lobby @server -ErrorAction SilentlyContinue -ErrorVariable failures
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

    It 'lowers every viewer once while the condition holds, those who join too, and resets those who are left: <Text>' -ForEach @(
        @{ Text = 'with the newer operation'; Lower = 'RequestSimulcastRid'; Receiver = 'receiver_connection_id'; Reset = 'RequestSimulcastRid'; Tried = 0 }
        @{ Text = 'on an older server'; Lower = 'RequestRtpStream'; Receiver = 'recv_connection_id'; Reset = 'ResetRtpStream'; Tried = 1 }
    ) {
        if ($Tried) { $simulator.Fail(@{ Target = 'RequestSimulcastRid'; ErrorType = 'SchemaNotFound'; StatusCode = 400 }) }
        $lines = & $runbook stage @server -While {
            $state.Round++
            if ($state.Round -eq 3) { $simulator.Add(@{ channel_id = 'stage'; client_id = 'clara'; connection_id = 'V3'; role = 'recvonly' }) }
            if ($state.Round -eq 5) { $simulator.Remove('V1') }
            $state.Round -lt 6
        } -ErrorVariable failures
        $LASTEXITCODE | Should -Be 0
        $lowered = @(Get-Sent $simulator $Lower | Where-Object { $_.Json.psobject.Properties['rid'] -and $_.Json.rid -eq 'r0' })
        $lowered.Json.$Receiver | Should -Be 'V1', 'V2', 'V3'
        @(Get-Sent $simulator $Reset | Where-Object { $_ -notin $lowered }).Json.$Receiver | Sort-Object | Should -Be 'V2', 'V3'
        # The server is asked only once for what it does not have, and nobody reads about it.
        if ($Tried) { Get-Sent $simulator RequestSimulcastRid | Should -HaveCount $Tried }
        $failures | Where-Object FullyQualifiedErrorId -Like '*,Limit-ViewerQuality.ps1' | Should -BeNullOrEmpty
        $lines | Should -Match $logLine
        $lines -replace '^\S+ ' | Should -Be @(
            foreach ($viewer in 'stage/anna/V1', 'stage/bert/V2', 'stage/clara/V3') { "viewer $viewer receives r0" }
            foreach ($viewer in 'stage/bert/V2', 'stage/clara/V3') { "viewer $viewer receives the stream that Sora chooses" }
        )
    }

    It 'does nothing while the condition does not hold' {
        & $runbook stage -While { $false } @server | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
        $simulator.Requests | Should -BeNullOrEmpty
    }

    It 'takes the condition as text, as pwsh -File passes it: <Text>' -ForEach @(
        @{ Text = '{ Test-Path FILE }' }
        @{ Text = ' { Test-Path FILE } ' }
        @{ Text = 'Test-Path FILE' }
        @{ Text = '@(Get-Item FILE -ErrorAction Ignore | Where-Object { $_.Name }).Count -gt 0' }
    ) {
        $flag = Join-Path $TestDrive flag
        $condition = $Text.Replace('FILE', "'$flag'")
        # With -WhatIf, the script does not go on for ever if the condition is true.
        & $runbook stage $condition @server -WhatIf
        $simulator.Requests | Should -BeNullOrEmpty
        Set-Content $flag ''
        & $runbook stage $condition @server -WhatIf
        $simulator.Requests | Should -HaveCount 1
        Remove-Item $flag
    }

    It 'refuses what is no condition: <Text>' -ForEach @(
        @{ Text = 'a value'; Condition = $true; Id = 'SampleNoCondition*' }
        @{ Text = 'an empty block'; Condition = '{ }'; Id = 'SampleNoCondition*' }
        @{ Text = 'a block that is not complete'; Condition = '{ Test-Path x'; Id = '*' }
    ) {
        { & $runbook stage $Condition @server } | Should -Throw -ErrorId $Id
        $simulator.Requests | Should -BeNullOrEmpty
    }

    It 'shows its plan with -WhatIf, once, and nothing else' {
        $text = Get-HostText { & $runbook stage -While { $true } @server -WhatIf | Should -BeNullOrEmpty }
        $LASTEXITCODE | Should -Be 0
        [regex]::Matches($text, 'What if:.*') | Should -HaveCount 2
        $text | Should -Not -Match 'Retrieve the value'
        $simulator.Requests.Target | Should -Be 'Sora_20201013.ListChannelConnections'
    }

    It 'resets when the condition itself fails' {
        { & $runbook stage -While { if ($state.Round++) { throw 'broken' }; $true } @server } | Should -Throw 'broken'
        (Get-Sent $simulator RequestSimulcastRid).Json.rid | Should -Be 'r0', 'r0', 'auto', 'auto'
    }

    It 'resets on Ctrl+C: <Text>' -ForEach @(
        @{ Text = 'between two looks'; Operation = 'ListChannelConnections'; Count = 2; Fault = @{ Target = 'none'; Drop = $true } }
        @{ Text = 'while the first answer is due'; Operation = 'RequestSimulcastRid'; Count = 1; Fault = @{ Target = 'RequestSimulcastRid'; Times = 1; DelayMilliseconds = 600000 } }
        @{ Text = 'while an answer is due'; Operation = 'RequestSimulcastRid'; Count = 2; Fault = @{ Target = 'RequestSimulcastRid'; Skip = 1; Times = 1; DelayMilliseconds = 600000 } }
    ) {
        $simulator.Fail($Fault)
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$modulePath'; & '$runbook' stage -While { `$true } -Server '$($simulator.Uri)' -IntervalSec 0.05")
            $running = $shell.BeginInvoke()
            $end = (Get-Date).AddSeconds(60)
            while (@(Get-Sent $simulator $Operation).Count -lt $Count -and (Get-Date) -lt $end) { Start-Sleep -Milliseconds 20 }
            Get-Sent $simulator RequestSimulcastRid | Should -HaveCount ([Math]::Min($Count, 2))
            $shell.Stop()
            try { $null = $shell.EndInvoke($running) } catch [System.Management.Automation.PipelineStoppedException] { Write-Debug 'Stopped, as it should be.' }
            # Both, because a viewer whose answer is not known may have been changed.
            @((Get-Sent $simulator RequestSimulcastRid).Json | Where-Object rid -EQ auto).receiver_connection_id | Sort-Object | Should -Be 'V1', 'V2'
        }
        finally { $shell.Dispose() }
    }

    It 'goes on through an outage, with a warning each way' {
        $null = & $runbook stage @server -WarningAction SilentlyContinue -WarningVariable warnings -While {
            switch ($state.Round++) { 1 { $simulator.Fail(@{ Drop = $true }) } 4 { $simulator.ClearFaults() } }
            $state.Round -lt 7
        }
        $LASTEXITCODE | Should -Be 0
        $warnings | Should -HaveCount 2
        "$($warnings[0])" | Should -Match $logLine
        (Get-Sent $simulator RequestSimulcastRid).Json.rid | Should -Be 'r0', 'r0', 'auto', 'auto'
    }

    It 'does not take an empty channel for an outage on a server that responds to it with 400' {
        $simulator.Remove(@{ channel_id = 'stage' })
        $simulator.Fail(@{ Target = 'ListChannelConnections'; ErrorType = 'NOT-FOUND' })
        & $runbook stage @server -WarningVariable warnings -While { ($state.Round++) -lt 2 } | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
        $warnings | Should -BeNullOrEmpty
    }

    It 'reports a refusal once, tries again, and tells with its exit code' {
        $simulator.Fail(@{ Target = 'RequestSimulcastRid'; When = @{ receiver_connection_id = 'V1'; rid = 'r0' }; ErrorType = 'BROKEN' })
        $said = @(& $runbook stage @server -While { ($state.Round++) -lt 3 } 2>&1)
        $LASTEXITCODE | Should -Be 1
        $failures = @($said | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        $failures | Should -HaveCount 1
        $failures[0].Exception.ErrorType | Should -BeExactly 'BROKEN'
        Get-Sent $simulator RequestSimulcastRid | Where-Object StatusCode -EQ 400 | Should -HaveCount 3
        # A refusal may come after the deed: a proxy that lost patience, say. Both are reset.
        @((Get-Sent $simulator RequestSimulcastRid).Json | Where-Object rid -EQ auto).receiver_connection_id | Sort-Object | Should -Be 'V1', 'V2'
    }
}
