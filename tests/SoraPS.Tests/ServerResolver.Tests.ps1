[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Which server a record is meant for. The parts have suites of their own: names, addresses and the default in Server and ServerDefault.

Describe 'ServerResolver' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $tokyo = Start-SoraSimulator -ConnectionCount 1
        $osaka = Start-SoraSimulator -ConnectionCount 1
        # The names of the servers that got requests, in order.
        function Get-Asked([scriptblock] $Attempt) { (& $Attempt | ForEach-Object Server) -join ',' }
    }
    AfterAll { $tokyo, $osaka | Stop-SoraSimulator }
    BeforeEach {
        $null = Register-SoraServer $tokyo.Uri -Name tokyo -Default
        $null = Register-SoraServer $osaka.Uri -Name osaka
        $ofOsaka = Get-SoraConnection -Server osaka
    }
    AfterEach { Get-SoraServer | Unregister-SoraServer }

    It 'uses <Expected> for <Text>' -ForEach @(
        @{ Text = 'a record without a server'; Expected = 'tokyo'; Attempt = { 'sora-0' | Get-SoraConnection } }
        @{ Text = 'a row that names its server'; Expected = 'osaka'; Attempt = { [pscustomobject] @{ ChannelId = 'sora-0'; Server = 'osaka' } | Get-SoraConnection } }
        @{ Text = 'a row with an empty server'; Expected = 'tokyo'; Attempt = { [pscustomobject] @{ ChannelId = 'sora-0'; Server = '' } | Get-SoraConnection } }
        @{ Text = 'an object from it'; Expected = 'osaka'; Attempt = { $ofOsaka | Get-SoraConnection } }
        @{ Text = 'an object from it whose channel is given as well'; Expected = 'osaka'; Attempt = { $ofOsaka | Get-SoraConnection -ChannelId sora-0 } }
        @{ Text = 'the command line, before a row'; Expected = 'tokyo'; Attempt = { [pscustomobject] @{ ChannelId = 'sora-0'; Server = 'osaka' } | Get-SoraConnection -Server tokyo } }
        @{ Text = 'the command line, before an object'; Expected = 'tokyo'; Attempt = { $ofOsaka | Get-SoraMode -Server tokyo } }
    ) {
        Get-Asked $Attempt | Should -BeExactly $Expected
    }

    It 'finds each server of nested lists once' {
        Get-Asked { Get-SoraMode -Server @(, @('tokyo', @('osaka')), (Get-SoraServer osaka), 'TOKYO') } | Should -BeIn 'tokyo,osaka', 'osaka,tokyo'
    }

    It 'refuses a list that contains itself' {
        $list = [Collections.ArrayList]::new()
        $null = $list.Add($list)
        Get-FailureId { Get-SoraMode -Server $list } | Should -BeExactly 'SoraInvalidArgument'
    }

    It 'reports a record of an unknown server and continues with the others' {
        $records = 'osaka', 'nowhere', 'tokyo' | ForEach-Object { [pscustomobject] @{ ChannelId = 'sora-0'; Server = $_ } }
        $found = $records | Get-SoraConnection -ErrorVariable failures -ErrorAction SilentlyContinue
        $found.Server -join ',' | Should -BeExactly 'osaka,tokyo'
        $failures.FullyQualifiedErrorId | Should -BeExactly 'SoraInvalidArgument,SoraPS.Commands.GetSoraConnectionCommand'
        $failures[0].TargetObject.Server | Should -BeExactly 'nowhere'
    }

    It 'determines the default server once for the whole pipeline' {
        $found = 'sora-0', 'sora-0' | ForEach-Object { $_; Set-SoraServer osaka -Default } | Get-SoraConnection
        $found.Server -join ',' | Should -BeExactly 'tokyo,tokyo'
    }
}
