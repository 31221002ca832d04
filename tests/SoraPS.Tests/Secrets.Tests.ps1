[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingConvertToSecureStringWithPlainText', '', Justification = 'The secrets of a test are known.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingAllowUnencryptedAuthentication', '', Justification = 'It is what is tested.')]
param()

BeforeDiscovery {
    # Windows PowerShell has no Get-Error.
    $noDetails = -not (Get-Command Get-Error -ErrorAction Ignore)
    $quoting = @(
        @{ Text = '401 with JSON'; Id = 'SoraUnauthorized' }
        @{ Text = '403 with HTML'; Id = 'SoraUnauthorized' }
        @{ Text = '400 with JSON'; Id = 'SoraApiError' }
        @{ Text = '500 with text'; Id = 'SoraHttpError' }
        @{ Text = '200 with HTML'; Id = 'SoraInvalidResponse' }
        @{ Text = 'a list with a foreign body'; Id = 'SoraInvalidResponse' }
        @{ Text = 'no HTTP'; Id = 'SoraInvalidResponse' }
        @{ Text = 'a header that is none'; Id = 'SoraInvalidResponse' }
    )
    $to = { param($location) "HTTP/1.1 307 X`r`nlocation: $location`r`ncontent-length: 0`r`n`r`n" }
    $failing = @(
        @{ Text = 'the server closes'; Answer = ''; Then = 'Close'; Id = 'SoraConnectionFailed' }
        @{ Text = 'the server resets'; Answer = ''; Then = 'Reset'; Id = 'SoraConnectionFailed' }
        @{ Text = 'the server says nothing'; Answer = ''; Then = 'WaitForDisconnect'; Id = 'SoraTimeout' }
        @{ Text = 'nobody listens'; Then = ''; Answer = 'nobody'; Id = 'SoraConnectionFailed' }
        @{ Text = 'a redirect carries a key to where it is not understood'; Then = ''; Answer = & $to 'http://OTHER/?key=hunter2-in-a-url'; Id = 'SoraInvalidResponse' }
        @{ Text = 'a redirect carries a key to where nobody listens'; Then = ''; Answer = & $to 'http://127.0.0.1:9/?key=hunter2-in-a-url'; Id = 'SoraConnectionFailed' }
        @{ Text = 'a redirect carries a password'; Then = ''; Answer = & $to 'http://operator:hunter2-in-a-url@127.0.0.1/'; Id = 'SoraRedirected' }
    )
}

Describe 'Secrets' -Tag Long {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        . (Join-Path $PSScriptRoot 'Secrets.ps1')
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        foreach ($name in 'server', 'other') { if (Test-Path "variable:$name") { (Get-Variable $name -ValueOnly).Dispose() } }
    }

    Context 'the search' {
        It 'finds what is planted as <Text>' -ForEach @(
            @{ Text = 'plain text'; Plant = { $secrets.Token } }
            @{ Text = 'plain text in another case'; Plant = { $secrets.Token.ToUpperInvariant() } }
            @{ Text = 'part of a URL'; Plant = { [uri]::EscapeDataString($secrets.Password) } }
            @{ Text = 'Basic'; Plant = { ConvertTo-Base64 "operator:$($secrets.Password)" } }
            @{ Text = 'base64'; Plant = { ConvertTo-Base64 $secrets.Key } }
            @{ Text = 'a SecureString on Linux'; Plant = { ConvertFrom-SecureString $token } }
            @{ Text = 'a private key'; Plant = { [Convert]::ToBase64String($key.ExportRSAPrivateKey()) } }
        ) {
            if ($Text -like '*Linux' -and $IsWindows -ne $false) { Set-ItResult -Skipped -Because 'Windows encrypts them' }
            Find-Secret "before $(& $Plant) after" | Should -Not -BeNullOrEmpty
        }

        It 'looks into <_>' -ForEach 'an object', 'an exception', 'an inner exception', 'the data of an exception', 'a target', 'the details of an error', 'a verbose line', 'a debug line', 'a warning', 'the information stream', 'a bound parameter', 'a hidden member', 'what a host shows', '$Error' {
            $plant = $secrets.Token
            $throw = {
                param($exception, $target, $details)
                $record = [Management.Automation.ErrorRecord]::new($exception, 'x', 'NotSpecified', $target)
                if ($details) { $record.ErrorDetails = [Management.Automation.ErrorDetails]::new($details) }
                $PSCmdlet.WriteError($record)
            }
            $inData = [Exception]::new('x')
            $inData.Data['a'] = $plant
            $attempt = switch ($_) {
                'an object' { { [pscustomobject]@{ a = @{ b = $plant } } } }
                'an exception' { { Write-Error -Exception ([Exception]::new($plant)) } }
                'an inner exception' { { Write-Error -Exception ([Exception]::new('x', [Exception]::new('y', [Exception]::new($plant)))) } }
                'the data of an exception' { { Write-Error -Exception $inData } }
                'a target' { { Write-Error x -TargetObject @{ a = $plant } } }
                'the details of an error' { { & { [CmdletBinding()] param() . $throw ([Exception]::new('x')) $null $plant } } }
                'a verbose line' { { Write-Verbose $plant } }
                'a debug line' { { Write-Debug $plant } }
                'a warning' { { Write-Warning $plant } }
                'the information stream' { { Write-Information $plant } }
                'a bound parameter' { { try { & { [CmdletBinding()] param($a, [ValidateRange(0, 1)] [int] $b) "$a$b" } -a @{ b = $plant } -b 2 } catch { $_ } } }
                'a hidden member' { { $item = [pscustomobject]@{ a = 1 }; $item.psobject.Members.Add([psnoteproperty]::new('b', $plant)); $item } }
                'what a host shows' { { $null = New-Item -Path $TestDrive -Name $plant.Replace('/', '') -WhatIf } }
                '$Error' { { try { throw $plant } catch { Write-Debug 'It stays in $Error.' } } }
            }
            Find-Secret (Get-Everything $attempt) | Should -Not -BeNullOrEmpty
        }

        It 'looks into what Get-Error shows of the second of two failures' -Skip:$noDetails {
            $planted = foreach ($target in 'none', $secrets.Token) { Write-Error x -TargetObject $target 2>&1 }
            Find-Secret (Format-Detailed $planted | Out-String) | Should -Not -BeNullOrEmpty
        }

        # What was planted here is not what the cmdlets tell.
        AfterAll { $failuresSeen.Clear() }
    }

    Context 'a server with <_>' -ForEach 'Token', 'Credential', 'Headers', 'Proxy', 'Certificate' {
        BeforeAll { $kind = $_ }

        It 'tells nothing of itself, alive, removed, or in another process' {
            $server = Open-EchoServer $kind $good.List
            $named = Open-Server $kind $server.Uri
            Find-Secret (Get-Everything { $named; Get-SoraServer; $named.psobject.Members; $named.ToString() }) | Should -BeNullOrEmpty
            $back = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($named, 5))
            Find-Secret (Get-Everything { $back; Unregister-SoraServer $named; $named; try { Get-SoraConnection -Server $named } catch { $_ } }) | Should -BeNullOrEmpty
        }

        It 'tells nothing when all goes well' {
            $server = Open-EchoServer $kind $good.List
            $named = Open-Server $kind $server.Uri
            $text = Get-Everything { Get-SoraConnection sora | ForEach-Object { $_; $named; $_ | Get-Member -Force }; Invoke-SoraApi Sora_20171218.GetLicense -Raw; Disconnect-SoraChannel sora -WhatIf }
            Find-Secret $text | Should -BeNullOrEmpty
            Test-Sent $kind $server | Should -BeTrue
            $other = Open-EchoServer $kind $good.Change
            $named = Open-Server $kind $other.Uri
            Find-Secret (Get-Everything { Invoke-Everything $named -OneChange:($kind -ne 'Token') }) | Should -BeNullOrEmpty
            Test-Sent $kind $other | Should -BeTrue
        }

    }

    # One kind meets every answer with every change, the others one of each sort.
    Context 'a server with <Kind>' -ForEach @(
        foreach ($kind in 'Token', 'Credential', 'Headers', 'Proxy') { @{ Kind = $kind; Answers = @($quoting | Where-Object { $kind -eq 'Token' -or $_.Text -match 'JSON|list|HTTP' }) } }
    ) {
        It 'tells nothing when the server quotes the request: <Text>' -ForEach $Answers {
            $server = Open-EchoServer $kind (Get-EchoAnswer $kind $Text)
            $named = Open-Server $kind $server.Uri
            $text = Get-Everything { Invoke-Everything $named -OneChange:($kind -ne 'Token') }
            @($text.Errors) | Should -Contain $Id
            Test-Sent $kind $server | Should -BeTrue
            Find-Secret $text | Should -BeNullOrEmpty
            "$($text.Text)" | Should -Match '\*\*\*' -Because 'otherwise the answer never came to where it could be told'
        }

    }

    # One kind meets every failure, the others one without an answer and one whose text has an address in it.
    Context 'a server with <Kind>' -ForEach @(
        foreach ($kind in 'Token', 'Credential', 'Headers', 'Certificate') { @{ Kind = $kind; Failures = @($failing | Where-Object { $kind -eq 'Token' -or $_.Text -match 'resets|nobody listens' }) } }
    ) {
        It 'tells nothing when <Text>' -ForEach $Failures {
            $other = [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-Answer '<html>'))
            $server = if ($Answer -eq 'nobody') { $null } else { Open-EchoServer $kind (ConvertTo-ServerStep ($Answer -replace 'OTHER', "127.0.0.1:$($other.Uri.Port)") $Then) }
            if (-not $server) { $server = [SoraPS.TestServers.RawServer]::new(); $server.Dispose() }
            $null = Open-Server $kind $server.Uri -Seconds $(if ($Id -eq 'SoraTimeout') { 1 } else { 30 })
            $text = Get-Everything { Get-SoraConnection; Disconnect-SoraConnection sora C1 }
            $text.Errors | Should -Be $Id, $Id
            Find-Secret $text | Should -BeNullOrEmpty
        }
    }

    It 'are not told when the proxy refuses: <Text>' -ForEach @{ Text = 'a plain request'; Uri = 'http://127.0.0.1:9/' }, @{ Text = 'a tunnel'; Uri = 'https://127.0.0.1:9/' } {
        $server = [SoraPS.TestServers.RawServer]::new([string[]] "HTTP/1.1 407 X`r`nproxy-authenticate: Basic realm=x`r`ncontent-length: $($secrets.Proxy.Length)`r`n`r`n$($secrets.Proxy)")
        $null = Register-SoraServer $Uri -Proxy $server.Uri -ProxyCredential $proxyCredential -MaximumRetryCount 0
        $text = Get-Everything { Get-SoraConnection; Disconnect-SoraConnection sora C1 }
        $text.Errors | Should -Be 'SoraProxyError', 'SoraProxyError'
        Test-Sent Proxy $server | Should -BeTrue
        Find-Secret $text | Should -BeNullOrEmpty
    }

    It 'are told by no certificate error' {
        $server = [SoraPS.TestServers.RawServer]::new([SoraPS.TestServers.Certificates]::SelfSigned(), [string[]] $good.List)
        foreach ($kind in 'Token', 'Credential', 'Headers') {
            $named = Open-Server $kind $server.Uri -Strict
            $text = Get-Everything { Invoke-Everything $named -OneChange:($kind -ne 'Token') }
            @($text.Errors | Sort-Object -Unique) | Should -Be 'SoraCertificateError'
            Find-Secret $text | Should -BeNullOrEmpty
        }
        $server.Requests.Count | Should -Be 0
    }

    It 'are not told when refused: <Text>' -ForEach @(
        @{ Text = 'over plain http'; Arguments = { [ordered] @{ Uri = 'http://sora.example/'; Token = $token } } }
        @{ Text = 'a header over plain http'; Arguments = { [ordered] @{ Uri = 'http://sora.example/'; Headers = $headers } } }
        @{ Text = 'two at once'; Arguments = { [ordered] @{ Uri = 'https://sora.example/'; Token = $token; Credential = $credential } } }
        @{ Text = 'a token that cannot be sent'; Arguments = { [ordered] @{ Uri = 'https://sora.example/'; Token = ConvertTo-SecureString "$($secrets.Token)`n" -AsPlainText -Force } } }
        @{ Text = 'a header value that cannot be sent'; Arguments = { [ordered] @{ Uri = 'https://sora.example/'; Headers = @{ 'X-Api-Key' = "$($secrets.Key)`r`n" } } } }
        @{ Text = 'a header that cannot be set'; Arguments = { [ordered] @{ Uri = 'https://sora.example/'; Headers = @{ 'Connection' = $secrets.Key } } } }
        @{ Text = 'headers that are text'; Arguments = { [ordered] @{ Uri = 'https://sora.example/'; Headers = "X-Api-Key: $($secrets.Key)" } } }
        @{ Text = 'headers that are a list'; Arguments = { [ordered] @{ Uri = 'https://sora.example/'; Headers = 'X-Api-Key', $secrets.Key } } }
        @{ Text = 'a token that is text'; Arguments = { [ordered] @{ Uri = 'https://sora.example/'; Token = $secrets.Token } } }
        @{ Text = 'another parameter'; Arguments = { [ordered] @{ Uri = 'https://sora.example/'; Token = $token; Headers = $headers; MaximumRetryCount = 1000 } } }
        @{ Text = 'a parameter that there is not'; Arguments = { [ordered] @{ Uri = 'https://sora.example/'; Token = $token; Headers = $headers; Nope = 1 } } }
        @{ Text = 'a password in the address'; Arguments = { [ordered] @{ Uri = "https://operator:$($secrets.Url)@sora.example/" } } }
        @{ Text = 'a key in the address'; Arguments = { [ordered] @{ Uri = "https://sora.example/?key=$($secrets.Url)" } } }
        @{ Text = 'a key behind the address'; Arguments = { [ordered] @{ Uri = "https://sora.example/#$($secrets.Url)" } } }
        @{ Text = 'a password for a proxy'; Arguments = { [ordered] @{ Uri = 'https://sora.example/'; Proxy = 'http://proxy.example/'; ProxyCredential = $credential } } }
        @{ Text = 'a password in the address of a proxy'; Arguments = { [ordered] @{ Uri = 'https://sora.example/'; Proxy = "http://operator:$($secrets.Url)@proxy.example/" } } }
        @{ Text = 'a password in the address of a proxy that is none'; Arguments = { [ordered] @{ Uri = 'https://sora.example/'; Proxy = "ftp://operator:$($secrets.Url)@proxy.example/" } } }
    ) {
        # A parameter may be refused before or after the secret was bound.
        $given = & $Arguments
        foreach ($arguments in $given, (Get-Reversed $given)) {
            $text = Get-Everything { try { Register-SoraServer @arguments } catch { $_ } }
            $text.Errors | Should -Not -BeNullOrEmpty
            Find-Secret $text | Should -BeNullOrEmpty
            Get-SoraServer | Should -BeNullOrEmpty
            # By then, everything was bound.
            if ($text.Errors -contains 'SoraInvalidArgument') { break }
        }
    }

    It 'are not told by a parameter that was bound before another one was refused: <Command> -<Name> <Text>' -ForEach @(
        foreach ($name in 'Token', 'Credential', 'ProxyCredential', 'Certificate') { @{ Command = 'Register-SoraServer'; Name = $name; Text = '' } }
        foreach ($text in 'hashtable', 'ordered', 'Dictionary', 'wrapped') { @{ Command = 'Register-SoraServer'; Name = 'Headers'; Text = $text } }
        foreach ($text in 'password', 'key', 'key behind it', 'URI', 'no address') { @{ Command = 'Register-SoraServer'; Name = 'Uri'; Text = $text } }
        foreach ($text in 'password', 'key', 'key behind it', 'URI', 'no address', 'list', 'list of lists') { @{ Command = 'Get-SoraConnection'; Name = 'Server'; Text = $text } }
        foreach ($text in 'password', 'key behind it') { @{ Command = 'Register-SoraServer'; Name = 'Proxy'; Text = $text } }
        foreach ($text in 'password', 'no address', 'list') { @{ Command = 'Get-SoraServer'; Name = 'Name'; Text = $text } }
        @{ Command = 'Set-SoraServer'; Name = 'Token'; Text = '' }
        @{ Command = 'Set-SoraServer'; Name = 'Headers'; Text = 'hashtable' }
        @{ Command = 'Set-SoraServer'; Name = 'Uri'; Text = 'password' }
        @{ Command = 'Set-SoraServer'; Name = 'Name'; Text = 'password' }
        @{ Command = 'Unregister-SoraServer'; Name = 'Name'; Text = 'list' }
        @{ Command = 'Disconnect-SoraChannel'; Name = 'Server'; Text = 'password' }
        @{ Command = 'Invoke-SoraApi'; Name = 'Server'; Text = 'password' }
        @{ Command = 'Start-SoraSimulator'; Name = 'Token'; Text = '' }
    ) {
        $value = Get-SecretValue $Name $Text
        $refused = @{ 'Get-SoraServer' = 'OutBuffer'; 'Register-SoraServer' = 'MaximumRetryCount'; 'Set-SoraServer' = 'MaximumRetryCount'; 'Start-SoraSimulator' = 'Port'; 'Unregister-SoraServer' = 'WhatIf' }[$Command]
        if (-not $refused) { $refused = 'AsCurl' }
        $given = [ordered] @{ $Name = $value; $refused = 'x' }
        foreach ($arguments in $given, (Get-Reversed $given)) {
            $record = try { & $Command @arguments } catch { $_ }
            $isBound = @(Get-Bound $record | ForEach-Object { $_.Keys }) -contains $Name
            $isBound | Should -Be ([object]::ReferenceEquals($arguments, $given)) -Because 'otherwise there was nothing to tell, or the order is not the other one'
            Find-Secret (@(Format-Bound $record) + @(Format-AtPrompt $record) -join "`n") | Should -BeNullOrEmpty
        }
    }

    It 'are sent where the headers of an error are given again, of which only the names can be read' {
        $record = try { Register-SoraServer -Uri https://sora.example/ -Headers $headers -MaximumRetryCount 1000 } catch { $_ }
        $bound = (Get-Bound $record).Headers
        $bound | Should -BeOfType SoraPS.SoraRequestHeaders
        @($bound.Name | Sort-Object) | Should -Be @($headers.Keys | Sort-Object)
        "$bound" | Should -BeExactly ($bound.Name -join ', ')
        Find-Secret (@(Format-Everything $bound) + @(Expand-Everything $bound) -join "`n") | Should -BeNullOrEmpty
        $server = Open-EchoServer Headers $good.List
        $null = Register-SoraServer $server.Uri -Headers $bound
        $null = Get-SoraConnection
        Test-Sent Headers $server | Should -BeTrue
    }

    It 'are not told where an address is expected and one with a password is given: <_>' -ForEach '-Server', 'SORA_API_URL', 'Server from the pipeline', 'Get-SoraServer', 'Unregister-SoraServer', 'uri from the pipeline' {
        $environment = $env:SORA_API_URL
        $place = $_
        try {
            foreach ($address in "https://operator:$($secrets.Url)@sora.example/", "sora.example:3000/?key=$($secrets.Url)") {
                $attempt = switch ($place) {
                    '-Server' { { Get-SoraConnection -Server $address }, { Disconnect-SoraChannel c -Server $address }, { Invoke-SoraApi Sora_20171218.GetLicense -Server $address } }
                    'SORA_API_URL' { $env:SORA_API_URL = $address; { Get-SoraConnection }, { Disconnect-SoraChannel c }, { Get-SoraServer -Default } }
                    'Server from the pipeline' { { [pscustomobject]@{ channel_id = 'c'; Server = $address } | Disconnect-SoraChannel }, { [pscustomobject]@{ channel_id = 'c'; Server = $address } | Get-SoraConnection } }
                    'Get-SoraServer' { , { Get-SoraServer $address } }
                    'Unregister-SoraServer' { , { Unregister-SoraServer $address } }
                    'uri from the pipeline' { , { $address | Register-SoraServer } }
                }
                foreach ($one in $attempt) {
                    $text = Get-Everything { try { & $one } catch { $_ } }
                    # What has a question mark may be a pattern, which may match nothing.
                    if ($place -ne 'Get-SoraServer' -or $address -notmatch '\?') { @($text.Errors | Sort-Object -Unique) | Should -Be 'SoraInvalidArgument' }
                    Find-Secret $text | Should -BeNullOrEmpty
                }
            }
        }
        finally { $env:SORA_API_URL = $environment }
    }

    It 'do not go along into a job, nor into a trace of the engine' {
        $named = Open-Server Headers 'https://127.0.0.1/'
        $there = Start-Job { $args[0] | Format-List * -Force | Out-String; $args[0] | ConvertTo-Json -Depth 3; $args[0] | Get-Member -Force | Out-String } -ArgumentList $named | Receive-Job -Wait -AutoRemoveJob
        "$there" | Should -Match 'HeaderName'
        Find-Secret "$there" | Should -BeNullOrEmpty
        $file = Join-Path $TestDrive 'trace.txt'
        $null = Trace-Command -Name * -FilePath $file -Option All -Expression { Register-SoraServer https://sora.example/ -Token $token -Headers $headers -Name traced; Get-SoraServer traced }
        Find-Secret (Get-Content -LiteralPath $file -Raw) | Should -BeNullOrEmpty
        (Get-Content -LiteralPath $file -Raw) | Should -Match 'RegisterSoraServer|Register-SoraServer'
    }

    It 'do not go over plain http to <Uri>' -ForEach @(
        foreach ($uri in 'http://sora.example/', 'http://127.0.0.1.evil.example/', 'http://localhost.evil.example/', 'http://localhost./', 'http://[::127.0.0.1]/', 'http://[2001:db8::1]/', 'http://0.0.0.0/', 'http://3232235777/', 'http://x.localhost/', 'sora.example:3000') { @{ Uri = $uri } }
    ) {
        $environment = $env:SORA_API_URL, $env:SORA_API_TOKEN
        try {
            $env:SORA_API_URL, $env:SORA_API_TOKEN = $Uri, $secrets.Token
            Get-FailureId { Get-SoraConnection } | Should -BeExactly 'SoraInvalidArgument'
            foreach ($given in @{ Token = $token }, @{ Credential = $credential }, @{ Headers = $headers }, @{ Headers = @{ Cookie = 'a=b' } }) {
                Get-FailureId { Register-SoraServer $Uri @given } | Should -BeExactly 'SoraInvalidArgument'
                Register-SoraServer $Uri @given -AllowUnencryptedAuthentication | Should -HaveCount 1
            }
        }
        finally { $env:SORA_API_URL, $env:SORA_API_TOKEN = $environment }
    }

    It 'do not go over plain http by way of a proxy' {
        Get-FailureId { Register-SoraServer http://127.0.0.1:3000/ -Token $token -Proxy http://proxy.example:3128/ } | Should -BeExactly 'SoraInvalidArgument'
        Get-FailureId { Register-SoraServer https://sora.example/ -Proxy http://proxy.example:3128/ -ProxyCredential $credential } | Should -BeExactly 'SoraInvalidArgument'
        Register-SoraServer https://sora.example/ -Token $token -Proxy http://proxy.example:3128/ | Should -HaveCount 1
    }

    It 'go to loopback: <_>' -ForEach 'http://127.0.0.1:3000/', 'http://127.0.0.2/', 'http://localhost/', 'http://[::1]/', 'http://2130706433/', 'http://0177.0.0.1/' {
        Register-SoraServer $_ -Token $token | Should -HaveCount 1
    }

    It 'stay behind when https leads to plain http on the same host' {
        $other = [SoraPS.TestServers.RawServer]::new([string[]] $good.List)
        $server = [SoraPS.TestServers.RawServer]::new([SoraPS.TestServers.Certificates]::SelfSigned(), [string[]] "HTTP/1.1 307 X`r`nlocation: $($other.Uri)`r`ncontent-length: 0`r`n`r`n")
        foreach ($given in @{ Token = $token }, @{ Credential = $credential }, @{ Headers = $headers }) {
            $null = Register-SoraServer $server.Uri @given -SkipCertificateCheck
            Get-SoraConnection | Should -HaveCount 1
        }
        $server.Requests | ForEach-Object { $_.Head } | Should -Match 'authorization|x-api-key'
        $other.Requests.Count | Should -Be 3
        Find-Secret "$($other.Requests | ForEach-Object { $_.Head })" | Should -BeNullOrEmpty
    }

    It 'are not told by Get-Error of any failure above' -Skip:$noDetails {
        $failuresSeen.Count | Should -BeGreaterThan 0
        Find-Secret (Format-Detailed $failuresSeen | Out-String) | Should -BeNullOrEmpty
    }

    It 'are guarded by a check that one server can go without, and nothing else' {
        $server = [SoraPS.TestServers.RawServer]::new([SoraPS.TestServers.Certificates]::SelfSigned(), [string[]] $good.List)
        $proxy = [Net.Http.HttpClient]::DefaultProxy
        $before = Register-SoraServer $server.Uri -Name before -MaximumRetryCount 0
        $trusting = Register-SoraServer $server.Uri -Name trusting -SkipCertificateCheck
        $after = Register-SoraServer $server.Uri -Name after -MaximumRetryCount 0
        foreach ($round in 1, 2) {
            Get-SoraConnection -Server $trusting | Should -HaveCount 1
            Get-FailureId { Get-SoraConnection -Server $before } | Should -BeExactly 'SoraCertificateError'
            Get-FailureId { Get-SoraConnection -Server $after } | Should -BeExactly 'SoraCertificateError'
            Get-FailureId { Get-SoraConnection -Server $server.Uri -ErrorAction Stop } | Should -BeExactly 'SoraCertificateError'
        }
        { Invoke-RestMethod $server.Uri -Method Post -ErrorAction Stop } | Should -Throw
        [Net.ServicePointManager]::ServerCertificateValidationCallback | Should -BeNullOrEmpty
        [Net.Http.HttpClient]::DefaultProxy | Should -Be $proxy
        $module = Get-Module SoraPS
        @($module.ExportedVariables.Keys) + @($module.ExportedAliases.Keys) + @($module.ExportedFunctions.Keys) | Should -BeNullOrEmpty
        @(Get-Command -Module SoraPS | Where-Object { $_.Parameters.Keys -match 'certificate' } | ForEach-Object Name) | Should -Be 'Register-SoraServer', 'Set-SoraServer'
        # No variable of the environment is read but the address and its token, in one place, and CI, which says that nobody can be asked; and no variable of PowerShell but what asks, and what tells.
        $source = Get-ChildItem (Join-Path $root 'src') -Recurse -Filter *.cs
        @($source | Select-String 'GetEnvironmentVariable\((?!"CI"\))' | ForEach-Object Line) | Should -HaveCount 1
        @($source | Select-String 'GetVariableValue\([^)]*\)|PSVariable|AppContext|ServicePointManager\.Server' | ForEach-Object { $_.Matches[0].Value } | Sort-Object) |
            Should -Be 'GetVariableValue("ConfirmPreference")', 'GetVariableValue("ProgressPreference")', 'GetVariableValue(stream + "Preference")'
        @($source | Select-String 'CertificateValidationCallback|CertificateCustomValidationCallback' | ForEach-Object { Split-Path -Leaf $_.Path } | Sort-Object -Unique) | Should -Be 'MessageHandlerFactory.cs'
    }
}
