[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Get-SoraMode and Set-SoraMode' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:server) { $server.Dispose() }
    }

    It 'read and change the mode' {
        $server = Start-SoraSimulator
        $null = Register-SoraServer $server.Uri -Name tokyo
        (Get-SoraMode).Mode | Should -BeExactly 'normal'
        $set = Set-SoraMode Block_New_Session -Confirm:$false
        $set.Mode, $set.Server, "$set" | Should -Be 'block_new_session', 'tokyo', 'block_new_session'
        $server.Requests[-1].Body | Should -BeExactly '{"mode":"block_new_session"}'
        (Get-SoraMode).Mode | Should -BeExactly 'block_new_session'
        $server.Requests[-1].Body | Should -BeExactly ''
    }

    It 'ask every server, each once' {
        $servers = 'tokyo', 'osaka' | ForEach-Object { Register-SoraServer (Start-SoraSimulator).Uri -Name $_ }
        @(Get-SoraServer | Get-SoraMode).Server | Sort-Object | Should -Be 'osaka', 'tokyo'
        @($servers[0], $servers[0] | Get-SoraMode).Count | Should -Be 1
        @(Set-SoraMode normal -Server tokyo, osaka -Confirm:$false).Server | Should -Be 'tokyo', 'osaka'
    }

    It 'bring back the modes that a file kept' {
        $server = Start-SoraSimulator
        $null = Register-SoraServer $server.Uri -Name tokyo
        $csv = Get-SoraMode | ConvertTo-Csv
        $null = Set-SoraMode block_new_connection -Confirm:$false
        $null = $csv | ConvertFrom-Csv | Set-SoraMode -Confirm:$false
        (Get-SoraMode).Mode | Should -BeExactly 'normal'
    }

    It 'change it in the order of the input' {
        $server = Start-SoraSimulator
        $null = Register-SoraServer $server.Uri -Name tokyo
        $modes = 'block_new_connection', 'normal', 'block_new_session', 'normal', 'block_new_connection'
        $set = $modes | ForEach-Object { [pscustomobject]@{ Mode = $_ } } | Set-SoraMode -Confirm:$false
        $set.Mode | Should -Be $modes
        @($server.Requests | ForEach-Object { ($_.Body | ConvertFrom-Json).mode }) | Should -Be $modes
        @(Get-SoraServer | ForEach-Object { $_; $_; $_ } | Set-SoraMode normal -Confirm:$false).Count | Should -Be 1
    }

    It 'send nothing with -WhatIf, and have impact High' {
        $server = Open-RawServer (ConvertTo-Answer '{"mode":"normal"}')
        Set-SoraMode normal -WhatIf
        $server.Requests.Count | Should -Be 0
        (Get-Command Set-SoraMode).ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0].ConfirmImpact | Should -Be 'High'
    }

    It 'refuse what is no mode: <_>' -ForEach 'block', '', 'init' {
        $server = Open-RawServer (ConvertTo-Answer '{"mode":"normal"}')
        $mode = $_
        Get-FailureId { Set-SoraMode $mode -Confirm:$false } | Should -Match '^ParameterArgumentValidationError'
        $server.Requests.Count | Should -Be 0
    }

    It 'show a mode that nobody has documented, and keep fields that are not known' {
        $server = Open-RawServer (ConvertTo-Answer '{"mode":"initial","since":5}')
        $mode = Get-SoraMode
        $mode.Mode, $mode.since | Should -Be 'initial', 5
    }

    It 'refuse an answer without a mode, and one without a body to a question' {
        $server = Open-RawServer (ConvertTo-Answer '{}'), ([SoraPS.TestServers.RawServer]::Head(200, [string[]] 'content-length: 0')), ([SoraPS.TestServers.RawServer]::Head(200, [string[]] 'content-length: 0'))
        Get-FailureId { Get-SoraMode } | Should -BeExactly 'SoraInvalidResponse'
        Get-FailureId { Get-SoraMode } | Should -BeExactly 'SoraInvalidResponse'
        (Set-SoraMode normal -Confirm:$false).Mode | Should -BeExactly 'normal'
    }
}
