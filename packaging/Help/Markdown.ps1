# Dot-sourced by Help.ps1. Writes complete pages for readers of the repository: with the syntax, and all parameters with their facts.

# As Get-Help shows it.
function Get-SyntaxWord($Fact) {
    $name = if ($Fact.Position -eq 'named') { "-$($Fact.Name)" } else { "[-$($Fact.Name)]" }
    $word = if ($Fact.IsSwitch) { $name } elseif ($Fact.Values) { "$name {$($Fact.Values -join ' | ')}" } else { "$name <$($Fact.Type)>" }
    if ($Fact.Required) { $word } else { "[$word]" }
}

# In lines that fit a page.
function Get-SyntaxText([string] $Name, $Set) {
    $lines = [Collections.Generic.List[string]]::new()
    $line = $Name
    foreach ($word in @($Set.Parameters | ForEach-Object { Get-SyntaxWord $_ }) + '[<CommonParameters>]') {
        if ($line.Length + $word.Length -ge 100) {
            $lines.Add($line)
            $line = ''
        }
        $line += " $word"
    }
    ($lines + $line) -join "`n"
}

function Get-SyntaxSection($Cmdlet) {
    foreach ($set in $Cmdlet.Sets) {
        if ($Cmdlet.Sets.Count -gt 1) { "### $($set.Name)$(if ($set.IsDefault) { ' (Default)' })`n" }
        "``````powershell`n$(Get-SyntaxText $Cmdlet.Name $set)`n```````n"
    }
}

# As the pages of PowerShell's own cmdlets have them.
function Get-ParameterSection($Help) {
    foreach ($fact in $Help.Cmdlet.Parameters) {
        $parameter = $Help.Parameters[$fact.Name]
        $sets = @($Help.Cmdlet.Sets | Where-Object { $_.Parameters.Name -contains $fact.Name } | ForEach-Object Name)
        "### -$($fact.Name)`n"
        "$($parameter.Text)`n"
        '```yaml'
        "Type: $($fact.Type)"
        "Parameter Sets: $(if ($sets.Count -eq $Help.Cmdlet.Sets.Count) { '(All)' } else { $sets -join ', ' })"
        "Aliases: $($fact.Aliases -join ', ')".Trim()
        if ($fact.Values) { "Accepted values: $($fact.Values -join ', ')" }
        ''
        "Required: $($fact.Required)"
        "Position: $(if ($fact.Position -eq 'named') { 'Named' } else { $fact.Position })"
        "Default value: $($parameter.Default)"
        "Accept pipeline input: $($fact.Pipeline)"
        "Accept wildcard characters: $($fact.Wildcard)"
        "```````n"
    }
}

function Write-MarkdownPage($Help, [string] $CommonParameters, [string] $Path) {
    $lines = @(
        foreach ($section in Split-Markdown (Read-Text $Help.Page.Path) 2 | Where-Object { $_.Heading -ne 'PARAMETERS' }) {
            if ($section.Heading -eq 'DESCRIPTION') {
                "## SYNTAX`n"
                Get-SyntaxSection $Help.Cmdlet
            }
            if ($section.Heading -eq 'INPUTS') {
                "## PARAMETERS`n"
                Get-ParameterSection $Help
                "### CommonParameters`n`n$CommonParameters`n"
            }
            if ($section.Heading) { "## $($section.Heading)`n" }
            "$($section.Text)`n"
        }
    )
    [IO.File]::WriteAllText($Path, ($lines -join "`n").Trim() + "`n", [Text.UTF8Encoding]::new($false))
}
