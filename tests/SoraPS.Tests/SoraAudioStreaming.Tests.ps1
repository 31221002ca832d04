[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Audio streaming' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $people = @{ channel_id = 'sora'; client_id = 'teacher'; connection_id = 'T1'; role = 'sendrecv' }, @{ channel_id = 'sora'; client_id = 'anna'; connection_id = 'A1'; role = 'recvonly' }
    }

    BeforeEach {
        $server = Start-SoraSimulator -Connection $people -RefuseUnknownId
        $null = Register-SoraServer $server.Uri -Name sim -MaximumRetryCount 0
    }

    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'is of a session: started once, stopped once, and over with it' {
        "$((Start-SoraAudioStreaming sora).Streaming) $((Stop-SoraAudioStreaming sora).Streaming)" | Should -BeExactly 'True False'
        Get-FailureId { Stop-SoraAudioStreaming sora } | Should -BeExactly 'SoraApiError'
        Get-SoraConnection | Start-SoraAudioStreaming | Should -HaveCount 1
        Get-FailureId { Start-SoraAudioStreaming sora } | Should -BeExactly 'SoraApiError'
        $null = Stop-SoraSession sora -Confirm:$false
        $server.Add([Text.Encoding]::UTF8.GetBytes('{"channel_id":"sora"}'))
        Get-FailureId { Stop-SoraAudioStreaming sora } | Should -BeExactly 'SoraApiError'
    }

    It 'sends results to the connections that are subscribed, as long as they are there' {
        $on = Get-SoraConnection sora | Enable-SoraAudioStreamingPush
        "$($on.Subscribed) $($on.ClientId)" | Should -BeExactly 'True True teacher anna'
        (Get-SoraAudioStreamingPush sora).connection_id | Should -BeExactly 'T1', 'A1'
        $null = Disconnect-SoraConnection sora A1
        $off = Get-SoraAudioStreamingPush sora | Disable-SoraAudioStreamingPush
        "$($off.Subscribed) $off" | Should -BeExactly 'False sora/T1'
        Get-SoraAudioStreamingPush sora | Should -BeNullOrEmpty
        Get-FailureId { Enable-SoraAudioStreamingPush sora nobody } | Should -BeExactly 'SoraApiError'
    }
}
