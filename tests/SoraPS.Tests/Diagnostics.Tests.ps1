[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingConvertToSecureStringWithPlainText', '', Justification = 'Secrets of tests.')]
param()

# Tests RequestDiagnosticsWriter and ProgressReporter.
# What -Verbose, -Debug and the progress bar show about requests.

BeforeDiscovery { $terminal = $IsLinux -and [bool] (Get-Command script -CommandType Application -ErrorAction Ignore) }

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $answer = ConvertTo-Answer '{"channel_id":"sora"}'

    # Each record of a stream, as text.
    function Get-Verbose([scriptblock] $Attempt) { @(& $Attempt 4>&1 2>$null | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message) }
    function Get-Debug([scriptblock] $Attempt) { @(& $Attempt 5>&1 2>$null | Where-Object { $_ -is [System.Management.Automation.DebugRecord] } | ForEach-Object Message) }
}

Describe 'Verbose and debug messages about requests' {
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:server) { $server.Dispose() }
    }

    It 'are with -Verbose one line for each request: operation, server, status, bytes, milliseconds (<Call>)' -ForEach @(
        @{ Call = { Get-SoraConnection sora -Verbose }; Target = 'Sora_20201013.ListChannelConnections'; Answer = '[]'; Bytes = 2 }
        @{ Call = { Invoke-SoraApi Sora_20171218.GetLicense -Verbose }; Target = 'Sora_20171218.GetLicense'; Answer = '{"a":1}'; Bytes = 7 }
        @{ Call = { Invoke-SoraApi Sora_20171218.GetLicense -Raw -Verbose }; Target = 'Sora_20171218.GetLicense'; Answer = '{"a":1}'; Bytes = 7 }
        @{ Call = { Disconnect-SoraChannel sora -Verbose }; Target = 'Sora_20151104.DisconnectChannel'; Answer = '{"channel_id":"sora"}'; Bytes = 21 }
    ) {
        $server = Open-RawServer (ConvertTo-Answer $Answer)
        $lines = @(Get-Verbose $Call | Where-Object { $_ -match [regex]::Escape($Target) })
        $lines | Should -HaveCount 1
        $lines[0] | Should -Match "^$([regex]::Escape($Target)) raw: 200, $Bytes bytes, [\d,.]+ ms$"
    }

    It 'have a line for each retry and each status that is an error' {
        $server = Open-RawServer (ConvertTo-Answer '{}' 503), (ConvertTo-Answer '{}' 503), (ConvertTo-Answer '[]')
        $null = Register-SoraServer $server.Uri -Name raw -MaximumRetryCount 2 -RetryIntervalSec 0
        Get-Verbose { Get-SoraConnection -Verbose } | ForEach-Object { $_ -replace '^\S+ raw: (\d+),.*', '$1' } | Should -Be '503', '503', '200'
    }

    It 'have a line for a request that got no answer' {
        $null = Register-SoraServer http://127.0.0.1:1 -Name nobody -MaximumRetryCount 0
        $lines = @(Get-Verbose { Get-SoraConnection -Verbose })
        $lines | Should -HaveCount 1
        $lines[0] | Should -Match '^Sora_20201013\.ListConnections nobody: '
    }

    It 'are written where $VerbosePreference says so, too, and otherwise not' {
        $server = Open-RawServer (ConvertTo-Answer '[]')
        Get-Verbose { Get-SoraConnection } | Should -BeNullOrEmpty
        Get-Verbose { $VerbosePreference = 'Continue'; Get-SoraConnection } | Should -HaveCount 1
        Get-Verbose { $VerbosePreference = 'Continue'; Get-SoraConnection -Verbose:$false } | Should -BeNullOrEmpty
    }

    It 'are with -Debug the sizes of request and answer, and never a secret' {
        $server = Open-RawServer (ConvertTo-Answer '[]')
        $null = Register-SoraServer $server.Uri -Name raw -Token (ConvertTo-SecureString 'T0P-secret' -AsPlainText -Force) -Headers @{ 'X-Api-Key' = 'K3Y' }
        $lines = @(Get-Debug { Get-SoraConnection sora -Debug -Verbose })
        $lines | Should -HaveCount 1
        $lines[0] | Should -Match "sent 21 bytes to $([regex]::Escape($server.Uri)), received 2$"
        $lines -join '' | Should -Not -Match 'T0P|K3Y'
    }

    It 'have a line for every one of many changes that are in flight at the same time' {
        $server = Open-RawServer $answer
        $lines = Get-Verbose { 1..50 | ForEach-Object { [pscustomobject] @{ ChannelId = "c$_" } } | Disconnect-SoraChannel -Verbose }
        @($lines | Where-Object { $_ -match ': 200, ' }) | Should -HaveCount 50
    }

    It 'end the pipeline where $VerbosePreference is Stop' {
        $server = Open-RawServer (ConvertTo-Answer '[]')
        { Get-SoraConnection -Verbose -ErrorAction Stop; $VerbosePreference = 'Stop'; Get-SoraConnection } | Should -Throw
        $server.Requests.Count | Should -Be 2
    }
}

