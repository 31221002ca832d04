[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingAllowUnencryptedAuthentication', '', Justification = 'It is what is tested.')]
param()

Describe 'Servers' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $ok = ConvertTo-ListAnswer (Get-ConnectionJson sora a)
        $secret = [Net.NetworkCredential]::new('', 'hunter2-token').SecurePassword
        $credential = [pscredential]::new('operator', ([Net.NetworkCredential]::new('', 'hunter2-password').SecurePassword))
        $environment = $env:SORA_API_URL, $env:SORA_API_TOKEN
    }

    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:server) { $server.Dispose() }
        $env:SORA_API_URL, $env:SORA_API_TOKEN = $environment
    }

    Context 'which server is meant' {
        It 'is $env:SORA_API_URL without a server, and shows as Server' {
            $server = [SoraPS.TestServers.RawServer]::new([string[]] $ok)
            $env:SORA_API_URL = "127.0.0.1:$($server.Uri.Port)"
            (Get-SoraConnection).Server | Should -BeExactly "$($server.Uri)"
        }

        It 'is http://127.0.0.1:3000/ without either' {
            $env:SORA_API_URL = ''
            $null = Disconnect-SoraChannel sora -WhatIf -Verbose:$false
            Get-HostText { Disconnect-SoraChannel sora -WhatIf } | Should -Match ([regex]::Escape('http://127.0.0.1:3000/'))
        }

        It 'is what -Server says: <Text>' -ForEach @(
            @{ Text = 'a server'; Given = { $named } }
            @{ Text = 'a name, whatever its case'; Given = { 'RAW' } }
            @{ Text = 'a URL'; Given = { "$($server.Uri)" } }
            @{ Text = 'a URL object'; Given = { $server.Uri } }
            @{ Text = 'a host and port'; Given = { "127.0.0.1:$($server.Uri.Port)" } }
        ) {
            $server = Open-RawServer $ok
            $named = Get-SoraServer raw
            $null = Register-SoraServer http://127.0.0.1:1/ -Name other -Default
            Get-SoraConnection -Server (& $Given) | Should -HaveCount 1
            $server.Requests.Count | Should -Be 1
        }

        It 'is asked once where it is named twice' {
            $server = Open-RawServer $ok
            Get-SoraConnection -Server raw, (Get-SoraServer raw) | Should -HaveCount 1
        }

        It 'is never guessed: <Text> ends the command' -ForEach @(
            @{ Text = 'an unknown name'; Given = 'nobody' }
            @{ Text = '$null'; Given = $null }
            @{ Text = "''"; Given = '' }
            @{ Text = '@()'; Given = @() }
            @{ Text = 'an address that is not http'; Given = 'ftp://127.0.0.1/' }
            @{ Text = 'an address with a password'; Given = 'http://operator:hunter2@127.0.0.1/' }
            @{ Text = 'the default address with a password'; Given = 'http://operator:hunter2@127.0.0.1:3000/' }
            @{ Text = 'the default address with a fragment'; Given = '127.0.0.1:3000/#hunter2' }
            @{ Text = 'a password without a scheme'; Given = 'operator:hunter2@127.0.0.1' }
            @{ Text = 'an address with an impossible port'; Given = 'http://127.0.0.1:99999' }
            @{ Text = 'a key in a query'; Given = '127.0.0.1:3000/?token=hunter2' }
            @{ Text = 'a key in a query of what may be a name'; Given = 'sora.example/x?token=hunter2' }
            @{ Text = 'a password with a slash'; Given = 'http://operator:hunter2/x@127.0.0.1:3000/' }
            @{ Text = 'a password with a number sign'; Given = 'http://operator:hunter2#x@127.0.0.1:3000/' }
            @{ Text = 'half an address'; Given = 'http://' }
            @{ Text = 'an address with a space'; Given = 'http://x y' }
            @{ Text = 'an empty hashtable'; Given = @{} }
            @{ Text = 'another object'; Given = @{ a = 1 } }
            @{ Text = 'a name beside a good one'; Given = @('raw', 'nobody') }
        ) {
            $server = Open-RawServer $ok
            foreach ($attempt in { Get-SoraConnection -Server $Given }, { Disconnect-SoraChannel sora -Server $Given }, { Invoke-SoraApi Sora_20171218.GetLicense -Server $Given }) {
                Get-FailureId $attempt | Should -BeExactly 'SoraInvalidArgument'
            }
            $server.Requests.Count | Should -Be 0
            "$($Error | Select-Object -First 4 | Out-String)" | Should -Not -Match 'hunter2'
        }

        It 'is the same for a whole pipeline, whatever happens to servers upstream' {
            $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
            $null = & {
                [pscustomobject]@{ channel_id = 'a' }
                $null = Register-SoraServer http://127.0.0.1:1/ -Name late -Default
                [pscustomobject]@{ channel_id = 'b' }
            } | Disconnect-SoraChannel
            $server.Requests.Count | Should -Be 2
        }

        It 'comes back from a file of Export-Clixml, by its name' {
            $server = Open-RawServer $ok, (ConvertTo-Answer '{"channel_id":"sora","connection_id":"a"}')
            $file = Join-Path $TestDrive 'c.xml'
            Get-SoraConnection | Export-Clixml $file
            $null = Register-SoraServer http://127.0.0.1:1/ -Name other -Default
            Import-Clixml $file | Disconnect-SoraConnection | Should -HaveCount 1
            Unregister-SoraServer raw
            Get-FailureId { Import-Clixml $file | Disconnect-SoraConnection } | Should -BeExactly 'SoraInvalidArgument'
            $server.Requests.Count | Should -Be 2
        }

        It 'is not the default where a record names an empty list: <_>' -ForEach '[]', '[[]]', '["raw",null]', '{}', '[{}]' {
            $server = Open-RawServer $ok
            $stray = "{`"channel_id`":`"s`",`"server`":$_}" | ConvertFrom-Json
            Get-FailureId { $stray | Disconnect-SoraChannel } | Should -BeExactly 'SoraInvalidArgument'
            $server.Requests.Count | Should -Be 0
        }

        It 'comes back from CSV: <Text>' -ForEach @(
            @{ Text = 'a live server'; Name = 'raw' }
            @{ Text = 'the implicit server'; Name = $null }
        ) {
            $server = Open-RawServer $ok, (ConvertTo-Answer '{"channel_id":"sora","connection_id":"a"}')
            if (-not $Name) {
                Get-SoraServer | Unregister-SoraServer
                $env:SORA_API_URL = "$($server.Uri)"
            }
            $csv = Get-SoraConnection | ConvertTo-Csv
            ($csv | ConvertFrom-Csv | Disconnect-SoraConnection).ConnectionId | Should -BeExactly 'a'
            Get-SoraServer | Unregister-SoraServer
            $env:SORA_API_URL = ''
            Get-FailureId { $csv | ConvertFrom-Csv | Disconnect-SoraConnection } | Should -BeExactly 'SoraInvalidArgument'
            $server.Requests.Count | Should -Be 2
        }

        It 'takes an empty Server of a record as not given: <Text>' -ForEach @{ Text = "''"; Given = '' }, @{ Text = '$null'; Given = $null } {
            $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
            [pscustomobject]@{ channel_id = 'sora'; Server = $Given } | Disconnect-SoraChannel | Should -HaveCount 1
        }

        It 'is known in its own runspace only' {
            $server = Open-RawServer $ok
            $shell = [powershell]::Create()
            try { $shell.AddScript("Import-Module '$modulePath'; Get-SoraServer").Invoke() | Should -BeNullOrEmpty }
            finally { $shell.Dispose() }
        }
    }

    Context 'Register-, Get-, Set- and Unregister-SoraServer' {
        It 'reads <Given> as <Uri>' -ForEach @(
            @{ Given = 'localhost:3000'; Uri = 'http://localhost:3000/' }
            @{ Given = 'sora.example'; Uri = 'http://sora.example/' }
            @{ Given = '[::1]:3000'; Uri = 'http://[::1]:3000/' }
            @{ Given = 'https://sora.example/api'; Uri = 'https://sora.example/api' }
            @{ Given = 'sora.example:8080/sora-api'; Uri = 'http://sora.example:8080/sora-api' }
        ) {
            (Register-SoraServer $Given).Uri.AbsoluteUri | Should -BeExactly $Uri
        }

        It 'keeps a base path' {
            $server = Open-RawServer $ok
            $null = Register-SoraServer "$($server.Uri)api" -Name path -Default
            $null = Get-SoraConnection
            $server.Requests[0].Line | Should -BeExactly 'POST /api HTTP/1.1'
        }

        It 'refuses <Text>' -ForEach @(
            @{ Text = 'an address that is not http'; Arguments = @{ Uri = 'ftp://sora.example/' } }
            @{ Text = 'a file'; Arguments = @{ Uri = '/etc/sora.conf' } }
            @{ Text = 'a password in the address'; Arguments = @{ Uri = 'https://operator:hunter2@sora.example/' } }
            @{ Text = 'a password after half a scheme'; Arguments = @{ Uri = 'http:/operator:hunter2@sora.example' } }
            @{ Text = 'half a scheme'; Arguments = @{ Uri = 'https:' } }
            @{ Text = 'a query, which may be a secret'; Arguments = @{ Uri = 'https://sora.example/api?token=hunter2' } }
            @{ Text = 'a query of the proxy'; Arguments = @{ Uri = 'https://sora.example/'; Proxy = 'http://proxy.example/?key=1' } }
            @{ Text = 'an empty query of the proxy'; Arguments = @{ Uri = 'https://sora.example/'; Proxy = [uri] 'http://proxy.example/?' } }
            @{ Text = 'a fragment of the proxy'; Arguments = @{ Uri = 'https://sora.example/'; Proxy = 'http://proxy.example/#a' } }
            @{ Text = 'a password in the proxy'; Arguments = @{ Uri = 'https://sora.example/'; Proxy = 'http://operator:hunter2@proxy.example/' } }
            @{ Text = 'a header value with a line break'; Arguments = @{ Uri = 'https://sora.example/'; Headers = @{ 'x-a' = "b`r`nx-evil: hunter2" } } }
            @{ Text = 'a header name that is none'; Arguments = @{ Uri = 'https://sora.example/'; Headers = @{ 'x a:' = 'b' } } }
            @{ Text = 'the operation as a header'; Arguments = @{ Uri = 'https://sora.example/'; Headers = @{ 'X-Sora-Target' = 'b' } } }
            @{ Text = 'a proxy and no proxy'; Arguments = @{ Uri = 'https://sora.example/'; Proxy = 'http://proxy.example/'; NoProxy = $true } }
        ) {
            Get-FailureId { Register-SoraServer @Arguments } | Should -BeExactly 'SoraInvalidArgument'
            "$($Error[0] | Format-List * -Force | Out-String)" | Should -Not -Match 'hunter2'
            Get-SoraServer | Should -BeNullOrEmpty
        }

        It 'refuses to send a secret over plain http to another host: <_>' -ForEach 'Token', 'Credential', 'Headers' {
            $arguments = @{ $_ = @{ Token = $secret; Credential = $credential; Headers = @{ 'X-Api-Key' = 'hunter2' } }[$_] }
            Get-FailureId { Register-SoraServer http://sora.example/ @arguments } | Should -BeExactly 'SoraInvalidArgument'
            Register-SoraServer http://sora.example/ @arguments -AllowUnencryptedAuthentication | Should -HaveCount 1
            Register-SoraServer https://sora.example/ @arguments | Should -HaveCount 1
            Register-SoraServer http://127.0.0.1:3000/ @arguments | Should -HaveCount 1
        }

        It 'refuses a token and a credential together' {
            Get-FailureId { Register-SoraServer https://sora.example/ -Token $secret -Credential $credential } | Should -BeExactly 'SoraInvalidArgument'
        }

        It 'sends token, credential and headers' {
            $server = Open-RawServer $ok
            $null = Register-SoraServer $server.Uri -Token $secret -Headers @{ 'x-release' = 'canary' } -Default
            $null = Get-SoraConnection
            $null = Register-SoraServer $server.Uri -Credential $credential -Default
            $null = Get-SoraConnection
            $server.Requests[0].Headers['Authorization'] | Should -BeExactly 'Bearer hunter2-token'
            $server.Requests[0].Headers['x-release'] | Should -BeExactly 'canary'
            $server.Requests[1].Headers['Authorization'] | Should -BeExactly "Basic $([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes('operator:hunter2-password')))"
        }

        It 'shows no secret: <_>' -ForEach 'Format-List * -Force', 'Format-Table', 'ConvertTo-Json -Depth 3', 'Get-Member -Force', 'ConvertTo-Csv', 'Out-String' {
            $servers = @(
                Register-SoraServer https://a.example/ -Token $secret -Headers @{ 'x-key' = 'hunter2-header' } -Name a
                Register-SoraServer https://b.example/ -Credential $credential -Proxy http://proxy.example/ -ProxyCredential $credential -AllowUnencryptedAuthentication -Name b
            )
            $text = & ([scriptblock]::Create("`$servers | $_ | Out-String"))
            $text | Should -Not -Match 'hunter2'
            $servers[0].HeaderName | Should -Be 'x-key'
            $servers.Authentication | Should -Be 'Token', 'Credential'
        }

        It 'takes a proxy that is spoken to by TLS, except in Windows PowerShell' {
            $id = Get-FailureId { Register-SoraServer https://sora.example/ -Credential $credential -Proxy https://proxy.example/ -ProxyCredential $credential }
            $id | Should -BeExactly $(if ($PSVersionTable.PSEdition -eq 'Desktop') { 'SoraInvalidArgument' })
        }

        It 'shows no secret in a file of Export-Clixml, or in an error' {
            $server = Open-RawServer (ConvertTo-Answer '{"error_type":"X"}' 401)
            $named = Register-SoraServer $server.Uri -Token $secret -Headers @{ 'x-key' = 'hunter2-header' } -MaximumRetryCount 0 -Default
            $file = Join-Path $TestDrive 's.xml'
            $named | Export-Clixml $file -Depth 5
            Get-Content $file -Raw | Should -Not -Match 'hunter2'
            $null = Get-SoraConnection -ErrorVariable failure -ErrorAction SilentlyContinue -Verbose -Debug 4>&1 5>&1
            ($failure | Format-List * -Force | Out-String) + $failure[0].Exception + ($failure[0].Exception | ConvertTo-Json -Depth 3) | Should -Not -Match 'hunter2'
            $server.Requests[0].Headers['Authorization'] | Should -BeExactly 'Bearer hunter2-token' -Because 'otherwise there was nothing to tell'
        }

        It 'has the limits that were given' {
            $named = Register-SoraServer https://sora.example/ -ConnectionTimeoutSeconds 3 -OperationTimeoutSeconds 4 -MaximumRetryCount 5 -RetryIntervalSec 6 -SkipCertificateCheck -NoProxy
            $named.ConnectionTimeoutSeconds, $named.OperationTimeoutSeconds, $named.MaximumRetryCount, $named.RetryIntervalSec | Should -Be 3, 4, 5, 6
            $named.SkipCertificateCheck, $named.NoProxy | Should -Be $true, $true
        }

        It 'takes headers from any dictionary' {
            $server = Open-RawServer $ok
            $headers = [Collections.Generic.Dictionary[string, string]]::new()
            $headers['x-release'] = 'canary'
            $null = Register-SoraServer $server.Uri -Headers $headers -Default
            $null = Get-SoraConnection
            $server.Requests[0].Headers['x-release'] | Should -BeExactly 'canary'
        }

        It 'takes a path and a name with marks that stand before a password or a key elsewhere' {
            $server = Open-RawServer $ok
            $null = Register-SoraServer "$($server.Uri)api@2/" -Name 'ops@tokyo?#' -Default
            Set-SoraServer 'ops@tokyo?#' -MaximumRetryCount 0
            $null = Get-SoraConnection -Server 'ops@tokyo?#'
            $null = Get-SoraConnection -Server "$($server.Uri)api@2/", 'ops@tokyo?#'
            @($server.Requests | ForEach-Object { $_.Line } | Sort-Object -Unique) | Should -Be 'POST /api@2/ HTTP/1.1'
            Unregister-SoraServer 'ops@tokyo?#'
            Get-SoraServer 'ops*' | Should -BeNullOrEmpty
        }

        It 'names two addresses of one host differently' {
            (Register-SoraServer http://sora.example/).Name | Should -BeExactly 'sora.example'
            (Register-SoraServer https://sora.example/).Name | Should -BeExactly 'https://sora.example/'
            Get-SoraServer | Should -HaveCount 2
        }

        It 'refuses a password even where the address was used before' {
            $server = Open-RawServer $ok
            $null = Get-SoraConnection -Server $server.Uri
            Get-FailureId { Get-SoraConnection -Server "http://operator:hunter2@127.0.0.1:$($server.Uri.Port)/" } | Should -BeExactly 'SoraInvalidArgument'
        }

        It 'does not let a bad variable hide what is wrong with a record' {
            $env:SORA_API_URL = 'ftp://sora.example/'
            $failure = $null
            $null = [pscustomobject]@{ channel_id = 'c'; server = 'nobody' } | Disconnect-SoraChannel -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].ErrorDetails.Message | Should -Match 'nobody'
        }

        It 'names the variable when its address is none' {
            $env:SORA_API_URL = 'ftp://sora.example/'
            $null = Get-SoraConnection -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].ErrorDetails.Message | Should -Match 'SORA_API_URL'
        }

        It 'shows no password of an address that is taken for a name' {
            Get-FailureId { Get-SoraServer 'http://operator:hunter2@sora.example/' } | Should -BeExactly 'SoraInvalidArgument'
            Get-FailureId { Unregister-SoraServer 'http://operator:hunter2@sora.example/' } | Should -BeExactly 'SoraInvalidArgument'
            $Error | Select-Object -First 2 | Format-List * -Force | Out-String | Should -Not -Match 'hunter2.*sora.example'
        }

        It 'replaces a server of the same name, so that new secrets take effect' {
            $server = Open-RawServer $ok
            $null = Register-SoraServer $server.Uri -Name raw -Token $secret
            Get-SoraServer | Should -HaveCount 1
            $null = Get-SoraConnection -Server raw
            $server.Requests[0].Headers['Authorization'] | Should -BeLike 'Bearer *'
        }

        It 'finds servers by name and wildcard, and says when there is none' {
            $null = 'tokyo', 'osaka' | ForEach-Object { Register-SoraServer https://sora.example/ -Name $_ }
            (Get-SoraServer).Name | Should -Be 'tokyo', 'osaka'
            (Get-SoraServer O*).Name | Should -BeExactly 'osaka'
            Get-FailureId { Get-SoraServer kyoto } | Should -BeExactly 'SoraInvalidArgument'
            Get-SoraServer k* | Should -BeNullOrEmpty
        }

        It 'refuses <Text> for -<Name>' -ForEach @(
            foreach ($name in 'Uri', 'Name', 'Token', 'Headers', 'Certificate', 'Proxy', 'ConnectionTimeoutSeconds', 'OperationTimeoutSeconds', 'MaximumRetryCount', 'RetryIntervalSec') {
                @{ Name = $name; Text = '$null'; Given = $null }
                @{ Name = $name; Text = ''''''; Given = '' }
            }
        ) {
            $arguments = @{ $Name = $Given }
            if ($Name -ne 'Uri') { $arguments.Uri = 'https://sora.example/' }
            Get-FailureId { Register-SoraServer @arguments } | Should -Match '^(SoraInvalidArgument$|ParameterArgument(Validation|Transformation)Error|CannotConvertArgument)'
            Get-SoraServer | Should -BeNullOrEmpty
            if ($Name -eq 'Uri') { return }
            $null = Register-SoraServer https://sora.example/ -Name tokyo -MaximumRetryCount 7
            $arguments.Remove('Uri')
            $arguments.Name = if ($Name -eq 'Name') { $Given } else { 'tokyo' }
            Get-FailureId { Set-SoraServer @arguments } | Should -Match '^(SoraInvalidArgument$|ParameterArgument(Validation|Transformation)Error|CannotConvertArgument)'
            (Get-SoraServer tokyo).MaximumRetryCount | Should -Be 7
        }

        It 'needs an address, also where the environment has one' {
            (Get-Command Register-SoraServer).Parameters['Uri'].ParameterSets.Values.IsMandatory | Should -Be $true
            $shell = [powershell]::Create()
            try {
                $env:SORA_API_URL = 'http://127.0.0.1:1/'
                $shell.AddScript("Import-Module '$modulePath'; try { Register-SoraServer } catch { `$_.FullyQualifiedErrorId }; @(Get-SoraServer).Count").Invoke() | Should -Be 'MissingMandatoryParameter,SoraPS.Commands.RegisterSoraServerCommand', 0
            }
            finally { $shell.Dispose() }
        }

        It 'takes no word for an address, and says what is: <_>' -ForEach 'tokyo', ' tokyo ' {
            $word = $_
            foreach ($attempt in { Register-SoraServer $word }, { $word | Register-SoraServer }, { Register-SoraServer http://127.0.0.1:1/ -Name osaka; Set-SoraServer osaka -Uri $word }) {
                $failure = @(try { & $attempt 2>&1 } catch { $_ })[-1]
                $failure.FullyQualifiedErrorId | Should -BeLike 'SoraInvalidArgument,*'
                $failure.ErrorDetails.Message | Should -Match 'Set-SoraServer tokyo -Default'
                $failure.ErrorDetails.Message | Should -Match 'http://tokyo'
            }
            (Register-SoraServer localhost).Uri.AbsoluteUri | Should -BeExactly 'http://localhost/'
        }

        It 'takes a name for another address only with -Force, and then its objects are an error' {
            $server = Open-RawServer $ok
            $found = Get-SoraConnection
            $csv = $found | ConvertTo-Csv
            Get-FailureId { Register-SoraServer "$($server.Uri)api" -Name RAW } | Should -BeExactly 'SoraInvalidArgument'
            (Get-SoraServer raw).Uri | Should -Be $server.Uri
            $null = Register-SoraServer "$($server.Uri)api" -Name RAW -Force
            Get-SoraServer | Should -HaveCount 1
            (Get-SoraServer -Default).Uri.AbsolutePath | Should -BeExactly '/api' -Because 'who takes the place of the default is it'
            Get-FailureId { $found | Disconnect-SoraConnection } | Should -BeExactly 'SoraInvalidArgument'
            $server.Requests.Count | Should -Be 1
            # A row goes by the name.
            $null = $csv | ConvertFrom-Csv | Disconnect-SoraConnection -ErrorAction Ignore
            $server.Requests[1].Line | Should -BeExactly 'POST /api HTTP/1.1'
        }

        It 'takes a text with an open bracket for a name: <_>' -ForEach '[', 'a[2', 'a`[x', "a$([char] 27)[2J" {
            Get-FailureId { Get-SoraServer $_ } | Should -BeExactly 'SoraInvalidArgument'
            $null = Register-SoraServer http://127.0.0.1:1/ -Name other
            Get-FailureId { Get-SoraServer $_ } | Should -BeExactly 'SoraInvalidArgument'
            $null = Register-SoraServer http://127.0.0.1:1/ -Name $_
            (Get-SoraServer $_).Name | Should -BeExactly $_
        }

        It 'removes by name, by object and from the pipeline, but not with -WhatIf' {
            $servers = 'a', 'b', 'c' | ForEach-Object { Register-SoraServer https://sora.example/ -Name $_ }
            Unregister-SoraServer a, b, c -WhatIf
            Get-SoraServer | Should -HaveCount 3
            Unregister-SoraServer a
            Unregister-SoraServer $servers[1]
            $servers[2] | Unregister-SoraServer
            Get-SoraServer | Should -BeNullOrEmpty
            Get-FailureId { Unregister-SoraServer a } | Should -BeExactly 'SoraInvalidArgument'
        }

        It 'closes connections, and refuses what still points to a removed server' {
            $server = Open-RawServer $ok
            $found = Get-SoraConnection
            $server.OpenConnections | Should -Be 1
            Unregister-SoraServer raw
            $server.WaitForAllClosed() | Should -BeTrue
            Get-FailureId { $found | Disconnect-SoraConnection } | Should -BeExactly 'SoraInvalidArgument'
        }

    }
}
