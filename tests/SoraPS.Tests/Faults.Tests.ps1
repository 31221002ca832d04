[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $newer = $PSVersionTable.PSEdition -eq 'Core'
    # Every row in one way, in which many can be met side by side. What a row says does not depend on the way: in the others there is one row for
    # each outcome that a list can have.
    $rows = @(foreach ($fault in [SoraPS.TestServers.Faults]::All) { @{ Name = $fault.Name; Outcome = "$($fault.List)" } })
    $few = @($rows | Group-Object { $_.Outcome } | ForEach-Object { $_.Group[0] })
    foreach ($row in $rows) { $row.Both = $row -in $few }
    $ways = @(
        @{ Way = 'in this runspace'; Rows = $few; Skip = $false }
        @{ Way = 'in a runspace pool'; Rows = $rows; Skip = $false }
        @{ Way = 'in ForEach-Object -Parallel'; Rows = $few; Skip = -not $newer }
        @{ Way = 'in thread jobs'; Rows = $few; Skip = -not (Get-Command Start-ThreadJob -ErrorAction Ignore) }
    )
}

Describe 'A server that misbehaves, <Way>' -ForEach $ways {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $meet = Join-Path $PSScriptRoot 'Invoke-Fault.ps1'
        $sideBySide = 24
        $unobserved = [SoraPS.TestServers.UnobservedExceptionMonitor]::new()

        # Every row as a list, which stops at the error, and as a change, which goes on; those that stand for an outcome in both ways.
        $calls = foreach ($row in $Rows) {
            foreach ($list in @($true) + @($false) * ($null -ne [SoraPS.TestServers.Faults]::Find($row.Name).Change)) {
                foreach ($stop in $(if ($row.Both) { $true, $false } else { $list })) { @{ ModulePath = $modulePath; Name = $row.Name; List = $list; Stop = $stop } }
            }
        }
        $found = [hashtable]::Synchronized(@{})
        $label = { param($call) "$($call.Name), list: $($call.List), stop: $($call.Stop)" }
        switch ($Way) {
            'in this runspace' {
                foreach ($call in $calls) { $found[(& $label $call)] = @(& $meet @call 2>&1) }
            }
            'in a runspace pool' {
                $pool = [runspacefactory]::CreateRunspacePool(1, $sideBySide)
                $pool.Open()
                $running = foreach ($call in $calls) {
                    $shell = [powershell]::Create()
                    $shell.RunspacePool = $pool
                    @{ Shell = $shell; Call = $call; Run = $shell.AddCommand($meet).AddParameters($call).BeginInvoke() }
                }
                foreach ($run in $running) {
                    $found[(& $label $run.Call)] = @($run.Shell.EndInvoke($run.Run)) + @($run.Shell.Streams.Error)
                    $run.Shell.Dispose()
                }
                $pool.Dispose()
            }
            'in ForEach-Object -Parallel' {
                $calls | ForEach-Object -ThrottleLimit $sideBySide -Parallel {
                    $call = $_
                    ($using:found)["$($call.Name), list: $($call.List), stop: $($call.Stop)"] = @(& $using:meet @call 2>&1)
                }
            }
            'in thread jobs' {
                $running = foreach ($call in $calls) {
                    @{ Call = $call; Job = Start-ThreadJob -ThrottleLimit $sideBySide -ArgumentList $meet, $call -ScriptBlock ([scriptblock]::Create('param($meet, $call) & $meet @call')) }
                }
                foreach ($run in $running) {
                    $found[(& $label $run.Call)] = @(Receive-Job $run.Job -Wait -AutoRemoveJob 2>&1)
                }
            }
        }
    }
    AfterAll { $unobserved.Dispose() }

    It 'ends as promised: <Name>' -ForEach $Rows -Skip:$Skip {
        $own = @($calls | Where-Object { $_.Name -ceq $Name })
        $own | Should -Not -BeNullOrEmpty
        foreach ($call in $own) {
            $found[(& $label $call)] | Should -BeExactly 'met' -Because (& $label $call)
        }
    }

    It 'meets every row of the table' -Skip:($Way -ne 'in a runspace pool') {
        @($found.Keys -replace ', list: .*' | Sort-Object -Unique) | Should -Be @([SoraPS.TestServers.Faults]::All.Name | Sort-Object -Unique)
    }

    It 'leaves no task behind that failed unseen' -Skip:$Skip {
        $unobserved.GetExceptions() | Should -BeNullOrEmpty
    }
}

Describe 'docs/reliability.md' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }

    It 'has the table of faults, row by row' {
        $show = { param($id) if ($null -eq $id) { '' } elseif ($id) { "``$id``" } else { 'success' } }
        $expected = foreach ($fault in [SoraPS.TestServers.Faults]::All) { "| $($fault.Name) | $(& $show $fault.List) | $($fault.Delivered) | $(& $show $fault.Change) |" }
        $lines = Get-Content -LiteralPath (Join-Path $root 'docs/reliability.md')
        $start = [array]::IndexOf($lines, '| the server | a list | objects before | a change |')
        $lines[($start + 2)..($start + 1 + $expected.Count)] | Should -BeExactly $expected
        $lines[$start + 2 + $expected.Count] | Should -BeExactly ''
    }
}

# Only there can a process be told, for itself alone, whom to trust.
Describe 'A certificate of an authority that is trusted' -Skip:(-not (Test-Path variable:IsLinux) -or -not $IsLinux) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $script = {
            param($Common)
            . $Common
            Set-Content -LiteralPath $env:SSL_CERT_FILE -Value ([SoraPS.TestServers.Certificates]::AuthorityPem)
            foreach ($kind in 'Valid', 'Expired', 'OfAnotherName') {
                $server = [SoraPS.TestServers.RawServer]::new([SoraPS.TestServers.Certificates]::$kind(), [string[]] (ConvertTo-Answer '[]'))
                $null = Register-SoraServer $server.Uri -MaximumRetryCount 0 -Default
                "$kind $(Get-FailureId { Get-SoraConnection }) $($server.Requests.Count)"
                $server.Dispose()
            }
        }
        $env:SSL_CERT_FILE = Join-Path $TestDrive 'authority.pem'
        try { $said = & (Join-Path $PSHOME 'pwsh') -NoProfile -NonInteractive -Command $script -args (Join-Path $PSScriptRoot 'Common.ps1') }
        finally { $env:SSL_CERT_FILE = $null }
    }

    It '<_>' -ForEach 'Valid  1', 'Expired SoraCertificateError 0', 'OfAnotherName SoraCertificateError 0' {
        $said | Should -Contain $_
    }
}
