[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# What CI does is what a person can do: every step is an action or a call of build.ps1 that exists.

BeforeDiscovery {
    $folder = Join-Path $PSScriptRoot '../../.github/workflows'
    $steps = foreach ($file in Get-ChildItem -LiteralPath $folder -Filter '*.yml') {
        foreach ($found in [regex]::Matches([IO.File]::ReadAllText($file.FullName), '(?m)^ +(?:- )?run: *(?<Command>\S.*?)\r?$')) {
            @{ File = $file.Name; Command = $found.Groups['Command'].Value }
        }
    }
}

BeforeAll {
    $root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
    $build = (Get-Command (Join-Path $root 'build.ps1')).Parameters

    # What is wrong with a command of a workflow.
    function Get-StepMistake([string] $Command) {
        $plain = $Command -replace '\$\{\{[^}]*\}\}', 'value'
        $calls = [Management.Automation.Language.Parser]::ParseInput($plain, [ref] $null, [ref] $null).FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true)
        if (@($calls).Count -ne 1 -or $calls[0].GetCommandName() -ne './build.ps1') { return "'$Command' is no call of build.ps1" }
        $elements = @($calls[0].CommandElements)
        $tasks = $build['Task'].Attributes.Where({ $_ -is [ValidateSet] }).ValidValues
        if ($elements[1].Extent.Text -cnotin $tasks) { "there is no task $($elements[1])" }
        foreach ($element in $elements | Where-Object { $_ -is [Management.Automation.Language.CommandParameterAst] }) {
            if ($element.ParameterName -notin $build.Keys) { "build.ps1 has no -$($element.ParameterName)" }
        }
    }
}

Describe 'The workflows' {
    It 'are there, with steps on one line each' {
        (Get-ChildItem -LiteralPath (Join-Path $root '.github/workflows')).Name | Sort-Object | Should -Be 'ci.yml', 'publish.yml'
        foreach ($file in Get-ChildItem -LiteralPath (Join-Path $root '.github/workflows')) { [IO.File]::ReadAllText($file.FullName) | Should -Not -Match '(?m)run: *[|>]' }
    }

    It '<File>: <Command>' -ForEach $steps {
        Get-StepMistake $Command | Should -BeNullOrEmpty
    }

    It 'would be noticed if a step did <Text>' -ForEach @(
        @{ Text = 'something else'; Step = 'dotnet test' }
        @{ Text = 'something more'; Step = './build.ps1 test; dotnet test' }
        @{ Text = 'a task that does not exist'; Step = './build.ps1 tests' }
        @{ Text = 'with a parameter that does not exist'; Step = './build.ps1 test -Pack x' }
    ) {
        Get-StepMistake $Step | Should -Not -BeNullOrEmpty
    }

    It 'test the package on every PowerShell and every system that the module is for' {
        $ci = [IO.File]::ReadAllText((Join-Path $root '.github/workflows/ci.yml'))
        foreach ($part in "'7.4', '7.5', '7.6'", 'ubuntu-latest, windows-latest, macos-latest', 'shell: powershell', './build.ps1 package', './build.ps1 coverage', './build.ps1 lint') {
            $ci.Contains($part) | Should -BeTrue -Because $part
        }
    }
}
