# The file of the kept servers: where it is, who may read it, and what happens to it.
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingConvertToSecureStringWithPlainText', '', Justification = 'It is what is tested.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingAllowUnencryptedAuthentication', '', Justification = 'A test.')]
param()

BeforeDiscovery {
    $onWindows = [IO.Path]::DirectorySeparatorChar -eq '\'
    # Permissions do not stop this user.
    $isRoot = -not $onWindows -and (id -u) -eq 0
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'KeptServers.Common.ps1')
    $environment = $env:SORA_API_URL, $env:SORA_CONFIG_HOME, $env:XDG_CONFIG_HOME, $env:HOME
    $nobody = 'http://127.0.0.1:1/'

    # Limits how long this runspace waits for the lock.
    function Limit-LockTime([timespan] $Limit) {
        $flags = [Reflection.BindingFlags] 'Instance, Static, Public, NonPublic'
        $store = [SoraPS.SoraServer].Assembly.GetType('SoraPS.Servers.ServerStore').GetProperty('Current', $flags).GetValue($null)
        $kept = $store.GetType().GetProperty('Kept', $flags).GetValue($store)
        $file = $kept.GetType().GetField('_file', $flags).GetValue($kept)
        $file.GetType().GetProperty('LockTimeout', $flags).SetValue($file, $Limit)
    }
}

