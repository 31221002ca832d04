# Nodes that join a cluster and that are removed from it.
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    . (Join-Path $PSScriptRoot 'Changes.ps1')
}

Describe '<Name>, as a change of a cluster' -ForEach @(
    @{ Name = 'Register-SoraClusterNode'; Target = 'Sora_20211215.RegisterClusterNode'; Key = 'contact_node_name'; Property = 'ContactNodeName' }
    @{ Name = 'Remove-SoraClusterNode'; Target = 'Sora_20220629.PurgeClusterNode'; Key = 'target_node_name'; Property = 'NodeName' }
) {
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:server) { $server.Dispose() }
    }

    It 'sends the name as it is typed, and takes any answer: <Answer>' -ForEach @(
        @{ Answer = '{}'; More = @() }
        @{ Answer = '{"node_list":["a"],"epoch":2}'; More = 'epoch', 'node_list' }
        @{ Answer = '["a"]'; More = 'answer' }
        @{ Answer = '"ok"'; More = 'answer' }
    ) {
        $server = Open-RawServer (ConvertTo-Answer $Answer)
        $result = & $Name '007@[h]*' -Confirm:$false
        $server.Requests[0].Target, $server.Requests[0].Body | Should -Be $Target, "{`"$Key`":`"007@[h]*`"}"
        $result.$Property, $result.Server, "$result" | Should -Be '007@[h]*', 'raw', '007@[h]*'
        $result.At.Kind | Should -Be 'Local'
        @($result.psobject.Properties.Name | Where-Object { $_ -notin $Property, 'At', 'Server' } | Sort-Object) | Should -Be $More
    }

    It 'takes a success without a body as done' {
        $server = Open-RawServer ([SoraPS.TestServers.RawServer]::Head(200, [string[]] 'content-length: 0'))
        (& $Name a@h -Confirm:$false).$Property | Should -BeExactly 'a@h'
    }

    It 'sends nothing with -WhatIf, and has impact High' {
        $server = Open-RawServer (ConvertTo-Answer '{}')
        $plan = if ($Name -like 'Register*') { Get-HostText { Register-SoraClusterNode a@h -WhatIf } } else { Get-HostText { Remove-SoraClusterNode a@h -WhatIf } }
        $plan | Should -Match 'a@h'
        $plan | Should -Match 'raw'
        $server.Requests.Count | Should -Be 0
        (Get-Change $Name).Impact | Should -BeExactly 'High'
        (Get-Command $Name).ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0].ConfirmImpact | Should -Be 'High'
    }

    It 'tries again with the target of an error, on the same server' {
        $server = Open-RawServer (ConvertTo-Answer '{"error_type":"Nope"}' 400), (ConvertTo-Answer '{}')
        $null = & $Name a@h -Confirm:$false -ErrorVariable failed -ErrorAction SilentlyContinue
        ($failed[0].FullyQualifiedErrorId -split ',')[0] | Should -BeExactly 'SoraApiError'
        $null = Register-SoraServer http://127.0.0.1:1/ -Name other -Default -MaximumRetryCount 0
        ($failed.TargetObject | & $Name -Confirm:$false).$Property | Should -BeExactly 'a@h'
        $server.Requests[1].Body | Should -BeExactly $server.Requests[0].Body
    }

    It 'refuses <_>' -ForEach '$null', "''", '@()', '@{ a = 1 }' {
        $server = Open-RawServer (ConvertTo-Answer '{}')
        $given = & ([scriptblock]::Create($_))
        Get-FailureId { & $Name $given -Confirm:$false } | Should -Match '^Parameter(ArgumentValidationError|ArgumentTransformationError)|^CannotConvertArgument'
        $server.Requests.Count | Should -Be 0
    }
}

Describe 'The nodes of a cluster' {
    BeforeEach { $nodes = Start-SoraSimulator -NodeCount 4 }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $nodes | Stop-SoraSimulator
    }

    It 'join, stop and are removed: each sees it' {
        $null = Remove-SoraClusterNode node-04@127.0.0.1 -Server $nodes[0] -Confirm:$false
        (Get-SoraClusterNode -Server $nodes[1]).NodeName | Should -Be 'node-01@127.0.0.1', 'node-02@127.0.0.1', 'node-03@127.0.0.1'
        (Get-SoraClusterNode -Server $nodes[3]).NodeName | Should -BeExactly 'node-04@127.0.0.1'
        $nodes[2] | Stop-SoraSimulator
        $removed = Get-SoraClusterNode -Server $nodes[0] | Where-Object Connected -EQ $false | Remove-SoraClusterNode -Confirm:$false
        $removed.NodeName | Should -BeExactly 'node-03@127.0.0.1'
        $null = Register-SoraClusterNode node-02@127.0.0.1 -Server $nodes[3] -Confirm:$false
        $nodes[3].Requests[-1].Target | Should -BeExactly 'Sora_20211215.RegisterClusterNode'
        (Get-SoraClusterNode -Server $nodes[0]).NodeName | Should -Be 'node-01@127.0.0.1', 'node-02@127.0.0.1', 'node-04@127.0.0.1'
    }

    It 'cannot join where most members have stopped' {
        $null = Remove-SoraClusterNode node-04@127.0.0.1 -Server $nodes[0] -Confirm:$false
        $nodes[1, 2] | Stop-SoraSimulator
        Register-SoraClusterNode node-01@127.0.0.1 -Server $nodes[3] -Confirm:$false -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.Exception.ErrorType | Should -BeExactly 'SoraSimulatorNoMajority'
    }

    It 'are removed once, and the plan says which is still connected' {
        $nodes[3] | Stop-SoraSimulator
        $plan = Get-HostText { Get-SoraClusterNode -Server $nodes[0] | Remove-SoraClusterNode -WhatIf }
        @($plan -split '\r?\n' -match 'still connected') | Should -HaveCount 3
        @($plan -split '\r?\n' -match 'node-04' -notmatch 'still connected') | Should -HaveCount 1
        $nodes[0].ClearRequests()
        $null = Remove-SoraClusterNode node-04@127.0.0.1, node-04@127.0.0.1 -Server $nodes[0] -Confirm:$false
        $nodes[0].Requests | Should -HaveCount 1
    }

    It 'do not join by a row of the list, which is of another server' {
        Get-FailureId { Get-SoraClusterNode -Server $nodes[0] | Select-Object -First 1 | Register-SoraClusterNode node-01@127.0.0.1 -Confirm:$false } | Should -BeExactly 'SoraInvalidArgument'
        $nodes[0].Requests.Target | Should -BeExactly 'Sora_20211215.ListClusterNodes'
    }
}
