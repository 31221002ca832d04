[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Stop-SoraSession' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'ends the session of a channel with its connections, once for each' {
        $server = Start-SoraSimulator -ConnectionCount 30
        $null = Register-SoraServer $server.Uri
        $channel = Get-SoraChannel sora-1
        $result = Get-SoraConnection sora-1 | Stop-SoraSession -Confirm:$false
        @($result).Count | Should -Be 1
        $result.ChannelId, $result.SessionId | Should -Be 'sora-1', "$($channel.SessionId)"
        "$result" | Should -BeExactly "sora-1/$($channel.SessionId)"
        (Get-SoraChannel).ChannelId | Should -Be 'sora-0', 'sora-2'
    }

    It 'names the session that a record is of, so that the next one is not hit' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'sora'; session_id = 'FIRST' }
        $null = Register-SoraServer $server.Uri
        $channel = Get-SoraChannel
        $server.Set(@{ channel_id = 'sora' }, @{ session_id = 'SECOND' })
        Get-FailureId { $channel | Stop-SoraSession -Confirm:$false } | Should -BeExactly 'SoraApiError'
        $server.Requests[-1].Body | Should -BeExactly '{"channel_id":"sora","session_id":"FIRST"}'
        $server.Connections.Count | Should -Be 1
        Stop-SoraSession sora -Confirm:$false | ForEach-Object SessionId | Should -BeExactly 'SECOND'
    }

    It 'does not hit the session that comes after, in the simulator as with a Sora' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'sora' }
        $null = Register-SoraServer $server.Uri
        $first = (Stop-SoraSession sora -Confirm:$false).SessionId
        $server.Add(@{ channel_id = 'sora' })
        Get-FailureId { Stop-SoraSession sora -SessionId $first -Confirm:$false } | Should -BeExactly 'SoraApiError'
        $server.Connections.Count | Should -Be 1
    }

    It 'leaves the session out where a channel has none' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'sora' }
        $null = Register-SoraServer $server.Uri
        Get-SoraChannel | Stop-SoraSession -Confirm:$false | ForEach-Object SessionId | Should -Match '^[0-9A-Z]{26}$'
    }

    It 'refuses an empty session on the command line: <_>' -ForEach '$null', "''", '@()' {
        $server = Open-RawServer (ConvertTo-Answer '{"session_id":"s"}')
        Get-FailureId ([scriptblock]::Create("Stop-SoraSession sora -SessionId $_ -Confirm:`$false")) | Should -Not -BeNullOrEmpty
        $server.Requests.Count | Should -Be 0
    }

    It 'asks before it ends a session' {
        $server = Open-RawServer (ConvertTo-Answer '{"session_id":"s"}')
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$modulePath'; Stop-SoraSession sora -Server '$($server.Uri)'").Invoke()
            $shell.HadErrors | Should -BeTrue -Because 'this host cannot ask'
        }
        catch [Management.Automation.MethodInvocationException] { $_ | Should -Not -BeNullOrEmpty }
        finally { $shell.Dispose() }
        $server.Requests.Count | Should -Be 0
    }

    It 'takes an answer without a session for none of a Sora''s' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        Get-FailureId { Stop-SoraSession sora -Confirm:$false } | Should -BeExactly 'SoraInvalidResponse'
    }
}

