[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

#requires -Version 5.1
# What Get-Help shows must be what the cmdlets are. Every language that is staged is held to the same.

BeforeDiscovery {
    $module = Join-Path $PSScriptRoot '../../out/SoraPS'
    Import-Module $module
    $names = @(Get-Command -Module SoraPS | ForEach-Object Name)
    $languages = @(Get-ChildItem -LiteralPath $module -Directory | Where-Object { Test-Path -LiteralPath (Join-Path $_.FullName 'SoraPS.dll-Help.xml') } | ForEach-Object Name)
    $pages = foreach ($language in $languages) {
        foreach ($name in $names) { @{ Language = $language; Name = $name } }
    }
}

BeforeAll {
    $module = Join-Path $PSScriptRoot '../../out/SoraPS'
    Import-Module $module

    # PowerShell remembers the help it has read: every language gets a runspace of its own.
    function Get-HelpIn([string] $Language) {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({
                    param($module, $language)
                    [System.Threading.Thread]::CurrentThread.CurrentUICulture = [cultureinfo]::new($language)
                    Import-Module $module
                    foreach ($command in Get-Command -Module SoraPS) { Get-Help $command.Name -Full }
                }).AddArgument($module).AddArgument($Language)
            $found = @{}
            foreach ($page in $shell.Invoke()) { $found[$page.Name] = $page }
            $found
        }
        finally { $shell.Dispose() }
    }

    function Get-Text($Paragraph) {
        (@($Paragraph | Where-Object { $_ } | ForEach-Object { if ($_.PSObject.Properties['Text']) { $_.Text } else { "$_" } }) -join "`n").Trim()
    }

    function Get-OwnParameter([string] $Name) {
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters
        (Get-Command $Name).Parameters.Values | Where-Object { $_.Name -notin $common }
    }

    $help = @{}
}

Describe 'The help in English' {
    It 'is there' {
        Join-Path $module 'en-US/SoraPS.dll-Help.xml' | Should -Exist
    }

    It 'is what PowerShell falls back to under the culture <Shown>' -ForEach @(
        @{ Culture = ''; Shown = 'invariant, as under LANG=C' }
        @{ Culture = 'fr-FR'; Shown = 'fr-FR' }
    ) {
        $found = Get-HelpIn $Culture
        $english = Get-HelpIn 'en-US'
        $found.Count | Should -BeGreaterThan 0
        foreach ($name in $found.Keys) {
            $found[$name].PSObject.TypeNames | Should -Contain 'MamlCommandHelpInfo' -Because $name
            $found[$name].Synopsis | Should -BeExactly $english[$name].Synopsis
        }
    }

    It 'has no mark of Markdown, of a machine or of a template left' {
        $text = Get-Content -LiteralPath (Join-Path $module 'en-US/SoraPS.dll-Help.xml') -Raw
        $text | Should -Not -Match '```|\{\{|\]\(|\.md<'
        $text | Should -Not -Match '[A-Z]:\\|/home/|/tmp/|/Users/'
    }
}

Describe 'The help of <Name> in <Language>' -ForEach $pages {
    BeforeAll {
        if (-not $help.ContainsKey($Language)) { $help[$Language] = Get-HelpIn $Language }
        $page = $help[$Language][$Name]
        $command = Get-Command $Name
        $documented = @($page.parameters.parameter)
    }

    It 'is written, not generated' {
        $page.PSObject.TypeNames | Should -Contain 'MamlCommandHelpInfo'
        $synopsis = "$($page.Synopsis)".Trim()
        $synopsis | Should -Not -BeNullOrEmpty
        $synopsis | Should -Not -BeLike "*$Name *[[]*"
        $synopsis | Should -Not -Match '[\r\n]'
    }

    It 'has a description' {
        Get-Text $page.description | Should -Not -BeNullOrEmpty
    }

    It 'tells what goes in and what comes out' {
        Get-Text $page.inputTypes.inputType.type.name | Should -Not -BeNullOrEmpty
        Get-Text $page.returnValues.returnValue.type.name | Should -Not -BeNullOrEmpty
    }

    It 'describes exactly the parameters that there are' {
        ($documented.name | Sort-Object) -join ' ' | Should -BeExactly (((Get-OwnParameter $Name).Name | Sort-Object) -join ' ')
        foreach ($parameter in $documented) {
            Get-Text $parameter.description | Should -Not -BeNullOrEmpty -Because "-$($parameter.name) needs a text"
        }
    }

    It 'says of each parameter what is true' {
        foreach ($parameter in $documented) {
            $real = $command.Parameters[$parameter.name]
            $attribute = $real.Attributes | Where-Object { $_ -is [System.Management.Automation.ParameterAttribute] } | Select-Object -First 1
            $because = "of -$($parameter.name)"
            $parameter.required | Should -Be "$($attribute.Mandatory)" -Because $because
            $parameter.position | Should -Be $(if ($attribute.Position -lt 0) { 'named' } else { "$($attribute.Position)" }) -Because $because
            $parameter.globbing | Should -Be "$(@($real.Attributes | Where-Object { $_ -is [System.Management.Automation.SupportsWildcardsAttribute] }).Count -gt 0)" -Because $because

            $kinds = @(if ($attribute.ValueFromPipelineByPropertyName) { 'ByPropertyName' }; if ($attribute.ValueFromPipeline) { 'ByValue' })
            $parameter.pipelineInput | Should -Be $(if ($kinds.Count -eq 0) { 'False' } else { "True ($($kinds -join ', '))" }) -Because $because

            $aliases = @($real.Aliases)
            $parameter.aliases | Should -Be $(if ($aliases.Count -eq 0) { 'none' } else { $aliases -join ', ' }) -Because $because
            $parameter.type.name | Should -Be $real.ParameterType.Name -Because $because
        }
    }

    It 'shows the syntax that there is' {
        $items = @($page.syntax.syntaxItem)
        $items.Count | Should -Be $command.ParameterSets.Count
        ($items[0].parameter.name | Sort-Object) -join ' ' | Should -BeExactly (($documented.name | Sort-Object) -join ' ')
    }

    It 'has at least two examples, with titles and remarks' {
        $examples = @($page.examples.example)
        $examples.Count | Should -BeGreaterOrEqual 2
        foreach ($example in $examples) {
            "$($example.title)".Trim(' -') | Should -Not -BeNullOrEmpty
            "$($example.code)" | Should -Not -BeNullOrEmpty
            Get-Text $example.remarks | Should -Not -BeNullOrEmpty
        }
        ($examples.code -join "`n") | Should -Match ([regex]::Escape($Name))
    }

    It 'has examples that parse and name only parameters that exist' {
        foreach ($example in $page.examples.example) {
            $mistakes = $null
            $script = [System.Management.Automation.Language.Parser]::ParseInput($example.code, [ref] $null, [ref] $mistakes)
            $mistakes | Should -BeNullOrEmpty -Because $example.code
            foreach ($call in $script.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                $called = $call.GetCommandName()
                if ($called -notlike '*-Sora*') { continue }
                $target = Get-Command $called -Module SoraPS -ErrorAction Ignore
                $target | Should -Not -BeNullOrEmpty -Because "$called is called in: $($example.code)"
                foreach ($named in $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) {
                    @($target.Parameters.Keys) | Should -Contain $named.ParameterName -Because "$called is given it in: $($example.code)"
                }
            }
        }
    }
}
