[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Get-SoraClusterNode' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:server) { $server.Dispose() }
        if (Test-Path variable:nodes) { $nodes | Stop-SoraSimulator }
    }

    It 'says of a node that is not connected its name only' {
        $server = Open-RawServer (ConvertTo-Answer (Get-Content (Join-Path $root 'tests/data/fixtures/ListClusterNodes.json') -Raw))
        $found = @(Get-SoraClusterNode)
        $server.Requests[0].Target, $server.Requests[0].Body | Should -Be 'Sora_20211215.ListClusterNodes', ''
        $found | Should -HaveCount 3
        $found | ForEach-Object { "$_" } | Should -Be 'node-01@192.0.2.5', 'node-02@192.0.2.7', 'node-03@192.0.2.8'
        @($found | Where-Object { -not $_.Connected }).NodeName | Should -BeExactly 'node-01@192.0.2.5'
        $found[0].Mode, $found[0].MemberSince, $found[0].Epoch | Should -Be $null, $null, $null
        $found[1].Mode, $found[1].SoraVersion, $found[1].LicenseMaxNodes, $found[1].ClusterApiUrl | Should -Be 'block_new_connection', '2025.2.1', 10, 'http://192.0.2.7:3000/'
        $found[1].MemberSince.ToUniversalTime().ToString('o') | Should -BeExactly '2022-05-09T07:44:54.1607630Z'
        $found[2].TemporaryNode | Should -BeTrue
        $found.Server | Should -Be 'raw', 'raw', 'raw'
    }

    It 'takes the name that Sora 2021 gave the name' {
        $server = Open-RawServer (ConvertTo-Answer (Get-Content (Join-Path $root 'tests/data/fixtures/ListClusterNodes.2021.json') -Raw))
        (Get-SoraClusterNode).NodeName | Should -Be 'node-01@192.0.2.5', 'node-02@192.0.2.7'
    }

    It 'keeps fields that are not known, and a time that is none' {
        $server = Open-RawServer (ConvertTo-Answer '[{"node_name":"a","connected":true,"member_since":"soon","future":5}]')
        $node = Get-SoraClusterNode
        $node.MemberSince, $node.member_since, $node.future | Should -Be $null, 'soon', 5
    }

    It 'refuses what is no node: <_>' -ForEach '[{}]', '[null]', '[5]', '{"node_name":"a"}' {
        $server = Open-RawServer (ConvertTo-Answer $_)
        Get-FailureId { Get-SoraClusterNode } | Should -BeExactly 'SoraInvalidResponse'
    }

    It 'writes the line of curl that does the same' {
        $server = Open-RawServer (ConvertTo-Answer '[]')
        Get-SoraClusterNode -AsCurl | Should -Match 'Sora_20211215\.ListClusterNodes'
        $server.Requests.Count | Should -Be 0
    }

    It 'asks each server once, and the table shows which one told' {
        $nodes = Start-SoraSimulator -NodeCount 2
        $null = Register-SoraServer $nodes[0].Uri -Name tokyo
        $null = Register-SoraServer $nodes[1].Uri -Name osaka
        $found = Get-SoraServer | ForEach-Object { $_; $_ } | Get-SoraClusterNode
        $found | Should -HaveCount 4
        ($found | Out-String) | Should -Match 'Server'
        $found.Server | Sort-Object -Unique | Should -Be 'osaka', 'tokyo'
    }

    It 'shows every node with its mode, from every node, and one that stopped' {
        $nodes = Start-SoraSimulator -NodeCount 3
        $null = Set-SoraMode block_new_session -Server $nodes[1] -Confirm:$false
        foreach ($node in $nodes) { (Get-SoraClusterNode -Server $node).Mode | Should -Be 'normal', 'block_new_session', 'normal' }
        $nodes[2] | Stop-SoraSimulator
        $seen = Get-SoraClusterNode -Server $nodes[0]
        $seen.Connected | Should -Be $true, $true, $false
        $seen[2].NodeName, $seen[2].Mode | Should -Be 'node-03@127.0.0.1', $null
        $seen[0].ClusterApiUrl | Should -BeExactly $nodes[0].Uri.AbsoluteUri
    }

    It 'is no way to change the mode of a node that is not the server that was asked: <Name>' -ForEach @(
        @{ Name = 'Set-SoraMode'; Change = { $args[0] | Set-SoraMode -Mode normal -Confirm:$false } }
        @{ Name = 'Suspend-SoraServer'; Change = { $args[0] | Suspend-SoraServer -Confirm:$false } }
        @{ Name = 'Resume-SoraServer'; Change = { $args[0] | Resume-SoraServer -Confirm:$false } }
    ) {
        $nodes = Start-SoraSimulator -NodeCount 2
        $rows = Get-SoraClusterNode -Server $nodes[0]
        $nodes[0].ClearRequests()
        Get-FailureId { & $Change $rows } | Should -BeExactly 'SoraInvalidArgument'
        $nodes[0].Requests.Count | Should -Be 0
    }
}

