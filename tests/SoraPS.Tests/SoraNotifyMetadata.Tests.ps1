[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Signalling notify metadata' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        function Open-Channel([hashtable] $With = @{}) {
            $simulator = Start-SoraSimulator @With -Connection @(
                @{ channel_id = 'sora'; client_id = 'anna'; connection_id = 'A1'; bundle_id = 'B1' }
                @{ channel_id = 'sora'; client_id = 'bob'; connection_id = 'B2' }
                @{ channel_id = 'other'; client_id = 'carl'; connection_id = 'C3' }
            )
            $null = Register-SoraServer $simulator.Uri -Name here -MaximumRetryCount 0
            $simulator
        }
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    Context 'Get-SoraNotifyMetadata' {
        It 'reads the documented list' {
            $server = Open-RawServer (ConvertTo-Answer (Get-Content (Join-Path $root 'tests/data/fixtures/ListSignalingNotifyMetadata.json') -Raw))
            $found = Get-SoraNotifyMetadata sora
            "$found" | Should -BeExactly 'sora/T3V33JGXVEMDPEYFSEF0AZ6WK3/T3V33JGXVEMDPEYFSEF0AZ6WK3'
            $found.BundleId | Should -BeExactly 'T3V33JGXVEMDPEYFSEF0AZ6WK3'
            $found.Metadata.abc | Should -Be 10
            $found.Server | Should -BeExactly 'raw'
            $server.Requests[0].Target | Should -BeExactly 'Sora_20201124.ListSignalingNotifyMetadata'
            Test-SameJson $server.Requests[0].Body '{"channel_id":"sora"}' | Should -BeTrue
        }

        It 'shows the metadata in the table, also after a file' {
            $server = Open-RawServer (ConvertTo-Answer '[{"channel_id":"sora","client_id":"c","connection_id":"A1","metadata":{"hand":{"raised":true}}}]')
            $found = Get-SoraNotifyMetadata sora
            foreach ($shown in $found, [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($found, 4))) {
                ($shown | Out-String -Width 120) -replace '\s' | Should -Match ([regex]::Escape('{"hand":{"raised":true}}'))
            }
        }

        It 'takes any JSON for the metadata of one connection: <Json>' -ForEach @(
            @{ Json = '{"a":[1,2]}'; Back = '{"a":[1,2]}' }
            @{ Json = '[1,2]'; Back = '[1,2]' }
            @{ Json = '"text"'; Back = '"text"' }
            @{ Json = '5'; Back = '5' }
            @{ Json = 'false'; Back = 'false' }
            @{ Json = 'null'; Back = 'null' }
        ) {
            $server = Open-RawServer (ConvertTo-Answer $Json)
            $found = @(Get-SoraNotifyMetadata sora A1)
            $found | Should -HaveCount 1
            $found.ConnectionId | Should -BeExactly 'A1'
            ConvertTo-Json $found[0].Metadata -Compress | Should -BeExactly $Back
            $server.Requests[0].Target | Should -BeExactly 'Sora_20201124.GetSignalingNotifyMetadata'
        }

        It 'takes no answer at all for an error' {
            $server = Open-RawServer ([SoraPS.TestServers.RawServer]::Head(200, [string[]] 'content-length: 0'))
            Get-FailureId { Get-SoraNotifyMetadata sora A1 } | Should -BeExactly 'SoraInvalidResponse'
        }

        It 'asks for what records name, once: <Text>' -ForEach @(
            @{ Text = 'connections'; Records = { Get-SoraConnection sora; Get-SoraConnection sora }; Targets = 'GetSignalingNotifyMetadata GetSignalingNotifyMetadata' }
            @{ Text = 'channels'; Records = { Get-SoraChannel; Get-SoraChannel }; Targets = 'ListSignalingNotifyMetadata ListSignalingNotifyMetadata' }
            @{ Text = 'names of channels'; Records = { 'sora', 'other', 'sora' }; Targets = 'ListSignalingNotifyMetadata ListSignalingNotifyMetadata' }
        ) {
            $server = Open-Channel
            $records = & $Records
            $server.ClearRequests()
            $null = $records | Get-SoraNotifyMetadata
            $server.Requests.Target -replace '.*\.' -join ' ' | Should -BeExactly $Targets
        }

        It 'never lists a channel for a record with an empty connection' {
            $server = Open-Channel
            foreach ($empty in $null, '', @()) {
                Get-FailureId { [pscustomobject]@{ channel_id = 'sora'; connection_id = $empty } | Get-SoraNotifyMetadata } | Should -Not -BeNullOrEmpty
                Get-FailureId { Get-SoraNotifyMetadata sora $empty } | Should -Not -BeNullOrEmpty
            }
            $server.Requests | Should -BeNullOrEmpty
        }

        It 'goes on after a channel that fails, whose error can be piped again' {
            $server = Open-Channel
            $server.Fail(@{ ErrorType = 'BUSY'; When = @{ channel_id = 'sora' } })
            $found = 'sora', 'other' | Get-SoraNotifyMetadata -ErrorVariable failed -ErrorAction SilentlyContinue
            $found.ConnectionId | Should -BeExactly 'C3'
            $failed.FullyQualifiedErrorId | Should -BeExactly 'SoraApiError,SoraPS.Commands.GetSoraNotifyMetadataCommand'
            $server.ClearFaults()
            ($failed.TargetObject | Get-SoraNotifyMetadata).ConnectionId -join ' ' | Should -BeExactly 'A1 B2'
        }
    }

    Context 'Set-SoraNotifyMetadata' {
        It 'sends any value of a member: <Text>' -ForEach @(
            @{ Text = 'text'; Value = 'up'; Json = '"up"' }
            @{ Text = 'text that is JSON'; Value = '{"a":1}'; Json = '"{\"a\":1}"' }
            @{ Text = 'the text null'; Value = 'null'; Json = '"null"' }
            @{ Text = 'a number'; Value = 5; Json = '5' }
            @{ Text = 'zero'; Value = 0; Json = '0' }
            @{ Text = 'false'; Value = $false; Json = 'false' }
            @{ Text = 'a list'; Value = @('a', '5'); Json = '["a","5"]' }
            @{ Text = 'an object'; Value = @{ a = $null }; Json = '{"a":null}' }
            @{ Text = 'an empty object'; Value = @{}; Json = '{}' }
        ) {
            $server = Open-RawServer (ConvertTo-Answer '{}')
            $null = Set-SoraNotifyMetadata sora A1 -Key hand -Value $Value
            $server.Requests[0].Target | Should -BeExactly 'Sora_20201124.PutSignalingNotifyMetadataItem'
            $server.Requests[0].Body | Should -BeExactly "{`"channel_id`":`"sora`",`"connection_id`":`"A1`",`"key`":`"hand`",`"value`":$Json}"
        }

        It 'sends any metadata: <Text>' -ForEach @(
            @{ Text = 'an object'; Value = @{ a = 1 }; Json = '{"a":1}' }
            @{ Text = 'JSON text'; Value = '{"a":1}'; Json = '{"a":1}' }
            @{ Text = 'null as JSON text'; Value = 'null'; Json = 'null' }
            @{ Text = 'a text as JSON text'; Value = '"up"'; Json = '"up"' }
            @{ Text = 'false'; Value = $false; Json = 'false' }
            @{ Text = 'a number'; Value = 5; Json = '5' }
        ) {
            $server = Open-RawServer (ConvertTo-Answer '{}')
            $null = Set-SoraNotifyMetadata sora A1 $Value
            $server.Requests[0].Target | Should -BeExactly 'Sora_20201124.PutSignalingNotifyMetadata'
            $server.Requests[0].Body | Should -BeExactly "{`"channel_id`":`"sora`",`"connection_id`":`"A1`",`"metadata`":$Json}"
        }

        It 'needs consent for what a variable without a value is: <Code>' -ForEach @(
            @{ Code = '$null'; Empty = $null; OfValue = 'null'; OfMetadata = 'null' }
            @{ Code = "''"; Empty = ''; OfValue = '""'; OfMetadata = $null } # text that must contain JSON
            @{ Code = '@()'; Empty = @(); OfValue = '[]'; OfMetadata = '[]' }
        ) {
            $server = Open-RawServer (ConvertTo-Answer '{}')
            Get-FailureId { Set-SoraNotifyMetadata sora A1 $Empty } | Should -BeExactly 'SoraInvalidArgument'
            Get-FailureId { Set-SoraNotifyMetadata sora A1 -Key hand -Value $Empty } | Should -BeExactly 'SoraInvalidArgument'
            $server.Requests.Count | Should -Be 0
            $null = Set-SoraNotifyMetadata sora A1 -Key hand -Value $Empty -AllowEmpty
            $server.Requests[0].Body | Should -BeLike "*`"value`":$OfValue}".Replace('[', '`[')
            if ($OfMetadata) {
                $null = Set-SoraNotifyMetadata sora A1 $Empty -AllowEmpty
                $server.Requests[1].Body | Should -BeLike "*`"metadata`":$OfMetadata}".Replace('[', '`[')
            }
            else { Get-FailureId { Set-SoraNotifyMetadata sora A1 $Empty -AllowEmpty } | Should -BeExactly 'SoraInvalidArgument' }
        }

        It 'refuses <Text>' -ForEach @(
            @{ Text = 'text that is no JSON'; With = @{ Metadata = 'up' }; Id = 'SoraInvalidArgument' }
            @{ Text = 'what has no JSON'; With = @{ Key = 'a'; Value = (Get-Item $PSScriptRoot) }; Id = 'SoraInvalidArgument' }
            @{ Text = 'a key that is no text'; With = @{ Key = @{ a = 1 }; Value = 1 }; Id = 'ParameterArgumentTransformationError' }
            @{ Text = 'two keys'; With = @{ Key = 'a', 'b'; Value = 1 }; Id = 'ParameterArgumentTransformationError' }
            @{ Text = 'metadata and a key'; With = @{ Metadata = @{}; Key = 'a' }; Id = 'AmbiguousParameterSet' }
        ) {
            $server = Open-RawServer (ConvertTo-Answer '{}')
            Get-FailureId { Set-SoraNotifyMetadata sora A1 @With } | Should -BeExactly $Id
            $server.Requests.Count | Should -Be 0
        }

        It 'takes any answer for done, and the ids from the request: <_>' -ForEach '{"channel_id":"elsewhere","connection_id":"X"}', '[1]', 'null', '"x"', '{"key":"other"}' {
            $server = Open-RawServer (ConvertTo-Answer $_)
            $result = Set-SoraNotifyMetadata sora A1 -Key hand -Value 1
            "$result" | Should -BeExactly 'sora/A1 hand'
            ConvertTo-Json $result.Answer -Compress | Should -BeExactly $_
        }

        It 'says with -Verbose that the request is an inference, once' {
            $server = Open-RawServer (ConvertTo-Answer '{}')
            $lines = & { Set-SoraNotifyMetadata sora A1, B2 @{} -Verbose } 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }
            @($lines | Where-Object { "$_" -match 'PutSignalingNotifyMetadata: .*certainty D' }) | Should -HaveCount 1
            (Get-SoraOperation PutSignalingNotifyMetadata).Certainty | Should -BeExactly 'D/D'
        }
    }

    Context 'Remove-SoraNotifyMetadata' {
        It 'removes one member, or all of it' {
            $server = Open-Channel
            $null = Set-SoraNotifyMetadata sora A1 @{ a = 1; b = 2 }
            "$(Remove-SoraNotifyMetadata sora A1 -Key a)" | Should -BeExactly 'sora/A1 a'
            ConvertTo-Json (Get-SoraNotifyMetadata sora A1).Metadata -Compress | Should -BeExactly '{"b":2}'
            $null = Remove-SoraNotifyMetadata sora A1
            (Get-SoraNotifyMetadata sora A1).Metadata | Should -BeNullOrEmpty
            $server.Requests.Target -like '*Delete*' -replace '.*\.' | Should -Be 'DeleteSignalingNotifyMetadataItem', 'DeleteSignalingNotifyMetadata'
        }

        It 'never removes more than a record says: <Text>' -ForEach @(
            @{ Text = 'the result of a member'; Records = { Set-SoraNotifyMetadata sora A1 -Key a -Value 1 }; Target = 'DeleteSignalingNotifyMetadataItem' }
            @{ Text = 'the result of all metadata'; Records = { Set-SoraNotifyMetadata sora A1 @{ a = 1 } }; Target = 'DeleteSignalingNotifyMetadata' }
            @{ Text = 'a row with a key'; Records = { [pscustomobject]@{ channel_id = 'sora'; connection_id = 'A1'; key = 'a' } }; Target = 'DeleteSignalingNotifyMetadataItem' }
            @{ Text = 'a result that was in a file'; Records = { Set-SoraNotifyMetadata sora A1 -Key a -Value 1 | ConvertTo-Csv | ConvertFrom-Csv }; Target = 'DeleteSignalingNotifyMetadataItem' }
            @{ Text = 'a connection'; Records = { Get-SoraConnection sora -ClientId anna }; Target = 'DeleteSignalingNotifyMetadata' }
        ) {
            $server = Open-Channel
            $removed = & $Records | Remove-SoraNotifyMetadata
            $removed | Should -HaveCount 1
            $server.Requests[-1].Target | Should -BeLike "*.$Target"
        }

        It 'refuses an empty key of a row, also when the target of the error is piped again: <_>' -ForEach '$null', "''", "('a' | Where-Object { 0 })" {
            $server = Open-Channel
            $empty = [scriptblock]::Create("[pscustomobject]@{ channel_id = 'sora'; connection_id = 'A1'; key = $_ }")
            $rows = @(& $empty; [pscustomobject]@{ channel_id = 'sora'; connection_id = 'B2'; key = 'a' })
            $removed = $rows | Remove-SoraNotifyMetadata -ErrorVariable failed -ErrorAction SilentlyContinue
            $removed.ConnectionId | Should -BeExactly 'B2'
            $failed.FullyQualifiedErrorId | Should -BeLike 'SoraInvalidArgument,*'
            $failed.TargetObject | Remove-SoraNotifyMetadata -ErrorVariable again -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $again.FullyQualifiedErrorId | Should -BeLike 'SoraInvalidArgument,*'
            $failed.TargetObject | ConvertTo-Csv | ConvertFrom-Csv | Remove-SoraNotifyMetadata -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $server.Requests.Target | Should -BeLike '*Item'
        }

        It 'tries again with the key, after an error' {
            $server = Open-Channel
            $server.Fail(@{ ErrorType = 'BUSY'; Times = 1 })
            $null = Remove-SoraNotifyMetadata sora A1 -Key a -ErrorVariable failed -ErrorAction SilentlyContinue
            $null = $failed.TargetObject | Remove-SoraNotifyMetadata
            $server.Requests.Body | Select-Object -Unique | Should -HaveCount 1
        }

        It 'refuses an empty key on the command line: <_>' -ForEach '$null', "''", '@()' {
            $server = Open-Channel
            Get-FailureId ([scriptblock]::Create("Remove-SoraNotifyMetadata sora A1 -Key $_")) | Should -Not -BeNullOrEmpty
            $server.Requests | Should -BeNullOrEmpty
        }
    }

    Context 'push' {
        It 'reaches every connection of the channel, as it is documented' {
            $server = Open-Channel
            $null = Set-SoraNotifyMetadata sora A1 -Key abc -Value efg -Push
            $server.Pushes.ConnectionId -join ' ' | Should -BeExactly 'A1 B2'
            $server.Pushes.ClientId -join ' ' | Should -BeExactly 'anna bob'
            $documented = (Get-Content (Join-Path $root 'tests/data/fixtures/PutSignalingNotifyMetadataItem.client-push.json') -Raw).Replace('T3V33JGXVEMDPEYFSEF0AZ6WK3', 'A1')
            Test-SameJson $server.Pushes[0].Message $documented | Should -BeTrue -Because $server.Pushes[0].Message
            $server.Pushes[0].Data.value | Should -BeExactly 'efg'
            $server.Requests[0].Json.push | Should -BeTrue
            $server.ClearPushes()
            $server.Pushes | Should -BeNullOrEmpty
        }

        It 'is sent by every change, if it is asked for: <Action>' -ForEach @(
            @{ Action = 'PutMetadata'; Change = { param($with) Set-SoraNotifyMetadata sora A1 @{ a = 1 } @with } }
            @{ Action = 'PutMetadataItem'; Change = { param($with) Set-SoraNotifyMetadata sora A1 -Key a -Value 1 @with } }
            @{ Action = 'DeleteMetadata'; Change = { param($with) Remove-SoraNotifyMetadata sora A1 @with } }
            @{ Action = 'DeleteMetadataItem'; Change = { param($with) Remove-SoraNotifyMetadata sora A1 -Key a @with } }
        ) {
            $server = Open-Channel
            $null = & $Change @{}
            $null = & $Change @{ Push = $false }
            $server.Pushes | Should -BeNullOrEmpty
            $server.Requests[0].Body | Should -Not -Match 'push'
            $server.Requests[1].Body | Should -Match '"push":false'
            $null = & $Change @{ Push = $true }
            $server.Pushes.Data.action | Select-Object -Unique | Should -BeExactly $Action
            Get-HostText { & $Change @{ Push = $true; WhatIf = $true } } | Should -Match 'push'
        }

        It 'is sent once for a connection, however many records name it' {
            $server = Open-Channel
            $twice = 1..2 | ForEach-Object { Get-SoraConnection sora -ClientId anna }
            $twice | Set-SoraNotifyMetadata -Key a -Value 1 -Push | Should -HaveCount 1
            $twice | Remove-SoraNotifyMetadata -Push | Should -HaveCount 1
            @($server.Pushes | Where-Object ConnectionId -EQ 'A1') | Should -HaveCount 2
        }

        It 'is never repeated: <_>' -ForEach 'Set', 'Remove' {
            $server = Open-RawServer (ConvertTo-Answer '{"error_type":"X"}' 503)
            $null = Register-SoraServer $server.Uri -Name raw -MaximumRetryCount 3 -RetryIntervalSec 0
            $null = Register-SoraServer http://127.0.0.1:1/ -Name nobody -MaximumRetryCount 3 -RetryIntervalSec 0
            $given = if ($_ -eq 'Set') { @{ Metadata = @{} } } else { @{} }
            Get-FailureId { & "$_-SoraNotifyMetadata" sora A1 -Server raw @given } | Should -BeExactly 'SoraApiError'
            $server.Requests.Count | Should -Be 1
            $lines = & { & "$_-SoraNotifyMetadata" sora A1 -Server nobody -Verbose -ErrorAction SilentlyContinue @given } 4>&1
            @($lines | Where-Object { "$_" -match 'NotifyMetadata nobody' }).Count | Should -Be 1
        }
    }

    It 'is kept for each connection while it is there' {
        $server = Open-Channel
        $null = Set-SoraNotifyMetadata sora A1 @{ a = 1 }
        $null = Set-SoraNotifyMetadata sora B2 5
        $null = Set-SoraNotifyMetadata sora B2 -Key b -Value 2
        $list = Get-SoraNotifyMetadata sora
        $list.Metadata | ForEach-Object { ConvertTo-Json $_ -Compress } | Should -Be '{"a":1}', '{"b":2}'
        $list.BundleId -join ' ' | Should -BeExactly 'B1 B2'
        (Get-SoraNotifyMetadata other).Metadata | Should -BeNullOrEmpty
        $server.Remove('A1')
        (Get-SoraNotifyMetadata sora).ConnectionId | Should -BeExactly 'B2'
    }

    It 'refuses a connection that is not there where that is asked for' {
        $server = Open-Channel @{ RefuseUnknownId = $true }
        foreach ($code in { Get-SoraNotifyMetadata sora X }, { Set-SoraNotifyMetadata sora X @{} -Push }, { Set-SoraNotifyMetadata sora X -Key a -Value 1 }, { Remove-SoraNotifyMetadata sora X }, { Remove-SoraNotifyMetadata sora X -Key a }) {
            Get-FailureId $code | Should -BeExactly 'SoraApiError'
        }
        $server.Pushes | Should -BeNullOrEmpty
    }
}
