[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# The question before many changes, and who is asked. That -MaximumCount holds for every change is tested in Changes.

BeforeDiscovery { $terminal = $IsLinux -and [bool] (Get-Command script -CommandType Application -ErrorAction Ignore) }

Describe 'ChangeLimit at a terminal' -Skip:(-not $terminal) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $simulator = Start-SoraSimulator
        $change = '1..30 | ForEach-Object { [pscustomobject] @{ ChannelId = "c$_" } } | Disconnect-SoraChannel'
        # Everything that a user may be asked about in one session of a terminal, each without and with something that says that nobody is there.
        # A build server sets CI, and then nobody is asked.
        $script = @"
`$env:CI = ''
`$null = Register-SoraServer $($simulator.Uri) -Name demo
function Show-Case([string] `$Name, [scriptblock] `$Case) {
    "##`$Name##"
    `$e = `$null
    `$result = @(& `$Case)
    "results `$(`$result.Count) errors `$(`$e.FullyQualifiedErrorId) target `$(`$e.TargetObject)"
}
foreach (`$name in 'no', 'yes', 'return') { Show-Case `$name { $change -ErrorVariable +global:e -ErrorAction SilentlyContinue; Set-Variable e `$global:e -Scope 1; `$global:e = `$null } }
Show-Case few { 1..25 | ForEach-Object { [pscustomobject] @{ ChannelId = "c`$_" } } | Disconnect-SoraChannel }
Show-Case maximum { $change -MaximumCount 30 }
Show-Case confirm { $change -Confirm:`$false }
Show-Case plan { $change -WhatIf 6>`$null | Out-Null; 'planned' }
`$env:CI = 'true'
Show-Case ci { $change }
`$env:CI = ''
Show-Case job { Start-Job { Import-Module '$modulePath'; $($change.Replace('Disconnect-SoraChannel', "Disconnect-SoraChannel -Server $($simulator.Uri)")) } | Receive-Job -Wait -AutoRemoveJob }
"##end##"
"@
        $screen = Get-AnsweredScreen $script 'n', 'y', ''
        function Get-Case([string] $Name) { ([regex]::Match($screen, "(?s)##$Name##(.*?)##").Groups[1].Value -replace '\s+', ' ').Trim() }
    }
    AfterAll { $simulator.Dispose() }

    It 'asks once before the 26th change, after the results of all others' {
        $said = Get-Case no
        ([regex]::Matches($said, 'Go on\?')).Count | Should -Be 1
        $said | Should -Match 'Done: 25, failed: 0\..*channel c26 on demo'
    }

    It 'sends nothing more after No, which is one error about the first that was not sent' {
        Get-Case no | Should -Match 'results 25 errors SoraLimitReached,SoraPS.Commands.DisconnectSoraChannelCommand target c26$'
    }

    It 'takes Return alone for No' {
        Get-Case return | Should -Match 'results 25 errors SoraLimitReached'
    }

    It 'goes on after Yes, and does not ask again' {
        Get-Case yes | Should -Match 'results 30 errors target$'
    }

    It 'does not ask: <Case>' -ForEach @(
        @{ Case = 'few'; Count = 25 }
        @{ Case = 'maximum'; Count = 30 }
        @{ Case = 'confirm'; Count = 30 }
        @{ Case = 'plan'; Count = 1 }
        @{ Case = 'ci'; Count = 30 }
        @{ Case = 'job'; Count = 30 }
    ) {
        $said = Get-Case $Case
        $said | Should -Not -Match 'Go on'
        $said | Should -Match "results $Count errors"
    }
}

Describe 'ChangeLimit where nobody can be asked' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $simulator = Start-SoraSimulator
        $script = "Import-Module '$modulePath'; 1..30 | ForEach-Object { ""c`$_"" } | Disconnect-SoraChannel -Server $($simulator.Uri) | Measure-Object | ForEach-Object Count"
    }
    AfterAll { $simulator.Dispose() }

    It 'does not ask: <_>' -ForEach 'output to a file', 'no input', '-NonInteractive' {
        $options = if ($_ -eq '-NonInteractive') { '-NonInteractive' }
        $said = if ($_ -eq 'no input') { $null | & $powershell -NoProfile -Command $script } else { & $powershell -NoProfile @($options | Where-Object { $_ }) -Command $script }
        "$said" | Should -BeExactly '30'
    }

    It 'does not ask in a runspace without a host' {
        $shell = [powershell]::Create().AddScript($script)
        try { $shell.Invoke() | Should -Be 30 }
        finally { $shell.Dispose() }
    }
}
