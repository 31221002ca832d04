#requires -Version 7.4
# Key terms have one spelling in each language, and another one is found wherever people read.

BeforeAll {
    . (Join-Path $PSScriptRoot '../Lint/Texts.ps1')
    . (Join-Path $PSScriptRoot '../Lint/Terms.ps1')

    function Find-Planted([string] $Name, [string] $Text) {
        $path = Join-Path $TestDrive $Name
        $null = New-Item -ItemType Directory -Force (Split-Path $path)
        [IO.File]::WriteAllText($path, $Text)
        Get-TermMistake (Read-Document $path "$TestDrive")
    }
}

Describe 'Key terms' {
    It 'are spelled as in the table' { Get-TermMistake (Get-Document) | Should -BeNullOrEmpty }
}

Describe 'The table' {
    It 'finds every wrong spelling, and no right one' {
        $terms = @(Get-Term)
        $terms.Count | Should -BeGreaterThan 50
        foreach ($term in $terms) {
            $write = { [pscustomobject]@{ Path = 'page'; Language = $term.In.Replace('all', 'en'); Prose = "Of $($args[0]), too." } }
            foreach ($wrong in $term.Wrong) { Get-TermMistake (& $write $wrong) $terms | Should -BeExactly "page: '$wrong' should be '$($term.Right[0])': Of $wrong, too." }
            foreach ($right in $term.Right) { Get-TermMistake (& $write $right) $terms | Should -BeNullOrEmpty }
        }
    }
}

Describe 'A wrong spelling' {
    It 'is found in <Name>' -ForEach @(
        @{ Name = 'README.ja.md'; Text = 'See Github.' }
        @{ Name = 'about_Some.help.txt'; Text = "TOPIC`n    See Github.`n`n        (Get-Some)`n" }
        @{ Name = 'Some.resx'; Text = '<root><data name="Some"><value>See Github.</value></data></root>' }
        @{ Name = 'Some.ps1'; Text = "<#`n.SYNOPSIS`nSee Github.`n#>`nGet-Some" }
    ) {
        Find-Planted $Name $Text | Should -BeLike "${Name}: 'Github' should be 'GitHub': *"
    }

    It 'is none in code, a path, an address or another language: <Text>' -ForEach @(
        @{ Name = 'page.md'; Text = 'Type `git clone github` now.' }
        @{ Name = 'page.md'; Text = "Type:`n`n``````powershell`ngithub`n```````n" }
        @{ Name = 'page.md'; Text = 'See [this](https://github.com/) and https://github.com/x or .github/workflows, github.com and $github.' }
        @{ Name = 'about_Some.help.txt'; Text = "TOPIC`n    Type:`n`n        github`n" }
        @{ Name = 'Some.ps1'; Text = "'github' # github" }
        @{ Name = 'ja-JP/page.md'; Text = 'color' }
    ) {
        Find-Planted $Name $Text | Should -BeNullOrEmpty
    }
}
