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

    It 'says how many are in a channel that Get-SoraChannel found' {
        $server = Start-SoraSimulator -Connection @(1..3 | ForEach-Object { @{ channel_id = 'sora'; client_id = "c$($_ % 2)"; role = 'recvonly' } }; @{ channel_id = 'sora'; role = 'sendonly'; client_id = 'c1' })
        $null = Register-SoraServer $server.Uri
        Get-HostText { Get-SoraChannel | Disconnect-SoraChannel -WhatIf } | Should -Match 'sora \(connections: 4, clients: 2, oldest: '
        Get-HostText { Get-SoraChannel | Disconnect-SoraChannel -Role recvonly -WhatIf } | Should -Match 'sora \(recvonly: 3\)'
        Get-HostText { Get-SoraChannel | Disconnect-SoraChannel other -WhatIf } | Should -Not -Match 'connections'
    }

    It 'takes texts by value as channels' {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        $null = 'a', 'b', 'a' | Disconnect-SoraChannel
        ($server.Requests.Body | ConvertFrom-Json).channel_id | Sort-Object | Should -Be 'a', 'b'
    }

    It 'tries a failed role again as that role, never as everybody: <Name>' -ForEach @(
        @{ Name = 'the object'; Way = { $args[0] } }
        @{ Name = 'from CLIXML'; Way = { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($args[0])) } }
        @{ Name = 'from JSON'; Way = { $args[0] | ConvertTo-Json | ConvertFrom-Json } }
        @{ Name = 'from CSV'; Way = { $args[0] | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ Name = 'selected properties'; Way = { $args[0] | Select-Object * } }
        @{ Name = 'an exported error'; Way = { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($failures[0])).TargetObject } }
        @{ Name = 'of a server that was unregistered in between'; Way = {
                $old = Get-SoraServer raw
                Unregister-SoraServer raw
                $null = $args[0] | Disconnect-SoraChannel -ErrorVariable again -ErrorAction SilentlyContinue
                $null = Register-SoraServer 'http://127.0.0.1:1/' -Name other -Default -MaximumRetryCount 0
                Get-FailureId { $again[0].TargetObject | Disconnect-SoraChannel } | Should -BeExactly 'SoraInvalidArgument'
                Unregister-SoraServer other
                $null = Register-SoraServer $old.Uri -Name raw -MaximumRetryCount 0
                $again[0].TargetObject | Select-Object *
            }
        }
    ) {
        $server = Open-RawServer (ConvertTo-Answer '{"error_type":"Nope"}' 400), (ConvertTo-Answer '{"channel_id":"sora"}')
        $null = Disconnect-SoraChannel sora -Role recvonly -ErrorVariable failures -ErrorAction SilentlyContinue
        $null = & $Way $failures[0].TargetObject | Disconnect-SoraChannel
        $server.Requests.Target | Select-Object -Unique | Should -BeExactly 'Sora_20201120.DisconnectChannelByRole'
        Test-SameJson $server.Requests[1].Body $server.Requests[0].Body | Should -BeTrue
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

    It 'takes <Name>' -ForEach @{ Name = 'Yes to All'; Keys = 'y', 'a'; Sent = 'abc' }, @{ Name = 'No to All'; Keys = 'y', 'l'; Sent = 'a' } {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        $script = "Import-Module '$modulePath'; `$null = Register-SoraServer '$($server.Uri)'; 'a', 'b', 'c' | Disconnect-SoraChannel -Confirm"
        $said = $Keys | & $powershell -NoProfile -Command $script | Out-String
        ($server.Requests.Body | ConvertFrom-Json).channel_id -join '' | Should -BeExactly $Sent -Because $said
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
