#requires -Version 7.4
# Dot-sourced by Lint.ps1 and the suites that read documentation: pages, help topics, messages and the help in scripts.
$root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path

function ConvertFrom-Html([string] $Html) { [Net.WebUtility]::HtmlDecode(($Html -replace '<[^>]*>')) }

# Returns the anchors that GitHub creates for headings. A duplicate anchor gets a number.
function Get-Anchor([string] $Html) {
    $seen = @{}
    foreach ($heading in [regex]::Matches($Html, '(?s)<h[1-6][^>]*>(.*?)</h[1-6]>')) {
        $name = (ConvertFrom-Html $heading.Groups[1].Value).Trim().ToLowerInvariant() -replace '[^\p{L}\p{M}\p{N}\p{Pc} -]' -replace ' ', '-'
        if ($seen.ContainsKey($name)) { "$name-$((++$seen[$name]))" } else { $seen[$name] = 0; $name }
    }
}

# Parses Markdown with the parser of PowerShell.
function Read-Markdown([string] $Text) {
    $html = (ConvertFrom-Markdown -InputObject $Text).Html
    @{
        Links   = @([regex]::Matches($html, '\b(?:href|src)="([^"]*)"') | ForEach-Object { [Net.WebUtility]::HtmlDecode($_.Groups[1].Value) })
        Anchors = @(Get-Anchor $html)
        Prose   = ConvertFrom-Html ($html -replace '(?s)<pre>.*?</pre>|<code[^>]*>.*?</code>', '`')
    }
}

# Blocks that begin with eight spaces are code. An address on a separate line is a link; any other address is an example.
function Read-Topic([string] $Text) {
    $prose = ($Text -split '\n(?:[ \t]*\n)+' -notmatch '^ {8}') -join "`n"
    @{ Links = @([regex]::Matches($prose, '(?m)^ *(https?://\S+)$') | ForEach-Object { $_.Groups[1].Value }); Anchors = @(); Prose = $prose }
}

function Read-Message([string] $Text) { @{ Links = @(); Anchors = @(); Prose = ([xml] $Text).root.data.value -join "`n" } }

function Read-ScriptHelp([string] $Text) {
    $tokens = $null
    $null = [Management.Automation.Language.Parser]::ParseInput($Text, [ref] $tokens, [ref] $null)
    @{ Links = @(); Anchors = @(); Prose = ($tokens | Where-Object { $_.Kind -eq 'Comment' -and $_.Text.StartsWith('<#') } | ForEach-Object Text) -join "`n" }
}

function Read-Document([string] $Path, [string] $Below) {
    $text = [IO.File]::ReadAllText($Path) -replace '\r'
    $read = switch -Wildcard ($Path) {
        '*.md' { Read-Markdown $text }
        '*.txt' { Read-Topic $text }
        '*.resx' { Read-Message $text }
        '*.ps1' { Read-ScriptHelp $text }
    }
    $read.Path = [IO.Path]::GetRelativePath($Below, $Path).Replace('\', '/')
    $read.Language = if ($read.Path -match '(^|/)ja-JP/|\.ja\.') { 'ja' } else { 'en' }
    [pscustomobject] $read
}

# Returns every document below a folder, except build output.
function Get-Document([string] $Below = $root) {
    Get-ChildItem -LiteralPath $Below -Force | Where-Object Name -NotIn 'out', '.git' | Get-ChildItem -Recurse -File -Include '*.md', 'about_*.help.txt', '*.resx', '*.ps1' |
        Sort-Object FullName | ForEach-Object { Read-Document $_.FullName $Below }
}
