[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Reset-SoraRtpStream' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'takes a connection for the receiver' {
        $server = Start-SoraSimulator -ConnectionCount 10
        $null = Register-SoraServer $server.Uri
        $viewers = Get-SoraConnection sora-0 -Role recvonly
        $result = $viewers | Reset-SoraRtpStream
        $result.RecvConnectionId | Should -Be $viewers.ConnectionId
        $body = $server.Requests[-1].Body | ConvertFrom-Json
        $body.psobject.Properties.Name | Should -Not -Contain 'send_connection_id'
    }

    It 'takes recv_connection_id before connection_id' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        $null = [pscustomobject]@{ connection_id = 'c'; ConnectionId = 'c'; recv_connection_id = 'r'; channel_id = 'sora' } | Reset-SoraRtpStream
        ($server.Requests[0].Body | ConvertFrom-Json).recv_connection_id | Should -BeExactly 'r'
    }

    It 'leaves the sender out where a record has none: <_>' -ForEach '$null', "''" {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        $empty = if ($_ -eq '$null') { $null } else { '' }
        $null = [pscustomobject]@{ channel_id = 'sora'; recv_connection_id = 'r'; send_connection_id = $empty } | Reset-SoraRtpStream
        $server.Requests[0].Body | Should -Not -Match 'send_connection_id'
    }
}
