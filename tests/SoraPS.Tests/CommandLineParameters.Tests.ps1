[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# What was given on the command line, as opposed to what records bound.

Describe 'CommandLineParameters' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    BeforeEach {
        $simulator = Start-SoraSimulator -ConnectionCount 6
        $null = Register-SoraServer $simulator.Uri -Name demo
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $simulator.Dispose()
    }

    It 'does not take what an earlier record bound for something that the user gave' {
        $records = [pscustomobject] @{ ChannelId = 'sora-0'; ConnectionId = 'C1' }, [pscustomobject] @{ ChannelId = 'sora-1' }
        $null = $records | Send-SoraPush -Data @{ a = 1 } -ThrottleLimit 1
        ($simulator.Requests.Target -replace '.*\.') -join ',' | Should -BeExactly 'PushConnection,PushChannel'
    }

    It 'does not keep the client of an earlier record' {
        $client = (Get-SoraConnection sora-0)[0].ClientId
        $records = [pscustomobject] @{ ChannelId = 'sora-0'; ClientId = $client }, [pscustomobject] @{ ChannelId = 'sora-1' }
        $expected = @(Get-SoraConnection sora-0 -ClientId $client).Count + @(Get-SoraConnection sora-1).Count
        @($records | Get-SoraConnection).Count | Should -Be $expected
    }

    It 'refuses an empty value on the command line, and allows it in a record: <Command>' -ForEach @(
        @{ Command = 'Stop-SoraSession'; Parameter = 'SessionId'; Given = @{ ChannelId = 'sora-0'; Confirm = $false } }
        @{ Command = 'Reset-SoraRtpStream'; Parameter = 'SendConnectionId'; Given = @{ ChannelId = 'sora-0'; RecvConnectionId = 'C1' } }
    ) {
        $empty = @{ $Parameter = $null }
        Get-FailureId { & $Command @Given @empty } | Should -BeExactly 'SoraInvalidArgument'
        $simulator.Requests.Count | Should -Be 0
        $null = [pscustomobject] $empty | & $Command @Given
        $simulator.Requests.Count | Should -Be 1
    }

    It 'refuses $null for an option of a server' {
        Get-FailureId { Set-SoraServer demo -Token $null } | Should -BeExactly 'SoraInvalidArgument'
    }

    It 'keeps a switch of a server that was not given, and turns it off if that was' {
        $null = Set-SoraServer demo -NoProxy
        (Set-SoraServer demo -MaximumRetryCount 1 -PassThru).NoProxy | Should -BeTrue
        (Set-SoraServer demo -NoProxy:$false -PassThru).NoProxy | Should -BeFalse
    }
}
