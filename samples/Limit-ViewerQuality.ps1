#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Sends the smallest simulcast stream to every viewer of a channel while a condition is true, then lets Sora choose the stream again.
.DESCRIPTION
The condition is evaluated repeatedly. While it is true, new viewers also get the smallest stream. When it becomes false, on Ctrl+C, or
if the condition itself fails, the viewers that were (or may have been) changed are reset. If the server stops responding, there is one warning, and
another one when it responds again. The script writes one line, with the time in UTC, for each viewer that it changed or reset. After Ctrl+C it can write
nothing. Errors are written to stderr, one line for each.

The script uses RequestSimulcastRid (Sora 2025.2.0 and later), or RequestRtpStream and ResetRtpStream on a server that does not have it.

Exit code 0: success. 1: a viewer could not be changed or reset, the condition failed, or a parameter is not valid; see the errors.
.EXAMPLE
./Limit-ViewerQuality.ps1 stage -While { (Get-Date).Hour -in 20..22 }

Runs every evening if a scheduler starts it at 20:00.
.EXAMPLE
./Limit-ViewerQuality.ps1 stage -While { Test-Path ./uplink-is-saturated } -IntervalSec 10
.EXAMPLE
pwsh -NoProfile -NonInteractive -File Limit-ViewerQuality.ps1 stage -While '{ (Get-Date).Hour -in 20..22 }'

For a crontab or a scheduled task: the condition is text.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The channel.
    [Parameter(Mandatory, Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string] $ChannelId,

    # The condition. The script runs while it is true. A script block, or its text, with or without the braces.
    [Parameter(Mandatory, Position = 1)]
    [ValidateNotNullOrEmpty()]
    [object] $While,

    # The stream that the viewers receive.
    [ValidateSet('r0', 'r1', 'r2')]
    [string] $Rid = 'r0',

    # The roles that count as viewers. sendrecv connections send and also receive. pwsh -File cannot pass both.
    [ValidateSet('recvonly', 'sendrecv')]
    [string[]] $Role = 'recvonly',

    # The interval between two evaluations of the condition.
    [ValidateRange(0.01, 3600)]
    [double] $IntervalSec = 5,

    # A server, its name, or a URL. The default is the default server.
    [ValidateNotNullOrEmpty()]
    [object[]] $Server,

    # A channel id that contains a comma is the id of one channel, and not a list that was passed as one text.
    [switch] $AllowComma
)

Set-StrictMode -Version 3.0

