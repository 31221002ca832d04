[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Tests LiveConnectionCache.

BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'Changes.ps1')
    # What is offered for an id of a change in the channel sora: who of it can be meant, as the table of operations says.
    $withoutRole = @{ '' = 'B1 X1 S1 R1'; sendonly = 'B1 X1 R1'; recvonly = 'B1 X1 S1' }
    function Get-Expected($Change, $Id) {
        $field = @($Change.Operations[-1].GetRequiredFields()) + @($Change.Operations[-1].GetOptionalFields()) | Where-Object Name -CEQ $Id.Wire
        switch ($field.LiveProperty) {
            'ClientId' { 'anna bob X1' }
            'ConnectionId' { $withoutRole["$($field.ExcludedRole)"] }
            default { '' }
        }
    }
}

Describe 'Completion of live ids' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $list = 'Sora_20201013.ListConnections'
        $listChannel = 'Sora_20201013.ListChannelConnections'
        # A connection: channel, client, connection, role, hours.
        function Get-Live([object[]] $Fields, $Video = @{ codec_type = 'VP9' }) {
            $channel, $client, $connection, $role, $hours = $Fields
            $created = [DateTimeOffset]::UtcNow.AddHours(-$hours).AddMinutes(-5).ToUnixTimeMilliseconds() * 1000
            @{ channel_id = $channel; client_id = $client; connection_id = $connection; role = $role; created_time = $created; video = $Video }
        }
        $people = @(
            Get-Live sora, anna, S1, sendonly, 3
            Get-Live sora, bob, B1, sendrecv, 1
            Get-Live sora, anna, R1, recvonly, 50 -Video $false
            Get-Live sora, X1, X1, observer, 2
            Get-Live lab, carl, L1, recvonly, 0
            Get-Live '007', anna, 7A, recvonly, 9
        )
        function Open-Simulator([string] $Name, [hashtable[]] $Connection = $people) {
            $simulator = Start-SoraSimulator -Connection $Connection
            $null = Register-SoraServer $simulator.Uri -Name $Name -Default
            $simulator
        }
        function Get-Offer([string] $Line) { @(Get-Completion $Line | ForEach-Object ListItemText) -join ' ' }
    }

    BeforeEach { $simulator = $other = $server = $null }

    AfterEach {
        $global:PSDefaultParameterValues.Clear()
        Get-SoraServer | Unregister-SoraServer
        $simulator, $other | Where-Object { $_ } | Stop-SoraSimulator
        if ($server) { $server.Dispose() }
    }

    Context 'what is offered' {
        BeforeAll { $one = Start-SoraSimulator -Connection $people }
        BeforeEach { $null = Register-SoraServer $one.Uri -Name tokyo }
        AfterAll { Stop-SoraSimulator $one }

        It 'offers what fits, in its order: <Line>' -ForEach @(
            foreach ($command in @('Get-SoraConnection') + @(Get-Change | Where-Object { $_.Ids } | ForEach-Object { $_.Command })) {
                @{ Line = "$command "; Offer = '007 lab sora' }
                @{ Line = "$command -ChannelId s"; Offer = 'sora' }
                @{ Line = "$command -channel_id lab,"; Offer = '007 sora' }
            }
            foreach ($change in Get-Change) {
                foreach ($id in $change.Ids | Where-Object { $_.Name -ne 'ChannelId' }) {
                    foreach ($name in $id.Names) { @{ Line = "$($change.Command) sora -$name "; Offer = Get-Expected $change $id } }
                    if ($id.Position -eq 1) { @{ Line = "$($change.Command) sora "; Offer = Get-Expected $change $id } }
                }
            }
            foreach ($name in 'ClientId', 'client_id') { @{ Line = "Get-SoraConnection sora -$name "; Offer = 'anna bob X1' } }
            foreach ($name in 'ConnectionId', 'connection_id') { @{ Line = "Get-SoraConnection sora -$name "; Offer = 'B1 X1 S1 R1' } }
            foreach ($name in 'ReceiverConnectionId', 'connection_id') { @{ Line = "Request-SoraSimulcastRid sora -$name "; Offer = 'B1 X1 R1' } }
            @{ Line = 'Request-SoraKeyFrame sora '; Offer = 'B1 X1 S1' }
            @{ Line = 'Send-SoraPush sora -ClientId '; Offer = 'anna bob X1' }
            foreach ($command in 'Request-SoraRtpStream', 'Reset-SoraRtpStream') {
                foreach ($name in '-SendConnectionId ', '-send_connection_id ') { @{ Line = "$command sora R1 $name"; Offer = 'B1 X1 S1' } }
                @{ Line = "$command lab -SendConnectionId "; Offer = '' }
            }
            @{ Line = 'Get-SoraConnection -ConnectionId '; Offer = 'L1 B1 X1 S1 7A R1' }
            @{ Line = 'Get-SoraConnection -ClientId '; Offer = 'anna bob carl X1' }
            @{ Line = 'Get-SoraConnection lab, ''007'' -ConnectionId '; Offer = 'L1 7A' }
            @{ Line = 'Get-SoraConnection 007 -ConnectionId '; Offer = '7A' }
            @{ Line = 'Get-SoraConnection Sora -ConnectionId '; Offer = '' }
            @{ Line = 'Get-SoraConnection -ClientId anna -ConnectionId '; Offer = 'S1 7A R1' }
            @{ Line = 'Get-SoraConnection -ClientId anna -ChannelId '; Offer = '007 sora' }
            @{ Line = 'Get-SoraConnection -ConnectionId X1, L1 -ClientId '; Offer = 'carl X1' }
            @{ Line = 'Get-SoraConnection sora -Role SENDONLY,recvonly -ConnectionId '; Offer = 'S1 R1' }
            @{ Line = 'Disconnect-SoraChannel -Role sendrecv -ChannelId '; Offer = 'sora' }
            @{ Line = 'Reset-SoraRtpStream -RecvConnectionId L1 -ChannelId '; Offer = 'lab' }
            @{ Line = 'Disconnect-SoraConnection sora S'; Offer = 'S1' }
            @{ Line = 'Disconnect-SoraConnection sora "s'; Offer = 'S1' }
            @{ Line = 'Disconnect-SoraConnection sora S1'; Offer = 'S1' }
            @{ Line = 'Disconnect-SoraConnection sora S1,'; Offer = 'B1 X1 R1' }
            @{ Line = 'Disconnect-SoraConnection sora S1, ''B1'', '; Offer = 'X1 R1' }
            @{ Line = 'Get-SoraConnection sora -Role recvonly | Request-SoraRtpStream -Rid r0 -SendConnectionId '; Offer = 'B1 X1 S1' }
            @{ Line = '''sora'', ''lab'' | Get-SoraConnection -ClientId c'; Offer = 'carl' }
        ) {
            Get-Offer $Line | Should -BeExactly $Offer
        }

        It 'tells a connection by its role, age, codec, client and channel' {
            (Get-Completion 'Disconnect-SoraConnection sora S').ToolTip | Should -BeExactly 'sendonly, 3h 05m, VP9, client anna, channel sora'
            (Get-Completion 'Disconnect-SoraConnection sora R').ToolTip | Should -BeExactly 'recvonly, 2d 02h, client anna, channel sora'
            (Get-Completion 'Disconnect-SoraConnection sora X').ToolTip | Should -BeExactly 'observer, 2h 05m, VP9, channel sora' -Because 'nobody chose that client id'
        }

        It 'tells a client by its connections and their ages, a channel by its connections' {
            (Get-Completion 'Get-SoraConnection -ClientId a').ToolTip | Should -BeExactly 'Connections: 3 (1 sendonly, 2 recvonly), age 3h 05m to 2d 02h'
            (Get-Completion 'Get-SoraConnection -ClientId b').ToolTip | Should -BeExactly 'Connections: 1 (1 sendrecv), 1h 05m'
            (Get-Completion 'Get-SoraConnection s').ToolTip | Should -BeExactly 'Connections: 4 (1 sendrecv, 1 sendonly, 1 recvonly, 1 observer)'
        }
    }

    Context 'which server' {
        BeforeEach {
            $other = Open-Simulator osaka (Get-Live otherland, anna, O1, recvonly, 1)
            $simulator = Open-Simulator tokyo
            $osaka = Get-SoraServer osaka
            $splatted = @{ Server = 'osaka' }
        }

        It 'asks the server on the line, and no other: <_>' -ForEach @(
            'Get-SoraConnection -Server osaka -ConnectionId '
            'Get-SoraConnection -ConnectionId O1 -Server "osaka" -ClientId '
            'Get-SoraConnection -Server $osaka -ChannelId '
            'Get-SoraConnection -Server $($osaka.Uri) -ChannelId '.Replace('$($osaka.Uri)', '$address')
            'Disconnect-SoraConnection otherland -Serv:osaka -ConnectionId '
            'Get-SoraConnection -Server osaka | Disconnect-SoraConnection -ConnectionId '
            'Get-SoraConnection otherland -Server osaka | Where-Object Age | Reset-SoraRtpStream -ConnectionId '
        ) {
            $address = $other.Uri
            @(Get-Completion $_) | Should -HaveCount 1
            $other.Requests.Count | Should -Be 1
            $simulator.Requests.Count | Should -Be 0
        }

        It 'asks several side by side, and says which is which' {
            $offered = @(Get-Completion 'Get-SoraConnection -Server tokyo,$osaka -ConnectionId ')
            ($offered | Where-Object ListItemText -EQ O1).ToolTip | Should -BeExactly 'recvonly, 1h 05m, VP9, client anna, channel otherland on osaka'
            $offered | Should -HaveCount 7
            (Get-Completion 'Get-SoraConnection -Server tokyo,osaka -ClientId a').ToolTip | Should -BeLike 'Connections: 4 *'
            $simulator.Requests.Count, $other.Requests.Count | Should -Be 1, 1
        }

        It 'heeds $PSDefaultParameterValues: <Key>' -ForEach @{ Key = '*-Sora*:Server' }, @{ Key = 'get-soraconnection:Server' } {
            $global:PSDefaultParameterValues[$Key] = 'osaka'
            Get-Offer 'Get-SoraConnection ' | Should -BeExactly 'otherland'
            Get-Offer 'Get-SoraConnection -Server tokyo -ChannelId s' | Should -BeExactly 'sora'
            $global:PSDefaultParameterValues['Disabled'] = $true
            Get-Offer 'Get-SoraConnection s' | Should -BeExactly 'sora'
            $global:PSDefaultParameterValues.Remove('Disabled')
            $global:PSDefaultParameterValues[$Key] = { 'osaka' }
            Get-Offer 'Get-SoraConnection ' | Should -BeNullOrEmpty
        }

        It 'asks nobody where the line does not tell: <_>' -ForEach @(
            'Get-SoraConnection -Server (Get-SoraServer osaka) -ConnectionId '
            'Get-SoraConnection -Server $unset -ConnectionId '
            'Get-SoraConnection -Server "$name" -ConnectionId '
            'Get-SoraConnection -Server nosuch -ConnectionId '
            'Get-SoraConnection -Server 5 -ConnectionId '
            'Get-SoraConnection -Server "" -ConnectionId '
            'Get-SoraConnection -Server -ConnectionId '
            'Get-SoraConnection @splatted -ConnectionId '
            '$osaka | Disconnect-SoraConnection -ConnectionId '
            'Import-Csv x.csv | Disconnect-SoraConnection -ConnectionId '
            'Get-SoraConnection -Server $unset | Disconnect-SoraConnection -ConnectionId '
            'Get-SoraConnection -Server osaka | Select-Object ChannelId | Disconnect-SoraConnection -ConnectionId '
            'Get-SoraConnection -Server osaka | ForEach-Object ChannelId | Get-SoraConnection -ClientId '
            'Get-SoraConnection | Where-Object Age | ForEach-Object { $_ } | Disconnect-SoraConnection -ConnectionId '
            'Disconnect-SoraConnection (Get-Content x) -ConnectionId '
            'Disconnect-SoraConnection $unset -ConnectionId '
            'Disconnect-SoraConnection "" -ConnectionId '
            'Get-SoraConnection -ClientId (Get-Content x) -ConnectionId '
        ) {
            $before = $Error.Count
            @(Get-Completion $_) | Should -BeNullOrEmpty
            $simulator.Requests.Count + $other.Requests.Count | Should -Be 0
            $Error.Count | Should -Be $before
        }

        It 'asks nobody for a server that was removed' {
            Unregister-SoraServer osaka
            @(Get-Completion 'Get-SoraConnection -Server $osaka -ConnectionId ') | Should -BeNullOrEmpty
            $simulator.Requests.Count + $other.Requests.Count | Should -Be 0
        }

        It 'takes $env:SORA_API_URL where there is no server, and makes none' {
            Get-SoraServer | Unregister-SoraServer
            $env:SORA_API_URL = $other.Uri
            try { Get-Offer 'Get-SoraConnection ' | Should -BeExactly 'otherland' }
            finally { $env:SORA_API_URL = $null }
            @(Get-SoraServer) | Should -BeNullOrEmpty
        }

        It 'works in other runspaces, with a server of this one' {
            $named = Get-SoraServer tokyo
            $offered = 1..4 | ForEach-Object -Parallel {
                Import-Module $using:modulePath
                $named = $using:named
                foreach ($line in 'Get-SoraConnection -Server $named -ChannelId s', "Get-SoraConnection -Server $($named.Uri) -ClientId b") { (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText }
            }
            ($offered | Sort-Object) -join ' ' | Should -BeExactly 'bob bob bob bob sora sora sora sora'
        }
    }

    Context 'what it asks for' {
        It 'asks for the channels on the line, else for everything' {
            $simulator = Open-Simulator tokyo
            foreach ($line in 'Disconnect-SoraConnection sora ', 'Disconnect-SoraConnection sora b', 'Disconnect-SoraClient sora,lab ', 'Get-SoraConnection ', 'Get-SoraConnection -ClientId ', 'Disconnect-SoraConnection 007 ') { $null = Get-Completion $line }
            $simulator.Requests.Target | Should -BeExactly $listChannel, $listChannel, $list
            $simulator.Requests.Body | Should -BeExactly '{"channel_id":"sora"}', '{"channel_id":"lab"}', ''
        }

        It 'offers a thousand of very many, and does not ask for them again' {
            $server = [SoraPS.TestServers.BenchmarkServer]::new([int[]] 20000)
            $null = Register-SoraServer "$($server.Uri)20000"
            foreach ($round in 1..2) { @(Get-Completion 'Get-SoraConnection -ConnectionId ') | Should -HaveCount 1000 }
            $server.Requests | Should -Be 1
        }

        It 'asks for everything instead of for many channels one by one' {
            $simulator = Open-Simulator tokyo
            $null = Get-Completion "Disconnect-SoraConnection $((1..9).ForEach{ "x$_" } -join ',') "
            $simulator.Requests.Target | Should -BeExactly $list
        }

        It 'asks for all nodes as the command will: <Switch>' -ForEach @{ Switch = '-AllNodes'; Body = '{"local":false}' }, @{ Switch = '-AllNodes:$false'; Body = '{"local":true}' } {
            $simulator = Open-Simulator tokyo
            Get-Offer "Get-SoraConnection $Switch -ClientId c" | Should -BeExactly 'carl'
            Get-Offer 'Get-SoraConnection -ClientId c' | Should -BeExactly 'carl'
            $simulator.Requests.Body | Should -BeExactly $Body, ''
        }

        It 'asks again after a few seconds' {
            $simulator = Open-Simulator tokyo
            $null = Get-Completion 'Get-SoraConnection '
            $null = Get-Completion 'Get-SoraConnection '
            $simulator.Requests.Count | Should -Be 1
            $end = [DateTime]::UtcNow.AddSeconds(30)
            while ($simulator.Requests.Count -eq 1 -and [DateTime]::UtcNow -lt $end) { Start-Sleep -Milliseconds 500; $null = Get-Completion 'Get-SoraConnection ' }
            $simulator.Requests.Count | Should -Be 2
        }

        It 'asks again after a change: <Change>' -ForEach @(
            @{ Change = 'Disconnect-SoraConnection sora S1'; Offer = 'R1 B1 X1' }
            @{ Change = 'Disconnect-SoraClient sora anna'; Offer = 'B1 X1' }
            @{ Change = 'Invoke-SoraApi Sora_20151104.DisconnectConnection @{ channel_id = "sora"; connection_id = "B1" }'; Offer = 'R1 S1 X1' }
        ) {
            $simulator = Open-Simulator tokyo
            $null = Get-Completion 'Disconnect-SoraConnection sora '
            $null = & ([scriptblock]::Create($Change))
            (Get-Completion 'Disconnect-SoraConnection sora ').ListItemText | Sort-Object | Should -BeExactly ($Offer -split ' ' | Sort-Object)
            $simulator.Requests.Target[0, 2] | Should -BeExactly $listChannel, $listChannel
        }

        It 'does not ask again where nothing was changed: <_>' -ForEach 'Disconnect-SoraConnection sora nobody -ErrorAction Ignore', 'Disconnect-SoraConnection sora S1 -WhatIf', 'Invoke-SoraApi Sora_20171218.GetLicense -ErrorAction Ignore' {
            $simulator = Start-SoraSimulator -Connection $people -RefuseUnknownId
            $null = Register-SoraServer $simulator.Uri -Name tokyo
            $null = Get-Completion 'Disconnect-SoraConnection sora '
            $change = $_
            $null = Get-HostText { & ([scriptblock]::Create($change)) }
            $null = Get-Completion 'Disconnect-SoraConnection sora '
            @($simulator.Requests | Where-Object Target -EQ $listChannel) | Should -HaveCount 1
        }
    }

    Context 'when something is wrong' {
        It 'is silent, does not repeat, and leaves nothing open: <Name>' -ForEach @(
            @{ Name = 'nobody listens'; Then = ''; Answer = $null }
            @{ Name = '401'; Then = ''; Answer = "HTTP/1.1 401 X`r`ncontent-length: 0`r`n`r`n" }
            @{ Name = '503'; Then = ''; Answer = "HTTP/1.1 503 X`r`ncontent-length: 0`r`n`r`n" }
            @{ Name = '429, later'; Then = ''; Answer = "HTTP/1.1 429 X`r`nretry-after: 30`r`ncontent-length: 0`r`n`r`n" }
            @{ Name = 'an error of Sora'; Then = ''; Answer = "HTTP/1.1 400 X`r`ncontent-length: 22`r`n`r`n{`"error_type`":`"Nope!!`"}" }
            @{ Name = 'a page'; Then = ''; Answer = "HTTP/1.1 200 X`r`ncontent-length: 6`r`n`r`n<html>" }
            @{ Name = 'no HTTP'; Answer = "SSH-2.0`r`n"; Then = 'Close' }
            @{ Name = 'a reset'; Answer = ''; Then = 'Reset' }
        ) {
            $server = [SoraPS.TestServers.RawServer]::new((ConvertTo-ServerStep $Answer $Then))
            $uri = if ($null -ne $Answer) { $server.Uri } else { [SoraPS.TestServers.RawServer]::ClosedPort() }
            $null = Register-SoraServer $uri -Name raw -MaximumRetryCount 5 -RetryIntervalSec 1
            $before = $Error.Count
            @(Get-Completion 'Get-SoraConnection ') | Should -BeNullOrEmpty
            $Error.Count | Should -Be $before
            $server.Requests.Count | Should -Be ([int] ($null -ne $Answer))
            Get-SoraServer | Unregister-SoraServer
            $server.WaitForAllClosed() | Should -BeTrue
        }

        It 'gives up a server that stalls, closes the connection, and does not wait for it again at once: <Name>' -ForEach @(
            @{ Name = 'before the answer'; Answer = ''; Offer = '' }
            @{ Name = 'in the answer'; Answer = "HTTP/1.1 200 X`r`ncontent-length: 9999`r`n`r`n[$(@{ channel_id = 'sora'; client_id = 'a'; connection_id = 'C1'; role = 'recvonly' } | ConvertTo-Json -Compress),"; Offer = 'sora' }
        ) {
            $server = [SoraPS.TestServers.RawServer]::new((ConvertTo-ServerStep $Answer WaitForDisconnect))
            $null = Register-SoraServer $server.Uri -Name raw -OperationTimeoutSeconds 60 -MaximumRetryCount 5
            $watch = [Diagnostics.Stopwatch]::StartNew()
            Get-Offer 'Get-SoraConnection ' | Should -BeExactly $Offer
            $server.WaitForAllClosed() | Should -BeTrue
            Get-Offer 'Get-SoraConnection ' | Should -BeExactly $Offer
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 40
            $server.Requests.Count | Should -Be 1
        }

        It 'offers the servers that answer beside one that does not' {
            $server = [SoraPS.TestServers.RawServer]::new([SoraPS.TestServers.ServerStep]::WaitForDisconnect)
            $null = Register-SoraServer $server.Uri -Name raw -OperationTimeoutSeconds 60
            $simulator = Open-Simulator tokyo
            Get-Offer 'Get-SoraConnection -Server raw,tokyo -ClientId ' | Should -BeExactly 'anna bob carl X1'
        }

        It 'offers what came before a list broke off, and says that there may be more' {
            $one = Get-ConnectionJson sora C1
            $server = Open-RawServer (ConvertTo-ServerStep "HTTP/1.1 200 X`r`ncontent-length: 9999`r`n`r`n[$one,$one,5" Close), (ConvertTo-ListAnswer (Get-ConnectionJson lab C2))
            (Get-Completion 'Get-SoraConnection ').ToolTip | Should -BeExactly 'Connections: 2 or more (2 recvonly)'
            Get-Offer 'Get-SoraConnection ' | Should -BeExactly 'lab' -Because 'what failed quickly is tried again'
        }

        It 'stops reading a list that has no end' {
            $server = Open-RawServer ([SoraPS.TestServers.ServerStep]::Sequence("HTTP/1.1 200 X`r`n`r`n[", [SoraPS.TestServers.ServerStep]::Repeat((Get-ConnectionJson sora C1) + ',', [int]::MaxValue)))
            Get-Offer 'Get-SoraConnection ' | Should -BeExactly 'sora'
            $server.WaitForAllClosed() | Should -BeTrue
        }
    }

    Context 'ids that strangers chose' {
        It 'offers nothing that cannot be seen or typed: <Name>' -ForEach @(& (Join-Path $PSScriptRoot 'UntrustedTexts.ps1')) {
            $simulator = Open-Simulator tokyo (Get-Live $Text, $Text, $Text, recvonly, 1), (Get-Live ok, ok, ok, $Text, 1 -Video @{ codec_type = $Text })
            foreach ($parameter in 'ChannelId', 'ClientId', 'ConnectionId') {
                $offered = @(Get-Completion "Get-SoraConnection -$parameter ")
                $offered.CompletionText | Should -BeExactly 'ok'
                $offered.ToolTip | Should -Not -Match $Raw
                $offered.ToolTip.Length | Should -BeLessThan 300
            }
        }

        It 'offers nothing that no cmdlet sends: an id of <Name>' -ForEach @(
            @{ Name = '10 MB'; Id = [string]::new('m', 10MB) }
            @{ Name = '258 bytes'; Id = [string]::new([char] 0x65E5, 86) }
            @{ Name = 'half a character'; Id = '\uD800' }
            @{ Name = 'nothing'; Id = '' }
        ) {
            $server = Open-RawServer (ConvertTo-ServerStep "HTTP/1.1 200 X`r`nconnection: close`r`n`r`n[$(Get-ConnectionJson $Id $Id),$(Get-ConnectionJson $Id ok)]" Close)
            Get-Offer 'Get-SoraConnection -ConnectionId ' | Should -BeExactly 'ok'
            Get-Offer 'Get-SoraConnection -ChannelId ' | Should -BeNullOrEmpty
        }

        It 'inserts one literal: <_>' -ForEach '$(Push-Ran)', '''; Push-Ran; ''', '-Verbose', '7', 'a b', '"' {
            $simulator = Open-Simulator tokyo (Get-Live $_, x, x, recvonly, 1)
            $text = (Get-Completion 'Get-SoraConnection ').CompletionText
            [System.Management.Automation.Language.Parser]::ParseInput("x $text", [ref] $null, [ref] $null).Find({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true).CommandElements[1].SafeGetValue() | Should -BeExactly $_
        }
    }
}
