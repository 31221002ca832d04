#requires -Version 7.4
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

BeforeDiscovery {
    $names = [regex]::Matches((Get-Content -LiteralPath (Join-Path $PSScriptRoot 'OutputTypes.ps1') -Raw), "(?m)^(?:    |\`$types\[)'(?<Name>[^']+)'\]? += @\(") | ForEach-Object { $_.Groups['Name'].Value }
    . (Join-Path $PSScriptRoot 'Changes.ps1')
    $names = @($names) + @(Get-Change | Where-Object { $_.Ids } | ForEach-Object { $_.Operations[-1].GetType().GenericTypeArguments[0].Name }) | Select-Object -Unique
    $commands = @('Get-SoraServer', 'Register-SoraServer', 'Start-SoraSimulator', 'Get-SoraOperation') + @(Get-SoraOperation | ForEach-Object { $_.Cmdlet }) | Select-Object -Unique |
        Where-Object { (Get-Command $_).OutputType.Name -notcontains 'System.Management.Automation.PSCustomObject' }
}

Describe 'Output types' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $outputTypes = & (Join-Path $PSScriptRoot 'OutputTypes.ps1')
    }

    AfterAll {
        Get-SoraServer | Unregister-SoraServer
        Remove-Item -LiteralPath (Join-Path ([IO.Path]::GetTempPath()) 'sora-matrix') -Recurse -ErrorAction Ignore
    }

    # What PowerShell's own commands make of our objects, and, in the same words, of its own.
    Context 'What PowerShell makes of <_>' -ForEach $names {
        BeforeAll {
            $wasRendering = $PSStyle.OutputRendering
            $PSStyle.OutputRendering = 'PlainText'
            $items = $outputTypes[$_]
            $isOwn = $_ -like '*PowerShell*'
            $isException = $items[0] -is [exception]

            # Names of properties that Get-Member finds: what all other commands must agree on.
            function Get-Name($Item) { @($Item | Get-Member -MemberType Properties).Name | Where-Object { $_ -notlike 'PS*' } | Sort-Object }
            function Get-Shown($Item) { @(($Item | Out-String -Width 200) -split '\r?\n' | Where-Object { $_.Trim() }) }
            $expected = Get-Name $items[0]
        }

        AfterAll { $PSStyle.OutputRendering = $wasRendering }

        It 'are twelve' { $items | Should -HaveCount 12 }

        It 'have texts that differ and tell something' {
            $texts = @($items | ForEach-Object { "$_" })
            @($texts | Sort-Object -Unique) | Should -HaveCount 12
            if (-not $isException) { foreach ($text in $texts) { $text | Should -Not -Match '^SoraPS\.|\n' } }
        }

        It 'are still twelve for Select-Object, Sort-Object, Get-Unique, Group-Object and Compare-Object' {
            # Custom objects are not compared by what they hold, here or elsewhere: as many are left as of the same ones from ConvertFrom-Json.
            $isCustom = $items[0].psobject.BaseObject -is [Management.Automation.PSCustomObject]
            $wanted = if ($isCustom) { $items | ConvertTo-Json -Depth 9 | ConvertFrom-Json } else { $items }
            foreach ($command in { $args[0] | Select-Object -Unique }, { $args[0] | Sort-Object -Unique }, { $args[0] | Get-Unique }, { $args[0] | Group-Object }) {
                $left = try { @(& $command $items).Count } catch { $_.FullyQualifiedErrorId }
                $left | Should -Be $(if ($isCustom) { try { @(& $command $wanted).Count } catch { $_.FullyQualifiedErrorId } } else { 12 }) -Because $command
            }
            @(Compare-Object $items[0..5] $items[6..11]).Count | Should -Be $(if ($isCustom) { @(Compare-Object $wanted[0..5] $wanted[6..11]).Count } else { 12 })
            @(Compare-Object $items[0..5] $items[3..8]).Count | Should -Be $(if ($isCustom) { @(Compare-Object $wanted[0..5] $wanted[3..8]).Count } else { 6 })
            @(Compare-Object $items $items) | Should -HaveCount 0
        }

        It 'have the same properties in Get-Member, Select-Object *, Format-List *, CSV and JSON' {
            $one = $items[0]
            ((($one | Select-Object *).psobject.Properties.Name | Where-Object { $_ -notlike 'PS*' } | Sort-Object) -join ' ') | Should -BeExactly ($expected -join ' ')
            ($one.psobject.Properties | Where-Object { $_.Name -notlike 'PS*' } | ForEach-Object Name | Sort-Object) -join ' ' | Should -BeExactly ($expected -join ' ')
            $listed = (($one | Format-List * -Force | Out-String -Width 1000) -split '\r?\n' | ForEach-Object { if ($_ -match '^([\w.]+) +:') { $Matches[1] } }) | Where-Object { $_ -notlike 'PS*' }
            @($expected | Where-Object { $_ -notin $listed }) | Should -BeNullOrEmpty
            $columns = ($one | ConvertTo-Csv)[0] -split ',' | ForEach-Object { $_.Trim('"') } | Where-Object { $_ -notlike 'PS*' }
            ($columns | Sort-Object) -join ' ' | Should -BeExactly ($expected -join ' ')
            $json = $one | ConvertTo-Json -Depth 1 -WarningAction SilentlyContinue | ConvertFrom-Json
            if (-not $isOwn -and -not $isException) { (($json.psobject.Properties.Name | Sort-Object) -join ' ') | Should -BeExactly ($expected -join ' ') }
        }

        It 'have no property but the type''s own, and the fields that nobody knew' {
            if ($isOwn -or $items[0].psobject.BaseObject -is [Management.Automation.PSCustomObject]) { return }
            $own = @($items[0].GetType().GetProperties() | Where-Object { -not $_.GetIndexParameters() }).Name
            $more = switch -Wildcard ($_) {
                '*more fields' { 'AdditionalProperties', 'another_field', 'future_field' }
                # The counters are the server's own.
                'SoraConnectionStats' { 'dtls', 'ice_connection_state', 'network_status', 'rtp', 'rtp_hdrext' }
                'SoraServerStats' { 'erlang_vm' }
                '*Stats, flat' { $expected -like '*.*' }
                '*Rate, sums' { 'dtls.total_sent_dtls' }
                # Its properties are the ids of the command.
                'SoraErrorTarget' { 'ChannelId', 'ConnectionId' }
            }
            $expected | Where-Object { $_ -notin $own } | Should -Be $more
        }

        It 'cost no level of JSON, and no warning of the depth' {
            # Two levels are the default: what lies in the object, and what lies in that.
            if ($isOwn -or $isException -or $_ -like 'SoraSimulator') { return }
            # Counters are nested by the server.
            if ($_ -in 'SoraConnectionStats', 'SoraRtcStats', 'SoraServerStats') { return }
            $null = $items[0] | ConvertTo-Json -WarningVariable warned -WarningAction SilentlyContinue
            $warned | Should -BeNullOrEmpty
            ($items[0] | ConvertTo-Json) | Should -Not -Match '"(Change|Role)": *\d|"AdditionalProperties": *(\[|null|\{ *\})'
        }

        It 'come back from CLIXML with the same properties, the same text, and nothing of ours' {
            $path = Join-Path $TestDrive 'items.xml'
            $items | Export-Clixml -LiteralPath $path
            $back = Import-Clixml -LiteralPath $path
            $back | Should -HaveCount 12
            ($back[0].psobject.Properties.Name | Where-Object { $_ -notlike 'PS*' -and $_ -in $expected }).Count | Should -Be $expected.Count
            if (-not $isOwn) { @($back[0].psobject.Properties.Name | Where-Object { $_ -notin $expected }) | Should -BeNullOrEmpty }
            "$($back[0])" | Should -BeExactly "$($items[0])"
            if ($_ -like 'SoraConnection*' -and $_ -notlike '*Stats*') { (Get-Item $path).Length / 12 | Should -BeLessThan 3KB }
        }

        It 'show as a table or a list that names each, by default and by <Format>' -ForEach @(
            @{ Format = 'default'; Show = { $args[0] } }
            @{ Format = 'Format-List'; Show = { $args[0] | Format-List } }
            @{ Format = 'Format-Table'; Show = { $args[0] | Format-Table } }
            @{ Format = 'Format-Custom'; Show = { $args[0] | Format-Custom } }
            @{ Format = 'Format-Wide'; Show = { $args[0] | Format-Wide -Column 1 } }
            @{ Format = 'Format-Table *'; Show = { $args[0] | Format-Table * } }
            @{ Format = 'Format-Custom *'; Show = { $args[0] | Format-Custom * -Depth 1 } }
        ) {
            # Format-Custom goes through all that an exception refers to, which takes seconds for each: one of them has its twelve lines, too.
            $shown = @(Get-Shown (& $Show $(if ($isException -and $Format -eq 'Format-Custom') { $items[0] } else { $items })))
            $shown.Count | Should -BeGreaterOrEqual 12
            if (-not $isException) { ($shown -join "`n") | Should -Not -MatchExactly '\bSafe(Properties|Name|Json|\w+Id)\b|PSStandardMembers|SoraPS\.Output' }
            if ($Format -eq 'Format-Table') { $shown[0] | Should -Match '\S +\S' }
        }

        It 'show as a short list after an object of another type' {
            $other = Get-Process -Id $PID
            $lines = @(Get-Shown (@($other) + $items[0..1]) | Select-Object -Skip (Get-Shown $other).Count)
            $hasOne = -not $isOwn -and -not $isException -and $items[0].psobject.BaseObject -isnot [Management.Automation.PSCustomObject]
            $set = if ($hasOne) { $items[0].PSStandardMembers.DefaultDisplayPropertySet.ReferencedPropertyNames }
            if ($hasOne) {
                $set | Should -Not -BeNullOrEmpty
                @($lines | ForEach-Object { if ($_ -match '^([\w.]+) +:') { $Matches[1] } } | Select-Object -First $set.Count) | Should -Be $set
            }
            # Exceptions and custom objects have none, and show all of their properties.
            $most = if ($set) { 14 } elseif ($isException) { 90 } else { 60 }
            $lines.Count | Should -BeGreaterThan 1
            $lines.Count | Should -BeLessOrEqual $most
            ($lines -join "`n") | Should -Not -MatchExactly '\bSafe(Properties|Name|Json|\w+Id)\b|Properties +:'
        }
    }

    Context 'What a Tab offers after <_> and a pipe' -ForEach $commands {
        It 'is what the types have, and what PowerShell offers for its own types' {
            $line = "$_ | Select-Object "
            $offered = (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText
            $engine = (TabExpansion2 'Get-Process | Select-Object ' 28).CompletionMatches.CompletionText -like 'PS*'
            $own = (Get-Command $_).OutputType | ForEach-Object { if ($_.Type) { $_.Type } else { $_.Name -as [type] } } | ForEach-Object { $_.GetProperties().Name }
            @($offered | Where-Object { $_ -notin $own -and $_ -notin $engine }) | Should -BeNullOrEmpty
            $offered.Count | Should -BeGreaterThan 1
        }
    }

    Context 'What a job brings back' {
        BeforeAll {
            $path = Join-Path $TestDrive 'types.ps1'
            Set-Content -LiteralPath $path "Import-Module '$modulePath'; `$types = & '$(Join-Path $PSScriptRoot 'OutputTypes.ps1')'; foreach (`$name in `$types.Keys) { `$types[`$name][0] }"
            $back = Start-Job -FilePath $path | Receive-Job -Wait -AutoRemoveJob
            $types = @($outputTypes.Keys)
        }

        It 'is one object for each, with the same properties and text' {
            $back | Should -HaveCount $types.Count
            foreach ($i in 0..($types.Count - 1)) {
                $name = $types[$i]
                $one = $outputTypes[$name][0]
                $wanted = $one.psobject.Properties.Name | Where-Object { $_ -notlike 'PS*' }
                foreach ($property in $wanted) { $back[$i].psobject.Properties.Name | Should -Contain $property -Because $name }
                if ($name -notlike '*Simulator*' -and $one -isnot [exception] -and $name -notlike '*itself' -and $name -notlike '*Invoke*') { "$($back[$i])" | Should -BeExactly "$one" -Because $name }
            }
        }

        It 'shows as the objects of this server do, where the module is loaded' {
            $screen = $back[0] | Out-String -Width 200
            $screen | Should -Match 'ChannelId +ConnectionId +Role +Age +ClientId'
            $screen | Should -Match 'room-n01 +CONNECTIONn01 '
            foreach ($i in 0..($types.Count - 1)) { ($back[$i] | Out-String -Width 200) | Should -Match "n01|127\.0\.0\.1|501|Sora_|\b$($outputTypes['SoraOperation'][0].Name)\b" -Because $types[$i] }
        }

        It 'shows as a plain list, where it is not' {
            # One list of one connection, so that not all types are made once more.
            $path = Join-Path $TestDrive 'list.ps1'
            Set-Content -LiteralPath $path "Import-Module '$modulePath'; `$simulator = Start-SoraSimulator -Connection @{ channel_id = 'room-n01' }; Get-SoraConnection -Server `$simulator.Uri; Stop-SoraSimulator `$simulator"
            $outside = [powershell]::Create()
            try {
                $lines = @($outside.AddScript('param($path) Start-Job -FilePath $path | Receive-Job -Wait -AutoRemoveJob | Select-Object -First 1 | Out-String').AddArgument($path).Invoke() -split '\r?\n' | Where-Object { $_.Trim() })
            }
            finally { $outside.Dispose() }
            # A line for each property, and those that a job adds.
            $most = @($outputTypes['SoraConnection'][0].psobject.Properties).Count + 3
            $lines.Count | Should -BeLessOrEqual $most
            $lines -match '^ChannelId +: room-n01$' | Should -HaveCount 1
        }
    }

    Context 'Records that come back' {
        BeforeAll {
            $simulator = Start-SoraSimulator -Connection @{ channel_id = 'sora'; client_id = 'anna'; connection_id = 'A7'; role = 'sendrecv' }
            $null = Register-SoraServer $simulator.Uri -Name first -Default -Force
            $connection = Get-SoraConnection
            $null = Register-SoraServer http://127.0.0.1:1/ -Name other -Default
        }

        AfterAll {
            Get-SoraServer | Unregister-SoraServer
            Stop-SoraSimulator $simulator
        }

        It 'are taken by the next command, which speaks to their server: <Way>' -ForEach @(
            @{ Way = 'JSON'; Through = { $args[0] | ConvertTo-Json | ConvertFrom-Json } }
            @{ Way = 'CSV'; Through = { $args[0] | ConvertTo-Csv | ConvertFrom-Csv } }
            @{ Way = 'CLIXML'; Through = { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($args[0])) } }
            @{ Way = 'a job'; Through = { $one = $args[0]; Start-Job { $using:one } | Receive-Job -Wait -AutoRemoveJob } }
            @{ Way = 'Select-Object *'; Through = { $args[0] | Select-Object * } }
            @{ Way = 'themselves'; Through = { $args[0] } }
            @{ Way = 'a list of their type'; Through = { foreach ($one in [SoraPS.SoraConnection[]] @($args[0])) { $one } } }
        ) {
            $simulator.ClearRequests()
            $result = & $Through $connection | Disconnect-SoraConnection
            $result.ConnectionId | Should -BeExactly 'A7'
            $result.Server | Should -BeExactly 'first'
            $simulator.Requests.Target | Should -Be 'Sora_20151104.DisconnectConnection'
        }
    }

    Context 'What a list in a server that does not know the module' {
        It 'puts into a table of another runspace is whole' {
            $items = $outputTypes['SoraConnection']
            $outside = [powershell]::Create()
            try { -join $outside.AddScript('param($items) $items | Out-String').AddArgument($items).Invoke() | Should -Match 'ClientId +: client-n12' }
            finally { $outside.Dispose() }
        }
    }
}
