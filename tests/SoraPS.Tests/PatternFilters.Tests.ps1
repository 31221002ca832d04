[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingPositionalParameters', '', Justification = 'The functions of the suite read as a table.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseCmdletCorrectly', '', Justification = 'What is wrong is what is tested.')]
param()

# Tests PatternTransformationAttribute and ConnectionPatterns.

BeforeDiscovery {
    $commands = 'Get-SoraConnection', 'Get-SoraChannel', 'Watch-SoraConnection'
    # Ids of strangers, and patterns with every sign that has a meaning.
    $ids = 'live-1', 'Live-2', 'a*b', 'a[1]', 'x?', ('esc' + [char] 27 + '[0m'), ([char] 0x914D + [string] [char] 0x4FE1), ' ', "two`nlines"
    $patterns = '*', 'live-*', '?ive-?', 'live-[0-9]', 'a`*b', 'a`[1`]', 'a[[]1]', '[a-m]*', 'x`?', '*`[0m', 'esc*', ([char] 0x914D + '*'), ' ', "*`n*", 'live-1', '*-*'
}

Describe '-ChannelLike and -ClientLike' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        function Get-Named([string] $Channel, [string] $Client, [string] $Connection = "$Channel-$Client") {
            ConvertTo-Json -Compress @{ channel_id = $Channel; client_id = $Client; connection_id = $Connection; role = 'recvonly' }
        }
        $list = ConvertTo-ListAnswer (Get-Named live-1 anna), (Get-Named live-1 bob), (Get-Named Live-2 Anna), (Get-Named lobby anna), (Get-Named lobby carl)
        function Get-Found([string] $Line) { @(& ([scriptblock]::Create($Line)) | ForEach-Object { if ($_ -is [SoraPS.SoraChannel]) { "$_$($_.ConnectionCount)" } else { $_.ConnectionId } }) -join ' ' }
    }
    BeforeEach { $server = Open-RawServer $list }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'find what is like a pattern: <Arguments>' -ForEach @(
        @{ Arguments = '-ChannelLike live-*'; Connections = 'live-1-anna live-1-bob'; Channels = 'live-12' }
        @{ Arguments = '-ChannelLike live-*, LO*, lobb?'; Connections = 'live-1-anna live-1-bob lobby-anna lobby-carl'; Channels = 'live-12 lobby2' }
        @{ Arguments = '-ChannelLike *2, live-*'; Connections = 'live-1-anna live-1-bob Live-2-Anna'; Channels = 'live-12 Live-21' }
        @{ Arguments = '-ClientLike a*'; Connections = 'live-1-anna lobby-anna'; Channels = 'live-12 lobby2' }
        @{ Arguments = '-ClientLike A*, c*'; Connections = 'Live-2-Anna lobby-carl'; Channels = 'Live-21 lobby2' }
        @{ Arguments = '-ChannelLike l* -ClientLike b*, c*'; Connections = 'live-1-bob lobby-carl'; Channels = 'live-12 lobby2' }
        @{ Arguments = '-ChannelLike live-? -ClientLike carl'; Connections = ''; Channels = '' }
        @{ Arguments = '-ChannelLike nothing*'; Connections = ''; Channels = '' }
    ) {
        Get-Found "Get-SoraConnection $Arguments" | Should -BeExactly $Connections
        Get-Found "Get-SoraChannel $Arguments" | Should -BeExactly $Channels
        $server.Requests.Target | Should -Be 'Sora_20201013.ListConnections', 'Sora_20201013.ListConnections'
        $server.Requests.Body | Should -Be '', ''
    }

    It 'compare as -clike does: <Pattern>' -ForEach @($patterns | ForEach-Object { @{ Pattern = $_; Ids = $ids } }) {
        $server.Dispose()
        $server = Open-RawServer (ConvertTo-ListAnswer @($Ids | ForEach-Object { Get-Named $_ $_ "$([array]::IndexOf($Ids, $_))" }))
        $expected = @(foreach ($id in $Ids) { if ($id -clike $Pattern) { $id } })
        @(Get-SoraConnection -ChannelLike $Pattern | ForEach-Object ChannelId) | Should -BeExactly $expected
        @(Get-SoraConnection -ClientLike $Pattern | ForEach-Object ClientId) | Should -BeExactly $expected
        @(Get-SoraChannel -ChannelLike $Pattern | ForEach-Object ChannelId) | Should -BeExactly $expected
        @(Get-SoraChannel -ClientLike $Pattern | ForEach-Object ChannelId) | Should -BeExactly $expected
        $expected | Should -Not -BeNullOrEmpty
        @(Watch-SoraConnection -ChannelLike $Pattern -IncludeExisting -Count $expected.Count | ForEach-Object ChannelId) | Should -BeExactly $expected
    }

    It 'tell upper from lower case' {
        Get-Found 'Get-SoraConnection -ChannelLike LIVE-*' | Should -BeExactly ''
        Get-Found 'Get-SoraConnection -ClientLike ANNA' | Should -BeExactly ''
        Get-Found 'Get-SoraChannel -ChannelLike LIVE-*' | Should -BeExactly ''
    }

    It 'refuse <Text>, and send nothing: <Command>' -ForEach @(
        foreach ($command in $commands) {
            @{ Command = $command; Text = '$null'; Value = $null; Id = 'ParameterArgumentValidationError' }
            @{ Command = $command; Text = "''"; Value = ''; Id = 'ParameterArgumentValidationError' }
            @{ Command = $command; Text = '@()'; Value = @(); Id = 'ParameterArgumentValidationError' }
            @{ Command = $command; Text = 'one empty pattern of two'; Value = @('a*', ''); Id = 'ParameterArgumentValidationError' }
            @{ Command = $command; Text = 'one $null of two'; Value = @('a*', $null); Id = 'ParameterArgumentValidationError' }
            @{ Command = $command; Text = 'a pattern that is not valid'; Value = 'live-['; Id = 'ParameterArgumentTransformationError' }
            @{ Command = $command; Text = 'one that is not valid of two'; Value = @('a*', '[z-'); Id = 'ParameterArgumentTransformationError' }
            @{ Command = $command; Text = 'a date'; Value = [datetime]::Now; Id = 'ParameterArgumentTransformationError' }
            @{ Command = $command; Text = 'a hashtable'; Value = @{ Like = 'a*' }; Id = 'ParameterArgumentTransformationError' }
        }
    ) {
        foreach ($parameter in 'ChannelLike', 'ClientLike') {
            $arguments = @{ $parameter = $Value }
            Get-FailureId { & $Command @arguments } | Should -BeExactly $Id -Because $parameter
        }
        $server.Requests.Count | Should -Be 0
    }

    It 'take numbers as they were typed' {
        $server.Dispose()
        $server = Open-RawServer (ConvertTo-ListAnswer (Get-Named 007 7), (Get-Named 7 07))
        Get-Found 'Get-SoraConnection -ChannelLike 007' | Should -BeExactly '007-7'
        Get-Found 'Get-SoraConnection -ClientLike 7' | Should -BeExactly '007-7'
    }

    It 'apply together with ids and with what the pipeline passes: <Line>' -ForEach @(
        @{ Line = 'Get-SoraConnection live-1 -ClientLike a*'; Found = 'live-1-anna'; Requests = 1 }
        @{ Line = 'Get-SoraConnection lobby -ChannelLike live-*'; Found = ''; Requests = 1 }
        @{ Line = 'Get-SoraConnection -ClientId anna -ChannelLike live-*'; Found = 'live-1-anna'; Requests = 1 }
        @{ Line = "'live-1', 'lobby' | Get-SoraConnection -ClientLike b*"; Found = 'live-1-bob'; Requests = 2 }
        @{ Line = '$records | Get-SoraConnection -ClientLike a*'; Found = 'live-1-anna lobby-anna'; Requests = 3 }
        @{ Line = '$records | Get-SoraConnection -ChannelLike *o* -ClientLike a*'; Found = 'lobby-anna'; Requests = 3 }
        @{ Line = '$records | Get-SoraChannel -ClientLike c*'; Found = 'lobby2'; Requests = 3 }
    ) {
        $simulator = Start-SoraSimulator -Connection @(foreach ($pair in @('live-1', 'anna'), @('live-1', 'bob'), @('Live-2', 'Anna'), @('lobby', 'anna'), @('lobby', 'carl')) { @{ channel_id = $pair[0]; client_id = $pair[1]; connection_id = $pair -join '-' } })
        try {
            $null = Register-SoraServer $simulator.Uri -Name simulator -Default
            $records = Get-SoraConnection
            $simulator.ClearRequests()
            Get-Found $Line | Should -BeExactly $Found
            $simulator.Requests.Count | Should -Be $Requests
        }
        finally { $simulator.Dispose() }
    }

    It 'do not make a record without ids a list of all sessions: <_>' -ForEach 'Get-SoraSession', 'Get-SoraRecording', 'Get-SoraChannel -Brief' {
        Get-FailureId ([scriptblock]::Create("[pscustomobject]@{ Server = 'raw' } | $_ -ChannelLike '*'")) | Should -BeExactly 'SoraInvalidArgument'
        $server.Requests.Count | Should -Be 0
    }

    It 'do not make a record without ids a list of the whole server: <_>' -ForEach 'Get-SoraConnection', 'Get-SoraChannel', 'Watch-SoraConnection' {
        $command = $_
        Get-FailureId { [pscustomobject]@{ Server = 'raw' } | & $command -ChannelLike '*' -ClientLike '*' } | Should -BeExactly 'SoraInvalidArgument'
        $server.Requests.Count | Should -Be 0
    }

    It 'do not bind to properties of records' {
        [pscustomobject]@{ ChannelId = 'x'; ChannelLike = 'live-*'; ClientLike = 'b*' } | Get-SoraConnection | Should -HaveCount 5
    }

    It 'are on no cmdlet that changes something' {
        foreach ($cmdlet in Get-Command -Module SoraPS) {
            $like = @($cmdlet.Parameters.Keys | Where-Object { $_ -like '*Like' })
            if ($cmdlet.Name -in 'Get-SoraConnection', 'Get-SoraChannel', 'Watch-SoraConnection') { $like | Should -HaveCount 2 }
            elseif ($cmdlet.Name -in 'Get-SoraSession', 'Get-SoraRecording') { $like | Should -Be 'ChannelLike' }
            else { $like | Should -BeNullOrEmpty -Because $cmdlet.Name }
        }
    }

    It 'filter while the list arrives: <Command>' -ForEach @(
        @{ Command = 'Get-SoraConnection -ChannelLike live-* -ClientLike client-[bx] -OlderThan 1d' }
        @{ Command = 'Get-SoraConnection live-1 -ClientLike client-b' }
    ) {
        $server.Dispose()
        $raw = [SoraPS.TestServers.RawServer]
        $server = Open-RawServer ([SoraPS.TestServers.ServerStep]::Sequence(
                $raw::Head(200, [string[]] 'connection: close') + "[$(Get-ConnectionJson live-1 a),$(Get-ConnectionJson live-1 b)", [SoraPS.TestServers.ServerStep]::WaitForSignal,
                ",$(Get-ConnectionJson live-1 c)]", [SoraPS.TestServers.ServerStep]::Close))
        # The rest of the list is sent only when an object is here.
        $seen = & ([scriptblock]::Create($Command)) | ForEach-Object {
            $_.ConnectionId
            $server.Signal()
        }
        $seen | Should -BeExactly 'b'
    }

    It 'limit what Watch-SoraConnection writes' {
        $server.Dispose()
        $first = ConvertTo-ListAnswer (Get-Named live-1 anna), (Get-Named live-1 bob), (Get-Named lobby anna)
        $second = ConvertTo-ListAnswer (Get-Named live-1 bob), (Get-Named lobby bea), (Get-Named live-2 anna), (Get-Named live-2 ben)
        $server = Open-RawServer $first, $second, (ConvertTo-ListAnswer @())
        Watch-SoraConnection -ChannelLike live-* -ClientLike b*, z* -IncludeExisting -Interval 0.05 -Count 4 |
            ForEach-Object { "$($_.Change) $($_.ConnectionId)" } |
            Should -BeExactly 'Existing live-1-bob', 'Connected live-2-ben', 'Disconnected live-1-bob', 'Disconnected live-2-ben'
    }

    It 'do not let Watch-SoraConnection take another client id for an end' {
        $server.Dispose()
        $server = Open-RawServer (ConvertTo-ListAnswer (Get-Named live-1 anna 1)), (ConvertTo-ListAnswer (Get-Named live-1 zoe 1))
        $change = Watch-SoraConnection -ClientLike a* -Interval 0.05 -Count 1
        $change.Change | Should -BeExactly 'Changed'
        $change.ChangedProperty | Should -Be 'ClientId'
    }

    It 'are completed with live ids as patterns that find just them' {
        $server.Dispose()
        $server = Open-RawServer (ConvertTo-ListAnswer (Get-Named live-1 anna), (Get-Named 'a[1]*' bob), (Get-Named Live-2 Anna))
        foreach ($command in 'Get-SoraConnection', 'Get-SoraChannel', 'Watch-SoraConnection') {
            (Get-Completion "$command -ChannelLike live").ListItemText | Should -BeExactly 'live-1', 'Live-2'
            (Get-Completion "$command -ChannelLike live-1, l").ListItemText | Should -BeExactly 'Live-2'
            (Get-Completion "$command -ChannelLike live* -ClientLike ").ListItemText | Should -BeExactly 'anna'
        }
        $line = (Get-Completion 'Get-SoraConnection -ChannelLike a').Line
        & ([scriptblock]::Create($line)) | ForEach-Object ChannelId | Should -BeExactly 'a[1]*'
        (Get-Completion 'Get-SoraConnection -ChannelLike live* | Disconnect-SoraClient -ClientId ').ListItemText | Should -BeExactly 'anna'
    }
}
