[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

#requires -Version 7.4
# Links in what people read lead somewhere, and one that does not is found.

BeforeAll {
    . (Join-Path $PSScriptRoot '../Lint/Texts.ps1')
    . (Join-Path $PSScriptRoot '../Lint/Links.ps1')

    function Find-Planted([hashtable] $Files) {
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        foreach ($name in $Files.Keys) {
            $path = Join-Path $folder $name
            $null = New-Item -ItemType Directory -Force (Split-Path $path)
            [IO.File]::WriteAllText($path, $Files[$name])
        }
        Get-LinkMistake -Documents (Get-Document $folder) -Below $folder
    }
}

Describe 'The documents' {
    BeforeAll { $documents = @(Get-Document) }

    It 'are all there: <_>' -ForEach 'README.md', 'README.ja.md', 'CHANGELOG.md', 'docs/reliability.md', 'docs/en-US/Get-SoraConnection.md', 'docs/ja-JP/about_SoraPS.help.txt',
        'samples/README.ja.md', 'samples/Clear-Channel.ps1', 'src/SoraPS/Messages.ja.resx' {
        $documents.Path | Should -Contain $_
    }

    It 'are none of those that are made' { $documents.Path | Should -Not -Match '^out/' }

    It 'have links that lead somewhere' {
        $documents.Links.Count | Should -BeGreaterThan 100
        Get-LinkMistake $documents | Should -BeNullOrEmpty
    }
}

Describe 'A link' {
    It 'that is good is no mistake: <_>' -ForEach @(
        '[a](docs/Other.md)', '[a](docs/Other.md#two-words)', '[a](./docs/../README.md)', '[a](#here)', '[a](docs)', '[a](docs/x%20y.txt)', '[a][b]`n`n[b]: docs/Other.md'
        '![a](docs/x%20y.txt)', '<a href="docs/Other.md">a</a>', '[a](https://example.com/a?b=c#d)', '<https://example.com/>', '`[a](missing.md)`', '    [a](missing.md)'
        '[a](#caf%C3%A9-code-it)', '[a](#here-1)'
    ) {
        Find-Planted @{ 'README.md' = "# Here`n`n## Caf`u{e9}: ``code`` (it)`n`n## Here`n`n$($_.Replace('`n', "`n"))`n"; 'docs/Other.md' = '## Two words'; 'docs/x y.txt' = '' } | Should -BeNullOrEmpty
    }

    It 'that is not is found: <Link>' -ForEach @(
        @{ Link = '[a](docs/Missing.md)'; Told = 'docs/Missing.md: there is no such file' }
        @{ Link = '[a](docs/other.md)'; Told = 'docs/other.md: there is no such file' }
        @{ Link = '[a](Docs/Other.md)'; Told = 'Docs/Other.md: there is no such file' }
        @{ Link = '[a](../README.md)'; Told = '../README.md: there is no such file' }
        @{ Link = '[a](out/made.txt)'; Told = 'out/made.txt: there is no such file' }
        @{ Link = '![a](docs/Missing.png)'; Told = 'docs/Missing.png: there is no such file' }
        @{ Link = '<a href="docs/Missing.md">a</a>'; Told = 'docs/Missing.md: there is no such file' }
        @{ Link = '[a](/docs/Other.md)'; Told = '/docs/Other.md: neither to the web nor to a file here' }
        @{ Link = '[a]()'; Told = ': neither to the web nor to a file here' }
        @{ Link = '[a](file:///etc/hosts)'; Told = 'file:///etc/hosts: neither to the web nor to a file here' }
        @{ Link = '[a](#nowhere)'; Told = '#nowhere: there is no such heading' }
        @{ Link = '[a](#Here)'; Told = '#Here: there is no such heading' }
        @{ Link = '[a](docs/Other.md#here)'; Told = 'docs/Other.md#here: there is no such heading' }
        @{ Link = '[a](docs/x%20y.txt#here)'; Told = 'docs/x%20y.txt#here: there is no such heading' }
        @{ Link = '[a](https:/example.com)'; Told = 'https:/example.com: no address' }
        @{ Link = '[a](https://)'; Told = 'https://: no address' }
        @{ Link = '[a](https://example)'; Told = 'https://example: no address' }
        @{ Link = '[a][b]'; Told = '[a][b]: not read as a link' }
        @{ Link = '[a](docs/x y.txt)'; Told = '[a](docs/x: not read as a link' }
    ) {
        Find-Planted @{ 'README.md' = "# Here`n`n$Link`n"; 'docs/Other.md' = '## Two words'; 'docs/x y.txt' = ''; 'out/made.txt' = '' } | Should -BeExactly "README.md: $Told"
    }

    It 'is found below the folder of its own page, and in a topic' {
        Find-Planted @{ 'docs/One.md' = '[a](Two.md) [b](../docs/One.md) [c](docs/One.md)'; 'docs/about_One.help.txt' = "SEE ALSO`n    Get-One`n    https://example`n" } |
            Should -BeExactly 'docs/about_One.help.txt: https://example: no address', 'docs/One.md: Two.md: there is no such file', 'docs/One.md: docs/One.md: there is no such file'
    }
}
