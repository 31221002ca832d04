[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
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

    It 'no TLS where TLS is due: SoraCertificateError' {
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
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SoraCertificateError,*'
            $failure[0].CategoryInfo.Category | Should -Be 'SecurityError'
        }
        finally {
            $null = $shell.EndInvoke($serving)
            $shell.Dispose()
            $listener.Stop()
        }
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
        $failure[0].TargetObject | Should -BeExactly $evil
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
}
