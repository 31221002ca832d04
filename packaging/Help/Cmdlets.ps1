# Dot-sourced by Help.ps1. What the cmdlets themselves say of their parameters.

# Sorted by ordinal: the same order under every culture.
function Get-SortedItem([object[]] $Items, [scriptblock] $Key) {
    $sorted = [Collections.Generic.SortedDictionary[string, object]]::new([StringComparer]::Ordinal)
    foreach ($item in $Items) { $sorted.Add((& $Key $item), $item) }
    $sorted.Values
}

$commonParameters = [Management.Automation.PSCmdlet]::CommonParameters

# Not what PowerShell adds to every cmdlet, nor what is hidden from users and takes objects from the pipeline only.
function Test-OwnParameter([Management.Automation.ParameterMetadata] $Parameter) {
    if ($commonParameters.Contains($Parameter.Name)) { return $false }
    foreach ($attribute in $Parameter.Attributes) { if ($attribute -is [Management.Automation.ParameterAttribute] -and $attribute.DontShow) { return $false } }
    $true
}

# What the parameter has before anything is bound to it.
function Get-DefaultValue([Management.Automation.ParameterMetadata] $Parameter, [object] $Instance) {
    if ($Parameter.ParameterType -eq [switch]) { return 'False' }
    $value = @($Instance.GetType().GetProperty($Parameter.Name).GetValue($Instance)) -join ', '
    if ($value) { $value } else { 'None' }
}

# One parameter as it is in one parameter set.
function Get-ParameterFact([Management.Automation.CommandParameterInfo] $Use, [Management.Automation.ParameterMetadata] $Parameter, [object] $Instance) {
    $underlying = [Nullable]::GetUnderlyingType($Parameter.ParameterType)
    $values = @()
    $wildcard = $false
    foreach ($attribute in $Parameter.Attributes) {
        if ($attribute -is [Management.Automation.ValidateSetAttribute]) { $values = $attribute.ValidValues }
        if ($attribute -is [Management.Automation.SupportsWildcardsAttribute]) { $wildcard = $true }
    }
    $pipeline = @(if ($Use.ValueFromPipelineByPropertyName) { 'ByPropertyName' }; if ($Use.ValueFromPipeline) { 'ByValue' })
    [pscustomobject]@{
        Name     = $Parameter.Name
        Type     = $(if ($underlying) { $underlying } else { $Parameter.ParameterType }).Name
        IsSwitch = $Parameter.ParameterType -eq [switch]
        Aliases  = @($Parameter.Aliases)
        Values   = $values
        Wildcard = $wildcard
        Required = $Use.IsMandatory
        Position = $(if ($Use.Position -ge 0) { "$($Use.Position)" } else { 'named' })
        Pipeline = $(if ($pipeline) { "True ($($pipeline -join ', '))" } else { 'False' })
        Default  = Get-DefaultValue $Parameter $Instance
    }
}

# -WhatIf and -Confirm stand behind all others.
function Get-Rank([string] $Name) { 1 + [array]::IndexOf(@('WhatIf', 'Confirm'), $Name) }

# The parameter sets of a cmdlet, the default one first, each with its parameters in the order of the syntax: by position, then required ones, then by name.
function Get-ParameterSetFact([Management.Automation.CmdletInfo] $Command) {
    $instance = [Activator]::CreateInstance($Command.ImplementingType)
    $parameters = $Command.Parameters
    $order = {
        $position = if ($args[0].Position -eq 'named') { [int]::MaxValue } else { [int] $args[0].Position }
        '{0:d10} {1} {2} {3}' -f $position, (Get-Rank $args[0].Name), [int] (-not $args[0].Required), $args[0].Name
    }
    foreach ($set in Get-SortedItem $Command.ParameterSets { "$([int] (-not $args[0].IsDefault)) $($args[0].Name)" }) {
        $facts = foreach ($use in $set.Parameters) {
            $parameter = $parameters[$use.Name]
            if (Test-OwnParameter $parameter) { Get-ParameterFact $use -Parameter $parameter -Instance $instance }
        }
        [pscustomobject]@{ Name = $set.Name; IsDefault = $set.IsDefault; Parameters = @(Get-SortedItem $facts $order) }
    }
}

# Every cmdlet of a module that is loaded, by name: its parameter sets, and its parameters by name, each as it is in the first set that has it.
function Get-CmdletFact([string] $Module) {
    foreach ($command in Get-SortedItem @(Get-Command -Module $Module) { $args[0].Name }) {
        $sets = @(Get-ParameterSetFact $command)
        $first = @{}
        foreach ($parameter in $sets.Parameters) { if (-not $first.ContainsKey($parameter.Name)) { $first[$parameter.Name] = $parameter } }
        [pscustomobject]@{
            Name       = $command.Name
            Verb       = $command.Verb
            Noun       = $command.Noun
            Sets       = $sets
            Parameters = @(Get-SortedItem @($first.Values) { "$(Get-Rank $args[0].Name) $($args[0].Name)" })
        }
    }
}
