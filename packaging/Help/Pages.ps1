# Dot-sourced by Help.ps1. Reads the pages that people write, and puts texts and facts together.

# The parts of a Markdown text that begin with a heading of this level, and what stands before the first one, with an empty heading.
# A line of a code block is no heading.
function Split-Markdown([string] $Text, [int] $Level) {
    $mark = '#' * $Level + ' '
    $heading = ''
    $lines = [Collections.Generic.List[string]]::new()
    $isCode = $false
    foreach ($line in ($Text -split '\n') + $mark) {
        if ($line.StartsWith('```')) { $isCode = -not $isCode }
        if (-not $isCode -and $line.StartsWith($mark)) {
            [pscustomobject]@{ Heading = $heading; Text = ($lines -join "`n").Trim() }
            $heading = $line.Substring($mark.Length).Trim()
            $lines.Clear()
        }
        else { $lines.Add($line) }
    }
}

function Read-Text([string] $Path) { [IO.File]::ReadAllText($Path).Replace("`r", '') }

function ConvertTo-Example([string] $Heading, [string] $Text) {
    $parts = [regex]::Match($Text, '\A```powershell\n(?<Code>[\s\S]*?)\n```(?:\n+(?<Remarks>[\s\S]+))?\z')
    [pscustomobject]@{ Title = $Heading; Code = $parts.Groups['Code'].Value; Remarks = $parts.Groups['Remarks'].Value }
}

# Texts of parameters by their names, from sections whose headings are -Name.
function ConvertTo-ParameterTable([object[]] $Sections, [string] $Path) {
    $texts = [ordered]@{}
    foreach ($section in $Sections | Where-Object { $_.Heading -like '-*' }) {
        $name = $section.Heading.Substring(1)
        if ($texts.Contains($name)) { throw "$Path has two texts of $($section.Heading)." }
        $texts[$name] = $section.Text
    }
    $texts
}

function Read-HelpPage([string] $Path) {
    $sections = @(Split-Markdown (Read-Text $Path) 2)
    $texts = @{}
    foreach ($section in $sections) { $texts[$section.Heading] = $section.Text }
    $below = { param($name) Split-Markdown $texts[$name] 3 | Where-Object { $_.Heading } }
    [pscustomobject]@{
        Path        = $Path
        Title       = $texts[''] -replace '^# '
        Sections    = @($sections.Heading | Where-Object { $_ })
        Synopsis    = $texts['SYNOPSIS']
        Description = $texts['DESCRIPTION']
        Examples    = @(& $below 'EXAMPLES' | ForEach-Object { ConvertTo-Example $_.Heading $_.Text })
        Parameters  = ConvertTo-ParameterTable @(& $below 'PARAMETERS') $Path
        Inputs      = @(& $below 'INPUTS')
        Outputs     = @(& $below 'OUTPUTS')
        Notes       = $texts['NOTES']
        Links       = @([regex]::Matches("$($texts['RELATED LINKS'])", '\[(?<Text>[^\]]+)\]\((?<Uri>[^)]+)\)') | ForEach-Object {
                [pscustomobject]@{ Text = $_.Groups['Text'].Value; Uri = $_.Groups['Uri'].Value }
            })
    }
}

# The pages of a language, by name, and the parameter texts that they share.
function Read-HelpLanguage([string] $Folder) {
    $pages = [Collections.Generic.SortedDictionary[string, object]]::new([StringComparer]::Ordinal)
    foreach ($file in Get-ChildItem -LiteralPath $Folder -Filter '*-*.md') { $pages[$file.BaseName] = Read-HelpPage $file.FullName }
    $sharedPath = Join-Path $Folder 'SharedParameters.md'
    $sections = @(Split-Markdown (Read-Text $sharedPath) 2)
    [pscustomobject]@{
        Name             = Split-Path -Leaf $Folder
        Folder           = $Folder
        Pages            = $pages
        Shared           = ConvertTo-ParameterTable $sections $sharedPath
        CommonParameters = $sections | Where-Object { $_.Heading -eq 'CommonParameters' } | ForEach-Object { $_.Text }
    }
}

# A page's own text wins over the shared one, and takes it in where it says {{shared}}.
$sharedMark = '{{shared}}'

# The fact about a parameter, with its text. A line 'Default: ...' is the default value, where the cmdlet does not have it from the beginning.
function Join-ParameterText($Fact, [string] $Own, [string] $Shared) {
    $text = if ($Own) { $Own.Replace($sharedMark, $Shared) } else { $Shared }
    $default = [regex]::Match($text, '(?m)^Default: (?<Value>.+)$', 'RightToLeft')
    $complete = $Fact.PSObject.Copy()
    if ($default.Success) { $complete.Default = $default.Groups['Value'].Value }
    Add-Member -InputObject $complete -NotePropertyName Text -NotePropertyValue ($text -replace '(?m)^Default: .+$' -replace '\n{3,}', "`n`n").Trim()
    $complete
}

# What a cmdlet is and what its page says of it, with its parameters by name.
function Join-CmdletHelp($Cmdlet, $Language) {
    $page = $Language.Pages[$Cmdlet.Name]
    $parameters = @{}
    foreach ($fact in $Cmdlet.Parameters) { $parameters[$fact.Name] = Join-ParameterText $fact -Own $page.Parameters[$fact.Name] -Shared $Language.Shared[$fact.Name] }
    [pscustomobject]@{ Name = $Cmdlet.Name; Cmdlet = $Cmdlet; Page = $page; Parameters = $parameters }
}
