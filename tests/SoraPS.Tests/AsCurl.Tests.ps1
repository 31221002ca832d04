[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingConvertToSecureStringWithPlainText', '', Justification = 'Secrets of tests.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingAllowUnencryptedAuthentication', '', Justification = 'Nothing is sent.')]
param()

# Tests CurlWriter.
# The line is run by a real shell and a real curl: what arrives must be what the cmdlet would have sent.

BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'Changes.ps1')
    $curl = [bool] (Get-Command curl, sh -CommandType Application -ErrorAction Ignore | Select-Object -Skip 1)
    $untrusted = "it's `$HOME ``id`` `"q`" \ !! " + [char] 0x202E + [char] 0x9B + [char] 0x65E5 + '  end' + "`n"
    $changes = foreach ($change in Get-Change) {
        Get-CallLine $change (Get-Least $change X)
        foreach ($call in $change.Calls) { Get-CallLine $change $call.Parameters }
        $reason = if ('reason' -in @($change.Operations[-1].GetOptionalFields() | ForEach-Object Name)) { ' -Reason @{ text = $untrusted; list = 1, 2 }' }
        (Get-CallLine $change $change.Calls[-1].Parameters '$untrusted') + $reason
    }
    $calls = @(
        @{ Call = 'Get-SoraConnection' }
        @{ Call = 'Get-SoraConnection sora' }
        @{ Call = 'Get-SoraConnection -AllNodes' }
        @{ Call = 'Get-SoraClusterNode' }
        @{ Call = 'Get-SoraClusterChannel' }
        @{ Call = 'Get-SoraConnection $untrusted' }
        foreach ($line in $changes) { @{ Call = $line } }
        @{ Call = 'Invoke-SoraApi Sora_20990101.Anything @{ text = $untrusted }' }
        @{ Call = 'Invoke-SoraApi Sora_20171218.GetLicense' }
        @{ Call = 'Invoke-SoraApi Sora_20990101.Anything ''{ "n": 1.50, "s": "\u001b" }'' -Raw' }
    )
    foreach ($call in $calls) { $call.Untrusted = $untrusted }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $answer = ConvertTo-Answer '{"channel_id":"sora"}'

    function Invoke-Line([string] $Line) {
        $said = sh -c $Line 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$said"
    }
}

