[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Export-SoraReport: what it takes, and the file' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Report.Common.ps1') }
    AfterAll { Stop-SoraSimulator $simulator }
    BeforeEach {
        $folder = Enter-Folder
        $path = Join-Path $folder 'page.html'
    }
    AfterEach { Exit-Folder $folder }

    Context 'what it takes' {
        It 'reads back what <How> kept, under <Culture>' -ForEach @(
            foreach ($culture in 'en-US', 'de-DE', 'ja-JP') { @{ How = 'Export-Csv'; Culture = $culture } }
            @{ How = 'Export-Clixml'; Culture = 'en-US' }
            @{ How = 'ConvertTo-Json'; Culture = 'en-US' }
        ) {
            $before = [System.Threading.Thread]::CurrentThread.CurrentCulture
            [System.Threading.Thread]::CurrentThread.CurrentCulture = [cultureinfo]::new($Culture)
            try {
                $all = Get-SoraConnection
                $all | Export-SoraReport $path
                switch ($How) {
                    Export-Csv { $all | Export-Csv kept -NoTypeInformation; Import-Csv kept | Export-SoraReport again.html }
                    Export-Clixml { $all | Export-Clixml kept; Import-Clixml kept | Export-SoraReport again.html }
                    ConvertTo-Json { $all | ConvertTo-Json -Depth 5 | Set-Content kept; Get-Content kept -Raw | ConvertFrom-Json | Export-SoraReport again.html }
                }
            }
            finally { [System.Threading.Thread]::CurrentThread.CurrentCulture = $before }
            $page = Read-Page
            $again = Read-Page (Join-Path $folder 'again.html')
            foreach ($table in 'roles', 'ages', 'video-codecs', 'audio-codecs', 'per-channel') { Read-Bar $again $table | Should -BeExactly (Read-Bar $page $table) -Because $table }
            $without = { param($table) Read-Table $table connections | Select-Object * -ExcludeProperty Age | ConvertTo-Csv }
            & $without $again | Should -Be (& $without $page)
            Read-Fact $again servers | Should -BeExactly 'tokyo'
        }

        It 'lists the oldest first, although the ages of a kept list are counted to different instants' {
            1..3 | ForEach-Object { Get-Row -Connection "C$_" -More @{ CreatedTime = "170000000000000$_"; Age = [timespan]::FromSeconds(10 * $_) } } | Export-SoraReport $path
            (Read-Table (Read-Page) connections).Connection | Should -Be 'C1', 'C2', 'C3'
        }

        It 'is about the time when the list was kept, not about now: an age that is <Kind>' -ForEach @(
            @{ Kind = 'a text'; Age = '00:00:30.5000000' }
            @{ Kind = 'a time span'; Age = [timespan]::FromSeconds(30.5) }
            @{ Kind = 'an object of JSON'; Age = '{"Ticks":305000000,"Days":0}' | ConvertFrom-Json }
        ) {
            Get-Row -More @{ CreatedTime = '1700000000000000'; CreatedAt = 'not read'; Age = $Age } | Export-SoraReport $path
            $page = Read-Page
            Read-Bar $page ages | Should -Match 'under 1 min=1'
            $page.SelectSingleNode('//*[@id="ages-as-of"]//time').datetime | Should -BeExactly '2023-11-14T22:13:50Z'
        }

        It 'reads a date without the raw number: <CreatedAt>' -ForEach @(
            @{ CreatedAt = '2023-11-14T22:13:20.5Z' }
            @{ CreatedAt = [datetime]::new(2023, 11, 14, 22, 13, 20, [DateTimeKind]::Utc) }
            @{ CreatedAt = [DateTimeOffset]::new(2023, 11, 15, 7, 13, 20, [timespan]::FromHours(9)) }
            @{ CreatedAt = [datetime]::new(2023, 11, 14, 22, 13, 20, [DateTimeKind]::Utc).ToLocalTime().ToString() }
        ) {
            Get-Row -More @{ CreatedAt = $CreatedAt } | Export-SoraReport $path
            (Read-Page).SelectSingleNode('//table[@id="connections"]//time').datetime | Should -BeExactly '2023-11-14T22:13:20Z'
        }

        It 'reads what cannot be: <Name>' -ForEach @(
            @{ Name = 'a date'; More = @{ CreatedAt = 'yesterday' } }
            @{ Name = 'a number beyond time'; More = @{ CreatedTime = '99999999999999999999' } }
            @{ Name = 'a number at the end of time'; More = @{ CreatedTime = [long]::MaxValue } }
            @{ Name = 'an age'; More = @{ Age = 'old' } }
        ) {
            Get-Row -More $More | Export-SoraReport $path
            Read-Bar (Read-Page) ages | Should -Match 'not known=1'
        }

        It 'survives the longest age at the latest date' {
            Get-Row -More @{ CreatedTime = '253402300799999999'; Age = [timespan]::MaxValue } | Export-SoraReport $path
            Read-Bar (Read-Page) ages | Should -Match '24 h or more=1'
        }

        It 'takes the API''s own names' {
            $all = Get-SoraConnection
            $all | Export-SoraReport $path
            Invoke-SoraApi Sora_20201013.ListConnections | Export-SoraReport again.html
            $page = Read-Page
            $again = Read-Page (Join-Path $folder 'again.html')
            foreach ($table in 'roles', 'ages', 'video-codecs', 'audio-codecs', 'per-channel') { Read-Bar $again $table | Should -BeExactly (Read-Bar $page $table) -Because $table }
            (Read-Table $again connections).Connection | Should -Be (Read-Table $page connections).Connection
        }

        It 'takes a list as an argument, an empty one too' {
            Export-SoraReport $path -InputObject (Get-SoraConnection)
            Read-Fact (Read-Page) total-connections | Should -BeExactly '200'
            Export-SoraReport $path -InputObject @()
            Read-Fact (Read-Page) total-connections | Should -BeExactly '0'
        }

        It 'refuses what is no connection, and serves the rest: <Name>' -ForEach @(
            @{ Name = 'a text'; Given = { 'sora' } }
            @{ Name = 'an object'; Given = { Get-Date } }
            @{ Name = 'a row without a role'; Given = { [pscustomobject]@{ ChannelId = 'a'; ClientId = 'b'; ConnectionId = 'c' } } }
            @{ Name = 'what a server says of itself'; Given = { Get-SoraMode } }
            @{ Name = 'null'; Given = { $null } }
            @{ Name = 'an empty text'; Given = { '' } }
            @{ Name = 'a change'; Given = { Watch-SoraConnection room-0 -IncludeExisting -Count 1 } }
            @{ Name = 'a change that was kept'; Given = { Watch-SoraConnection room-0 -IncludeExisting -Count 1 | ConvertTo-Csv | ConvertFrom-Csv } }
            @{ Name = 'an object that fails'; Given = { [pscustomobject]@{ ChannelId = 'a' } | Add-Member ScriptProperty ClientId { throw 'no' } -PassThru } }
        ) {
            $given = & $Given
            Get-FailureId { @(Get-Row; $given; Get-Row) | Export-SoraReport $path } | Should -Be 'SoraInvalidArgument'
            Read-Fact (Read-Page) total-connections | Should -BeExactly '2'
            { @(Get-Row; $given) | Export-SoraReport stopped.html -ErrorAction Stop } | Should -Throw -ErrorId 'SoraInvalidArgument,*'
            (Get-ChildItem -Force).Name | Should -Be 'page.html'
        }
    }

    Context 'the file' {
        It 'lies where the path says, taken literally: <Given>' -ForEach @(
            @{ Given = 'a.html'; Made = 'a.html' }
            @{ Given = './[x] a.html'; Made = '[x] a.html' }
            @{ Given = 'FileSystem::{0}/b.html'; Made = 'b.html' }
        ) {
            @() | Export-SoraReport ($Given -f $folder)
            (Get-ChildItem -Force).Name | Should -Be $Made
        }

        It 'is written to the folder of PowerShell, not of the process' {
            $drive = New-PSDrive -Name SoraReport -PSProvider FileSystem -Root $folder
            try { @() | Export-SoraReport SoraReport:/c.html }
            finally { Remove-PSDrive $drive }
            (Get-ChildItem -Force).Name | Should -Be 'c.html'
        }

        It 'comes out with -PassThru, and only then' {
            @() | Export-SoraReport $path | Should -BeNullOrEmpty
            $file = @() | Export-SoraReport page.html -PassThru
            $file | Should -BeOfType System.IO.FileInfo
            $file.FullName | Should -BeExactly (Get-Item -LiteralPath $path).FullName
        }

        It 'is refused before anybody is asked: <Name>' -ForEach @(
            @{ Name = 'another provider'; Given = { 'env:report' } }
            @{ Name = 'no such drive'; Given = { 'nosuchdrive:/report.html' } }
            @{ Name = 'no such provider'; Given = { 'nosuch::report.html' } }
            @{ Name = 'no such folder'; Given = { Join-Path $folder 'nosuch/report.html' } }
            @{ Name = 'a folder'; Given = { $folder } }
            @{ Name = 'no path'; Given = { "a$([char] 0)b" } }
        ) {
            $before = $simulator.Requests.Count
            Get-FailureId { Get-SoraConnection | Export-SoraReport (& $Given) } | Should -Be 'SoraInvalidArgument'
            $simulator.Requests.Count | Should -Be $before
            Get-ChildItem -Force | Should -BeNullOrEmpty
        }

        It 'replaces an older one, but not with -NoClobber' {
            Set-Content $path old
            Get-FailureId { @() | Export-SoraReport $path -NoClobber } | Should -Be 'SoraInvalidArgument'
            Get-Content $path | Should -BeExactly 'old'
            @() | Export-SoraReport $path
            Read-Fact (Read-Page) total-connections | Should -BeExactly '0'
            @() | Export-SoraReport new.html -NoClobber
            (Get-ChildItem -Force).Name | Sort-Object | Should -Be 'new.html', 'page.html'
        }

        It 'with -NoClobber, leaves one alone that somebody made meanwhile' {
            Get-FailureId { & { Set-Content $path quicker; Get-SoraConnection room-0 } | Export-SoraReport $path -NoClobber } | Should -Be 'SoraInvalidArgument'
            Get-ChildItem -Force | Get-Content | Should -BeExactly 'quicker'
        }

        It 'leaves a read-only one alone' {
            Set-Content $path old
            (Get-Item -LiteralPath $path).IsReadOnly = $true
            Get-FailureId { @() | Export-SoraReport $path } | Should -Be 'SoraInvalidArgument'
            Get-Content $path | Should -BeExactly 'old'
            @(Get-ChildItem -Force).Count | Should -Be 1
        }

        It 'keeps a link, and the rights of the file behind it' -Skip:($PSVersionTable.PSEdition -eq 'Desktop' -or $IsWindows) {
            Set-Content real.html old
            & chmod 640 real.html
            & ln -s real.html page.html
            @() | Export-SoraReport $path
            (Get-Item page.html).LinkType | Should -BeExactly 'SymbolicLink'
            (Get-Item real.html).UnixMode | Should -BeExactly '-rw-r-----'
            Read-Fact (Read-Page) total-connections | Should -BeExactly '0'
            @(Get-ChildItem -Force).Count | Should -Be 2
        }

        It 'does not put itself in the place of a device or a pipe' -Skip:($PSVersionTable.PSEdition -eq 'Desktop' -or $IsWindows) {
            & mkfifo pipe
            & ln -s pipe page.html
            foreach ($given in 'pipe', 'page.html') { Get-FailureId { @() | Export-SoraReport $given } | Should -Be 'SoraInvalidArgument' }
            "$((Get-Item pipe).UnixStat.ItemType)" | Should -BeExactly 'NamedPipe'
        }

        It 'is not made with -WhatIf, which says what would be' {
            Get-SoraConnection | Export-SoraReport $path -WhatIf -PassThru | Should -BeNullOrEmpty
            Get-HostText { Get-SoraConnection | Export-SoraReport $path -WhatIf } | Should -Match ([regex]::Escape((Split-Path $path -Leaf)))
            Get-ChildItem -Force | Should -BeNullOrEmpty
        }

        It 'stays as it was when the pipeline breaks off: <Name>' -ForEach @(
            @{ Name = 'a throw upstream'; Attempt = { & { Get-SoraConnection; throw 'broken off' } | Export-SoraReport $path } }
            @{ Name = 'a list that cannot be had'; Attempt = { & { Get-SoraConnection; Get-SoraConnection -Server ([SoraPS.TestServers.RawServer]::ClosedPort()) -ErrorAction Stop } | Export-SoraReport $path } }
            @{ Name = 'a break'; Attempt = { foreach ($once in 1) { & { Get-SoraConnection; break } | Export-SoraReport $path } } }
        ) {
            Set-Content $path old
            try { & $Attempt } catch { Write-Debug "$_" }
            Get-Content $path | Should -BeExactly 'old'
            @(Get-ChildItem -Force).Count | Should -Be 1
        }

        It 'stays as it was when Ctrl+C comes' {
            Set-Content $path old
            $one = Get-ConnectionJson sora ABC
            $server = [SoraPS.TestServers.RawServer]::new((ConvertTo-ServerStep "HTTP/1.1 200 OK`r`nContent-Type: application/json`r`nContent-Length: 99999`r`n`r`n[$one," WaitForDisconnect))
            try { $result = Invoke-Stopped "Get-SoraConnection | Export-SoraReport '$path'" $server }
            finally { $server.Dispose() }
            $result.State | Should -Be 'Stopped'
            $result.Errors | Should -BeNullOrEmpty
            Get-Content $path | Should -BeExactly 'old'
            @(Get-ChildItem -Force).Count | Should -Be 1
        }
    }
}