Describe 'Get-SoraClusterChannel' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'takes any answer: <Answer>' -ForEach @(
        @{ Answer = '[]'; Count = 0; Json = $null }
        @{ Answer = '[{"channel_id":"sora","node_name":"a"},{"channel_id":"b"}]'; Count = 2; Json = '{"channel_id":"sora","node_name":"a"}' }
        @{ Answer = '{"channels":["a","b"]}'; Count = 1; Json = '{"channels":["a","b"]}' }
        @{ Answer = '["a","b"]'; Count = 2; Json = '"a"' }
    ) {
        $server = Open-RawServer (ConvertTo-Answer $Answer)
        $found = @(Get-SoraClusterChannel)
        $server.Requests[0].Target, $server.Requests[0].Body | Should -Be 'Sora_20211215.ListClusterChannels', ''
        $found | Should -HaveCount $Count
        if ($Json) { ConvertTo-Json $found[0] -Compress | Should -BeExactly $Json }
    }

    It 'knows where its objects came from' {
        $server = Open-RawServer (ConvertTo-Answer '[{"channel_id":"sora"}]'), (ConvertTo-Answer '[]')
        $null = Register-SoraServer http://127.0.0.1:1/ -Name other -Default -MaximumRetryCount 0
        $null = Get-SoraClusterChannel -Server raw | Get-SoraConnection
        $server.Requests[1].Body | Should -BeExactly '{"channel_id":"sora"}'
    }

    It 'writes the line of curl that does the same' {
        $server = Open-RawServer (ConvertTo-Answer '[]')
        Get-SoraClusterChannel -AsCurl | Should -Match 'Sora_20211215\.ListClusterChannels'
        $server.Requests.Count | Should -Be 0
    }
}

