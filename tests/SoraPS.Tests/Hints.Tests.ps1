[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Tests ChannelSuggestions and SimilarText.
# To a person at a terminal a channel that does not exist gets a hint. A runbook gets none, and no more requests.

BeforeDiscovery { $terminal = $IsLinux -and [bool] (Get-Command script -CommandType Application -ErrorAction Ignore) }

Describe 'A channel that nobody is in' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $people = 'stage', 'Lobby', 'meeting-1', 'meeting-2', ('evil' + [char] 27) | ForEach-Object { @{ channel_id = $_ } }
        $simulator = Start-SoraSimulator -Connection $people -RefuseUnknownId
        $server = "`$null = Register-SoraServer $($simulator.Uri) -Name demo; "
    }
    AfterAll { $simulator.Dispose() }

    It 'gets a hint at a terminal: <Typed>' -Skip:(-not $terminal) -ForEach @(
        @{ Typed = 'Get-SoraConnection satge'; Meant = 'stage' }
        @{ Typed = 'Get-SoraConnection lobby'; Meant = 'Lobby' }
        @{ Typed = 'Get-SoraConnection meeting'; Meant = 'meeting-1 or meeting-2' }
        @{ Typed = 'Disconnect-SoraChannel stag'; Meant = 'stage' }
        @{ Typed = 'Wait-SoraConnection stgae -Gone'; Meant = 'stage' }
    ) {
        $shown = (Get-Screen ($server + $Typed)) -replace '\s+', ' '
        $shown | Should -Match ([regex]::Escape($Meant) + '\?')
    }

    It 'gets none where nothing is alike, or where another number was typed' -Skip:(-not $terminal) {
        $shown = Get-Screen ($server + 'Get-SoraConnection nothing; Get-SoraConnection meeting-3; Get-SoraConnection evil')
        $shown | Should -Not -Match 'WARNING'
    }

    It 'gets none in a runbook, nor a request more' -Skip:(-not $terminal) {
        $simulator.ClearRequests()
        Get-Screen ($server + 'Get-SoraConnection satge; Get-SoraConnection stage | Out-Null') '-NonInteractive' | Should -Not -Match 'WARNING'
        $simulator.Requests.Target | Should -Be 'Sora_20201013.ListChannelConnections', 'Sora_20201013.ListChannelConnections'
    }

    It 'gets none when it came down the pipeline' -Skip:(-not $terminal) {
        $simulator.ClearRequests()
        Get-Screen ($server + "'satge' | Get-SoraConnection") | Should -Not -Match 'WARNING'
        $simulator.Requests.Count | Should -Be 1
    }
}

Describe 'Completion of rids' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }

    It 'offers those that fit' {
        $offered = Get-Completion 'Request-SoraRtpStream sora X -Rid '
        $offered.CompletionText | Should -Be 'r0', 'r1', 'r2'
        (Get-Completion 'Request-SoraRtpStream sora X -Rid r1').CompletionText | Should -Be 'r1'
        (Get-Completion 'Request-SoraRtpStream sora X R').CompletionText | Should -Be 'r0', 'r1', 'r2'
        Get-Completion 'Request-SoraRtpStream sora X -Rid x' | Should -BeNullOrEmpty
    }
}
