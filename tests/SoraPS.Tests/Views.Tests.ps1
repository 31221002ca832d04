[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

BeforeDiscovery { . (Join-Path $PSScriptRoot 'Changes.ps1') }

# What a person sees, in windows of several widths. What must not be seen is in UntrustedText.Tests.ps1.
Describe 'What a person sees' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        Add-Type -Path (Join-Path $PSScriptRoot 'WindowHost.cs')
        $escape = [char] 27
        $dots = [char] 0x2026
        $wasRendering = if (Test-Path variable:PSStyle) { $PSStyle.OutputRendering }
        $japanese = -join [char[]] (0x65E5, 0x672C, 0x8A9E, 0x306E, 0x914D, 0x4FE1, 0x30C1, 0x30E3, 0x30F3, 0x30CD, 0x30EB)
        $ids = 'DKF93NH82X3BDB0CVKEH32JMVR', 'DKF93NH82X3BDB0CVKEH32JMVS', 'EKF93NH82X3BDB0CVKEH32JMVR'
        $connections = @(
            @{ channel_id = $japanese; client_id = $ids[0]; connection_id = $ids[0]; role = 'sendrecv'; video = @{ codec_type = 'VP9' }; audio = @{ codec_type = 'OPUS' }; simulcast = $true; spotlight = $true; created_time = 1642469139980509 }
            @{ channel_id = $japanese + 'A'; client_id = $ids[1]; connection_id = $ids[1]; role = 'sendonly'; video = $true; simulcast = $true }
            @{ channel_id = 'tenant-1/room-2024-12-31/breakout-7'; client_id = $ids[2]; connection_id = $ids[2]; role = 'recvonly'; audio = @{ codec_type = 'OPUS' }; spotlight = $true }
            @{ channel_id = 'sora'; client_id = "caf$([char] 0xE9) $([char]::ConvertFromUtf32(0x1F600))"; connection_id = '1'; role = 'other' }
        )
        $one = Start-SoraSimulator -Connection $connections
        $two = Start-SoraSimulator -Connection $connections[0, 3]

        # One host for all scripts, and another one that takes colours: to begin with a runspace of its own would take longer than a script does.
        $hosts = @{}
        foreach ($colours in $true, $false) {
            $window = [WindowHost]::new($colours)
            $space = [runspacefactory]::CreateRunspace($window)
            $space.Open()
            $hosts[$colours] = @{ Window = $window; Space = $space }
        }

        # What a script shows in a window: its lines.
        function Get-Window([int] $Width, [string] $Script, [hashtable] $Variable = @{}, [switch] $Colours) {
            $window, $space = $hosts[[bool] $Colours].Window, $hosts[[bool] $Colours].Space
            $window.Clear($Width)
            $shell = [powershell]::Create()
            try {
                $shell.Runspace = $space
                foreach ($name in $Variable.Keys) { $space.SessionStateProxy.SetVariable($name, $Variable[$name]) }
                $null = $shell.AddScript("Import-Module '$modulePath'; Get-SoraServer | Unregister-SoraServer; `$null = Register-SoraServer '$($two.Uri)' -Name two; `$null = Register-SoraServer '$($one.Uri)' -Name one -Default; $Script").AddCommand('Out-Default')
                $null = $shell.Invoke()
                $shell.Streams.Error | Should -BeNullOrEmpty
                $window.Lines | Where-Object { $_ }
            }
            finally { $shell.Dispose() }
        }

        # Without colours, which take no cells.
        function Get-Plain { $input | ForEach-Object { $_ -replace "$escape\[[0-9;]*m" } }

        # As a terminal shows it: characters of Japanese take two cells, of this text all others one, halves of an emoji together two.
        function Get-CellCount([string] $Text) { $Text.Length + [regex]::Matches($Text, '[\u3000-\u9FFF\uFF00-\uFF60]').Count }

        # Where labels and rows begin: a label that is too wide for its column goes on in the next line, too.
        function Get-RuleIndex([string[]] $Line) { [array]::FindIndex($Line, [Predicate[string]] { param($one) $one -match '^-[- ]*$' }) }

        # What stands in a column of so many cells, or in the last one: the lines of all rows.
        function Get-Cell([string[]] $Line, [string] $Label, [int] $Width = 1000) {
            $at = $Line[0].IndexOf(" $Label") + 1
            if ($at -eq 0 -and -not $Line[0].StartsWith($Label)) { $at = $Line[0].IndexOf(" $($Label.Substring(0, 2))") + 1 }
            $from = Get-CellCount $Line[0].Substring(0, $at)
            foreach ($row in $Line | Select-Object -Skip (1 + (Get-RuleIndex $Line))) {
                $cell = ''
                $cells = 0
                foreach ($character in $row.ToCharArray()) {
                    if ($cells -ge $from -and $cells -lt $from + $Width) { $cell += $character }
                    # As Get-CellCount counts, which would take ten times as long for each character.
                    $cells += if (($character -ge 0x3000 -and $character -le 0x9FFF) -or ($character -ge 0xFF00 -and $character -le 0xFF60)) { 2 } else { 1 }
                }
                $cell.Trim()
            }
        }
    }

    AfterAll {
        $hosts.Values | ForEach-Object { $_.Space.Dispose() }
        Stop-SoraSimulator $one
        Stop-SoraSimulator $two
    }

    AfterEach { if ($wasRendering) { $PSStyle.OutputRendering = $wasRendering } }

    It 'is a table that fits a window of <Width>: <Script>' -ForEach @(
        foreach ($width in 60, 66, 80, 200) {
            @{ Width = $width; Script = 'Get-SoraConnection'; Labels = 'ChannelId ConnectionId Role Age ClientId' }
            if ($width -gt 60) { @{ Width = $width; Script = 'Get-SoraConnection -Server one, two'; Labels = 'ChannelId ConnectionId Role Age Server ClientId' } }
            @{ Width = $width; Script = 'Get-SoraChannel'; Labels = 'Total Sendrecv Sendonly Recvonly Oldest ChannelId' }
            @{ Width = $width; Script = 'Get-SoraChannel -Server one, two'; Labels = 'Total Sendrecv Sendonly Recvonly Oldest Server ChannelId' }
            @{ Width = $width; Script = 'Get-SoraChannel -Brief -Server one, two'; Labels = 'Spotlight Server ChannelId' }
            if ($width -gt 60) { @{ Width = $width; Script = 'Get-SoraSession'; Labels = 'ChannelId Now Peak Total Age Rec Server SessionId' } }
            if ($width -gt 60) { @{ Width = $width; Script = 'Get-SoraSession -Server one, two'; Labels = 'ChannelId Now Peak Total Age Rec Server SessionId' } }
            @{ Width = $width; Script = '(Get-SoraSession).Connections'; Labels = 'ConnectionId Role DestroyedAt ClientId' }
            @{ Width = $width; Script = 'Watch-SoraConnection -IncludeExisting -Count 4'; Labels = 'Time Change Role Connection' }
            @{ Width = $width; Script = 'Watch-SoraConnection -Server one, two -IncludeExisting -Count 6'; Labels = 'Time Change Role Server Connection' }
            if ($width -ge 120) { @{ Width = $width; Script = 'Get-SoraConnection | Format-Table -AutoSize'; Labels = 'ChannelId ConnectionId Role Age ClientId' } }
            # Tables of changes are of the same kind: where they fit a narrow window and one that has all columns, they fit the others.
            foreach ($change in Get-Change | Where-Object { $_.Columns -and $width -in 60, 80 }) {
                $answer = (Get-Exchange $change.Targets[-1]).response.body | ConvertTo-Json -Depth 5 -Compress
                @{ Width = $width; Script = Get-CallLine $change $change.Calls[-1].Parameters "('y' * 200)"; Labels = $change.Columns; Answer = $answer -replace '("\w+_id":)"[^"]*"', "`$1`"$('y' * 200)`"" }
            }
        }
    ) {
        $changed = if (Test-Path variable:Answer) { [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-Answer $Answer)) }
        $register = if ($changed) { "`$null = Register-SoraServer '$($changed.Uri)' -Name raw -Default; " }
        try { $lines = @(Get-Window $Width "$register$Script" | Get-Plain) }
        finally { if ($changed) { $changed.Dispose() } }
        $lines.Count | Should -BeGreaterThan 2
        $rule = Get-RuleIndex $lines
        @($lines[$rule].Trim() -split ' +').Count | Should -Be @($Labels -split ' ').Count
        if ($Width -ge 80) { $lines[0].Trim() -replace ' +', ' ' | Should -BeExactly $Labels }
        foreach ($line in $lines) {
            Get-CellCount $line | Should -BeLessThan $Width
            $line.TrimEnd() | Should -Not -Match "$dots( |$)"
        }
    }

    It 'has views of ours for <Name>: its own, or those of a base type' -ForEach @(
        [SoraPS.Output.RecordAdapter].Assembly.GetType('SoraPS.Output.DisplayMembers').GetField('ByType').GetValue($null).Keys | ForEach-Object { @{ Name = $_.Name; Type = $_ } }
    ) {
        $format = [xml] (Get-Content -LiteralPath (Join-Path $modulePath 'SoraPS.Format.ps1xml') -Raw)
        $names = for ($one = $Type; $one; $one = $one.BaseType) { $one.FullName }
        $list = @($format.SelectNodes('//View[ListControl]') | Where-Object { $_.SelectNodes('ViewSelectedBy/TypeName').InnerText | Where-Object { $_ -in $names } })
        $list | Should -HaveCount 1 -Because 'Format-List would show strangers'' texts as they are'
        # A field that nobody knew is in OtherFields; what a type has a property for needs a line.
        @($Type.GetProperties() | Where-Object { -not $_.GetIndexParameters() } | ForEach-Object Name | Where-Object { $_ -notin $list[0].SelectNodes('.//ListItem/Label').InnerText }) | Should -BeNullOrEmpty -Because 'the list of SoraPS.Format.ps1xml has an item for each property'
        $adapters = ([xml] (Get-Content -LiteralPath (Join-Path $modulePath 'SoraPS.Types.ps1xml') -Raw)).SelectNodes('//Type[TypeAdapter]/Name').InnerText
        $adapters | Should -Contain $Type.FullName -Because 'a type does not inherit its adapter'
    }

    # What is about a server is shown as a list.
    It 'has a table for all that <Command> writes of channels' -ForEach (Get-Change | Where-Object { @($_.Ids | ForEach-Object { $_.Name }) -contains 'ChannelId' }) { $Columns | Should -Not -BeNullOrEmpty }

    It 'is described in 900 lines' {
        $lines = Get-ChildItem -LiteralPath $modulePath -Filter *.ps1xml | ForEach-Object { Get-Content -LiteralPath $_.FullName }
        $lines.Count | Should -BeLessOrEqual 900 -Because 'the engine reads them at every import: types share views, see CONTRIBUTING.md'
    }

    It 'cuts nothing: every text is there in a window of <Width>: <Script>' -ForEach @(
        foreach ($width in 60, 80, 120, 200) {
            @{ Width = $width; Script = 'Get-SoraConnection'; Wanted = @{ ChannelId = 0, 10; ConnectionId = 1, 26; ClientId = 1, 1000 } }
            @{ Width = $width; Script = 'Get-SoraChannel'; Wanted = @{ ChannelId = 0, 1000 } }
            @{ Width = $width; Script = 'Get-SoraChannel -Brief'; Wanted = @{ ChannelId = 0, 1000 } }
            @{ Width = [Math]::Max($width, 66); Script = 'Get-SoraSession'; Wanted = @{ ChannelId = 0, 9 } }
            @{ Width = [Math]::Max($width, 66); Script = 'Get-SoraConnection -Server one, two'; Wanted = @{ ChannelId = 0, 9; ConnectionId = 1, 26; ClientId = 1, 1000; Server = 2, 8 } }
            @{ Width = $width; Script = 'Watch-SoraConnection -IncludeExisting -Count 4'; Wanted = @{ Connection = 3, 1000 } }
        }
    ) {
        $lines = @(Get-Window $Width $Script | Get-Plain)
        $paths = $connections | ForEach-Object { $_.channel_id, $_.client_id, $_.connection_id -join '/' }
        $texts = @($connections.channel_id), $ids, @('one'), $paths
        foreach ($label in $Wanted.Keys) {
            # Blanks may be where a line ends.
            $column = (Get-Cell $lines $label -Width $Wanted[$label][1]) -join '' -replace ' '
            foreach ($text in $texts[$Wanted[$label][0]]) { $column.Contains($text.Replace(' ', '')) | Should -BeTrue -Because "$text in $column" }
        }
    }

    It 'has straight columns with Japanese ids, in a window of <_>' -ForEach 60, 80, 120, 200 {
        $lines = @(Get-Window $_ 'Get-SoraConnection' | Get-Plain)
        @(Get-Cell $lines 'Role' -Width 8 | Where-Object { $_ }) | Should -Be 'sendrecv', 'sendonly', 'recvonly', 'other'
        @(Get-Cell $lines 'ConnectionId' -Width 26 | Where-Object { $_ }) | Should -Be ($ids + '1')
        $lines = @(Get-Window ([Math]::Max($_, 66)) 'Get-SoraConnection -Server one, two' | Get-Plain)
        @(Get-Cell $lines 'Server' -Width 8 | Where-Object { $_ } | Sort-Object) | Should -Be 'one', 'one', 'one', 'one', 'two', 'two'
        $lines = @(Get-Window $_ 'Get-SoraChannel -Server one, two' | Get-Plain)
        @(Get-Cell $lines 'Server' -Width 8 | Where-Object { $_ } | Sort-Object) | Should -Be 'one', 'one', 'one', 'one', 'two', 'two'
    }

    It 'is the same in a file, whatever the window: <_>' -ForEach 80, 200 {
        $file = Join-Path $TestDrive 'table.txt'
        $null = Get-Window $_ "Get-SoraConnection | Out-File '$file' -Width 100"
        $lines = @(Get-Content -LiteralPath $file | Where-Object { $_ })
        @(Get-Cell $lines 'ConnectionId' -Width 26 | Where-Object { $_ }) | Should -Be ($ids + '1')
        @(Get-Cell $lines 'ClientId')[0] | Should -BeExactly $ids[0]
    }

    It 'says what changed, when, and who it was: <Script>' -ForEach @(
        @{ Script = 'Watch-SoraConnection -Interval 0.1 -Count 1' }
        @{ Script = '[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Watch-SoraConnection -Interval 0.1 -Count 1), 3))' }
    ) {
        $changing = Start-SoraSimulator -Connection @{ channel_id = 'sora'; client_id = 'anna'; connection_id = 'A7'; role = 'sendrecv'; video = @{ codec_type = 'VP9'; bit_rate = 5 } }
        try {
            # Once it was looked at, it changes; the latency keeps the look from being over before that.
            $script = "`$sim = `$args; `$null = Register-SoraServer '$($changing.Uri)' -Name changing -Default; `$job = Start-ThreadJob { param(`$sim) while (`$sim.Requests.Count -eq 0) { Start-Sleep -Milliseconds 20 }; Start-Sleep -Milliseconds 50; `$sim.Set('A7', @{ role = 'recvonly'; video = @{ codec_type = 'AV1'; bit_rate = 6 } }) } -ArgumentList `$global:changing; $Script"
            $lines = @(Get-Window 100 $script -Variable @{ changing = $changing } | Get-Plain)
            $lines[2] | Should -Match '^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d Changed +recvonly sora/anna/A7$'
            @(Get-Cell $lines 'Change' -Width 14) | Should -Be 'Changed', 'Role', 'VideoCodecType', 'VideoBitRate'
        }
        finally { Stop-SoraSimulator $changing }
    }

    It 'gives a column its width before it knows what will come: <_>' -ForEach 'Get-SoraConnection', 'Get-SoraChannel', 'Get-SoraConnection -Server one, two' {
        foreach ($width in 80, 120) {
            $header = Get-Window $width $_ | Get-Plain | Select-Object -First 1
            Get-Window $width "$_ | Where-Object ChannelId -EQ sora" | Get-Plain | Select-Object -First 1 | Should -BeExactly $header
        }
    }

    It 'tells ages, and in the view of that name codecs and what else there is of media' {
        $lines = @(Get-Window 120 'Get-SoraConnection' | Get-Plain)
        $lines -match ' sendrecv +\d{4,}d ' | Should -HaveCount 1
        $lines -match ' sendonly +\d+m \d\ds ' | Should -HaveCount 1
        $lines = @(Get-Window 80 'Get-SoraConnection | Format-Table -View media' | Get-Plain)
        $lines[0].Trim() -replace ' +', ' ' | Should -BeExactly 'ConnectionId Role Video BitRate Audio Simulcast Spotlight'
        $lines[2] | Should -Match ' sendrecv VP9 +OPUS  True      True'
        $lines[3] | Should -Match ' sendonly +True'
    }

    It 'has all codecs of a channel in the view of that name, and in a list' {
        $several = Start-SoraSimulator -Connection @{ video = @{ codec_type = 'VP9' } }, @{ video = @{ codec_type = 'H264' } }, @{ video = @{ codec_type = 'AV1' } }
        try {
            (Get-Cell @(Get-Window 80 "Get-SoraChannel -Server '$($several.Uri)' | Format-Table -View media" | Get-Plain) 'Video' -Width 12) -join '' -replace ' ' | Should -BeExactly 'AV1,H264,VP9'
            (Get-Window 80 "Get-SoraChannel -Server '$($several.Uri)' | Format-List" | Get-Plain) -match 'VideoCodecType' | Should -Match ': AV1, H264, VP9$'
        }
        finally { Stop-SoraSimulator $several }
    }

    It 'names the server of each only where there are several: <Script>' -ForEach @(
        @{ Script = 'Get-SoraConnection -Server one'; Named = $false }
        @{ Script = 'Get-SoraConnection -Server one, one'; Named = $false }
        @{ Script = 'Get-SoraConnection -Server one | Sort-Object Role'; Named = $false }
        @{ Script = 'Get-SoraConnection -Server one | Where-Object Role -NE other | Get-SoraConnection'; Named = $false }
        @{ Script = 'Get-SoraConnection -Server one, two | Sort-Object Role'; Named = $true }
        @{ Script = 'Get-SoraConnection -Server one, two | Where-Object Role -NE other | Get-SoraConnection'; Named = $true }
        @{ Script = 'Get-SoraChannel -Server one, two | Get-SoraConnection'; Named = $true }
        @{ Script = 'Get-SoraChannel -Server one, two | Get-SoraChannel'; Named = $true }
        @{ Script = "'sora' | Get-SoraChannel -Server one, two"; Named = $true }
        @{ Script = "'sora' | Get-SoraChannel"; Named = $false }
    ) {
        (Get-Window 120 $Script | Get-Plain)[0].TrimEnd() -cmatch ' Server ' | Should -Be $Named
    }

    It 'has a wide view: <Script>' -ForEach @(
        @{ Script = 'Get-SoraConnection | Format-Wide' }
        @{ Script = 'Get-SoraChannel | Format-Wide' }
        @{ Script = 'Get-SoraConnection -Server one, two | Format-Wide' }
    ) {
        foreach ($width in 80, 200) {
            $lines = @(Get-Window $width $Script | Get-Plain)
            foreach ($line in $lines) { Get-CellCount $line | Should -BeLessThan $width }
            $lines -join "`n" | Should -Match $(if ($Script -like '*Channel*') { 'sora' } else { 'sora/caf' })
        }
    }

    It 'shows something in a window of <_>' -ForEach 0, 12, 40 {
        $lines = @(Get-Window $_ 'Get-SoraConnection; Get-SoraChannel | Format-Wide; Get-SoraConnection | Format-List' | Get-Plain)
        $lines.Count | Should -BeGreaterThan 6
    }

    It 'is a table also of what a job or a file brought back' {
        $null = Register-SoraServer $one.Uri
        $back = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize(@(Get-SoraConnection)))
        $screen = $back | Out-String -Width 200
        $screen | Should -Match 'ChannelId +ConnectionId +Role +Age +ClientId'
        $screen | Should -Match 'DKF93'
        Get-SoraServer | Unregister-SoraServer
    }

    It 'keeps a property that has the name of a hidden member, also in what a file brought back' {
        $change = Watch-SoraConnection -Server $one -IncludeExisting -Count 1
        $back = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($change, 3))
        $back.Connection.ConnectionId | Should -BeExactly $change.Connection.ConnectionId
        $back | Format-List | Out-String -Width 200 | Should -Match "Connection +: $([regex]::Escape("$($change.Connection)"))"
    }

    It 'leaves out the address of a server without a name where it is the only one' {
        Get-SoraChannel -Brief -Server "$($one.Uri)" | Out-String -Width 200 | Should -Not -Match '127\.0\.0\.1'
        Get-SoraChannel -Brief -Server "$($one.Uri)", "$($two.Uri)" | Out-String -Width 200 | Should -Match '127\.0\.0\.1'
    }

    Context 'where the module is not loaded' {
        BeforeAll {
            # In a process of its own: PowerShell remembers for all runspaces of a process that a type has no adapter in one of them.
            $show = {
                param($modulePath, $one, $two)
                foreach ($script in @(
                        'Get-SoraConnection'
                        'Get-SoraConnection -Server one, two'
                        'Get-SoraChannel'
                        'Watch-SoraConnection -IncludeExisting -Count 1'
                        'Disconnect-SoraClient nowhere nobody'
                        'Get-SoraServer one'
                        'Invoke-SoraApi Sora_20201013.ListChannels | Where-Object channel_id -EQ sora'
                    )) {
                    $inside = [powershell]::Create()
                    $outside = [powershell]::Create()
                    $found = $inside.AddScript("Import-Module '$modulePath'; `$null = Register-SoraServer '$two' -Name two; `$null = Register-SoraServer '$one' -Name one -Default; $script").Invoke()
                    "##$script##"
                    $outside.AddScript('param($found) $found | Out-String').AddArgument($found).Invoke()
                    $inside.Dispose()
                    $outside.Dispose()
                }
                '##'
            }
            $screens = (& $powershell -NoProfile -NonInteractive -Command $show -args $modulePath, "$($one.Uri)", "$($two.Uri)") -join "`n"
        }

        It 'is shown, too: <Script>' -ForEach @(
            @{ Script = 'Get-SoraConnection'; Shown = 'ClientId +: DKF93NH82X3BDB0CVKEH32JMVR' }
            @{ Script = 'Get-SoraConnection -Server one, two'; Shown = 'ClientId +: DKF93NH82X3BDB0CVKEH32JMVR' }
            @{ Script = 'Get-SoraChannel'; Shown = 'ConnectionCount +: 1' }
            @{ Script = 'Watch-SoraConnection -IncludeExisting -Count 1'; Shown = 'Change +: Existing' }
            @{ Script = 'Disconnect-SoraClient nowhere nobody'; Shown = 'nobody' }
            @{ Script = 'Get-SoraServer one'; Shown = 'Uri +: http://127' }
            @{ Script = 'Invoke-SoraApi Sora_20201013.ListChannels | Where-Object channel_id -EQ sora'; Shown = 'channel_id +: sora|(?s)channel_id.*sora' }
        ) {
            $text = [regex]::Match($screens, "(?s)##$([regex]::Escape($Script))##(.*?)##").Groups[1].Value
            $text | Should -Match $Shown
        }
    }

    Context 'in colours' -Skip:($PSVersionTable.PSEdition -eq 'Desktop') {
        It 'has them where the host takes them, for those who send' {
            $lines = @(Get-Window 120 'Get-SoraConnection' -Colours)
            $lines -match "$escape\[32msendrecv$escape\[0m " | Should -HaveCount 1
            $lines -match "$escape\[36msendonly$escape\[0m " | Should -HaveCount 1
            $lines -match ' (recvonly|other) ' -match $escape | Should -BeNullOrEmpty
        }

        It 'is straight with them' {
            @(Get-Cell @(Get-Window 80 'Get-SoraConnection' -Colours | Get-Plain) 'ClientId' | Where-Object { $_ })[0] | Should -BeExactly $ids[0].Substring(0, 24)
        }

        It 'has them in a text only where that is asked for: <Rendering>' -ForEach @(
            @{ Rendering = 'Ansi'; Coloured = $true }
            @{ Rendering = 'Host'; Coloured = $false }
            @{ Rendering = 'PlainText'; Coloured = $false }
        ) {
            $file = Join-Path $TestDrive 'table.txt'
            $lines = Get-Window 120 "`$PSStyle.OutputRendering = '$Rendering'; Get-SoraConnection | Out-File '$file' -Width 120; Get-SoraConnection | Out-String -Width 120" -Colours
            foreach ($text in (Get-Content $file -Raw), ($lines -join "`n")) {
                $text | Should -Match 'sendrecv'
                $text.Contains("$escape[32msendrecv") | Should -Be $Coloured
            }
        }
    }
}
