[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Where progress is shown: what PowerShell and the host say comes before what the process says. What it counts is tested in Diagnostics.Tests.ps1.

BeforeDiscovery { $terminal = $IsLinux -and [bool] (Get-Command script -CommandType Application -ErrorAction Ignore) }

Describe 'HostCapabilities and ProgressReporter' -Skip:(-not $terminal) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $slow = Start-SoraSimulator -ConnectionCount 2 -LatencyMilliseconds 1600
        $list = "Get-SoraConnection -Server $($slow.Uri) | Out-Null"
        # Lists in runspaces with these hosts, all in one terminal and at the same time: how many progress records each writes.
        $hosts = @"
Add-Type -Path '$(Join-Path $PSScriptRoot 'WindowHost.cs')'
function New-Host([bool] `$Colours) {
    `$made = [WindowHost]::new(`$Colours)
    `$made.Clear(80)
    `$made
}
`$cases = [ordered] @{
    Terminal   = (New-Host `$true), ''
    Window     = (New-Host `$false), ''
    None       = `$null, ''
    Preference = (New-Host `$true), "```$ProgressPreference = 'Ignore'; "
    Action     = (New-Host `$true), "```$ProgressPreference = 'Ignore'; ```$PSDefaultParameterValues = @{ '*:ProgressAction' = 'Continue' }; "
}
`$running = foreach (`$name in `$cases.Keys) {
    `$runspace = if (`$cases[`$name][0]) { [runspacefactory]::CreateRunspace(`$cases[`$name][0]) } else { [runspacefactory]::CreateRunspace() }
    `$runspace.Open()
    `$shell = [powershell]::Create()
    `$shell.Runspace = `$runspace
    `$null = `$shell.AddScript("Import-Module '$modulePath'; `$(`$cases[`$name][1])$list")
    @{ Name = `$name; Shell = `$shell; Result = `$shell.BeginInvoke() }
}
foreach (`$one in `$running) {
    `$null = `$one.Shell.EndInvoke(`$one.Result)
    "`$(`$one.Name): `$(@(`$one.Shell.Streams.Progress | Where-Object Activity -EQ Get-SoraConnection).Count) records, `$(`$one.Shell.Streams.Error.Count) errors"
}
"@
        $silent = $list.Replace('-Server', '-ProgressAction SilentlyContinue -Server') +
            "; Start-Job { Import-Module '$modulePath'; $list } | Wait-Job | ForEach-Object { 'records: ' + @(`$_.ChildJobs[0].Progress | Where-Object Activity -EQ Get-SoraConnection).Count }"
        $screens = Get-ScreenOfEach ([ordered] @{ hosts = $hosts; silent = $silent })
        $screen = $screens.hosts
    }
    AfterAll { $slow.Dispose() }

    It 'shows progress in a host of any name that reports a terminal' {
        $screen | Should -Match 'Terminal: [1-9]\d* records, 0 errors'
    }

    It 'shows none in a host that reports no terminal: <_>' -ForEach 'Window', 'None' {
        $screen | Should -Match "${_}: 0 records, 0 errors"
    }

    It 'shows none if the preference says so, whatever the host reports' {
        $screen | Should -Match 'Preference: 0 records, 0 errors'
    }

    It 'shows it with -ProgressAction Continue, whatever the preference says' {
        $screen | Should -Match 'Action: [1-9]\d* records, 0 errors'
    }

    It 'shows none with -ProgressAction SilentlyContinue, and none in a background job' {
        $screens.silent | Should -Not -Match 'Get-SoraConnection \['
        $screens.silent | Should -Match 'records: 0'
    }
}
