#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Disconnects all connections of channels, and waits until the channels are empty.
.DESCRIPTION
Disconnects all connections and checks that they are gone. Clients that reconnect are disconnected again, until the timeout. For a channel that is
already empty, the script does nothing, also if the server responds to requests for such a channel with an error. The script writes one line, with the time
in UTC, when it has disconnected a channel, and one when the channel is empty; nothing if all channels were empty. Errors are written to stderr, one line
for each.

Exit code 0: the channels are empty. 1: a channel is not empty, a request failed, or a parameter is not valid; see the errors.
.EXAMPLE
./Clear-Channel.ps1 lobby, stage -WhatIf

Shows what would be disconnected, and does not wait.
.EXAMPLE
./Clear-Channel.ps1 stage -TimeoutSec 120 -Reason @{ type = 'maintenance' }
.EXAMPLE
pwsh -NoProfile -NonInteractive -File Clear-Channel.ps1 stage

For a crontab or a scheduled task.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The channels. pwsh -File cannot pass more than one.
    [Parameter(Mandatory, Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string[]] $ChannelId,

    # The timeout for all channels together.
    [ValidateRange(1, 86400)]
    [int] $TimeoutSec = 60,

    # The time to wait before remaining connections are disconnected again.
    [ValidateRange(1, 3600)]
    [int] $RetrySec = 10,

    # The reason that the event webhook receives: a hashtable, or a JSON object as text.
    [ValidateNotNullOrEmpty()]
    [object] $Reason = @{ type = 'channel_cleared' },

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

# pwsh -File cannot pass a list: it passes lobby,stage as one text, which would be the id of a channel that does not exist.
$joined = @($ChannelId | Where-Object { $_ -like '*,*' })
if ($joined.Count -gt 0 -and -not $AllowComma) {
    $name = $MyInvocation.MyCommand.Name
    $advice = "'$($joined[0])' contains a comma. For a list of channels, use: pwsh -Command './$name -ChannelId lobby, stage; exit `$LASTEXITCODE'. " +
        'If it is the id of one channel, add -AllowComma.'
    throw [System.Management.Automation.ErrorRecord]::new([ArgumentException]::new($advice), 'SampleListAsText', 'InvalidArgument', $joined[0])
}

$which = @{}
if ($PSBoundParameters.ContainsKey('Server')) { $which.Server = $Server }

# The connections of a channel. For a channel without connections, a server may respond with status 400. The list of all channels shows whether that is why.
function Get-Remaining([string] $Channel) {
    $list = @(Get-SoraConnection $Channel @which -ErrorAction SilentlyContinue -ErrorVariable unlisted)
    if (@($unlisted | Where-Object { $_.Exception -is [SoraPS.SoraApiException] -and $_.Exception.StatusCode -eq 400 }).Count -gt 0) {
        $list = @(Get-SoraConnection @which -ErrorAction SilentlyContinue -ErrorVariable unlisted | Where-Object { [string]::Equals($_.ChannelId, $Channel) })
    }
    @{ List = $list; Faults = @($unlisted) }
}

$clock = [Diagnostics.Stopwatch]::StartNew()
$failed = $false
foreach ($channel in $ChannelId) {
    $shown = ConvertTo-Json $channel -Compress
    $faults = @()
    $acted = $false
    while ($true) {
        # This is also the final check: if there is no connection, an error of a disconnect request does not matter.
        $there = Get-Remaining $channel
        if ($there.Faults.Count -gt 0) { $faults = $there.Faults }
        elseif ($there.List.Count -eq 0) {
            if ($acted) { Get-LogLine "channel $shown is empty" }
            break
        }
        if ($faults.Count -gt 0) {
            foreach ($fault in $faults) { Write-Failure $fault }
            $failed = $true
            break
        }

        $left = $TimeoutSec - [int] $clock.Elapsed.TotalSeconds
        if ($left -le 0) {
            $text = "Channel $shown is not empty after $TimeoutSec seconds: $($there.List.Count) connections are left."
            Write-Failure ([System.Management.Automation.ErrorRecord]::new([TimeoutException]::new($text), 'SampleChannelNotEmpty', 'OperationTimeout', $channel))
            $failed = $true
            break
        }

        # There is one result for each server, because a request disconnects the whole channel.
        $cut = @($there.List | Disconnect-SoraChannel -Reason $Reason -ErrorAction SilentlyContinue -ErrorVariable uncut)
        foreach ($result in $cut) {
            $count = @($there.List | Where-Object { "$($_.Server)" -eq "$($result.Server)" }).Count
            Get-LogLine "disconnected channel $shown ($count connections) from $($result.Server)"
        }
        $faults = @($uncut)
        if ($cut.Count + $faults.Count -eq 0) { break } # -WhatIf, or the user declined
        $acted = $true

        # Connections that remain after this timeout are disconnected again. If they never go, the error above reports it.
        $cut | Wait-SoraConnection -Gone -TimeoutSec ([Math]::Min($left, $RetrySec)) -ErrorAction SilentlyContinue -ErrorVariable waiting
        $faults += @($waiting | Where-Object FullyQualifiedErrorId -NotLike 'SoraWaitTimeout*')
    }
}

exit [int] $failed