Describe 'Initialize-SoraCluster' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:server) { $server.Dispose() }
        if (Test-Path variable:nodes) { $nodes | Stop-SoraSimulator }
    }

    It 'sends the names in their order, and takes any answer: <Answer>' -ForEach @{ Answer = '{}' }, @{ Answer = '{"epoch":2}' }, @{ Answer = '[1]' } {
        $server = Open-RawServer (ConvertTo-Answer $Answer)
        $result = Initialize-SoraCluster b@h, 007@h -Confirm:$false
        $server.Requests[0].Target, $server.Requests[0].Body | Should -Be 'Sora_20221221.InitCluster', '{"node_name_list":["b@h","007@h"]}'
        $result.NodeName | Should -Be 'b@h', '007@h'
        "$result", $result.Server, $result.At.Kind | Should -Be 'b@h, 007@h', 'raw', 'Local'
        if ($Answer -match 'epoch') { $result.epoch | Should -Be 2 }
        ($result | ConvertTo-Csv | ConvertFrom-Csv).NodeName | Should -BeExactly 'b@h, 007@h'
    }

    It 'sends one request for one name as a list, too' {
        $server = Open-RawServer (ConvertTo-Answer '{}')
        $null = Initialize-SoraCluster a@h -Confirm:$false
        $server.Requests[0].Body | Should -BeExactly '{"node_name_list":["a@h"]}'
    }

    It 'sends nothing with -WhatIf, and says what cannot be taken back' {
        $server = Open-RawServer (ConvertTo-Answer '{}')
        Get-HostText { Initialize-SoraCluster a@h, b@h -WhatIf } | Should -Match 'a@h, b@h.*raw'
        $server.Requests.Count | Should -Be 0
    }

    It 'asks one server, once' {
        $nodes = Start-SoraSimulator -NodeCount 2
        Get-FailureId { Initialize-SoraCluster a@h -Server $nodes -Confirm:$false } | Should -BeExactly 'SoraInvalidArgument'
        $nodes | ForEach-Object { $_.Requests.Count } | Should -Be 1, 0
        $null = Register-SoraServer $nodes[0].Uri -Name tokyo
        $null = Get-SoraServer tokyo | ForEach-Object { $_; $_ } | Initialize-SoraCluster a@h -Confirm:$false
        $nodes[0].Requests | Should -HaveCount 2
    }

    It 'takes no row of the list of nodes for a server, nor for a name' {
        $nodes = Start-SoraSimulator -NodeCount 2
        Get-FailureId { Get-SoraClusterNode -Server $nodes[0] | Select-Object -First 1 | Initialize-SoraCluster a@h -Confirm:$false } | Should -BeExactly 'SoraInvalidArgument'
        $nodes[0].Requests.Target | Should -BeExactly 'Sora_20211215.ListClusterNodes'
    }

    It 'refuses <_>' -ForEach '$null', "''", '@()', "'a', ''", '@{ a = 1 }' {
        $server = Open-RawServer (ConvertTo-Answer '{}')
        $given = & ([scriptblock]::Create($_))
        Get-FailureId { Initialize-SoraCluster $given -Confirm:$false } | Should -Match '^ParameterArgument(ValidationError|TransformationError)'
        $server.Requests.Count | Should -Be 0
    }

    It 'forms the cluster of the simulator: the lists of its nodes are those that were named' {
        $nodes = Start-SoraSimulator -NodeCount 3
        $null = Initialize-SoraCluster $nodes[2].NodeName, $nodes[0].NodeName, absent@h -Server $nodes[0] -Confirm:$false
        foreach ($node in $nodes[0, 2]) { Get-SoraClusterNode -Server $node | ForEach-Object { "$_ $($_.Connected)" } | Should -Be 'node-03@127.0.0.1 True', 'node-01@127.0.0.1 True', 'absent@h False' }
        (Get-SoraClusterNode -Server $nodes[1]).NodeName | Should -BeExactly 'node-02@127.0.0.1'
    }
}

