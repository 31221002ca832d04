[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Tests ServerChecker.
Describe 'Test-SoraServer' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $report = Get-Content (Join-Path $root 'tests/data/fixtures/GetStatsReport.json') -Raw
        function Add-Report($Simulator, [string] $Json) {
            $Simulator.ClearFaults()
            $Simulator.Fail([SoraPS.SoraSimulatorFault] @{ Target = 'GetStatsReport'; StatusCode = 200; Body = $Json })
        }
        function Get-Check($Checks, [string] $Name) { $Checks | Where-Object Check -EQ $Name }
        $names = 'Reachable', 'Mode', 'License', 'ClusterNodes', 'Version', 'Errors'
    }

    BeforeEach {
        $nodes = Start-SoraSimulator -NodeCount 2
        $null = Register-SoraServer $nodes[0].Uri -Name tokyo -MaximumRetryCount 0
        Add-Report $nodes[0] '{"version":"2025.2.1","error":{}}'
    }

    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $nodes | Stop-SoraSimulator
    }

    It 'writes an object for each check' {
        $checks = @(Test-SoraServer)
        $checks.Check | Should -Be $names
        $checks.Status | Select-Object -Unique | Should -BeExactly 'Pass'
        $checks.Server | Select-Object -Unique | Should -BeExactly 'tokyo'
        $checks[0].Value | Should -BeOfType long
        $checks[1].Value, $checks[3].Value, $checks[4].Value, $checks[5].Value | Should -Be 'normal', 2, '2025.2.1', 0
        $checks[2].Value | Should -BeGreaterThan 1000
        $checks[0].At | Should -BeOfType datetime
        "$($checks[1])" | Should -BeExactly 'tokyo/Mode Pass'
        ($checks[1] | ConvertTo-Json | ConvertFrom-Json).Status | Should -BeExactly 'Pass'
    }

    It 'sends requests that only read, each once' {
        $null = Get-SoraServer | ForEach-Object { $_; $_ } | Test-SoraServer
        $nodes[0].Requests.Target | Sort-Object | Should -Be 'Sora_20171010.GetStatsReport', 'Sora_20171218.GetLicense', 'Sora_20211215.GetMode', 'Sora_20211215.ListClusterNodes'
        $nodes[0].Requests.Body | Select-Object -Unique | Should -BeExactly ''
        (Get-Command Test-SoraServer).Parameters.Keys | Should -Not -Contain 'WhatIf'
        Test-SoraServer -AsCurl | Should -HaveCount 4
        $nodes[0].Requests.Count | Should -Be 4
    }

    It 'fails for every mode but the expected one: <Mode>' -ForEach @(
        @{ Mode = 'block_new_connection'; Expected = @{}; Status = 'Fail' }
        @{ Mode = 'block_new_session'; Expected = @{}; Status = 'Fail' }
        @{ Mode = 'block_new_session'; Expected = @{ ExpectedMode = 'Block_New_Session' }; Status = 'Pass' }
        @{ Mode = 'normal'; Expected = @{ ExpectedMode = 'block_new_session' }; Status = 'Fail' }
    ) {
        $null = Set-SoraMode $Mode -Confirm:$false
        $checks = Test-SoraServer @Expected
        (Get-Check $checks Mode).Status | Should -BeExactly $Status
        (Get-Check $checks Mode).Value | Should -BeExactly $Mode
        [bool] (Get-Check $checks Mode).Reason | Should -Be ($Status -eq 'Fail')
        @($checks | Where-Object Status -NE Pass) | Should -HaveCount $(if ($Status -eq 'Fail') { 1 } else { 0 })
    }

    It 'tells the licence: <Text>' -ForEach @(
        @{ Text = 'expired'; Month = '2020-01'; Days = 30; Status = 'Fail' }
        @{ Text = 'due'; Month = '2098-12'; Days = 100000; Status = 'Warn' }
        @{ Text = 'long enough'; Month = '2098-12'; Days = 30; Status = 'Pass' }
        @{ Text = 'no month'; Month = 'never'; Days = 30; Status = 'Warn' }
    ) {
        $nodes[0].SetLicenseFile(@{ expired_at = $Month })
        $null = Update-SoraLicense
        $check = Get-Check (Test-SoraServer -MinimumLicenseDay $Days) License
        $check.Status | Should -BeExactly $Status
        $check.Value | Should -Be (Get-SoraLicense).DaysLeft
    }

    It 'names the nodes that are not connected' {
        $nodes[1] | Stop-SoraSimulator
        $check = Get-Check (Test-SoraServer) ClusterNodes
        $check.Status, $check.Value | Should -Be 'Fail', 1
        $check.Reason | Should -Match 'node-02@127\.0\.0\.1'
    }

    It 'warns of nodes with different versions' {
        Add-Report $nodes[0] '{"version":"2025.1.0"}'
        $check = Get-Check (Test-SoraServer) Version
        $check.Status, $check.Value | Should -Be 'Warn', '2025.1.0'
        $check.Reason | Should -Match '2025\.1\.0, 2025\.2\.1'
    }

    It 'goes on with counters whose sum is no number' {
        Add-Report $nodes[0] '{"version":"2025.2.1","error":{"a":9223372036854775807,"b":9223372036854775807}}'
        $checks = @(Test-SoraServer)
        (Get-Check $checks Errors).Value | Should -Be ([long]::MaxValue)
        (Get-Check (Test-SoraServer -Baseline $checks) Errors).Status | Should -BeExactly 'Pass'
    }

    It 'counts errors since the node started, and warns of those that were not in the baseline' {
        Add-Report $nodes[0] $report
        $before = Test-SoraServer
        $known = Get-Check $before Errors
        # error 3 + 4, total_failed_ 8 to 12
        $known.Status, $known.Value | Should -Be 'Pass', (3 + 4 + 8 + 9 + 10 + 11 + 12)
        $known.Reason | Should -Match 'signaling_error|total_failed'
        (Get-Check (Test-SoraServer -Baseline $before) Errors).Status | Should -BeExactly 'Pass'
        Add-Report $nodes[0] ($report -replace '"signaling_error": 4', '"signaling_error": 6')
        foreach ($baseline in $before, $known, ($before | ConvertTo-Json | ConvertFrom-Json), ($before | ConvertTo-Csv | ConvertFrom-Csv), ([Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($before)))) {
            (Get-Check (Test-SoraServer -Baseline $baseline) Errors).Status | Should -BeExactly 'Warn'
        }
        Add-Report $nodes[0] '{"version":"2025.2.1","error":{"signaling_error":1}}'
        $anew = Get-Check (Test-SoraServer -Baseline $before) Errors
        $anew.Status, $anew.Value | Should -Be 'Warn', 1
        $anew.Reason | Should -Match 'signaling_error: 1'
        Add-Report $nodes[0] '{"version":"2025.2.1","error":{}}'
        $none = Get-Check (Test-SoraServer -Baseline $before) Errors
        $none.Status, $none.Value | Should -Be 'Pass', 0
        $none.Reason | Should -Not -BeNullOrEmpty -Because 'the counters began anew'
    }

    It 'names the counters that grew, with how much, from a baseline in any format' {
        Add-Report $nodes[0] '{"error":{"a":3,"b":1,"odd name":2}}'
        $before = Get-Check (Test-SoraServer) Errors
        $before.Detail | Should -BeExactly 'a=3 odd%20name=2 b=1'
        Add-Report $nodes[0] '{"error":{"a":3,"b":8,"odd name":4,"c":1}}'
        foreach ($baseline in $before, ($before | ConvertTo-Json | ConvertFrom-Json), ($before | ConvertTo-Csv | ConvertFrom-Csv), ([Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($before)))) {
            $check = Get-Check (Test-SoraServer -Baseline $baseline) Errors
            $check.Status, $check.Value | Should -Be 'Warn', 16
            $check.Reason | Should -Match ': b \+7, odd name \+2, c \+1$'
        }
        $sumOnly = $before | Select-Object Server, Check, Value
        (Get-Check (Test-SoraServer -Baseline $sumOnly) Errors).Status | Should -BeExactly 'Warn'
        # The sum has grown, but one counter is smaller: it began anew.
        Add-Report $nodes[0] '{"error":{"a":2,"b":80}}'
        (Get-Check (Test-SoraServer -Baseline $before) Errors).Reason | Should -Match 'b: 80, a: 2'
    }

    It 'finds its row in the baseline: <Text>' -ForEach @(
        @{ Text = 'by its name'; Row = { @{ Server = 'TOKYO' } }; Status = 'Pass' }
        @{ Text = 'by its address'; Row = { @{ Server = "$($nodes[0].Uri)" } }; Status = 'Pass' }
        @{ Text = 'by its address without the slash'; Row = { @{ Server = "$($nodes[0].Uri)".TrimEnd('/') } }; Status = 'Pass' }
        @{ Text = 'by host and port'; Row = { @{ Server = $nodes[0].Uri.Authority } }; Status = 'Pass' }
        @{ Text = 'the latest of several'; Row = { @{ Server = 'tokyo'; At = '2026-02-01 00:00:00' }, @{ Server = 'tokyo'; At = '2026-01-01 00:00:00'; Value = 0 } }; Status = 'Pass' }
        @{ Text = 'the latest that has a number'; Row = { @{ Server = 'tokyo'; At = '2026-01-01' }, @{ Server = 'tokyo'; At = '2026-02-01'; Value = '' } }; Status = 'Pass' }
        @{ Text = 'none'; Row = { @{ Server = 'osaka' } }; Status = 'Warn' }
    ) {
        Add-Report $nodes[0] '{"error":{"a":3}}'
        $baseline = & $Row | ForEach-Object { [pscustomobject] (@{ Check = 'Errors' } + $(if ($_.ContainsKey('Value')) { @{} } else { @{ Value = '3' } }) + $_) }
        $check = Get-Check (Test-SoraServer -Baseline $baseline) Errors
        $check.Status, $check.Value | Should -Be $Status, 3
        $check.Reason | Should -Match 'a: 3'
    }

    It 'writes the checks of a server together, and does not let another one hold them back' {
        $slow = Start-SoraSimulator
        try {
            $slow.Fail(@{ Target = 'ListClusterNodes'; DelayMilliseconds = 60000 })
            $null = Register-SoraServer $slow.Uri -Name slow -MaximumRetryCount 0
            $null = Register-SoraServer $nodes[1].Uri -Name osaka -MaximumRetryCount 0
            $nodes[0].Fail(@{ Target = 'GetLicense'; DelayMilliseconds = 500 })
            $checks = @(Test-SoraServer -Server slow, tokyo, osaka | Select-Object -First 12)
            $checks.Server | Select-Object -Unique | Sort-Object | Should -Be 'osaka', 'tokyo'
            "$($checks.Check)" | Should -BeExactly "$names $names"
            $checks[0..5].Server | Select-Object -Unique | Should -HaveCount 1
        }
        finally { $slow.Dispose() }
    }

    It 'shows what was measured with its unit, and keeps the number, also after serialization' {
        $nodes[1] | Stop-SoraSimulator
        $checks = Test-SoraServer
        $again = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($checks))
        foreach ($set in $checks, $again) {
            (Get-Check $set Reachable).Measured | Should -BeExactly "$((Get-Check $set Reachable).Value) ms"
            (Get-Check $set ClusterNodes).Value | Should -Be 1
            (Get-Check $set ClusterNodes).Measured | Should -Match '1\D+2|2\D+1'
            (Get-Check $set License).Measured | Should -Match "^$((Get-Check $set License).Value) \D+$"
            (Get-Check $set Mode).Measured, (Get-Check $set Errors).Measured | Should -Be 'normal', '0'
        }
    }

    It 'refuses a baseline that says nothing: <Text>' -ForEach @(
        @{ Text = 'null'; Baseline = $null }
        @{ Text = 'an empty list'; Baseline = @() }
        @{ Text = 'something else'; Baseline = @(Get-Date) }
    ) {
        Get-FailureId { Test-SoraServer -Baseline $Baseline } | Should -Match '^(SoraInvalidArgument|ParameterArgumentValidationError)'
        $nodes[0].Requests.Count | Should -Be 0
    }

    It 'has one result for a server that is down, and all for the others' {
        $null = Register-SoraServer http://127.0.0.1:1/ -Name down -MaximumRetryCount 0
        $checks = Test-SoraServer -Server (Get-SoraServer) -ErrorVariable failed
        $failed | Should -BeNullOrEmpty
        @($checks | Where-Object Server -EQ down) | Should -HaveCount 1
        ($checks | Where-Object Server -EQ down).Check | Should -BeExactly 'Reachable'
        @($checks | Where-Object Status -EQ Fail).Server | Should -BeExactly 'down'
        @($checks | Where-Object Server -EQ tokyo).Check | Should -Be $names
    }

    It 'has one result for a server that refuses the token' {
        $nodes[0].Fail(401)
        $nodes[0].ClearFaults()
        $nodes[0].Fail(401)
        $checks = @(Test-SoraServer)
        $checks.Check, $checks.Status | Should -Be 'Reachable', 'Fail'
    }

    It 'warns of what a server refuses, and makes the other checks: <Target>' -ForEach @(
        @{ Target = 'GetMode'; Warned = 'Mode'; Fault = @{ ErrorType = 'Nope' } }
        @{ Target = 'GetMode'; Warned = 'Mode'; Fault = @{ StatusCode = 403 } }
        @{ Target = 'GetLicense'; Warned = 'License'; Fault = @{ StatusCode = 403 } }
        @{ Target = 'ListClusterNodes'; Warned = 'ClusterNodes'; Fault = @{ ErrorType = 'Nope' } }
        @{ Target = 'GetStatsReport'; Warned = 'Version', 'Errors'; Fault = @{ ErrorType = 'Nope' } }
    ) {
        if ($Target -eq 'GetStatsReport') { $nodes[0].ClearFaults() }
        $nodes[0].Fail([SoraPS.SoraSimulatorFault] ($Fault + @{ Target = $Target }))
        $checks = @(Test-SoraServer)
        $checks.Check | Should -Be $names
        @($checks | Where-Object Status -EQ Warn).Check | Should -Be $Warned
        @($checks | Where-Object Status -EQ Fail) | Should -HaveCount 0
        foreach ($check in $checks | Where-Object Status -EQ Warn) { $check.Reason | Should -Not -BeNullOrEmpty }
    }

    It 'fails where a later request fails for another reason' {
        $nodes[0].Fail([SoraPS.SoraSimulatorFault] @{ Target = 'GetLicense'; Drop = $true })
        (Get-Check (Test-SoraServer) License).Status | Should -BeExactly 'Fail'
    }

    It 'takes any report: <_>' -ForEach '{}', '[]', 'no JSON', '{"version":5,"error":[1],"total_failed_x":"y"}' {
        Add-Report $nodes[0] $_
        $checks = Test-SoraServer
        $checks.Check | Should -Be $names
        (Get-Check $checks Version).Status | Should -BeExactly 'Warn'
        @($checks | Where-Object Status -EQ Fail) | Should -HaveCount 0
    }

    It 'takes the server as its first argument, as the other cmdlets of servers do' {
        $null = Register-SoraServer http://127.0.0.1:1/ -Name other -Default -MaximumRetryCount 0
        @(Test-SoraServer tokyo).Server | Sort-Object -Unique | Should -BeExactly 'tokyo'
        (Suspend-SoraServer tokyo -Confirm:$false).Server | Should -BeExactly 'tokyo'
        (Resume-SoraServer tokyo -Confirm:$false).Server | Should -BeExactly 'tokyo'
        Add-Report $nodes[0] '{"version":"2025.2.1"}'
        (Get-SoraServerStats tokyo).Server | Should -BeExactly 'tokyo'
        foreach ($name in 'Get-SoraMode', 'Get-SoraLicense', 'Get-SoraClusterNode', 'Update-SoraLicense') {
            @(& $name tokyo).Server | Sort-Object -Unique | Should -BeExactly 'tokyo' -Because $name
        }
        $nodes[0].ClearRequests()
        $null = Get-SoraClusterChannel tokyo
        $nodes[0].Requests | Should -HaveCount 1
    }

    It 'leads to its server' {
        $null = Register-SoraServer http://127.0.0.1:1/ -Name other -Default -MaximumRetryCount 0
        $null = Test-SoraServer -Server tokyo | Where-Object Check -EQ Mode | Resume-SoraServer -Confirm:$false
        # The checks go on meanwhile.
        $nodes[0].Requests.Target | Should -Contain 'Sora_20211215.ChangeMode'
    }
}
