<#
.SYNOPSIS
Meets one row of the table of faults with a list or a change, in the middle of a pipeline of three records, and says in which way the outcome differs from what is promised; last it says 'met'.
#>
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $Name,
    [Parameter(Mandatory)] [bool] $List,
    [Parameter(Mandatory)] [bool] $Stop
)

Set-StrictMode -Version 3.0
$action = if ($Stop) { 'Stop' } else { 'SilentlyContinue' }
Import-Module $ModulePath
$category = @{
    SoraApiError              = 'InvalidOperation'
    SoraOperationNotSupported = 'NotImplemented'
    SoraUnauthorized          = 'AuthenticationError'
    SoraHttpError             = 'InvalidResult'
    SoraConnectionFailed      = 'ConnectionError'
    SoraCertificateError      = 'SecurityError'
    SoraTimeout               = 'OperationTimeout'
    SoraInvalidResponse       = 'InvalidData'
}
$fault = [SoraPS.TestServers.Faults]::Find($Name)
$expected = if ($List) { $fault.List } else { $fault.Change }
$answer = if ($List) { "[$([SoraPS.TestServers.RawServer]::Connection('fine', 'F1'))]" } else { '{"channel_id":"fine","connection_id":"F1"}' }
$good = [SoraPS.TestServers.RawServer]::new([string[]] [SoraPS.TestServers.RawServer]::Json(200, $answer))
$bad = $fault.Open($List)
$fine = Register-SoraServer $good.Uri -Name fine -MaximumRetryCount 0
$poor = Register-SoraServer $bad.Uri -Name bad -MaximumRetryCount 0 -OperationTimeoutSeconds $(if ($fault.Silent) { 1 } else { 30 })

$expect = {
    param([string] $What, $Expected, $Actual)
    if ("$Expected" -cne "$Actual") { "${What}: '$Expected' was expected, '$Actual' came" }
}

try {
    $records = foreach ($server in $fine, $poor, $fine) {
        $record = [pscustomobject]@{ ChannelId = 'sora'; Server = $server }
        if (-not $List) { $record | Add-Member ConnectionId C1 }
        $record
    }
    $written = [Collections.Generic.List[object]]::new()
    $caught = $failure = $null
    try {
        if ($List) { $records | Get-SoraConnection -ErrorAction $action -ErrorVariable failure | ForEach-Object { $written.Add($_) } }
        else { $records | Disconnect-SoraConnection -ThrottleLimit 1 -ErrorAction $action -ErrorVariable failure | ForEach-Object { $written.Add($_) } }
    }
    catch { $caught = $_ }

    $stopped = $Stop -and $expected
    $delivered = if ($List) { $fault.Delivered } else { [int] (-not $expected) }
    & $expect 'what was written' ((@('fine') + @('bad') * $delivered + @('fine') * (-not $stopped)) -join ' ') (@($written | ForEach-Object Server) -join ' ')
    & $expect 'requests to the good server' (2 - [int] [bool] $stopped) $good.Requests.Count

    $records = @(if ($stopped) { $caught } else { $failure; $caught }).Where({ $_ })
    & $expect 'errors' ([int] [bool] $expected) $records.Count
    foreach ($record in $records) {
        $command = if ($List) { 'GetSoraConnectionCommand' } else { 'DisconnectSoraConnectionCommand' }
        & $expect 'id' "$expected,SoraPS.Commands.$command" $record.FullyQualifiedErrorId
        & $expect 'category' $category[$expected] $record.CategoryInfo.Category
        & $expect 'target' $(if ($List) { 'sora' } else { 'sora/C1' }) $record.TargetObject
        & $expect 'name of the target' $record.TargetObject $record.CategoryInfo.TargetName
        & $expect 'exception' 'SoraPS.SoraApiException' $record.Exception.GetType().FullName
        & $expect 'operation' $(if ($List) { 'Sora_20201013.ListChannelConnections' } else { 'Sora_20151104.DisconnectConnection' }) $record.Exception.Target
        & $expect 'address' $bad.Uri.Authority $record.Exception.RequestUri.Authority
        & $expect 'status' $fault.Status $(if ($null -ne $record.Exception.StatusCode) { [int] $record.Exception.StatusCode })
        & $expect 'body or none' ($null -eq $fault.Body) ($null -eq $record.Exception.ResponseBody)
        if ($fault.Body) { & $expect 'body' $fault.Body $record.Exception.ResponseBody.Substring(0, [Math]::Min($fault.Body.Length, $record.Exception.ResponseBody.Length)) }
        if (-not $record.ErrorDetails.Message) { 'no sentence for people' }
    }

    $poor, $fine | Unregister-SoraServer
    & $expect 'connections given up' 'True True' "$($bad.WaitForAllClosed()) $($good.WaitForAllClosed())"
    'met'
}
finally {
    $bad.Dispose()
    $good.Dispose()
}
