[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingConvertToSecureStringWithPlainText', '', Justification = 'Secrets of a test.')]
param()

# Which fault becomes which error is tested with the table of faults, in Faults.Tests.ps1.
Describe 'Errors' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:server) { $server.Dispose() }
    }

    It 'nobody listens: SoraConnectionFailed, with what to do' {
        $null = Register-SoraServer ([SoraPS.TestServers.RawServer]::ClosedPort()) -MaximumRetryCount 0
        $null = Get-SoraConnection -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SoraConnectionFailed,*'
        $failure[0].CategoryInfo.Category | Should -Be 'ConnectionError'
        $failure[0].ErrorDetails.Message | Should -Match 'SORA_API_URL'
    }

    It 'no TLS where TLS is due: SoraInvalidResponse, with the http address' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $shell = [powershell]::Create().AddScript({
                param($Listener)
                $client = $Listener.AcceptTcpClient()
                $null = $client.GetStream().Read([byte[]]::new(16), 0, 16)
                $answer = [Text.Encoding]::ASCII.GetBytes("HTTP/1.1 400 X`r`n`r`n")
                $client.GetStream().Write($answer, 0, $answer.Length)
                $client.Close()
            }).AddArgument($listener)
        $serving = $shell.BeginInvoke()
        try {
            $null = Register-SoraServer "https://127.0.0.1:$($listener.LocalEndpoint.Port)/" -MaximumRetryCount 0
            $null = Get-SoraConnection -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SoraInvalidResponse,*'
            $failure[0].Exception.IsSchemeMismatch | Should -BeTrue
            $failure[0].ErrorDetails.Message | Should -Match "http://127.0.0.1:$($listener.LocalEndpoint.Port)/"
        }
        finally {
            $null = $shell.EndInvoke($serving)
            $shell.Dispose()
            $listener.Stop()
        }
    }

    It 'a lost connection: advises the https address only where no request has succeeded before' {
        $server = Start-SoraSimulator
        $null = Register-SoraServer $server.Uri -MaximumRetryCount 0
        $server.Fail(@{ Drop = $true })
        $null = Get-SoraConnection -ErrorVariable first -ErrorAction SilentlyContinue
        $server.ClearFaults()
        Get-SoraConnection
        $server.Fail(@{ Drop = $true })
        $null = Get-SoraConnection -ErrorVariable later -ErrorAction SilentlyContinue
        foreach ($failure in $first, $later) { $failure[0].FullyQualifiedErrorId | Should -BeLike 'SoraConnectionFailed,*' }
        $first[0].ErrorDetails.Message | Should -Match "https://127.0.0.1:$($server.Uri.Port)/"
        $later[0].ErrorDetails.Message | Should -Not -Match 'https:'
        $later[0].Exception.HasSucceededBefore | Should -BeTrue
    }

    It 'ends the command with -ErrorAction Stop, and can be caught' {
        $server = Open-RawServer (ConvertTo-Answer '{"error_type":"Nope"}' 400)
        $caught = try { Get-SoraConnection -ErrorAction Stop } catch [SoraPS.SoraApiException] { $_ }
        $caught.Exception.ErrorType | Should -BeExactly 'Nope'
        $caught.FullyQualifiedErrorId | Should -BeLike 'SoraApiError,*'
    }

    It 'says what the server says harmlessly, as JSON that is the same' {
        $evil = "a$([char] 27)[2J`r`n$([char] 0x202E)"
        $server = Open-RawServer (ConvertTo-Answer (@{ error_type = $evil; error_reason = @{ text = $evil } } | ConvertTo-Json) 400)
        $null = Get-SoraConnection $evil -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].TargetObject.ChannelId | Should -BeExactly $evil
        $failure[0].Exception.ErrorType | Should -BeExactly 'a\u001B[2J\u000D\u000A\u202E'
        ($failure[0].Exception.ErrorReason | ConvertFrom-Json).text | Should -BeExactly $evil
        ($failure[0].Exception.ResponseBody | ConvertFrom-Json).error_reason.text | Should -BeExactly $evil
        $said = $failure[0].ErrorDetails.Message + $failure[0].Exception.Message + $failure[0].CategoryInfo.TargetName + $failure[0].Exception.ErrorReason + $failure[0].Exception.ResponseBody
        $said | Should -Not -Match "$([char] 27)|$([char] 0x202E)|`n"
    }

    It 'shows a reason however odd it is, and serves the other records: <Text>' -ForEach @(
        @{ Text = 'deep'; Reason = ('[' * 100) + (']' * 100) }
        @{ Text = 'beyond every number'; Reason = '{"x":1e999}' }
    ) {
        $server = Open-RawServer (ConvertTo-Answer "{`"error_type`":`"BAD`",`"error_reason`":$Reason}" 400)
        Get-FailureId { Disconnect-SoraChannel c, d } | Should -Be 'SoraApiError', 'SoraApiError'
    }

    It 'repeats a list, but never a change' {
        $server = [SoraPS.TestServers.RawServer]::new([string[]] ((ConvertTo-Answer 'busy' 503), (ConvertTo-Answer 'busy' 503), (ConvertTo-Answer '[]'), (ConvertTo-Answer 'busy' 503)))
        $null = Register-SoraServer $server.Uri -RetryIntervalSec 0
        Get-SoraConnection | Should -BeNullOrEmpty
        $server.Requests.Count | Should -Be 3
        Get-FailureId { Disconnect-SoraChannel sora } | Should -BeExactly 'SoraHttpError'
        $server.Requests.Count | Should -Be 4
    }

    It 'says what was to be done, to whom and where, and that it may have taken effect: <Status>' -ForEach @(
        @{ Status = 500; Delivered = 'Maybe' }
        @{ Status = 502; Delivered = 'Maybe' }
        @{ Status = 503; Delivered = 'Refused' }
        @{ Status = 404; Delivered = 'Refused' }
    ) {
        $server = [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-Answer '' $Status))
        $null = Register-SoraServer $server.Uri -Name tokyo -MaximumRetryCount 0
        $null = Disconnect-SoraConnection live-1 V3 -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].Exception.Delivered | Should -Be $Delivered
        $message = $failure[0].ErrorDetails.Message
        foreach ($word in 'V3', 'live-1', 'tokyo', $failure[0].Exception.Detail) { $message | Should -BeLike "*$([WildcardPattern]::Escape($word))*" }
        $message | Should -Not -BeLike '*DisconnectConnection*'
        ($message -match 'may have taken effect') | Should -Be ($Delivered -eq 'Maybe')
    }

    It 'never says that of a list, but says after how many objects it broke off' {
        $server = Open-RawServer (ConvertTo-ServerStep "HTTP/1.1 200 OK`r`ncontent-length: 1000`r`n`r`n[$(Get-ConnectionJson live-1 C1)," Close)
        @(Get-SoraConnection live-1 -ErrorVariable failure -ErrorAction SilentlyContinue).ConnectionId | Should -BeExactly 'C1'
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SoraIncomplete,*'
        $failure[0].Exception.ReceivedCount | Should -Be 1
        $failure[0].ErrorDetails.Message | Should -Not -Match 'may have taken effect|Is this the address'
        $failure[0].ErrorDetails.Message | Should -Match 'live-1'
    }

    It 'gives the address that a redirect asks for: <Location>' -ForEach @(
        @{ Path = 'api'; Location = '/api/'; Like = '*/api/' }
        @{ Path = ''; Location = 'https://127.0.0.1/'; Like = 'https://127.0.0.1/' }
        @{ Path = ''; Location = 'https://login.example/start?key=1'; Like = 'https://login.example/start' }
    ) {
        $server = [SoraPS.TestServers.RawServer]::new([string[]] "HTTP/1.1 301 Moved`r`nlocation: $Location`r`ncontent-length: 0`r`n`r`n")
        $null = Register-SoraServer "$($server.Uri)$Path"
        $null = Get-SoraConnection -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SoraRedirected,*'
        $failure[0].Exception.Location.AbsoluteUri | Should -BeLike $Like
        $failure[0].ErrorDetails.Message | Should -BeLike "*$($failure[0].Exception.Location.AbsoluteUri).*"
    }

    It 'does not send a change round a loop' {
        $server = Open-RawServer (ConvertTo-ServerStep "HTTP/1.1 307 Again`r`nlocation: /again`r`ncontent-length: 0`r`n`r`n")
        Get-FailureId { Disconnect-SoraChannel sora } | Should -BeExactly 'SoraRedirected'
        $server.Requests.Line | Should -Be 'POST / HTTP/1.1', 'POST /again HTTP/1.1'
    }

    It 'speaks of the proxy where a proxy refuses: <Status>, credential: <Given>' -ForEach @(
        @{ Status = 407; Given = $false; Word = '-ProxyCredential' }
        @{ Status = 407; Given = $true; Word = 'refused' }
        @{ Status = 502; Given = $false; Word = '-NoProxy' }
    ) {
        $server = [SoraPS.TestServers.RawServer]::new([string[]] "HTTP/1.1 $Status No`r`nproxy-authenticate: Basic realm=x`r`ncontent-length: 0`r`n`r`n")
        $options = @{ Proxy = $server.Uri; MaximumRetryCount = 0 }
        if ($Given) { $options.ProxyCredential = [pscredential]::new('operator', (ConvertTo-SecureString 'hunter2-hunter2' -AsPlainText -Force)) }
        $null = Register-SoraServer https://sora.example/ @options
        $null = Get-SoraConnection -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SoraProxyError,*'
        $failure[0].Exception.StatusCode | Should -Be $Status
        $failure[0].Exception.SentCredential | Should -Be $Given
        $failure[0].ErrorDetails.Message | Should -Match $Word
        $failure[0].ErrorDetails.Message | Should -Not -Match '-Token'
    }

    It 'names the proxy where it may be the proxy that answered: <Text>' -ForEach @(
        @{ Text = 'no HTTP'; Scheme = 'http'; Option = @{}; Answer = "garbage`r`n`r`n"; Id = 'SoraInvalidResponse' }
        @{ Text = 'a tunnel to something without TLS'; Scheme = 'http'; Option = @{}; Answer = "HTTP/1.1 200 OK`r`n`r`nno answer to the beginning of TLS"; Id = 'SoraInvalidResponse' }
        @{ Text = 'the same of a proxy with TLS'; Scheme = 'https'; Option = @{ SkipCertificateCheck = $true }; Answer = "HTTP/1.1 200 OK`r`n`r`nno answer to the beginning of TLS"; Id = 'SoraInvalidResponse' }
        @{ Text = 'a certificate'; Scheme = 'https'; Option = @{}; Answer = ''; Id = 'SoraCertificateError' }
    ) {
        $certificate = if ($Scheme -eq 'https') { [SoraPS.TestServers.Certificates]::SelfSigned() }
        $server = [SoraPS.TestServers.RawServer]::new($certificate, [SoraPS.TestServers.ServerStep[]] (ConvertTo-ServerStep $Answer Close))
        $options = $Option + @{ Proxy = $server.Uri; MaximumRetryCount = 0 }
        if ($Scheme -eq 'https' -and $PSVersionTable.PSEdition -eq 'Desktop') {
            Get-FailureId { Register-SoraServer https://sora.example/ @options } | Should -BeExactly 'SoraInvalidArgument' -Because '.NET Framework has no such proxies'
            return
        }

        $null = Register-SoraServer https://sora.example/ @options
        $null = Get-SoraConnection -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failure[0].ErrorDetails.Message | Should -BeLike "*$($server.Uri)*-NoProxy*"
        $failure[0].ErrorDetails.Message -match 'http://sora' | Should -Be ($Text -eq 'a tunnel to something without TLS')
    }

    It 'does not answer a token that was refused with advice to make one' {
        $server = [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-Answer '' 401))
        $null = Register-SoraServer $server.Uri -Token (ConvertTo-SecureString 'hunter2-hunter2' -AsPlainText -Force) -Name with
        $null = Register-SoraServer $server.Uri -Name without
        $said = foreach ($name in 'with', 'without') {
            $null = Get-SoraConnection -Server $name -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SoraUnauthorized,*'
            $failure[0].Exception.SentCredential | Should -Be ($name -eq 'with')
            $failure[0].ErrorDetails.Message
        }
        $said[0] | Should -Match 'was refused'
        $said[1] | Should -Not -Match 'was refused'
    }

    It 'makes one line of a reason that holds a schema: <Expected>' -ForEach @(
        @{ Expected = 'channel_id'; Violation = '"error":"missing_required_property","data":"channel_id","path":[]' }
        @{ Expected = 'extra'; Violation = '"error":"no_extra_properties_allowed","data":{"known":1,"extra":2},"path":[]' }
        @{ Expected = 'filter/0/role'; Violation = '"error":"not_in_enum","data":"x","path":["filter",0,"role"]' }
        @{ Expected = 'some_new_word'; Violation = '"error":"some_new_word","data":"x","path":["a"]' }
    ) {
        $server = Open-RawServer (ConvertTo-Answer "{`"error_type`":`"InvalidJSON`",`"error_reason`":[{`"invalid`":`"data`",`"schema`":{`"`$id`":`"file:///opt/sora.json`",`"properties`":{`"known`":{}}},$Violation}]}" 400)
        $null = Disconnect-SoraChannel sora -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].ErrorDetails.Message | Should -BeLike "*$Expected*"
        $failure[0].ErrorDetails.Message | Should -Not -Match 'schema|/opt'
        $failure[0].Exception.ErrorReason | Should -Match '/opt/sora.json'
    }

    It 'names the parameter, and where a text is not JSON' {
        $server = Open-RawServer (ConvertTo-Answer '{}')
        $found = @(
            { Disconnect-SoraChannel sora -Reason maintenance -ErrorAction Stop }
            { Invoke-SoraApi ListConnections "{`n `"$([char] 0x3042)`": no }" -ErrorAction Stop }
            { Invoke-SoraApi 'a b' -ErrorAction Stop }
            { Get-SoraConnection ('x' * 256) -ErrorAction Stop }
        ) | ForEach-Object { try { & $_ } catch { $_ } }
        $found.FullyQualifiedErrorId | Should -BeLike 'SoraInvalidArgument,*'
        $said = @($found.ErrorDetails.Message)
        $said[0] | Should -Match '-Reason.*@\{.*1.*1'
        $said[1] | Should -Match '-Body.*2.*8'
        $said[2] | Should -Match '-Target'
        $said[3] | Should -Match '-ChannelId'
        "$said" | Should -Not -Match "\(Parameter '"
        $server.Requests.Count | Should -Be 0
    }

    It 'refuses a date as an id, and says how to get the text' {
        $record = [pscustomobject]@{ channel_id = [datetime] '2026-01-02' }
        { Get-SoraConnection ([datetime] '2026-01-02') } | Should -Throw -ExpectedMessage '*-DateKind String*' -ErrorId 'ParameterArgumentTransformationError,SoraPS.Commands.GetSoraConnectionCommand'
        { $record | Get-SoraConnection -ErrorAction Stop } | Should -Throw -ExpectedMessage '*-DateKind String*'
    }
}
