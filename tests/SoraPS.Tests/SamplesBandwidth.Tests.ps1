[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Export-BandwidthReport.ps1' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Samples.Common.ps1') }

    BeforeEach {
        $runbook = Join-Path $samples 'Export-BandwidthReport.ps1'
        $simulator = Open-Stage
        foreach ($id in 'S1', 'V1', 'L1') { $simulator.Set($id, @{ Age = '01:00:00' }) }
        $server = @{ Server = Register-SoraServer $simulator.Uri -MaximumRetryCount 0 }
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).csv"
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $simulator.Dispose()
    }

    It 'writes who uses how much, most first' {
        $line = & $runbook $file -Seconds 0.2 @server
        $LASTEXITCODE | Should -Be 0
        $line | Should -Match $logLine
        $line -replace '^\S+ ' | Should -BeExactly "wrote $file (4 rows)"
        $rows = @(Import-Csv $file)
        # The lobby's connection sends and receives 564 kbps, the speaker sends 1064 kbps, a viewer whose age is not known has no counters.
        $rows[0].ConnectionId, $rows[1].ConnectionId, $rows[2].ConnectionId, $rows[3].ConnectionId | Should -Be 'L1', 'S1', 'V1', 'V2'
        [math]::Round([double]::Parse($rows[0].SentKbps, [cultureinfo]::InvariantCulture)), [math]::Round([double]::Parse($rows[1].ReceivedKbps, [cultureinfo]::InvariantCulture)) | Should -Be 564, 1064
        $rows[1].SentKbps | Should -BeExactly '0'
        $rows[0].Time | Should -Match '^\d{4}-\d\d-\d\dT'
        [IO.File]::ReadAllBytes($file)[0..2] | Should -Be 0xEF, 0xBB, 0xBF
    }

    It 'sums up for each channel' {
        $null = & $runbook $file -Seconds 0.2 -By Channel @server
        $rows = @(Import-Csv $file)
        $rows.ChannelId | Sort-Object | Should -Be 'lobby', 'stage'
        ($rows | Where-Object ChannelId -EQ stage).Connections | Should -Be 3
    }

    It 'makes no formula of what a stranger calls himself' {
        $simulator.Set('V1', @{ client_id = '=1+1' })
        $null = & $runbook $file -Seconds 0.05 @server
        @(Import-Csv $file).ClientId | Should -Contain "'=1+1"
    }

    It 'writes that nobody is there' {
        $simulator.ClearConnections()
        $null = & $runbook $file -Seconds 0.05 @server
        $LASTEXITCODE | Should -Be 0
        Get-Content $file | Should -BeLike '*"Time","ChannelId"*'
    }

    It 'keeps the file of an earlier run where the server fails, and writes none with -WhatIf' {
        & $runbook $file -Seconds 0.05 @server -WhatIf | Should -BeNullOrEmpty
        Test-Path $file | Should -BeFalse
        Set-Content $file 'earlier'
        $simulator.Fail(@{ CutShort = $true })
        & $runbook $file -Seconds 0.05 @server -ErrorAction SilentlyContinue -ErrorVariable failures
        $LASTEXITCODE | Should -Be 1
        $failures | Should -Not -BeNullOrEmpty
        Get-Content $file | Should -BeExactly 'earlier'
    }
}
