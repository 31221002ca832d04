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