Describe 'The file of the kept servers' {
    BeforeEach {
        $folder = Open-Folder
        $env:SORA_API_URL = ''
    }

    AfterEach {
        $env:SORA_API_URL, $env:SORA_CONFIG_HOME, $env:XDG_CONFIG_HOME, $env:HOME = $environment
        Clear-Server
    }

    Context 'its place' {
        It 'is below $XDG_CONFIG_HOME, else ~/.config: <Text>' -Skip:$onWindows -ForEach @(
            @{ Text = 'XDG_CONFIG_HOME'; Xdg = 'xdg'; Place = 'xdg/SoraPS/servers.json' }
            @{ Text = 'no XDG_CONFIG_HOME'; Xdg = $null; Place = '.config/SoraPS/servers.json' }
            @{ Text = 'one that is relative, which counts as none'; Xdg = './xdg'; Place = '.config/SoraPS/servers.json' }
        ) {
            $env:SORA_CONFIG_HOME, $env:HOME, $env:XDG_CONFIG_HOME = $null, $folder, $(if ($Xdg -eq 'xdg') { Join-Path $folder xdg } else { $Xdg })
            $null = Register-SoraServer $nobody -Name tokyo -Scope CurrentUser
            Test-Path (Join-Path $folder $Place) | Should -BeTrue
            (Get-SoraServer).Name | Should -BeExactly 'tokyo'
        }

        It 'is in the folder $env:SORA_CONFIG_HOME, and nothing is written anywhere else' {
            $homes = Join-Path $TestDrive 'empty'
            $env:HOME, $env:XDG_CONFIG_HOME = $homes, (Join-Path $homes xdg)
            $null = Register-SoraServer $nobody -Name tokyo -Scope CurrentUser
            Set-SoraServer tokyo -Default
            Unregister-SoraServer tokyo
            Test-Path (Get-KeptPath) | Should -BeTrue
            Test-Path $homes | Should -BeFalse
        }

        It 'is an error, where it is needed: <Text>' -Skip:$onWindows -ForEach @(
            @{ Text = 'no HOME'; Config = $null }
            @{ Text = 'a relative SORA_CONFIG_HOME'; Config = 'config' }
        ) {
            $env:SORA_CONFIG_HOME, $env:HOME, $env:XDG_CONFIG_HOME = $Config, $null, $null
            Get-FailureId { Register-SoraServer $nobody -Scope CurrentUser } | Should -BeExactly 'SoraInvalidArgument'
            Get-FailureId { Get-SoraConnection } | Should -BeExactly 'SoraInvalidArgument'
            Get-FailureId { Get-SoraConnection -Server $nobody } | Should -BeExactly 'SoraConnectionFailed'
            $env:SORA_API_URL = $nobody
            Get-FailureId { Get-SoraConnection } | Should -BeExactly 'SoraConnectionFailed'
        }

        It 'may be a link, or be in a folder that is one, and stays a link' -Skip:$onWindows {
            $real = Join-Path $TestDrive ([guid]::NewGuid())
            $null = New-Item -ItemType Directory (Join-Path $real 'folder'), (Join-Path $real 'file')
            $null = New-Item -ItemType SymbolicLink $folder -Target (Join-Path $real 'folder')
            $null = New-Item -ItemType SymbolicLink (Get-KeptPath) -Target (Join-Path $real 'file/mine.json')
            $null = Register-SoraServer $nobody -Name tokyo -Scope CurrentUser
            $null = Register-SoraServer $nobody -Name osaka -Scope CurrentUser
            (Get-Item -LiteralPath (Get-KeptPath)).LinkType | Should -BeExactly 'SymbolicLink'
            (Get-Content (Join-Path $real 'file/mine.json') -Raw | ConvertFrom-Json).servers.name | Should -BeExactly 'tokyo', 'osaka'
            (Get-SoraServer).Name | Should -BeExactly 'tokyo', 'osaka'
            Get-ChildItem (Join-Path $real 'folder') -Force | ForEach-Object Name | Should -BeExactly 'servers.json'
        }
    }

    Context 'who may read and write it' {
        It 'is the user alone' -Skip:$onWindows {
            $null = Register-SoraServer $nobody -Name tokyo -Scope CurrentUser
            (Get-Item -LiteralPath $folder).UnixFileMode | Should -Be 'UserExecute, UserWrite, UserRead'
            foreach ($file in Get-ChildItem -LiteralPath $folder -Force) { $file.UnixFileMode | Should -Be 'UserWrite, UserRead' -Because $file.Name }
            [IO.File]::ReadAllBytes((Get-KeptPath))[0] | Should -Be ([byte] [char] '{')
        }

        It 'is an error to register in a folder that is read-only, and what is there is read' -Skip:($onWindows -or $isRoot) {
            Add-Kept @{ tokyo = $nobody } -Default tokyo
            chmod 500 $folder
            try {
                Get-FailureId { Register-SoraServer $nobody -Name osaka -Scope CurrentUser } | Should -BeExactly 'SoraInvalidArgument'
                (Get-SoraServer).Name | Should -BeExactly 'tokyo'
            }
            finally { chmod 700 $folder }
        }

        It 'is an error to change it where it cannot be written, and what is there is read' {
            Add-Kept @{ tokyo = $nobody } -Default tokyo
            $before = Get-Content (Get-KeptPath) -Raw
            $null = New-Item -ItemType Directory "$(Get-KeptPath).lock"
            foreach ($attempt in { Register-SoraServer $nobody -Name osaka -Scope CurrentUser }, { Set-SoraServer tokyo -NoProxy }, { Unregister-SoraServer tokyo }) {
                Get-FailureId $attempt | Should -BeExactly 'SoraInvalidArgument'
            }
            (Get-SoraServer).Name | Should -BeExactly 'tokyo'
            (Get-SoraServer -Default).Name | Should -BeExactly 'tokyo'
            Get-Content (Get-KeptPath) -Raw | Should -BeExactly $before
        }

        It 'is an error to write where the place of the folder is a file' {
            [IO.File]::WriteAllText($folder, '')
            Get-FailureId { Register-SoraServer $nobody -Name osaka -Scope CurrentUser } | Should -BeExactly 'SoraInvalidArgument'
        }
    }

    Context 'a file that is not what it should be' {
        It 'stops only what needs a kept server, with one error that names it, and is left as it is: <Text>' -ForEach @(
            @{ Text = 'no JSON'; Json = '{ "version": 1, "servers": [' }
            @{ Text = 'empty'; Json = '' }
            @{ Text = 'no object'; Json = '[]' }
            @{ Text = 'no version'; Json = '{ "servers": [] }' }
            @{ Text = 'a version that is no number'; Json = '{ "version": "1", "servers": [] }' }
            @{ Text = 'a newer version'; Json = '{ "version": 2, "servers": { "tokyo": {} } }' }
            @{ Text = 'no list'; Json = '{ "version": 1, "servers": null }' }
            @{ Text = 'a null in the list'; Json = '{ "version": 1, "servers": [null] }' }
            @{ Text = 'no name'; Json = '{ "version": 1, "servers": [{ "uri": "http://127.0.0.1:1/" }] }' }
            @{ Text = 'no address'; Json = '{ "version": 1, "servers": [{ "name": "tokyo" }] }' }
            @{ Text = 'no http'; Json = '{ "version": 1, "servers": [{ "name": "tokyo", "uri": "ftp://127.0.0.1/" }] }' }
            @{ Text = 'a password in the address'; Json = '{ "version": 1, "servers": [{ "name": "tokyo", "uri": "http://operator:hunter2@127.0.0.1/" }] }' }
            @{ Text = 'a key in the query'; Json = '{ "version": 1, "servers": [{ "name": "tokyo", "uri": "http://127.0.0.1/?key=hunter2" }] }' }
            @{ Text = 'a password for the proxy'; Json = '{ "version": 1, "servers": [{ "name": "tokyo", "uri": "http://127.0.0.1/", "proxy": "http://a:hunter2@127.0.0.1/" }] }' }
            @{ Text = 'a proxy that is no address'; Json = '{ "version": 1, "servers": [{ "name": "tokyo", "uri": "http://127.0.0.1/", "proxy": "http://[" }] }' }
            @{ Text = 'a secret without a name'; Json = '{ "version": 1, "servers": [{ "name": "tokyo", "uri": "http://127.0.0.1/", "tokenSecret": "" }] }' }
            @{ Text = 'a certificate without a path'; Json = '{ "version": 1, "servers": [{ "name": "tokyo", "uri": "http://127.0.0.1/", "certificate": "" }] }' }
            @{ Text = 'a token'; Json = '{ "version": 1, "servers": [{ "name": "tokyo", "uri": "http://127.0.0.1/", "token": "hunter2" }] }' }
            @{ Text = 'a token that would be sent over plain http'; Json = '{ "version": 1, "servers": [{ "name": "tokyo", "uri": "http://tokyo.example/", "tokenSecret": "a" }] }' }
            @{ Text = 'a negative number'; Json = '{ "version": 1, "servers": [{ "name": "tokyo", "uri": "http://127.0.0.1/", "operationTimeoutSeconds": -1 }] }' }
            @{ Text = 'a text for a number'; Json = '{ "version": 1, "servers": [{ "name": "tokyo", "uri": "http://127.0.0.1/", "maximumRetryCount": "two" }] }' }
            @{ Text = 'a vault without a secret'; Json = '{ "version": 1, "servers": [{ "name": "tokyo", "uri": "http://127.0.0.1/", "vault": "a" }] }' }
            @{ Text = 'a name twice'; Json = '{ "version": 1, "servers": [{ "name": "tokyo", "uri": "http://127.0.0.1/" }, { "name": "TOKYO", "uri": "http://127.0.0.1/" }] }' }
            @{ Text = 'more than 1 MiB'; Json = '{ "version": 1, "servers": [] }' + ' ' * 1MB }
        ) {
            Write-KeptText $Json
            $simulator = Start-SoraSimulator
            try {
                $lab = Register-SoraServer $simulator.Uri -Name lab
                foreach ($attempt in { Get-SoraConnection }, { Get-SoraConnection -Server lab }, { Get-SoraConnection -Server $lab }, { Get-SoraConnection -Server $simulator.Uri }, { Get-SoraServer lab }, { Get-SoraServer -Default }) {
                    Get-FailureId $attempt | Should -BeNullOrEmpty
                }
                $messages = foreach ($attempt in { Get-SoraConnection -Server tokyo }, { Get-SoraServer }, { Get-SoraServer tokyo }, { Set-SoraServer tokyo -NoProxy }, { Unregister-SoraServer tokyo }, { Register-SoraServer $nobody -Name kobe -Scope CurrentUser }) {
                    $failures = @($(try { & $attempt 2>&1 } catch { $_ }) | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
                    $failures.FullyQualifiedErrorId | Should -BeLike 'SoraInvalidArgument,*'
                    "$($failures[0])"
                }
                $messages | Should -HaveCount 6
                $messages | ForEach-Object { $_ | Should -Match 'servers\.json'; $_ | Should -Not -Match 'hunter2' }
                (Get-SoraServer -ErrorAction Ignore).Name | Should -BeExactly 'lab'
                Unregister-SoraServer lab
                Get-FailureId { Get-SoraConnection } | Should -BeExactly 'SoraInvalidArgument'
                Get-Content -LiteralPath (Get-KeptPath) -Raw | Should -Be $(if ($Json) { $Json })
            }
            finally { $simulator.Dispose() }
        }

        It 'may begin with the mark that some editors write' {
            $null = New-Item -ItemType Directory $folder
            [IO.File]::WriteAllText((Get-KeptPath), '{ "version": 1, "servers": [{ "name": "tokyo", "uri": "http://127.0.0.1/" }] }', [Text.UTF8Encoding]::new($true))
            (Get-SoraServer).Name | Should -BeExactly 'tokyo'
        }
    }

    Context 'several shells' {
        It 'loses nothing where two write at once, a hundred times' {
            $other = Open-Shell "foreach (`$i in 1..100) { `$null = Register-SoraServer http://127.0.0.1:1 -Name other-`$i -Scope CurrentUser; if (`$i -eq 1) { 'begun' } }"
            try {
                $other.StandardOutput.ReadLine() | Should -BeExactly 'begun'
                foreach ($i in 1..100) { $null = Register-SoraServer http://127.0.0.1:1 -Name own-$i -Scope CurrentUser -ErrorAction Stop }
                $null = $other.StandardOutput.ReadToEnd()
                $other.WaitForExit()
            }
            finally { $other.Dispose() }
            (Get-Kept).servers | Should -HaveCount 200
            Get-SoraServer | Should -HaveCount 200
        }

        It 'has the old contents where a process dies while it writes' {
            $writer = Open-Shell 'for ($i = 0; ; $i++) { $null = Register-SoraServer http://127.0.0.1:1 -Name "other-$($i % 20)" -Scope CurrentUser -MaximumRetryCount ($i % 7); if ($i -eq 30) { "busy" } }'
            try {
                $writer.StandardOutput.ReadLine() | Should -BeExactly 'busy'
                $writer.Kill()
                $writer.WaitForExit()
            }
            finally { $writer.Dispose() }
            (Get-Kept).servers | Should -HaveCount 20
            # What such a process leaves is in nobody's way.
            [IO.File]::WriteAllText("$(Get-KeptPath).tmp", '{ "version": 1, "ser')
            $null = Register-SoraServer http://127.0.0.1:1 -Name own -Scope CurrentUser -ErrorAction Stop
            Get-SoraServer | Should -HaveCount 21
            Test-Path "$(Get-KeptPath).tmp" | Should -BeFalse
        }

        It 'waits for a shell that holds the lock, up to a limit' {
            Add-Kept @{ tokyo = $nobody } -Default tokyo
            $held = [IO.File]::Open("$(Get-KeptPath).lock", 'OpenOrCreate', 'ReadWrite', 'None')
            try {
                Limit-LockTime '0:00:00.3'
                Get-FailureId { Set-SoraServer tokyo -NoProxy } | Should -BeExactly 'SoraInvalidArgument'
                (Get-SoraServer).NoProxy | Should -BeFalse
                Limit-LockTime '0:10'
                $shell = [powershell]::Create()
                $running = $shell.AddScript("Import-Module '$modulePath'; 'before'; Set-SoraServer tokyo -NoProxy; 'went on'").BeginInvoke()
                $shell.Stop()
                $shell.InvocationStateInfo.State | Should -Be 'Stopped'
                $shell.Dispose()
            }
            finally { $held.Dispose() }
            Set-SoraServer tokyo -NoProxy
            (Get-SoraServer).NoProxy | Should -BeTrue
        }
    }

    Context 'what is never in it' {
        It 'is a secret: <Name>' -ForEach @(
            @{ Name = 'Token' }, @{ Name = 'Credential' }, @{ Name = 'Headers' }, @{ Name = 'ProxyCredential' }
        ) {
            $secret = [Net.NetworkCredential]::new('', 'hunter2-secret').SecurePassword
            $given = @{
                Token = @{ Token = $secret }; Credential = @{ Credential = [pscredential]::new('operator', $secret) }
                Headers = @{ Headers = @{ 'X-Key' = 'hunter2-secret' } }; ProxyCredential = @{ ProxyCredential = [pscredential]::new('operator', $secret); Proxy = 'https://proxy.example/' }
            }[$Name]
            $failure = $null
            Register-SoraServer https://tokyo.example/ -Name tokyo -Scope CurrentUser @given -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SoraInvalidArgument,*'
            "$failure" | Should -Match 'Set-Secret.*-TokenSecret'
            Test-Path (Get-KeptPath) | Should -BeFalse
            $null = Register-SoraServer https://tokyo.example/ -Name tokyo -Scope CurrentUser
            $before = Get-Content (Get-KeptPath) -Raw
            Get-FailureId { Set-SoraServer tokyo @given } | Should -BeExactly 'SoraInvalidArgument'
            Get-Content (Get-KeptPath) -Raw | Should -BeExactly $before
            Get-ChildItem -LiteralPath $folder -Force | ForEach-Object { Get-Content -LiteralPath $_.FullName -Raw } | Should -Not -Match 'hunter2'
        }

        It 'is a secret that would be sent unencrypted, by its name' {
            Get-FailureId { Register-SoraServer http://tokyo.example/ -Scope CurrentUser -TokenSecret sora-api } | Should -BeExactly 'SoraInvalidArgument'
            Get-FailureId { Register-SoraServer http://tokyo.example/ -TokenSecret sora-api } | Should -BeExactly 'SoraInvalidArgument'
            (Register-SoraServer http://tokyo.example/ -Scope CurrentUser -TokenSecret sora-api -AllowUnencryptedAuthentication).TokenSecret | Should -BeExactly 'sora-api'
        }
    }
}