Describe '-AsCurl' {
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:server) { $server.Dispose() }
    }

    It 'writes what sends the same: <Call>' -ForEach $calls -Skip:(-not $curl) {
        $server = Open-RawServer $answer
        $line = & ([scriptblock]::Create("$Call -AsCurl"))
        $line | Should -BeOfType string
        $line | Should -Not -Match '[\p{Cc}\p{Cf}]'
        $server.Requests.Count | Should -Be 0
        Invoke-Line $line
        $null = & ([scriptblock]::Create("$Call -ErrorAction Ignore"))
        $server.Requests.Count | Should -Be 2
        $byCurl, $byCmdlet = $server.Requests
        $byCurl.Line | Should -BeExactly $byCmdlet.Line
        $byCurl.Target | Should -BeExactly $byCmdlet.Target
        $byCurl.Headers['Content-Type'] | Should -BeExactly $byCmdlet.Headers['Content-Type']
        if ($byCmdlet.Body) { Test-SameJson $byCurl.Body $byCmdlet.Body | Should -BeTrue -Because $byCurl.Body }
        else { $byCurl.Body | Should -BeNullOrEmpty }
    }

    It 'names secrets instead of showing them, and sends them from the environment' -Skip:(-not $curl) {
        $server = Open-RawServer $answer
        $null = Register-SoraServer $server.Uri -Name raw -Token (ConvertTo-SecureString 'T0P-secret' -AsPlainText -Force) -Headers @{ 'X-Api-Key' = 'K3Y'; 'User-Agent' = 'me' }
        $line = Get-SoraConnection sora -AsCurl
        $line | Should -Match '\$SORA_TOKEN'
        $line | Should -Not -Match 'T0P|K3Y'
        $env:SORA_TOKEN = 'T0P-secret'
        $env:SORA_HEADER_X_API_KEY = 'K3Y'
        try { Invoke-Line $line }
        finally { Remove-Item env:SORA_TOKEN, env:SORA_HEADER_X_API_KEY }
        $null = Get-SoraConnection sora -ErrorAction Ignore
        foreach ($header in 'Authorization', 'X-Api-Key', 'User-Agent') {
            $server.Requests[0].Headers[$header] | Should -BeExactly $server.Requests[1].Headers[$header]
            $server.Requests[0].Headers[$header] | Should -Not -BeNullOrEmpty
        }
    }

    It 'does the same for a credential' -Skip:(-not $curl) {
        $server = Open-RawServer $answer
        $null = Register-SoraServer $server.Uri -Name raw -Credential ([pscredential]::new("o'brien", (ConvertTo-SecureString 'p w$' -AsPlainText -Force)))
        $line = Get-SoraConnection sora -AsCurl
        $line | Should -Not -Match 'p w'
        $env:SORA_PASSWORD = 'p w$'
        try { Invoke-Line $line }
        finally { Remove-Item env:SORA_PASSWORD }
        $null = Get-SoraConnection sora -ErrorAction Ignore
        $server.Requests[0].Headers['Authorization'] | Should -BeExactly $server.Requests[1].Headers['Authorization']
    }

    It 'does the same for the credential of a proxy' {
        $server = Open-RawServer $answer
        $null = Register-SoraServer $server.Uri -Name raw -AllowUnencryptedAuthentication -Proxy 'http://proxy:3128/' -ProxyCredential ([pscredential]::new('operator', (ConvertTo-SecureString 'p w$' -AsPlainText -Force)))
        $line = Get-SoraConnection sora -AsCurl
        $line | Should -Not -Match 'p w'
        $line | Should -Match "-U 'operator:'\S*\`$SORA_PROXY_PASSWORD"
    }

    It 'shows how the server is reached: <Expected>' -ForEach @(
        @{ Given = @{ SkipCertificateCheck = $true }; Expected = '-k' }
        @{ Given = @{ NoProxy = $true }; Expected = "--noproxy '*'" }
        @{ Given = @{ Proxy = 'http://proxy:3128/' }; Expected = "-x 'http://proxy:3128/'" }
    ) {
        $null = Register-SoraServer https://sora.example.com/api -Name other @Given
        $line = Get-SoraConnection -AsCurl
        $line | Should -Match ([regex]::Escape(" $Expected "))
        $line | Should -Match ([regex]::Escape("'https://sora.example.com/api'"))
    }

    It 'writes a line for every item and server, and asks nothing' {
        $server = Open-RawServer $answer
        $null = Register-SoraServer $server.Uri -Name second
        $lines = & {
            $ConfirmPreference = 'Low'
            'A', 'B' | ForEach-Object { [pscustomobject] @{ channel_id = 'sora'; connection_id = $_ } } | Disconnect-SoraConnection -Server raw, second -AsCurl
        }
        $lines | Should -HaveCount 4
        @(Get-SoraConnection -Server raw, second -AsCurl) | Should -HaveCount 2
        $server.Requests.Count | Should -Be 0
    }

    It 'refuses what would not be sent' {
        $server = Open-RawServer $answer
        Get-FailureId { Disconnect-SoraChannel ('x' * 256) -AsCurl } | Should -BeExactly 'SoraInvalidArgument'
        Get-FailureId { Get-SoraConnection ('x' * 256) -AsCurl } | Should -BeExactly 'SoraInvalidArgument'
    }

    It 'is there on every cmdlet that talks to a server' {
        # Register-SoraServer -FromCluster sends what Get-SoraClusterNode does, and that has it.
        $talking = Get-Command -Module SoraPS | Where-Object { $_.ImplementingType.BaseType -and $_.Parameters.ContainsKey('Server') -and $_.Name -ne 'Register-SoraServer' }
        $talking.Count | Should -BeGreaterThan 6
        foreach ($command in $talking) {
            $command.Parameters.Keys | Should -Contain 'AsCurl' -Because $command.Name
            $command.OutputType.Name | Should -Contain 'System.String' -Because $command.Name
        }
    }
}
