[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

#requires -Version 5.1
# What Get-Help shows must be what the cmdlets are. Every language that is staged is held to the same.

BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'Help.Common.ps1')
    $names = @(Get-Command -Module SoraPS | ForEach-Object Name)
    $languages = @(Get-HelpLanguage)
    $others = @($languages | Where-Object { $_ -ne 'en-US' } | ForEach-Object { @{ Language = $_ } })
    $japanese = @($others | Where-Object Language -EQ 'ja-JP')
    $pages = foreach ($language in $languages) {
        foreach ($name in $names) { @{ Language = $language; Name = $name } }
    }
    $topics = foreach ($language in $languages) {
        foreach ($file in Get-TopicFile $language) { @{ Language = $language; Topic = $file.Name -replace '\..*'; File = $file.FullName } }
    }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Help.Common.ps1')

    function Get-OwnParameter([string] $Name) {
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters
        # InputObject is hidden: nobody types it.
        (Get-Command $Name).Parameters.Values | Where-Object { $_.Name -notin $common -and -not ($_.Attributes | Where-Object { $_ -is [Parameter] -and $_.DontShow }) }
    }

    # Cells of a terminal: what is East Asian and wide takes two.
    function Get-Width([string] $Line) {
        $Line.Length + [regex]::Matches($Line, '[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]').Count
    }

    # Those of the client, and the one of a wait in vain.
    $errorIds = @([enum]::GetNames([SoraPS.SoraError])) + 'SoraWaitTimeout', 'SoraLimitReached'

    # Hiragana or katakana: what only Japanese has.
    $kana = '[\u3041-\u30FA]'

    # What a link can lead to.
    $places = @{}
    foreach ($language in Get-HelpLanguage) { $places[$language] = @(Get-PageName $language) + @(Get-TopicFile $language | ForEach-Object { $_.Name -replace '\..*' }) }

    $help = @{}
    function Get-HelpOf([string] $Language) {
        if (-not $help.ContainsKey($Language)) { $help[$Language] = Get-HelpIn $Language }
        $help[$Language]
    }
}

Describe 'The help in English' {
    It 'is there' {
        Join-Path $module 'en-US/SoraPS.dll-Help.xml' | Should -Exist
    }

    It 'is what PowerShell falls back to under the culture <Shown>' -ForEach @(
        @{ Culture = ''; Shown = 'invariant, as under LANG=C' }
        @{ Culture = 'fr-FR'; Shown = 'fr-FR' }
    ) {
        $found = Get-HelpOf $Culture
        $english = Get-HelpOf 'en-US'
        $found.Count | Should -BeGreaterThan 0
        $wrong = @()
        foreach ($name in $found.Keys) {
            if ($found[$name].PSObject.TypeNames -notcontains 'MamlCommandHelpInfo' -or $found[$name].Synopsis -cne $english[$name].Synopsis) { $wrong += $name }
        }
        $wrong | Should -BeNullOrEmpty
    }

    It 'has topics that PowerShell falls back to, too' {
        foreach ($file in Get-TopicFile 'en-US') {
            $topic = $file.Name -replace '\..*'
            ((Invoke-InLanguage '' "Get-Help $topic") -join "`n" -replace '\r').Trim() | Should -BeExactly ((Get-Content -LiteralPath $file.FullName -Raw) -replace '\r').Trim()
        }
    }

    It 'has no mark of Markdown, of a machine or of a template left' {
        $text = Get-Content -LiteralPath (Join-Path $module 'en-US/SoraPS.dll-Help.xml') -Raw
        $text | Should -Not -Match '```|\{\{|\]\(|\.md<'
        $text | Should -Not -Match '[A-Z]:\\|/home/|/tmp/|/Users/'
    }
}

Describe 'The languages of the help' {
    It 'are English and Japanese' { Get-HelpLanguage | Sort-Object | Should -BeExactly 'en-US', 'ja-JP' }
}

Describe 'The folder of <_>' -ForEach $languages {
    It 'has a page for every cmdlet, and no other' {
        (Get-PageName $_ | Sort-Object) -join ' ' | Should -BeExactly (((Get-Command -Module SoraPS).Name | Sort-Object) -join ' ')
    }

    It 'has the topics' {
        $found = @(Get-TopicFile $_ | ForEach-Object Name)
        foreach ($topic in 'about_SoraPS', 'about_SoraServer', 'about_SoraRunbook') { $found | Should -Contain "$topic.help.txt" }
    }

    It 'tells of every error in about_SoraPS' {
        $text = Get-Content -LiteralPath (Join-Path $module "$_/about_SoraPS.help.txt") -Raw
        $told = [regex]::Matches($text, '(?m)^    (Sora[A-Z][A-Za-z]+)\r?$') | ForEach-Object { $_.Groups[1].Value }
        ($told | Sort-Object) -join ' ' | Should -BeExactly (($errorIds | Sort-Object) -join ' ')
    }

    It 'has one text for -AsCurl on every page' {
        $pages = Get-HelpOf $_
        @($pages.Values | ForEach-Object { $_.parameters.parameter } | Where-Object name -EQ 'AsCurl' | ForEach-Object { Get-Text $_.description } | Sort-Object -Unique).Count | Should -BeLessOrEqual 1
    }
}

