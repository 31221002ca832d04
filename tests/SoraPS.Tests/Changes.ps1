# The cmdlets that change something, for the suites that try them all: dot-sourced while these are discovered and while they run. Which there are
# the table of operations says; all else is taken from the cmdlet's own parameters and from what is documented of the operations.
$root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
Import-Module (Join-Path $root 'out/SoraPS')

# The impact is High for what a session, a mode or a cluster would suffer.
$highImpact = 'Session', 'Mode', 'Cluster'

# What every change has, and no suite asks for here.
$shared = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters + 'Server', 'InputObject', 'ThrottleLimit', 'MaximumCount', 'AsCurl'

# The columns of the table that shows what an operation answers: that of its type, or of the nearest base type that has one.
$format = [xml] (Get-Content -LiteralPath (Join-Path $root 'src/SoraPS/SoraPS.Format.ps1xml') -Raw)
$tables = $format.SelectNodes('//View[TableControl]')
function Get-Column($Operation) {
    for ($type = $Operation.GetType().GenericTypeArguments[0]; $type; $type = $type.BaseType) {
        $view = $tables | Where-Object { $_.SelectNodes('ViewSelectedBy/TypeName').InnerText -contains $type.FullName } | Select-Object -First 1
        if ($view) { return @($view.TableControl.TableHeaders.TableColumnHeader.Label) -join ' ' }
    }
}

# A row of the table for every cmdlet that changes something, the operation that says the most last.
# Not those for which a cmdlet only collects what others send: they have no answer of their own.
$rows = @([SoraPS.SoraOperations]::All | Where-Object { $_.Changes -and $_.GetType().IsGenericType } | ForEach-Object { foreach ($name in $_.Cmdlet) { @{ Command = $name; Operation = $_ } } } |
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
    if ($operation.Certainty -like '*/-' -or $operation.Certainty -eq 'D/D') {
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

# The keys of bodies, by the names of their parameters, which are not always made of them: FocusRid is spotlight_focus_rid.
$keys = @{}
foreach ($field in [SoraPS.SoraFields].GetFields() | ForEach-Object { $_.GetValue($null) }) { $keys[$field.Parameter] = $field }

# channel_id becomes ChannelId.
function ConvertTo-MemberName([string] $Key) {
    foreach ($name in $keys.Keys) { if ($keys[$name].Name -ceq $Key) { return $name } }
    ($Key -split '_' | ForEach-Object { $_.Substring(0, 1).ToUpperInvariant() + $_.Substring(1) }) -join ''
}

# The parameters of a cmdlet, those that need a name first, then by position. An id is what records bring; a word is one of a few.
function Get-Field([string] $Command) {
    $own = @($rows | Where-Object Command -EQ $Command | ForEach-Object { $_.Operations } | ForEach-Object { @($_.GetRequiredFields()) + @($_.GetOptionalFields()) })
    $fields = foreach ($parameter in (Get-Command $Command -Module SoraPS -ErrorAction Stop).Parameters.Values | Where-Object Name -NotIn $shared) {
        # What a record brings for the plan, and nobody types.
        if (@($parameter.Attributes | Where-Object { $_ -is [Management.Automation.ParameterAttribute] -and $_.DontShow })) { continue }
        $set = @($parameter.ParameterSets.Values)[0]
        $key = $own | Where-Object Parameter -EQ $parameter.Name | Select-Object -First 1
        $isWord = [bool] ($parameter.Attributes | Where-Object { $_ -is [ValidateSet] })
        @{
            Name       = $parameter.Name
            Names      = @($parameter.Name) + $parameter.Aliases
            Wire       = if ($key) { $key.Name } else { ($parameter.Name -creplace '(?<=.)(?=[A-Z])', '_').ToLowerInvariant() }
            IsOfAll    = $parameter.ParameterSets.ContainsKey('__AllParameterSets')
            Position   = $set.Position
            Mandatory  = $set.IsMandatory
            MayBeEmpty = [bool] ($parameter.Attributes | Where-Object { $_ -is [AllowEmptyString] })
            IsId       = $set.ValueFromPipelineByPropertyName -and -not $isWord -and "$(if ($key) { $key.Kind })" -ne 'Text'
            IsWord     = $isWord
            IsSwitch   = $parameter.ParameterType.IsValueType
            IsDuration = $parameter.ParameterType -eq [Nullable[timespan]]
        }
    }
    @($fields | Sort-Object { $_.Position })
}

# The parameters that send what is documented; words in capitals, which go over the wire in small letters. A switch is in the name of the operation that it chooses: FocusSpotlightFixed.
function Get-DocumentedParameter($Fields, [string] $Target) {
    $body = (Get-Exchange $Target).request.body
    $parameters = @{}
    foreach ($field in @($Fields) | Where-Object { $body.psobject.Properties.Name -ccontains $_.Wire }) {
        $value = $body.($field.Wire)
        $parameters[$field.Name] = if ($field.IsWord) { $value.ToUpperInvariant() } elseif ($field.IsDuration) { "${value}s" } elseif ($value -is [string] -or $value -is [bool]) { $value } elseif ($value -is [array] -and $value[0] -is [string]) { , [string[]] $value } else { ConvertTo-Json -InputObject $value -Depth 5 -Compress }
    }
    foreach ($field in @($Fields) | Where-Object { $_.IsSwitch -and -not $_.Mandatory -and $Target -clike "*$($_.Name)" }) { $parameters[$field.Name] = $true }
    $parameters
}

# All that the suites need to know of the changes, or of one. The ids are those of the operation that says the most.
function Get-Change([string] $Command = '*') {
    foreach ($row in $rows | Where-Object { $_.Command -like $Command }) {
        $fields = @(Get-Field $row.Command)
        $sent = @($row.Operations[-1].GetRequiredFields()) + @($row.Operations[-1].GetOptionalFields())
        # Of several parameter sets, the one that is for this operation.
        foreach ($field in $fields | Where-Object { -not $_.IsOfAll -and $_.Wire -cnotin $sent.Name }) { $field.Mandatory = $false }
        $row + @{
            Fields = $fields
            Ids    = @($fields | Where-Object { $_.IsId -and $_.Wire -cin ($sent | Where-Object Kind -EQ Id).Name })
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
    foreach ($field in $Change.Fields | Where-Object { $_.Mandatory -or ($_.Name -in $required -and ($_.IsId -or $documented.ContainsKey($_.Name))) }) { $least[$field.Name] = if ($field.IsId) { $Id } else { $documented[$field.Name] } }
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