Describe 'The progress of what takes over a second' -Skip:(-not $terminal) {
    BeforeAll {
        $slow = Start-SoraSimulator -ConnectionCount 20 -LatencyMilliseconds 1600
        $bulk = Start-SoraSimulator -ConnectionCount 20 -LatencyMilliseconds 300
        $quick = Start-SoraSimulator -ConnectionCount 20
        $list = "Get-SoraConnection -Server $($slow.Uri) | Out-Null"
        $change = "ForEach-Object { [pscustomobject] @{ ChannelId = `"c`$_`" } } | Disconnect-SoraChannel -ThrottleLimit 2 -Server $($bulk.Uri)"
        $in = '[Threading.Thread]::CurrentThread.CurrentUICulture = [cultureinfo]::new'
        $scripts = [ordered]@{
            off      = "`$ProgressPreference = 'SilentlyContinue'; 1..10 | $change | Out-Null"
            watch    = "Watch-SoraConnection sora-0 -TimeoutSec 2 -Server $($bulk.Uri)"
            english  = "$in('en-US'); $list"
            # Not the first: that one takes its time to be compiled.
            quick    = "Get-SoraConnection -Server $($quick.Uri) | Out-Null"
            japanese = "$in('ja-JP'); $list; $in('en-US')"
            changes  = "1..12 | $change | Out-Null"
            refused  = "(1..20 | ForEach-Object { 'x' * 300 + `$_ }) + (1..12) | $change -ErrorAction Ignore | Measure-Object | ForEach-Object { `"written: `$(`$_.Count)`" }"
            wait     = "Wait-SoraConnection sora-0 -Gone -TimeoutSec 2 -ErrorAction Ignore -Server $($bulk.Uri)"
        }
        $shown = Get-ScreenOfEach $scripts
        $shownToNobody = Get-Screen "$list; 'came to its end'" '-NonInteractive'
    }
    AfterAll { $slow, $bulk, $quick | Stop-SoraSimulator }

    It 'was recorded for every script' { $shown.Keys | Sort-Object | Should -Be ($scripts.Keys | Sort-Object) }

    It 'is shown for a list to a person at a terminal' { $shown.english | Should -Match 'Get-SoraConnection \[' }

    It 'counts the answers to many changes' { $shown.changes | Should -Match 'Disconnect-SoraChannel \[Answered: \d+(,| of 12)' }

    It 'counts records that were refused without a request, too' {
        $shown.refused | Should -Match 'of 32, failed: 20'
        $shown.refused | Should -Match 'written: 12\b'
    }

    It 'tells who is still there while somebody waits' { $shown.wait | Should -Match 'Wait-SoraConnection \[Still there: 10' }

    It 'is not shown while watching, which has no end' { $shown.watch | Should -Not -Match 'Watch-SoraConnection' }

    It 'is a line of the same length in Japanese, whose letters take two cells' {
        $cells = foreach ($language in 'english', 'japanese') {
            $line = [regex]::Match($shown[$language], 'Get-SoraConnection \[[^\]]*\]').Value
            $line | Should -Match $(if ($language -eq 'japanese') { '[\u3041-\u3096]' } else { 'Waiting' })
            ($line -replace '\u200B').Length + [regex]::Matches($line, '[\u3000-\u9fff]').Count
        }
        $cells[1] | Should -Be $cells[0]
    }

    It 'is not shown where nobody can answer a question' {
        $shownToNobody | Should -Match 'came to its end'
        $shownToNobody | Should -Not -Match 'Get-SoraConnection'
    }

    It 'is not shown where progress is turned off' { $shown.off | Should -Not -Match 'Disconnect-SoraChannel' }

    It 'is not shown for what is quick' { $shown.quick | Should -Not -Match 'Get-SoraConnection' }
}
