# Which server the next command speaks to, and that nothing changes it by the way.
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingConvertToSecureStringWithPlainText', '', Justification = 'It is what is tested.')]
param()

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $environment = $env:SORA_API_URL, $env:SORA_API_TOKEN
    $secret = [Net.NetworkCredential]::new('', 'hunter2-token').SecurePassword
    $nobody = 'http://127.0.0.1:1/'

    # Runs a script in a runspace of its own; what it writes, and the ids of its errors.
    function Invoke-Elsewhere([string] $Script, $With) {
        $shell = [powershell]::Create()
        try {
            $output = $shell.AddScript("param(`$With) Import-Module '$modulePath'; $Script").AddArgument($With).Invoke()
            @($output) + @($shell.Streams.Error | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] })
        }
        finally { $shell.Dispose() }
    }
}

Describe 'The default server' {
    BeforeEach {
        $ok = ConvertTo-ListAnswer (Get-ConnectionJson sora a)
        $simulator = Start-SoraSimulator -Connection @{ channel_id = 'sora' }
        $env:SORA_API_URL, $env:SORA_API_TOKEN = '', ''
    }

    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $simulator.Dispose()
        if (Test-Path variable:server) { $server.Dispose() }
        $env:SORA_API_URL, $env:SORA_API_TOKEN = $environment
    }

    It 'has a scope only if somebody registered it' {
        (Get-SoraServer -Default).Scope | Should -BeNullOrEmpty
        Get-SoraServer -Default | Out-String -Width 80 | Should -Not -Match 'Process'
        $null = Register-SoraServer $simulator.Uri -Name tokyo
        (Get-SoraServer -Default).Scope | Should -BeExactly 'Process'
        & { Get-Item $PSScriptRoot; Get-SoraServer tokyo } | Out-String -Width 80 | Should -Match 'Scope'
    }

    It 'is the default server: the first that was registered, a later one only if that is said' {
        $server = [SoraPS.TestServers.RawServer]::new([string[]] $ok)
        $null = Register-SoraServer $server.Uri -Name first
        $null = Register-SoraServer $server.Uri -Name second
        (Get-SoraConnection).Server | Should -BeExactly 'first'
        (Get-SoraServer | Where-Object IsDefault).Name | Should -BeExactly 'first'
        $null = Register-SoraServer $server.Uri -Name third -Default
        (Get-SoraConnection).Server | Should -BeExactly 'third'
        (Get-SoraServer -Default).Name | Should -BeExactly 'third'
        Set-SoraServer second -Default | Should -BeNullOrEmpty
        (Get-SoraConnection).Server | Should -BeExactly 'second'
        (Get-SoraServer | Where-Object IsDefault).Name | Should -BeExactly 'second'
        # Whoever is replaced or changed stays the default, and nobody else becomes it.
        $null = Register-SoraServer $server.Uri -Name second -MaximumRetryCount 0
        Set-SoraServer first -MaximumRetryCount 0
        (Get-SoraServer -Default).Name | Should -BeExactly 'second'
    }

    It 'is an error that lists those there are, where some are registered and none is the default' {
        $server = Open-RawServer $ok
        $null = Register-SoraServer $server.Uri -Name tokyo
        $null = Register-SoraServer $server.Uri -Name osaka
        $env:SORA_API_URL = "$($server.Uri)"
        Unregister-SoraServer raw
        foreach ($attempt in { Get-SoraConnection }, { Disconnect-SoraChannel sora }, { Invoke-SoraApi Sora_20171218.GetLicense }, { Get-SoraServer -Default }, { [pscustomobject]@{ channel_id = 'sora' } | Disconnect-SoraChannel }) {
            $failure = try { & $attempt 2>&1 } catch { $_ }
            $failure.FullyQualifiedErrorId | Should -BeLike 'SoraInvalidArgument,*' -Because $attempt
            foreach ($name in 'tokyo', 'osaka') { $failure.ErrorDetails.Message | Should -Match $name }
        }
        $server.Requests.Count | Should -Be 0
        Get-SoraConnection -Server osaka | Should -HaveCount 1
        # The next that is registered becomes it.
        $null = Register-SoraServer $server.Uri -Name kyoto
        (Get-SoraServer -Default).Name | Should -BeExactly 'kyoto'
        Get-SoraServer | Unregister-SoraServer
        (Get-SoraServer -Default).Name | Should -BeExactly "$($server.Uri)"
        @(Get-SoraServer) | Should -BeNullOrEmpty
    }

    It 'sends $env:SORA_API_TOKEN there, and nowhere else' {
        $server = Open-RawServer $ok
        Get-SoraServer | Unregister-SoraServer
        $env:SORA_API_URL = "$($server.Uri)"
        $env:SORA_API_TOKEN = 'hunter2-token'
        (Get-SoraConnection).Server | Should -BeExactly "$($server.Uri)"
        Get-SoraConnection -Server "$($server.Uri)" | Should -HaveCount 1
        (Get-SoraServer -Default).Authentication | Should -BeExactly 'Token'
        Get-SoraServer -Default | Format-List * -Force | Out-String | Should -Not -Match 'hunter2'
        # Another address, the same one registered, and one that a variable without an address leaves.
        Get-SoraConnection -Server "$($server.Uri)api" | Should -HaveCount 1
        $null = Register-SoraServer $server.Uri -Name raw
        Get-SoraConnection | Should -HaveCount 1
        $server.Requests | ForEach-Object { $_.Headers['Authorization'] } | Should -Be 'Bearer hunter2-token', 'Bearer hunter2-token', $null, $null
        Unregister-SoraServer raw
        $env:SORA_API_URL = $null
        (Get-SoraServer -Default).Authentication | Should -BeExactly 'None'
    }

    It 'does not send $env:SORA_API_TOKEN over plain http to another host' {
        $env:SORA_API_URL = 'http://sora.example/'
        $env:SORA_API_TOKEN = 'hunter2-token'
        foreach ($attempt in { Get-SoraConnection }, { Disconnect-SoraChannel sora }, { Get-SoraConnection -Server http://sora.example/ }) { Get-FailureId $attempt | Should -BeExactly 'SoraInvalidArgument' }
        $Error | Select-Object -First 3 | Format-List * -Force | Out-String | Should -Not -Match 'hunter2-token'
    }

    It 'keeps its servers and the default when the module is imported again: <_>' -ForEach 'Import-Module $path -Force', 'Remove-Module SoraPS; Import-Module $path', '& { Import-Module $path -Force }', '& $script' {
        $server = Open-RawServer $ok, $ok, (ConvertTo-Answer '{"channel_id":"sora","connection_id":"a"}')
        $script = Join-Path $TestDrive 'imports.ps1'
        Set-Content -LiteralPath $script "Import-Module '$modulePath' -Force"
        $shell = [powershell]::Create()
        try {
            $text = 'param($path, $uri, $script) Import-Module $path
                $null = Register-SoraServer http://127.0.0.1:1/ -Name other
                $null = Register-SoraServer $uri -Name tokyo -MaximumRetryCount 0 -Default
                $before = Get-SoraConnection
                ' + $_ + '
                (Get-SoraConnection).Server
                ($before | Disconnect-SoraConnection).ConnectionId
                (Get-SoraServer).Name
                (Get-SoraServer -Default).Name'
            $said = $shell.AddScript($text).AddArgument($modulePath).AddArgument($server.Uri).AddArgument($script).Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
            $said | Should -Be 'tokyo', 'a', 'other', 'tokyo', 'tokyo'
            $server.Requests.Count | Should -Be 3
        }
        finally { $shell.Dispose() }
    }

    It 'stays with a name that is registered again' {
        $null = Register-SoraServer $nobody -Name tokyo
        $null = Register-SoraServer $nobody -Name osaka
        $null = Register-SoraServer $nobody -Name tokyo -MaximumRetryCount 0
        (Get-SoraServer -Default).Name | Should -BeExactly 'tokyo'
        (Get-SoraServer).Name | Should -Be 'tokyo', 'osaka'
    }

    It 'is shown where nothing is registered: <Text>' -ForEach @(
        @{ Text = 'what the environment says'; Url = 'sora.example:3000'; Shown = 'http://sora.example:3000/' }
        @{ Text = 'Sora on this host'; Url = ''; Shown = 'http://127.0.0.1:3000/' }
    ) {
        $env:SORA_API_URL = $Url
        (Get-SoraServer -Default).Uri.AbsoluteUri | Should -BeExactly $Shown
        Get-SoraServer | Should -BeNullOrEmpty
    }

    It 'is not the address of the environment for a record, where servers are registered' {
        $env:SORA_API_URL = "$($simulator.Uri)"
        $record = [pscustomobject]@{ channel_id = 'sora'; Server = "$($simulator.Uri)" }
        $record | Disconnect-SoraChannel | Should -HaveCount 1
        $null = Register-SoraServer $nobody -Name tokyo
        Get-FailureId { $record | Disconnect-SoraChannel } | Should -BeExactly 'SoraInvalidArgument'
        $simulator.Requests.Count | Should -Be 1
    }

    It 'has a token for its own address to the letter' {
        $env:SORA_API_URL, $env:SORA_API_TOKEN = 'https://sora.example/tenant-a/', 'secret'
        Get-SoraMode -Server https://SORA.example/tenant-a/ -AsCurl | Should -Match 'tenant-a.*Bearer'
        Get-SoraMode -Server https://sora.example/Tenant-A/ -AsCurl | Should -Not -MatchExactly 'Bearer|tenant-a'
        (Get-SoraServer -Default).IsDefault | Should -BeTrue
    }

    It 'is of its own runspace' {
        $null = Register-SoraServer $simulator.Uri -Name tokyo
        Invoke-Elsewhere 'Get-SoraServer; "$((Get-SoraServer -Default).Uri)"' | Should -Be 'http://127.0.0.1:3000/'
        $registered = Get-SoraServer tokyo
        Invoke-Elsewhere '(Get-SoraConnection -Server $With).Server; ($With | Get-SoraConnection).Server' $registered | Should -Be 'tokyo', 'tokyo'
    }
}

Describe 'Register-SoraServer' {
    BeforeAll { $one = ConvertTo-ListAnswer (Get-ConnectionJson sora a) }
    BeforeEach { $env:SORA_API_URL, $env:SORA_API_TOKEN = '', '' }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $env:SORA_API_URL, $env:SORA_API_TOKEN = $environment
    }

    It 'reads <Given> as <Uri>' -ForEach @(
        @{ Given = ' http://sora.example/ '; Uri = 'http://sora.example/' }
        @{ Given = "sora.example:3000`t"; Uri = 'http://sora.example:3000/' }
        @{ Given = 'localhost'; Uri = 'http://localhost/' }
        @{ Given = 'LOCALHOST:3000'; Uri = 'http://localhost:3000/' }
        @{ Given = '10.0.0.1'; Uri = 'http://10.0.0.1/' }
        @{ Given = '::1'; Uri = 'http://[::1]/' }
        @{ Given = '[::1]'; Uri = 'http://[::1]/' }
        @{ Given = '[::1]:3000'; Uri = 'http://[::1]:3000/' }
        @{ Given = '2001:db8::1'; Uri = 'http://[2001:db8::1]/' }
        @{ Given = 'http://[2001:db8::1]:3000/api'; Uri = 'http://[2001:db8::1]:3000/api' }
    ) { (Register-SoraServer $Given).Uri.AbsoluteUri | Should -BeExactly $Uri }

    It 'refuses <Given>, and says why' -ForEach @(
        @{ Given = 'http://sora example/'; Why = 'space' }
        @{ Given = 'sora.example:99999'; Why = '65535' }
        @{ Given = 'http://127.0.0.1:65536/'; Why = '65535' }
        @{ Given = '[::1]:99999'; Why = '65535' }
        @{ Given = '::1:3000'; Why = '\[::1\]:3000' }
        @{ Given = '2001:db8::1:3000'; Why = '\[::1\]:3000' }
    ) {
        $null = Register-SoraServer $Given -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SoraInvalidArgument,*'
        $failure[0].ErrorDetails.Message | Should -Match $Why
        Get-SoraServer | Should -BeNullOrEmpty
    }

    It 'takes all that a row of CSV has, and an empty cell for nothing' {
        $rows = @'
Uri,Name,Proxy,OperationTimeoutSeconds,MaximumRetryCount,SkipCertificateCheck,NoProxy,Default
https://tokyo.example/,tokyo,,60,,False,,
https://osaka.example/,osaka,http://proxy.example:3128,,5,True,False,True
https://kyoto.example/,,,0,0,,True,
'@ | ConvertFrom-Csv
        $null = $rows | Register-SoraServer
        $tokyo, $osaka, $kyoto = Get-SoraServer
        $tokyo.Name, $tokyo.OperationTimeoutSeconds, $tokyo.MaximumRetryCount, $tokyo.SkipCertificateCheck, $tokyo.Proxy | Should -Be 'tokyo', 60, 2, $false, $null
        $osaka.Name, $osaka.OperationTimeoutSeconds, $osaka.MaximumRetryCount, $osaka.SkipCertificateCheck, "$($osaka.Proxy)" | Should -Be 'osaka', 30, 5, $true, 'http://proxy.example:3128/'
        $kyoto.Name, $kyoto.OperationTimeoutSeconds, $kyoto.MaximumRetryCount, $kyoto.NoProxy | Should -Be 'kyoto.example', 0, 0, $true
        (Get-SoraServer -Default).Name | Should -BeExactly 'osaka'
    }

    It 'takes what Get-SoraServer writes, and what was written to a file of it' {
        $null = Register-SoraServer https://tokyo.example/ -Name tokyo -OperationTimeoutSeconds 60 -NoProxy
        $csv = Get-SoraServer | ConvertTo-Csv
        $null = Get-SoraServer | Register-SoraServer
        Get-SoraServer | Unregister-SoraServer
        $again = $csv | ConvertFrom-Csv | Register-SoraServer
        $again.Name, $again.OperationTimeoutSeconds, $again.NoProxy | Should -Be 'tokyo', 60, $true
    }

    It 'refuses a cell that cannot be read: <Name> <Value>' -ForEach @(
        @{ Name = 'NoProxy'; Value = 'yes' }, @{ Name = 'SkipCertificateCheck'; Value = '1' }, @{ Name = 'Default'; Value = 'x' }
        @{ Name = 'OperationTimeoutSeconds'; Value = '60s' }, @{ Name = 'MaximumRetryCount'; Value = '1.5' }, @{ Name = 'RetryIntervalSec'; Value = 'abc' }, @{ Name = 'ConnectionTimeoutSeconds'; Value = '-1' }
    ) {
        Get-FailureId { [pscustomobject]@{ Uri = 'https://sora.example/'; $Name = $Value } | Register-SoraServer } | Should -BeLike 'ParameterArgument*Error'
        Get-SoraServer | Should -BeNullOrEmpty
    }

    It 'refuses a secret as text, and does not quote it: <Text>' -ForEach @(
        @{ Text = 'on the command line'; Call = { Register-SoraServer https://sora.example/ -Token hunter2 } }
        @{ Text = 'in a row'; Call = { [pscustomobject]@{ Uri = 'https://sora.example/'; Token = 'hunter2' } | Register-SoraServer } }
    ) {
        $Error.Clear()
        Get-FailureId $Call | Should -BeLike 'ParameterArgumentTransformationError*'
        $Error | Format-List * -Force | Out-String | Should -Not -Match 'Cannot convert|"hunter2"'
        Get-SoraServer | Should -BeNullOrEmpty
    }

    It 'refuses a number out of range: <_>' -ForEach -1, 2147484, 'many' {
        $number = $_
        Get-FailureId { Register-SoraServer https://sora.example/ -OperationTimeoutSeconds $number } | Should -Match '^(ParameterArgumentValidationError|ParameterArgumentTransformationError|CannotConvertArgument)'
        Get-SoraServer | Should -BeNullOrEmpty
    }
}

Describe 'Set-SoraServer' {
    BeforeEach { $env:SORA_API_URL, $env:SORA_API_TOKEN = '', '' }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $env:SORA_API_URL, $env:SORA_API_TOKEN = $environment
    }

    It 'changes what is given and keeps the rest' {
        $null = Register-SoraServer https://sora.example/ -Name tokyo -OperationTimeoutSeconds 60 -SkipCertificateCheck -Headers @{ 'x-a' = 'b' } -Token $secret
        Set-SoraServer TOKYO -MaximumRetryCount 0 | Should -BeNullOrEmpty
        $server = Get-SoraServer tokyo
        $server.OperationTimeoutSeconds, $server.MaximumRetryCount, $server.SkipCertificateCheck, $server.HeaderName, $server.Authentication | Should -Be 60, 0, $true, 'x-a', 'Token'
        (Set-SoraServer tokyo -SkipCertificateCheck:$false -Credential ([pscredential]::new('a', $secret)) -PassThru).Authentication | Should -BeExactly 'Credential'
        (Get-SoraServer tokyo).SkipCertificateCheck | Should -BeFalse
        (Set-SoraServer tokyo -Token $secret -PassThru).Authentication | Should -BeExactly 'Token'
        (Set-SoraServer tokyo -Proxy http://proxy.example/ -PassThru).Proxy | Should -BeExactly 'http://proxy.example/'
        $server = Set-SoraServer tokyo -NoProxy -PassThru
        $server.Proxy, $server.NoProxy | Should -Be $null, $true
        $server = Set-SoraServer tokyo -Proxy http://proxy.example/ -PassThru
        "$($server.Proxy)", $server.NoProxy | Should -Be 'http://proxy.example/', $false
    }

    It 'lets what came from the server go back to it, unless its address was changed' {
        $server = Open-RawServer (ConvertTo-ListAnswer (Get-ConnectionJson sora a)), (ConvertTo-Answer '{"channel_id":"sora","connection_id":"a"}')
        try {
            $found = Get-SoraConnection
            Set-SoraServer raw -Headers @{ 'x-a' = 'b' }
            $null = $found | Disconnect-SoraConnection
            $server.Requests[-1].Headers['x-a'] | Should -BeExactly 'b'
            Set-SoraServer raw -Uri $server.Uri
            $null = $found | Disconnect-SoraConnection
            Set-SoraServer raw -Uri $nobody
            (Get-SoraServer -Default).Name | Should -BeExactly 'raw'
            Get-FailureId { $found | Disconnect-SoraConnection } | Should -BeExactly 'SoraInvalidArgument'
            $server.Requests.Count | Should -Be 3
        }
        finally { $server.Dispose() }
    }

    It 'does not make a server the default that it only moves' {
        $null = Register-SoraServer https://a.example/ -Name a
        $null = Register-SoraServer https://b.example/ -Name b
        Unregister-SoraServer a
        Set-SoraServer b -Uri https://c.example/
        Get-SoraServer | Where-Object IsDefault | Should -BeNullOrEmpty
    }

    It 'closes every connection when it is unregistered, those from before a change too' {
        $server = Open-RawServer (ConvertTo-ListAnswer (Get-ConnectionJson sora a))
        try {
            $null = Get-SoraConnection
            Set-SoraServer raw -MaximumRetryCount 1
            $null = Get-SoraConnection
            $server.OpenConnections | Should -BeGreaterThan 0
            Unregister-SoraServer raw
            $server.WaitForAllClosed() | Should -BeTrue
        }
        finally { $server.Dispose() }
    }

    It 'takes servers and names from the pipeline, and refuses what is not registered' {
        $null = Register-SoraServer https://a.example/ -Name a -Proxy http://proxy.example/
        $null = Register-SoraServer https://b.example/ -Name b
        Get-SoraServer | Set-SoraServer -NoProxy
        @((Get-SoraServer).NoProxy) | Should -Be $true, $true
        'a', 'b' | Set-SoraServer -OperationTimeoutSeconds 5
        @((Get-SoraServer).OperationTimeoutSeconds) | Should -Be 5, 5
        [pscustomobject]@{ Name = 'b' } | Set-SoraServer -Default
        (Get-SoraServer -Default).Name | Should -BeExactly 'b'
        $old = Get-SoraServer a
        Unregister-SoraServer a
        $null = Register-SoraServer https://a.example/ -Name a
        foreach ($attempt in { Set-SoraServer nobody -Default }, { $old | Set-SoraServer -Default }, { $old | Unregister-SoraServer }) { Get-FailureId $attempt | Should -BeExactly 'SoraInvalidArgument' }
        (Get-SoraServer -Default).Name | Should -BeExactly 'b'
        @(Get-SoraServer).Count | Should -Be 2
    }

    It 'refuses <Text>, and leaves the server as it was' -ForEach @(
        @{ Text = 'a secret over plain http'; With = { @{ Uri = 'http://sora.example/' } } }
        @{ Text = 'an address that is none'; With = { @{ Uri = 'ftp://sora.example/' } } }
        @{ Text = 'a word as an address'; With = { @{ Uri = 'osaka' } } }
        @{ Text = 'an empty token'; With = { @{ Token = $null } } }
        @{ Text = 'an empty address'; With = { @{ Uri = $null } } }
        @{ Text = 'a token and a credential'; With = { @{ Token = $secret; Credential = [pscredential]::new('a', $secret) } } }
        @{ Text = 'a proxy and none'; With = { @{ Proxy = 'http://proxy.example/'; NoProxy = $true } } }
    ) {
        $null = Register-SoraServer https://sora.example/ -Name tokyo -Token $secret
        $arguments = & $With
        Get-FailureId { Set-SoraServer tokyo @arguments } | Should -Not -BeNullOrEmpty
        "$((Get-SoraServer tokyo).Uri)", (Get-SoraServer tokyo).Authentication | Should -Be 'https://sora.example/', 'Token'
    }
}

Describe 'A server where -Server is taken' {
    BeforeEach {
        $simulator = Start-SoraSimulator -Token $secret -Connection @{ channel_id = 'sora'; connection_id = 'C1' }, @{ channel_id = 'two'; connection_id = 'C2' }
        $null = Register-SoraServer $simulator.Uri -Name tokyo -Token $secret
        $null = Register-SoraServer $simulator.Uri -Name osaka -Token $secret
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $simulator.Dispose()
    }

    It 'may be a simulator, with its token' {
        Get-SoraConnection -Server $simulator | Should -HaveCount 2
        (Disconnect-SoraConnection sora C1 -Server $simulator).Server | Should -BeExactly "$($simulator.Uri)"
        $simulator.Connections.Count | Should -Be 1
    }

    It 'may come down the pipeline: <_>' -ForEach 'Get-SoraConnection', 'Get-SoraChannel', 'Get-SoraMode', 'Get-SoraLicense', 'Get-SoraSession', 'Get-SoraRecording', 'Get-SoraChannel -Brief', 'Invoke-SoraApi ListConnections', 'Get-SoraConnection two', 'Disconnect-SoraChannel sora', 'Set-SoraMode normal -Confirm:$false', 'Wait-SoraConnection two -TimeoutSec 0' {
        $null = & ([scriptblock]::Create("Get-SoraServer | $_"))
        $asked = @($simulator.Requests | ForEach-Object Target)
        $asked.Count | Should -Be 2
    }

    It 'is not what a record is that only has a Server' {
        Get-FailureId { [pscustomobject]@{ Server = 'tokyo' } | Get-SoraConnection } | Should -BeExactly 'SoraInvalidArgument'
        $simulator.Requests.Count | Should -Be 0
    }
}
