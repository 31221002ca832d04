# The cmdlets that change something, for the suites that try them all: dot-sourced while these are discovered and while they run. A cmdlet, the ids
# that it takes from records (in brackets what may be empty), its operations, the columns of its table. All else is taken from the cmdlet's own
# parameters and from what is documented of the operations.
$root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
Import-Module (Join-Path $root 'out/SoraPS')

$rows = @(
    @{ Command = 'Disconnect-SoraChannel'; FromRecords = 'ChannelId'; Targets = 'Sora_20151104.DisconnectChannel', 'Sora_20201120.DisconnectChannelByRole'; Columns = 'Role Server ChannelId' }
    @{ Command = 'Disconnect-SoraClient'; FromRecords = 'ChannelId ClientId'; Targets = @('Sora_20151104.DisconnectClient'); Columns = 'ChannelId Server ClientId' }
    @{ Command = 'Disconnect-SoraConnection'; FromRecords = 'ChannelId ConnectionId'; Targets = @('Sora_20151104.DisconnectConnection'); Columns = 'ConnectionId Server ChannelId' }
    @{ Command = 'Request-SoraRtpStream'; FromRecords = 'ChannelId RecvConnectionId [SendConnectionId]'; Targets = @('Sora_20201005.RequestRtpStream'); Columns = 'Rid RecvConnectionId ChannelId Server SendConnectionId' }
    @{ Command = 'Reset-SoraRtpStream'; FromRecords = 'ChannelId RecvConnectionId [SendConnectionId]'; Targets = @('Sora_20201005.ResetRtpStream'); Columns = 'Rid RecvConnectionId ChannelId Server SendConnectionId' }
)

# What every change has, and no suite asks for here.
$shared = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters + 'Session', 'InputObject', 'ThrottleLimit', 'AsCurl'

# The documented request and answer of an operation.
function Get-Exchange([string] $Target) {
    $found = (Get-Content (Join-Path $root 'tests/data/exchanges.json') -Raw | ConvertFrom-Json).exchanges | Where-Object target -CEQ $Target
    if (-not $found) { throw "$Target, of Changes.ps1, is not in tests/data/exchanges.json." }
    $found
}

# channel_id becomes ChannelId.
function ConvertTo-MemberName([string] $Key) { ($Key -split '_' | ForEach-Object { $_.Substring(0, 1).ToUpperInvariant() + $_.Substring(1) }) -join '' }

# The parameters of a cmdlet, those that need a name first, then by position. An id is what records bring; a word is one of a few.
function Get-Field([string] $Command) {
    $fields = foreach ($parameter in (Get-Command $Command -Module SoraPS -ErrorAction Stop).Parameters.Values | Where-Object Name -NotIn $shared) {
        $set = @($parameter.ParameterSets.Values)[0]
        @{
            Name      = $parameter.Name
            Names     = @($parameter.Name) + $parameter.Aliases
            Wire      = ($parameter.Name -creplace '(?<=.)(?=[A-Z])', '_').ToLowerInvariant()
            Position  = $set.Position
            Mandatory = $set.IsMandatory
            IsId      = $set.ValueFromPipelineByPropertyName
            IsWord    = [bool] ($parameter.Attributes | Where-Object { $_ -is [ValidateSet] })
            IsSwitch  = $parameter.ParameterType.IsValueType
        }
    }
    @($fields | Sort-Object { $_.Position })
}

# The parameters that send what is documented; words in capitals, which go over the wire in small letters.
function Get-DocumentedParameter($Fields, [string] $Target) {
    $body = (Get-Exchange $Target).request.body
    $parameters = @{}
    foreach ($field in $Fields | Where-Object { $body.psobject.Properties.Name -ccontains $_.Wire }) {
        $value = $body.($field.Wire)
        $parameters[$field.Name] = if ($field.IsWord) { $value.ToUpperInvariant() } else { $value }
    }
    $parameters
}

# All that the suites need to know of the changes, or of one.
function Get-Change([string] $Command = '*') {
    foreach ($row in $rows | Where-Object { $_.Command -like $Command }) {
        $fields = Get-Field $row.Command
        $row + @{
            Fields = $fields
            Ids    = @($fields | Where-Object { $_.IsId })
            Calls  = @($row.Targets | ForEach-Object { @{ Target = $_; Parameters = Get-DocumentedParameter $fields $_ } })
        }
    }
}

# The parameters without which a change cannot be called, with this for every id.
function Get-Least($Change, [string] $Id) {
    $documented = $Change.Calls[-1].Parameters
    $least = @{}
    foreach ($field in $Change.Fields | Where-Object { $_.Mandatory }) { $least[$field.Name] = if ($field.IsId) { $Id } else { $documented[$field.Name] } }
    $least
}

# The line that a user types, by position where there is one; with -Id, that piece of code for every id.
function Get-CallLine($Change, [hashtable] $Parameters, [string] $Id) {
    $words = foreach ($field in $Change.Fields | Where-Object { $Parameters.ContainsKey($_.Name) }) {
        $value = if ($Id -and $field.IsId) { $Id } else { "'$($Parameters[$field.Name])'" }
        if ($field.Position -ge 0) { $value } else { "-$($field.Name) $value" }
    }
    @($Change.Command) + $words -join ' '
}
