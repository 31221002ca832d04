# Dot-sourced by the suites that read the help, while they are discovered and while they run. Plain Get-Help: what a user would see.
$root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
$module = Join-Path $root 'out/SoraPS'
Import-Module $module

# The cmdlets of the module by name.
$known = @{}
foreach ($command in Get-Command -Module SoraPS) { $known[$command.Name] = $command }

# All calls in a script. FindAll would ask a script block about every node.
class CallFinder : System.Management.Automation.Language.AstVisitor {
    [Collections.Generic.List[System.Management.Automation.Language.CommandAst]] $Calls = [Collections.Generic.List[System.Management.Automation.Language.CommandAst]]::new()
    [System.Management.Automation.Language.AstVisitAction] VisitCommand([System.Management.Automation.Language.CommandAst] $call) {
        $this.Calls.Add($call)
        return [System.Management.Automation.Language.AstVisitAction]::Continue
    }
}

# The languages that the module holds: whatever has a folder of its own counts, however little lies in it.
function Get-HelpLanguage {
    Get-ChildItem -LiteralPath $module -Directory | Where-Object Name -CMatch '^[a-z]{2}-[A-Z]{2}$' | ForEach-Object Name
}

# PowerShell remembers the help it has read: every language gets a runspace of its own.
function Invoke-InLanguage([string] $Language, [string] $Script) {
    $shell = [powershell]::Create()
    try {
        $null = $shell.AddScript({
                param($module, $language, $script)
                [System.Threading.Thread]::CurrentThread.CurrentUICulture = [cultureinfo]::new($language)
                Import-Module $module
                & ([scriptblock]::Create($script))
            }).AddArgument($module).AddArgument($Language).AddArgument($Script)
        $shell.Invoke()
    }
    finally { $shell.Dispose() }
}

function Get-HelpIn([string] $Language) {
    $found = @{}
    foreach ($page in Invoke-InLanguage $Language 'foreach ($command in Get-Command -Module SoraPS) { Get-Help $command.Name -Full }') { $found[$page.Name] = $page }
    $found
}

# The pages that a language has of its own, whatever PowerShell falls back to.
function Get-PageName([string] $Language) {
    $file = Join-Path $module "$Language/SoraPS.dll-Help.xml"
    if (Test-Path -LiteralPath $file) { ([xml] (Get-Content -LiteralPath $file -Raw)).helpItems.command.details.name.Trim() }
}

function Get-TopicFile([string] $Language) { Get-ChildItem -LiteralPath (Join-Path $module $Language) -Filter 'about_*.help.txt' }

function Get-Text($Paragraph) {
    (@($Paragraph | Where-Object { $_ } | ForEach-Object { if ($_.PSObject.Properties['Text']) { $_.Text } else { "$_" } }) -join "`n").Trim()
}

# The examples of a page, each with what its remarks promise: that it fails, and with which id; that it runs until it is stopped.
function Get-Example($Page) {
    $number = 0
    foreach ($example in $Page.examples.example) {
        $remarks = Get-Text $example.remarks
        [pscustomobject]@{
            Number  = ++$number
            Title   = "$($example.title)".Trim(' -')
            Code    = "$($example.code)"
            Remarks = $remarks
            Fails   = if ($remarks -match 'Fails with (?<Id>\w+)|(?<Id>[A-Za-z]+)\s*\u3067\u5931\u6557\u3057\u307E\u3059') { $Matches.Id } else { '' }
            Endless = $remarks -match 'Ctrl\+C'
        }
    }
}

# The indented blocks of an about topic that are code: those whose first line is indented by eight or more.
function Get-TopicCode([string] $Text) {
    $code = [Collections.Generic.List[string]]::new()
    $follows = $false
    foreach ($block in $Text -split '\r?\n(?:[ \t]*\r?\n)+') {
        if ($block -notmatch '\S') { continue }
        $is = $block -match '^ {8}'
        if ($is -and $follows) { $code[$code.Count - 1] += "`n`n$block" } elseif ($is) { $code.Add($block) }
        $follows = $is
    }
    foreach ($block in $code) { ($block -split '\r?\n' -replace '^ {8}') -join "`n" }
}

# What two languages must have in common: everything but the comments and the blanks.
function Get-CodeShape([string] $Code) {
    $tokens = $null
    $null = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref] $tokens, [ref] $null)
    @(foreach ($token in $tokens) { if ($token.Kind -notin 'Comment', 'NewLine', 'EndOfInput') { $token.Text } }) -join ' '
}

# What is wrong with a piece of code: it does not parse, or calls a cmdlet or names a parameter of this module that does not exist.
function Get-CodeMistake([string] $Code) {
    $mistakes = $null
    $script = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref] $null, [ref] $mistakes)
    foreach ($mistake in $mistakes) { $mistake.Message }
    $finder = [CallFinder]::new()
    $script.Visit($finder)
    foreach ($call in $finder.Calls) {
        $called = $call.GetCommandName()
        if ($called -notlike '*-Sora*') { continue }
        $target = $known[$called]
        if (-not $target) { "There is no $called."; continue }
        foreach ($named in $call.CommandElements) {
            if ($named -is [System.Management.Automation.Language.CommandParameterAst] -and $named.ParameterName -notin $target.Parameters.Keys) { "$called has no -$($named.ParameterName)." }
        }
    }
}

# Cmdlets of ours that a text names and that do not exist.
function Get-UnknownName([string] $Text) {
    [regex]::Matches($Text, '\b[A-Z][a-z]+-Sora[A-Za-z]+') | ForEach-Object Value | Sort-Object -Unique |
        Where-Object { -not $known.ContainsKey($_) }
}
