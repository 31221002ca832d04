[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Tests ServerDrain and ModeChange.
Describe 'Suspend-SoraServer and Resume-SoraServer' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    BeforeEach {
        $server = Start-SoraSimulator
        $server.Add(@{ channel_id = 'sora'; client_id = 'anna'; connection_id = 'A1'; role = 'recvonly' }, @{ channel_id = 'sora'; connection_id = 'B1' })
        $null = Register-SoraServer $server.Uri -Name tokyo -MaximumRetryCount 0
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'block and accept' {
        $mode = Suspend-SoraServer -Confirm:$false
        $mode | Should -BeOfType SoraPS.SoraMode
        $mode.Mode, $mode.Server | Should -Be 'block_new_connection', 'tokyo'
        (Suspend-SoraServer -AllowLiveChannel -Confirm:$false).Mode | Should -BeExactly 'block_new_session'
        (Resume-SoraServer -Confirm:$false).Mode | Should -BeExactly 'normal'
        $server.Requests.Target | Select-Object -Unique | Should -Be 'Sora_20211215.ChangeMode'
        $server.Connections | Should -HaveCount 2
    }

    It 'ask each server once, side by side' {
        $second = Start-SoraSimulator
        try {
            $null = Register-SoraServer $second.Uri -Name osaka
            @(Get-SoraServer | ForEach-Object { $_; $_ } | Suspend-SoraServer -Confirm:$false) | Should -HaveCount 2
            @(Get-SoraServer | ForEach-Object { $_; $_ } | Resume-SoraServer -Confirm:$false) | Should -HaveCount 2
            $server.Requests.Count, $second.Requests.Count | Should -Be 2, 2
        }
        finally { $second.Dispose() }
    }

    It 'send nothing with -WhatIf, and have impact High' {
        Suspend-SoraServer -Wait -TimeoutSec 0 -Disconnect -WhatIf
        Resume-SoraServer -WhatIf
        $server.Requests.Count | Should -Be 0
        foreach ($name in 'Suspend-SoraServer', 'Resume-SoraServer') {
            (Get-Command $name).ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0].ConfirmImpact | Should -Be 'High'
        }
    }

    It 'waits until nobody is left, on this node only' {
        # Everybody has left when the third list is asked for.
        $server.Fail(@{ Target = 'ListConnections'; StatusCode = 200; Body = '[{"channel_id":"sora","client_id":"a","connection_id":"A1","role":"recvonly"}]'; Times = 2 })
        $server.ClearConnections()
        (Suspend-SoraServer -Wait -Interval 0.05 -Confirm:$false).Mode | Should -BeExactly 'block_new_connection'
        $server.Requests.Target | Should -Be 'Sora_20211215.ChangeMode', 'Sora_20201013.ListConnections', 'Sora_20201013.ListConnections', 'Sora_20201013.ListConnections'
        $server.Requests[-1].Body | Should -BeExactly '{"local":true}'
    }

    It 'writes the mode before it waits' {
        $written = [Collections.Generic.List[string]]::new()
        Suspend-SoraServer -Wait -TimeoutSec 0 -Confirm:$false -ErrorAction SilentlyContinue | ForEach-Object { $written.Add($_.Mode); $written.Add($server.Requests[-1].Target) }
        $written | Should -Be 'block_new_connection', 'Sora_20211215.ChangeMode'
    }

    It 'names those who are still there after the time limit, and disconnects nobody' {
        $null = Suspend-SoraServer -Wait -TimeoutSec 0 -Confirm:$false -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeExactly 'SoraWaitTimeout,SoraPS.Commands.SuspendSoraServerCommand'
        $failed[0].TargetObject.ConnectionId | Should -Be 'A1', 'B1'
        $server.Connections | Should -HaveCount 2
        ($failed[0].TargetObject | Disconnect-SoraConnection).ConnectionId | Should -Be 'A1', 'B1'
    }

    It 'disconnects the rest with the reason, and writes who that was' {
        $output = @(Suspend-SoraServer -Wait -TimeoutSec 0 -Disconnect -Reason @{ code = 'maintenance' } -Confirm:$false)
        $output[0].Mode | Should -BeExactly 'block_new_connection'
        $output[1..2].ConnectionId | Should -Be 'A1', 'B1'
        $output[1].ClientId, $output[1].Role, $output[1].Server | Should -Be 'anna', 'recvonly', 'tokyo'
        $server.Connections | Should -HaveCount 0
        $server.Requests[-1].Json.reason.code | Should -BeExactly 'maintenance'
    }

    It 'counts those whom it disconnects with -MaximumCount' {
        $output = @(Suspend-SoraServer -Wait -TimeoutSec 0 -Disconnect -MaximumCount 2 -Confirm:$false -ErrorVariable failed -ErrorAction SilentlyContinue)
        $output | Should -HaveCount 2
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'SoraLimitReached,*'
        $failed[0].TargetObject.ConnectionId | Should -BeExactly 'B1'
        $server.Connections | Should -HaveCount 1
    }

    It 'does not wait where the mode was refused' {
        $server.Fail(@{ Target = 'ChangeMode'; ErrorType = 'Nope' })
        Get-FailureId { Suspend-SoraServer -Wait -TimeoutSec 0 -Disconnect -Confirm:$false } | Should -BeExactly 'SoraApiError'
        $server.Requests.Target | Should -Be 'Sora_20211215.ChangeMode'
    }

    It 'disconnects nobody where the list is not known: <Name>' -ForEach @(
        @{ Name = 'no answer'; Fault = @{ Target = 'ListConnections'; Drop = $true }; Id = 'SoraWaitTimeout' }
        @{ Name = 'a refusal'; Fault = @{ Target = 'ListConnections'; StatusCode = 401 }; Id = 'SoraUnauthorized' }
    ) {
        $server.Fail([SoraPS.SoraSimulatorFault] $Fault)
        Get-FailureId { Suspend-SoraServer -Wait -TimeoutSec 0 -Disconnect -Confirm:$false -WarningAction SilentlyContinue } | Should -BeExactly $Id
        $server.Connections | Should -HaveCount 2
    }

    It 'says after Ctrl+C in which mode it left the node' {
        $raw = Open-RawServer (ConvertTo-Answer '{"mode":"block_new_connection"}'), (ConvertTo-ListAnswer (Get-ConnectionJson sora a))
        try {
            $stopped = Invoke-Stopped 'Suspend-SoraServer -Wait -Confirm:$false' $raw 2
            $stopped.Output.Mode | Should -BeExactly 'block_new_connection'
            $stopped.Output | Should -HaveCount 1
            $stopped.Errors | Should -BeNullOrEmpty
            $stopped.Said | Should -HaveCount 1
            "$($stopped.Said[0])" | Should -Match 'block_new_connection'
        }
        finally { $raw.Dispose() }
    }

    It 'says nothing of that when all has ended' {
        $server.ClearConnections()
        $null = Suspend-SoraServer -Wait -TimeoutSec 5 -Confirm:$false -InformationVariable said
        $said | Should -BeNullOrEmpty
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = '-TimeoutSec without -Wait'; Call = { Suspend-SoraServer -TimeoutSec 5 -Confirm:$false } }
        @{ Name = '-Interval without -Wait'; Call = { Suspend-SoraServer -Interval 5 -Confirm:$false } }
        @{ Name = '-Disconnect without a time limit'; Call = { Suspend-SoraServer -Wait -Disconnect -Confirm:$false } }
        @{ Name = '-Reason without -Disconnect'; Call = { Suspend-SoraServer -Wait -TimeoutSec 0 -Reason @{ a = 1 } -Confirm:$false } }
        @{ Name = 'a reason that is no object'; Call = { Suspend-SoraServer -Wait -TimeoutSec 0 -Disconnect -Reason 5 -Confirm:$false } }
    ) {
        Get-FailureId $Call | Should -BeExactly 'SoraInvalidArgument'
        $server.Requests.Count | Should -Be 0
    }
}
