[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Every line of code in the topic is run; in the order in which a reader would type it.
Describe 'about_SoraSimulator' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $page = Join-Path $modulePath 'en-US/about_SoraSimulator.help.txt'
        $lines = [IO.File]::ReadAllLines($page)

        # A piece of code: lines that are indented by eight, with what stands above it. Tables have their first column further left.
        $blocks = [Collections.Generic.List[object]]::new()
        $above = ''
        $block = $null
        $inTable = $false
        foreach ($line in $lines) {
            if ($line -match '^ {0,7}\S') {
                $above = $line.Trim()
                $block = $null
                $inTable = $line -match '\S {3,}\S'
            }
            elseif ($line -match '^ {8}' -and -not $inTable) {
                if ($null -eq $block) { $block = [pscustomobject]@{ Above = $above; Code = '' }; $blocks.Add($block) }
                $block.Code += $line.Substring(8) + "`n"
            }
            elseif ($null -ne $block) { $block.Code += "`n" }
        }
        function Get-Code([string] $Above) { @($blocks | Where-Object Above -Like $Above)[0].Code }
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:simulator) { $simulator.Dispose() }
    }

    It 'is found by Get-Help' {
        Get-Help about_SoraSimulator | Out-String | Should -Match 'Cut-Old'
    }

    It 'fits a window of 80 columns, in plain ASCII' {
        $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
        $lines | Where-Object { $_ -match '[^\x20-\x7e]' } | Should -BeNullOrEmpty
        foreach ($section in 'TOPIC', 'SHORT DESCRIPTION', 'LONG DESCRIPTION', 'NOTES', 'SEE ALSO', 'KEYWORDS') { $lines | Should -Contain $section }
    }

    It 'shows a runbook and a test that passes, and that fails when the runbook is wrong' {
        $pester = (Get-Module Pester).Path
        $runbook = Get-Code '*Save this as Cut-Old.ps1:'
        $runbooks = [ordered] @{ right = $runbook; wrong = $runbook -replace 'exit \[int\].*', 'exit 0' }
        $folders = foreach ($name in $runbooks.Keys) {
            $folder = (New-Item -ItemType Directory (Join-Path $TestDrive "stranger/$name")).FullName
            Set-Content (Join-Path $folder 'Cut-Old.ps1') $runbooks[$name]
            Set-Content (Join-Path $folder 'Cut-Old.Tests.ps1') (Get-Code 'And this as Cut-Old.Tests.ps1*')
            $folder
        }
        $try = "`$env:PSModulePath = '$(Split-Path $modulePath)' + [IO.Path]::PathSeparator + `$env:PSModulePath; Import-Module '$pester'; foreach (`$folder in '$($folders -join "', '")') { `$run = Invoke-Pester `$folder -PassThru -Output None; `"`$(`$run.PassedCount) `$(`$run.FailedCount)`" }"
        @(& $powershell -NoProfile -NonInteractive -Command $try) -match '^\d+ \d+$' | Should -BeExactly '4 0', '2 2'
    }

    It 'shows how to script who is connected' {
        . ([scriptblock]::Create((Get-Code 'channel sora, role sendrecv*')))
        $simulator.Connections | Should -HaveCount 12
        ($simulator.Connections | Where-Object ConnectionId -EQ 'A3').Age | Should -BeNullOrEmpty
        ($simulator.Connections | Where-Object ConnectionId -EQ 'A1').Simulcast | Should -BeTrue
        $null = Register-SoraServer $simulator.Uri
        $copy = & ([scriptblock]::Create((Get-Code 'A copy of what*')))
        try { $copy.Connections.ConnectionId | Should -Be $simulator.Connections.ConnectionId } finally { $copy.Dispose() }
    }

    It 'shows faults that are accepted' {
        $simulator = Start-SoraSimulator
        $faults = & ([scriptblock]::Create((Get-Code 'force until ClearFaults()*')))
        $faults | Should -HaveCount 5
        $simulator.Faults | Should -BeNullOrEmpty
        $documented = @($lines | ForEach-Object { if ($_ -cmatch '^ {4}([A-Z]\w+(?:, [A-Z]\w+)*) {3,}\S') { $Matches[1] -split ', ' } })
        foreach ($property in [SoraPS.SoraSimulatorFault].GetProperties().Name) { $documented | Should -Contain $property }
    }

    It 'shows how somebody comes while a script runs' -Skip:(-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) {
        $simulator = Start-SoraSimulator
        . ([scriptblock]::Create((Get-Code 'test is as quick*')))
        $late.ChannelId | Should -BeExactly 'late'
        & ([scriptblock]::Create((Get-Code 'Sora agrees to disconnect*')))
        $null = Disconnect-SoraChannel late -Server $simulator.Uri
        $simulator.Connections.ChannelId | Should -BeExactly 'late'
    }

    It 'shows how a recording comes to its end' {
        $simulator = Start-SoraSimulator -Connection @{ channel_id = 'sora' }
        $null = Start-SoraRecording sora -ExpireTime 2h -Server $simulator
        Get-SoraRecording -Server $simulator | Should -HaveCount 1
        & ([scriptblock]::Create((Get-Code 'it end without*')))
        Get-SoraRecording -Server $simulator | Should -BeNullOrEmpty
    }

    It 'shows how a licence is renewed, and how that fails' {
        $simulator = Start-SoraSimulator
        $update = & ([scriptblock]::Create((Get-Code 'licence file, and one*')))
        $update.NewLicense.ExpiredAt | Should -BeExactly '2027-12'
        Get-FailureId { Update-SoraLicense -Server $simulator } | Should -BeExactly 'SoraApiError'
    }

    It 'shows a cluster, and one of its nodes drained and stopped' {
        try {
            $shown = @(. ([scriptblock]::Create((Get-Code 'Several nodes*'))))
            @($shown | Where-Object { $_.psobject.TypeNames -ccontains 'SoraPS.SoraConnection' }) | Should -HaveCount 30
            @($shown | Where-Object { $_.psobject.TypeNames -ccontains 'SoraPS.SoraClusterNode' }).Connected | Should -Be $true, $true, $false
            @(Get-SoraSession -Server $nodes[0]).SessionId | Should -Be @(Get-SoraSession -Server $nodes[1]).SessionId
        }
        finally { $nodes | Stop-SoraSimulator }
    }

    It 'shows a node that is removed, and joins again' {
        try {
            $shown = @(. ([scriptblock]::Create((Get-Code 'until it joins*'))))
            $shown | ForEach-Object { $_.GetType().Name } | Should -Be 'SoraRemovedClusterNode', 'SoraRegisteredClusterNode'
            @(Get-SoraClusterNode -Server $nodes[0]).NodeName | Should -Contain 'node-03@127.0.0.1'
        }
        finally { $nodes | Stop-SoraSimulator }
    }

    It 'shows who received a push, and who has the focus' {
        $simulator = Start-SoraSimulator -Connection @{ channel_id = 'sora'; client_id = 'anna'; connection_id = 'A1' }, @{ channel_id = 'other' }
        $shown = @(& ([scriptblock]::Create((Get-Code 'the client receives*'))))
        $shown[-1].ConnectionId | Should -BeExactly 'A1'
        $shown[-1].Data.text | Should -BeExactly 'hello'
        $simulator.Pushes | Should -BeNullOrEmpty
        @(& ([scriptblock]::Create((Get-Code 'exceeded, those*'))))[-1] | Should -BeExactly 'A1'
    }

    It 'shows how Sora counts errors' {
        $simulator = Start-SoraSimulator
        $checks = & ([scriptblock]::Create((Get-Code 'test of Test-SoraServer*')))
        ($checks | Where-Object Check -EQ Errors).Value | Should -Be 3
        ($checks | Where-Object Check -EQ Version).Status | Should -BeExactly 'Pass'
    }

    It 'has no code that is not run here' {
        $run = '*Save this as*', 'And this as*', 'channel sora*', 'A copy of*', 'force until*', 'test of Test-SoraServer*', 'test is as quick*', 'Sora agrees*', 'it end without*', 'licence file, and one*', 'Several nodes*', 'until it joins*', 'the client receives*', 'exceeded, those*'
        foreach ($block in $blocks) { @($run | Where-Object { $block.Above -like $_ }) | Should -HaveCount 1 -Because $block.Above }
        $blocks | Should -HaveCount $run.Count
    }
}
