[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingPositionalParameters', '', Justification = 'The functions of the suite read as a table.')]
param()

# The runbooks as a scheduler runs them: each as a process, with the line of its help, its exit code, and what is in its log.
BeforeDiscovery {
    # The lines of the README are for cron and systemd.
    $noUnix = [bool] ('sh', 'kill' | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) })
    $noThreadJob = -not (Get-Command Start-ThreadJob -ErrorAction Ignore)
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Samples.Common.ps1')

    # Viewers who have been connected for 20 hours.
    function Add-Viewer($Simulator, [int] $Count, [string] $Channel) {
        for ($i = 0; $i -lt $Count; $i++) { $Simulator.Add(@{ channel_id = $Channel; client_id = "client-$i"; connection_id = "$Channel-$i"; role = 'recvonly'; Age = '20:00:00' }) }
    }

    # A block of the README, in one of the languages.
    function Get-Block([string] $Kind, [string] $Readme = 'README.md') {
        $block = [regex]::Match((Get-Content (Join-Path $samples $Readme) -Raw -Encoding UTF8), "(?s)``````$Kind\r?\n(.*?)``````")
        $block.Success | Should -BeTrue
        $block.Groups[1].Value -split '\r?\n' -ne ''
    }
}

Describe 'A sample in a process' -Tag Long {
    BeforeEach {
        $simulator = Open-Stage
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        $null = New-Item -ItemType Directory $folder
        # A sample needs no other file beside it.
        function Copy-Sample([string] $Name) {
            Copy-Item (Join-Path $samples $Name) $folder
            Join-Path $folder $Name
        }
        function Invoke-Sample([string] $Name, [scriptblock] $Change = { $args }, [int] $Example = 0) {
            $arguments = @(Get-ProcessExample (Copy-Sample $Name) $simulator.Uri)[$Example]
            Invoke-Process (& $Change @arguments) $folder $simulator.Uri
        }
    }
    AfterEach { $simulator.Dispose() }

    # The lines of 1000 are more than a pipe holds.
    It 'writes one line for each of <Count> people who are too old' -ForEach @(@{ Count = 0 }, @{ Count = 1 }, @{ Count = 1000 }) {
        Add-Viewer $simulator $Count lobby
        $run = Invoke-Sample Disconnect-OldConnection.ps1
        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        $run.Output | Should -HaveCount $Count
        $run.Output | Where-Object { $_ -notmatch $logLine } | Should -BeNullOrEmpty
        $expected = for ($i = 0; $i -lt $Count; $i++) { "disconnected lobby/client-$i/lobby-$i (recvonly, since" }
        ($run.Output -replace '^\S+ ' -replace ' \S+ from \S+$') -join "`n" | Should -BeExactly ($expected -join "`n")
        $simulator.Connections.ConnectionId | Should -Be 'S1', 'V1', 'V2', 'L1'
    }

    It 'writes one line for each duplicate, one to stderr for each failure, and fails' {
        foreach ($i in 1..3) { $simulator.Add(@{ channel_id = 'stage'; client_id = 'cleo'; connection_id = "D$i"; Age = "$($i):00:00" }) }
        $simulator.Fail(@{ Target = 'DisconnectConnection'; When = @{ connection_id = 'D3' }; ErrorType = 'BROKEN' })
        $run = Invoke-Sample Disconnect-DuplicateConnection.ps1
        $run.ExitCode | Should -Be 1
        $run.Output | Should -HaveCount 1
        $run.Output[0] | Should -Match $logLine
        $run.Output[0] | Should -Match ' disconnected stage/cleo/D2 \(sendrecv, since '
        $run.Errors | Should -HaveCount 1
        # PowerShell 7.4 colours errors also where they are redirected.
        $run.Errors[0] -replace '\x1B\[[\d;]*m' | Should -Match '^Disconnect-DuplicateConnection\.ps1: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ .*BROKEN'
    }

    It 'empties a channel' {
        $run = Invoke-Sample Clear-Channel.ps1
        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        $run.Output | Should -HaveCount 2
        $run.Output | Should -Match $logLine
        $simulator.Connections.ConnectionId | Should -Be 'L1'
    }

    It 'refuses a list that came as one text in one line, which says what works' {
        $run = Invoke-Sample Clear-Channel.ps1 { $args[0..($args.Count - 2)]; 'lobby,stage' }
        $run.ExitCode | Should -Be 1
        $run.Output | Should -BeNullOrEmpty
        $run.Errors | Should -HaveCount 1
        $simulator.Requests | Should -BeNullOrEmpty
        $run.Errors[0] -match "pwsh -Command '(?<Advice>[^']+)'" | Should -BeTrue
        # Both channels of the advice, and the exit code of the script: one of them fails.
        $simulator.Fail(@{ Target = 'DisconnectChannel'; When = @{ channel_id = 'lobby' }; ErrorType = 'BROKEN' })
        $run = Invoke-Process '-NoProfile', '-Command', $Matches.Advice $folder $simulator.Uri
        $run.ExitCode | Should -Be 1
        $run.Errors | Should -Match 'BROKEN'
        $simulator.Connections.ChannelId | Should -Be 'lobby'
    }

    It 'ends with one line where it cannot even begin' {
        $run = Invoke-Sample Disconnect-OldConnection.ps1 { $args; '-Server', 'tokyo,osaka' }
        $run.ExitCode | Should -Be 1
        $run.Errors | Should -HaveCount 1
        $run.Errors[0] | Should -Match "'tokyo,osaka'"
    }

    It 'writes which files it wrote' {
        $run = Invoke-Sample Export-ConnectionLog.ps1 { $args -replace '/var/log/sora', (Join-Path $folder log) }
        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        $run.Output | Should -Match $logLine
        $run.Output -replace '^\S+ wrote ' -replace ' \(4 connections\)$' | Should -Be (Get-ChildItem (Join-Path $folder log)).FullName
    }

    It 'gives a line and an exit code to Nagios' {
        $simulator.Fail([SoraPS.SoraSimulatorFault] @{ Target = 'GetStatsReport'; StatusCode = 200; Body = '{"version":"2025.2.1"}' })
        $run = Invoke-Sample Test-SoraHealth.ps1
        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        $run.Output | Should -BeExactly 'OK - 6 checks passed'
    }

    It 'disconnects stale viewers, and writes the report' {
        Set-Content (Join-Path $folder staff.csv) 'ClientId', 'client-1'
        Add-Viewer $simulator 3 live-1
        $run = Invoke-Sample Disconnect-StaleViewer.ps1
        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        $run.Output | Should -HaveCount 3
        $run.Output | Should -Match $logLine
        $run.Output[2] | Should -Match "wrote .*report\.html$"
        $simulator.Connections.ClientId | Should -Be 'speaker', 'anna', 'bert', 'emil', 'client-1'
        Get-Content (Join-Path $folder report.html) -Raw | Should -Match 'client-2'
    }
}

