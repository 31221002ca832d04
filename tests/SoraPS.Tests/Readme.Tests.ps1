[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

#requires -Version 7.4
# README.md and README.ja.md say the same, and what they say to type can be typed.

BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'Readme.Common.ps1')
    $readmes = 'README.md', 'README.ja.md' | ForEach-Object { @{ File = $_ } }
    $lines = foreach ($name in 'README.md', 'README.ja.md') {
        # The first is about installing.
        $block = (Read-Readme $name).Blocks | Where-Object { $_.Language -eq 'powershell' } | Select-Object -Skip 1 -First 1
        foreach ($line in $block.Code -split "`n" | Where-Object { $_.Trim() }) { @{ File = $name; Line = $line; Typed = ($line -replace '\s+#.*').Trim() } }
    }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Readme.Common.ps1')
    . (Join-Path $PSScriptRoot 'Examples.ps1')
    $english = Read-Readme 'README.md'
    $japanese = Read-Readme 'README.ja.md'
}

Describe 'The two READMEs' {
    It 'have the same headings, level by level' {
        $japanese.Levels -join ' ' | Should -BeExactly ($english.Levels -join ' ')
    }

    It 'have the same code; only the comments are translated' {
        $japanese.Blocks.Count | Should -Be $english.Blocks.Count
        for ($i = 0; $i -lt $english.Blocks.Count; $i++) {
            $japanese.Blocks[$i].Language | Should -BeExactly $english.Blocks[$i].Language
            Get-CodeShape $japanese.Blocks[$i].Code | Should -BeExactly (Get-CodeShape $english.Blocks[$i].Code)
        }
    }

    It 'explain each line of code in both languages' {
        for ($i = 0; $i -lt $english.Blocks.Count; $i++) {
            [regex]::Matches($japanese.Blocks[$i].Code, '(?m)\s#\s').Count | Should -Be ([regex]::Matches($english.Blocks[$i].Code, '(?m)\s#\s').Count)
        }
    }

    It 'link to the same places, and each to the other' {
        $same = { @($args[0].Links | Where-Object { $_ -notlike 'README*' } | ForEach-Object { $_ -replace '\.ja\.md$', '.md' } | Sort-Object -CaseSensitive) -join ' ' }
        & $same $japanese | Should -BeExactly (& $same $english)
        $english.Links | Should -Contain 'README.ja.md'
        $japanese.Links | Should -Contain 'README.md'
    }

    It 'have tables of the same rows' {
        $japanese.Rows -join "`n" | Should -BeExactly ($english.Rows -join "`n")
    }

    It 'have the same points in their lists' {
        $japanese.Points | Should -Be $english.Points
    }

    It 'name the same cmdlets, parameters, files and error ids' {
        ($japanese.Words | Sort-Object -Unique -CaseSensitive) -join "`n" | Should -BeExactly (($english.Words | Sort-Object -Unique -CaseSensitive) -join "`n")
    }
}

Describe '<File>' -ForEach $readmes {
    BeforeAll { $readme = Read-Readme $File }

    It 'links to files that exist' {
        $readme.Links | Should -Not -BeNullOrEmpty
        foreach ($link in $readme.Links | Where-Object { $_ -notmatch '^(https?:|#)' }) { Join-Path $root ($link -replace '#.*') | Should -Exist }
    }

    It 'has code that names only what exists' {
        foreach ($block in $readme.Blocks | Where-Object Language -EQ powershell) { Get-CodeMistake $block.Code | Should -BeNullOrEmpty -Because $block.Code }
        Get-UnknownName $readme.Text | Should -BeNullOrEmpty
    }

    It 'names every error id' {
        foreach ($id in [enum]::GetNames([SoraPS.SoraError])) { $readme.Words | Should -Contain $id }
    }
}

Describe '<File>, the line: <Line>' -ForEach $lines {
    It 'can be typed as it stands' {
        $Typed | Should -Not -BeNullOrEmpty
        # Where the project is, if the line says so; what the others write must not stay there.
        $folder = if ($Typed -match '\./') { $root } else { "$TestDrive" }
        $watches = $Typed -match 'Watch-SoraConnection'
        $run = Invoke-Example $Typed $folder -Live:$watches -Endless:($watches -and $Typed -notmatch '-Count|-TimeoutSec')
        @($run.Errors | ForEach-Object { "$($_.FullyQualifiedErrorId): $_" }) -join "`n" | Should -BeNullOrEmpty
        $targets = @($run.Requests | ForEach-Object Target)
        $changes = @($targets | Where-Object { [SoraPS.SoraOperations]::Find($_).Changes })
        if ($Typed -match 'Import-Module') { $targets.Count | Should -Be 0 }
        elseif ($Typed -match 'Register-SoraServer') { $run.Output.Count | Should -BeGreaterThan 0 }
        elseif ($Typed -match '-AsCurl') { $targets.Count | Should -Be 0; "$($run.Output)" | Should -Match '^curl ' }
        else {
            $targets.Count | Should -BeGreaterThan 0
            if ($Typed -match '-WhatIf') { $changes.Count | Should -Be 0 }
            elseif ($Typed -match '-Gone|Export-SoraReport') { $run.Ended | Should -BeTrue }
            else {
                $run.Output.Count | Should -BeGreaterThan 0
                if ($Typed -match '\b(Disconnect|Request|Reset)-Sora') { $changes.Count | Should -BeGreaterThan 0 }
            }
        }
    }
}
