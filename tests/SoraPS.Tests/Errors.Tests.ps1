[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'The nine errors' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraSession | Remove-SoraSession
        if (Test-Path variable:server) { $server.Dispose() }
    }

    It '<Text> is <Id>' -ForEach @(
        @{ Text = 'error_type'; Answer = 400, '{"error_type":"Nope"}'; Id = 'SoraApiError'; Category = 'InvalidOperation' }
        @{ Text = 'type'; Answer = 400, '{"type":"MissingHeaderName"}'; Id = 'SoraApiError'; Category = 'InvalidOperation' }
        @{ Text = 'error_type with status 500'; Answer = 500, '{"error_type":"HandlerException"}'; Id = 'SoraApiError'; Category = 'InvalidOperation' }
        @{ Text = 'MissingTarget'; Answer = 400, '{"error_type":"MissingTarget"}'; Id = 'SoraOperationNotSupported'; Category = 'NotImplemented' }
        @{ Text = 'SchemaNotFound'; Answer = 400, '{"error_type":"SchemaNotFound"}'; Id = 'SoraOperationNotSupported'; Category = 'NotImplemented' }
        @{ Text = 'MissingTargetFunction'; Answer = 400, '{"error_type":"MissingTargetFunction"}'; Id = 'SoraOperationNotSupported'; Category = 'NotImplemented' }
        @{ Text = 'MissingTargetModule'; Answer = 400, '{"error_type":"MissingTargetModule"}'; Id = 'SoraOperationNotSupported'; Category = 'NotImplemented' }
        @{ Text = '401'; Answer = 401, 'who?'; Id = 'SoraUnauthorized'; Category = 'AuthenticationError' }
        @{ Text = '403'; Answer = 403, '{"error_type":"Nope"}'; Id = 'SoraUnauthorized'; Category = 'AuthenticationError' }
        @{ Text = '407'; Answer = 407, ''; Id = 'SoraUnauthorized'; Category = 'AuthenticationError' }
        @{ Text = '404'; Answer = 404, ''; Id = 'SoraHttpError'; Category = 'InvalidResult' }
        @{ Text = '502 of a proxy'; Answer = 502, '<html>'; Id = 'SoraHttpError'; Category = 'InvalidResult' }
        @{ Text = 'HTML with status 200'; Answer = 200, '<html>'; Id = 'SoraInvalidResponse'; Category = 'InvalidData' }
        @{ Text = 'null'; Answer = 200, 'null'; Id = 'SoraInvalidResponse'; Category = 'InvalidData' }
        @{ Text = 'an object where a list is due'; Answer = 200, '{}'; Id = 'SoraInvalidResponse'; Category = 'InvalidData' }
        @{ Text = 'a list without a body'; Answer = 200, ''; Id = 'SoraInvalidResponse'; Category = 'InvalidData' }
    ) {
        $server = Open-RawServer (ConvertTo-Answer $Answer[1] $Answer[0])
        $null = Get-SoraConnection sora -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeExactly "$Id,SoraPS.Commands.GetSoraConnectionCommand"
        $failure[0].CategoryInfo.Category | Should -Be $Category
        $failure[0].TargetObject | Should -BeExactly 'sora'
        $failure[0].CategoryInfo.TargetName | Should -BeExactly 'sora'
        $failure[0].ErrorDetails.Message | Should -Not -BeNullOrEmpty
        $exception = $failure[0].Exception
        $exception | Should -BeOfType SoraPS.SoraApiException
        [int] $exception.StatusCode | Should -Be $Answer[0]
        $exception.Target | Should -BeExactly 'Sora_20201013.ListChannelConnections'
        $exception.RequestUri | Should -Be $server.Uri
        $exception.ResponseBody | Should -BeExactly $Answer[1]
        $server.Requests.Count | Should -Be 1
    }

    It 'nobody listens: SoraConnectionFailed, with what to do' {
        $null = New-SoraSession ([SoraPS.TestServers.RawServer]::Nobody()) -MaximumRetryCount 0
        $null = Get-SoraConnection -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SoraConnectionFailed,*'
        $failure[0].CategoryInfo.Category | Should -Be 'ConnectionError'
        $failure[0].ErrorDetails.Message | Should -Match 'SORA_API_URL'
    }

    It 'closed before an answer: SoraConnectionFailed' -ForEach ([char] 0 + 'close' + [char] 0), ([char] 0 + 'reset' + [char] 0) {
        $server = Open-RawServer $_
        Get-FailureId { Get-SoraConnection } | Should -BeExactly 'SoraConnectionFailed'
    }

    It 'silence: SoraTimeout' {
        $server = Open-RawServer ([SoraPS.TestServers.RawServer]::Stall)
        $null = New-SoraSession $server.Uri -OperationTimeoutSeconds 1 -MaximumRetryCount 0
        $null = Get-SoraConnection -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SoraTimeout,*'
        $failure[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
        $server.WaitForRelease() | Should -BeTrue
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
            $null = New-SoraSession "https://127.0.0.1:$($listener.LocalEndpoint.Port)/" -MaximumRetryCount 0
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

    It 'shows what the server says harmlessly, and keeps it exactly' {
        $evil = "a$([char] 27)[2J`r`n$([char] 0x202E)"
        $server = Open-RawServer (ConvertTo-Answer (@{ error_type = $evil; error_reason = @{ text = $evil } } | ConvertTo-Json) 400)
        $null = Get-SoraConnection $evil -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].TargetObject | Should -BeExactly $evil
        $failure[0].Exception.ErrorType | Should -BeExactly $evil
        $failure[0].Exception.ErrorReason.text | Should -BeExactly $evil
        $said = $failure[0].ErrorDetails.Message + $failure[0].Exception.Message + $failure[0].CategoryInfo.TargetName
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
        $null = New-SoraSession $server.Uri -RetryIntervalSec 0
        Get-SoraConnection | Should -BeNullOrEmpty
        $server.Requests.Count | Should -Be 3
        Get-FailureId { Disconnect-SoraChannel sora } | Should -BeExactly 'SoraHttpError'
        $server.Requests.Count | Should -Be 4
    }
}