Describe 'The help in <Language> says what the English one says' -ForEach $others {
    BeforeAll {
        $own = Get-HelpOf $Language
        $english = Get-HelpOf 'en-US'
    }

    It 'in the examples: the same code, the same promises' {
        foreach ($name in $english.Keys) {
            $expected = @(Get-Example $english[$name])
            $actual = @(Get-Example $own[$name])
            $actual.Count | Should -Be $expected.Count -Because "of $name"
            $tell = { foreach ($one in $args[0]) { "$(Get-CodeShape $one.Code) fails: $($one.Fails) endless: $($one.Endless)" } }
            & $tell $actual | Should -BeExactly (& $tell $expected) -Because "of $name"
        }
    }

    It 'in the types and the links' {
        foreach ($name in $english.Keys) {
            foreach ($part in { $_.relatedLinks.navigationLink.linkText }, { $_.inputTypes.inputType.type.name }, { $_.returnValues.returnValue.type.name }) {
                ($own[$name] | ForEach-Object $part | ForEach-Object Trim) -join ' ' | Should -BeExactly (($english[$name] | ForEach-Object $part | ForEach-Object Trim) -join ' ') -Because "of $name"
            }
        }
    }

    It 'in the error ids that it names' {
        foreach ($name in $english.Keys) {
            $ids = { $text = (Get-Text $args[0].alertSet.alert) + (Get-Text $args[0].description); $errorIds | Where-Object { $text -match "\b$_\b" } }
            (& $ids $own[$name]) -join ' ' | Should -BeExactly ((& $ids $english[$name]) -join ' ') -Because "of $name"
        }
    }

    It 'in its topics, with the same code' {
        $files = @(Get-TopicFile $Language)
        $files.Name -join ' ' | Should -BeExactly (@(Get-TopicFile 'en-US').Name -join ' ')
        foreach ($file in $files) {
            $shape = { @(Get-TopicCode (Get-Content -LiteralPath (Join-Path $module "$($args[0])/$($file.Name)") -Raw) | ForEach-Object { Get-CodeShape $_ }) -join "`n" }
            & $shape $Language | Should -BeExactly (& $shape 'en-US') -Because "of $($file.Name)"
        }
    }
}

Describe 'The help in Japanese' -ForEach $japanese {
    It 'is Japanese' {
        foreach ($page in (Get-HelpOf 'ja-JP').Values) {
            $page.Synopsis | Should -Match $kana -Because "of $($page.Name)"
            Get-Text $page.description | Should -Match $kana -Because "of $($page.Name)"
            $other = @(
                foreach ($parameter in $page.parameters.parameter) { if ((Get-Text $parameter.description) -notmatch $kana) { "-$($parameter.name)" } }
                foreach ($example in Get-Example $page) { if ($example.Title -notmatch $kana -or $example.Remarks -notmatch $kana) { "example $($example.Number)" } }
            )
            $other | Should -BeNullOrEmpty -Because "all texts of $($page.Name) are Japanese"
        }
    }

    It 'has topics in Japanese' {
        foreach ($file in Get-TopicFile 'ja-JP') { Get-Content -LiteralPath $file.FullName -Raw | Should -Match $kana -Because $file.Name }
    }
}

