#requires -Modules SoraPS
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Disconnect-StaleViewer.ps1' {
    BeforeAll {
        $runbook = Join-Path $PSScriptRoot '../Disconnect-StaleViewer.ps1'
    }

    BeforeEach {
        $simulator = Start-SoraSimulator
        $people = @'
channel_id,client_id,connection_id,role,Hours
live-1,anna,V1,recvonly,9
live-1,bert,V2,recvonly,20
live-2,clara,V3,recvonly,12
live-1,dora,NEW,recvonly,1
live-1,host,SENDER,sendrecv,30
test-1,emil,OTHER,recvonly,30
'@ | ConvertFrom-Csv
        foreach ($person in $people) {
            $simulator.Add(@{
                    channel_id = $person.channel_id; client_id = $person.client_id; connection_id = $person.connection_id
                    role = $person.role; Age = New-TimeSpan -Hours $person.Hours
                })
        }
        $simulator.Add(@{ channel_id = 'live-1'; connection_id = 'UNKNOWN'; role = 'recvonly'; Age = $null })
        $arguments = @{ ChannelLike = 'live-*'; OlderThan = '8h'; Server = Register-SoraServer $simulator.Uri -MaximumRetryCount 0 }
        $list = Join-Path $TestDrive 'staff.csv'
        $page = Join-Path $TestDrive 'report.html'
        function Get-Disconnected { @($simulator.Requests | Where-Object Target -Like '*.DisconnectConnection').Json.connection_id }
    }

    AfterEach {
        $arguments.Server | Unregister-SoraServer
        $simulator | Stop-SoraSimulator
        Remove-Item $list, $page -ErrorAction Ignore
    }

    It 'disconnects old viewers of these channels, the oldest first' {
        $lines = & $runbook @arguments
        $LASTEXITCODE | Should -Be 0
        $lines -replace '^\S+Z (.*) \(recvonly, since \S+Z\) from .*$', '$1' |
            Should -Be 'disconnected live-1/bert/V2', 'disconnected live-2/clara/V3', 'disconnected live-1/anna/V1'
        $simulator.Connections.ConnectionId | Should -Be 'NEW', 'SENDER', 'OTHER', 'UNKNOWN'
        $simulator.Requests[-1].Json.reason.type | Should -Be 'stale_viewer'
        $page | Should -Not -Exist
    }

    It 'does nothing and writes nothing in a second run' {
        $null = & $runbook @arguments
        $simulator.ClearRequests()
        & $runbook @arguments -Report $page | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
        $simulator.Requests.Target | Should -Be 'Sora_20201013.ListConnections'
        $page | Should -Not -Exist
    }

    It 'keeps the clients of the list: <Column>' -ForEach @(@{ Column = 'ClientId' }, @{ Column = 'client_id' }) {
        Set-Content $list "name,$Column", 'Anna A.,anna', 'nobody,', 'Clara with a capital,Clara'
        $null = & $runbook @arguments -AllowList $list
        $LASTEXITCODE | Should -Be 0
        Get-Disconnected | Should -Be 'V2', 'V3'
    }

    It 'disconnects nobody if the list is not as expected: <Text>' -ForEach @(
        @{ Text = 'it does not exist'; Content = $null }
        @{ Text = 'it is empty'; Content = '' }
        @{ Text = 'it has only a header'; Content = 'ClientId' }
        @{ Text = 'it has only empty ids'; Content = "name,ClientId`nanna," }
        @{ Text = 'another column'; Content = "name`nanna" }
        @{ Text = 'another delimiter'; Content = "name;ClientId`nAnna A.;anna" }
        @{ Text = 'another encoding'; Content = "ClientId`nanna`n???"; Bytes = 0x83, 0x41, 0x83 }
    ) {
        if ($null -ne $Content) {
            $text = [Text.Encoding]::ASCII.GetBytes($Content)
            if (Test-Path variable:Bytes) { [Array]::Copy([byte[]] $Bytes, 0, $text, $text.Length - 3, 3) }
            [IO.File]::WriteAllBytes($list, $text)
        }
        { & $runbook @arguments -AllowList $list } | Should -Throw
        $simulator.Requests | Should -BeNullOrEmpty
    }

    It 'disconnects at most as many as allowed, and returns exit code 2' {
        $lines = & $runbook @arguments -MaximumCount 1 -Report $page -ErrorAction SilentlyContinue -ErrorVariable failures
        $LASTEXITCODE | Should -Be 2
        $lines | Should -HaveCount 2
        Get-Disconnected | Should -Be 'V2'
        "$($failures.FullyQualifiedErrorId)" | Should -Match 'SoraLimitReached'
        # The page names who was disconnected, whom the limit stopped, and who else is still there.
        $html = Get-Content $page -Raw
        foreach ($name in 'bert', 'clara', 'anna') { $html | Should -Match $name }
        $html | Should -Not -Match 'dora|host|emil'
    }

    It 'does not reach the limit with as many as allowed' {
        $null = & $runbook @arguments -MaximumCount 3
        $LASTEXITCODE | Should -Be 0
    }

    It 'writes objects instead of lines with -PassThru' {
        (& $runbook @arguments -Report $page -PassThru).ConnectionId | Should -Be 'V2', 'V3', 'V1'
        $page | Should -Exist
    }

    It 'takes a time span, and a reason as text' {
        $arguments.OlderThan = New-TimeSpan -Hours 15
        $null = & $runbook @arguments -Reason '{ "type": "night" }'
        Get-Disconnected | Should -Be 'V2'
        $simulator.Requests[-1].Json.reason.type | Should -Be 'night'
    }

    It 'refuses a duration without a unit, before any request: <_>' -ForEach '8', '8:00', '' {
        $arguments.OlderThan = $_
        { & $runbook @arguments } | Should -Throw
        $simulator.Requests | Should -BeNullOrEmpty
    }

    It 'refuses patterns that came as one text' {
        $arguments.ChannelLike = 'live-*,test-*'
        { & $runbook @arguments } | Should -Throw -ErrorId 'SampleListAsText*'
        $simulator.Requests | Should -BeNullOrEmpty
        & $runbook @arguments -AllowComma | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
    }

    It 'only reads with -WhatIf' {
        & $runbook @arguments -Report $page -WhatIf | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
        $simulator.Requests.Target | Should -Be 'Sora_20201013.ListConnections'
        $page | Should -Not -Exist
    }

    It 'continues after an error, reports it, and returns exit code 1' {
        $simulator.Fail(@{ Target = 'DisconnectConnection'; When = @{ connection_id = 'V3' }; ErrorType = 'BROKEN' })
        $lines = & $runbook @arguments -Report $page -ErrorAction SilentlyContinue -ErrorVariable failures
        $LASTEXITCODE | Should -Be 1
        $lines | Should -HaveCount 3
        $simulator.Connections.ConnectionId | Should -Be 'V3', 'NEW', 'SENDER', 'OTHER', 'UNKNOWN'
        $failures.Exception.ErrorType | Should -Contain 'BROKEN'
        Get-Content $page -Raw | Should -Match 'BROKEN'
    }

    It 'disconnects nobody during an outage, and keeps an older report' {
        Set-Content $page 'yesterday'
        $simulator.Fail(@{ Drop = $true })
        & $runbook @arguments -Report $page -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 1
        Get-Content $page | Should -Be 'yesterday'
    }

    It 'finds a wrong path of the report before it disconnects anybody' {
        { & $runbook @arguments -Report (Join-Path $TestDrive 'missing/report.html') } | Should -Throw
        $simulator.Requests | Should -BeNullOrEmpty
    }

    It 'gives its exit code to a scheduler' {
        $program = Join-Path $PSHOME $(if ($PSVersionTable.PSEdition -eq 'Desktop') { 'powershell' } else { 'pwsh' })
        $log = Join-Path $TestDrive 'log.txt'
        $errors = Join-Path $TestDrive 'errors.txt'
        $before = $env:PSModulePath
        try {
            # The module of this session.
            $env:PSModulePath = (Split-Path (Get-Module SoraPS).ModuleBase) + [IO.Path]::PathSeparator + $env:PSModulePath
            $line = "-NoProfile -NonInteractive -File `"$runbook`" live-* -OlderThan 8h -MaximumCount 2 -Server $($simulator.Uri)"
            $process = Start-Process $program $line -Wait -PassThru -RedirectStandardOutput $log -RedirectStandardError $errors
        }
        finally { $env:PSModulePath = $before }
        $process.ExitCode | Should -Be 2
        Get-Content $log | Should -HaveCount 2
        Get-Content $log | Should -Match '^\S+Z disconnected live-\d/\w+/V[23] '
        Get-Content $errors | Should -HaveCount 1
    }
}