Describe 'A sample on a schedule' -Skip:$noUnix {
    BeforeEach {
        $simulator = Open-Stage
        # The folders of the README below one folder, and a program named pwsh.
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        foreach ($name in 'opt', 'log', 'etc', 'bin') { $null = New-Item -ItemType Directory (Join-Path $folder $name) }
        Copy-Item (Join-Path $samples '*.ps1') (Join-Path $folder opt)
        Set-Content (Join-Path $folder 'etc/staff.csv') 'ClientId', 'client-1'
        $program = Join-Path $folder 'bin/pwsh'
        Set-Content $program '#!/bin/sh', "export DOTNET_ROOT='$env:DOTNET_ROOT' PSModulePath='$(Split-Path $modulePath)'", "exec '$powershell' `"`$@`""
        chmod +x $program
        function Resolve-Line([string] $Line) {
            $Line.Replace('/opt/sora', (Join-Path $folder opt)).Replace('/var/log/sora', (Join-Path $folder log)).Replace('/etc/sora', (Join-Path $folder etc)).
            Replace('/usr/bin/pwsh', $program).Replace('http://127.0.0.1:3000/', "$($simulator.Uri)")
        }
    }
    AfterEach { $simulator.Dispose() }

    It 'does what the crontab of the README says' {
        Add-Viewer $simulator 2 live-1
        $simulator.Set('live-1-0', @{ Age = '9:00:00' })
        $simulator.Set('live-1-1', @{ Age = '9:00:00' })
        Add-Viewer $simulator 1 lobby
        $lines = @(Get-Block crontab) -notmatch '^#'
        $settings = @($lines | Where-Object { $_ -match '^\w+=\S+$' } | ForEach-Object { Resolve-Line $_ })
        $commands = @($lines | Where-Object { $_ -notmatch '^\w+=\S+$' })
        $settings | Should -HaveCount 2
        $commands | Should -HaveCount 3
        foreach ($line in $commands) {
            $line | Should -Match '^([\d*]+ ){5}\S'
            # In a crontab, % without a backslash is the end of the line.
            $line | Should -Not -Match '(?<!\\)%'
            $command = Resolve-Line ($line -replace '^(\S+ ){5}' -replace '\\%', '%')
            $said = @(env -i "HOME=$folder" "PATH=$folder/bin:/usr/bin:/bin" LOGNAME=sora SHELL=/bin/sh @settings sh -c $command 2>&1)
            $LASTEXITCODE | Should -Be 0
            $said | Should -BeNullOrEmpty -Because 'cron mails what a line writes'
        }
        $simulator.Connections.ClientId | Should -Be 'client-1'
        foreach ($log in @{ Name = 'old'; Lines = 1 }, @{ Name = 'stale'; Lines = 2 }, @{ Name = 'clear'; Lines = 4 }) {
            $written = @(Get-Content (Join-Path $folder "log/$($log.Name).log"))
            $written | Should -HaveCount $log.Lines
            $written | Should -Match $logLine
        }
        Join-Path $folder "log/stale-$(Get-Date -Format yyyy-MM-dd).html" | Should -Exist
    }

    It 'does what the unit of the README says, and resets the viewers at its signal' {
        $unit = @{}
        foreach ($line in @(Get-Block ini) -match '=') {
            $name, $value = $line -split '=', 2
            $unit[$name] = $value
        }
        # The condition holds in the evening only. It must hold now.
        $words = @([regex]::Matches((Resolve-Line $unit.ExecStart).Replace('-in 20..22', '-ge 0'), "'([^']*)'|\S+") | ForEach-Object { if ($_.Groups[1].Success) { $_.Groups[1].Value } else { $_.Value } })
        $words[-1] | Should -Match '-ge 0 }$'
        $unit.ExecStart | Should -Not -Match '[$%]'
        $settings = @((Resolve-Line $unit.Environment) -split ' ')
        $log = Join-Path $folder 'log/unit.log'
        $stdin = Join-Path $folder empty
        Set-Content $stdin ''
        $running = Start-Process env -ArgumentList (@('-i', "HOME=$folder", "SORA_CONFIG_HOME=$(Join-Path $folder 'config')", 'PATH=/usr/bin:/bin') + $settings + @($words | ForEach-Object { "`"$_`"" })) -RedirectStandardOutput $log -RedirectStandardInput $stdin -PassThru
        $end = (Get-Date).AddSeconds(60)
        while (@(Get-Content $log).Count -lt 2 -and -not $running.HasExited -and (Get-Date) -lt $end) { Start-Sleep -Milliseconds 20 }
        kill -s ($unit.KillSignal -replace '^SIG') $running.Id
        $running.WaitForExit(60000) | Should -BeTrue
        $running.ExitCode | Should -Be 0
        (Get-Sent $simulator RequestSimulcastRid).Json.rid | Should -Be 'r0', 'r0', 'auto', 'auto'
        Get-Content $log | Should -Match $logLine
    }

    It 'has the same lines in both languages: <Kind>' -ForEach @(@{ Kind = 'crontab' }, @{ Kind = 'ini' }) {
        @(Get-Block $Kind README.ja.md) -notmatch '^#' | Should -Be (@(Get-Block $Kind) -notmatch '^#')
    }
}

Describe 'The workflow of GitHub Actions' {
    BeforeAll {
        # Modules as the runner would have them: a vault, and an account of Azure.
        $modules = Join-Path $TestDrive modules
        foreach ($name in 'Microsoft.PowerShell.SecretManagement', 'Az.Accounts') { $null = New-Item -ItemType Directory (Join-Path $modules $name) -Force }
        Set-Content (Join-Path $modules 'Microsoft.PowerShell.SecretManagement/Microsoft.PowerShell.SecretManagement.psm1') @'
function Register-SecretVault { [CmdletBinding(SupportsShouldProcess)] param($Name, $ModuleName, $VaultParameters, [switch] $AllowClobber) }
function Get-Secret($Name, $Vault) { if ("$Vault/$Name" -eq 'sora-kv/sora-api') { [Net.NetworkCredential]::new('', 'top-secret').SecurePassword } }
'@
        Set-Content (Join-Path $modules 'Az.Accounts/Az.Accounts.psm1') "function Get-AzContext { [pscustomobject]@{ Subscription = [pscustomobject]@{ Id = 'SUB' } } }"
        $workflow = Get-Content (Join-Path $samples disconnect-old-connections.yml) -Raw
        $step = [regex]::Match($workflow, '(?ms)^          SORA_API_URL:.*?^        run: \|\r?\n(?<Script>.*)\z').Groups['Script'].Value
    }

    It 'runs the step: <Text>' -ForEach @(
        @{ Text = 'on the schedule'; Plan = ''; ExitCode = 0; Output = '^\S+Z disconnected stage/anna/OLD \(recvonly, since \S+\) from http'; Left = 'NEW' }
        @{ Text = 'only the plan, and the list fails'; Plan = 'true'; ExitCode = 1; Output = '^What if: .*OLD'; Left = 'OLD', 'NEW'; Fault = @{ Target = 'ListConnections'; CutShort = $true } }
    ) {
        $simulator = Start-SoraSimulator -Token ([Net.NetworkCredential]::new('', 'top-secret').SecurePassword)
        $simulator.Add(@{ channel_id = 'stage'; client_id = 'anna'; connection_id = 'OLD'; role = 'recvonly'; Age = '13:00:00' })
        $simulator.Add(@{ channel_id = 'stage'; connection_id = 'NEW'; Age = '11:00:00' })
        if (Test-Path variable:Fault) { $simulator.Fail($Fault) }
        $path = Join-Path $TestDrive step.ps1
        # As GitHub runs a step with the shell pwsh.
        Set-Content $path ("`$ErrorActionPreference = 'stop'", $step, 'if ((Test-Path -LiteralPath variable:\LASTEXITCODE)) { exit $LASTEXITCODE }')
        $before = $env:KEY_VAULT, $env:PLAN, $env:PSModulePath
        try {
            $env:KEY_VAULT, $env:PLAN, $env:PSModulePath = 'kv', $Plan, ($modules + [IO.Path]::PathSeparator + $env:PSModulePath)
            $run = Invoke-Process '-NoProfile', '-NonInteractive', '-Command', ". '$path'" $root $simulator.Uri
        }
        finally {
            $env:KEY_VAULT, $env:PLAN, $env:PSModulePath = $before
            $simulator.Dispose()
        }
        $run.ExitCode | Should -Be $ExitCode
        [bool] $run.Errors | Should -Be ($ExitCode -ne 0)
        $run.Output | Should -HaveCount 1
        $run.Output[0] | Should -Match $Output
        $simulator.Connections.ConnectionId | Should -Be $Left
        "$($run.Output) $($run.Errors)" | Should -Not -Match 'top-secret'
    }
}
