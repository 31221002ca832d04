[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Get-SoraLicense' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'says what there is and when it ends' {
        $server = Open-RawServer (ConvertTo-Answer (Get-Content (Join-Path $root 'tests/data/fixtures/GetLicense.json') -Raw))
        $license = Get-SoraLicense
        $server.Requests[0].Target, $server.Requests[0].Body | Should -Be 'Sora_20171218.GetLicense', ''
        $license.ExpiredAt | Should -BeExactly '2026-12'
        $license.ExpiresAt.ToUniversalTime().ToString('o') | Should -BeExactly '2026-12-31T23:59:59.9999999Z'
        $license.MaxConnections, $license.MaxNodes, $license.Type, $license.Server | Should -Be 100, 10, 'Experimental', 'raw'
        "$license" | Should -BeExactly 'Sora SAMPLE-SRA-E001-202612-N10-100 2026-12, 100 connections, 10 nodes'
        $license | Where-Object ExpiresAt -LT ([datetime]::Parse('2027-01-01T00:00:00Z')) | Should -HaveCount 1
    }

    It 'writes the line of curl that does the same' {
        $server = Open-RawServer (ConvertTo-Answer '{}')
        Get-SoraLicense -AsCurl | Should -Match 'Sora_20171218\.GetLicense'
        $server.Requests.Count | Should -Be 0
    }

    It 'tells of each server that fails, and serves the others' {
        $server = Open-RawServer (ConvertTo-Answer '{"serial_code":"S"}')
        $null = Register-SoraServer http://127.0.0.1:1/ -Name down -MaximumRetryCount 0
        $found = Get-SoraServer | Get-SoraLicense -ErrorVariable failures -ErrorAction SilentlyContinue
        $found.SerialCode | Should -BeExactly 'S'
        @($failures.FullyQualifiedErrorId) | Should -BeLike 'SoraConnectionFailed,*'
    }

    It 'counts the whole days to the end of the month in UTC: <Month>' -ForEach @(
        @{ Month = 0; Least = 0; Most = 30 }
        @{ Month = 2; Least = 28; Most = 92 }
        @{ Month = -1; Least = -31; Most = -1 }
    ) {
        $first = [datetime]::UtcNow
        $month = [datetime]::new($first.Year, $first.Month, 1, 0, 0, 0, [DateTimeKind]::Utc).AddMonths($Month)
        $server = Start-SoraSimulator -License @{ expired_at = $month.ToString('yyyy-MM') }
        $license = Get-SoraLicense -Server $server
        $license.DaysLeft | Should -BeOfType int
        $license.DaysLeft | Should -BeGreaterOrEqual $Least
        $license.DaysLeft | Should -BeLessOrEqual $Most
        $end = $month.AddMonths(1)
        $license.DaysLeft | Should -BeIn ([math]::Floor(($end - $first).TotalDays)), ([math]::Floor(($end - [datetime]::UtcNow).TotalDays))
    }

    It 'is an alarm in one line, which finds what cannot be read, too' {
        $server = Start-SoraSimulator -License @{ ExpiredAt = '2020-01' }
        $null = Register-SoraServer $server.Uri -Name due
        $fine = Start-SoraSimulator
        $odd = Start-SoraSimulator -License @{ expired_at = 'never' }
        try {
            $null = Register-SoraServer $fine.Uri -Name fine
            $null = Register-SoraServer $odd.Uri -Name odd
            @(Get-SoraLicense -Server (Get-SoraServer) | Where-Object DaysLeft -LT 30).Server | Sort-Object | Should -Be 'due', 'odd'
        }
        finally { $fine, $odd | Stop-SoraSimulator }
    }
}

Describe 'Update-SoraLicense' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'writes the old and the new licence in one object' {
        $server = Open-RawServer (ConvertTo-Answer (Get-Content (Join-Path $root 'tests/data/fixtures/UpdateLicense.json') -Raw))
        $updated = Update-SoraLicense
        $server.Requests[0].Target, $server.Requests[0].Body | Should -Be 'Sora_20171218.UpdateLicense', ''
        $updated.OldLicense.ExpiredAt, $updated.NewLicense.ExpiredAt | Should -Be '2026-12', '2027-12'
        $updated.NewLicense.DaysLeft - $updated.OldLicense.DaysLeft | Should -Be 365
        $updated.Server, $updated.NewLicense.Server, $updated.OldLicense.Server | Should -Be 'raw', 'raw', 'raw'
        $updated.At | Should -BeOfType datetime
        "$updated" | Should -BeExactly 'Sora SAMPLE-SRA-E001-202712-N10-100 2027-12, 100 connections, 10 nodes'
        $updated.NewLicense | Should -BeOfType SoraPS.SoraLicense
    }

    It 'renews the licence of each server once' {
        $server = Start-SoraSimulator -License @{ expired_at = '2026-12' }
        $null = Register-SoraServer $server.Uri -Name tokyo
        $server.SetLicenseFile(@{ expired_at = '2027-12'; serial_code = 'NEW' })
        (Get-SoraLicense).ExpiredAt | Should -BeExactly '2026-12'
        $updated = Get-SoraServer | ForEach-Object { $_; $_ } | Update-SoraLicense
        $updated | Should -HaveCount 1
        $updated.OldLicense.ExpiredAt, $updated.NewLicense.SerialCode | Should -Be '2026-12', 'NEW'
        (Get-SoraLicense).ExpiredAt | Should -BeExactly '2027-12'
    }

    It 'shows what has changed, the old licence first' {
        $server = Start-SoraSimulator -License @{ expired_at = '2026-12'; max_connections = 100 }
        $server.SetLicenseFile(@{ expired_at = '2026-12'; max_connections = 500 })
        $updated = Update-SoraLicense -Server $server
        "$($updated.OldLicense)" | Should -Match ', 100 connections'
        "$($updated.NewLicense)" | Should -Match ', 500 connections'
        @($updated.psobject.Properties.Name -like '*License') | Should -Be 'OldLicense', 'NewLicense'
        ($updated | Format-List | Out-String) -replace '\s' | Should -Match '100co.*500connections'
    }

    It 'leaves the licence as it was where the file cannot be read' {
        $server = Start-SoraSimulator -License @{ expired_at = '2026-12' }
        $null = Register-SoraServer $server.Uri -Name tokyo
        $server.SetLicenseFile($null)
        Get-FailureId { Update-SoraLicense } | Should -BeExactly 'SoraApiError'
        (Get-SoraLicense).ExpiredAt | Should -BeExactly '2026-12'
    }

    It 'sends nothing with -WhatIf or -AsCurl' {
        $server = Open-RawServer (ConvertTo-Answer '{}')
        Update-SoraLicense -WhatIf
        Update-SoraLicense -AsCurl | Should -Match 'Sora_20171218\.UpdateLicense'
        $server.Requests.Count | Should -Be 0
    }

    It 'refuses an answer that has no new licence' {
        $server = Open-RawServer (ConvertTo-Answer '{"old_license":{}}')
        Get-FailureId { Update-SoraLicense } | Should -BeExactly 'SoraInvalidResponse'
    }
}
