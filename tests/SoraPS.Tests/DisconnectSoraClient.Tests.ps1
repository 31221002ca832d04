[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Disconnect-SoraClient' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'sends one request for a client, however many of its connections come' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        $records = foreach ($client in 'a', 'b', 'a', 'A', 'b') { [pscustomobject]@{ channel_id = 'sora'; client_id = $client } }
        $null = $records | Disconnect-SoraClient -ThrottleLimit 1
        ($server.Requests.Body | ConvertFrom-Json).client_id -join '' | Should -BeExactly 'abA'
    }

    It 'cuts every connection of the client' {
        $server = Start-SoraSimulator -Connection @{ client_id = 'anna' }, @{ client_id = 'anna' }, @{ client_id = 'bert' }
        $null = Register-SoraServer $server.Uri
        (Get-SoraConnection -ClientId anna)[0] | Disconnect-SoraClient -Reason @{ type = 'normal' } | Should -HaveCount 1
        $server.Connections.ClientId | Should -Be 'bert'
        ($server.Requests[-1].Body | ConvertFrom-Json).reason.type | Should -BeExactly 'normal'
    }
}
