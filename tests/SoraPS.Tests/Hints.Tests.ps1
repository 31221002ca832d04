[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Tests ChannelSuggestions and SimilarText.
# To a person at a terminal a channel that does not exist gets a hint. A runbook gets none, and no more requests.

BeforeDiscovery { $terminal = $IsLinux -and [bool] (Get-Command script -CommandType Application -ErrorAction Ignore) }

Describe 'A channel that nobody is in' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $terminal = $IsLinux -and [bool] (Get-Command script -CommandType Application -ErrorAction Ignore)
        $people = 'stage', 'Lobby', 'meeting-1', 'meeting-2', ('evil' + [char] 27) | ForEach-Object { @{ channel_id = $_ } }
        $simulator = Start-SoraSimulator -Connection $people -RefuseUnknownId
        $server = "`$null = Register-SoraServer $($simulator.Uri) -Name demo; "
        $typed = [ordered]@{
            list    = 'Get-SoraConnection satge'
            case    = 'Get-SoraConnection lobby'
            several = 'Get-SoraConnection meeting'
            change  = 'Disconnect-SoraChannel stag'
            wait    = 'Wait-SoraConnection stgae -Gone'
            unlike  = 'Get-SoraConnection nothing; Get-SoraConnection meeting-3; Get-SoraConnection evil'
        }
        if ($terminal) { $shown = Get-ScreenOfEach ([ordered]@{ register = $server } + $typed) }
    }
    AfterAll { $simulator.Dispose() }

    It 'gets a hint at a terminal: <Case>' -Skip:(-not $terminal) -ForEach @(
        @{ Case = 'list'; Meant = 'stage' }
        @{ Case = 'case'; Meant = 'Lobby' }
        @{ Case = 'several'; Meant = 'meeting-1 or meeting-2' }
        @{ Case = 'change'; Meant = 'stage' }
        @{ Case = 'wait'; Meant = 'stage' }
    ) {
        $shown[$Case] -replace '\s+', ' ' | Should -Match ([regex]::Escape($Meant) + '\?')
    }

    It 'gets none where nothing is alike, or where another number was typed' -Skip:(-not $terminal) {
        $shown.ContainsKey('unlike') | Should -BeTrue
        $shown.unlike | Should -Not -Match 'WARNING'
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
