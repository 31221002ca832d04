[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Lists of several servers, read side by side. What a single list does is tested in GetSoraConnection.

Describe 'ServerListMerger' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $slow = Start-SoraSimulator -Connection @{ channel_id = 'sora'; connection_id = 'slow' } -LatencyMilliseconds 700
        $fast = Start-SoraSimulator -Connection @{ channel_id = 'sora'; connection_id = 'fast' }
    }
    AfterAll { $slow, $fast | Stop-SoraSimulator }
    BeforeEach {
        $null = Register-SoraServer $slow.Uri -Name slow
        $null = Register-SoraServer $fast.Uri -Name fast
        $fast.ClearRequests()
        $slow.ClearRequests()
    }
    AfterEach { Get-SoraServer | Unregister-SoraServer }

    It 'writes what arrives first, whatever the order of the servers' {
        (Get-SoraConnection -Server slow, fast).ConnectionId -join ',' | Should -BeExactly 'fast,slow'
        (Get-SoraConnection -Server fast, slow).ConnectionId -join ',' | Should -BeExactly 'fast,slow'
    }

    It 'reports a list that fails and writes the others' {
        $null = Register-SoraServer ([SoraPS.TestServers.RawServer]::ClosedPort()) -Name nobody -MaximumRetryCount 0
        $found = Get-SoraConnection -Server slow, nobody, fast -ErrorVariable failures -ErrorAction SilentlyContinue
        $found.ConnectionId -join ',' | Should -BeExactly 'fast,slow'
        $failures.FullyQualifiedErrorId | Should -BeExactly 'SoraConnectionFailed,SoraPS.Commands.GetSoraConnectionCommand'
    }

    It 'writes the channels of a server when its list is complete, before those of a slower server' {
        (Get-SoraChannel -Server slow, fast).Server -join ',' | Should -BeExactly 'fast,slow'
    }

    It 'cancels the other lists when no more objects are wanted' {
        $silent = Start-SoraSimulator -LatencyMilliseconds 20000
        try {
            $watch = [Diagnostics.Stopwatch]::StartNew()
            (Get-SoraConnection -Server $silent, fast | Select-Object -First 1).ConnectionId | Should -BeExactly 'fast'
            $watch.ElapsedMilliseconds | Should -BeLessThan 15000
        }
        finally { $silent.Dispose() }
    }

    It 'shows the server of objects only if there are several' {
        $one = (Get-SoraConnection -Server fast).psobject.TypeNames[0]
        $several = (Get-SoraConnection -Server slow, fast)[0].psobject.TypeNames[0]
        $one | Should -BeExactly 'SoraPS.SoraConnection'
        $several | Should -BeExactly 'SoraPS.SoraConnection#Server'
    }

    It 'sends one request to each server, at the same time' {
        $null = Get-SoraConnection -Server slow, fast
        $slow.Requests.Count | Should -Be 1
        $fast.Requests.Count | Should -Be 1
    }
}
