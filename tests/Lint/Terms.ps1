#requires -Version 7.4
# Dot-sourced by Lint.ps1 and the suite, after Texts.ps1. The table has the right and the wrong spellings of terms, separated by |.

# Latin terms match as whole words, but not inside names, paths and addresses. Japanese terms match anywhere, because Japanese has no spaces between words.
function Get-TermPattern([string] $Wrong) {
    $before = if ($Wrong -match '^[A-Za-z]') { '(?<![\w$@./\\-])' }
    $after = if ($Wrong -match '[A-Za-z]$') { '(?![A-Za-z0-9_]|[./\\:-]+[A-Za-z0-9])' }
    $before + [regex]::Escape($Wrong) + $after
}

function Get-Term {
    foreach ($row in Import-Csv -LiteralPath (Join-Path $PSScriptRoot '../data/terms.csv') -Encoding utf8) {
        $right = $row.Right -split '\|'
        $wrong = $row.Wrong -split '\|'
        # Longest spelling first, because one spelling can be a part of another.
        $pattern = ($right + $wrong | Sort-Object Length -Descending | ForEach-Object { Get-TermPattern $_ }) -join '|'
        [pscustomobject]@{ In = $row.In; Right = $right; Wrong = $wrong; Pattern = [regex] $pattern }
    }
}

function Get-TermMistake([object[]] $Documents, [object[]] $Terms = @(Get-Term)) {
    foreach ($document in $Documents) {
        foreach ($term in $Terms | Where-Object In -In 'all', $document.Language) {
            foreach ($found in $term.Pattern.Matches($document.Prose)) {
                if ($found.Value -cin $term.Right) { continue }
                $start = [Math]::Max(0, $found.Index - 20)
                $near = $document.Prose.Substring($start, [Math]::Min(50, $document.Prose.Length - $start)) -replace '\s+', ' '
                "$($document.Path): '$($found.Value)' should be '$($term.Right[0])': $($near.Trim())"
            }
        }
    }
}
