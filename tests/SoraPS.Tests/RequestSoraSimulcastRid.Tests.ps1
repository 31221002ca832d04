[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Request-SoraSimulcastRid' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'takes a connection for the receiver, and sends <_>' -ForEach 'none', 'r0', 'r1', 'r2', 'auto' {
        $server = Start-SoraSimulator -ConnectionCount 10
        $null = Register-SoraServer $server.Uri
        $viewers = Get-SoraConnection sora-0 -Role recvonly
        $result = $viewers | Request-SoraSimulcastRid -Rid $_
        $result.ReceiverConnectionId | Should -Be $viewers.ConnectionId
        $result.Rid | Select-Object -Unique | Should -BeExactly $_
        $body = $server.Requests[-1].Body | ConvertFrom-Json
        @($body.psobject.Properties.Name | Sort-Object) -join ' ' | Should -BeExactly 'channel_id receiver_connection_id rid'
    }

    It 'takes what Request-SoraRtpStream answered, sender included' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"s","recv_connection_id":"r","send_connection_id":"t","rid":"r0"}')
        $null = Request-SoraRtpStream s r r0 -SendConnectionId t | Request-SoraSimulcastRid -Rid auto
        Test-SameJson $server.Requests[-1].Body '{"channel_id":"s","receiver_connection_id":"r","sender_connection_id":"t","rid":"auto"}' | Should -BeTrue
    }

    It 'takes the receiver by its own name before others' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"s"}')
        $null = [pscustomobject]@{ connection_id = 'c'; recv_connection_id = 'd'; receiver_connection_id = 'r'; channel_id = 's' } | Request-SoraSimulcastRid -Rid r0
        ($server.Requests[0].Body | ConvertFrom-Json).receiver_connection_id | Should -BeExactly 'r'
    }

    It 'refuses an empty sender on the command line: <_>' -ForEach '$null', "''", '@()' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"s"}')
        $code = [scriptblock]::Create("Request-SoraSimulcastRid s r r0 -SenderConnectionId $_")
        Get-FailureId $code | Should -Not -BeNullOrEmpty
        $server.Requests.Count | Should -Be 0
    }

    It 'says which Sora has it when this one has not, and what that one has' {
        $server = Open-RawServer (ConvertTo-Answer '{"error_type":"SchemaNotFound"}' 400)
        $null = Request-SoraSimulcastRid s r r0 -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SoraOperationNotSupported,*'
        $failure[0].ErrorDetails.Message | Should -Match '2025\.2\.0.*RequestRtpStream'
    }
}
