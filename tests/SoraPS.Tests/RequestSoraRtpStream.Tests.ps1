[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Request-SoraRtpStream' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'takes a connection for the receiver' {
        $server = Start-SoraSimulator -ConnectionCount 10
        $null = Register-SoraServer $server.Uri
        $viewers = Get-SoraConnection sora-0 -Role recvonly
        $result = $viewers | Request-SoraRtpStream -Rid r0
        $result.RecvConnectionId | Should -Be $viewers.ConnectionId
        $body = $server.Requests[-1].Body | ConvertFrom-Json
        $body.psobject.Properties.Name | Should -Not -Contain 'send_connection_id'
    }

    It 'takes recv_connection_id before connection_id' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        $null = [pscustomobject]@{ connection_id = 'c'; ConnectionId = 'c'; recv_connection_id = 'r'; channel_id = 'sora' } | Request-SoraRtpStream -Rid r0
        ($server.Requests[0].Body | ConvertFrom-Json).recv_connection_id | Should -BeExactly 'r'
    }

    It 'leaves the sender out where a record has none: <_>' -ForEach '$null', "''" {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        $empty = if ($_ -eq '$null') { $null } else { '' }
        $null = [pscustomobject]@{ channel_id = 'sora'; recv_connection_id = 'r'; send_connection_id = $empty } | Request-SoraRtpStream -Rid r0
        $server.Requests[0].Body | Should -Not -Match 'send_connection_id'
    }

    It 'makes no "every sender" of a record with several: <Text>' -ForEach @(
        @{ Text = 'two'; Given = @('a', 'b'); Sent = $null }
        @{ Text = 'none'; Given = @(); Sent = $null }
        @{ Text = 'one'; Given = @('a'); Sent = 'a' }
    ) {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        $failures = Get-FailureId { [pscustomobject]@{ channel_id = 's'; connection_id = 'c'; send_connection_id = $Given } | Request-SoraRtpStream -Rid r0 }
        if ($Sent) { ($server.Requests[0].Body | ConvertFrom-Json).send_connection_id | Should -BeExactly $Sent }
        else {
            $failures | Should -Not -BeNullOrEmpty
            $server.Requests.Count | Should -Be 0
        }
    }

    It 'takes the sender from a script block' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        $null = [pscustomobject]@{ channel_id = 's'; connection_id = 'c'; from = 'x' } | Request-SoraRtpStream -Rid r0 -SendConnectionId { $_.from }
        ($server.Requests[0].Body | ConvertFrom-Json).send_connection_id | Should -BeExactly 'x'
    }

    It 'refuses a rid outside its set' -ForEach 'r3', '0', 'auto' {
        $server = Open-RawServer (ConvertTo-Answer '{}')
        $rid = $_
        Get-FailureId { Request-SoraRtpStream sora c $rid } | Should -BeExactly 'ParameterArgumentValidationError'
        $server.Requests.Count | Should -Be 0
    }

    It 'says which Sora has the operation when this one has not' {
        $server = Open-RawServer (ConvertTo-Answer '{"error_type":"SchemaNotFound","error_reason":{"service":"Sora","version":"20201005","operation":"RequestRtpStream"}}' 400)
        $null = Request-SoraRtpStream sora c r0 -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'SoraOperationNotSupported,SoraPS.Commands.RequestSoraRtpStreamCommand'
        $failure[0].ErrorDetails.Message | Should -Match '2020\.3.*Sora_20251217\.RequestSimulcastRid'
    }
}
