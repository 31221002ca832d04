[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Invoke-AppointmentRecording.ps1' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Samples.Common.ps1')
        $runbook = Join-Path $samples 'Invoke-AppointmentRecording.ps1'
        $short = @{ Minutes = 0.005; IntervalSec = 0.05; WaitSec = 0; TimeoutSec = 0 }
        function Get-Own($Failures) { @($Failures | Where-Object FullyQualifiedErrorId -Like '*,Invoke-AppointmentRecording.ps1') }
    }
    BeforeEach {
        $simulator = Open-Stage
        $server = @{ Server = Register-SoraServer $simulator.Uri -MaximumRetryCount 0 }
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $simulator.Dispose()
    }

    It 'records, says since when and until when, and stops at the end' {
        $lines = & $runbook stage @short @server -Format mp4 -Metadata @{ title = 'weekly' } -ErrorVariable failures
        $LASTEXITCODE | Should -Be 0
        Get-Own $failures | Should -BeNullOrEmpty
        $lines | Should -HaveCount 2
        $lines | Should -Match $logLine
        $lines[0] | Should -Match 'recording [0-9A-Z]{26} of channel "stage" has started'
        $lines[1] | Should -Match 'has been stopped'
        $sent = (Get-Sent $simulator StartRecording).Json
        "$($sent.channel_id) $($sent.expire_time) $($sent.format) $($sent.metadata.title)" | Should -BeExactly 'stage 61 mp4 weekly'
        Get-Sent $simulator StopRecording | Should -HaveCount 1
        Get-SoraRecording @server | Should -BeNullOrEmpty
    }

    It 'waits until somebody is there' -Skip:(-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) {
        $job = Start-ThreadJob {
            $simulator = $using:simulator
            while (@($simulator.Requests).Count -lt 2) { Start-Sleep -Milliseconds 20 }
            $simulator.Add(@{ channel_id = 'empty' })
        }
        $waiting = $short + @{ }
        $waiting.WaitSec = 60
        & $runbook empty @waiting @server | Should -HaveCount 2
        $LASTEXITCODE | Should -Be 0
        $job | Receive-Job -Wait -AutoRemoveJob
    }

    It 'records nothing, and says why: <Text>' -ForEach @(
        @{ Text = 'nobody is there'; Channel = 'empty'; Id = 'SampleNoSession' }
        @{ Text = 'it is being recorded already'; Channel = 'stage'; Recorded = $true; Id = 'SampleAlreadyRecorded' }
        @{ Text = 'the server does not answer'; Channel = 'stage'; Fault = @{ Drop = $true }; Id = 'SoraConnectionFailed' }
        @{ Text = 'the start is refused'; Channel = 'stage'; Fault = @{ Target = 'StartRecording'; ErrorType = 'BROKEN' }; Id = 'SoraApiError'; Sent = 1 }
        @{ Text = 'the session never shows it'; Channel = 'stage'; Fault = @{ Target = 'StartRecording'; StatusCode = 200 }; Id = 'SoraWaitTimeout'; Sent = 1 }
    ) {
        $sent = if (Test-Path variable:Sent) { $Sent } else { 0 }
        if (Test-Path variable:Recorded) { $null = Start-SoraRecording stage @server; $simulator.ClearRequests() }
        if (Test-Path variable:Fault) { $simulator.Fail($Fault) }
        & $runbook $Channel @short @server -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 1
        "$($failures.FullyQualifiedErrorId)" | Should -Match $Id
        "$($failures[-1])" | Should -Match $logLine
        Get-Sent $simulator StartRecording | Should -HaveCount $sent
        Get-Sent $simulator StopRecording | Should -HaveCount 0
        if (Test-Path variable:Recorded) { Get-SoraRecording @server | Should -HaveCount 1 }
    }

    It 'tells an end that came too early from the end of the session: <Text>' -ForEach @(
        @{ Text = 'somebody stopped it'; End = { $null = Stop-SoraRecording stage -Server $args[0].Uri }; ExitCode = 1; Lines = 1 }
        @{ Text = 'all have left'; End = { $args[0].Remove(@{ channel_id = 'stage' }) }; ExitCode = 0; Lines = 2 }
        @{ Text = 'another session has begun'; End = { $args[0].Remove(@{ channel_id = 'stage' }); $args[0].Add(@{ channel_id = 'stage' }) }; ExitCode = 0; Lines = 2 }
    ) -Skip:(-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) {
        $job = Start-ThreadJob {
            Import-Module $using:modulePath
            $simulator = $using:simulator
            # The look before the start, the one that confirmed it, and one while it runs.
            while (@($simulator.Requests | Where-Object Target -Like '*.GetSession').Count -lt 3) { Start-Sleep -Milliseconds 20 }
            & ([scriptblock]::Create($using:End)) $simulator
        }
        $long = $short + @{ }
        $long.Minutes = 10
        & $runbook stage @long @server -ErrorAction SilentlyContinue -ErrorVariable failures | Should -HaveCount $Lines
        $LASTEXITCODE | Should -Be $ExitCode
        $job | Receive-Job -Wait -AutoRemoveJob
    }

    It 'goes on through an outage' {
        $simulator.Fail(@{ Target = 'GetSession'; Drop = $true; Skip = 2; Times = 2 })
        & $runbook stage @short @server | Should -HaveCount 2
        $LASTEXITCODE | Should -Be 0
    }

    It 'fails where the recording cannot be stopped' {
        $simulator.Fail(@{ Target = 'StopRecording'; ErrorType = 'BROKEN' })
        & $runbook stage @short @server -ErrorAction SilentlyContinue -ErrorVariable failures | Should -HaveCount 1
        $LASTEXITCODE | Should -Be 1
        "$($failures.FullyQualifiedErrorId)" | Should -Match SoraApiError
    }

    It 'stops it on Ctrl+C' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$modulePath'; & '$runbook' stage -Minutes 100 -IntervalSec 0.05 -Server '$($simulator.Uri)'")
            $running = $shell.BeginInvoke()
            $limit = (Get-Date).AddSeconds(60)
            while (@(Get-Sent $simulator GetSession).Count -lt 3 -and (Get-Date) -lt $limit) { Start-Sleep -Milliseconds 20 }
            Get-SoraRecording @server | Should -HaveCount 1
            $shell.Stop()
            try { $null = $shell.EndInvoke($running) } catch [System.Management.Automation.PipelineStoppedException] { Write-Debug 'Stopped, as it should be.' }
            Get-SoraRecording @server | Should -BeNullOrEmpty
        }
        finally { $shell.Dispose() }
    }

    It 'only reads with -WhatIf, and does not wait' {
        Get-HostText { & $runbook stage -Minutes 90 @server -WhatIf | Should -BeNullOrEmpty } | Should -Match '1h 31m'
        $LASTEXITCODE | Should -Be 0
        $simulator.Requests.Target | Should -Be 'Sora_20231220.GetSession'
    }
}
