[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

BeforeDiscovery { . (Join-Path $PSScriptRoot 'Changes.ps1') }

# What a person sees, in windows of several widths. What must not be seen is in Hostile.Tests.ps1.
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

        # What a script shows in a window: its lines.
        function Get-Window([int] $Width, [string] $Script, [switch] $Colours) {
            $window = [WindowHost]::new($Width, $Colours)
            $space = [runspacefactory]::CreateRunspace($window)
            $shell = [powershell]::Create()
            try {
                $space.Open()
                $shell.Runspace = $space
                $null = $shell.AddScript("Import-Module '$modulePath'; `$null = New-SoraSession '$($two.Uri)' -Name two; `$null = New-SoraSession '$($one.Uri)' -Name one; $Script").AddCommand('Out-Default')
                $null = $shell.Invoke()
                $shell.Streams.Error | Should -BeNullOrEmpty
                $window.Lines | Where-Object { $_ }
            }
            finally {
                $shell.Dispose()
                $space.Dispose()
            }
        }

        # Without colours, which take no cells.
        function Get-Plain { $input | ForEach-Object { $_ -replace "$escape\[[0-9;]*m" } }

        # As a terminal shows it: characters of Japanese take two cells, of this text all others one, halves of an emoji together two.
        function Get-CellCount([string] $Text) { $Text.Length + [regex]::Matches($Text, '[\u3000-\u9FFF\uFF00-\uFF60]').Count }

        function Confirm-Straight([string[]] $Line, [string] $Label, [string] $Pattern) {
            $at = Get-CellCount $Line[0].Substring(0, $Line[0].IndexOf($Label))
            foreach ($row in $Line | Select-Object -Skip 2) {
                $found = [regex]::Match($row, $Pattern)
                $found.Success | Should -BeTrue -Because $row
                Get-CellCount $row.Substring(0, $found.Index) | Should -Be $at -Because $row
            }
        }
    }

    AfterAll {
        Stop-SoraSimulator $one
        Stop-SoraSimulator $two
    }

    AfterEach { if ($wasRendering) { $PSStyle.OutputRendering = $wasRendering } }

    It 'is a table that fits a window of <Width>: <Script>' -ForEach @(
        foreach ($width in 80, 120, 200) {
            @{ Width = $width; Script = 'Get-SoraConnection'; Labels = 'ChannelId ClientId ConnectionId Role Video Audio Flags Age' }
            @{ Width = $width; Script = 'Get-SoraConnection -Session one, two'; Labels = 'ChannelId ClientId ConnectionId Role Video Audio Flags Age Server' }
            @{ Width = $width; Script = 'Get-SoraChannel'; Labels = 'ChannelId Total Sendrecv Sendonly Recvonly Video Audio Flags Oldest' }
            @{ Width = $width; Script = 'Get-SoraChannel -Session one, two'; Labels = 'ChannelId Total Sendrecv Sendonly Recvonly Video Audio Flags Oldest Server' }
            @{ Width = $width; Script = 'Watch-SoraConnection -IncludeExisting -Count 4'; Labels = 'Time Change ChannelId ClientId Connection Role' }
            @{ Width = $width; Script = 'Watch-SoraConnection -Session one, two -IncludeExisting -Count 6'; Labels = 'Time Change ChannelId ClientId Connection Role Server' }
            @{ Width = $width; Script = 'Get-SoraConnection | Format-Table -AutoSize'; Labels = 'ChannelId ClientId ConnectionId Role Video Audio Flags Age' }
            foreach ($change in Get-Change) { @{ Width = $width; Script = Get-CallLine $change $change.Calls[-1].Parameters "('y' * 200)"; Labels = $change.Columns } }
        }
    ) {
        $lines = @(Get-Window $Width $Script | Get-Plain)
        $lines.Count | Should -BeGreaterThan 2
        $lines[0].Trim() -replace ' +', ' ' | Should -BeExactly $Labels
        foreach ($line in $lines) {
            Get-CellCount $line | Should -BeLessThan $Width
            $line.TrimEnd() | Should -Not -Match "$dots( |$)"
        }
    }

    It 'has a view of ours for all that <Command> writes' -ForEach (Get-Change) {
        $views = ([xml] (Get-Content -LiteralPath (Join-Path $modulePath 'SoraPS.Format.ps1xml') -Raw)).SelectNodes('//View')
        foreach ($type in (Get-Command $Command).OutputType.Name | Where-Object { $_ -ne 'System.String' }) {
            foreach ($kind in 'TableControl', 'ListControl') {
                @($views | Where-Object { $_[$kind] } | ForEach-Object { $_.ViewSelectedBy.TypeName }) | Should -Contain $type -Because "it needs a $kind in SoraPS.Format.ps1xml"
            }
        }
    }

    It 'has straight columns with Japanese ids, in a window of <_>' -ForEach 80, 120, 200 {
        $lines = @(Get-Window $_ 'Get-SoraConnection' | Get-Plain)
        Confirm-Straight -Line $lines -Label Role -Pattern '(sendrecv|sendonly|recvonly|other) '
        $lines = @(Get-Window $_ 'Get-SoraConnection -Session one, two' | Get-Plain)
        Confirm-Straight -Line $lines -Label Server -Pattern '(one|two) *$'
        $lines = @(Get-Window $_ 'Get-SoraChannel -Session one, two' | Get-Plain)
        Confirm-Straight -Line $lines -Label Server -Pattern '(one|two) *$'
    }

    It 'shortens ids in the middle: at 80 columns they can be told apart, at 200 they are whole' {
        $narrow = (Get-Window 80 'Get-SoraConnection' | Get-Plain) -join "`n"
        foreach ($id in $ids) { $narrow | Should -Match " $($id.Substring(0, 5))[0-9A-Z]*$dots[0-9A-Z]*$($id.Substring(21)) " }
        $narrow | Should -Match "$($japanese.Substring(0, 3))$dots$($japanese.Substring(8)) "
        $wide = (Get-Window 200 'Get-SoraConnection' | Get-Plain) -join "`n"
        foreach ($id in $ids) { $wide | Should -Match " $id " }
        $wide | Should -Match "$($japanese)A "
        $wide | Should -Match 'tenant-1/room-2024-12-31/breakout-7 '
        $wide | Should -Not -Match $dots
    }

    It 'gives a column its width before it knows what will come: <_>' -ForEach 'Get-SoraConnection', 'Get-SoraChannel', 'Get-SoraConnection -Session one, two' {
        foreach ($width in 80, 120) {
            $header = Get-Window $width $_ | Get-Plain | Select-Object -First 1
            Get-Window $width "$_ | Where-Object ChannelId -EQ sora" | Get-Plain | Select-Object -First 1 | Should -BeExactly $header
        }
    }

    It 'tells codecs, flags and ages' {
        $lines = @(Get-Window 120 'Get-SoraConnection' | Get-Plain)
        $lines[2] | Should -Match ' sendrecv VP9   OPUS  si sp   +\d{4,}d$'
        $lines[3] | Should -Match ' sendonly on          si +\d+m \d\ds$'
        $lines[4] | Should -Match ' recvonly       OPUS  sp +\d+m \d\ds$'
        $lines = @(Get-Window 120 'Get-SoraChannel' | Get-Plain)
        $lines[2] | Should -Match ' 1        1        0        0 VP9   OPUS  si sp +\d{4,}d$'
    }

    It 'shows the first of several codecs of a channel, and that there are more' {
        $several = Start-SoraSimulator -Connection @{ video = @{ codec_type = 'VP9' } }, @{ video = @{ codec_type = 'H264' } }, @{ video = @{ codec_type = 'AV1' } }
        try {
            (Get-Window 80 "Get-SoraChannel -Session '$($several.Uri)'" | Get-Plain)[2] | Should -Match ' 0 AV1\+ '
            (Get-Window 80 "Get-SoraChannel -Session '$($several.Uri)' | Format-List" | Get-Plain) -match 'VideoCodecType' | Should -Match ': AV1, H264, VP9$'
        }
        finally { Stop-SoraSimulator $several }
    }

    It 'names the server of each only where there are several: <Script>' -ForEach @(
        @{ Script = 'Get-SoraConnection -Session one'; Named = $false }
        @{ Script = 'Get-SoraConnection -Session one, one'; Named = $false }
        @{ Script = 'Get-SoraConnection -Session one | Sort-Object Role'; Named = $false }
        @{ Script = 'Get-SoraConnection -Session one | Where-Object Role -NE other | Get-SoraConnection'; Named = $false }
        @{ Script = 'Get-SoraConnection -Session one, two | Sort-Object Role'; Named = $true }
        @{ Script = 'Get-SoraConnection -Session one, two | Where-Object Role -NE other | Get-SoraConnection'; Named = $true }
        @{ Script = 'Get-SoraChannel -Session one, two | Get-SoraConnection'; Named = $true }
        @{ Script = 'Get-SoraChannel -Session one, two | Get-SoraChannel'; Named = $true }
        @{ Script = "'sora' | Get-SoraChannel -Session one, two"; Named = $true }
        @{ Script = "'sora' | Get-SoraChannel"; Named = $false }
    ) {
        (Get-Window 120 $Script | Get-Plain)[0].TrimEnd() -cmatch ' Server$' | Should -Be $Named
    }

    It 'has a wide view: <Script>' -ForEach @(
        @{ Script = 'Get-SoraConnection | Format-Wide' }
        @{ Script = 'Get-SoraChannel | Format-Wide' }
        @{ Script = 'Get-SoraConnection -Session one, two | Format-Wide' }
    ) {
        foreach ($width in 80, 200) {
            $lines = @(Get-Window $width $Script | Get-Plain)
            foreach ($line in $lines) { Get-CellCount $line | Should -BeLessThan $width }
            $lines -join "`n" | Should -Match $(if ($Script -like '*Channel*') { 'sora \(\d\)' } else { 'sora/caf' })
        }
    }

    It 'shows something in a window of <_>' -ForEach 0, 12, 40 {
        $lines = @(Get-Window $_ 'Get-SoraConnection; Get-SoraChannel | Format-Wide; Get-SoraConnection | Format-List' | Get-Plain)
        $lines.Count | Should -BeGreaterThan 6
        if ($_ -eq 0) { $lines[2] | Should -Match "DKF93$([char] 0x2E)*" }
    }

    It 'is a table also of what a job or a file brought back' {
        $null = New-SoraSession $one.Uri
        $back = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize(@(Get-SoraConnection)))
        $screen = $back | Out-String -Width 200
        $screen | Should -Match 'ChannelId +.*ClientId +.*ConnectionId'
        $screen | Should -Match 'DKF93'
        Get-SoraSession | Remove-SoraSession
    }

    It 'is shown by a session that has not loaded the module, too: <Script>' -ForEach @(
        @{ Script = 'Get-SoraConnection'; Shown = 'ClientId +: DKF93NH82X3BDB0CVKEH32JMVR' }
        @{ Script = 'Get-SoraConnection -Session one, two'; Shown = 'ClientId +: DKF93NH82X3BDB0CVKEH32JMVR' }
        @{ Script = 'Get-SoraChannel'; Shown = 'ConnectionCount +: 1' }
        @{ Script = 'Watch-SoraConnection -IncludeExisting -Count 1'; Shown = 'Change +: Existing' }
        @{ Script = 'Disconnect-SoraClient nowhere nobody'; Shown = 'nobody' }
        @{ Script = 'Get-SoraSession one'; Shown = 'Uri +: http://127' }
        @{ Script = "Invoke-SoraApi Sora_20201013.ListChannels | Where-Object channel_id -EQ sora"; Shown = 'channel_id +: sora|(?s)channel_id.*sora' }
    ) {
        $inside = [powershell]::Create()
        $outside = [powershell]::Create()
        try {
            $found = $inside.AddScript("Import-Module '$modulePath'; `$null = New-SoraSession '$($two.Uri)' -Name two; `$null = New-SoraSession '$($one.Uri)' -Name one; $Script").Invoke()
            -join $outside.AddScript('param($found) $found | Out-String').AddArgument($found).Invoke() | Should -Match $Shown
        }
        finally {
            $inside.Dispose()
            $outside.Dispose()
        }
    }

    Context 'in colours' -Skip:($PSVersionTable.PSEdition -eq 'Desktop') {
        It 'has them where the host takes them, for those who send' {
            $lines = @(Get-Window 120 'Get-SoraConnection' -Colours)
            $lines[2] | Should -Match "$escape\[32msendrecv$escape\[0m "
            $lines[3] | Should -Match "$escape\[36msendonly$escape\[0m "
            $lines[4], $lines[5] | Should -Not -Match $escape
            (Get-Window 120 'Get-SoraConnection' | Select-Object -Skip 2) | Should -Not -Match $escape
        }

        It 'is straight with them' {
            Confirm-Straight -Line @(Get-Window 80 'Get-SoraConnection' -Colours | Get-Plain) -Label Audio -Pattern '(?<=(sendrecv|sendonly|recvonly|other   ) .{5} )'
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
