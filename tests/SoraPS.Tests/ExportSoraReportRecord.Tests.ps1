[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseUsingScopeModifierInNewRunspaces', '', Justification = 'The variables belong to the script of the job.')]
param()

BeforeDiscovery {
    $untrusted = @(& (Join-Path $PSScriptRoot 'UntrustedTexts.ps1')) + @(
        foreach ($text in '<script>alert(1)</script>', '"><img src="x" onerror="alert(1)"/>', '</style><style>*{display:none}</style>', '{{Style}}', "' onmouseover='x") {
            @{ Name = $text; Text = $text; Raw = '<script|<img|</style><' }
        }
    )
}

Describe 'Export-SoraReport: the record of changes' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Report.Common.ps1') }
    AfterAll { Stop-SoraSimulator $simulator }
    BeforeEach {
        $folder = Enter-Folder
        $path = Join-Path $folder 'page.html'
    }
    AfterEach { Exit-Folder $folder }

    Context 'a run' {
        BeforeAll {
            # Three are cut, two cannot be, because their server does not answer, and the list is made after that.
            function Invoke-Run {
                $own = Start-SoraSimulator -Connection (1..6 | ForEach-Object { @{ channel_id = 'stage'; client_id = "c$_"; role = $roles[$_ % 3]; created_time = Get-Microsecond '01:00:00' } })
                try {
                    $null = Register-SoraServer $own.Uri -Name own
                    $null = Register-SoraServer ([SoraPS.TestServers.RawServer]::ClosedPort()) -Name osaka -MaximumRetryCount 0
                    $before = @(Get-SoraConnection -Server own)
                    $results = $before[0..2] | Disconnect-SoraConnection
                    Disconnect-SoraConnection osaka-1, osaka-2 LOST -Server osaka -ErrorVariable failed -ErrorAction SilentlyContinue
                    @{ Before = $before; Results = $results; Failed = $failed; Left = @(Get-SoraConnection -Server own) }
                }
                finally { Stop-SoraSimulator $own }
            }
        }

        It 'counts what was done, what failed and who is still there, and names them in this order' {
            $run = Invoke-Run
            & { $run.Results; $run.Failed; $run.Left } | Export-SoraReport $path
            $page = Read-Page
            Read-Fact $page total-done | Should -BeExactly '3'
            Read-Fact $page total-failed | Should -BeExactly '2'
            Read-Fact $page total-connections | Should -BeExactly '3'
            ($page.SelectNodes('//table') | ForEach-Object id) -join ' ' | Should -BeExactly 'changes failures connections'
            Read-Fact $page servers | Should -Match 'own.*osaka'

            $rows = @(Read-Table $page changes | Sort-Object { [array]::IndexOf($run.Before.ConnectionId, $_.Connection) })
            $rows.Connection | Should -Be $run.Before[0..2].ConnectionId
            $rows.Client | Should -Be $run.Before[0..2].ClientId
            $rows.Role | Should -Be $run.Before[0..2].Role
            $rows.Channel | Select-Object -Unique | Should -BeExactly 'stage'
            $rows.Server | Select-Object -Unique | Should -BeExactly 'own'
            $rows[0].'Connected since' | Should -BeExactly ($run.Before[0].CreatedAt.ToString('yyyy-MM-dd HH:mm:ss zzz', [cultureinfo]::InvariantCulture))
            $rows[0].'Connected for' | Should -Match '^1h \d\dm$'
            $rows[0].Time | Should -BeExactly ($run.Results[0].At.ToString('yyyy-MM-dd HH:mm:ss zzz', [cultureinfo]::InvariantCulture))

            $rows = @(Read-Table $page failures)
            $rows.Channel | Should -Be 'osaka-1', 'osaka-2'
            $rows.Connection | Should -Be 'LOST', 'LOST'
            $rows.Server | Should -Be 'osaka', 'osaka'
            $rows.Why | Should -Be $run.Failed.ErrorDetails.Message
            $rows.Error | Should -Be (, 'SoraConnectionFailed Disconnect-SoraConnection' * 2)
            (Read-Table $page connections).Connection | Sort-Object | Should -Be ($run.Left.ConnectionId | Sort-Object)
        }

        It 'cannot be read without the failures: they are said at the top, in red, with a way to them' {
            $run = Invoke-Run
            & { $run.Results; $run.Failed } | Export-SoraReport $path
            $page = Read-Page
            $page.SelectSingleNode('//dl[@class="totals"]/div[@class="alert"]/dd').id | Should -BeExactly 'total-failed'
            $first = $page.SelectSingleNode('//main/*[1]')
            $first.class | Should -Match '\balert\b'
            $first.InnerText | Should -Match 'SoraConnectionFailed: 2'
            $target = $first.SelectSingleNode('.//a').href
            $page.SelectSingleNode("//section[.//table[@id='failures']]/h2").id | Should -BeExactly $target.TrimStart('#')

            $run.Results | Export-SoraReport $path
            (Read-Page).SelectNodes('//*[contains(@class, "alert")]').Count | Should -Be 0
        }

        It 'does not say that nobody is there where there is no list' {
            (Invoke-Run).Results | Export-SoraReport $path
            $page = Read-Page
            Read-Fact $page total-connections | Should -Not -Match '\d'
            Read-Fact $page total-failed | Should -BeExactly '0'
            $page.SelectNodes('//section[not(.//table)]/p').Count | Should -Be 2
        }

        It 'counts who was cut in another try as done, and not as failed' {
            $row = { param($connection) @{ ChannelId = 'a'; ConnectionId = $connection; Server = 'own' } }
            $failed = foreach ($connection in 'one', 'two') { Get-ErrorRecord -Target ([pscustomobject] (& $row $connection)) }
            $retried = [pscustomobject] ((& $row two) + @{ PSTypeName = 'SoraPS.SoraDisconnectedConnection'; At = [datetime]::UtcNow })
            & { $failed; $retried } | Export-SoraReport $path
            $page = Read-Page
            Read-Fact $page total-done | Should -BeExactly '1'
            Read-Fact $page total-failed | Should -BeExactly '1'
            $rows = @(Read-Table $page failures)
            $rows.Connection | Should -Be 'one', 'two'
            $rows[0].'Disconnected at' | Should -Not -Match '\d'
            $rows[1].'Disconnected at' | Should -BeExactly (Read-Table $page changes).Time
            # A push that failed did not get there later, because the connection was cut.
            & { Get-ErrorRecord -Target $failed[1].TargetObject -Command Send-SoraPush; $retried } | Export-SoraReport $path
            Read-Fact (Read-Page) total-failed | Should -BeExactly '1'
        }

        It 'says who is in the list although they were cut: the list was made before' {
            $run = Invoke-Run
            & { $run.Before; $run.Results } | Export-SoraReport $path
            $page = Read-Page
            $rows = @(Read-Table $page connections | Where-Object 'Disconnected at' -Match '\d')
            $rows.Connection | Sort-Object | Should -Be ($run.Results.ConnectionId | Sort-Object)
            & { $run.Left; $run.Results } | Export-SoraReport $path
            (Read-Table (Read-Page) connections)[0].PSObject.Properties.Name | Should -Not -Contain 'Disconnected at'
        }
    }

    Context 'results' {
        It 'names what was done: <Type>' -ForEach @(
            @{ Type = 'SoraDisconnectedChannel'; What = 'disconnected (channel)'; More = @{ Role = $null }; Cells = @{ Client = 'all'; Connection = 'all' } }
            @{ Type = 'SoraDisconnectedChannel'; What = 'disconnected (channel)'; More = @{ Role = 'recvonly' }; Cells = @{ Client = 'all'; Connection = 'all' } }
            @{ Type = 'SoraDisconnectedClient'; What = 'disconnected (client)'; More = @{ ClientId = 'k' }; Cells = @{ Client = 'k'; Connection = 'all' } }
            @{ Type = 'SoraDisconnectedConnection'; What = 'disconnected'; More = @{ ConnectionId = 'C'; ClientId = 'k'; Role = 'sendonly'; CreatedAt = $null }; Cells = @{ Client = 'k'; Connection = 'C' } }
            @{ Type = 'SoraPush'; What = 'push sent'; More = @{ ClientId = $null; ConnectionId = $null; Role = $null; Data = 'secret'; Type = 'push' }; Cells = @{ Client = 'all'; Connection = 'all' } }
            @{ Type = 'SoraKeyFrameRequest'; What = 'key frame requested'; More = @{ ConnectionId = 'C'; Rid = 'r1' }; Cells = @{ Connection = 'C'; Details = 'r1' } }
            @{ Type = 'SoraSimulcastRid'; What = 'simulcast stream requested'; More = @{ ReceiverConnectionId = 'C'; SenderConnectionId = 'S'; Rid = 'r1' }; Cells = @{ Connection = 'C'; Details = 'r1 S' } }
            @{ Type = 'SoraRtpStream'; What = 'RTP stream requested'; More = @{ RecvConnectionId = 'C'; SendConnectionId = $null; Rid = 'r1' }; Cells = @{ Connection = 'C'; Details = 'r1' } }
            @{ Type = 'SoraRtpStream'; What = 'RTP stream reset'; More = @{ RecvConnectionId = 'C'; SendConnectionId = 'S'; Rid = $null }; Cells = @{ Connection = 'C'; Details = 'S' } }
            @{ Type = 'SoraStoppedSession'; What = 'session stopped'; More = @{ SessionId = 'X' }; Cells = @{ Details = 'X' } }
            @{ Type = 'SoraStartedRecording'; What = 'recording started'; More = @{ SessionId = 'X'; RecordingId = 'R'; SplitOnly = $null; ExpiresAt = $null }; Cells = @{ Details = 'R' } }
            @{ Type = 'SoraStoppedRecording'; What = 'recording stopped'; More = @{ SessionId = 'X'; RecordingId = 'R' }; Cells = @{ Details = 'R' } }
            @{ Type = 'SoraMode'; What = 'mode set'; More = @{ Mode = 'normal' }; Cells = @{ Details = 'normal' } }
            @{ Type = 'SoraUpdatedLicense'; What = 'licence updated'; More = @{ NewLicense = 'Sora NEW 2027-12'; OldLicense = 'Sora OLD 2026-12' }; Cells = @{ Details = 'Sora NEW 2027-12' } }
        ) {
            $values = $More + @{ At = [datetime]::new(2030, 1, 2, 3, 4, 5, [DateTimeKind]::Utc); Server = 'tokyo' }
            if ($Type -notin 'SoraMode', 'SoraUpdatedLicense') { $values.ChannelId = 'sora' }
            $plain = [pscustomobject] $values
            $typed = [pscustomobject] ($values + @{ PSTypeName = "Deserialized.SoraPS.$Type" })
            # Rows of CSV and JSON have no type: their columns tell.
            foreach ($given in $plain, $typed, ($plain | ConvertTo-Csv | ConvertFrom-Csv), ($plain | ConvertTo-Json | ConvertFrom-Json)) {
                $given | Export-SoraReport $path -ErrorAction Stop
                $page = Read-Page
                Remove-Item $path
                $row = Read-Table $page changes
                $row.'What was done' | Should -BeExactly $What
                foreach ($column in $Cells.Keys) { $row.$column | Should -BeExactly $Cells[$column] }
                $page.SelectSingleNode('//table[@id="changes"]//time').datetime | Should -BeExactly '2030-01-02T03:04:05Z'
                Read-Fact $page answered | Should -Match '2030-01-02 03:04:05 UTC'
                $page.OuterXml | Should -Not -Match 'secret'
            }
        }

        It 'names the nodes that a change of a cluster was for, also from a file' {
            $nodes = Start-SoraSimulator -NodeCount 3
            try {
                $made = @(
                    Initialize-SoraCluster $nodes[0, 2].NodeName -Server $nodes[0] -Confirm:$false
                    Remove-SoraClusterNode node-03@127.0.0.1 -Server $nodes[0] -Confirm:$false
                    Register-SoraClusterNode node-01@127.0.0.1 -Server $nodes[2] -Confirm:$false
                )
                $copy = Join-Path $TestDrive 'nodes.xml'
                $made | Export-Clixml $copy
                foreach ($given in $made, @(Import-Clixml $copy)) {
                    $given | Export-SoraReport $path -ErrorAction Stop
                    $rows = Read-Table (Read-Page) changes
                    Remove-Item $path
                    $rows | ForEach-Object { "$($_.'What was done'): $($_.Details)" } | Sort-Object | Should -Be @(
                        'cluster formed: node-01@127.0.0.1, node-03@127.0.0.1'
                        'node joined cluster: node-01@127.0.0.1'
                        'node removed from cluster: node-03@127.0.0.1'
                    )
                }
            }
            finally { $nodes | Stop-SoraSimulator }
        }

        It 'takes what cmdlets write: <Name>' -ForEach @(
            @{ Name = 'Disconnect-SoraChannel'; Change = { Disconnect-SoraChannel room-3 } }
            @{ Name = 'Disconnect-SoraClient'; Change = { Disconnect-SoraClient room-4 client-1 } }
            @{ Name = 'Disconnect-SoraConnection'; Change = { Get-SoraConnection room-5 | Select-Object -First 1 | Disconnect-SoraConnection } }
            @{ Name = 'Send-SoraPush'; Change = { Send-SoraPush room-6 -Data @{ a = 1 } } }
            @{ Name = 'Request-SoraKeyFrame'; Change = { Get-SoraConnection room-7 | Select-Object -First 1 | Request-SoraKeyFrame } }
            @{ Name = 'Start-SoraRecording'; Change = { Start-SoraRecording room-7 } }
            @{ Name = 'Stop-SoraRecording'; Change = { Stop-SoraRecording room-7 -Wait } }
            @{ Name = 'Set-SoraMode'; Change = { Set-SoraMode normal -Confirm:$false } }
            @{ Name = 'Update-SoraLicense'; Change = { Update-SoraLicense } }
        ) {
            & $Change | Export-SoraReport $path
            Read-Fact (Read-Page) total-done | Should -BeExactly '1'
            @(Read-Table (Read-Page) changes).Time | Should -Match '^20\d\d-'
        }

        It 'reads back what <How> kept' -ForEach @(
            @{ How = 'Export-Csv'; Room = 'room-8'; Keep = { $args[0] | Export-Csv kept -NoTypeInformation; Import-Csv kept } }
            @{ How = 'Export-Clixml'; Room = 'room-11'; Keep = { $args[0] | Export-Clixml kept; Import-Clixml kept } }
            @{ How = 'ConvertTo-Json'; Room = 'room-12'; Keep = { $args[0] | ConvertTo-Json -Depth 4 -WarningAction SilentlyContinue | Set-Content kept; Get-Content kept -Raw | ConvertFrom-Json } }
        ) {
            $results = @(Get-SoraConnection $Room | Disconnect-SoraConnection)
            $results.Count | Should -BeGreaterThan 2
            $target = Get-Row -More @{ Server = 'tokyo'; CreatedAt = Get-Date }
            $failed = Get-ErrorRecord -Target $target
            $first = Join-Path $folder 'first.html'
            & { $results; $failed } | Export-SoraReport $first
            & { & $Keep $results; & $Keep $failed } | Export-SoraReport $path
            $page = Read-Page
            Read-Table $page changes | ConvertTo-Csv | Should -Be (Read-Table (Read-Page $first) changes | ConvertTo-Csv)
            (Read-Table $page changes).Time | Should -Match '^20\d\d-'
            $row = Read-Table $page failures
            $row.Why | Should -Match 'no answer$'
            $row.Error | Should -Match '^SoraTimeout'
            if ($How -ne 'Export-Csv') { $row.Connection | Should -BeExactly $target.ConnectionId }
            Read-Fact $page total-connections | Should -Not -Match '\d'
        }

        It 'takes results and errors of a job' {
            $module = (Get-Module SoraPS).Path
            $results = Start-Job { param($module, $uri) Import-Module $module; Get-SoraConnection room-9 -Server $uri | Disconnect-SoraConnection; Get-SoraConnection -Server nosuch 2>&1 } -ArgumentList $module, "$($simulator.Uri)" | Receive-Job -Wait -AutoRemoveJob 2>&1
            $results | Export-SoraReport $path
            Read-Fact (Read-Page) total-done | Should -BeExactly "$(@($results).Count - 1)"
            Read-Fact (Read-Page) total-failed | Should -BeExactly '1'
        }

        It 'takes no result for somebody who is still there, although the time cannot be read' {
            [pscustomobject]@{ ChannelId = 'a'; ConnectionId = 'C'; ClientId = 'k'; Role = 'sendonly'; CreatedAt = '30.11.2026'; At = '30.11.2026 05:44 h'; Server = 'tokyo' } | Export-SoraReport $path
            Read-Fact (Read-Page) total-done | Should -BeExactly '1'
            (Read-Table (Read-Page) changes).Time | Should -Not -Match '\d'
            # A field named at that a server may send one day makes no result of a connection.
            Get-Row -More @{ At = '2030-01-01'; Age = '00:00:01' } | Export-SoraReport $path
            Read-Fact (Read-Page) total-connections | Should -BeExactly '1'
        }

        It 'lists them in the order of the answers, in whatever order they come' {
            3, 1, 2 | ForEach-Object { [pscustomobject]@{ PSTypeName = 'SoraPS.SoraDisconnectedConnection'; ChannelId = 'a'; ConnectionId = "C$_"; At = [datetime]::new(2030, 1, $_) } } | Export-SoraReport $path
            (Read-Table (Read-Page) changes).Connection | Should -Be 'C1', 'C2', 'C3'
            Read-Fact (Read-Page) answered | Should -Match '2030-01-01.*2030-01-03'
        }
    }

    Context 'the page' {
        It 'speaks <Language>' -ForEach @{ Language = 'en-US'; Lang = 'en'; Kana = $false }, @{ Language = 'ja-JP'; Lang = 'ja'; Kana = $true } {
            $at = Get-Date
            $results = [pscustomobject]@{ PSTypeName = 'SoraPS.SoraDisconnectedConnection'; ChannelId = 'a'; ConnectionId = 'C'; Server = 'own'; At = $at }
            $failed = foreach ($connection in 'C', 'D') { Get-ErrorRecord -Target ([pscustomobject]@{ ChannelId = 'a'; ConnectionId = $connection; Server = 'own' }) }
            $before = [System.Threading.Thread]::CurrentThread.CurrentUICulture
            [System.Threading.Thread]::CurrentThread.CurrentUICulture = [cultureinfo]::new($Language)
            try {
                & { $results; $failed; Get-Row -Channel a -Connection C -More @{ Server = 'own' }; 'refused' } | Export-SoraReport $path -ErrorAction SilentlyContinue
                $results | Export-SoraReport done.html
                Get-ErrorRecord | Export-SoraReport failed.html
            }
            finally { [System.Threading.Thread]::CurrentThread.CurrentUICulture = $before }
            foreach ($name in 'page', 'done', 'failed') {
                $page = Read-Page (Join-Path $folder "$name.html")
                $page.DocumentElement.lang | Should -BeExactly $Lang
                foreach ($text in $page.SelectNodes('//h1 | //h2 | //section/p[not(@translate)] | //th[@scope="col"] | //dt | //p[@id="incomplete"]')) {
                    # Either language, whole: no text is missing in Japanese, and none of it is in an English page.
                    ($text.InnerText -match '[\p{IsHiragana}\p{IsKatakana}\p{IsCJKUnifiedIdeographs}]') | Should -Be $Kana -Because $text.InnerText
                }
                $page.OuterXml | Should -Not -Match '\{\{|\{\d\}'
            }
        }

        It 'refers to nothing but itself, and has no way to run anything' {
            & { Get-SoraConnection room-1; Get-ErrorRecord; [pscustomobject]@{ Mode = 'normal'; At = Get-Date } } | Export-SoraReport $path
            $page = Read-Page
            $page.SelectNodes('//@href') | ForEach-Object Value | Should -Match '^#\w'
            $page.SelectNodes('//@src | //@style | //@*[starts-with(name(), "on")]').Count | Should -Be 0
            $page.SelectNodes('//*') | ForEach-Object Name | Sort-Object -Unique | Should -Not -BeIn 'script', 'link', 'img', 'iframe', 'object', 'form', 'base'
            # An id twice would break the labels of tables, and the link.
            $ids = @($page.SelectNodes('//@id') | ForEach-Object Value)
            $ids | Sort-Object -Unique | Should -HaveCount $ids.Count
            $page.SelectNodes('//@aria-labelledby') | ForEach-Object Value | Should -BeIn $ids
        }

        It 'leaves nobody out up to 100,000, and then says so' {
            $one = [pscustomobject]@{ PSTypeName = 'SoraPS.SoraDisconnectedConnection'; ChannelId = 'a'; ConnectionId = 'C'; At = Get-Date }
            & { foreach ($i in 1..100001) { $one } } | Export-SoraReport $path
            $text = [IO.File]::ReadAllText($path)
            [regex]::Matches($text, '<tr><td').Count | Should -Be 100000
            $text | Should -Match '100,000.* 100,001\D.*1 '
            $text | Should -Match 'id="total-done">100,001<'
        }

        It 'shows harmlessly: <Name>' -ForEach $untrusted {
            & {
                [pscustomobject]@{ PSTypeName = 'SoraPS.SoraKeyFrameRequest'; ChannelId = $Text; ConnectionId = $Text; ClientId = $Text; Role = $Text; Rid = $Text; Server = $Text; At = Get-Date }
                [pscustomobject]@{ PSTypeName = "Deserialized.SoraPS.$Text", 'Deserialized.SoraPS.SoraChangeAnswer'; ChannelId = 'x'; At = Get-Date }
                Get-ErrorRecord -Message $Text -Id $Text -Command $Text -Target ([pscustomobject]@{ ChannelId = $Text; ClientId = $Text; ConnectionId = $Text; Role = $Text; Server = $Text })
                Get-ErrorRecord -Target $Text
            } | Export-SoraReport $path -ErrorAction SilentlyContinue
            $said = [IO.File]::ReadAllText($path) -replace '(?s)<style>.*?</style>' -replace "(?<=>)\n"
            $said | Should -Not -Match $Raw
            $page = Read-Page
            $page.SelectNodes('//script | //img | //style[position() > 1] | //*[@onerror or @onmouseover or @style]').Count | Should -Be 0
            $page.SelectNodes('//table[@id="failures"]/tbody/tr').Count | Should -Be 2
        }
    }
}
