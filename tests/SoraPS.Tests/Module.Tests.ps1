[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'Changes.ps1')
    $changing = @(Get-Command -Module SoraPS | Where-Object { $_.Parameters.ContainsKey('ThrottleLimit') } | ForEach-Object Name)
    $analyzer = [bool] (Get-Module -ListAvailable PSScriptAnalyzer)
}

Describe 'The module' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        . (Join-Path $PSScriptRoot 'Changes.ps1')
        $manifest = Test-ModuleManifest (Join-Path $modulePath 'SoraPS.psd1')
    }

    It 'exports exactly the cmdlets that there are, and nothing else' {
        $types = (Get-Command Get-SoraConnection).ImplementingType.Assembly.GetExportedTypes() | Where-Object { -not $_.IsAbstract -and $_.IsSubclassOf([System.Management.Automation.Cmdlet]) }
        $names = $types | ForEach-Object { $cmdlet = $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0]; "$($cmdlet.VerbName)-$($cmdlet.NounName)" }
        @($manifest.ExportedCmdlets.Keys | Sort-Object) | Should -Be @($names | Sort-Object)
        $manifest.ExportedFunctions.Count + $manifest.ExportedAliases.Count + $manifest.ExportedVariables.Count | Should -Be 0
    }

    It 'has approved verbs only' {
        $approved = (Get-Verb).Verb
        (Get-Command -Module SoraPS).Verb | Sort-Object -Unique | Should -BeIn $approved
    }

    It 'says what each cmdlet writes' {
        foreach ($command in Get-Command -Module SoraPS) { $command.OutputType | Should -Not -BeNullOrEmpty -Because $command.Name }
    }

    It 'is tested wherever all changes are: <_>' -ForEach $changing {
        $change = Get-Change $_
        $change | Should -HaveCount 1 -Because 'a cmdlet that changes something needs an operation that names it, in the table of operations'
        if (@($change.Ids | ForEach-Object { $_.Name }) -contains 'ChannelId') { $change.Columns | Should -Not -BeNullOrEmpty -Because 'its answer needs a table in SoraPS.Format.ps1xml' }
        # Changes.Tests.ps1 holds those with ids to what every change keeps; one that a server as a whole suffers has a suite of its own.
        if (-not $change.Ids) { Join-Path $PSScriptRoot "$($_ -replace '^\w+-').Tests.ps1" | Should -FileContentMatch "$_ .*-WhatIf" }
    }

    It 'has in the table of operations every cmdlet that changes something on a server, and no other' {
        $found = @(Get-Command -Module SoraPS | Where-Object { $_.Parameters.ContainsKey('WhatIf') -and $_.Parameters.ContainsKey('Server') -and $_.Name -notin 'Invoke-SoraApi', 'Register-SoraServer' } | ForEach-Object Name | Sort-Object)
        @((Get-Change).Command | Sort-Object) | Should -Be $found
    }

    It 'has its version from the manifest' {
        (Get-Command Get-SoraConnection).ImplementingType.Assembly.GetName().Version.ToString(3) | Should -BeExactly "$($manifest.Version)"
    }

    It 'never ships PowerShell''s own assembly' {
        Get-ChildItem $modulePath -Recurse -Filter 'System.Management.Automation*' | Should -BeNullOrEmpty
    }

    It 'loads the simulator only when it is started' {
        $loaded = & $powershell -NoProfile -NonInteractive -Command "Import-Module '$modulePath'; `$null = Register-SoraServer http://127.0.0.1:1/; [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -like 'SoraPS*'"
        $loaded | Should -Contain 'SoraPS.Client'
        $loaded | Should -Not -Contain 'SoraPS.Simulator'
    }

    It 'can be removed and imported again' {
        $count = & $powershell -NoProfile -NonInteractive -Command "Import-Module '$modulePath'; Remove-Module SoraPS -Force; Import-Module '$modulePath'; (Get-Command -Module SoraPS).Count"
        $count | Should -Be $manifest.ExportedCmdlets.Count
    }

    It 'satisfies PSScriptAnalyzer' -Skip:(-not $analyzer) {
        & $powershell -NoProfile -NonInteractive -File (Join-Path $PSScriptRoot '../Lint/Lint.ps1') -Gate scripts
        $LASTEXITCODE | Should -Be 0
    }
}
