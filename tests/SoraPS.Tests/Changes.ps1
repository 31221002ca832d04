# The cmdlets that change something, for the suites that try them all: dot-sourced while these are discovered and while they run. Which there are
# the table of operations says; all else is taken from the cmdlet's own parameters and from what is documented of the operations.
$root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
Import-Module (Join-Path $root 'out/SoraPS')

# The impact is High for what a session, a mode or a cluster would suffer.
$highImpact = 'Session', 'Mode', 'Cluster'

# What every change has, and no suite asks for here.
$shared = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters + 'Server', 'InputObject', 'ThrottleLimit', 'MaximumCount', 'AsCurl'

# The columns of the table that shows what an operation answers.
$format = [xml] (Get-Content -LiteralPath (Join-Path $root 'src/SoraPS/SoraPS.Format.ps1xml') -Raw)
function Get-Column($Operation) {
    $answer = 'SoraPS.' + $Operation.GetType().GenericTypeArguments[0].Name
    $view = $format.Configuration.ViewDefinitions.View | Where-Object { $_.SelectSingleNode('TableControl') -and $_.ViewSelectedBy.TypeName -contains $answer } | Select-Object -First 1
    @($view.TableControl.TableHeaders.TableColumnHeader.Label) -join ' '
}

# A row of the table for every cmdlet that changes something, the operation that says the most last.
$rows = @([SoraPS.SoraOperations]::All | Where-Object Changes | ForEach-Object { foreach ($name in $_.Cmdlet) { @{ Command = $name; Operation = $_ } } } |
        Group-Object { $_.Command } | Sort-Object Name | ForEach-Object {
            $operations = @($_.Group.Operation | Sort-Object { $_.GetRequiredFields().Count }, { @($_.GetRequiredFields() | Where-Object Kind -EQ Id).Count }, Target)
            @{ Command = $_.Name; Operations = $operations; Targets = @($operations.Target); Columns = Get-Column $operations[-1]; Impact = $(if ($operations[0].Group -in $highImpact) { 'High' } else { 'Medium' }) }
        })

$exchanges = (Get-Content (Join-Path $root 'tests/data/exchanges.json') -Raw | ConvertFrom-Json).exchanges

# The documented request and answer of an operation: those of the seed pages; else an answer of another page, and the request that it repeats; else what the table says.
function Get-Exchange([string] $Target) {
    $found = $exchanges | Where-Object target -CEQ $Target
    if ($found) { return $found }
    $operation = [SoraPS.SoraOperations]::Find($Target)
    $body = if ($operation.Example) { $operation.Example | ConvertFrom-Json }
    $page = if ($operation.Group -eq 'Push') { 'PushChannel' } else { $operation.Name }
    # Of some the request is documented, and the answer is not known: it may be anything.
    $requested = Join-Path $root "tests/data/fixtures/$page.request.json"
    if ($operation.Certainty -like '*/-') {
        if (Test-Path $requested) { $body = Get-Content $requested -Raw | ConvertFrom-Json }
        return [pscustomobject]@{ target = $Target; request = [pscustomobject]@{ body = $body }; response = [pscustomobject]@{ body = [pscustomobject]@{} } }
    }
    $file = Join-Path $root "tests/data/fixtures/$page.json"
    $echo = @($operation.GetEchoFields() | ForEach-Object Name)
    if (-not (Test-Path $file) -and -not $echo) { throw "Neither exchanges.json nor fixtures of tests/data has an answer of $Target, and the table knows of no echo." }
    $answer = if (Test-Path $file) { Get-Content $file -Raw | ConvertFrom-Json } else { $body | Select-Object @($body.psobject.Properties.Name | Where-Object { $_ -cin $echo }) }
    $keys = @($operation.GetRequiredFields()) + @($operation.GetOptionalFields()) | ForEach-Object Name
    foreach ($member in $answer.psobject.Properties | Where-Object { $_.Name -cin $keys }) { $body | Add-Member $member.Name $member.Value -Force }
    [pscustomobject]@{ target = $Target; request = [pscustomobject]@{ body = $body }; response = [pscustomobject]@{ body = $answer } }
}

# channel_id becomes ChannelId.
function ConvertTo-MemberName([string] $Key) { ($Key -split '_' | ForEach-Object { $_.Substring(0, 1).ToUpperInvariant() + $_.Substring(1) }) -join '' }

