# The servers that a shell remembers: what a command uses, and what another shell may change.
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingConvertToSecureStringWithPlainText', '', Justification = 'It is what is tested.')]
param()

BeforeDiscovery { $noParallel = $PSVersionTable.PSEdition -eq 'Desktop' }

BeforeAll {
    . (Join-Path $PSScriptRoot 'KeptServers.Common.ps1')
    $environment = $env:SORA_API_URL, $env:SORA_API_TOKEN, $env:SORA_CONFIG_HOME
}

Describe 'Kept servers' {
    BeforeEach {
        $null = Open-Folder
        $env:SORA_API_URL, $env:SORA_API_TOKEN = '', ''
        $tokyo = Start-SoraSimulator -Connection @{ channel_id = 'sora'; connection_id = 'A' }, @{ channel_id = 'sora'; connection_id = 'B' }
        $osaka = Start-SoraSimulator -Connection @{ channel_id = 'sora'; connection_id = 'A' }
    }

    AfterEach {
        Clear-Server
        $tokyo, $osaka | Stop-SoraSimulator
        $env:SORA_API_URL, $env:SORA_API_TOKEN, $env:SORA_CONFIG_HOME = $environment
    }

    Context 'Register-, Get-, Set- and Unregister-SoraServer' {
        It 'are written by one and shown by the other, with where they are from' {
            $made = Register-SoraServer $tokyo.Uri -Name tokyo -Scope CurrentUser -OperationTimeoutSeconds 7
            $null = Register-SoraServer $osaka.Uri -Name osaka
            $made.Name, $made.Scope, $made.OperationTimeoutSeconds, $made.IsDefault | Should -Be 'tokyo', 'CurrentUser', 7, $true
            (Get-SoraServer | ForEach-Object { "$($_.Name) $($_.Scope)" } | Sort-Object) -join ', ' | Should -BeExactly 'osaka Process, tokyo CurrentUser'
            (Get-SoraServer t*).Name | Should -BeExactly 'tokyo'
            (Get-SoraServer -Default).Name | Should -BeExactly 'tokyo'
            $table = (Get-SoraServer | Out-String -Width 80) -split '\r?\n'
            $table -match '^tokyo +True +CurrentUser +None +http://' | Should -HaveCount 1
            $kept = Get-Kept
            $kept.version, $kept.default, $kept.servers.Count | Should -Be 1, 'tokyo', 1
            $kept.servers[0].operationTimeoutSeconds | Should -Be 7
        }

        It 'have every option in the file that another shell needs' {
            $given = @{
                Name = 'tokyo'; TokenSecret = 'sora-api'; Vault = 'mine'; SkipCertificateCheck = $true; ConnectionTimeoutSeconds = 0; OperationTimeoutSeconds = 4
                MaximumRetryCount = 5; RetryIntervalSec = 6; Proxy = 'http://proxy.example:3128'; AllowUnencryptedAuthentication = $true
            }
            $made = Register-SoraServer http://tokyo.example/api @given -Scope CurrentUser
            $direct = Register-SoraServer http://osaka.example/ -Name osaka -NoProxy -Scope CurrentUser
            $there = Invoke-Elsewhere 'Get-SoraServer'
            foreach ($name in $made.psobject.Properties.Name | Where-Object { $_ -ne 'IsDefault' }) {
                "$($there[0].$name)" | Should -BeExactly "$($made.$name)" -Because $name
                "$($there[1].$name)" | Should -BeExactly "$($direct.$name)" -Because $name
            }
            $made.Authentication, $made.TokenSecret, $made.Vault, $direct.NoProxy | Should -Be 'Token', 'sora-api', 'mine', $true
        }

        It 'are not written by a dry run, which knows the servers of its runspace' {
            $null = Register-SoraServer $tokyo.Uri -Name tokyo -Scope CurrentUser -WhatIf
            Test-Path (Get-KeptPath) | Should -BeFalse
            Add-Kept @{ osaka = $osaka.Uri } -Default osaka
            $before = Get-Content -LiteralPath (Get-KeptPath) -Raw
            $WhatIfPreference = $true
            $null = Register-SoraServer $tokyo.Uri -Name tokyo -Scope CurrentUser
            Set-SoraServer osaka -OperationTimeoutSeconds 5 -PassThru | Should -BeNullOrEmpty
            Set-SoraServer osaka -Default
            Unregister-SoraServer osaka
            $null = Register-SoraServer $tokyo.Uri -Name here
            (Set-SoraServer here -OperationTimeoutSeconds 5 -PassThru).OperationTimeoutSeconds | Should -Be 5
            $WhatIfPreference = $false
            Get-Content -LiteralPath (Get-KeptPath) -Raw | Should -BeExactly $before
            (Get-SoraServer).Name | Sort-Object | Should -Be 'here', 'osaka'
            (Get-SoraServer osaka).OperationTimeoutSeconds | Should -Be 30
        }

        It 'are the nodes of a cluster: kept, asked about one by one, and only the contact node is the default' {
            $nodes = Start-SoraSimulator -NodeCount 2
            try {
                Register-SoraServer $nodes[1].Uri -FromCluster -Scope CurrentUser -WhatIf | Should -BeNullOrEmpty
                Test-Path (Get-KeptPath) | Should -BeFalse
                (Register-SoraServer $nodes[1].Uri -FromCluster -Scope CurrentUser -OperationTimeoutSeconds 7).Scope | Should -Be 'CurrentUser', 'CurrentUser'
                $kept = Get-Kept
                @($kept.default) + $kept.servers.name | Should -Be 'node-02', 'node-01', 'node-02'
                $kept.servers.operationTimeoutSeconds | Should -Be 7, 7
                $nodes.ForEach('ClearRequests')
                Get-FailureId { Register-SoraServer node-01 -FromCluster -Scope CurrentUser -Credential ([pscredential]::new('me', ([Net.NetworkCredential]::new('', 'x').SecurePassword))) } | Should -BeExactly 'SoraInvalidArgument'
                $nodes[0].Requests.Count | Should -Be 0 -Because 'a secret that cannot be kept is refused before anything is sent'
            }
            finally { $nodes | Stop-SoraSimulator }
        }

        It 'stay the default when the nodes of its cluster are registered in the runspace' {
            $nodes = Start-SoraSimulator -NodeCount 2
            try {
                Add-Kept @{ tokyo = $nodes[0].Uri } -Default tokyo
                (Register-SoraServer -FromCluster).Name | Should -Be 'tokyo', 'node-02'
                (Get-SoraServer -Default).Name | Should -BeExactly 'tokyo'
            }
            finally { $nodes | Stop-SoraSimulator }
        }

        It 'are changed in the file, with what other shells and programs wrote' {
            Add-Kept @{ tokyo = $tokyo.Uri; osaka = $osaka.Uri } -Default tokyo
            $null = Get-SoraServer
            Edit-Kept { $_.servers | ForEach-Object { $_ | Add-Member note 'of another program' }; $_ | Add-Member more @{ a = 1 }; ($_.servers | Where-Object name -EQ tokyo) | Add-Member noProxy $true }
            Set-SoraServer tokyo -OperationTimeoutSeconds 9
            $kept = Get-Kept
            $entry = $kept.servers | Where-Object name -EQ tokyo
            $entry.note, $entry.noProxy, $entry.operationTimeoutSeconds, $entry.maximumRetryCount, $kept.more.a | Should -Be 'of another program', $true, 9, 0, 1
            $changed = Set-SoraServer osaka -Default -Uri $tokyo.Uri -PassThru
            $changed.Uri | Should -Be $tokyo.Uri
            (Get-Kept).default | Should -BeExactly 'osaka'
            (Get-SoraConnection).Server | Should -Be 'osaka', 'osaka'
        }

        It 'are removed from the file' {
            Add-Kept @{ tokyo = $tokyo.Uri; osaka = $osaka.Uri } -Default tokyo
            $listed = Get-SoraConnection -Server tokyo
            Unregister-SoraServer tokyo -WhatIf
            (Get-Kept).servers | Should -HaveCount 2
            Unregister-SoraServer tokyo
            (Get-Kept).servers.name | Should -BeExactly 'osaka'
            (Get-Kept).psobject.Properties['default'] | Should -BeNullOrEmpty
            Get-FailureId { $listed | Disconnect-SoraConnection } | Should -BeExactly 'SoraInvalidArgument', 'SoraInvalidArgument'
            Get-FailureId { Unregister-SoraServer tokyo } | Should -BeExactly 'SoraInvalidArgument'
        }

        It 'become the default like those of a process: the first, a later one only if that is said' {
            $null = Register-SoraServer $tokyo.Uri -Name tokyo -Scope CurrentUser
            $null = Register-SoraServer $osaka.Uri -Name osaka -Scope CurrentUser
            (Get-Kept).default, (Get-SoraServer -Default).Name | Should -BeExactly 'tokyo', 'tokyo'
            $null = Register-SoraServer $osaka.Uri -Name osaka -Scope CurrentUser -Default
            (Get-Kept).default, (Get-SoraServer -Default).Name | Should -BeExactly 'osaka', 'osaka'
        }

        It 'do not take the place of a default that the runspace has' {
            $null = Register-SoraServer $osaka.Uri -Name osaka
            $null = Register-SoraServer $tokyo.Uri -Name tokyo -Scope CurrentUser
            (Get-Kept).default, (Get-SoraServer -Default).Name | Should -BeExactly 'tokyo', 'osaka'
            Set-SoraServer tokyo -Default
            (Get-SoraServer -Default).Name | Should -BeExactly 'tokyo'
            (Get-SoraServer | Where-Object IsDefault).Name | Should -BeExactly 'tokyo'
        }

        It 'share their names with those of the process: <Text>' -ForEach @(
            @{ Text = 'the same address hides the kept one'; Script = { Register-SoraServer $tokyo.Uri -Name TOKYO -MaximumRetryCount 7 }; Scope = 'Process' }
            @{ Text = 'another address with -Force, too'; Script = { Register-SoraServer $osaka.Uri -Name tokyo -Force }; Scope = 'Process' }
        ) {
            Add-Kept @{ tokyo = $tokyo.Uri } -Default tokyo
            Get-FailureId { Register-SoraServer $osaka.Uri -Name Tokyo } | Should -BeExactly 'SoraInvalidArgument'
            (& $Script).Scope | Should -BeExactly $Scope
            Get-SoraServer | Should -HaveCount 1
            (Get-Kept).servers | Should -HaveCount 1
            # What is seen is removed; the other one is seen then.
            Unregister-SoraServer tokyo
            (Get-SoraServer tokyo).Scope | Should -BeExactly 'CurrentUser'
        }

        It 'take the place of a server of the process' {
            $null = Register-SoraServer $tokyo.Uri -Name tokyo
            $listed = Get-SoraConnection
            Get-FailureId { Register-SoraServer $osaka.Uri -Name tokyo -Scope CurrentUser } | Should -BeExactly 'SoraInvalidArgument'
            Test-Path (Get-KeptPath) | Should -BeFalse
            $null = Register-SoraServer $tokyo.Uri -Name tokyo -Scope CurrentUser
            (Get-SoraServer).Scope | Should -BeExactly 'CurrentUser'
            (Get-SoraServer -Default).Scope | Should -BeExactly 'CurrentUser'
            Get-FailureId { $listed | Disconnect-SoraConnection } | Should -BeExactly 'SoraInvalidArgument', 'SoraInvalidArgument'
        }

        It 'have one name, whatever its case, and one address, unless -Force is given' {
            $null = Register-SoraServer $tokyo.Uri -Name Tokyo -Scope CurrentUser
            $null = Register-SoraServer $tokyo.Uri -Name TOKYO -Scope CurrentUser -MaximumRetryCount 7
            (Get-Kept).servers.name | Should -BeExactly 'TOKYO'
            (Get-SoraConnection -Server tokyo).Server | Should -BeExactly 'TOKYO', 'TOKYO'
            Get-FailureId { Register-SoraServer $osaka.Uri -Name tokyo -Scope CurrentUser } | Should -BeExactly 'SoraInvalidArgument'
            (Register-SoraServer $osaka.Uri -Name tokyo -Scope CurrentUser -Force).Uri | Should -Be $osaka.Uri
            (Get-Kept).servers | Should -HaveCount 1
        }

        It 'come back from a file of Export-Csv, of both kinds' {
            $null = Register-SoraServer https://tokyo.example/ -Name tokyo -Scope CurrentUser -TokenSecret sora-api -Vault mine -OperationTimeoutSeconds 7
            $null = Register-SoraServer $osaka.Uri -Name osaka -Default
            $csv = Join-Path $TestDrive 'servers.csv'
            Get-SoraServer | Export-Csv $csv
            Get-SoraServer | Unregister-SoraServer
            $null = Import-Csv $csv | Register-SoraServer
            (Get-SoraServer | ConvertTo-Csv) -join "`n" | Should -BeExactly ((Get-Content $csv) -join "`n")
            (Get-Kept).servers[0].tokenSecret, (Get-Kept).servers[0].vault | Should -BeExactly 'sora-api', 'mine'
            'Uri,Scope', 'http://127.0.0.1:1,' | ConvertFrom-Csv | Register-SoraServer | ForEach-Object Scope | Should -BeExactly 'Process'
        }

        It 'refuse a scope that there is none: <Text>' -ForEach @{ Text = 'another word'; Given = 'Machine' }, @{ Text = "''"; Given = '' }, @{ Text = '$null'; Given = $null } {
            Get-FailureId { Register-SoraServer $tokyo.Uri -Scope $Given } | Should -HaveCount 1
            Get-SoraServer | Should -BeNullOrEmpty
        }
    }

    Context 'which server a command uses' {
        It 'is the kept default in a shell that registered none and has no $env:SORA_API_URL' {
            Add-Kept @{ tokyo = $tokyo.Uri; osaka = $osaka.Uri } -Default tokyo
            (Invoke-Elsewhere '(Get-SoraConnection).Server') | Should -BeExactly 'tokyo', 'tokyo'
            (Invoke-Elsewhere '(Get-SoraServer -Default).Name; (Get-SoraServer | Where-Object IsDefault).Name') | Should -BeExactly 'tokyo', 'tokyo'
            (Invoke-Elsewhere '(Get-SoraConnection -Server osaka).Server') | Should -BeExactly 'osaka'
            $env:SORA_API_URL = "$($osaka.Uri)"
            (Invoke-Elsewhere '(Get-SoraConnection).Server; Get-SoraServer | Where-Object IsDefault') | Should -BeExactly "$($osaka.Uri)"
            (Invoke-Elsewhere '$null = Register-SoraServer $With -Name lab; (Get-SoraConnection).Server' $osaka.Uri) | Should -BeExactly 'lab'
            $tokyo.Requests.Count, $osaka.Requests.Count | Should -Be 1, 3
        }

        It 'is not this host, but an error, where servers are kept or registered and none is the default' {
            Add-Kept @{ tokyo = $tokyo.Uri } -Default ''
            Get-FailureId { Get-SoraServer -Default } | Should -BeExactly 'SoraInvalidArgument'
            Get-FailureId { Get-SoraConnection } | Should -BeExactly 'SoraInvalidArgument'
            $null = Register-SoraServer $osaka.Uri -Name lab
            $null = Register-SoraServer $osaka.Uri -Name other
            Unregister-SoraServer lab
            Get-FailureId { Get-SoraConnection } | Should -BeExactly 'SoraInvalidArgument'
        }

        It 'is not this host, but an error, after the default was unregistered, until the last one is' {
            Add-Kept @{ tokyo = $tokyo.Uri; osaka = $osaka.Uri } -Default tokyo
            Unregister-SoraServer tokyo
            Get-FailureId { Get-SoraConnection | Disconnect-SoraConnection } | Should -BeExactly 'SoraInvalidArgument'
            Invoke-Elsewhere 'Get-SoraConnection' | Should -BeExactly 'SoraInvalidArgument'
            Set-SoraServer osaka -Default
            (Get-SoraServer -Default).Name | Should -BeExactly 'osaka'
            Unregister-SoraServer osaka
            (Get-SoraServer -Default).Uri | Should -Be 'http://127.0.0.1:3000/'
        }

        It 'stays the kept default that the shell began with, whatever another shell writes, also with -Parallel' -Skip:$noParallel {
            Add-Kept @{ tokyo = $tokyo.Uri; osaka = $osaka.Uri } -Default tokyo
            (Get-SoraServer -Default).Name | Should -BeExactly 'tokyo'
            Edit-Kept { $_.default = 'osaka' }
            (Get-SoraConnection).Server | Should -BeExactly 'tokyo', 'tokyo'
            1..2 | ForEach-Object -Parallel { Import-Module $using:modulePath; (Get-SoraConnection).Server } | Select-Object -Unique | Should -BeExactly 'tokyo'
            Get-SoraConnection | ForEach-Object -Parallel { Import-Module $using:modulePath; $_ | Disconnect-SoraConnection } | ForEach-Object Server | Should -BeExactly 'tokyo', 'tokyo'
            (Invoke-Shell '(Get-SoraServer -Default).Name') | Should -BeExactly 'osaka'
            $osaka.Requests | Should -BeNullOrEmpty
        }

        It 'stays no kept default, where there was none when the shell began' {
            $env:SORA_API_URL = $null
            (Get-SoraServer -Default).Uri | Should -Be 'http://127.0.0.1:3000/'
            Add-Kept @{ tokyo = $tokyo.Uri } -Default tokyo
            (Get-SoraServer -Default).Uri | Should -Be 'http://127.0.0.1:3000/'
            (Get-SoraConnection -Server tokyo) | Should -HaveCount 2
        }

        It 'is the new default in the shell that sets it, and in its new runspaces' {
            Add-Kept @{ tokyo = $tokyo.Uri; osaka = $osaka.Uri } -Default tokyo
            (Get-SoraServer -Default).Name | Should -BeExactly 'tokyo'
            Edit-Kept { $_.default = 'osaka' }
            Set-SoraServer osaka -Default
            (Get-SoraConnection).Server | Should -BeExactly 'osaka'
            Invoke-Elsewhere '(Get-SoraConnection).Server' | Should -BeExactly 'osaka'
        }

        It 'is an error that names it, where another shell has <Text>' -ForEach @(
            @{ Text = 'removed it'; Change = { $_.servers = @($_.servers | Where-Object name -NE tokyo); $_.default = 'osaka' } }
            @{ Text = 'given it another address'; Change = { ($_.servers | Where-Object name -EQ tokyo).uri = "$($osaka.Uri)" } }
        ) {
            Add-Kept @{ tokyo = $tokyo.Uri; osaka = $osaka.Uri } -Default tokyo
            $null = Get-SoraConnection
            Edit-Kept $Change
            $failure = $null
            Disconnect-SoraChannel sora -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SoraInvalidArgument,*'
            "$failure" | Should -Match "'tokyo'"
            Invoke-Elsewhere 'Disconnect-SoraChannel sora' | Should -BeExactly 'SoraInvalidArgument'
            $tokyo.Requests.Count, $osaka.Requests.Count | Should -Be 1, 0
            Set-SoraServer osaka -Default
            Disconnect-SoraChannel sora | Should -HaveCount 1
        }

        It 'is still that error after other options were changed here, for <Text>' -ForEach @(
            @{ Text = 'the kept default'; Select = {} }
            @{ Text = 'the default of the runspace'; Select = { Set-SoraServer tokyo -Default } }
        ) {
            Add-Kept @{ tokyo = $tokyo.Uri; osaka = $osaka.Uri } -Default tokyo
            . $Select
            $null = Get-SoraConnection
            Edit-Kept { ($_.servers | Where-Object name -EQ tokyo).uri = "$($osaka.Uri)" }
            Set-SoraServer tokyo -OperationTimeoutSeconds 17
            (Get-SoraServer tokyo).OperationTimeoutSeconds | Should -Be 17
            Get-FailureId { Disconnect-SoraChannel sora } | Should -BeExactly 'SoraInvalidArgument'
            Invoke-Elsewhere 'Disconnect-SoraChannel sora' | Should -BeExactly 'SoraInvalidArgument'
            $tokyo.Requests.Count, $osaka.Requests.Count | Should -Be 1, 0
            Set-SoraServer tokyo -Default
            (Get-SoraConnection).Server | Should -BeExactly 'tokyo'
            $osaka.Requests | Should -HaveCount 1
            Set-SoraServer tokyo -Uri $tokyo.Uri
            $null = Get-SoraConnection
            $tokyo.Requests | Should -HaveCount 2
        }

        It 'is the same where another shell writes its address in another form, also for objects' {
            Add-Kept @{ tokyo = "$($tokyo.Uri)".TrimEnd('/') } -Default tokyo
            $listed = Get-SoraConnection
            Edit-Kept { $_.servers[0].uri = "$($tokyo.Uri)" }
            (Get-SoraConnection).Server | Should -BeExactly 'tokyo', 'tokyo'
            $listed[0] | Disconnect-SoraConnection | Should -HaveCount 1
        }

        It 'is not this host for a record that names its address, where there is a kept default' {
            $env:SORA_API_URL = $null
            $record = [pscustomobject] @{ ChannelId = 'sora'; ConnectionId = 'A'; Server = 'http://127.0.0.1:3000/' }
            Get-FailureId { $record | Disconnect-SoraConnection -WhatIf } | Should -BeNullOrEmpty
            $null = Register-SoraServer $tokyo.Uri -Name tokyo -Scope CurrentUser
            Get-FailureId { $record | Disconnect-SoraConnection -WhatIf } | Should -BeExactly 'SoraInvalidArgument'
        }

        It 'has the options that another shell has set, from the next command on' {
            Add-Kept @{ tokyo = $tokyo.Uri } -Default tokyo
            $listed = Get-SoraConnection
            $server = Get-SoraServer tokyo
            Edit-Kept { $_.servers[0] | Add-Member operationTimeoutSeconds 17 }
            $listed[0] | Disconnect-SoraConnection | Should -HaveCount 1
            $server.OperationTimeoutSeconds | Should -Be 17
            (Get-SoraServer tokyo).OperationTimeoutSeconds | Should -Be 17
        }

        It 'is none for an object whose server another shell has <Text>' -ForEach @(
            @{ Text = 'removed'; Change = { $_.servers = @() } }
            @{ Text = 'given another address'; Change = { $_.servers[0].uri = "$($osaka.Uri)" } }
        ) {
            Add-Kept @{ tokyo = $tokyo.Uri } -Default ''
            $listed = Get-SoraConnection -Server tokyo
            $server = Get-SoraServer tokyo
            Edit-Kept $Change
            Get-FailureId { $listed | Disconnect-SoraConnection } | Should -BeExactly 'SoraInvalidArgument', 'SoraInvalidArgument'
            Get-FailureId { Get-SoraConnection -Server $server } | Should -BeExactly 'SoraInvalidArgument'
            Get-FailureId { Set-SoraServer $server -NoProxy } | Should -BeExactly 'SoraInvalidArgument'
            $null = Invoke-Elsewhere '$With | Disconnect-SoraConnection' $listed[0] | Should -BeExactly 'SoraInvalidArgument'
            $tokyo.Requests.Count, $osaka.Requests.Count | Should -Be 1, 0
        }
    }

    Context 'where else they are known' {
        BeforeEach { Add-Kept @{ tokyo = $tokyo.Uri; osaka = $osaka.Uri } -Default tokyo }

        It 'is in -Parallel' -Skip:$noParallel {
            'tokyo', 'osaka' | ForEach-Object -Parallel { Import-Module $using:modulePath; (Get-SoraConnection -Server $_)[0].Server } | Sort-Object | Should -BeExactly 'osaka', 'tokyo'
        }

        It 'is in a runspace pool' {
            $pool = [runspacefactory]::CreateRunspacePool(1, 2)
            $pool.Open()
            $shells = 1..3 | ForEach-Object { $one = [powershell]::Create(); $one.RunspacePool = $pool; $one.AddScript("Import-Module '$modulePath'; (Get-SoraConnection -Server osaka).Server") }
            try {
                $running = $shells | ForEach-Object { $_.BeginInvoke() }
                for ($i = 0; $i -lt 3; $i++) { $shells[$i].EndInvoke($running[$i]) | Should -BeExactly 'osaka' }
            }
            finally {
                $shells | ForEach-Object Dispose
                $pool.Dispose()
            }
        }

        It 'is in a job, and what comes back from it goes to the server' {
            $back = Start-Job { Import-Module $using:modulePath; Get-SoraConnection -Server osaka } | Receive-Job -Wait -AutoRemoveJob
            ($back | Disconnect-SoraConnection).Server | Should -BeExactly 'osaka'
            $osaka.Requests.Target | Should -Match 'ListConnections|DisconnectConnection'
        }

        It 'is for rows of CSV, JSON and CLIXML, in another shell' {
            foreach ($i in 1..3) { $osaka.Add(@{ channel_id = 'sora'; connection_id = "O$i" }) }
            $objects = Get-SoraConnection -Server osaka
            $folder = $TestDrive
            $objects | Where-Object ConnectionId -EQ O1 | Export-Csv (Join-Path $folder 'c.csv')
            $objects | Where-Object ConnectionId -EQ O2 | ConvertTo-Json -Depth 4 | Set-Content (Join-Path $folder 'c.json')
            $objects | Where-Object ConnectionId -EQ O3 | Export-Clixml (Join-Path $folder 'c.xml')
            Invoke-Shell "Set-Location '$folder'; & { Import-Csv c.csv; Get-Content c.json -Raw | ConvertFrom-Json; Import-Clixml c.xml } | Disconnect-SoraConnection | ForEach-Object { `"`$(`$_.Server) `$(`$_.ConnectionId)`" }" | Should -BeExactly 'osaka O1', 'osaka O2', 'osaka O3'
            $osaka.Connections.ConnectionId | Should -BeExactly 'A'
        }
    }

    Context 'what a person sees' {
        It 'has both kinds in completions: <_>' -ForEach 'Get-SoraConnection -Server ', 'Set-SoraServer ', 'Unregister-SoraServer ', 'Get-SoraServer ' {
            Add-Kept @{ tokyo = $tokyo.Uri } -Default tokyo
            $null = Register-SoraServer $osaka.Uri -Name osaka
            (Get-Completion $_).CompletionText | Sort-Object | Should -BeExactly 'osaka', 'tokyo'
            Write-KeptText '{'
            (Get-Completion $_).CompletionText | Should -BeExactly 'osaka'
        }

        It 'is spelled out, where a hand-made file has a name that acts on a terminal' {
            $hostile = "a$([char] 27)[31mb$([char] 0x202E)"
            Write-KeptText (@{ version = 1; servers = @(@{ name = $hostile; uri = 'http://127.0.0.1:1/'; tokenSecret = $hostile; vault = $hostile }) } | ConvertTo-Json -Depth 4)
            $server = Get-SoraServer
            $server.Name | Should -BeExactly $hostile
            $shown = @($server | Out-String; $server | Format-List | Out-String; "$server"; Get-SoraConnection -Server $hostile 2>&1 | Out-String; Get-SoraServer nosuch 2>&1 | Out-String) -join ''
            $shown -replace "$([char] 27)\[(\d+(;\d+)*)?m(?!b)" | Should -Not -Match "[$([char] 27)$([char] 0x202E)]"
            Get-Completion 'Get-SoraConnection -Server ' | Should -BeNullOrEmpty
        }
    }
}
