# The table of operations as a user meets it: Get-SoraOperation, Invoke-SoraApi, completion, docs/operations.md.
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../out/SoraPS')
    $operations = @(Get-SoraOperation | ForEach-Object { @{ Target = $_.Target; Name = $_.Name } })
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    . (Join-Path $PSScriptRoot '../../docs/OperationTopic.ps1')
    . (Join-Path $PSScriptRoot '../../docs/Operations.ps1')
}

Describe 'Get-SoraOperation' {
    It 'finds by <Text>' -ForEach @(
        @{ Text = 'a pattern'; Name = 'st*recording'; Found = 'StartRecording', 'StartRecording', 'StopRecording', 'StopRecording' }
        @{ Text = 'a name in any case'; Name = 'getmode'; Found = @('GetMode') }
        @{ Text = 'a target'; Name = 'Sora_20171218.GetLicense'; Found = @('GetLicense') }
        @{ Text = 'a cmdlet'; Name = 'Send-SoraPush'; Found = 'PushChannel', 'PushChannelByRole', 'PushClient', 'PushConnection' }
    ) { @((Get-SoraOperation $Name).Name) -join ' ' | Should -BeExactly ($Found -join ' ') }

    It 'says when there is none, but not for a pattern' {
        Get-FailureId { Get-SoraOperation NoSuchThing } | Should -BeExactly 'SoraInvalidArgument'
        Get-SoraOperation *NoSuchThing* | Should -BeNullOrEmpty
        Get-FailureId { Get-SoraOperation '[' } | Should -Not -BeNullOrEmpty
    }

    It 'takes names from the pipeline' { ('GetMode', 'GetLicense' | Get-SoraOperation).Name | Should -Be 'GetMode', 'GetLicense' }

    It 'is an object like others' {
        $mode = Get-SoraOperation ChangeMode
        $mode.pstypenames[0] | Should -BeExactly 'SoraPS.SoraOperation'
        "$mode" | Should -BeExactly 'Sora_20211215.ChangeMode'
        "$($mode.Fields)", $mode.Body, $mode.Changes, $mode.Example | Should -Be 'mode', 'Required', $true, '{"mode":"normal"}'
        ($mode | ConvertTo-Csv | ConvertFrom-Csv).Fields | Should -BeExactly 'mode'
        $warned = $null
        $null = Get-SoraOperation | ConvertTo-Json -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeNullOrEmpty
    }

    It 'reads the same after a file' {
        $file = Join-Path $TestDrive 'operation.xml'
        Get-SoraOperation RequestSimulcastRid | Export-Clixml $file
        Import-Clixml $file | Format-List | Out-String | Should -Match 'channel_id, receiver_connection_id, rid, sender_connection_id\?, auto\?'
        1..3 | ForEach-Object { Get-SoraOperation GetMode } | ForEach-Object { @($_.pstypenames | Where-Object { $_ -eq 'SoraPS.SoraOperation' }).Count | Should -BeLessOrEqual 2 }
    }

    It 'has a cmdlet for each, but for those that were removed or are for tests' {
        Get-SoraOperation | Where-Object { -not $_.Cmdlet.Count -and $_.Stability -notin 'Removed', 'Test' } | ForEach-Object Target | Should -BeNullOrEmpty
    }

    It 'names cmdlets that exist, each with its operation' {
        $commands = (Get-Command -Module SoraPS).Name
        foreach ($operation in Get-SoraOperation) { $operation.Cmdlet | ForEach-Object { $_ | Should -BeIn $commands } }
        foreach ($other in 'Request-SoraSimulcastRid', 'Request-SoraKeyFrame', 'Get-SoraLicense', 'Get-SoraMode', 'Set-SoraMode', 'Stop-SoraSession') { Get-SoraOperation $other | Should -HaveCount 1 }
    }
}

Describe 'Invoke-SoraApi and <Target>' -ForEach $operations {
    It 'offers it, with what it is' {
        $line = "Invoke-SoraApi $Target"
        $offered = (TabExpansion2 $line $line.Length).CompletionMatches | Where-Object ListItemText -CEQ $Target
        $offered | Should -HaveCount 1
        $offered.ToolTip | Should -Match ([regex]::Escape((Get-SoraOperation $Target).Summary))
    }

    It 'shows it as a line of curl' {
        $operation = Get-SoraOperation $Target
        $body = if ($operation.Example) { @{ Body = $operation.Example } } else { @{} }
        $curl = Invoke-SoraApi $Target @body -Server http://127.0.0.1:1/ -AsCurl
        $curl | Should -Match ([regex]::Escape("x-sora-target: $Target"))
        if ($operation.Example) { $curl | Should -Match 'application/json' } else { $curl | Should -Not -Match 'application/json' }
    }
}

