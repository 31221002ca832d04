[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Disconnect-SoraChannel' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'sends one request for a channel, however many of its connections come' {
        $server = Start-SoraSimulator -ConnectionCount 25
        $null = Register-SoraServer $server.Uri
        $list = Get-SoraConnection
        $server.ClearRequests()
        $list | Disconnect-SoraChannel | Should -HaveCount 3
        $server.Requests.Count | Should -Be 3
        $server.Connections.Count | Should -Be 0
    }

    It 'takes no role from records: a whole channel is only cut where that was said' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        $null = [pscustomobject]@{ channel_id = 'sora'; role = 'recvonly' } | Disconnect-SoraChannel
        $server.Requests[0].Target | Should -BeExactly 'Sora_20151104.DisconnectChannel'
    }

    It 'refuses a role outside its set' -ForEach 'r', 'sender', '0', 'recvonly ' {
        $server = Open-RawServer (ConvertTo-Answer '{}')
        $role = $_
        Get-FailureId { Disconnect-SoraChannel sora -Role $role } | Should -BeExactly 'ParameterArgumentValidationError'
        $server.Requests.Count | Should -Be 0
    }

    It 'passes the reason on with a role, too' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora","role":"recvonly"}')
        $null = Disconnect-SoraChannel sora -Role recvonly -Reason '{"why":"test"}'
        Test-SameJson $server.Requests[0].Body '{"channel_id":"sora","role":"recvonly","reason":{"why":"test"}}' | Should -BeTrue
    }

    It 'asks for each channel, one request at a time, where the user wants to be asked' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        $said = & {
            $script = "Import-Module '$modulePath'; `$null = Register-SoraServer '$($server.Uri)'; 'a', 'b', 'c' | ForEach-Object { [pscustomobject]@{ channel_id = `$_ } } | Disconnect-SoraChannel -Confirm"
            'y', 'n', 'y' | & (Join-Path $PSHOME 'pwsh') -NoProfile -Command $script
        } | Out-String
        ($server.Requests.Body | ConvertFrom-Json).channel_id -join '' | Should -BeExactly 'ac' -Because $said
        $server.PeakInFlight | Should -Be 1
    }
}
