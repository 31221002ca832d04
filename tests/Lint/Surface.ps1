# Dot-sourced by Lint.ps1, by Accept.ps1 and by the suite. Lists everything that scripts depend on, one fact per line: cmdlets, error ids, properties of objects.
# The result is the same in every PowerShell: common parameters are omitted, and types are written as in .NET.
$root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
$surfacePath = Join-Path $root 'tests/data/surface.txt'
$modulePath = Join-Path $root 'out/SoraPS'
Import-Module $modulePath
# The module loads this assembly only when a simulator is started.
$null = [Reflection.Assembly]::LoadFrom((Join-Path $modulePath "bin/$($PSVersionTable.PSEdition)/SoraPS.Simulator.dll"))

# Returns a validation attribute with its values. Transformation attributes are not part of the surface.
function Get-AttributeText($Attribute) {
    if ($Attribute -is [Management.Automation.ParameterAttribute] -or $Attribute -is [Management.Automation.AliasAttribute]) { return }
    if ($Attribute -is [Management.Automation.ArgumentTransformationAttribute] -or $Attribute.GetType().Namespace -ne 'System.Management.Automation') { return }
    $words = @($Attribute.GetType().Name -replace 'Attribute$')
    foreach ($name in 'MinRange', 'MaxRange', 'MinLength', 'MaxLength', 'RegexPattern', 'ValidValues') {
        if ($Attribute.psobject.Properties[$name]) { $words += $Attribute.$name }
    }
    $words -join ' '
}

function Get-BindingText([string] $Set, $Binding) {
    if ($Set -ne '__AllParameterSets') { "in $Set" }
    if ($Binding.IsMandatory) { 'mandatory' }
    if ($Binding.Position -ge 0) { "position $($Binding.Position)" }
    if ($Binding.ValueFromPipeline) { 'by value' }
    if ($Binding.ValueFromPipelineByPropertyName) { 'by name' }
    if ($Binding.ValueFromRemainingArguments) { 'the rest' }
}

# Aliases are not sorted, because PowerShell searches for properties in the order of the aliases.
function Get-ParameterLine([string] $Command, $Parameter) {
    $rules = @($Parameter.Attributes | ForEach-Object { Get-AttributeText $_ } | Sort-Object)
    $aliases = @($Parameter.Aliases | ForEach-Object { "alias $_" })
    foreach ($set in $Parameter.ParameterSets.GetEnumerator()) {
        $facts = @($Parameter.ParameterType.ToString()) + @(Get-BindingText $set.Key $set.Value) + $aliases + $rules
        "$Command -$($Parameter.Name): $($facts -join '; ')"
    }
}

function Get-CommandLine([System.Management.Automation.CommandInfo] $Command) {
    $own = [Management.Automation.CommandMetadata]::new($Command)
    $facts = @(if ($own.SupportsShouldProcess) { "ShouldProcess, impact $($own.ConfirmImpact)" }) + @(if ($own.DefaultParameterSetName) { "default set $($own.DefaultParameterSetName)" })
    "$($Command.Name): $($facts -join '; ')".TrimEnd(' ', ':')
    foreach ($type in $Command.OutputType.Name) { "$($Command.Name) writes $type" }
    $added = @([Management.Automation.PSCmdlet]::CommonParameters) + @([Management.Automation.PSCmdlet]::OptionalCommonParameters)
    foreach ($parameter in $Command.Parameters.Values | Where-Object Name -NotIn $added) { Get-ParameterLine $Command.Name $parameter }
}

# Creates one error record of each kind, and reads the id and the category from it.
function Get-ErrorLine {
    $instance = [Reflection.BindingFlags] 'Instance, NonPublic'
    $failures = @([TimeoutException]::new())
    foreach ($kind in [enum]::GetValues([SoraPS.SoraError])) {
        $facts = @($kind, [SoraPS.SoraOperations]::Find('Sora_20201013.ListConnections'), [uri] 'http://127.0.0.1:3000/', 'failed', $null)
        $failures += [Activator]::CreateInstance([SoraPS.SoraApiException], $instance, $null, $facts, $null)
    }
    $make = [SoraPS.SoraServer].Assembly.GetType('SoraPS.Errors.ErrorRecords').GetMethod('Create')
    foreach ($failure in $failures) {
        $record = $make.Invoke($null, @($failure, $null, $null))
        "error $($record.FullyQualifiedErrorId): $($record.CategoryInfo.Category)"
    }
}

# Returns the visible properties of a type: those that SoraPS declares, and those that the Types file adds and does not hide.
function Get-PropertyLine([type] $Type, [xml] $Added) {
    foreach ($property in $Type.GetProperties() | Where-Object { $_.DeclaringType.Namespace -eq 'SoraPS' }) {
        "object $($Type.FullName).$($property.Name): $($property.PropertyType.ToString())"
    }
    foreach ($member in $Added.SelectNodes("/Types/Type[Name='$($Type.FullName)']/Members/*[not(@IsHidden) and not(self::MemberSet)]")) {
        "object $($Type.FullName).$($member.Name): $($member.LocalName)"
    }
}

function Get-ObjectLine {
    $added = [xml]::new()
    $added.Load((Join-Path $modulePath 'SoraPS.Types.ps1xml'))
    $names = @((Get-Command -Module SoraPS).OutputType.Name -like 'SoraPS.*') + 'SoraPS.SoraApiException', 'SoraPS.SoraSimulatorRequest'
    foreach ($name in $names | Sort-Object -Unique) { Get-PropertyLine $name $added }
}

function Get-Surface {
    $lines = [string[]] @(@(Get-Command -Module SoraPS | ForEach-Object { Get-CommandLine $_ }) + @(Get-ErrorLine) + @(Get-ObjectLine))
    [array]::Sort($lines, [StringComparer]::Ordinal)
    $lines
}

function Read-Surface { Get-Content -LiteralPath $surfacePath }

function Write-Surface { [IO.File]::WriteAllText($surfacePath, ((Get-Surface) -join "`n") + "`n") }

# Returns removed and added lines in diff format.
function Compare-Surface([string[]] $Expected, [string[]] $Actual) {
    Compare-Object $Expected $Actual -CaseSensitive | ForEach-Object { $_.SideIndicator.Replace('<=', '- ').Replace('=>', '+ ') + $_.InputObject } |
        Sort-Object { $_.Substring(2) -replace ':.*' }, { $_[0] -eq '+' }
}
