[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Register-SoraServer -FromCluster' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $environment = $env:SORA_API_URL, $env:SORA_API_TOKEN
        $secret = [Net.NetworkCredential]::new('', 'hunter2-token').SecurePassword

        # The answer of ListClusterNodes with these addresses; null for a node that is not connected.
        function ConvertTo-NodeAnswer([System.Collections.IDictionary] $Node) {
            ConvertTo-Answer (ConvertTo-Json -Compress @(foreach ($name in $Node.Keys) {
                if ($null -eq $Node[$name]) { @{ node_name = $name; connected = $false } } else { @{ node_name = $name; connected = $true; cluster_api_url = "$($Node[$name])" } }
            }))
        }
    }
    BeforeEach { $env:SORA_API_URL, $env:SORA_API_TOKEN = '', '' }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:server) { $server.Dispose() }
        if (Test-Path variable:node) { $node.Dispose() }
        if (Test-Path variable:nodes) { $nodes | Stop-SoraSimulator }
        $env:SORA_API_URL, $env:SORA_API_TOKEN = $environment
    }

    It 'registers each node by its API address, under a short name, and asks the contact node only' {
        $nodes = Start-SoraSimulator -NodeCount 3 -ConnectionCount 3
        $found = Register-SoraServer $nodes[1].Uri -FromCluster -OperationTimeoutSeconds 7
        $found.Name | Should -Be 'node-01', 'node-02', 'node-03'
        $found.Uri | Should -Be $nodes.Uri
        $found.OperationTimeoutSeconds | Should -Be 7, 7, 7
        (Get-SoraServer -Default).Name | Should -BeExactly 'node-02' -Because 'it was named'
        $nodes | ForEach-Object { $_.Requests.Count } | Should -Be 0, 1, 0
        $nodes[1].Requests[0].Target, $nodes[1].Requests[0].Body | Should -Be 'Sora_20211215.ListClusterNodes', ''
        $connections = Get-SoraServer node-0* | Get-SoraConnection
        $connections.Server | Sort-Object | Should -Be 'node-01', 'node-02', 'node-03'
        ($connections | Out-String) | Should -Match 'Server'
    }

    It 'keeps the name of the contact node and of every other one, also when it is done again: <Name>' -ForEach @(
        @{ Name = 'by name'; Register = { Register-SoraServer tokyo -FromCluster } }
        @{ Name = 'the default'; Register = { Register-SoraServer -FromCluster } }
        @{ Name = 'piped'; Register = { Get-SoraServer tokyo | Register-SoraServer -FromCluster } }
        @{ Name = 'piped nodes, asked once'; Register = { Get-SoraClusterNode -Server tokyo | Register-SoraServer -FromCluster } }
    ) {
        $nodes = Start-SoraSimulator -NodeCount 3
        $null = Register-SoraServer $nodes[0].Uri -Name tokyo -MaximumRetryCount 0 -Default
        $null = Register-SoraServer $nodes[2].Uri -Name osaka -OperationTimeoutSeconds 9
        foreach ($time in 1, 2) {
            $found = & $Register
            $found | ForEach-Object { "$($_.Name) $($_.IsDefault) $($_.MaximumRetryCount) $($_.OperationTimeoutSeconds)" } | Should -Be 'tokyo True 0 30', 'node-02 False 0 30', 'osaka False 2 9'
        }
        Get-SoraServer | Should -HaveCount 3
        $nodes[0].Requests | ForEach-Object { $_.Target } | Sort-Object -Unique | Should -BeExactly 'Sora_20211215.ListClusterNodes'
        ($nodes[1].Requests.Count + $nodes[2].Requests.Count) | Should -Be 0
    }

    It 'says which node has no address that can be used, and registers the others' {
        $nodes = Start-SoraSimulator -NodeCount 3
        $nodes[1] | Stop-SoraSimulator
        $found = Register-SoraServer $nodes[0].Uri -FromCluster -ErrorVariable failed -ErrorAction SilentlyContinue
        $found.Name | Should -Be 'node-01', 'node-03'
        $failed | Should -HaveCount 1
        ($failed[0].FullyQualifiedErrorId -split ',')[0] | Should -BeExactly 'SoraInvalidArgument'
        $failed[0].TargetObject.NodeName | Should -BeExactly 'node-02@127.0.0.1'
        Get-SoraServer | Unregister-SoraServer
        $server = Open-RawServer (ConvertTo-NodeAnswer ([ordered]@{ 'a@h' = 'ftp://h/'; 'b@h' = 'http://user:hunter2@h/'; 'c@h' = ''; 'd@h' = 'http://192.0.2.7:3000/'; 'e@h' = 'http://192.0.2.8/?a=b' }))
        $failed = @()
        $found = Register-SoraServer raw -FromCluster -ErrorVariable failed -ErrorAction SilentlyContinue
        $found | ForEach-Object { "$($_.Name) $($_.Uri)" } | Should -BeExactly 'd http://192.0.2.7:3000/'
        $failed.TargetObject.NodeName | Should -Be 'a@h', 'b@h', 'c@h', 'e@h'
        "$failed" | Should -Not -Match 'hunter2'
    }

    It 'registers nothing of a list that breaks off' {
        $server = Open-RawServer (ConvertTo-Answer '[{"node_name":"a@h","connected":true,"cluster_api_url":"http://192.0.2.7:3000/"},5]')
        Get-FailureId { Register-SoraServer raw -FromCluster } | Should -HaveCount 1
        (Get-SoraServer).Name | Should -BeExactly 'raw'
    }

    It 'takes no loopback address of a node that is elsewhere' {
        $server = [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-NodeAnswer ([ordered]@{ 'a@h' = 'http://127.0.0.1:3000/'; 'b@i' = 'http://192.0.2.7:3000/' })))
        $found = Register-SoraServer http://sora.example/ -Proxy $server.Uri -FromCluster -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.TargetObject.NodeName | Should -BeExactly 'a@h'
        "$($found.Name) $($found.Proxy)" | Should -BeExactly "b $($server.Uri)" -Because 'the proxy is that of the contact node'
        $found.IsDefault | Should -BeFalse -Because 'it was not named'
        Get-FailureId { Get-SoraConnection } | Should -BeExactly 'SoraInvalidArgument' -Because 'no server is the default'
    }

    It 'uses whole names where short ones do not tell the nodes apart, or are taken, and replaces no server' {
        $server = Open-RawServer (ConvertTo-NodeAnswer ([ordered]@{ 'sora@a' = 'http://192.0.2.1/'; 'SORA@b' = 'http://192.0.2.2/' })), (ConvertTo-NodeAnswer ([ordered]@{ 'tokyo@a' = 'http://192.0.2.3/'; 'raw@b' = 'http://192.0.2.4/' })),
            (ConvertTo-NodeAnswer ([ordered]@{ 'raw@b' = 'http://192.0.2.5/' }))
        (Register-SoraServer raw -FromCluster).Name | Should -Be 'sora@a', 'SORA@b'
        (Register-SoraServer raw -FromCluster).Name | Should -Be 'tokyo', 'raw@b'
        Get-FailureId { Register-SoraServer raw -FromCluster } | Should -BeExactly 'SoraInvalidArgument'
        (Get-SoraServer raw).Uri, (Get-SoraServer 'raw@b').Uri | Should -Be $server.Uri, 'http://192.0.2.4/'
    }

    It 'takes no address and no pattern for the name of a node' {
        $server = Open-RawServer (ConvertTo-NodeAnswer ([ordered]@{ 'http://192.0.2.9/' = 'http://192.0.2.1/'; '*' = 'http://192.0.2.2:3000/'; "a`nb" = 'http://192.0.2.3/' }))
        (Register-SoraServer raw -FromCluster).Name | Should -Be '192.0.2.1', '192.0.2.2:3000', '192.0.2.3'
        $null = Register-SoraServer http://127.0.0.1:1/ -Name '*'
        @(Get-SoraServer).Count | Should -Be 5 -Because 'no name hides the others'
    }

    It 'writes a node once, however many contact nodes name it' {
        $nodes = Start-SoraSimulator -NodeCount 3
        @(Register-SoraServer -FromCluster -Server $nodes).Uri | Sort-Object | Should -Be @($nodes.Uri | Sort-Object)
    }

    It 'gives no secret of the contact node to another origin, but one that is given for all' {
        $node = [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-Answer '[]'))
        $server = [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-NodeAnswer ([ordered]@{ 'a@h' = $node.Uri; 'b@h2' = 'http://192.0.2.7/' })))
        $given = @{ Token = $secret; Headers = @{ 'X-Api-Key' = 'hunter2-header' }; AllowUnencryptedAuthentication = $true; SkipCertificateCheck = $true; MaximumRetryCount = 1 }
        $null = Register-SoraServer $server.Uri -Name tokyo @given
        $found = Get-SoraServer tokyo | Register-SoraServer -FromCluster -WarningVariable said -WarningAction SilentlyContinue
        $server.Requests[0].Headers['Authorization'] | Should -BeExactly 'Bearer hunter2-token'
        $found | ForEach-Object { "$($_.Name) $($_.Authentication) $($_.HeaderName.Count) $($_.AllowUnencryptedAuthentication) $($_.SkipCertificateCheck) $($_.MaximumRetryCount)" } | Should -Be 'a None 0 False True 1', 'b None 0 False True 1'
        $said | Should -HaveCount 1
        $null = Get-SoraConnection -Server a
        $node.Requests[0].Head | Should -Not -Match 'hunter2'
        Unregister-SoraServer a, b
        $said = @()
        $found = Register-SoraServer tokyo -FromCluster -Token $secret -AllowUnencryptedAuthentication -WarningVariable said
        $found.Authentication | Should -Be 'Token', 'Token'
        $said | Should -BeNullOrEmpty
        $null = Get-SoraConnection -Server a
        $node.Requests[1].Headers['Authorization'] | Should -BeExactly 'Bearer hunter2-token'
    }

    It 'gives the token in the environment to the node that it belongs to' {
        $nodes = Start-SoraSimulator -NodeCount 2 -Token $secret
        $env:SORA_API_URL, $env:SORA_API_TOKEN = $nodes[0].Uri, 'hunter2-token'
        $found = Register-SoraServer -FromCluster -WarningAction SilentlyContinue
        $found.Authentication | Should -Be 'Token', 'None'
        $found.IsDefault | Should -Be $true, $false
    }

    It 'takes no name, no default and no force' {
        foreach ($one in @{ Name = 'x' }, @{ Default = $true }, @{ Force = $true }) {
            Get-FailureId { Register-SoraServer http://127.0.0.1:1/ -FromCluster @one } | Should -BeExactly 'AmbiguousParameterSet'
        }
    }
}
