[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Tests ConnectionPoller, and ConnectionFilterSet where all filters must match.

Describe 'Wait-SoraConnection' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $a = Get-ConnectionJson sora A
        $b = '{"channel_id":"sora","client_id":"client-B","connection_id":"B","role":"sendonly"}'
        $nobody = ConvertTo-ListAnswer @()
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:server) { $server.Dispose() }
        if (Test-Path variable:other) { $other.Dispose() }
    }

    It 'waits until somebody is in the channel, and writes who' {
        $server = Open-RawServer $nobody, $nobody, (ConvertTo-ListAnswer $a, $b)
        $found = Wait-SoraConnection sora -Interval 0.05
        $found.ConnectionId | Should -Be 'A', 'B'
        $found | Should -BeOfType SoraPS.SoraConnection
        $found.Server | Should -Be 'raw', 'raw'
        $server.Requests.Count | Should -Be 3
        $server.Requests.Target | Sort-Object -Unique | Should -Be 'Sora_20201013.ListChannelConnections'
        $server.Requests[0].Body | Should -BeExactly '{"channel_id":"sora"}'
    }

    It 'waits until nobody is in the channel, and writes nothing' {
        $server = Open-RawServer (ConvertTo-ListAnswer $a), (ConvertTo-ListAnswer $a), $nobody
        Wait-SoraConnection sora -Gone -Interval 0.05 | Should -BeNullOrEmpty
        $server.Requests.Count | Should -Be 3
    }

    It 'waits for <Case>' -ForEach @(
        @{ Case = 'a connection'; Given = @{ ConnectionId = 'B' }; Found = 'B' }
        @{ Case = 'a client'; Given = @{ ClientId = 'client-B' }; Found = 'B' }
        @{ Case = 'a role'; Given = @{ Role = 'SendOnly' }; Found = 'B' }
        @{ Case = 'all of several connections'; Given = @{ ConnectionId = 'A', 'B' }; Found = 'A', 'B' }
    ) {
        $server = Open-RawServer (ConvertTo-ListAnswer $a), (ConvertTo-ListAnswer $a, $b)
        (Wait-SoraConnection sora @Given -Interval 0.05).ConnectionId | Should -Be $Found
        $server.Requests.Count | Should -Be 2
    }

    It 'waits until <Case> is gone, whoever else is there' -ForEach @(
        @{ Case = 'a connection'; Given = @{ ConnectionId = 'B' } }
        @{ Case = 'a client'; Given = @{ ClientId = 'client-B' } }
        @{ Case = 'a role'; Given = @{ Role = 'sendonly' } }
    ) {
        $server = Open-RawServer (ConvertTo-ListAnswer $a, $b), (ConvertTo-ListAnswer $a)
        Wait-SoraConnection sora @Given -Gone -Interval 0.05
        $server.Requests.Count | Should -Be 2
    }

    It 'looks for ids in the whole server where no channel is named' {
        $server = Open-RawServer (ConvertTo-ListAnswer $a)
        Wait-SoraConnection -ConnectionId B -Gone
        $server.Requests[0].Target | Should -BeExactly 'Sora_20201013.ListConnections'
    }

    It 'takes what was cut from the pipeline, asks once for all of it, and waits until the last is gone' {
        $server = Start-SoraSimulator -ConnectionCount 20
        $null = Register-SoraServer $server.Uri -Name demo
        Get-SoraConnection sora-1 | Disconnect-SoraConnection | Wait-SoraConnection -Gone -Interval 0.05
        $server.Requests.Target | Select-Object -Last 1 | Should -BeExactly 'Sora_20201013.ListChannelConnections'
        @($server.Requests.Target -like '*.ListChannelConnections') | Should -HaveCount 2
        Disconnect-SoraChannel sora-0 | Wait-SoraConnection -Gone
        Get-SoraConnection | Should -BeNullOrEmpty
    }

    It 'waits for all of the records, not for the first of them' {
        $server = Open-RawServer (ConvertTo-ListAnswer $a), (ConvertTo-ListAnswer $a, $b)
        $records = 'A', 'B' | ForEach-Object { [pscustomobject] @{ channel_id = 'sora'; connection_id = $_ } }
        ($records | Wait-SoraConnection -Interval 0.05).ConnectionId | Should -Be 'A', 'B'
        $server.Requests.Count | Should -Be 2
    }

    It 'goes to the server that a record came from' {
        $server = Open-RawServer (ConvertTo-ListAnswer $a), $nobody
        $other = [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-ListAnswer $b))
        $null = Register-SoraServer $other.Uri -Name second -Default
        Get-SoraConnection -Server raw | Wait-SoraConnection -Gone -Interval 0.05
        $server.Requests.Count | Should -Be 2
        $other.Requests.Count | Should -Be 0
    }

    It 'is an error of its own when it waited in vain (<Case>)' -ForEach @(
        @{ Case = 'somebody stays'; Given = @{ Gone = $true }; Left = 'SoraConnection sora/client-A/A' }
        @{ Case = 'somebody does not come'; Given = @{ ConnectionId = 'A', 'B'; ClientId = 'client-A', 'b' }; Left = 'SoraErrorTarget sora/client-A/B, SoraErrorTarget sora/b/A, SoraErrorTarget sora/b/B' }
    ) {
        $server = Open-RawServer (ConvertTo-ListAnswer $a)
        $failure = { Wait-SoraConnection sora @Given -TimeoutSec 2 -Interval 0.2 -ErrorAction Stop } | Should -Throw -PassThru
        ($failure.FullyQualifiedErrorId -split ',')[0] | Should -BeExactly 'SoraWaitTimeout'
        $failure.CategoryInfo.Category | Should -Be 'OperationTimeout'
        ($failure.TargetObject | ForEach-Object { "$($_.psobject.BaseObject.GetType().Name) $_" }) -join ', ' | Should -BeExactly $Left
        $failure.TargetObject.Server | Select-Object -Unique | Should -BeExactly 'raw'
        $failure.CategoryInfo.TargetName | Should -BeExactly ($Left -creplace 'Sora\w+ ')
        $server.Requests.Count | Should -BeGreaterThan 1
    }

    It 'looks once where there is no time' {
        $server = Open-RawServer (ConvertTo-ListAnswer $a)
        Get-FailureId { Wait-SoraConnection sora -Gone -TimeoutSec 0 } | Should -BeExactly 'SoraWaitTimeout'
        (Wait-SoraConnection sora -TimeoutSec 0).ConnectionId | Should -Be 'A'
        $server.Requests.Count | Should -Be 2
    }

    It 'lists once more at the time limit, and goes by that' {
        $server = Open-RawServer (ConvertTo-ListAnswer $a), $nobody, $nobody, (ConvertTo-ListAnswer $b), (ConvertTo-ListAnswer $a), (ConvertTo-ListAnswer $b)
        $long = @{ Interval = 60; TimeoutSec = 1 }
        Wait-SoraConnection sora -Gone @long
        (Wait-SoraConnection sora @long).ConnectionId | Should -BeExactly 'B'
        Wait-SoraConnection sora -Gone @long -ErrorVariable late -ErrorAction SilentlyContinue
        $late[0].TargetObject.ConnectionId | Should -BeExactly 'B'
    }

    It 'does not go by an old list where the one at the time limit fails' {
        $server = Open-RawServer (ConvertTo-ListAnswer $a), (ConvertTo-Answer '' 503)
        Wait-SoraConnection sora -Gone -Interval 60 -TimeoutSec 1 -ErrorVariable late -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        ($late[0].FullyQualifiedErrorId -split ',')[0] | Should -BeExactly 'SoraWaitTimeout'
        $late[0].TargetObject.psobject.Properties.Name | Should -Not -Contain 'ConnectionId'
    }

    It 'goes on through an outage, with one warning each way' {
        $server = Open-RawServer (ConvertTo-ListAnswer $a), (ConvertTo-Answer '' 503), (ConvertTo-Answer '' 503), $nobody
        Wait-SoraConnection sora -Gone -Interval 0.05 -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -HaveCount 2
        $server.Requests.Count | Should -Be 4
    }

    It 'does not take an outage for an empty channel' {
        $server = Open-RawServer (ConvertTo-Answer '' 503)
        Get-FailureId { Wait-SoraConnection sora -Gone -TimeoutSec 1 -Interval 0.2 -WarningAction SilentlyContinue } | Should -BeExactly 'SoraWaitTimeout'
    }

    It 'ends with the error itself where asking again does not help' {
        $server = Open-RawServer (ConvertTo-Answer '{}' 401)
        Get-FailureId { Wait-SoraConnection sora -Gone } | Should -BeExactly 'SoraUnauthorized'
        $server.Requests.Count | Should -Be 1
    }

    It 'asks the whole server where it refuses to list a channel that has nobody left' {
        $everybody = ConvertTo-ListAnswer (Get-ConnectionJson other C)
        $refusal = ConvertTo-Answer '{"error_type":"ChannelNotFound"}' 400
        $server = Open-RawServer $refusal, $everybody, $refusal, $everybody
        Wait-SoraConnection sora -Gone
        $server.Requests.Target | Should -Be 'Sora_20201013.ListChannelConnections', 'Sora_20201013.ListConnections'
        $server.Requests[1].Body | Should -BeExactly '{"local":false}'
        Get-FailureId { Wait-SoraConnection other -Gone -TimeoutSec 0 } | Should -BeExactly 'SoraWaitTimeout'
    }

    It 'does not take a fault of the server for an empty channel' {
        $server = Open-RawServer (ConvertTo-Answer '{"error_type":"INTERNAL"}' 500), $nobody, (ConvertTo-ListAnswer $a)
        Get-FailureId { Wait-SoraConnection sora -ConnectionId X -TimeoutSec 0 -WarningAction SilentlyContinue } | Should -BeExactly 'SoraWaitTimeout'
        $server.Requests.Target | Should -Be 'Sora_20201013.ListChannelConnections'
    }

    It 'waits for nobody when the pipeline is empty, and refuses what names nobody' {
        $server = Open-RawServer (ConvertTo-ListAnswer $a)
        @() | Wait-SoraConnection -Gone
        Get-FailureId { [pscustomobject] @{ Server = 'raw' } | Wait-SoraConnection -Gone } | Should -BeExactly 'SoraInvalidArgument'
        Get-FailureId { Wait-SoraConnection $null -Gone } | Should -BeExactly 'ParameterArgumentValidationError'
        $server.Requests.Count | Should -Be 0
    }

    It 'ends at once when it is stopped' {
        $server = [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-ListAnswer $a))
        $stopped = Invoke-Stopped 'Wait-SoraConnection sora -Gone -Interval 600' $server
        "$($stopped.State)" | Should -BeExactly 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
    }
}
