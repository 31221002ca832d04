#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Disconnects all connections of channels, and waits until the channels are empty.
.DESCRIPTION
Disconnects all connections and checks that they are gone. Clients that reconnect are disconnected again, until the timeout. For a channel that is
already empty, the script does nothing. If all channels are empty at the end, the script writes nothing.

Exit code 0: the channels are empty. 1: a channel is not empty, or a request failed; see the errors.
.EXAMPLE
./Clear-Channel.ps1 lobby, stage -WhatIf

Shows what would be disconnected, and does not wait.
.EXAMPLE
./Clear-Channel.ps1 stage -TimeoutSec 120 -Reason @{ type = 'maintenance' }
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The channels.
    [Parameter(Mandatory, Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string[]] $ChannelId,

    # The timeout for all channels together.
    [ValidateRange(1, 86400)]
    [int] $TimeoutSec = 60,

    # The time to wait before remaining connections are disconnected again.
    [ValidateRange(1, 3600)]
    [int] $RetrySec = 10,

    # The reason that the event webhook receives.
    [ValidateNotNull()]
    [hashtable] $Reason = @{ type = 'channel_cleared' },

    # A server, its name, or a URL. The default is the default server.
    [ValidateNotNullOrEmpty()]
    [object[]] $Server
)

Set-StrictMode -Version 3.0
$which = @{}
if ($PSBoundParameters.ContainsKey('Server')) { $which.Server = $Server }
$clock = [Diagnostics.Stopwatch]::StartNew()
$failed = $false

foreach ($channel in $ChannelId) {
    while ($true) {
        # This is also the final check: if there is no connection, there is nothing to do.
        $there = @(Get-SoraConnection $channel @which -ErrorVariable unlisted)
        if ($unlisted.Count -gt 0) { $failed = $true; break }
        if ($there.Count -eq 0) { break }

        $left = $TimeoutSec - [int] $clock.Elapsed.TotalSeconds
        if ($left -le 0) {
            Write-Error "Channel '$channel' is not empty after $TimeoutSec seconds: $($there.Count) connections are left." -ErrorId SampleChannelNotEmpty
            $failed = $true
            break
        }

        # Results are not written. There is one response for each server, because a request disconnects the whole channel.
        $cut = @($there | Disconnect-SoraChannel -Reason $Reason -ErrorVariable uncut)
        if ($uncut.Count -gt 0) { $failed = $true; break }
        if ($cut.Count -eq 0) { break } # -WhatIf, or the user declined

        # Connections that remain after this timeout are disconnected again. If they never go, the error above reports it.
        $cut | Wait-SoraConnection -Gone -TimeoutSec ([Math]::Min($left, $RetrySec)) -ErrorAction SilentlyContinue -ErrorVariable waiting
        $other = @($waiting | Where-Object FullyQualifiedErrorId -NotLike 'SoraWaitTimeout*')
        if ($other.Count -gt 0) {
            Write-Error $other[0]
            $failed = $true
            break
        }
    }
}

exit [int] $failed