Describe 'Stop-SoraSession -Wait' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sessions.Common.ps1')
        $wait = @{ Wait = $true; Interval = 0.05; Confirm = $false }
        # The session of a server that takes its time: it is answered so many times more after it was ended.
        function Use-LingeringSession([int] $Times, [string] $SessionId = $session) {
            $body = "{`"channel_id`":`"sora`",`"session_id`":`"$SessionId`"}"
            $server.Fail([SoraPS.SoraSimulatorFault] @{ Target = 'GetSession'; StatusCode = 200; Body = $body; Skip = 1; Times = $Times })
        }
        function Get-Sent([string] $Name) { @($server.Requests | Where-Object Target -Like "*.$Name") }
    }
    BeforeEach {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'sora'; client_id = 'anna' }, @{ channel_id = 'other' }
        $null = Register-SoraServer $server.Uri -MaximumRetryCount 0 -Name sim
        $session = (Get-SoraSession sora).SessionId
        $server.ClearRequests()
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'reads which session it is, sends its id, and writes the result only when it is gone' {
        Use-LingeringSession 3
        $result = Stop-SoraSession sora @wait
        $result.SessionId, $result.ChannelId | Should -Be $session, 'sora'
        (Get-Sent TerminateSession).Body | Should -BeExactly "{`"channel_id`":`"sora`",`"session_id`":`"$session`"}"
        # Before the change; three times while it lingers; and once when it is gone.
        Get-Sent GetSession | Should -HaveCount 5
        $server.Requests[0].Target | Should -BeLike '*.GetSession'
    }

    It 'does not read first what a record names' {
        Get-SoraSession sora | Stop-SoraSession @wait | ForEach-Object SessionId | Should -BeExactly $session
        $server.Requests.Target -replace '.*\.' | Should -Be 'GetSession', 'TerminateSession', 'GetSession', 'ListSessions'
        (Get-Sent TerminateSession).Body | Should -BeExactly "{`"channel_id`":`"sora`",`"session_id`":`"$session`"}"
    }

    It 'is content where the channel has another session by now' {
        Use-LingeringSession 1 NEXT
        Stop-SoraSession sora @wait | ForEach-Object SessionId | Should -BeExactly $session
        Get-Sent GetSession | Should -HaveCount 2
    }

    It 'sends nothing where there is no session to be read' {
        Get-FailureId { Stop-SoraSession nobody @wait } | Should -BeExactly 'SoraApiError'
        $server.Fail(503)
        Get-FailureId { Stop-SoraSession sora @wait } | Should -BeExactly 'SoraHttpError'
        Get-Sent TerminateSession | Should -HaveCount 0
    }

    It 'tells what is still there when the time is up: the item is the target, and can be piped on' {
        Use-LingeringSession 0
        $null = Stop-SoraSession sora @wait -TimeoutSec 0 -ErrorVariable failed -ErrorAction SilentlyContinue
        ($failed[0].FullyQualifiedErrorId -split ',')[0] | Should -BeExactly 'SoraWaitTimeout'
        $failed[0].CategoryInfo.Category | Should -Be OperationTimeout
        $failed[0].TargetObject.ChannelId, $failed[0].TargetObject.SessionId, $failed[0].TargetObject.Server | Should -Be 'sora', $session, 'sim'
        $server.ClearFaults()
        Get-FailureId { $failed[0].TargetObject | Stop-SoraSession -Confirm:$false } | Should -BeExactly 'SoraApiError' -Because 'that session is over'
        "$((Get-Sent TerminateSession).Body)" | Should -BeExactly "{`"channel_id`":`"sora`",`"session_id`":`"$session`"} {`"channel_id`":`"sora`",`"session_id`":`"$session`"}"
    }

    It 'looks once more when the time is up' {
        Use-LingeringSession 1
        Stop-SoraSession sora -Wait -Interval 60 -TimeoutSec 1 -Confirm:$false | ForEach-Object SessionId | Should -BeExactly $session
        Get-Sent GetSession | Should -HaveCount 3
    }

    It 'waits through an outage' {
        $server.Fail([SoraPS.SoraSimulatorFault] @{ Target = 'GetSession'; Drop = $true; Skip = 1; Times = 2 })
        Stop-SoraSession sora @wait | Should -HaveCount 1
        Get-Sent TerminateSession | Should -HaveCount 1
    }

    It 'waits for several at once, and writes them in order' {
        $server.Fail([SoraPS.SoraSimulatorFault] @{ Target = 'GetSession'; When = @{ channel_id = 'sora' }; StatusCode = 200; Skip = 1; Times = 3; Body = "{`"channel_id`":`"sora`",`"session_id`":`"$session`"}" })
        "$(Get-SoraChannel | Stop-SoraSession @wait | ForEach-Object ChannelId)" | Should -BeExactly 'sora other'
    }

    It 'ends at once on Ctrl+C, and names the change whose result was not written' {
        $still = ConvertTo-Answer '{"channel_id":"sora","session_id":"S"}'
        $raw = [SoraPS.TestServers.RawServer]::new([SoraPS.TestServers.ServerStep[]] ($still, $still, $still))
        try {
            # The third request is the first look after the change.
            $stopped = Invoke-Stopped 'Stop-SoraSession sora -Wait -Interval 3600 -TimeoutSec 3600 -Confirm:$false' $raw 3
            $stopped.Arrived | Should -BeTrue
            $stopped.State | Should -Be Stopped
            $stopped.Output | Should -BeNullOrEmpty
            "$($stopped.Said)" | Should -Match 'sora'
        }
        finally { $raw.Dispose() }
    }

    It 'refuses what is about waiting without -Wait, before any request: -<_>' -ForEach 'TimeoutSec', 'Interval' {
        $parameter = @{ $_ = 5 }
        Get-FailureId { Stop-SoraSession sora -Confirm:$false @parameter } | Should -BeExactly 'SoraInvalidArgument'
        $server.Requests.Count | Should -Be 0
    }

    It 'shows with -WhatIf and -AsCurl what it would do, and asks for nothing' {
        Stop-SoraSession sora -Wait -WhatIf | Should -BeNullOrEmpty
        Stop-SoraSession sora -Wait -AsCurl | Should -Match 'TerminateSession'
        $server.Requests.Count | Should -Be 0
    }
}

Describe 'Stop-SoraSession and a request that may have arrived' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    # Sent again without a session, it would end the next one.
    It 'is never repeated: <Text>' -ForEach @(
        @{ Text = 'the connection is reset'; Answer = { [SoraPS.TestServers.ServerStep]::Reset } }
        @{ Text = 'it is closed'; Answer = { [SoraPS.TestServers.ServerStep]::Close } }
        @{ Text = '503'; Answer = { ConvertTo-Answer '{}' 503 } }
        @{ Text = '504'; Answer = { ConvertTo-Answer '{}' 504 } }
    ) {
        $server = [SoraPS.TestServers.RawServer]::new([SoraPS.TestServers.ServerStep[]] (& $Answer))
        $null = Register-SoraServer $server.Uri -MaximumRetryCount 3 -RetryIntervalSec 0
        Get-FailureId { Stop-SoraSession sora -Confirm:$false } | Should -HaveCount 1
        $server.Requests.Count | Should -Be 1
    }
}
