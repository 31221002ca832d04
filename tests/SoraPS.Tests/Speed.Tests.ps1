[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Not how fast it is, which is a matter of the machine, but what makes it fast: docs/performance.md has figures.
# Alone, because what is counted and held depends on how much of the machine it gets.
Describe 'Speed' -Tag Alone {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $raw = [SoraPS.TestServers.RawServer]
    }

    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if ($server) { $server.Dispose() }
    }

    It 'writes the first object before the server has sent the last byte: <Command>' -ForEach @(
        @{ Command = 'Get-SoraConnection' }
        @{ Command = 'Get-SoraConnection sora' }
        @{ Command = 'Get-SoraConnection -Role recvonly' }
        @{ Command = 'Invoke-SoraApi Sora_20201013.ListConnections' }
    ) {
        $answer = [SoraPS.TestServers.ServerStep]::Sequence($raw::Head(200, [string[]] 'connection: close') + "[$(Get-ConnectionJson sora a)", [SoraPS.TestServers.ServerStep]::WaitForSignal, ",$(Get-ConnectionJson sora b)]", [SoraPS.TestServers.ServerStep]::Close)
        $server = $raw::new($answer)
        $null = Register-SoraServer $server.Uri -OperationTimeoutSeconds 20
        $seen = & ([scriptblock]::Create($Command)) | ForEach-Object {
            $_
            $server.Signal()
        }
        $seen | Should -HaveCount 2
    }

    It 'has <_> requests in flight at most, and as many at least, where the server takes its time' -ForEach 1, 3, 8, 32 {
        $server = [SoraPS.TestServers.BenchmarkServer]::new([int[]] @())
        $null = Register-SoraServer "$($server.Uri)50ms"
        1..(4 * $_) | ForEach-Object { [pscustomobject]@{ ChannelId = 'sora'; ConnectionId = "$_" } } | Disconnect-SoraConnection -ThrottleLimit $_ | Should -HaveCount (4 * $_)
        $server.PeakInFlight | Should -BeExactly $_
        $server.Requests | Should -BeExactly (4 * $_)
    }

    It 'does not take the time of the pipeline for silence of the server' {
        $server = $raw::new([SoraPS.TestServers.ServerStep]::Sequence($raw::Head(200, [string[]] 'connection: close') + "[$(Get-ConnectionJson sora a)", [SoraPS.TestServers.ServerStep]::WaitForSignal, ",$(Get-ConnectionJson sora b)]", [SoraPS.TestServers.ServerStep]::Close))
        $null = Register-SoraServer $server.Uri -OperationTimeoutSeconds 1
        $seen = Get-SoraConnection | ForEach-Object {
            $_
            Start-Sleep -Milliseconds 2500
            $server.Signal()
        }
        $seen.ConnectionId | Should -Be 'a', 'b'
    }

    It 'keeps nothing of half a million connections that the pipeline does not keep' {
        $server = [SoraPS.TestServers.ListServer]::new(500000)
        $null = Register-SoraServer $server.Uri
        $count = 0
        $held = Get-SoraConnection | ForEach-Object { if ($count++ % 125000 -eq 1000) { [GC]::GetTotalMemory($true) } }
        $count | Should -Be 500000
        $held | Should -HaveCount 4
        # On a slow machine, what the server has sent is taken from it after a while, up to 64 MB. All of it would be 225 MB.
        ($held | Measure-Object -Maximum).Maximum - $held[0] | Should -BeLessThan 80MB
    }

    It 'reads no more ahead than a part of a long list, however late the pipeline takes it' {
        $server = [SoraPS.TestServers.ListServer]::new(200000)
        $null = Register-SoraServer $server.Uri
        $sent = Get-SoraConnection | Select-Object -First 1 | ForEach-Object {
            $null = $server.WaitForBlockedSend()
            $server.Sent
        }
        $sent | Should -BeGreaterThan 0
        $sent | Should -BeLessThan 100000
    }
}
