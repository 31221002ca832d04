[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# The samples about servers and nodes.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Samples.Common.ps1')
    function Add-Report($Simulator) { $Simulator.Fail([SoraPS.SoraSimulatorFault] @{ Target = 'GetStatsReport'; StatusCode = 200; Body = '{"version":"2025.2.1"}' }) }
}

Describe 'Test-SoraHealth.ps1' {
    BeforeEach {
        $runbook = Join-Path $samples 'Test-SoraHealth.ps1'
        $simulator = Start-SoraSimulator
        $server = Register-SoraServer $simulator.Uri -Name tokyo -MaximumRetryCount 0
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $simulator.Dispose()
    }

    It 'says <Word> with exit code <Code>: <Text>' -ForEach @(
        @{ Word = 'OK'; Code = 0; Text = 'all is well'; Arguments = @{}; Do = { } }
        @{ Word = 'WARNING'; Code = 1; Text = 'the licence expires'; Arguments = @{ MinimumLicenseDay = 100000 }; Do = { } }
        @{ Word = 'CRITICAL'; Code = 2; Text = 'a mode that nobody set'; Arguments = @{}; Do = { Suspend-SoraServer -Confirm:$false } }
        @{ Word = 'OK'; Code = 0; Text = 'maintenance'; Arguments = @{ ExpectedMode = 'block_new_connection' }; Do = { Suspend-SoraServer -Confirm:$false } }
        @{ Word = 'CRITICAL'; Code = 2; Text = 'an outage'; Arguments = @{}; Do = { $simulator.ClearFaults(); $simulator.Fail(@{ Drop = $true }) } }
        @{ Word = 'WARNING'; Code = 1; Text = 'lines and bars from the server'; Arguments = @{}; Do = { $simulator.Fail(@{ Target = 'GetLicense'; ErrorType = "a`n| b" }) } }
        @{ Word = 'UNKNOWN'; Code = 3; Text = 'no such server'; Arguments = @{ Server = 'nobody' }; Do = { } }
    ) {
        Add-Report $simulator
        $null = & $Do
        $line = @(& $runbook @Arguments 2>&1)
        $LASTEXITCODE | Should -Be $Code
        $line | Should -HaveCount 1
        $line[0] | Should -BeOfType string
        $line[0] | Should -Match "^$Word - [^|\r\n]+$"
    }
}

Describe 'Test-LicenseExpiry.ps1' {
    BeforeEach {
        $runbook = Join-Path $samples 'Test-LicenseExpiry.ps1'
        $simulator = Start-SoraSimulator -License @{ expired_at = '2098-12'; serial_code = 'SN1' }
        $server = @{ Server = Register-SoraServer $simulator.Uri -Name tokyo -MaximumRetryCount 0 }
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $simulator.Dispose()
    }

    It 'says nothing while all is well' {
        & $runbook @server | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
    }

    It 'names a licence that expires: <Month>' -ForEach @{ Month = '2020-01' }, @{ Month = 'never' } {
        $simulator.SetLicenseFile(@{ expired_at = $Month; serial_code = 'SN1' })
        $null = Update-SoraLicense
        $lines = @(& $runbook @server)
        $LASTEXITCODE | Should -Be 2
        $lines | Should -HaveCount 1
        $lines[0] | Should -Match $logLine
        $lines[0] | Should -Match 'SN1 of tokyo'
    }

    It 'fails where a licence is not known' {
        $simulator.Fail(500)
        & $runbook @server -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 1
        $failures | Should -Not -BeNullOrEmpty
    }
}

Describe 'Switch-ClusterNode.ps1' {
    BeforeEach {
        $runbook = Join-Path $samples 'Switch-ClusterNode.ps1'
        $nodes = Start-SoraSimulator -NodeCount 4
        # The last one is the new node.
        $null = Remove-SoraClusterNode node-04@127.0.0.1 -Server $nodes[0] -Confirm:$false
        $nodes[2].Add(@{ channel_id = 'sora'; connection_id = 'C1' })
        $arguments = @{
            OldServer = $nodes[2]; OldNodeName = 'node-03@127.0.0.1'; NewServer = $nodes[3]; Server = $nodes[0]
            Stop = { $nodes[2] | Stop-SoraSimulator }; TimeoutSec = 0; ClusterTimeoutSec = 5
        }
    }
    AfterEach { $nodes | Stop-SoraSimulator }

    It 'drains, stops, purges and registers, in this order' {
        $lines = @(& $runbook @arguments)
        $LASTEXITCODE | Should -Be 0
        $lines | Should -Match $logLine
        $lines | Should -HaveCount 6
        $lines[1] | Should -Match 'disconnected sora/C1/C1'
        $nodes[2].Requests.Target | Should -Be 'Sora_20211215.ChangeMode', 'Sora_20201013.ListConnections', 'Sora_20151104.DisconnectConnection', 'Sora_20201013.ListConnections', 'Sora_20211215.GetMode'
        (Get-SoraClusterNode -Server $nodes[0]).NodeName | Should -Be 'node-01@127.0.0.1', 'node-02@127.0.0.1', 'node-04@127.0.0.1'
        $nodes[3].Requests.Json.contact_node_name | Should -BeExactly 'node-01@127.0.0.1'
    }

    It 'does nothing with -WhatIf' {
        & $runbook @arguments -WhatIf | Should -BeNullOrEmpty
        $nodes[2].Requests.Count, $nodes[3].Requests.Count | Should -Be 0, 0
        $nodes[2].IsRunning | Should -BeTrue
    }

    It 'goes no further after a step that failed: <Name>' -ForEach @(
        @{ Name = 'the mode'; Fault = 'ChangeMode'; At = 2 }
        @{ Name = 'the purge'; Fault = 'PurgeClusterNode'; At = 0 }
        @{ Name = 'the registration'; Fault = 'RegisterClusterNode'; At = 3 }
    ) {
        $nodes[$At].Fail([SoraPS.SoraSimulatorFault] @{ Target = $Fault; ErrorType = 'Nope' })
        $null = & $runbook @arguments -ErrorVariable failures -ErrorAction SilentlyContinue
        $LASTEXITCODE | Should -Be 1
        $failures | Should -Not -BeNullOrEmpty
        if ($Fault -ne 'RegisterClusterNode') { $nodes[3].Requests.Count | Should -Be 0 }
        if ($Fault -eq 'ChangeMode') { $nodes[2].IsRunning | Should -BeTrue }
    }

    It 'refuses a node that is no member' {
        $arguments.OldNodeName = 'node-09@127.0.0.1'
        { & $runbook @arguments } | Should -Throw
        $nodes[2].Requests.Count | Should -Be 0
    }
}
