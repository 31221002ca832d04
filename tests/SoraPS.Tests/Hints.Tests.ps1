[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Tests IdSuggestions, MissingIds and SimilarText.
# To a person at a terminal an id that does not exist gets a hint. A runbook gets none, and no more requests; it is only told that ids are no patterns.

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

Describe 'An id that nobody has' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $terminal = $IsLinux -and [bool] (Get-Command script -CommandType Application -ErrorAction Ignore)
        $people = @(
            @{ channel_id = 'live-1'; client_id = 'Anna'; connection_id = '74Z2G1JS7S67DE226T8R1H3YGW'; role = 'sendonly' }
            @{ channel_id = 'live-1'; client_id = 'cam-1'; connection_id = 'C1' }
            @{ channel_id = 'lobby'; client_id = 'emil'; connection_id = 'EMILCONNECTION' }
            @{ channel_id = 'lobby'; client_id = ('bert' + [char] 27); connection_id = 'B1' }
        )
        $simulator = Start-SoraSimulator -Connection $people -RefuseUnknownId
        $server = "`$null = Register-SoraServer $($simulator.Uri) -Name demo; "
        $typed = [ordered]@{
            listChannel    = 'Get-SoraConnection Live-1'
            channelCase    = 'Get-SoraChannel Live-1'
            clientCase     = 'Get-SoraConnection -ClientId anna'
            clientThere    = 'Get-SoraConnection live-1 -ClientId emil'
            clientWrong    = 'Get-SoraConnection Live-1 -ClientId Anna'
            connectionTypo = 'Get-SoraConnection live-1 -ConnectionId 74Z2G1JS7S67DE226T9R1H3YGW'
            connectionPart = 'Get-SoraConnection -ConnectionId 74Z2G1'
            connectionGone = 'Disconnect-SoraConnection live-1 EMILCONNECTION'
            connectionCase = 'Disconnect-SoraConnection live-1 c1'
            clientGone     = 'Disconnect-SoraClient live-1 anna'
            receiver       = 'Request-SoraSimulcastRid live-1 -Rid r0 -ReceiverConnectionId c1'
            waitClient     = 'Wait-SoraConnection live-1 -ClientId anna -Gone'
            waitConnection = 'Wait-SoraConnection live-1 -ConnectionId EMILCONNECTION -TimeoutSec 0 -ErrorAction Ignore'
            watch          = 'Watch-SoraConnection Live-1 -TimeoutSec 1 -Interval 5'
            otherKind      = 'Get-SoraConnection emil'
            otherKindToo   = 'Disconnect-SoraConnection live-1 Anna'
            number         = 'Get-SoraConnection live-1 -ClientId cam-2; Get-SoraConnection LIVE-2; Get-SoraConnection -ClientId CAM-2'
            role           = 'Get-SoraConnection -ClientId Anna -Role recvonly; Get-SoraConnection live-1 -ClientId Anna, cam-1; Get-SoraConnection live-1, lobby -ClientId emil'
            untyped        = "'Live-1' | Get-SoraConnection; [pscustomobject]@{ ChannelId = 'live-1'; ClientId = 'anna' } | Get-SoraConnection"
            escaped        = 'Get-SoraConnection -ClientId bert; Get-SoraConnection live-1 -ClientId ("bert" + [char] 27)'
            pattern        = "Get-SoraConnection 'live-*'"
        }
        if ($terminal) { $shown = Get-ScreenOfEach ([ordered]@{ register = $server } + $typed) }
        # Without the line breaks of the terminal.
        function Get-Shown([string] $Case) { $shown[$Case] -replace '\s+', ' ' }
    }
    AfterAll { $simulator.Dispose() }

    It 'gets a hint at a terminal: <Case>' -Skip:(-not $terminal) -ForEach @(
        @{ Case = 'listChannel'; Hint = 'live-1?' }
        @{ Case = 'channelCase'; Hint = 'live-1?' }
        @{ Case = 'clientCase'; Hint = 'Anna?' }
        @{ Case = 'clientThere'; Hint = 'Client emil is in channel lobby.' }
        @{ Case = 'clientWrong'; Hint = 'live-1?' }
        @{ Case = 'clientWrong'; Hint = 'Client Anna is in channel live-1.' }
        @{ Case = 'connectionTypo'; Hint = '74Z2G1JS7S67DE226T8R1H3YGW?' }
        @{ Case = 'connectionPart'; Hint = '74Z2G1JS7S67DE226T8R1H3YGW?' }
        @{ Case = 'connectionGone'; Hint = 'Connection EMILCONNECTION is in channel lobby.' }
        @{ Case = 'connectionCase'; Hint = 'C1?' }
        @{ Case = 'clientGone'; Hint = 'Anna?' }
        @{ Case = 'receiver'; Hint = 'C1?' }
        @{ Case = 'waitClient'; Hint = 'Anna?' }
        @{ Case = 'waitConnection'; Hint = 'Connection EMILCONNECTION is in channel lobby.' }
        @{ Case = 'watch'; Hint = 'live-1?' }
        @{ Case = 'otherKind'; Hint = 'emil is the id of a client (-ClientId).' }
        @{ Case = 'otherKindToo'; Hint = 'Anna is the id of a client (-ClientId).' }
        @{ Case = 'pattern'; Hint = "-ChannelLike 'live-*'" }
    ) {
        Get-Shown $Case | Should -Match ([regex]::Escape($Hint))
    }

    It 'gets none where the id exists, where another number was typed, or where it was not typed: <_>' -Skip:(-not $terminal) -ForEach 'number', 'role', 'untyped' {
        $shown.ContainsKey($_) | Should -BeTrue
        $shown[$_] | Should -Not -Match 'WARNING'
    }

    It 'is spelled harmlessly, and suggests nothing that cannot be typed' -Skip:(-not $terminal) {
        $shown.escaped | Should -Not -Match ([char] 27)
        Get-Shown escaped | Should -Not -Match 'Did you mean'
        Get-Shown escaped | Should -Match ([regex]::Escape('Client bert\u001B is in channel lobby.'))
    }

    It 'gets none in a runbook, nor a request more: <Line>' -ForEach @(
        @{ Line = 'Get-SoraConnection -ClientId anna'; Requests = 1 }
        @{ Line = 'Get-SoraConnection Live-1 -ClientId anna -ConnectionId x'; Requests = 1 }
        @{ Line = 'Get-SoraChannel Live-1'; Requests = 1 }
        @{ Line = 'Wait-SoraConnection Live-1 -ClientId anna -Gone'; Requests = 1 }
        @{ Line = 'Disconnect-SoraConnection live-1 c1 -ErrorAction Ignore'; Requests = 1 }
    ) {
        $null = Register-SoraServer $simulator.Uri -Name demo -Default -Force
        $simulator.ClearRequests()
        $said = & ([scriptblock]::Create($Line)) 3>&1 | Where-Object { $_ -is [Management.Automation.WarningRecord] }
        $said | Should -BeNullOrEmpty
        $simulator.Requests.Count | Should -Be $Requests
    }
}