Describe 'The simulator as a cluster' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $nodes | Stop-SoraSimulator
    }

    It 'has connections on each node, with ids of their own, and lists those of one node or of all' {
        $nodes = Start-SoraSimulator -NodeCount 3 -ConnectionCount 7 -Connection @{ connection_id = 'A' }, @{ connection_id = 'B' }
        $nodes | ForEach-Object { $_.Connections.Count } | Should -Be 4, 3, 2
        @($nodes.Connections.ConnectionId | Sort-Object -Unique) | Should -HaveCount 9
        @(Get-SoraConnection -Server $nodes[1]).ConnectionId | Should -Be $nodes[1].Connections.ConnectionId
        @(Get-SoraConnection -Server $nodes[1] -AllNodes:$false) | Should -HaveCount 3
        $all = @(Get-SoraConnection -Server $nodes[1] -AllNodes)
        $all | Should -HaveCount 9
        ($all | Group-Object NodeName | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" }) | Should -Be 'node-01@127.0.0.1 4', 'node-02@127.0.0.1 3', 'node-03@127.0.0.1 2'
        $nodes[2] | Stop-SoraSimulator
        @(Get-SoraConnection -Server $nodes[1] -AllNodes) | Should -HaveCount 7
    }

    It 'shows in tables the node of each connection, where all nodes were asked' {
        $nodes = Start-SoraSimulator -NodeCount 2 -ConnectionCount 4
        $all = @{
            'Get-SoraConnection'   = { param($more) Get-SoraConnection -Server $nodes[0] @more }
            'Wait-SoraConnection'  = { param($more) Wait-SoraConnection -Server $nodes[0] -TimeoutSec 5 @more }
            'Watch-SoraConnection' = { param($more) Watch-SoraConnection -Server $nodes[0] -IncludeExisting -Count 2 @more }
        }
        foreach ($name in $all.Keys) {
            $table = & $all[$name] @{ AllNodes = $true } | Out-String -Width 80
            $table | Should -Match 'Role.*Server +' -Because $name
            $table | Should -Match 'node-01@' -Because $name
            & $all[$name] @{} | Out-String -Width 80 | Should -Not -Match 'node-01' -Because $name
            & $all[$name] @{ AllNodes = $false } | Out-String -Width 80 | Should -Not -Match 'node-01' -Because $name
        }
        $table = Get-SoraConnection -Server $nodes[0], $nodes[1] -AllNodes | Out-String -Width 80
        $table | Should -Match 'Server' -Because 'connections of several servers show these'
        $path = Join-Path $TestDrive 'nodes.xml'
        Get-SoraConnection -Server $nodes[0] -AllNodes | Export-Clixml $path
        Import-Clixml $path | Out-String -Width 80 | Should -Match 'node-01@'
        Get-SoraChannel -Server $nodes[0] -AllNodes | ForEach-Object { $_.psobject.TypeNames[0] } | Should -Not -Match '#'
    }

    It 'disconnects by any node' {
        $nodes = Start-SoraSimulator -NodeCount 2 -RefuseUnknownId
        $nodes[1].Add(@{ channel_id = 'sora'; connection_id = 'C' })
        (Disconnect-SoraConnection sora C -Server $nodes[0]).ConnectionId | Should -BeExactly 'C'
        $nodes[1].Connections | Should -HaveCount 0
    }

    It 'has one session of a channel whose connections are on several nodes, and its recording' {
        $nodes = Start-SoraSimulator -NodeCount 2 -Connection @{ channel_id = 'sora' }, @{ channel_id = 'sora' }
        $session = Get-SoraSession sora -Server $nodes[1]
        $session.Connections | Should -HaveCount 2
        $session.SessionId | Should -BeExactly (Get-SoraSession sora -Server $nodes[0]).SessionId
        $null = Start-SoraRecording sora -ExpireTime 1h -Server $nodes[0]
        (Get-SoraRecording -Server $nodes[1]).ChannelId | Should -BeExactly 'sora'
        $nodes[1].AdvanceClock('01:00:00')
        Get-SoraRecording -Server $nodes[0] | Should -BeNullOrEmpty
        $null = Stop-SoraSession sora -Server $nodes[1] -Confirm:$false
        $nodes | ForEach-Object { $_.Connections.Count } | Should -Be 0, 0
    }

    It 'ends the sessions of a node that is stopped, unless others have connections to them' {
        $nodes = Start-SoraSimulator -NodeCount 2 -Connection @{ channel_id = 'both' }, @{ channel_id = 'both' }, @{ channel_id = 'left' }, @{ channel_id = 'gone' }
        $nodes[1] | Stop-SoraSimulator
        (Get-SoraSession -Server $nodes[0]).ChannelId | Should -Be 'both', 'left'
        $nodes[1].Set(@{ channel_id = 'gone' }, @{ role = 'recvonly' })
        (Get-SoraSession -Server $nodes[0]).ChannelId | Should -Be 'both', 'left'
    }

    It 'counts on each node its own connections, and lists the statistics of one node or of all' {
        $nodes = Start-SoraSimulator -NodeCount 2 -ConnectionCount 3
        (Get-SoraServerStats -Server $nodes[0]).TotalOngoingConnections | Should -Be 2
        (Get-SoraServerStats -Server $nodes[1]).TotalConnectionCreated | Should -Be 1
        @(Get-SoraConnectionStats -Server $nodes[1]).ConnectionId | Should -Be $nodes[1].Connections.ConnectionId
        @(Get-SoraConnectionStats -Server $nodes[1] -AllNodes) | Should -HaveCount 3
        @(Get-SoraRtcStats -Server $nodes[1] -AllNodes) | Should -HaveCount 3
    }

    It 'has a mode for each node, which refuses' {
        $nodes = Start-SoraSimulator -NodeCount 2
        $null = Set-SoraMode block_new_connection -Server $nodes[0] -Confirm:$false
        { $nodes[0].Add(@{ channel_id = 'sora' }) } | Should -Throw
        $nodes[1].Add(@{ channel_id = 'sora' })
        (Get-SoraMode -Server $nodes[1]).Mode | Should -BeExactly 'normal'
    }

    It 'loses a node that is purged, and takes one that registers' {
        $nodes = Start-SoraSimulator -NodeCount 3
        $nodes[2] | Stop-SoraSimulator
        $null = Invoke-SoraApi PurgeClusterNode @{ target_node_name = 'node-03@127.0.0.1' } -Server $nodes[0]
        (Get-SoraClusterNode -Server $nodes[1]).NodeName | Should -Be 'node-01@127.0.0.1', 'node-02@127.0.0.1'
        $null = Invoke-SoraApi PurgeClusterNode @{ target_node_name = 'node-02@127.0.0.1' } -Server $nodes[0]
        (Get-SoraClusterNode -Server $nodes[0]).NodeName | Should -BeExactly 'node-01@127.0.0.1'
        $null = Invoke-SoraApi RegisterClusterNode @{ contact_node_name = 'node-01@127.0.0.1' } -Server $nodes[1]
        (Get-SoraClusterNode -Server $nodes[0]).NodeName | Should -Be 'node-01@127.0.0.1', 'node-02@127.0.0.1'
        Get-FailureId { Invoke-SoraApi PurgeClusterNode @{ target_node_name = 'nobody' } -Server $nodes[0] } | Should -BeExactly 'SoraApiError'
        Get-FailureId { Invoke-SoraApi RegisterClusterNode @{ contact_node_name = 'nobody' } -Server $nodes[1] } | Should -BeExactly 'SoraApiError'
    }

    It 'is one server that is in no cluster, without -NodeCount' {
        $nodes = Start-SoraSimulator -ConnectionCount 1
        (Get-SoraClusterNode -Server $nodes).NodeName | Should -BeExactly 'simulator@127.0.0.1'
        (Get-SoraConnection -Server $nodes).NodeName | Should -BeNullOrEmpty
    }
}

