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
        $server.Requests.Target | Should -Be 'Sora_20211215.ChangeMode', 'Sora_20201013.ListConnections', 'Sora_20201013.ListConnections', 'Sora_20201013.ListConnections', 'Sora_20211215.GetMode'
        $server.Requests[-2].Body | Should -BeExactly '{"local":true}'
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

    It 'lists once more at the time limit, and goes by that: <Case>' -ForEach @(
        @{ Case = 'who left meanwhile'; Given = @{}; Now = @(); Cut = @(); Failed = 0 }
        @{ Case = 'who left meanwhile is not cut'; Given = @{ Disconnect = $true }; Now = @(); Cut = @(); Failed = 0 }
        @{ Case = 'who came meanwhile is named'; Given = @{ AllowLiveChannel = $true }; Now = 'NEW'; Cut = @(); Failed = 1 }
        @{ Case = 'who came meanwhile is cut'; Given = @{ AllowLiveChannel = $true; Disconnect = $true }; Now = 'NEW'; Cut = 'NEW'; Failed = 0 }
    ) {
        $server.ClearConnections()
        $Now | ForEach-Object { $server.Add(@{ channel_id = 'sora'; connection_id = $_ }) }
        $server.Fail(@{ Target = 'ListConnections'; StatusCode = 200; Body = '[{"channel_id":"sora","client_id":"a","connection_id":"OLD","role":"recvonly"}]'; Times = 1 })
        $output = @(Suspend-SoraServer -Wait -Interval 60 -TimeoutSec 1 @Given -Confirm:$false -ErrorVariable late -ErrorAction SilentlyContinue)
        @($output | Select-Object -Skip 1 | ForEach-Object ConnectionId) | Should -Be $Cut
        @($server.Requests | Where-Object Target -Like '*.DisconnectConnection' | ForEach-Object { $_.Json.connection_id }) | Should -Be $Cut
        $late | Should -HaveCount $Failed
        if ($Failed) { $late[0].TargetObject.ConnectionId | Should -BeExactly $Now }
    }

    It 'disconnects the rest with the reason, and writes who that was' {
        $output = @(Suspend-SoraServer -Wait -TimeoutSec 0 -Disconnect -Reason @{ code = 'maintenance' } -Confirm:$false)
        $output[0].Mode | Should -BeExactly 'block_new_connection'
        $output[1..2].ConnectionId | Should -Be 'A1', 'B1'
        $output[1].ClientId, $output[1].Role, $output[1].Server | Should -Be 'anna', 'recvonly', 'tokyo'
        $server.Connections | Should -HaveCount 0
        $sent = @($server.Requests | Where-Object Target -Like '*.DisconnectConnection')
        $sent.Json.reason.code | Should -BeExactly 'maintenance', 'maintenance'
    }

    It 'names those who are still there although Sora accepted to disconnect them' {
        $server.Fail(@{ Target = 'DisconnectConnection'; When = @{ connection_id = 'B1' }; StatusCode = 200 })
        $output = @(Suspend-SoraServer -Wait -TimeoutSec 0 -Interval 0.2 -Disconnect -Confirm:$false -ErrorVariable still -ErrorAction SilentlyContinue)
        $output[1..2].ConnectionId | Should -Be 'A1', 'B1'
        $still | Should -HaveCount 1
        $still[0].FullyQualifiedErrorId | Should -BeExactly 'SoraWaitTimeout,SoraPS.Commands.SuspendSoraServerCommand'
        $still[0].TargetObject.ConnectionId | Should -BeExactly 'B1'
        $server.ClearFaults()
        ($still[0].TargetObject | Disconnect-SoraConnection).ConnectionId | Should -BeExactly 'B1'
    }

    It 'does not wait for those whom Sora refused to disconnect: they have an error of their own' {
        $server.Fail(@{ Target = 'DisconnectConnection'; When = @{ connection_id = 'B1' }; ErrorType = 'BUSY' })
        Get-FailureId { Suspend-SoraServer -Wait -TimeoutSec 0 -Disconnect -Confirm:$false } | Should -BeExactly 'SoraApiError'
        @($server.Requests | Where-Object Target -Like '*.ListConnections') | Should -HaveCount 2
    }

    It 'has an error for each server that -MaximumCount did not let it empty' {
        $second = Start-SoraSimulator -Connection @{ channel_id = 'other'; client_id = 'x'; connection_id = 'X1' }, @{ channel_id = 'other'; client_id = 'y'; connection_id = 'Y1' }
        try {
            $null = Register-SoraServer $second.Uri -Name second
            $null = Suspend-SoraServer tokyo, second -Wait -TimeoutSec 0 -Interval 0.05 -Disconnect -MaximumCount 1 -Confirm:$false -ErrorVariable failed -ErrorAction SilentlyContinue
            $left = @($failed | Where-Object FullyQualifiedErrorId -Like 'SoraWaitTimeout,*')
            @($left.TargetObject.ConnectionId | Sort-Object) | Should -BeExactly @(@($server.Connections.ConnectionId) + @($second.Connections.ConnectionId) | Sort-Object)
        }
        finally { $second | Stop-SoraSimulator }
    }

    It 'counts those whom it disconnects with -MaximumCount, and not the mode' {
        $output = @(Suspend-SoraServer -Wait -TimeoutSec 0 -Disconnect -MaximumCount 1 -Confirm:$false -ErrorVariable failed -ErrorAction SilentlyContinue)
        $output[1].ConnectionId | Should -BeExactly 'A1'
        $failed | Should -HaveCount 2
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'SoraLimitReached,*'
        $failed[0].TargetObject.ConnectionId | Should -BeExactly 'B1'
        $failed[1].FullyQualifiedErrorId | Should -BeLike 'SoraWaitTimeout,*' -Because 'a server without an error is empty'
        @($failed[1].TargetObject).ConnectionId | Should -BeExactly 'B1'
        $server.Connections.ConnectionId | Should -BeExactly 'B1'
        # As the error advises.
        @(Suspend-SoraServer -Wait -TimeoutSec 0 -Disconnect -MaximumCount 1 -Confirm:$false)[1].ConnectionId | Should -BeExactly 'B1'
        $null = Register-SoraServer http://127.0.0.1:1/ -Name other -MaximumRetryCount 0
        Get-FailureId { Suspend-SoraServer -Server tokyo, other -MaximumCount 1 -Confirm:$false } | Should -BeExactly 'SoraLimitReached' -Because 'without -Disconnect, servers are all that there is to count'
    }

    It 'warns where the mode is another one in the end: <Case>' -ForEach @(
        @{ Case = 'nobody changed it'; Change = { }; Warnings = 0 }
        @{ Case = 'somebody changed it'; Change = { $null = Set-SoraMode normal -Server tokyo -Confirm:$false }; Warnings = 1 }
        @{ Case = 'the server does not say'; Change = { $server.Fail(@{ Target = 'GetMode'; StatusCode = 500 }) }; Warnings = 1 }
    ) {
        $server.ClearConnections()
        Suspend-SoraServer -Wait -TimeoutSec 5 -Confirm:$false -WarningVariable warned -WarningAction SilentlyContinue | ForEach-Object $Change
        $warned | Should -HaveCount $Warnings
        @($server.Requests | Where-Object Target -Like '*.GetMode') | Should -HaveCount 1
    }

    It 'says since when the list is not known' {
        $server.Fail(@{ Target = 'ListConnections'; Drop = $true; Skip = 1 })
        $null = Suspend-SoraServer -Wait -Interval 0.2 -TimeoutSec 1 -Disconnect -Confirm:$false -ErrorVariable since -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $server.ClearFaults()
        $server.Fail(@{ Target = 'ListConnections'; Drop = $true })
        $null = Suspend-SoraServer -Wait -TimeoutSec 0 -Confirm:$false -ErrorVariable never -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        foreach ($failure in $since, $never) {
            $failure | Should -HaveCount 1
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SoraWaitTimeout,*'
            $failure[0].TargetObject.psobject.Properties.Name | Should -Not -Contain 'ConnectionId'
        }
        "$since" | Should -Match '\d\d:\d\d:\d\d'
        "$never" | Should -Not -Match '\d\d:\d\d:\d\d'
        $server.Connections | Should -HaveCount 2
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