# The parameters of a cmdlet, those that need a name first, then by position. An id is what records bring; a word is one of a few.
function Get-Field([string] $Command) {
    $fields = foreach ($parameter in (Get-Command $Command -Module SoraPS -ErrorAction Stop).Parameters.Values | Where-Object Name -NotIn $shared) {
        # What a record brings for the plan, and nobody types.
        if (@($parameter.Attributes | Where-Object { $_ -is [Management.Automation.ParameterAttribute] -and $_.DontShow })) { continue }
        $set = @($parameter.ParameterSets.Values)[0]
        $isWord = [bool] ($parameter.Attributes | Where-Object { $_ -is [ValidateSet] })
        @{
            Name       = $parameter.Name
            Names      = @($parameter.Name) + $parameter.Aliases
            Wire       = ($parameter.Name -creplace '(?<=.)(?=[A-Z])', '_').ToLowerInvariant()
            Position   = $set.Position
            Mandatory  = $set.IsMandatory
            MayBeEmpty = [bool] ($parameter.Attributes | Where-Object { $_ -is [AllowEmptyString] })
            IsId       = $set.ValueFromPipelineByPropertyName -and -not $isWord
            IsWord     = $isWord
            IsSwitch   = $parameter.ParameterType.IsValueType
            IsDuration = $parameter.ParameterType -eq [Nullable[timespan]]
        }
    }
    @($fields | Sort-Object { $_.Position })
}

# The parameters that send what is documented; words in capitals, which go over the wire in small letters.
function Get-DocumentedParameter($Fields, [string] $Target) {
    $body = (Get-Exchange $Target).request.body
    $parameters = @{}
    foreach ($field in @($Fields) | Where-Object { $body.psobject.Properties.Name -ccontains $_.Wire }) {
        $value = $body.($field.Wire)
        $parameters[$field.Name] = if ($field.IsWord) { $value.ToUpperInvariant() } elseif ($field.IsDuration) { "${value}s" } elseif ($value -is [string] -or $value -is [bool]) { $value } else { $value | ConvertTo-Json -Compress }
    }
    $parameters
}

# All that the suites need to know of the changes, or of one. The ids are those of the operation that says the most.
function Get-Change([string] $Command = '*') {
    foreach ($row in $rows | Where-Object { $_.Command -like $Command }) {
        $fields = @(Get-Field $row.Command)
        $keys = @($row.Operations[-1].GetRequiredFields()) + @($row.Operations[-1].GetOptionalFields()) | ForEach-Object Name
        $row + @{
            Fields = $fields
            Ids    = @($fields | Where-Object { $_.IsId -and $_.Wire -cin $keys })
            Calls  = @($row.Targets | ForEach-Object { @{ Target = $_; Parameters = Get-DocumentedParameter $fields $_ } })
        }
    }
}

# What every call of a change needs so that nobody is asked.
function Get-Consent($Change) { if ($Change.Impact -eq 'High') { @{ Confirm = $false } } else { @{} } }

# The parameters without which a change cannot be called, with this for every id.
function Get-Least($Change, [string] $Id) {
    $documented = $Change.Calls[-1].Parameters
    $least = Get-Consent $Change
    # A channel that a cmdlet can look up is no mandatory parameter; the request needs it.
    $required = @($Change.Operations[0].GetRequiredFields() | ForEach-Object Parameter)
    foreach ($field in $Change.Fields | Where-Object { $_.Mandatory -or $_.Name -in $required }) { $least[$field.Name] = if ($field.IsId) { $Id } else { $documented[$field.Name] } }
    $least
}

# The line that a user types, by position where there is one; with -Id, that piece of code for every id.
function Get-CallLine($Change, [hashtable] $Parameters, [string] $Id) {
    $words = foreach ($field in $Change.Fields | Where-Object { $Parameters.ContainsKey($_.Name) }) {
        $value = if ($Id -and $field.IsId) { $Id } elseif ($Parameters[$field.Name] -is [bool]) { "`$$($Parameters[$field.Name])" } else { "'$($Parameters[$field.Name])'" }
        if ($field.Position -ge 0) { $value } elseif ($value -like '$*e') { "-$($field.Name):$value" } else { "-$($field.Name) $value" }
    }
    (@($Change.Command) + $words + @(if ($Change.Impact -eq 'High') { '-Confirm:$false' })) -join ' '
}
