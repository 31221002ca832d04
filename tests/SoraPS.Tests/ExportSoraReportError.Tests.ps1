[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Export-SoraReport: errors, and what it refuses' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Report.Common.ps1')
        $closed = [SoraPS.TestServers.RawServer]::ClosedPort()
    }
    AfterAll { Stop-SoraSimulator $simulator }
    BeforeEach {
        $folder = Enter-Folder
        $path = Join-Path $folder 'page.html'
    }
    AfterEach { Exit-Folder $folder }

    Context 'errors' {
        It 'takes a list that failed as a failure, and does not say that nobody was connected' {
            Get-SoraConnection -Server $closed 2>&1 | Export-SoraReport $path
            $page = Read-Page
            Read-Fact $page total-failed | Should -BeExactly '1'
            $page.SelectSingleNode('//p[contains(@class, "nobody")]') | Should -BeNullOrEmpty
            (Read-Table $page failures).Error | Should -BeExactly 'SoraConnectionFailed Get-SoraConnection'
        }

        It 'takes what -ErrorVariable has of <Name>, once' -ForEach @(
            @{ Name = 'a command that was stopped'; Attempt = { Get-SoraConnection -Server $closed -ErrorAction Stop -ErrorVariable +all } }
            @{ Name = 'a command that ended itself'; Attempt = { Get-SoraConnection -Server nosuch -ErrorVariable +all } }
            @{ Name = 'a script that threw'; Attempt = { throw 'own' } }
            @{ Name = 'another command'; Attempt = { Get-Item nosuch -ErrorAction Stop -ErrorVariable +all } }
        ) {
            $all = [System.Collections.ArrayList]::new()
            try { . $Attempt } catch { $caught = $_ }
            $caught | Should -Not -BeNullOrEmpty
            & { $all; $caught; $caught.Exception; $caught } | Export-SoraReport $path
            Read-Fact (Read-Page) total-failed | Should -BeExactly '1'
            # In the other order, too.
            & { $caught; $all } | Export-SoraReport $path
            Read-Fact (Read-Page) total-failed | Should -BeExactly '1'
            (Read-Table (Read-Page) failures).Error | Should -BeLike "$($caught.FullyQualifiedErrorId.Split(',')[0])*"
        }

        It 'takes an error from two streams once, and two errors with one cause twice' {
            $both = Get-SoraConnection -Server $closed -ErrorVariable kept 2>&1
            $cause = [TimeoutException]::new('no answer')
            $two = foreach ($connection in 'one', 'two') { [System.Management.Automation.ErrorRecord]::new($cause, 'SoraTimeout', 'OperationTimeout', (Get-Row -Connection $connection)) }
            & { $both; $kept; $two } | Export-SoraReport $path
            Read-Fact (Read-Page) total-failed | Should -BeExactly '3'
        }

        It 'takes an exception without a record' {
            [InvalidOperationException]::new('own') | Export-SoraReport $path
            $row = Read-Table (Read-Page) failures
            $row.Why | Should -BeExactly 'own'
            $row.Error | Should -Match '^InvalidOperationException'
        }

        It 'names each of those that one error is about' {
            $left = @(Get-SoraConnection room-4)
            $left.Count | Should -BeGreaterThan 1
            Get-ErrorRecord -Target $left -Id SoraWaitTimeout -Command Wait-SoraConnection | Export-SoraReport $path
            $page = Read-Page
            Read-Fact $page total-failed | Should -BeExactly "$($left.Count)"
            $rows = Read-Table $page failures
            $rows.Connection | Should -Be $left.ConnectionId
            $rows.Client | Should -Be $left.ClientId
            $rows.Error | Select-Object -Unique | Should -BeExactly 'SoraWaitTimeout Wait-SoraConnection'
        }

        It 'shows the target of <Name>' -ForEach @(
            @{ Name = 'a text'; Target = 'some text'; Column = 'Target'; Value = 'some text' }
            @{ Name = 'several texts'; Target = @('one', 'two'); Column = 'Target'; Value = 'one', 'two' }
            @{ Name = 'a channel'; Target = [pscustomobject]@{ ChannelId = 'stage'; Connections = 3 }; Column = 'Channel'; Value = 'stage' }
            @{ Name = 'a receiver'; Target = [pscustomobject]@{ ChannelId = 'stage'; ReceiverConnectionId = 'R' }; Column = 'Connection'; Value = 'R' }
        ) {
            Get-ErrorRecord -Target $Target | Export-SoraReport $path
            @(Read-Table (Read-Page) failures).$Column | Should -Be $Value
        }

        It 'shows a target whose ToString fails' {
            $target = [pscustomobject]@{ a = 1 } | Add-Member ScriptMethod ToString { throw 'no' } -Force -PassThru
            Get-ErrorRecord -Target $target | Export-SoraReport $path
            Read-Fact (Read-Page) total-failed | Should -BeExactly '1'
        }

        It 'shows ids of failures whole: somebody may have to type them' {
            $long = 'start-' + ('x' * 200) + '-end'
            Get-ErrorRecord -Target (Get-Row -Channel $long -Client $long -Connection $long) | Export-SoraReport $path
            $row = Read-Table (Read-Page) failures
            $row.Channel, $row.Client, $row.Connection | Should -Be $long, $long, $long
        }

        It 'tries again what a page of failures was made of' {
            $connection = Get-SoraConnection room-10 | Select-Object -First 1
            $failed = Get-ErrorRecord -Target $connection
            $failed | Export-SoraReport $path
            (Read-Table (Read-Page) failures).Connection | Should -BeExactly $connection.ConnectionId
            $failed.TargetObject | Disconnect-SoraConnection -OutVariable again | Out-Null
            & { $failed; $again } | Export-SoraReport $path
            Read-Fact (Read-Page) total-failed | Should -BeExactly '0'
            Read-Fact (Read-Page) total-done | Should -BeExactly '1'
        }
    }

    Context 'refusals' {
        It 'makes no page of what it refused, and leaves an older one: <Name>' -ForEach @(
            @{ Name = 'texts'; Given = { 'a', 'b', 'c' } }
            @{ Name = 'an unset variable'; Given = { , $null } }
            @{ Name = 'an empty text'; Given = { '' } }
            @{ Name = 'rows of another table'; Given = { [pscustomobject]@{ Name = 'x' }, [pscustomobject]@{ Name = 'y' } } }
            @{ Name = 'changes'; Given = { Watch-SoraConnection room-0 -IncludeExisting -Count 1 } }
            @{ Name = 'a licence'; Given = { Get-SoraLicense } }
            @{ Name = 'null in a list'; Given = { , @($null, $null) } }
        ) {
            Set-Content $path old
            $given = @(& $Given)
            $given | Export-SoraReport $path -PassThru -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failures.FullyQualifiedErrorId | Should -Be 'SoraInvalidArgument,SoraPS.Commands.ExportSoraReportCommand'
            Get-Content $path | Should -BeExactly 'old'
            Remove-Item $path
            $given | Export-SoraReport $path -ErrorAction SilentlyContinue
            Get-ChildItem -Force | Should -BeNullOrEmpty
            Get-FailureId { Export-SoraReport $path -InputObject $given } | Should -Be 'SoraInvalidArgument'
            Get-ChildItem -Force | Should -BeNullOrEmpty
        }

        It 'hands over what it refused as the target, up to a hundred' {
            'x', (Get-Row), 'y' | Export-SoraReport $path -ErrorVariable failures -ErrorAction SilentlyContinue
            $failures.TargetObject | Should -Be 'x', 'y'
            1..101 | Export-SoraReport $path -ErrorVariable failures -ErrorAction SilentlyContinue
            $failures.Count | Should -Be 1
            $failures.TargetObject | Should -Be (1..100)
            'x' | Export-SoraReport $path -ErrorVariable failures -ErrorAction SilentlyContinue
            $failures[0].TargetObject | Should -BeExactly 'x'
        }

        It 'says on the page how many are missing: <Name>' -ForEach @(
            @{ Name = 'a list'; Accepted = { Get-Row } }
            @{ Name = 'a record'; Accepted = { Get-ErrorRecord } }
        ) {
            & { & $Accepted; 'x'; 'y' } | Export-SoraReport $path -ErrorAction SilentlyContinue
            $note = (Read-Page).SelectSingleNode('//main/*[1]')
            $note.id | Should -BeExactly 'incomplete'
            $note.class | Should -Match '\balert\b'
            $note.InnerText | Should -Match '\b2\b.*\b3\b'
            & $Accepted | Export-SoraReport $path
            (Read-Page).SelectSingleNode('//*[@id="incomplete"]') | Should -BeNullOrEmpty
        }

        It 'makes no page of a part with -ErrorAction Stop' {
            Set-Content $path old
            { @(Get-Row; 'x') | Export-SoraReport $path -ErrorAction Stop } | Should -Throw -ErrorId 'SoraInvalidArgument,*'
            Get-Content $path | Should -BeExactly 'old'
        }

        It 'says the first of them, harmlessly' {
            $esc = [char] 0x1B
            [pscustomobject]@{ "a$esc[31m" = 1; Other = 2 } | Export-SoraReport $path -ErrorVariable failures -ErrorAction SilentlyContinue
            "$failures" | Should -Match 'Other'
            "$failures" | Should -Not -Match $esc
        }
    }
}