Describe 'The generations of the simulator' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach { $server.Dispose() }

    It '<Generation> has <Operation>: <There>' -ForEach @(
        @{ Generation = '2022'; Operation = 'Sora_20230628.TerminateSession'; There = $false }
        @{ Generation = '2024'; Operation = 'Sora_20230628.TerminateSession'; There = $true }
        @{ Generation = '2022'; Operation = 'Sora_20241218.RequestKeyFrame'; There = $false }
        @{ Generation = '2024'; Operation = 'Sora_20241218.RequestKeyFrame'; There = $true }
        @{ Generation = '2024'; Operation = 'Sora_20251217.RequestSimulcastRid'; There = $false }
        @{ Generation = '2025.2'; Operation = 'Sora_20251217.RequestSimulcastRid'; There = $true }
        @{ Generation = '2022'; Operation = 'Sora_20161101.StartRecording'; There = $true }
        @{ Generation = '2025.2'; Operation = 'Sora_20161101.StartRecording'; There = $false }
        @{ Generation = '2022'; Operation = 'Sora_20211215.JoinCluster'; There = $true }
        @{ Generation = '2024'; Operation = 'Sora_20211215.JoinCluster'; There = $false }
    ) {
        $server = Start-SoraSimulator -Generation $Generation -Connection @{ channel_id = 'sora'; connection_id = 'T3V33JGXVEMDPEYFSEF0AZ6WK3' }
        $failed = @(Get-FailureId { Invoke-SoraApi $Operation (Get-SoraOperation $Operation).Example -Server $server })
        ($failed -notcontains 'SoraOperationNotSupported') | Should -Be $There
    }

    It '<Generation> makes connections of its shape' -ForEach @(
        @{ Generation = '2022'; Has = 'multistream'; HasNot = 'bundle_id', 'created_timestamp' }
        @{ Generation = '2024'; Has = 'multistream', 'bundle_id', 'created_timestamp'; HasNot = @() }
        @{ Generation = '2025.2'; Has = 'bundle_id', 'created_timestamp'; HasNot = 'multistream' }
    ) {
        $server = Start-SoraSimulator -Generation $Generation -ConnectionCount 1
        $fields = (Invoke-SoraApi ListConnections -Server $server).psobject.Properties.Name
        $Has | ForEach-Object { $fields | Should -Contain $_ }
        $HasNot | ForEach-Object { $fields | Should -Not -Contain $_ }
        (Get-SoraConnection -Server $server).Multistream | Should -Be $(if ('multistream' -in $Has) { $true })
        (Get-SoraClusterNode -Server $server).SoraVersion | Should -BeLike "$Generation*"
    }

    It 'makes sessions of its shape' {
        $server = Start-SoraSimulator -Generation 2024 -ConnectionCount 1
        $session = Invoke-SoraApi ListSessions @{} -Server $server
        $session.version | Should -BeExactly '2024.2.0'
        $session.psobject.Properties.Name | Should -Not -Contain 'group_id'
        (Get-SoraServerStats -Server $server).Version | Should -BeExactly '2024.2.0'
    }
}
