[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

BeforeDiscovery {
    $untrusted = @(& (Join-Path $PSScriptRoot 'UntrustedTexts.ps1')) + @(
        foreach ($text in '<script>alert(1)</script>', '"><img src="x" onerror="alert(1)"/>', '</style><style>*{display:none}</style>', ']]><!-- ', '&lt;b&gt;&amp;', '{{Style}}', "' onmouseover='x") {
            @{ Name = $text; Text = $text; Raw = '<script|<img|</style><|<!--' }
        }
    )
}

Describe 'Export-SoraReport: the page' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Report.Common.ps1') }
    AfterAll { Stop-SoraSimulator $simulator }
    BeforeEach {
        $folder = Enter-Folder
        $path = Join-Path $folder 'page.html'
    }
    AfterEach { Exit-Folder $folder }

    Context 'what the page says' {
        It 'counts as Group-Object counts' {
            $all = Get-SoraConnection
            $all | Export-SoraReport $path
            $page = Read-Page
            Read-Bar $page roles | Should -BeExactly (Measure-Group $all Role)
            Read-Bar $page video-codecs | Should -BeExactly (Measure-Group $all VideoCodecType)
            Read-Bar $page audio-codecs | Should -BeExactly (Measure-Group $all AudioCodecType)
            Read-Fact $page total-connections | Should -BeExactly '200'
            Read-Fact $page total-channels | Should -BeExactly "$(@($all | Group-Object ChannelId).Count)"
            Read-Fact $page total-clients | Should -BeExactly "$(@($all | Group-Object ClientId).Count)"
            Read-Fact $page servers | Should -BeExactly 'tokyo'
            $ages = 0, 60, 600, 3600, 21600, 86400
            $counts = for ($i = 0; $i -lt $ages.Count; $i++) { @($all | Where-Object { $_.Age.TotalSeconds -ge $ages[$i] -and ($i -eq 5 -or $_.Age.TotalSeconds -lt $ages[$i + 1]) }).Count }
            ($page.SelectNodes('//table[@id="ages"]/tbody/tr/td[@class="n count"]') | ForEach-Object InnerText) -join ' ' | Should -BeExactly ($counts -join ' ')
        }

        It 'has the twenty largest channels as bars, by role, and the rest in one line' {
            $all = Get-SoraConnection
            $all | Export-SoraReport $path
            $page = Read-Page
            $groups = @($all | Group-Object ChannelId | Sort-Object @{ Expression = 'Count'; Descending = $true }, Name)
            $groups.Count | Should -BeGreaterThan 21
            $bars = $page.SelectNodes('//table[@id="per-channel"]/tbody/tr')
            $bars.Count | Should -Be 21
            for ($i = 0; $i -lt 20; $i++) {
                $bars[$i].SelectSingleNode('td[@class="n count"]').InnerText | Should -BeExactly "$($groups[$i].Count)"
                $parts = $bars[$i].SelectNodes('.//rect[@class != "track"]')
                $sum = ($parts | ForEach-Object { [double] $_.width.TrimEnd('%') } | Measure-Object -Sum).Sum
                [Math]::Abs($sum - 100 * $groups[$i].Count / $groups[0].Count) | Should -BeLessThan 0.01
                $first = ($groups | Where-Object Name -CEQ $bars[$i].th.InnerText).Group
                $bars[$i].SelectSingleNode('.//svg/title').InnerText | Should -BeExactly (@(
                        foreach ($role in 'sendrecv', 'sendonly', 'recvonly', 'observer') {
                            $count = @($first | Where-Object Role -CEQ $role).Count
                            if ($count) { "$($role -replace 'observer', 'other') $count" }
                        }) -join ', ')
            }
            $bars[20].InnerText | Should -Match "\($($groups.Count - 20)\)"
            $bars[20].SelectSingleNode('td[@class="n count"]').InnerText | Should -BeExactly "$(($groups | Select-Object -Skip 20 | Measure-Object Count -Sum).Sum)"
            $bars[20].SelectNodes('.//rect').Count | Should -Be 0
        }

        It 'lists every channel with its roles and clients' {
            $all = Get-SoraConnection
            $all | Export-SoraReport $path
            $rows = Read-Table (Read-Page) channels
            $rows.Count | Should -Be @($all | Group-Object ChannelId).Count
            foreach ($row in $rows) {
                $members = @($all | Where-Object ChannelId -CEQ $row.Channel)
                $row.Connections | Should -BeExactly "$($members.Count)"
                $row.Clients | Should -BeExactly "$(@($members.ClientId | Sort-Object -Unique).Count)"
                foreach ($role in 'sendrecv', 'sendonly', 'recvonly') { $row.$role | Should -BeExactly "$(@($members | Where-Object Role -CEQ $role).Count)" }
                $row.other | Should -BeExactly "$(@($members | Where-Object Role -CEQ observer).Count)"
            }
        }

        It 'lists every connection, the oldest first' {
            $all = Get-SoraConnection
            $all | Export-SoraReport $path
            $page = Read-Page
            $rows = Read-Table $page connections
            $rows.Connection | Should -Be @($all | Sort-Object CreatedAt).ConnectionId
            $rows[0].'Connected since' | Should -BeExactly (($all | Sort-Object CreatedAt)[0].CreatedAt.ToString('yyyy-MM-dd HH:mm:ss zzz', [cultureinfo]::InvariantCulture))
            $rows[0].PSObject.Properties.Name | Should -Not -Contain 'Server'
            $page.SelectSingleNode('//*[@id="ages-as-of"]') | Should -BeNullOrEmpty
        }

        It 'puts what it does not know last, and says so' {
            @(
                Get-Row -Connection unknown
                Get-Row -Connection young -More @{ Age = [timespan]::FromSeconds(3) }
                Get-Row -Connection future -More @{ CreatedAt = (Get-Date).AddHours(2) }
                Get-Row -Connection old -More @{ CreatedAt = (Get-Date).AddHours(-30) }
            ) | Export-SoraReport $path
            $page = Read-Page
            (Read-Table $page connections).Connection | Should -Be 'old', 'young', 'future', 'unknown'
            Read-Bar $page ages | Should -BeExactly '1 to 10 min=0 1 to 6 h=0 10 to 60 min=0 24 h or more=1 6 to 24 h=0 not known=1 under 1 min=2'
        }

        It 'begins each group of ages where the label says' {
            $edges = '00:00:59.9', '00:01:00', '00:09:59', '00:10:00', '00:59:59', '01:00:00', '05:59:59', '06:00:00', '23:59:59', '1.00:00:00'
            $edges | ForEach-Object { Get-Row -More @{ Age = $_ } } | Export-SoraReport $path
            Read-Bar (Read-Page) ages | Should -BeExactly '1 to 10 min=2 1 to 6 h=2 10 to 60 min=2 24 h or more=1 6 to 24 h=2 under 1 min=1'
        }

        It 'names the oldest 5,000, counts all, and says how many are left out' {
            1..5010 | ForEach-Object { Get-Row -Channel "c$($_ % 1005)" -Connection "n$_" -More @{ Age = [timespan]::FromSeconds($_) } } | Export-SoraReport $path
            $page = Read-Page
            $rows = $page.SelectNodes('//table[@id="connections"]/tbody/tr')
            $rows.Count | Should -Be 5000
            $rows[0].th.InnerText | Should -BeExactly 'n5010'
            $rows[4999].th.InnerText | Should -BeExactly 'n11'
            Read-Fact $page total-connections | Should -BeExactly '5,010'
            $page.SelectSingleNode('//section[.//table[@id="connections"]]/p').InnerText | Should -Match '5,000.* 5,010\D.*10'
            $page.SelectNodes('//table[@id="channels"]/tbody/tr').Count | Should -Be 1000
            $page.SelectSingleNode('//section[.//table[@id="channels"]]/p').InnerText | Should -Match '1,000.* 1,005\D.*5'
        }

        It 'gathers rare codecs in one line' {
            1..40 | ForEach-Object { Get-Row -More @{ VideoCodecType = "V$_" } } | Export-SoraReport $path
            $bars = (Read-Page).SelectNodes('//table[@id="video-codecs"]/tbody/tr')
            $bars.Count | Should -Be 13
            $bars[12].SelectSingleNode('td[@class="n count"]').InnerText | Should -BeExactly '28'
        }

        It 'tells servers apart: one channel name on two servers is two channels' {
            $other = Start-SoraSimulator -Connection @{ channel_id = 'room-0'; client_id = 'client-1'; role = 'sendonly' }
            try {
                $null = Register-SoraServer $other.Uri -Name osaka
                Get-SoraConnection -Server tokyo, osaka | Export-SoraReport $path
            }
            finally { Stop-SoraSimulator $other }
            $page = Read-Page
            Read-Bar $page per-server | Should -BeExactly 'osaka=1 tokyo=200'
            Read-Fact $page total-connections | Should -BeExactly '201'
            Read-Fact $page total-clients | Should -BeExactly '90'
            (Read-Table $page channels | Where-Object Channel -CEQ 'room-0').Server | Sort-Object | Should -Be 'osaka', 'tokyo'
            (Read-Table $page connections | Where-Object Server -CEQ 'osaka').Client | Should -Be 'client-1'
            $page.SelectSingleNode('//table[@id="per-channel"]/tbody/tr/th').InnerText | Should -Match '^room-\d+ tokyo$'
        }

        It 'shows also what is rare' {
            @(1..2500 | ForEach-Object { Get-Row }; Get-Row -Role sendonly) | Export-SoraReport $path
            $bars = (Read-Page).SelectNodes('//table[@id="roles"]/tbody/tr')
            ($bars | ForEach-Object { $_.SelectSingleNode('td[contains(@class, "share")]').InnerText }) -join ' ' | Should -BeExactly '0.0% <0.1% 100.0%'
            $bars[0].SelectNodes('.//rect').Count | Should -Be 1
            $bars[1].SelectSingleNode('.//rect[2]').width | Should -BeExactly '0.5%'
        }

        It 'makes a page of nobody' {
            @() | Export-SoraReport $path
            $page = Read-Page
            Read-Fact $page total-connections | Should -BeExactly '0'
            $page.SelectNodes('//table').Count | Should -Be 0
            $page.SelectSingleNode('//main/p').InnerText | Should -Match 'nobody'
        }

        It 'says the same of the same, in whatever order it comes' {
            # Equal in all but the connection, and in pairs in all but the server.
            $rows = 0..59 | ForEach-Object {
                $pair = [Math]::Floor($_ / 2)
                Get-Row -Channel "c$($pair % 2)" -Client "k$($pair % 2)" -Connection "n$pair" -Role $roles[$pair % 5] -More @{ Age = "00:00:1$($pair % 2)"; Server = "s$($_ % 2)" }
            }
            $rows | Export-SoraReport $path
            [array]::Reverse($rows)
            $rows | Export-SoraReport other.html
            $plain = { param($file) [IO.File]::ReadAllText($file) -replace '<dd id="made">.*?</dd>' }
            & $plain (Join-Path $folder 'other.html') | Should -BeExactly (& $plain $path)
        }

        It 'speaks <Language>' -ForEach @{ Language = 'en-US'; Lang = 'en'; Kana = $false }, @{ Language = 'fr-FR'; Lang = 'en'; Kana = $false }, @{ Language = 'ja-JP'; Lang = 'ja'; Kana = $true } {
            $before = [System.Threading.Thread]::CurrentThread.CurrentUICulture
            [System.Threading.Thread]::CurrentThread.CurrentUICulture = [cultureinfo]::new($Language)
            try {
                Get-SoraConnection | Export-SoraReport $path
                @() | Export-SoraReport empty.html
            }
            finally { [System.Threading.Thread]::CurrentThread.CurrentUICulture = $before }
            foreach ($page in (Read-Page), (Read-Page (Join-Path $folder 'empty.html'))) {
                $page.DocumentElement.lang | Should -BeExactly $Lang
                ($page.DocumentElement.InnerText -match '[\p{IsHiragana}\p{IsKatakana}]') | Should -Be $Kana
                $page.OuterXml | Should -Not -Match '\{\{|\{\d\}'
            }
        }

        It 'numbers and dates are the same in every culture' {
            $before = [System.Threading.Thread]::CurrentThread.CurrentCulture
            [System.Threading.Thread]::CurrentThread.CurrentCulture = [cultureinfo]::new('ar-SA')
            try { 1..2000 | ForEach-Object { Get-Row -Role $roles[$_ % 3] -More @{ CreatedTime = 1700000000000000 } } | Export-SoraReport $path }
            finally { [System.Threading.Thread]::CurrentThread.CurrentCulture = $before }
            $page = Read-Page
            Read-Fact $page total-connections | Should -BeExactly '2,000'
            $page.SelectSingleNode('//table[@id="connections"]//time').datetime | Should -BeExactly '2023-11-14T22:13:20Z'
            $page.SelectSingleNode('//table[@id="roles"]/tbody/tr/td[contains(@class, "share")]').InnerText | Should -BeExactly '33.3%'
            Read-Fact $page made | Should -Match '^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d \(20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC\)$'
        }
    }

    Context 'what the page is' {
        It 'is UTF-8 without BOM, says so, and has the title' {
            $title = -join [char[]] (0x969C, 0x5BB3, 0x20, 0x3C, 0x62, 0x3E, 0x26)
            Get-SoraConnection room-1 | Export-SoraReport $path -Title $title
            $bytes = [IO.File]::ReadAllBytes($path)
            $bytes[0] | Should -Be ([byte] [char] '<')
            $page = [xml] [Text.UTF8Encoding]::new($false, $true).GetString($bytes)
            $page.SelectSingleNode('//meta[@charset]').charset | Should -BeExactly 'utf-8'
            $page.SelectSingleNode('//h1').InnerText | Should -BeExactly $title
            $page.SelectSingleNode('//title').InnerText | Should -BeExactly $title
        }

        It 'refers to nothing, runs nothing, and forbids both' {
            Get-SoraConnection | Export-SoraReport $path
            $page = Read-Page
            $page.SelectNodes('//*') | ForEach-Object { $_.Attributes } | ForEach-Object Name | Sort-Object -Unique |
                Should -BeIn 'aria-hidden', 'aria-labelledby', 'charset', 'class', 'content', 'data-label', 'datetime', 'height', 'http-equiv', 'id', 'lang', 'name', 'role', 'rx', 'scope', 'title', 'translate', 'width', 'x'
            $page.SelectNodes('//*') | ForEach-Object Name | Sort-Object -Unique | Should -Not -BeIn 'script', 'link', 'img', 'iframe', 'object', 'form', 'a', 'base'
            $page.SelectSingleNode('//style').InnerText | Should -Not -Match 'url\(|@import|//|expression'
            [IO.File]::ReadAllText($path) -replace [regex]::Escape("$($simulator.Uri)") | Should -Not -Match '://'

            $policy = $page.SelectSingleNode('//meta[@http-equiv="Content-Security-Policy"]').content
            $bytes = [Text.Encoding]::UTF8.GetBytes($page.SelectSingleNode('//style').InnerText)
            $hash = [Convert]::ToBase64String([Security.Cryptography.SHA256]::Create().ComputeHash($bytes))
            $policy | Should -BeExactly "default-src 'none'; style-src 'sha256-$hash'; base-uri 'none'; form-action 'none'"
        }

        It 'has colours that can be read, in light and dark' {
            @() | Export-SoraReport $path
            $style = (Read-Page).SelectSingleNode('//style').InnerText
            $luminance = {
                param($colour)
                $parts = foreach ($at in 1, 3, 5) {
                    $c = [Convert]::ToInt32($colour.Substring($at, 2), 16) / 255
                    if ($c -le 0.04045) { $c / 12.92 } else { [Math]::Pow(($c + 0.055) / 1.055, 2.4) }
                }
                0.2126 * $parts[0] + 0.7152 * $parts[1] + 0.0722 * $parts[2]
            }
            $contrast = {
                param($one, $other)
                $bright, $dim = (& $luminance $one), (& $luminance $other) | Sort-Object -Descending
                ($bright + 0.05) / ($dim + 0.05)
            }
            $schemes = [regex]::Matches($style, ':root \{([^}]*)\}')
            $schemes.Count | Should -Be 2
            foreach ($scheme in $schemes) {
                $colour = @{}
                foreach ($set in [regex]::Matches($scheme.Groups[1].Value, '--(\w+): (#[0-9a-f]{6});')) { $colour[$set.Groups[1].Value] = $set.Groups[2].Value }
                foreach ($text in 'text', 'muted') {
                    foreach ($ground in 'page', 'card') { & $contrast $colour[$text] $colour[$ground] | Should -BeGreaterOrEqual 4.5 -Because "$text on $ground" }
                }
                foreach ($bar in 'bar', 'sendrecv', 'sendonly', 'recvonly', 'other') {
                    foreach ($ground in 'card', 'track') { & $contrast $colour[$bar] $colour[$ground] | Should -BeGreaterOrEqual 3 -Because "$bar on $ground" }
                }
            }
        }
    }

    Context 'what strangers chose' {
        It 'shows harmlessly: <Name>' -ForEach $untrusted {
            @(
                Get-Row -Channel $Text -Client $Text -Role $Text -More @{ VideoCodecType = $Text; AudioCodecType = $Text; Server = $Text }
                Get-Row -More @{ Server = 'other' }
            ) | Export-SoraReport $path -Title $Text
            # Line ends between tags are the page's own.
            $said = [IO.File]::ReadAllText($path) -replace '(?s)<style>.*?</style>' -replace "(?<=>)\n"
            $said | Should -Not -Match $Raw
            $page = Read-Page
            $page.SelectNodes('//script | //img | //style[position() > 1]').Count | Should -Be 0
            $page.SelectNodes('//*[@onerror or @onmouseover or @style]').Count | Should -Be 0
            @($page.SelectNodes('//table[@id="connections"]/tbody/tr')).Count | Should -Be 2
            $shown = $page.SelectSingleNode('//table[@id="connections"]/tbody/tr[td[1]/bdi != "sora"]/td[1]/bdi')
            $shown.InnerText.Length | Should -BeLessOrEqual 250
        }

        It 'shortens a long id, and says all of it when it is pointed at' {
            $long = 'start-' + ('x' * 200) + '-end'
            Get-Row -Channel $long -Client (-join [char[]] (0x4F1A, 0x8B70)) | Export-SoraReport $path
            $shown = (Read-Page).SelectSingleNode('//table[@id="connections"]/tbody/tr/td[1]/bdi')
            $shown.InnerText | Should -BeLike 'start-x*-end'
            $shown.InnerText.Length | Should -BeLessThan 60
            $shown.title | Should -BeExactly $long
            (Read-Page).SelectSingleNode('//table[@id="connections"]/tbody/tr/td[2]').InnerText | Should -BeExactly (-join [char[]] (0x4F1A, 0x8B70))
        }

        It 'takes them from a server as well' {
            $server = Open-RawServer (ConvertTo-ListAnswer ('{"channel_id":"<script>x</script>","client_id":"a\u202eb\ud800","connection_id":"N\u0000","role":"recvonly"}'))
            try { Get-SoraConnection | Export-SoraReport $path }
            finally { $server.Dispose() }
            $row = (Read-Table (Read-Page) connections)
            $row.Channel | Should -BeExactly '<script>x</script>'
            $row.Client | Should -BeExactly 'a\u202Eb\uD800'
            $row.Connection | Should -BeExactly 'N\u0000'
        }
    }
}