Describe 'Invoke-SoraApi' {
    BeforeAll {
        $simulator = Start-SoraSimulator -Connection @{ channel_id = 'sora' }
    }
    AfterAll { $simulator.Dispose() }

    It 'takes a name for the newest operation of it, in any case' {
        $null = Invoke-SoraApi listchannels -Server $simulator
        $simulator.Requests[-1].Target | Should -BeExactly 'Sora_20201013.ListChannels'
        Invoke-SoraApi StartRecording '{"channel_id":"sora"}' -Server $simulator -AsCurl | Should -Match 'Sora_20231220\.StartRecording'
    }

    It 'refuses a name that no operation has, or only removed ones: <_>' -ForEach 'NoSuchThing', 'JoinCluster' {
        $before = $simulator.Requests.Count
        $name = $_
        Get-FailureId { Invoke-SoraApi $name '{}' -Server $simulator } | Should -BeExactly 'SoraInvalidArgument'
        $simulator.Requests.Count | Should -Be $before
    }

    It 'gives the right advice for <Text>' -ForEach @(
        @{ Text = 'another case of the service'; Target = 'sora_20201013.ListConnections'; Body = $null; Advice = 'Sora_20201013\.ListConnections' }
        @{ Text = 'another date'; Target = 'Sora_20301231.ListConnections'; Body = $null; Advice = 'Sora_20201013\.ListConnections' }
        @{ Text = 'another case'; Target = 'sora_20171218.getlicense'; Body = $null; Advice = 'Sora_20171218\.GetLicense' }
        @{ Text = 'a missing body'; Target = 'GetSession'; Body = $null; Advice = 'channel_id, session_id\?' }
        @{ Text = 'a body too much'; Target = 'GetLicense'; Body = '{"a":1}'; Advice = 'takes no body' }
        @{ Text = 'an empty body'; Target = 'ListConnections'; Body = '{}'; Advice = 'local\?' }
        @{ Text = 'a removed operation'; Target = 'Sora_20211215.JoinCluster'; Body = '{"contact_node_name":"a"}'; Advice = '2024\.2\.0.*RegisterClusterNode' }
    ) {
        $arguments = @{ Target = $Target; Server = $simulator }
        if ($Body) { $arguments.Body = $Body }
        $failure = Invoke-SoraApi @arguments -Confirm:$false 2>&1
        $failure.FullyQualifiedErrorId | Should -BeLike 'Sora*,SoraPS.Commands.InvokeSoraApiCommand'
        $failure.ErrorDetails.Message | Should -Match $Advice
    }

    It 'says which Sora has an operation that this one has not' {
        $server = Open-RawServer (ConvertTo-Answer '{"error_type":"SchemaNotFound"}' 400)
        try {
            $failure = Invoke-SoraApi RequestKeyFrame '{"channel_id":"a","connection_id":"b"}' 2>&1
            $failure.FullyQualifiedErrorId | Should -BeLike 'SoraOperationNotSupported,*'
            $failure.ErrorDetails.Message | Should -Match '2024\.2\.0'
        }
        finally {
            Get-SoraServer | Unregister-SoraServer
            $server.Dispose()
        }
    }

    It 'takes a server that is piped for the server, and for no body' {
        $null = Register-SoraServer $simulator.Uri -Name sim
        try {
            @(Get-SoraServer | Invoke-SoraApi ListChannels).channel_id | Should -BeExactly 'sora'
            $simulator.Requests[-1].Body | Should -BeExactly ''
        }
        finally { Get-SoraServer | Unregister-SoraServer }
    }
}

Describe 'docs/operations.md' {
    It 'is what the table says' {
        # To be written again by docs/Update.ps1.
        $path = Join-Path $root 'docs/operations.md'
        (Get-Content -LiteralPath $path -Raw) -replace "`r" | Should -BeExactly ((ConvertTo-OperationPage) -join "`n")
    }

    It 'has every operation' {
        $page = Get-Content -LiteralPath (Join-Path $root 'docs/operations.md') -Raw
        foreach ($operation in Get-SoraOperation) { $page | Should -Match ([regex]::Escape($operation.Target)) }
    }
}

Describe 'about_SoraOperations in <Folder>' -ForEach @(
    @{ Folder = 'en-US'; Language = 'en' }
    @{ Folder = 'ja-JP'; Language = 'ja' }
) {
    It 'is what the table and the list of tasks say' {
        # To be written again by docs/Update.ps1.
        $path = Join-Path $root "docs/$Folder/about_SoraOperations.help.txt"
        (Get-Content -LiteralPath $path -Raw) -replace "`r" | Should -BeExactly ((ConvertTo-OperationTopic $Language) -join "`n")
    }

    It 'has every operation that can be used, and the cmdlets of each' {
        $topic = Get-Content -LiteralPath (Join-Path $root "docs/$Folder/about_SoraOperations.help.txt") -Raw
        foreach ($operation in Get-SoraOperation | Where-Object Stability -NotIn Removed, Test) {
            $topic | Should -MatchExactly "(?m)^    - $($operation.Name) .*\n( {6}\S.*\n)*" -Because $operation.Name
            foreach ($cmdlet in $operation.Cmdlet) { $topic | Should -MatchExactly "\b$cmdlet\b" }
        }
    }
}
