<#
.SYNOPSIS
Defines what makes docs/operations.md of the table of operations. To be dot-sourced, with the module imported: behind OperationTopic.ps1, by docs/Update.ps1, which writes the page, and by the test that holds the page to the table.
#>

# One cell of a Markdown table.
function ConvertTo-Cell($Text) { ("$Text" -replace '\|', '\|').Trim() }

# A cell with commands: a pipeline of several lines in one, several commands behind each other.
function ConvertTo-CodeCell([string] $Code) {
    @($Code -replace '\|\n\s*', '| ' -split '\n' | ForEach-Object { '`' + (ConvertTo-Cell $_) + '`' }) -join '; '
}

# What a key takes, for a reader.
function Get-FieldType($Field) {
    switch ($Field.Kind) {
        'Word' { ($Field.Words | ForEach-Object { "``$_``" }) -join ', ' }
        'Integer' { if ($Field.Maximum -lt [long]::MaxValue) { "whole number, $($Field.Minimum) to $($Field.Maximum)" } else { 'whole number' } }
        'Boolean' { '`true`, `false`' }
        'Object' { 'object' }
        'List' { 'array' }
        'Any' { 'any JSON' }
        default { 'text' }
    }
}

# The section of one operation.
function ConvertTo-OperationSection($Operation) {
    $of = $Operation.GetType().GenericTypeArguments | ForEach-Object { if ($_.Namespace -eq 'SoraPS') { $_.Name } }
    $facts = @(
        if ($Operation.Changes) { if ($Operation.IsRepeatable) { 'changes something' } else { 'changes something, never repeated' } } else { 'only reads' }
        $Operation.Stability.ToLowerInvariant()
        "certainty $($Operation.Certainty)"
        if ($of) { "answer $of" }
        switch ($Operation.Certainty[-1]) { '-' { 'the answer is not publicly known' } 'D' { 'the answer is an inference' } }
        "source: $($Operation.Source)"
    )
    ''
    "### $($Operation.Name)"
    ''
    "``$($Operation.Target)``: $($Operation.Summary)"
    $availability = $Operation.GetAvailability()
    if ($availability) { $availability }
    if ($Operation.Cmdlet.Count) { "Cmdlet: $($Operation.Cmdlet)." }
    ''
    ($facts -join '; ') + '.'
    if ($Operation.Certainty -like '*/-') { 'What it answers is not known: the simulator answers with the ids of the request, which is its own choice.' }
    elseif ($Operation.Certainty -like '*/D') { 'What it answers is an inference.' }
    $fields = @($Operation.GetRequiredFields() | ForEach-Object { @{ Field = $_; Need = 'yes' } }) + @($Operation.GetOptionalFields() | ForEach-Object { @{ Field = $_; Need = 'no' } })
    if ($fields.Count) {
        ''
        '| key | takes | required | what it is |'
        '|---|---|---|---|'
        foreach ($one in $fields) { "| ``$($one.Field.Name)`` | $(ConvertTo-Cell (Get-FieldType $one.Field)) | $($one.Need) | $(ConvertTo-Cell $one.Field.About) |" }
        ''
        '```powershell'
        "Invoke-SoraApi $($Operation.Target) '$($Operation.Example -replace "'", "''")'"
        '```'
    }
}

# The page, line by line, in English whatever the language of the shell.
function ConvertTo-OperationPage {
    $culture = [Threading.Thread]::CurrentThread.CurrentUICulture
    try {
        [Threading.Thread]::CurrentThread.CurrentUICulture = [cultureinfo] 'en-US'
        '# The operations of Sora''s HTTP API'
        ''
        'Every operation that is publicly known, removed ones included, as the table in `src/SoraPS.Client/Operations` has it. This page is made of the table'
        'by `./build.sh docs`; `Get-SoraOperation` shows the same in PowerShell.'
        ''
        'Certainty of what is known of the request / of the answer: **A** official documentation, **B** source, test or log of an official tool,'
        '**C** third-party code that runs against real servers, **D** inference, **-** nothing known.'
        ''
        '## By task'
        ''
        '| to | run |'
        '|---|---|'
        foreach ($task in Get-TaskGroup | ForEach-Object Tasks) { "| $(ConvertTo-Cell $task.en) | $(ConvertTo-CodeCell $task.Code) |" }
        $operations = @([SoraPS.SoraOperations]::All)
        foreach ($group in $operations | Group-Object Group) {
            ''
            "## $($group.Name)"
            ''
            '| operation | since | stability | certainty | body | cmdlet |'
            '|---|---|---|---|---|---|'
            foreach ($operation in $group.Group) {
                "| ``$($operation.Target)`` | $($operation.Since) | $($operation.Stability.ToLowerInvariant()) | $($operation.Certainty) | $($operation.Body.ToLowerInvariant()) | $(ConvertTo-Cell $operation.Cmdlet) |"
            }
            foreach ($operation in $group.Group) { ConvertTo-OperationSection $operation }
        }
        ''
    }
    finally { [Threading.Thread]::CurrentThread.CurrentUICulture = $culture }
}
