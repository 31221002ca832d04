[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Tests ConnectionQueryReader, ListReader, ConnectionFilter and CombinedQueries.

Describe 'Get-SoraConnection' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $exchanges = (Get-Content (Join-Path $root 'tests/data/exchanges.json') -Raw | ConvertFrom-Json).exchanges
        $ok = ConvertTo-ListAnswer (Get-ConnectionJson sora a sendonly), (Get-ConnectionJson sora b), (Get-ConnectionJson sora c)
    }

    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:server) { $server.Dispose() }
    }

    Context 'the documented exchanges' {
        It 'lists everything, without a body' {
            $documented = $exchanges | Where-Object target -EQ Sora_20201013.ListConnections
            $server = Open-RawServer (ConvertTo-Answer (ConvertTo-Json @($documented.response.body) -Depth 9))
            $result = Get-SoraConnection
            $sent = $server.Requests[0]
            $sent.Line | Should -BeExactly 'POST / HTTP/1.1'
            $sent.Target | Should -BeExactly 'Sora_20201013.ListConnections'
            $sent.Headers['Content-Length'] | Should -BeExactly '0'
            $sent.Headers.ContainsKey('Content-Type') | Should -BeFalse
            $sent.Body | Should -BeExactly ''
            $result | Should -HaveCount 3
        }

        It 'lists one channel, and the objects hold all that the answer holds' {
            $documented = $exchanges | Where-Object target -EQ Sora_20201013.ListChannelConnections
            $server = Open-RawServer (ConvertTo-Answer (ConvertTo-Json @($documented.response.body) -Depth 9))
            $result = Get-SoraConnection sora
            $server.Requests[0].Target | Should -BeExactly 'Sora_20201013.ListChannelConnections'
            Test-SameJson $server.Requests[0].Body ($documented.request.body | ConvertTo-Json) | Should -BeTrue
            $result | Should -HaveCount 2
            $one = $result[0]
            $one | Should -BeOfType SoraPS.SoraConnection
            $one.ChannelId | Should -BeExactly 'sora'
            $one.ClientId | Should -BeExactly 'DKF93NH82X3BDB0CVKEH32JMVR'
            $one.ConnectionId | Should -BeExactly 'DKF93NH82X3BDB0CVKEH32JMVR'
            $one.BundleId | Should -BeExactly 'DKF93NH82X3BDB0CVKEH32JMVR'
            $one.Role | Should -BeExactly 'sendrecv'
            $one.AudioCodecType | Should -BeExactly 'OPUS'
            $one.VideoCodecType | Should -BeExactly 'VP9'
            $one.VideoBitRate | Should -Be 1000
            $one.Video.Vp9Params.profile_id | Should -Be 0
            "$($one.Audio)|$($one.Video)" | Should -BeExactly 'OPUS|VP9 1000kbps'
            $one.Multistream | Should -BeTrue
            $one.Simulcast | Should -BeFalse
            $one.Spotlight | Should -BeFalse
            $one.CreatedTime | Should -Be 1642469139980509
            $one.CreatedAt.ToUniversalTime().ToString('o') | Should -BeExactly '2022-01-18T01:25:39.9805090Z'
            $one.CreatedAt.Kind | Should -Be 'Local'
            $one.Age | Should -BeGreaterThan ([timespan] '365.0:0')
            $one.Server | Should -BeExactly 'raw'
            $one.psobject.Properties.Name | Should -Not -Contain AdditionalProperties
        }
    }

    It 'asks for all nodes, or for this one, only when told to: <Arguments>' -ForEach @(
        @{ Arguments = '-AllNodes'; Body = '{"local":false}' }
        @{ Arguments = '-AllNodes:$false'; Body = '{"local":true}' }
    ) {
        $server = Open-RawServer $ok
        $null = & ([scriptblock]::Create("Get-SoraConnection $Arguments"))
        $server.Requests[0].Body | Should -BeExactly $Body
    }

    It 'refuses to ask all nodes for a channel' -ForEach '-AllNodes', '-AllNodes:$false' {
        $server = Open-RawServer $ok
        $script = [scriptblock]::Create("Get-SoraConnection sora $_")
        Get-FailureId $script | Should -BeExactly 'SoraInvalidArgument'
        $server.Requests.Count | Should -Be 0
    }

    It 'asks once for each channel' {
        $server = Open-RawServer (ConvertTo-ListAnswer (Get-ConnectionJson x a)), (ConvertTo-ListAnswer (Get-ConnectionJson y b))
        (Get-SoraConnection x, y).ConnectionId -join '' | Should -BeExactly 'ab'
        ($server.Requests.Body | ConvertFrom-Json).channel_id -join '' | Should -BeExactly 'xy'
    }

    It 'filters by <Arguments>' -ForEach @(
        @{ Arguments = '-Role recvonly'; Found = 'bc' }
        @{ Arguments = '-Role RecvOnly, sendonly'; Found = 'abc' }
        @{ Arguments = '-ConnectionId a, c'; Found = 'ac' }
        @{ Arguments = '-ConnectionId A'; Found = '' }
        @{ Arguments = '-ConnectionId *'; Found = '' }
        @{ Arguments = '-ClientId client-b'; Found = 'b' }
        @{ Arguments = '-ClientId client-b -Role sendonly'; Found = '' }
    ) {
        $server = Open-RawServer $ok
        (& ([scriptblock]::Create("Get-SoraConnection sora $Arguments | ForEach-Object ConnectionId"))) -join '' | Should -BeExactly $Found
    }

    It 'takes channels from the pipeline: text and numbers' {
        $server = Open-RawServer $ok
        $null = 'x', 5 | Get-SoraConnection -Role sendonly
        ($server.Requests.Body | ConvertFrom-Json).channel_id | Should -Be 'x', '5'
    }

    It 'takes records by the names of properties and of the wire' {
        $server = Open-RawServer $ok
        $null = [pscustomobject]@{ ChannelId = 'x' }, [pscustomobject]@{ channel_id = 'y' } | Get-SoraConnection
        ($server.Requests.Body | ConvertFrom-Json).channel_id | Should -Be 'x', 'y'
    }

    It 'makes no channel of an object' {
        $server = Open-RawServer $ok
        $groups = 1, 2, 2 | Group-Object
        Get-FailureId { $groups | Get-SoraConnection } | Should -Be 'InputObjectNotBound', 'InputObjectNotBound'
        Get-FailureId { Get-SoraConnection -ChannelId $groups } | Should -BeExactly 'ParameterArgumentTransformationError'
        $server.Requests.Count | Should -Be 0
    }

    It 'refreshes connections with one request for each channel' {
        $server = Open-RawServer $ok
        $result = Get-SoraConnection sora | Where-Object ConnectionId -NE b | Get-SoraConnection
        $result.ConnectionId -join '' | Should -BeExactly 'ac'
        $server.Requests.Count | Should -Be 2
    }

    It 'refreshes with one request, too, where the command line filters as well' {
        $server = Start-SoraSimulator -ConnectionCount 10
        $null = Register-SoraServer $server.Uri
        $all = Get-SoraConnection
        $server.ClearRequests()
        ($all | Get-SoraConnection -ClientId studio-0).ConnectionId | Should -BeExactly $all[0].ConnectionId
        ($all | Get-SoraConnection -Role sendrecv).ConnectionId | Should -BeExactly $all[1].ConnectionId
        $server.Requests.Count | Should -Be 2
    }

    It 'finds records that only have a client, or only ids and no channel' {
        $server = Open-RawServer $ok
        ([pscustomobject]@{ channel_id = 'sora'; client_id = 'client-b' } | Get-SoraConnection).ConnectionId | Should -BeExactly 'b'
        ([pscustomobject]@{ connection_id = 'c' } | Get-SoraConnection).ConnectionId | Should -BeExactly 'c'
        $server.Requests[1].Target | Should -BeExactly 'Sora_20201013.ListConnections'
    }

    It 'lists no server for a record that names nothing: <Text>' -ForEach @(
        @{ Text = 'only a server'; Given = [pscustomobject]@{ Channel = 'x'; Server = 'raw' } }
        @{ Text = 'only an empty server'; Given = [pscustomobject]@{ Server = '' } }
        @{ Text = 'only a role'; Given = [pscustomobject]@{ Role = 'recvonly' } }
    ) {
        $server = Open-RawServer $ok
        Get-FailureId { $Given | Get-SoraConnection } | Should -BeExactly 'SoraInvalidArgument'
        $server.Requests.Count | Should -Be 0
    }

    It 'lists the whole of every server that is piped in' {
        $server = Open-RawServer $ok
        $null = Register-SoraServer $server.Uri -Name again -MaximumRetryCount 0
        $all = Get-SoraServer | Get-SoraConnection
        $all.Server | Should -Be 'raw', 'raw', 'raw', 'again', 'again', 'again'
        $server.Requests.Target | Should -Be 'Sora_20201013.ListConnections', 'Sora_20201013.ListConnections'
        (Get-SoraServer again | Get-SoraConnection sora -Role recvonly).ConnectionId -join '' | Should -BeExactly 'bc'
        $server.Requests[2].Body | Should -BeExactly '{"channel_id":"sora"}'
    }

    It 'sends nothing for an empty pipeline' {
        $server = Open-RawServer $ok
        @() | Get-SoraConnection | Should -BeNullOrEmpty
        $server.Requests.Count | Should -Be 0
    }

    It 'refuses <Text> for -<Name>, from the command line and from the pipeline' -ForEach @(
        foreach ($name in 'ChannelId', 'ClientId', 'ConnectionId', 'Role') {
            foreach ($value in @{ Text = '$null'; Value = $null }, @{ Text = "''"; Value = '' }, @{ Text = '@()'; Value = @() }) {
                @{ Name = $name; Text = $value.Text; Given = $value.Value }
            }
        }
    ) {
        $server = Open-RawServer $ok
        $arguments = @{ $Name = $Given }
        Get-FailureId { Get-SoraConnection @arguments } | Should -Match '^ParameterArgument(Validation|Transformation)Error'
        Get-FailureId { [pscustomobject] $arguments | Get-SoraConnection } | Should -Not -BeNullOrEmpty
        $server.Requests.Count | Should -Be 0
    }

    It 'refuses $null in the pipeline' {
        $server = Open-RawServer $ok
        Get-FailureId { $null | Get-SoraConnection } | Should -Not -BeNullOrEmpty
        Get-FailureId { $null, '' | Get-SoraConnection -Role recvonly } | Should -HaveCount 2
        $server.Requests.Count | Should -Be 0
    }

    It 'refuses a role outside its set' -ForEach 'r', 'viewer', '0' {
        $role = $_
        Get-FailureId { Get-SoraConnection -Role $role } | Should -BeExactly 'ParameterArgumentValidationError'
    }

    It 'refuses an id of over 255 bytes' {
        $server = Open-RawServer $ok
        Get-FailureId { Get-SoraConnection ([string]::new('x', 256)) } | Should -BeExactly 'SoraInvalidArgument'
        $server.Requests.Count | Should -Be 0
    }

    It 'writes each object as it arrives' {
        $first = Get-ConnectionJson sora a
        $pad = ' ' * 100000
        $answer = [SoraPS.TestServers.RawServer]::Head(200, [string[]] 'transfer-encoding: chunked')
        $server = Open-RawServer ([SoraPS.TestServers.ServerStep]::Sequence(
                $answer, [SoraPS.TestServers.RawServer]::Chunk("[$first,$pad"), [SoraPS.TestServers.ServerStep]::WaitForSignal,
                [SoraPS.TestServers.RawServer]::Chunk("$(Get-ConnectionJson sora b)]"), "0`r`n`r`n"))
        $seen = Get-SoraConnection | ForEach-Object {
            $_.ConnectionId
            $server.Signal()
        }
        $seen -join '' | Should -BeExactly 'ab'
    }

    It 'releases the connection while the rest of the pipeline still runs, after Select-Object -First' {
        $answer = [SoraPS.TestServers.RawServer]::Head(200, [string[]] 'content-length: 1000000') + "[$(Get-ConnectionJson sora a)," + (' ' * 50000)
        $server = Open-RawServer (ConvertTo-ServerStep $answer WaitForDisconnect)
        $released = Get-SoraConnection | Select-Object -First 1 | ForEach-Object { $_ } -End { $server.WaitForAllClosed() }
        $released[-1] | Should -BeTrue
        (Get-SoraServer raw).Name | Should -BeExactly 'raw'
    }

    It 'gives the target of an error as an object that lists again, and is no id for another cmdlet: <Case>' -ForEach @{ Case = 'a channel'; Given = @{ ChannelId = 'sora' } }, @{ Case = 'a server'; Given = @{} } {
        $server = Open-RawServer (ConvertTo-Answer '{}' 500), (ConvertTo-ListAnswer (Get-ConnectionJson sora a))
        $null = Get-SoraConnection @Given -ErrorVariable failure -ErrorAction SilentlyContinue
        $null = Register-SoraServer 'http://127.0.0.1:1/' -Name other -Default -MaximumRetryCount 0
        ($failure[0].TargetObject | Get-SoraConnection).ConnectionId | Should -BeExactly 'a'
        $server.Requests[1].Body | Should -BeExactly $server.Requests[0].Body
        if ($Case -eq 'a server') { @(Get-FailureId { $failure[0].TargetObject | Disconnect-SoraChannel -Confirm:$false }).Count | Should -Be 1 }
        $server.Requests.Count | Should -Be 2
    }

    It 'delivers what came before a list broke off, and then the error' {
        $answer = [SoraPS.TestServers.RawServer]::Head(200, [string[]] 'content-length: 1000000') + "[$(Get-ConnectionJson sora a)," + (' ' * 50000)
        $server = Open-RawServer (ConvertTo-ServerStep $answer Close)
        $result = Get-SoraConnection -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.ConnectionId | Should -BeExactly 'a'
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'SoraIncomplete,SoraPS.Commands.GetSoraConnectionCommand'
        $failure[0].Exception.ReceivedCount | Should -Be 1
        $failure[0].Exception.ResponseBody | Should -BeLike '`[{"channel_id":"sora"*'
    }

    It 'ends at once when the pipeline is stopped: <Text>' -ForEach @(
        @{ Text = 'before the answer'; Head = '' }
        @{ Text = 'in the middle of the list'; Head = 'some' }
    ) {
        $start = if ($Head) { [SoraPS.TestServers.RawServer]::Head(200, [string[]] 'content-length: 1000000') + "[$(Get-ConnectionJson sora a)," + (' ' * 50000) }
        $server = Open-RawServer (ConvertTo-ServerStep $start WaitForDisconnect)
        $stopped = Invoke-Stopped 'Get-SoraConnection' $server
        $stopped.Arrived | Should -BeTrue
        $stopped.State | Should -Be 'Stopped'
        $stopped.Output | Should -Not -Contain 'went on'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Released | Should -BeTrue
    }

    It 'releases the connection when something further down throws' {
        $answer = [SoraPS.TestServers.RawServer]::Head(200, [string[]] 'content-length: 1000000') + "[$(Get-ConnectionJson sora a)," + (' ' * 50000)
        $server = Open-RawServer (ConvertTo-ServerStep $answer WaitForDisconnect)
        { Get-SoraConnection | ForEach-Object { throw 'downstream' } } | Should -Throw 'downstream'
        $server.WaitForAllClosed() | Should -BeTrue
    }

    It 'asks several servers side by side, merges them, and routes what comes next' {
        $one = Start-SoraSimulator -Connection @{ channel_id = 'x'; connection_id = 'a' }, @{ channel_id = 'x'; connection_id = 'b' }
        $other = Start-SoraSimulator -Connection @{ channel_id = 'x'; connection_id = 'c' }
        try {
            $null = Register-SoraServer $one.Uri -Name tokyo
            $null = Register-SoraServer $other.Uri -Name osaka
            $all = Get-SoraConnection -Server tokyo, osaka
            $all.ConnectionId | Sort-Object | Should -Be 'a', 'b', 'c'
            ($all | Where-Object ConnectionId -EQ a).Server | Should -BeExactly 'tokyo'
            $null = $all | Disconnect-SoraConnection
            $one.Connections.Count + $other.Connections.Count | Should -Be 0
        }
        finally { $one, $other | Stop-SoraSimulator }
    }

    It 'reports the server that fails, and delivers the others' {
        $server = Open-RawServer $ok
        $null = Register-SoraServer ([SoraPS.TestServers.RawServer]::ClosedPort()) -Name nobody -MaximumRetryCount 0
        $result = Get-SoraConnection -Server nobody, raw -ErrorVariable failure -ErrorAction SilentlyContinue
        $result | Should -HaveCount 3
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SoraConnectionFailed,*'
        $failure[0].CategoryInfo.TargetName | Should -BeExactly 'nobody'
    }

    It 'works in ForEach-Object -Parallel, in a thread job, and routes from there' -Skip:($PSVersionTable.PSEdition -eq 'Desktop') {
        $server = Start-SoraSimulator -ConnectionCount 30
        $named = Register-SoraServer $server.Uri
        $found = 0..2 | ForEach-Object -Parallel { Import-Module $using:modulePath; Get-SoraConnection "sora-$_" -Server $using:named }
        $found | Should -HaveCount 30
        $null = $found | Where-Object ChannelId -EQ sora-1 | ForEach-Object -Parallel { Import-Module $using:modulePath; $_ | Disconnect-SoraConnection }
        $server.Connections | Should -HaveCount 20
        (Start-ThreadJob { Import-Module $using:modulePath; Get-SoraConnection -Server $using:named } | Receive-Job -Wait -AutoRemoveJob) | Should -HaveCount 20
    }
}