Describe '<Topic> in <Language>' -ForEach $topics {
    BeforeAll { $text = (Get-Content -LiteralPath $File -Raw) -replace '\r' }

    It 'is what Get-Help shows' {
        ((Invoke-InLanguage $Language "Get-Help $Topic") -join "`n" -replace '\r').Trim() | Should -BeExactly $text.Trim()
    }

    It 'begins with its name, and a line that Get-Help lists' {
        $lines = $text -split '\n'
        $lines[1] | Should -BeExactly "    $Topic"
        $lines[4] | Should -Match '^    \S.{10}'
        (Invoke-InLanguage $Language "(Get-Help $Topic*).Synopsis") | Should -BeExactly $lines[4].Trim()
    }

    It 'fits a narrow terminal' {
        $lines = $text -split '\n'
        $lines | Where-Object { $_.Length -gt 40 -and (Get-Width $_) -gt 80 } | Should -BeNullOrEmpty
        $lines -match '\t|\s$' | Should -BeNullOrEmpty
    }

    It 'names only what exists' {
        $code = @(Get-TopicCode $text)
        $code.Count | Should -BeGreaterThan 0
        foreach ($block in $code) { Get-CodeMistake $block | Should -BeNullOrEmpty -Because $block }
        Get-UnknownName $text | Should -BeNullOrEmpty
        $there = @(Get-TopicFile $Language | ForEach-Object { $_.Name -replace '\..*' })
        foreach ($named in [regex]::Matches($text, '\babout_Sora\w+') | ForEach-Object Value) { $there | Should -Contain $named }
    }
}

Describe 'The help of <Name> in <Language>' -ForEach $pages {
    BeforeAll {
        $page = (Get-HelpOf $Language)[$Name]
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
        $types = @($command.OutputType.Name -replace '^System\.Void$', 'None' | Sort-Object)
        @($page.returnValues.returnValue.type.name.Trim() | Sort-Object) | Should -BeExactly $types
    }

    It 'describes exactly the parameters that there are' {
        ($documented.name | Sort-Object) -join ' ' | Should -BeExactly (((Get-OwnParameter $Name).Name | Sort-Object) -join ' ')
        $documented | Where-Object { -not (Get-Text $_.description) } | ForEach-Object { "-$($_.name)" } | Should -BeNullOrEmpty -Because 'each needs a text'
    }

    It 'says of each parameter what is true' {
        $wrong = foreach ($parameter in $documented) {
            $real = $command.Parameters[$parameter.name]
            $attribute = @(foreach ($one in $real.Attributes) { if ($one -is [System.Management.Automation.ParameterAttribute]) { $one } })[0]
            $kinds = @(if ($attribute.ValueFromPipelineByPropertyName) { 'ByPropertyName' }; if ($attribute.ValueFromPipeline) { 'ByValue' })
            $underlying = [Nullable]::GetUnderlyingType($real.ParameterType)
            $facts = @{
                required      = $attribute.Mandatory
                position      = if ($attribute.Position -lt 0) { 'named' } else { $attribute.Position }
                globbing      = [bool] @(foreach ($one in $real.Attributes) { if ($one -is [System.Management.Automation.SupportsWildcardsAttribute]) { $one } })
                pipelineInput = if ($kinds) { "True ($($kinds -join ', '))" } else { $false }
                aliases       = if ($real.Aliases.Count) { $real.Aliases -join ', ' } else { 'none' }
                type          = $(if ($underlying) { $underlying } else { $real.ParameterType }).Name
            }
            foreach ($name in $facts.Keys) {
                $told = if ($name -eq 'type') { $parameter.type.name } else { $parameter.$name }
                if ("$told" -ne "$($facts[$name])") { "$name of -$($parameter.name) is not $told but $($facts[$name])" }
            }
        }
        $wrong | Should -BeNullOrEmpty
    }

    It 'shows the syntax that there is' {
        $items = @($page.syntax.syntaxItem)
        $items.Count | Should -Be $command.ParameterSets.Count
        ($items.parameter.name | Sort-Object -Unique) -join ' ' | Should -BeExactly (($documented.name | Sort-Object) -join ' ')
    }

    It 'has at least three examples, with titles and remarks' {
        $examples = @($page.examples.example)
        $examples.Count | Should -BeGreaterOrEqual 3
        $examples | Where-Object { -not ("$($_.title)".Trim(' -') -and "$($_.code)" -and (Get-Text $_.remarks)) } | ForEach-Object { "$($_.title)" } | Should -BeNullOrEmpty -Because 'each has a title, code and remarks'
        ($examples.code -join "`n") | Should -Match ([regex]::Escape($Name))
    }

    It 'has examples that parse and name only parameters that exist' {
        @(foreach ($example in $page.examples.example) { Get-CodeMistake $example.code | ForEach-Object { "$_ In: $($example.code)" } }) | Should -BeNullOrEmpty
    }

    It 'has notes and links' {
        Get-Text $page.alertSet.alert | Should -Not -BeNullOrEmpty
        $links = @($page.relatedLinks.navigationLink.linkText | Where-Object { $_ })
        $links.Count | Should -BeGreaterThan 0
        $links | Where-Object { $_ -notin $places[$Language] } | Should -BeNullOrEmpty -Because 'a link must lead somewhere'
    }
}
