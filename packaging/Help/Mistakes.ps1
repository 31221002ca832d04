# Dot-sourced by Help.ps1. What keeps the pages of a language from being complete, or from being written once.

# Where the lines of a text end makes no difference.
function Join-Line([string] $Text) { ($Text -replace '\s+', ' ').Trim() }

# The sections of a page, in their order. The build adds the syntax. A page that needs only shared parameter texts has no section of them.
$pageSections = 'SYNOPSIS', 'DESCRIPTION', 'EXAMPLES', 'PARAMETERS', 'INPUTS', 'OUTPUTS', 'NOTES', 'RELATED LINKS'

function Get-PageMistake([string] $Name, $Page) {
    $expected = $pageSections | Where-Object { $_ -ne 'PARAMETERS' -or $Page.Sections -contains $_ }
    if ("$($Page.Sections)" -cne "$expected") { "the sections are not $($expected -join ', ')" }
    if ($Page.Title -cne $Name) { "the title is '$($Page.Title)'" }
    foreach ($section in 'Synopsis', 'Description', 'Examples', 'Inputs', 'Outputs', 'Notes', 'Links') {
        if (-not $Page.$section) { "nothing was read below $($section.ToUpperInvariant().Replace('LINKS', 'RELATED LINKS'))" }
    }
    foreach ($example in $Page.Examples | Where-Object { -not ($_.Code -and $_.Remarks) }) { "'$($example.Title)' is not a block of PowerShell with remarks below it" }
}

# Every parameter has one text: its own, or the shared one.
function Get-ParameterMistake($Page, $Cmdlet, [Collections.IDictionary] $Shared) {
    foreach ($name in $Page.Parameters.Keys) {
        $own = $Page.Parameters[$name]
        if ($Cmdlet.Parameters.Name -cnotcontains $name) { "there is no parameter -$name" }
        elseif (-not $own) { "-$name has no text" }
        elseif ($own.Contains($sharedMark) -and -not $Shared.Contains($name)) { "-$name wants a shared text, and there is none" }
        elseif ($own -eq $sharedMark) { "-$name has the shared text without being here" }
        elseif ($Shared[$name] -and (Join-Line $own).Contains((Join-Line $Shared[$name]))) { "-$name repeats the shared text; write $sharedMark" }
    }
    foreach ($parameter in $Cmdlet.Parameters | Where-Object { -not ($Page.Parameters.Contains($_.Name) -or $Shared.Contains($_.Name)) }) {
        "-$($parameter.Name) has no text, neither here nor in SharedParameters.md"
    }
}

# A shared text has two users at least, and what two pages say in the same words is shared.
function Get-SharingMistake($Language, [object[]] $Cmdlets) {
    $users = [ordered]@{}
    foreach ($cmdlet in $Cmdlets) {
        $own = if ($Language.Pages.ContainsKey($cmdlet.Name)) { $Language.Pages[$cmdlet.Name].Parameters } else { @{} }
        foreach ($parameter in $cmdlet.Parameters) {
            $text = if ($own.Contains($parameter.Name)) { $own[$parameter.Name] } else { $sharedMark }
            $kind = if ($text.Contains($sharedMark)) { $sharedMark } else { Join-Line $text }
            $users["-$($parameter.Name) $kind"] += @($cmdlet.Name)
        }
    }
    foreach ($name in $Language.Shared.Keys) {
        if (@($users["-$name $sharedMark"]).Count -lt 2) { "-$name is not shared by two cmdlets" }
        if (-not $Language.Shared[$name]) { "-$name has no text" }
    }
    foreach ($key in $users.Keys | Where-Object { -not $_.EndsWith(" $sharedMark") -and $users[$_].Count -gt 1 }) {
        "$(($key -split ' ')[0]) belongs here, with the text that $($users[$key] -join ' and ') have"
    }
}

function Get-HelpMistake($Language, [object[]] $Cmdlets) {
    $there = @{}
    foreach ($cmdlet in $Cmdlets) {
        $there[$cmdlet.Name] = $cmdlet
        if (-not $Language.Pages.ContainsKey($cmdlet.Name)) { "$($cmdlet.Name).md: there is no such page" }
    }
    foreach ($name in $Language.Pages.Keys) {
        $page = $Language.Pages[$name]
        @(
            Get-PageMistake $name $page
            if ($there.ContainsKey($name)) { Get-ParameterMistake $page -Cmdlet $there[$name] -Shared $Language.Shared } else { 'there is no such cmdlet' }
        ) | ForEach-Object { "$name.md: $_" }
    }
    Get-SharingMistake $Language $Cmdlets | ForEach-Object { "SharedParameters.md: $_" }
    if (-not $Language.CommonParameters) { 'SharedParameters.md: there is no text of CommonParameters' }
}