Describe 'An id that looks like a pattern' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $simulator = Start-SoraSimulator -RefuseUnknownId -Connection @{ channel_id = 'live-1'; client_id = 'anna'; connection_id = 'A1' }, @{ channel_id = 'what?'; client_id = 'a*'; connection_id = '[x]' }
        $null = Register-SoraServer $simulator.Uri -Name demo -Default -Force
        # The warnings of a line, and how many requests it took.
        function Get-Warning([string] $Line) {
            $simulator.ClearRequests()
            @(& ([scriptblock]::Create($Line)) 3>&1 | Where-Object { $_ -is [Management.Automation.WarningRecord] } | ForEach-Object Message)
        }
    }
    AfterAll {
        Get-SoraServer | Unregister-SoraServer
        $simulator.Dispose()
    }

    It 'is told which parameter takes patterns, without a request more: <Line>' -ForEach @(
        @{ Line = "Get-SoraConnection 'live-*'"; Use = "-ChannelLike 'live-*'"; Requests = 1 }
        @{ Line = "Get-SoraConnection 'it''s*'"; Use = "-ChannelLike 'it''s*'"; Requests = 1 }
        @{ Line = "Get-SoraConnection -ClientId 'a?na'"; Use = "-ClientLike 'a?na'"; Requests = 1 }
        @{ Line = "Get-SoraConnection -ConnectionId 'A*'"; Use = "Get-SoraConnection | Where-Object ConnectionId -CLike 'A*'"; Requests = 1 }
        @{ Line = "Get-SoraChannel 'live-[12]'"; Use = "-ChannelLike 'live-[12]'"; Requests = 1 }
        # And a last one at the time limit.
        @{ Line = "Watch-SoraConnection 'live-*' -TimeoutSec 1 -Interval 5"; Use = "-ChannelLike 'live-*'"; Requests = 2 }
        @{ Line = "Wait-SoraConnection 'live-*' -Gone"; Use = "Get-SoraChannel -ChannelLike 'live-*'"; Requests = 1 }
        @{ Line = "Wait-SoraConnection live-1 -ClientId 'x*' -Gone"; Use = "Get-SoraConnection -ClientLike 'x*'"; Requests = 1 }
        @{ Line = "Disconnect-SoraChannel 'live-*' -ErrorAction Ignore"; Use = "Get-SoraChannel -ChannelLike 'live-*'"; Requests = 1 }
        @{ Line = "Disconnect-SoraClient live-1 'an*' -ErrorAction Ignore"; Use = "Get-SoraConnection -ClientLike 'an*'"; Requests = 1 }
        @{ Line = "Disconnect-SoraConnection live-1 'A*' -ErrorAction Ignore"; Use = "Get-SoraConnection | Where-Object ConnectionId -CLike 'A*'"; Requests = 1 }
    ) {
        $warnings = @(Get-Warning $Line)
        $warnings | Should -HaveCount 1
        $warnings[0] | Should -BeLike "*: $([WildcardPattern]::Escape($Use))"
        $simulator.Requests.Count | Should -Be $Requests
    }

    It 'is an id where it exists, or comes down the pipeline: <_>' -ForEach @(
        "Get-SoraConnection 'what?'"
        "Get-SoraConnection -ClientId 'a*'"
        "Get-SoraConnection -ConnectionId '[x]'"
        "Get-SoraChannel 'what?'"
        "Wait-SoraConnection 'what?' -ClientId 'a*'"
        "'live-*' | Get-SoraConnection"
        "[pscustomobject]@{ ChannelId = 'live-1'; ClientId = 'a*' } | Get-SoraConnection"
        "'live-*' | Disconnect-SoraChannel -ErrorAction Ignore"
        "Get-SoraConnection 'live-*' -AsCurl"
        "Get-SoraConnection 'live-['"
        'Get-SoraConnection "live-*`e[0m"'
    ) {
        Get-Warning $_ | Should -BeNullOrEmpty
    }

    It 'is told once' {
        Get-Warning "Get-SoraConnection 'live-*', 'live-*' -ClientId 'x*', 'x*'" | Should -HaveCount 2
    }

    It 'is told nothing where nobody answered' {
        $null = Register-SoraServer http://127.0.0.1:1 -Name closed -MaximumRetryCount 0 -Force
        Get-Warning "Get-SoraConnection -Server closed -ClientId 'a*' -ErrorAction Ignore" | Should -BeNullOrEmpty
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
