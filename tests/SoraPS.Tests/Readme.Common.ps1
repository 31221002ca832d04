# Dot-sourced by the suite of the READMEs, while it is discovered and while it runs.
. (Join-Path $PSScriptRoot 'Help.Common.ps1')

# What a README consists of, apart from its prose.
function Read-Readme([string] $Name) {
    $text = (Get-Content -LiteralPath (Join-Path $root $Name) -Raw -Encoding utf8) -replace '\r'
    $fence = [regex] '(?ms)^```(?<Language>\w*)\n(?<Code>.*?)\n```$'
    $prose = $fence.Replace($text, '')
    $rows = @([regex]::Matches($prose, '(?m)^\|(?<First>[^|]*)\|.*$') | ForEach-Object { $_.Groups['First'].Value.Trim() })
    [pscustomobject]@{
        Text   = $text
        Levels = @([regex]::Matches($prose, '(?m)^(#+) ') | ForEach-Object { $_.Groups[1].Value })
        Blocks = @($fence.Matches($text) | ForEach-Object { [pscustomobject]@{ Language = $_.Groups['Language'].Value; Code = $_.Groups['Code'].Value } })
        Links  = @([regex]::Matches($prose, '\]\((?<To>[^)\s]+)\)') | ForEach-Object { $_.Groups['To'].Value })
        # The head of a table is translated; what stands in code is not.
        Rows   = @($rows | ForEach-Object { if ($_ -match '^`|^-') { $_ } else { 'head' } })
        Points = [regex]::Matches($prose, '(?m)^- ').Count
        Words  = @([regex]::Matches($prose, '`(?<Word>[^`]+)`') | ForEach-Object { $_.Groups['Word'].Value -replace '\s+', ' ' })
    }
}
