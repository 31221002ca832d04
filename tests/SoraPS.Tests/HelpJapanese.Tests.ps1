[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

#requires -Version 5.1
# The Japanese pages say all that the English ones say, in Japanese, and look like Japanese on the screen.

BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'Help.Common.ps1')
    $pages = @(Get-PageName 'en-US' | ForEach-Object { @{ Name = $_ } })
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Help.Common.ps1')
    $space = @{
        maml    = 'http://schemas.microsoft.com/maml/2004/10'
        command = 'http://schemas.microsoft.com/maml/dev/command/2004/10'
        dev     = 'http://schemas.microsoft.com/maml/dev/2004/10'
    }
    $letter = '[\u3041-\u30ff\u4e00-\u9fff]'
    $wide = '[\u3000-\u30ff\u4e00-\u9fff]'

    function Get-Page([string] $Language) {
        $found = @{}
        $help = [xml] (Get-Content -LiteralPath (Join-Path $module "$Language/SoraPS.dll-Help.xml") -Raw -Encoding utf8)
        foreach ($page in $help.helpItems.command) { $found[$page.details.name] = $page }
        $found
    }

    function Select-Text($Page, [string] $Path) {
        @(Select-Xml -Xml $Page -XPath $Path -Namespace $space | ForEach-Object { $_.Node.InnerText.Trim() })
    }

    $english = Get-Page 'en-US'
    $japanese = Get-Page 'ja-JP'
}

Describe 'The Japanese help of <Name>' -ForEach $pages {
    It 'has as many <What> as the English one' -ForEach @(
        @{ What = 'paragraphs of description'; Path = './maml:description/maml:para' }
        @{ What = 'paragraphs below examples'; Path = './/command:example/dev:remarks/maml:para' }
        @{ What = 'paragraphs about parameters'; Path = './command:parameters/command:parameter/maml:description/maml:para' }
        @{ What = 'accepted values'; Path = './/command:parameterValueGroup/command:parameterValue' }
        @{ What = 'paragraphs about inputs'; Path = './command:inputTypes//maml:para' }
        @{ What = 'paragraphs about outputs'; Path = './command:returnValues//maml:para' }
        @{ What = 'notes'; Path = './maml:alertSet//maml:para' }
    ) {
        (Select-Text $japanese[$Name] $Path).Count | Should -Be (Select-Text $english[$Name] $Path).Count
    }

    It 'has no sentence left in English' {
        foreach ($text in Select-Text $japanese[$Name] './/maml:para[normalize-space()]') {
            $text | Should -Match $letter
            $text | Should -Not -CMatch '(?<![.-])\b[A-Za-z][a-z]+ [a-z]+ '
        }
        foreach ($value in Select-Text $japanese[$Name] './/dev:defaultValue') { $value | Should -Not -Match '^[\x21-\x7e]+( [\x21-\x7e]+)+$' }
    }

    It 'has no blank where a line of the source ended' {
        foreach ($text in Select-Text $japanese[$Name] './/maml:para') { $text | Should -Not -Match "$wide $wide" }
    }

    It 'has titles of examples that are a line of 80 cells at most' {
        foreach ($title in Select-Text $japanese[$Name] './/command:example/maml:title') {
            4 + $title.Length + [regex]::Matches($title, $wide).Count | Should -BeLessOrEqual 80 -Because $title
            $title | Should -Match "^-+ Example \d+: .*$letter.* -+$"
        }
    }
}
