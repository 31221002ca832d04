[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# What the suites about all changes do not try: rules in words and in JSON, filters that come back from a list or a file, and what the simulator keeps.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $people = @{ channel_id = 'sora'; client_id = 'teacher'; connection_id = 'T1'; role = 'sendrecv' }, @{ channel_id = 'sora'; client_id = 'anna'; connection_id = 'A1'; role = 'recvonly' }
    $audio = New-SoraForwardingRule kind -In audio
    $video = New-SoraForwardingRule kind -In video
    $rule = $audio | New-SoraForwardingRule client_id -NotIn teacher
    function Get-Sent([string] $Name) { $server.Requests | Where-Object Target -Like "*.$Name" | ForEach-Object Body }
    function Get-Plan([scriptblock] $Script) { ((Get-HostText $Script) -replace '\s+', ' ' -replace '\*{9,}[^*]*\*{9,}' -replace 'What if: ').Trim() }
}

Describe 'Forwarding filters' {
    BeforeEach {
        $server = Start-SoraSimulator -Connection $people -RefuseUnknownId
        $null = Register-SoraServer $server.Uri -Name sim -MaximumRetryCount 0
    }

    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    Context 'New-SoraForwardingRule' {
        It 'makes the condition that the API has: <Line>' -ForEach @(
            @{ Line = 'client_id -NotIn teacher'; Json = '[[{"field":"client_id","operator":"is_not_in","values":["teacher"]}]]' }
            @{ Line = 'CLIENT_ID -In a, b, a'; Json = '[[{"field":"client_id","operator":"is_in","values":["a","b"]}]]' }
            @{ Line = 'connection_id -In 007'; Json = '[[{"field":"connection_id","operator":"is_in","values":["007"]}]]' }
            @{ Line = 'kind -In AUDIO, video'; Json = '[[{"field":"kind","operator":"is_in","values":["audio","video"]}]]' }
            @{ Line = 'kind -In audio | New-SoraForwardingRule client_id -NotIn t'; Json = '[[{"field":"kind","operator":"is_in","values":["audio"]},{"field":"client_id","operator":"is_not_in","values":["t"]}]]' }
        ) {
            (& ([scriptblock]::Create("New-SoraForwardingRule $Line"))).Json | Should -BeExactly $Json
        }

        It 'refuses what would be no condition, or one for everybody: <_>' -ForEach 'kind -In colour', 'role -In sendonly', 'client_id', 'client_id -In $null', "client_id -In ''", 'client_id -NotIn @()', "client_id -NotIn 'a', ''", '$null -In a', "client_id -In ('x' * 256)", 'client_id -In ([pscustomobject]@{ a = 1 })', 'client_id -In a -NotIn b' {
            Get-FailureId ([scriptblock]::Create("New-SoraForwardingRule $_")) | Should -HaveCount 1
        }

        It 'adds a condition to a rule of the pipeline, and leaves that rule as it was' {
            $one = New-SoraForwardingRule kind -In audio
            ($one | New-SoraForwardingRule client_id -In a).ConditionCount, $one.ConditionCount | Should -Be 2, 1
        }

        It 'adds a condition to a rule that comes back from CLIXML' {
            $back = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($audio))
            ($back | New-SoraForwardingRule client_id -NotIn teacher).Json | Should -BeExactly $rule.Json
            (New-SoraForwardingRule client_id -NotIn teacher -InputObject $back).Json | Should -BeExactly $rule.Json
        }

        It 'says of several conditions on one field what all of them leave: <Line>' -ForEach @(
            @{ Line = 'kind -In audio, video | New-SoraForwardingRule kind -In video'; Text = 'video from everybody' }
            @{ Line = 'kind -In audio, video | New-SoraForwardingRule kind -NotIn video'; Text = 'audio from everybody' }
            @{ Line = 'client_id -In a, b, c | New-SoraForwardingRule client_id -In d, c, b | New-SoraForwardingRule client_id -NotIn b'; Text = 'audio and video from client c' }
            @{ Line = 'client_id -NotIn a | New-SoraForwardingRule connection_id -In X | New-SoraForwardingRule client_id -NotIn b, a'; Text = 'audio and video from everybody but client a, b and connection X' }
        ) {
            "$(& ([scriptblock]::Create("New-SoraForwardingRule $Line")))" | Should -BeExactly $Text
        }

        It 'refuses conditions that exclude each other: <_>' -ForEach 'kind -In audio | New-SoraForwardingRule kind -In video', 'kind -NotIn audio | New-SoraForwardingRule kind -NotIn video', 'kind -NotIn audio, video', 'client_id -In a | New-SoraForwardingRule client_id -NotIn a', 'client_id -In a | New-SoraForwardingRule client_id -In A' {
            Get-FailureId ([scriptblock]::Create("New-SoraForwardingRule $_")) | Should -BeExactly 'SoraInvalidArgument'
        }

        It 'says that a listed rule whose conditions exclude each other is about nothing' {
            $listed = '[{"field":"kind","operator":"is_in","values":["audio"]},{"field":"kind","operator":"is_in","values":["video"]}]'
            Get-Plan { New-SoraForwardingFilter sora "[$listed]" -Action block -WhatIf } | Should -BeExactly 'Create channel filter default in channel sora on sim: block nothing (its conditions exclude each other)'
        }

        It 'completes ids of live senders, and the kinds: <Line>' -ForEach @(
            @{ Line = 'client_id -NotIn '; Offer = 'anna teacher' }
            @{ Line = 'connection_id -In '; Offer = 'T1' }
            @{ Line = '-Field kind -In v'; Offer = 'video' }
        ) {
            $line = "New-SoraForwardingRule $Line"
            (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText -join ' ' | Should -BeExactly $Offer
        }
    }

    Context 'New-, Set- and Remove-SoraForwardingFilter' {
        It 'say in words what is done: <Line>' -ForEach @(
            @{ Line = 'New-SoraForwardingFilter sora $rule -Action block'; Plan = 'Create channel filter default in channel sora on sim: block audio from everybody but client teacher' }
            @{ Line = 'New-SoraForwardingFilter sora $audio, $video -Action allow -Name q -Priority 1'; Plan = 'Create channel filter q in channel sora on sim: allow audio from everybody; or video from everybody' }
            @{ Line = 'New-SoraForwardingFilter sora (New-SoraForwardingRule client_id -In (1..7))'; Plan = "Create channel filter default in channel sora on sim: Sora's default action for audio and video from client 1, 2, 3, 4, 5 and 2 more" }
            @{ Line = 'New-SoraForwardingFilter sora (New-SoraForwardingRule client_id -In ''x; or all'')'; Plan = "Create channel filter default in channel sora on sim: Sora's default action for audio and video from client 'x; or all'" }
            @{ Line = 'New-SoraForwardingFilter sora (New-SoraForwardingRule kind -NotIn audio | New-SoraForwardingRule connection_id -NotIn T1) -Action block -ConnectionId A1'; Plan = 'Create filter default of connection A1 in channel sora on sim: block everything but audio from everybody but connection T1' }
            @{ Line = 'Get-SoraConnection -ConnectionId A1 | Select-Object -First 1 | Set-SoraForwardingFilter -Rule $video -Action block'; Plan = 'Change filter default of connection A1 (client anna, recvonly, *) in channel sora on sim: block video from everybody' }
            @{ Line = 'Remove-SoraForwardingFilter sora -Name q'; Plan = 'Remove channel filter q from channel sora on sim' }
        ) {
            Get-Plan ([scriptblock]::Create("$Line -WhatIf")) | Should -BeLike $Plan
        }

        It 'spell what strangers chose: <Name>' -ForEach @(& (Join-Path $PSScriptRoot 'UntrustedTexts.ps1') | Where-Object { $_.Text.Length -lt 200 }) {
            $evil = New-SoraForwardingRule client_id -In $Text
            "$evil" | Should -Not -Match $Raw
            Get-HostText { New-SoraForwardingFilter sora $evil -Name $Text -Priority 1 -WhatIf } | Should -Not -Match $Raw
            $null = New-SoraForwardingFilter sora $evil -Name $Text -Priority 1 -Action block
            $shown = Get-SoraForwardingFilter sora | Format-Table | Out-String -Width 500
            $shown | Should -Not -Match $Raw
            $shown | Should -Match 'block'
            (Get-SoraForwardingFilter sora).rules[0][0].values | Should -BeExactly $Text
        }

        It 'take rules in every form: <Form>' -ForEach @(
            @{ Form = 'objects'; Given = { $rule, $video } }
            @{ Form = 'hashtables'; Given = { @(@{ field = 'kind'; operator = 'is_in'; values = 'audio' }, @{ Field = 'client_id'; Operator = 'IS_NOT_IN'; Values = @('teacher') }), @(, @{ field = 'kind'; operator = 'is_in'; values = 'video' }) } }
            @{ Form = 'JSON text'; Given = { '[[{"field":"kind","operator":"is_in","values":["audio"]},{"field":"client_id","operator":"is_not_in","values":["teacher"]}],[{"field":"kind","operator":"is_in","values":["video"]}]]' } }
            @{ Form = 'objects from JSON'; Given = { $rule, $video | ConvertTo-Json | ConvertFrom-Json } }
            @{ Form = 'objects from CLIXML'; Given = { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize(@($rule, $video))) } }
        ) {
            $null = New-SoraForwardingFilter sora (& $Given)
            Test-SameJson (Get-Sent CreateChannelForwardingFilter) '{"channel_id":"sora","rules":[[{"field":"kind","operator":"is_in","values":["audio"]},{"field":"client_id","operator":"is_not_in","values":["teacher"]}],[{"field":"kind","operator":"is_in","values":["video"]}]]}' | Should -BeTrue
        }

        It 'refuse rules that mean nothing, everything or two things: <_>' -ForEach @(
            '@{ field = "role"; operator = "is_in"; values = "sendonly" }', '@{ field = "kind"; operator = "is"; values = "audio" }', '@{ field = "kind"; operator = "is_in" }', '@{ field = "kind"; operator = "is_in"; values = @() }'
            '@{ field = "client_id"; operator = "is_in"; values = $null }', '@{ field = "client_id"; operator = "is_in"; values = "a", $null }', '@{ field = "client_id"; operator = "is_in"; values = "a"; more = 1 }', '@{ field = "kind"; operator = "is_in"; values = "colour" }'
            "'[]'", "'[[]]'", "'{}'", "'audio'", '5', '@{}', '$null', '@()', '$rule, $null'
            '(@{ field = "kind"; operator = "is_in"; values = "audio" }, @{ field = "kind"; operator = "is_in"; values = "video" })'
            "'[{""field"":""kind"",""operator"":""is_in"",""values"":[""audio""]},{""field"":""client_id"",""operator"":""is_in"",""values"":[""a""]}]'"
            '$rule, @{ field = "kind"; operator = "is_in"; values = "audio" }'
        ) {
            Get-FailureId ([scriptblock]::Create("New-SoraForwardingFilter sora -Action block -Rule $_")) | Should -Match '^(SoraInvalidArgument|ParameterArgument)'
            $server.Requests.Count | Should -Be 0
        }

        It 'refuse a date among the ids of a rule, as of which the id is lost: <_>' -ForEach '[datetime]::new(2026, 1, 2)', '[DateTimeOffset]::Now' {
            $date = & ([scriptblock]::Create($_))
            Get-FailureId { New-SoraForwardingFilter sora -Rule @{ field = 'client_id'; operator = 'is_in'; values = 'a', $date } } | Should -BeExactly 'SoraInvalidArgument'
            $record = [pscustomobject]@{ channel_id = 'sora'; rules = , @(, [pscustomobject]@{ field = 'client_id'; operator = 'is_in'; values = @($date) }) }
            Get-FailureId { $record | Set-SoraForwardingFilter } | Should -BeExactly 'SoraInvalidArgument'
            $server.Requests.Count | Should -Be 0
        }

        It 'take name and priority together, or neither: <_>' -ForEach 'New-SoraForwardingFilter sora $rule -Name q', 'Set-SoraForwardingFilter sora $rule -Priority 5', 'New-SoraForwardingFilter sora', 'Set-SoraForwardingFilter sora -Action allow' {
            Get-FailureId ([scriptblock]::Create($_)) | Should -BeExactly 'SoraInvalidArgument'
            $server.Requests.Count | Should -Be 0
        }

        It 'take nothing of a filter from what is none: <_>' -ForEach 'Get-SoraServer sim | New-SoraForwardingFilter sora', 'Get-SoraServer sim | Select-Object *, @{ n = "ChannelId"; e = { "sora" } } | New-SoraForwardingFilter', 'Get-SoraSession | New-SoraForwardingFilter', '[pscustomobject]@{ ChannelId = "sora"; Version = "1"; Priority = 3; Action = "allow"; Metadata = 5 } | New-SoraForwardingFilter' {
            $null = & ([scriptblock]::Create("$_ -Rule `$audio"))
            Test-SameJson (Get-Sent CreateChannelForwardingFilter) '{"channel_id":"sora","rules":[[{"field":"kind","operator":"is_in","values":["audio"]}]]}' | Should -BeTrue
        }

        It 'take the name of a row: <How>' -ForEach @(
            @{ How = 'chosen fields'; Row = { Get-SoraForwardingFilter sora | Select-Object channel_id, name | Where-Object name -EQ q } }
            @{ How = 'a new object'; Row = { [pscustomobject]@{ ChannelId = 'sora'; Name = 'q' } } }
            @{ How = 'a connection to which the user has added it'; Row = { Get-SoraConnection -ConnectionId T1 | Select-Object -First 1 -Property ChannelId, @{ n = 'Name'; e = { 'q' } } } }
            @{ How = 'CSV'; Row = { "ChannelId,Name`nsora,q" | ConvertFrom-Csv } }
            @{ How = 'a row with another server column'; Row = { [pscustomobject]@{ Server = 'sim'; channel_id = 'sora'; NAME = 'q' } } }
            @{ How = 'a copy of the target of an error'; Row = { Remove-SoraForwardingFilter sora -Name q -Server down -ErrorVariable failed -ErrorAction SilentlyContinue; $failed.TargetObject | Select-Object * -ExcludeProperty Server } }
            @{ How = 'the target of an error, from JSON'; Row = { Remove-SoraForwardingFilter sora -Name q -Server down -ErrorVariable failed -ErrorAction SilentlyContinue; $failed.TargetObject | Select-Object * -ExcludeProperty Server | ConvertTo-Json | ConvertFrom-Json } }
            @{ How = 'a copy of a result'; Row = { Set-SoraForwardingFilter sora $audio -Name q -Priority 5 | Select-Object ChannelId, Name, Change } }
        ) {
            $null = Register-SoraServer http://127.0.0.1:1 -Name down -MaximumRetryCount 0
            $null = New-SoraForwardingFilter sora $audio
            $null = New-SoraForwardingFilter sora $audio -Name q -Priority 5
            $row = & $Row
            $null = $row | Set-SoraForwardingFilter -Rule $video -Action block -Priority 6
            @(Get-Sent UpdateChannelForwardingFilter)[-1] | Should -Match '"name":"q","priority":6'
            $null = $row | Remove-SoraForwardingFilter
            Get-Sent DeleteChannelForwardingFilter | Should -BeExactly '{"channel_id":"sora","name":"q"}'
            $null = $row | New-SoraForwardingFilter -Rule $video -Action block -Priority 7
            @(Get-Sent CreateChannelForwardingFilter)[-1] | Should -Match '"name":"q","priority":7'
        }

        It 'refuse a row whose name has no value, unless the command line names the filter: <_>' -ForEach '$null', "''", '@()', '[DBNull]::Value', '(''a'' | Where-Object { $_ -eq ''zzz'' })' {
            $row = [pscustomobject]@{ ChannelId = 'sora'; Name = & ([scriptblock]::Create($_)) }
            foreach ($command in { $args | New-SoraForwardingFilter -Rule $audio }, { $args | Set-SoraForwardingFilter -Rule $audio }, { $args | Remove-SoraForwardingFilter }) {
                $failed = $null
                & $command $row 2>&1 | Tee-Object -Variable failed | Should -HaveCount 1
                $failed.FullyQualifiedErrorId | Should -BeLike 'SoraInvalidArgument,*'
                # And not when it is tried again.
                & $command $failed.TargetObject 2>&1 | ForEach-Object FullyQualifiedErrorId | Should -BeLike 'SoraInvalidArgument,*'
            }
            $server.Requests.Count | Should -Be 0
            $null = $row | Remove-SoraForwardingFilter -Name q -ErrorAction SilentlyContinue
            Get-Sent DeleteChannelForwardingFilter | Should -BeExactly '{"channel_id":"sora","name":"q"}'
        }

        It 'never take the channel''s filter for that of a connection that a record leaves empty: <_>' -ForEach '$null', "''", '@()', "@('')" {
            $record = [pscustomobject]@{ channel_id = 'sora'; connection_id = & ([scriptblock]::Create($_)); rules = , @(, @{ field = 'kind'; operator = 'is_in'; values = 'audio' }) }
            foreach ($command in 'New-SoraForwardingFilter', 'Set-SoraForwardingFilter', 'Remove-SoraForwardingFilter') {
                $failed = $null
                $record | & $command -ErrorVariable failed -ErrorAction SilentlyContinue
                $failed.FullyQualifiedErrorId | Should -BeLike 'SoraInvalidArgument,*'
                # And not when it is tried again.
                $failed.TargetObject | & $command -ErrorVariable again -ErrorAction SilentlyContinue
                $again | Should -HaveCount 1
            }
            $server.Requests.Count | Should -Be 0
        }

        It 'nor if the record is no filter: <_>' -ForEach '$null', "''", '@()', '[DBNull]::Value', '$found' {
            $found = 'a' | Where-Object { $_ -eq 'zzz' }
            $session = Get-SoraSession | Select-Object -First 1 -Property *, @{ n = 'ConnectionId'; e = { 'x' } }
            foreach ($line in "[pscustomobject]@{ ChannelId = 'sora'; ConnectionId = $_ }", "[pscustomobject]@{ channel_id = 'sora'; connection_id = $_; name = 'q' }", "`$session.ConnectionId = $_; `$session") {
                $record = . ([scriptblock]::Create($line))
                foreach ($command in { $args | New-SoraForwardingFilter -Rule $audio -Name q -Priority 1 }, { $args | Set-SoraForwardingFilter -Rule $audio -Name q -Priority 1 }, { $args | Remove-SoraForwardingFilter }, { $args | Remove-SoraForwardingFilter -ChannelId sora }) {
                    & $command $record 2>&1 | ForEach-Object FullyQualifiedErrorId | Should -BeLike 'SoraInvalidArgument,*'
                }
            }
            Get-Sent *ForwardingFilter | Should -BeNullOrEmpty
        }

        It 'go on with the result of a change: <How>' -ForEach @{ How = 'itself' }, @{ How = 'CLIXML' } {
            $made = New-SoraForwardingFilter sora $rule -Name q -Priority 1
            if ($How -ne 'itself') { $made = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($made)) }
            $removed = $made | Remove-SoraForwardingFilter
            "$($removed.Change) $removed" | Should -BeExactly 'Deleted sora/q'
            Get-Sent DeleteChannelForwardingFilter | Should -BeExactly '{"channel_id":"sora","name":"q"}'
        }

        It 'read, change and write back a filter, with all that is not changed: <How>' -ForEach @{ How = 'the objects' }, @{ How = 'JSON' }, @{ How = 'CLIXML' } {
            $null = New-SoraForwardingFilter sora $rule -Action block -Name q -Priority 7 -Version 1 -Metadata @{ by = 'op' } -ConnectionId A1
            $read = Get-SoraForwardingFilter sora
            $read = switch ($How) { 'JSON' { $read | ConvertTo-Json -Depth 6 | ConvertFrom-Json } 'CLIXML' { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($read, 6)) } default { $read } }
            $null = $read | Set-SoraForwardingFilter -Action allow
            Test-SameJson (Get-Sent UpdateConnectionForwardingFilter) '{"channel_id":"sora","connection_id":"A1","rules":[[{"field":"kind","operator":"is_in","values":["audio"]},{"field":"client_id","operator":"is_not_in","values":["teacher"]}]],"action":"allow","name":"q","priority":7,"version":"1","metadata":{"by":"op"}}' | Should -BeTrue
        }

        It 'refuse a record whose values are of another kind: <Key>' -ForEach @{ Key = 'priority'; Value = 'high' }, @{ Key = 'name'; Value = @{ a = 1 } }, @{ Key = 'rules'; Value = 'System.Object[]' } {
            $record = [pscustomobject]@{ channel_id = 'sora'; name = 'q'; priority = 1; rules = , @(, @{ field = 'kind'; operator = 'is_in'; values = 'audio' }) }
            $record.$Key = $Value
            Get-FailureId { $record | Set-SoraForwardingFilter } | Should -BeExactly 'SoraInvalidArgument'
            $server.Requests.Count | Should -Be 0
        }

        It 'remove every filter of a list by its name and connection' {
            $null = New-SoraForwardingFilter sora $rule
            $null = New-SoraForwardingFilter sora $audio -Name q -Priority 5
            $null = New-SoraForwardingFilter sora $video -Name q -Priority 5 -ConnectionId A1
            Get-SoraForwardingFilter sora | Remove-SoraForwardingFilter | Should -HaveCount 3
            Get-SoraForwardingFilter sora | Should -BeNullOrEmpty
        }

        It 'remove a filter by its name, whatever its other values are: <How>' -ForEach @(
            @{ How = 'rules on another field'; Filter = { [pscustomobject]@{ channel_id = 'sora'; name = 'q'; rules = , @(, @{ field = 'role'; operator = 'is_in'; values = 'sendonly' }) } } }
            @{ How = 'no rules'; Filter = { [pscustomobject]@{ channel_id = 'sora'; name = 'q'; rules = @() } } }
            @{ How = 'a priority that is text'; Filter = { [pscustomobject]@{ channel_id = 'sora'; name = 'q'; priority = '5'; action = 1.5; version = $true } } }
            @{ How = 'a CSV file'; Filter = { [pscustomobject]@{ channel_id = 'sora'; name = 'q'; rules = 1, 2; metadata = @{ a = 1 } } | ConvertTo-Csv | ConvertFrom-Csv } }
        ) {
            $null = & $Filter | Remove-SoraForwardingFilter -ErrorAction SilentlyContinue
            Get-Sent DeleteChannelForwardingFilter | Should -BeExactly '{"channel_id":"sora","name":"q"}'
        }

        It 'name the filter that cannot be written back, in the plan and in the target of the error' {
            $record = [pscustomobject]@{ channel_id = 'sora'; connection_id = ''; name = 'q'; rules = @() }
            $failed = $null
            $record | Set-SoraForwardingFilter -ErrorVariable failed -ErrorAction SilentlyContinue
            $failed.TargetObject.Name | Should -BeExactly 'q'
            $failed.ErrorDetails.Message | Should -Match "filter q of connection '' in channel sora"
        }

        It 'copy filters to another channel' {
            $server.Add([Text.Encoding]::UTF8.GetBytes('{"channel_id":"other"}'))
            $null = New-SoraForwardingFilter sora $rule -Action block
            $null = Get-SoraForwardingFilter sora | New-SoraForwardingFilter -ChannelId other
            (Get-SoraForwardingFilter other).rules[0].Count | Should -Be 2
        }

        It 'with -PassThru add what the list says, and only then ask for it' {
            (New-SoraForwardingFilter sora $audio -Action allow).Rules | Should -BeNullOrEmpty
            Get-Sent ListForwardingFilters | Should -BeNullOrEmpty
            $now = Set-SoraForwardingFilter sora $rule -Action block -PassThru
            $now.Action, $now.Priority, $now.Rules[0][1].values | Should -Be 'block', 32767, 'teacher'
            @(Get-Sent ListForwardingFilters) | Should -HaveCount 1
        }

        It 'with -PassThru read the filter of that name only: <Name>' -ForEach @(
            @{ Name = $null; Version = 'of default' }
            @{ Name = 'q'; Version = 'of q' }
            @{ Name = 'r'; Version = $null }
        ) {
            $list = '[{"version":"of default","action":"allow"},{"name":5,"version":"of 5"},{"name":"q","version":"of q","connection_id":7},{"name":"q","version":"of q"},{"name":"q","connection_id":"A1","version":"of A1"}]'
            $raw = Open-RawServer ((ConvertTo-Answer '{}'), (ConvertTo-Answer $list))
            try {
                $how = if ($Name) { @{ Name = $Name; Priority = 1 } } else { @{} }
                (New-SoraForwardingFilter sora $audio -PassThru -Server raw @how).Version | Should -BeExactly $Version
            }
            finally { $raw.Dispose() }
        }

        It 'keep the result of a change whose list fails' {
            $server.Fail([SoraPS.SoraSimulatorFault] @{ Target = 'ListForwardingFilters'; StatusCode = 500 })
            (New-SoraForwardingFilter sora $audio -PassThru).Change | Should -BeExactly 'Created'
        }

        It 'keep every field of an answer, whatever it is: <_>' -ForEach '{"filter":{"a":1}}', '[1]', '"ok"', '{"channel_id":5}' {
            $raw = [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-Answer $_))
            try {
                $result = New-SoraForwardingFilter sora $audio -Server $raw.Uri.AbsoluteUri
                $result.ChannelId | Should -BeExactly 'sora'
                $result.GetUnknownFields().Count | Should -Be 1
            }
            finally { $raw.Dispose() }
        }
    }

    Context 'Get-SoraForwardingFilter' {
        It 'sends only what was asked for' {
            $null = Get-SoraForwardingFilter sora
            $null = Get-SoraForwardingFilter sora -Blocked
            $null = Get-SoraForwardingFilter sora -Blocked:$false
            Get-SoraConnection | Get-SoraForwardingFilter | Should -BeNullOrEmpty
            Get-Sent ListForwardingFilters | Should -BeExactly '{"channel_id":"sora"}', '{"channel_id":"sora","blocked":true}', '{"channel_id":"sora","blocked":false}', '{"channel_id":"sora"}'
        }

        It 'says what each filter does, and to whom' {
            $null = New-SoraForwardingFilter sora $rule -Action block
            $null = New-SoraForwardingFilter sora $video -Action allow -Name q -Priority 40000 -ConnectionId A1
            $lines = (Get-SoraForwardingFilter sora | Out-String -Width 120) -split '\r?\n' -match '\S' | ForEach-Object { $_.Trim() -replace ' +', ' ' }
            $lines | Select-Object -Skip 2 | Should -BeExactly 'sora q 40000 to A1: allow video from everybody', 'sora default 32767 block audio from everybody but client teacher'
            @(Get-SoraForwardingFilter sora -Blocked).name | Should -BeExactly 'default'
        }

        It 'writes every field that it is sent, and the channel where it is missing: <Answer>' -ForEach @(
            @{ Answer = '[{"name":"a","rules":"none"},{"x":1}]'; Names = 'name rules channel_id', 'x channel_id' }
            @{ Answer = '{"filters":[]}'; Names = @('filters channel_id') }
            @{ Answer = '[]'; Names = @() }
        ) {
            $raw = Open-RawServer (ConvertTo-Answer $Answer)
            try {
                $found = @(Get-SoraForwardingFilter sora -Server raw)
                @($found | ForEach-Object { $_.psobject.Properties.Name -join ' ' }) | Should -Be $Names
                $found | Out-String | Should -Not -Match 'Exception'
            }
            finally { $raw.Dispose() }
        }

        It 'names the channel in the error: <_>' -ForEach 'Get-SoraForwardingFilter', 'Get-SoraAudioStreamingPush' {
            $server.Fail([SoraPS.SoraSimulatorFault] @{ ErrorType = 'Nope'; Times = 1 })
            & $_ sora, other -ErrorVariable failed -ErrorAction SilentlyContinue
            $failed.FullyQualifiedErrorId | Should -BeLike 'SoraApiError,*'
            $failed.TargetObject.ChannelId | Should -BeIn 'sora', 'other'
            @($failed.TargetObject | & $_ -AsCurl) | Should -HaveCount 1
        }
    }

    Context 'The filters of a simulator' {
        It 'have a name once, of the channel and of each connection' {
            $null = New-SoraForwardingFilter sora $audio
            $null = New-SoraForwardingFilter sora $audio -ConnectionId A1, T1
            foreach ($again in { New-SoraForwardingFilter sora $video }, { New-SoraForwardingFilter sora $video -ConnectionId A1 }) { Get-FailureId $again | Should -BeExactly 'SoraApiError' }
            Get-SoraForwardingFilter sora | Should -HaveCount 3
        }

        It 'are changed with the right version only' {
            $null = New-SoraForwardingFilter sora $audio -Version 1 -Action block
            Get-FailureId { Set-SoraForwardingFilter sora $audio -Version 2 -Action allow } | Should -BeExactly 'SoraApiError'
            (Get-SoraForwardingFilter sora).action | Should -BeExactly 'block'
            $null = Set-SoraForwardingFilter sora $audio -Version 1 -Action allow
            (Get-SoraForwardingFilter sora).action | Should -BeExactly 'allow'
        }

        It 'end with their connection, and with the session' {
            $null = New-SoraForwardingFilter sora $audio
            $null = New-SoraForwardingFilter sora $audio -ConnectionId A1
            $null = Disconnect-SoraConnection sora A1
            Get-SoraForwardingFilter sora | Should -HaveCount 1
            $null = Stop-SoraSession sora -Confirm:$false
            $server.Add([Text.Encoding]::UTF8.GetBytes('{"channel_id":"sora"}'))
            Get-SoraForwardingFilter sora | Should -BeNullOrEmpty
        }

        It 'refuse what does not exist, or do nothing without -RefuseUnknownId' {
            $tolerant = Start-SoraSimulator -Connection $people
            try {
                foreach ($change in { New-SoraForwardingFilter nobody $audio @args }, { New-SoraForwardingFilter sora $audio -ConnectionId X @args }, { Set-SoraForwardingFilter sora $audio @args }, { Remove-SoraForwardingFilter sora @args }) {
                    & $change -Server $tolerant | Should -HaveCount 1
                    Get-FailureId $change | Should -BeExactly 'SoraApiError'
                }
                Get-SoraForwardingFilter sora -Server $tolerant | Should -BeNullOrEmpty
            }
            finally { Stop-SoraSimulator $tolerant }
        }

        It 'are in Sora from 2023.1 on, audio streaming from 2022.2' {
            $old = Start-SoraSimulator -Connection $people -Generation 2022
            try {
                foreach ($later in { Get-SoraForwardingFilter sora -Server $old }, { New-SoraForwardingFilter sora $audio -Server $old }, { Get-SoraAudioStreamingPush sora -Server $old }) { Get-FailureId $later | Should -BeExactly 'SoraOperationNotSupported' }
                (Start-SoraAudioStreaming sora -Server $old).Streaming | Should -BeTrue
            }
            finally { Stop-SoraSimulator $old }
        }
    }
}
