[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Send-SoraPush' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'sends to <Text>' -ForEach @(
        @{ Text = 'a channel'; With = @{}; Target = 'Sora_20160711.PushChannel'; Body = '{"channel_id":"sora","data":{"a":[1]}}'; Shown = 'sora' }
        @{ Text = 'a role'; With = @{ Role = 'RecvOnly' }; Target = 'Sora_20201120.PushChannelByRole'; Body = '{"channel_id":"sora","role":"recvonly","data":{"a":[1]}}'; Shown = 'sora/recvonly' }
        @{ Text = 'a client'; With = @{ ClientId = 'anna' }; Target = 'Sora_20160711.PushClient'; Body = '{"channel_id":"sora","client_id":"anna","data":{"a":[1]}}'; Shown = 'sora/anna' }
        @{ Text = 'a connection'; With = @{ ConnectionId = 'C1' }; Target = 'Sora_20160711.PushConnection'; Body = '{"channel_id":"sora","connection_id":"C1","data":{"a":[1]}}'; Shown = 'sora/C1' }
    ) {
        $server = Open-RawServer (ConvertTo-Answer '{"type":"push","data":{"a":[1]}}')
        foreach ($data in @{ a = @(1) }, [pscustomobject]@{ a = @(1) }, '{"a":[1]}') {
            $result = Send-SoraPush sora $data @With
            $server.Requests[-1].Target | Should -BeExactly $Target
            $server.Requests[-1].Body | Should -BeExactly $Body
            $result.Type | Should -BeExactly 'push'
            $result.Data.a | Should -Be 1
            "$result" | Should -BeExactly $Shown
        }
    }

    It 'goes to the connection that a record is, unless the command line says more' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'sora'; client_id = 'anna'; connection_id = 'C1'; role = 'recvonly' }
        $null = Register-SoraServer $server.Uri
        $connection = Get-SoraConnection
        $null = $connection | Send-SoraPush -Data @{ a = 1 }
        $null = $connection | Send-SoraPush -Data @{ a = 1 } -ClientId bert
        $null = $connection | Send-SoraPush -Data @{ a = 1 } -Role sendonly
        $null = Get-SoraChannel | Send-SoraPush -Data @{ a = 1 }
        $null = [pscustomobject]@{ channel_id = 'sora'; client_id = 'anna' } | Send-SoraPush -Data @{ a = 1 }
        $sent = @($server.Requests | Where-Object Target -Like '*Push*')
        @($sent.Target -replace '.*\.') -join ' ' | Should -BeExactly 'PushConnection PushClient PushChannelByRole PushChannel PushClient'
        $sent[1].Body | Should -Match '"bert"'
        $sent[1].Body | Should -Not -Match 'connection_id'
    }

    It 'sends the same to the same only once' {
        $server = Open-RawServer (ConvertTo-Answer '{"type":"push","data":{}}')
        1..3 | ForEach-Object { [pscustomobject]@{ channel_id = 'sora'; client_id = 'anna' } } | Send-SoraPush -Data @{} | Should -HaveCount 1
        1..3 | ForEach-Object { [pscustomobject]@{ channel_id = 'sora' } } | Send-SoraPush -Data @{} | Should -HaveCount 1
        $server.Requests.Count | Should -Be 2
    }

    It 'is never repeated, also where it cannot have arrived' {
        $server = Open-RawServer (ConvertTo-Answer '{"error_type":"X"}' 503)
        $null = Register-SoraServer http://127.0.0.1:1/ -Name nobody -MaximumRetryCount 3 -RetryIntervalSec 0
        $lines = & { Send-SoraPush sora @{} -Server nobody -Verbose -ErrorAction SilentlyContinue } 4>&1
        @($lines | Where-Object { "$_" -match 'PushChannel' }).Count | Should -Be 1
        $null = Register-SoraServer $server.Uri -Name raw -MaximumRetryCount 3 -RetryIntervalSec 0
        Get-FailureId { Send-SoraPush sora @{} -Server raw } | Should -BeExactly 'SoraApiError'
        $server.Requests.Count | Should -Be 1
    }

    It 'refuses <Text>' -ForEach @(
        @{ Text = 'two kinds of receivers'; With = @{ Data = @{}; ClientId = 'a'; ConnectionId = 'b' } }
        @{ Text = 'a role and a client'; With = @{ Data = @{}; ClientId = 'a'; Role = 'sendonly' } }
        @{ Text = 'a list as data'; With = @{ Data = @(1, 2) } }
        @{ Text = 'a text as data'; With = @{ Data = 'hello' } }
        @{ Text = 'a number as data'; With = @{ Data = '5' } }
    ) {
        $server = Open-RawServer (ConvertTo-Answer '{"type":"push"}')
        Get-FailureId { Send-SoraPush sora @With } | Should -BeExactly 'SoraInvalidArgument'
        $server.Requests.Count | Should -Be 0
    }

    It 'does not make a push to a channel of a record whose connection is empty' {
        $server = Open-RawServer (ConvertTo-Answer '{"type":"push"}')
        foreach ($empty in $null, '', @()) {
            $null = [pscustomobject]@{ channel_id = 'sora'; connection_id = $empty }, [pscustomobject]@{ channel_id = 'sora'; client_id = $empty } | Send-SoraPush -Data @{} -ErrorVariable failed -ErrorAction SilentlyContinue
            $failed | Should -HaveCount 2
            # What cannot be sent does not become more when it is tried again.
            foreach ($target in $failed.TargetObject) { Get-FailureId { $target | Send-SoraPush -Data @{} } | Should -Not -BeNullOrEmpty }
        }
        $server.Requests.Count | Should -Be 0
    }

    # PowerShell does not bind a property with such a value: to the cmdlet, the record looks as if it had only a channel.
    It 'does not make a push to a channel of a record whose <_> is what a search returned that found nothing' -ForEach 'ConnectionId', 'connection_id', 'ClientId', 'client_id' {
        $server = Open-RawServer (ConvertTo-Answer '{"type":"push"}')
        $found = 'a' | Where-Object { $_ -eq 'zzz' }
        $records = [pscustomobject]@{ ChannelId = 'sora'; $_ = $found }, [pscustomobject]@{ ChannelId = 'next' }
        $null = $records | Send-SoraPush -Data @{} -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -BeExactly 'SoraInvalidArgument,SoraPS.Commands.SendSoraPushCommand'
        Get-FailureId { $failed.TargetObject | Send-SoraPush -Data @{} } | Should -BeExactly 'SoraInvalidArgument'
        # Not even if the target is that of another error.
        $null = [pscustomobject]@{ ChannelId = 'sora'; $_ = $found; Server = 'nowhere' } | Send-SoraPush -Data @{} -ErrorVariable failed -ErrorAction SilentlyContinue
        $null = Register-SoraServer $server.Uri -Name nowhere
        Get-FailureId { $failed.TargetObject | Send-SoraPush -Data @{} } | Should -BeExactly 'SoraInvalidArgument'
        $server.Requests.Body | Should -BeExactly '{"channel_id":"next","data":{}}'
        $null = $records[0] | Send-SoraPush -Data @{} -Role recvonly
        $server.Requests[-1].Target | Should -BeExactly 'Sora_20201120.PushChannelByRole'
    }

    It 'means the role of a row that has no id of a client or a connection, also after an error' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'sora'; client_id = 'anna'; connection_id = 'C1'; role = 'recvonly' }
        $null = Register-SoraServer $server.Uri
        $rows = Send-SoraPush sora @{ a = 1 } -Role recvonly | Select-Object ChannelId, Role
        $null = $rows | Send-SoraPush -Data @{ a = 1 }
        $null = $rows | Select-Object *, @{ n = 'Server'; e = { 'nowhere' } } | Send-SoraPush -Data @{ a = 1 } -ErrorVariable failed -ErrorAction SilentlyContinue
        $null = Register-SoraServer $server.Uri -Name nowhere
        $null = $failed.TargetObject | Send-SoraPush -Data @{ a = 1 }
        $null = Get-SoraConnection | Select-Object ChannelId, ConnectionId, Role | Send-SoraPush -Data @{ a = 1 }
        $sent = @($server.Requests | Where-Object Target -Like '*Push*')
        @($sent.Target -replace '.*\.') -join ' ' | Should -BeExactly 'PushChannelByRole PushChannelByRole PushChannelByRole PushConnection'
        $sent[0..2].Body | Select-Object -Unique | Should -HaveCount 1
    }

    It 'refuses a row whose role is <_>' -ForEach '$null', "''", "'all'", '5', "@('recvonly', 'sendonly')", "('a' | Where-Object { 0 })" {
        $server = Open-RawServer (ConvertTo-Answer '{"type":"push"}')
        $row = [scriptblock]::Create("[pscustomobject]@{ channel_id = 'sora'; role = $_ }")
        $null = & $row | Send-SoraPush -Data @{} -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -BeExactly 'SoraInvalidArgument,SoraPS.Commands.SendSoraPushCommand'
        Get-FailureId { $failed.TargetObject | Send-SoraPush -Data @{} } | Should -Not -BeNullOrEmpty
        $server.Requests.Count | Should -Be 0
    }

    It 'goes again to those that <Text> was for' -ForEach @(
        @{ Text = 'a push to a channel'; With = @{ ChannelId = 'sora' } }
        @{ Text = 'a push to a role'; With = @{ ChannelId = 'sora'; Role = 'recvonly' } }
        @{ Text = 'a push to a client'; With = @{ ChannelId = 'sora'; ClientId = 'anna' } }
        @{ Text = 'a push to a connection'; With = @{ ChannelId = 'sora'; ConnectionId = 'C1' } }
    ) {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'sora'; client_id = 'anna'; connection_id = 'C1'; role = 'recvonly' }, @{ channel_id = 'sora'; client_id = 'anna'; connection_id = 'C2'; role = 'sendonly' }
        $null = Register-SoraServer $server.Uri
        $sent = Send-SoraPush -Data @{ a = 1 } @With
        "$($sent | Send-SoraPush -Data @{ a = 1 })" | Should -BeExactly "$sent"
        $server.Fail(@{ ErrorType = 'BUSY'; Times = 1 })
        $null = $sent | Send-SoraPush -Data @{ a = 1 } -ErrorVariable failed -ErrorAction SilentlyContinue
        $null = $failed.TargetObject | Send-SoraPush -Data @{ a = 1 }
        $server.Requests | Should -HaveCount 4
        $server.Requests.Target | Select-Object -Unique | Should -HaveCount 1
        $server.Requests.Body | Select-Object -Unique | Should -HaveCount 1
        # In a file the ids that it was not for are empty, and nothing tells them from cells that somebody forgot.
        if (-not $With.ContainsKey('ConnectionId')) {
            Get-FailureId { $sent | ConvertTo-Csv | ConvertFrom-Csv | Send-SoraPush -Data @{ a = 1 } } | Should -BeExactly 'SoraInvalidArgument'
            $server.Requests | Should -HaveCount 4
        }
    }

    It 'keeps whom a push to a connection was for: <_>' -ForEach 'ClientId', 'Role', 'CreatedAt' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'sora'; client_id = 'anna'; connection_id = 'C1'; role = 'recvonly' }
        $null = Register-SoraServer $server.Uri
        $connection = Get-SoraConnection
        ($connection | Send-SoraPush -Data @{ a = 1 } | Send-SoraPush -Data @{ a = 2 }).$_ | Should -Be $connection.$_
    }

    It 'reaches those that it is for: <Text>' -ForEach @(
        @{ Text = 'a channel'; With = @{}; To = 'C1 C2 C3' }
        @{ Text = 'a role'; With = @{ Role = 'recvonly' }; To = 'C1 C3' }
        @{ Text = 'a client'; With = @{ ClientId = 'anna' }; To = 'C1 C2' }
        @{ Text = 'a connection'; With = @{ ConnectionId = 'C2' }; To = 'C2' }
        @{ Text = 'nobody'; With = @{ ConnectionId = 'C9' }; To = '' }
    ) {
        $server = Start-SoraSimulator -Connection @(
            @{ channel_id = 'sora'; client_id = 'anna'; connection_id = 'C1'; role = 'recvonly' }
            @{ channel_id = 'sora'; client_id = 'anna'; connection_id = 'C2'; role = 'sendonly' }
            @{ channel_id = 'sora'; client_id = 'bob'; connection_id = 'C3'; role = 'recvonly' }
            @{ channel_id = 'other'; client_id = 'anna'; connection_id = 'C4'; role = 'recvonly' }
        )
        $null = Register-SoraServer $server.Uri
        $null = Send-SoraPush sora @{ text = 'hello' } @With
        @($server.Pushes | ForEach-Object ConnectionId) -join ' ' | Should -BeExactly $To
        if ($To) {
            $server.Pushes[0].Data.text | Should -BeExactly 'hello'
            $server.Pushes[0].Message | Should -BeExactly '{"type":"push","data":{"text":"hello"}}'
        }
    }

    It 'takes nothing but a push for the answer of a channel' {
        $server = Open-RawServer (ConvertTo-Answer '{}'), (ConvertTo-Answer '{"error":"no"}'), ([SoraPS.TestServers.RawServer]::Head(200, [string[]] 'content-length: 0'))
        Get-FailureId { Send-SoraPush sora @{ a = 1 } } | Should -BeExactly 'SoraInvalidResponse'
        Get-FailureId { Send-SoraPush sora @{ a = 1 } } | Should -BeExactly 'SoraInvalidResponse'
        (Send-SoraPush sora @{ a = 1 }).Data.a | Should -Be 1 -Because 'that is what was sent'
    }

    It 'takes an answer without a body, and one of any other shape, for done' {
        $server = Open-RawServer ([SoraPS.TestServers.RawServer]::Head(200, [string[]] 'content-length: 0')), (ConvertTo-Answer '{"delivered":3}')
        (Send-SoraPush sora @{} -ClientId anna).ClientId | Should -BeExactly 'anna'
        (Send-SoraPush sora @{} -ClientId anna).delivered | Should -Be 3
    }
}