# For a log: one line, whatever the text contains, with the time in UTC, so that the lines of several machines can be sorted.
function Format-Time([datetime] $Time) { $Time.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', [cultureinfo]::InvariantCulture) }
function Get-LogLine([string] $Text) { (Format-Time ([datetime]::UtcNow)) + ' ' + ($Text -replace '[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+', ' ') }

# An error is shown as one line as well, and is an error record for a caller.
function Write-Failure([System.Management.Automation.ErrorRecord] $Record) {
    $Record.ErrorDetails = Get-LogLine "$Record"
    if ($ErrorActionPreference -eq 'Stop') { throw $Record }
    $PSCmdlet.WriteError($Record)
}
trap { $PSCmdlet.ThrowTerminatingError($_) }

# The script takes one channel. As the id of a channel, the text lobby,stage would find no viewers.
$joined = @($ChannelId | Where-Object { $_ -like '*,*' })
if ($joined.Count -gt 0 -and -not $AllowComma) {
    $advice = "'$($joined[0])' contains a comma. The script takes one channel; for several, run it once for each. " +
        'If it is the id of one channel, add -AllowComma.'
    throw [System.Management.Automation.ErrorRecord]::new([ArgumentException]::new($advice), 'SampleListAsText', 'InvalidArgument', $joined[0])
}

# pwsh -File passes the condition as text. A script block inside the text would always be true, so it is taken out.
if ($While -is [string]) {
    $While = [scriptblock]::Create($While)
    $inner = $While.Ast.EndBlock.Find({ $args[0] -is [System.Management.Automation.Language.ScriptBlockExpressionAst] }, $false)
    if ($inner -and $inner.Extent.Text -eq $While.Ast.Extent.Text.Trim()) { $While = $inner.ScriptBlock.GetScriptBlock() }
}
if ($While -isnot [scriptblock] -or -not $While.Ast.EndBlock.Statements) {
    $text = "-While needs a condition, such as { Test-Path ./uplink-is-saturated }. This value never changes: $While"
    throw [System.Management.Automation.ErrorRecord]::new([ArgumentException]::new($text), 'SampleNoCondition', 'InvalidArgument', $While)
}

$viewers = @{ ChannelId = $ChannelId; Role = $Role }
if ($PSBoundParameters.ContainsKey('Server')) { $viewers.Server = $Server }
$asked = [Collections.Generic.Dictionary[string, object]]::new([StringComparer]::Ordinal)
$lowered = [Collections.Generic.HashSet[string]]::new([StringComparer]::Ordinal)
$unwilling = [Collections.Generic.HashSet[string]]::new([StringComparer]::Ordinal)
$older = [Collections.Generic.HashSet[string]]::new([StringComparer]::Ordinal)
$answers = $true
$unreset = 0

# The viewers. For a channel without connections, a server may respond with status 400. The list of all channels shows whether that is why.
function Get-Viewer {
    $list = @(Get-SoraConnection @viewers -ErrorAction SilentlyContinue -ErrorVariable unlisted)
    if (@($unlisted | Where-Object { $_.Exception -is [SoraPS.SoraApiException] -and $_.Exception.StatusCode -eq 400 }).Count -gt 0) {
        $all = $viewers.Clone()
        $all.Remove('ChannelId')
        $list = @(Get-SoraConnection @all -ErrorAction SilentlyContinue -ErrorVariable unlisted | Where-Object { [string]::Equals($_.ChannelId, $ChannelId) })
    }
    @{ List = $list; Faults = @($unlisted) }
}

# Requests a stream for viewers, and writes the results and errors. The first viewer of a server shows whether the server has the newer operation.
function Request-Stream([object[]] $Viewer, [string] $Stream) {
    foreach ($group in $Viewer | Group-Object { "$($_.Server)" }) {
        if (-not $older.Contains($group.Name)) {
            $results = @($group.Group[0] | Request-SoraSimulcastRid -Rid $Stream -ErrorAction Continue 2>&1)
            $faults = @($results | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
            if (-not ($faults | Where-Object FullyQualifiedErrorId -Like 'SoraOperationNotSupported,*')) {
                $results
                $group.Group | Select-Object -Skip 1 | Request-SoraSimulcastRid -Rid $Stream -ErrorAction Continue 2>&1
                continue
            }
            $null = $older.Add($group.Name)
        }
        if ($Stream -eq 'auto') { $group.Group | Reset-SoraRtpStream -ErrorAction Continue 2>&1 }
        else { $group.Group | Request-SoraRtpStream -Rid $Stream -ErrorAction Continue 2>&1 }
    }
}

# Splits results from errors. The operations have different names for the viewer.
function Split-Result([object[]] $Result) {
    $split = @{ Ids = @(); Faults = @() }
    foreach ($one in $Result) {
        if ($one -is [System.Management.Automation.ErrorRecord]) { $split.Faults += $one }
        elseif ($one -is [SoraPS.SoraSimulcastRid]) { $split.Ids += $one.ReceiverConnectionId }
        else { $split.Ids += $one.RecvConnectionId }
    }
    $split
}

try {
    while (& $While) {
        $there = Get-Viewer
        if (($there.Faults.Count -eq 0) -ne $answers) {
            $answers = -not $answers
            Write-Warning (Get-LogLine $(if ($answers) { 'The server responds again.' } else { "Retrying: $($there.Faults[0])" }))
        }

        $ids = [Collections.Generic.HashSet[string]]::new([string[]] @($there.List | ForEach-Object { $_.ConnectionId }), [StringComparer]::Ordinal)
        if ($answers) { $unwilling.IntersectWith($ids) }

        $new = @($there.List | Where-Object { -not $lowered.Contains($_.ConnectionId) })
        if ($WhatIfPreference) {
            $null = Request-Stream $new $Rid
            break
        }

        # Recorded before the request: if the script is stopped, or there is no response, the viewer may have been changed.
        foreach ($viewer in $new) { $asked[$viewer.ConnectionId] = $viewer }

        # A viewer that could not be changed is retried each time, but the error is written only once.
        $known, $fresh = $new.Where({ $unwilling.Contains($_.ConnectionId) }, 'Split')
        $first = Split-Result @(Request-Stream $fresh $Rid)
        $again = Split-Result @(Request-Stream $known $Rid)
        foreach ($id in $first.Ids + $again.Ids) {
            $null = $lowered.Add($id)
            Get-LogLine "viewer $($asked[$id]) receives $Rid"
        }
        foreach ($fault in $first.Faults) { Write-Failure $fault }
        foreach ($viewer in $fresh) { $null = $unwilling.Add($viewer.ConnectionId) }
        $unwilling.ExceptWith($lowered)

        Start-Sleep -Milliseconds ([int] (1000 * $IntervalSec))
    }
}
finally {
    # There is no confirmation here, because changed viewers must be reset. After Ctrl+C nothing can receive the lines, so they come last.
    if ($asked.Count -gt 0) {
        $ConfirmPreference = 'None'
        $there = Get-Viewer
        $ids = [Collections.Generic.HashSet[string]]::new([string[]] @($there.List | ForEach-Object { $_.ConnectionId }), [StringComparer]::Ordinal)
        $remaining = @($asked.Values | Where-Object { $there.Faults.Count -gt 0 -or $ids.Contains($_.ConnectionId) })
        $reset = Split-Result @(Request-Stream $remaining auto)
        $unreset = $reset.Faults.Count
        foreach ($id in $reset.Ids) { Get-LogLine "viewer $($asked[$id]) receives the stream that Sora chooses" }
        foreach ($fault in $reset.Faults) { Write-Failure $fault }
    }
}

exit [int] ($unwilling.Count + $unreset -gt 0)
