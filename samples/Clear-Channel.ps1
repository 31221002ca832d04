#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Empties channels, and waits until they are empty.
.DESCRIPTION
Cuts everybody and looks whether they are gone. Clients that connect again by themselves are cut again, until the time is up. A channel that
is empty already is left alone. All is well when it says nothing.

Exit code 0: the channels are empty. 1: one is not, or a request failed; the errors say which.
.EXAMPLE
./Clear-Channel.ps1 lobby, stage -WhatIf

Shows what would be cut; it does not wait then.
.EXAMPLE
./Clear-Channel.ps1 stage -TimeoutSec 120 -Reason @{ type = 'maintenance' }
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The channels.
    [Parameter(Mandatory, Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string[]] $ChannelId,

    # How long to wait for all of them together.
    [ValidateRange(1, 86400)]
    [int] $TimeoutSec = 60,

    # How long to wait before those who are there are cut again.
    [ValidateRange(1, 3600)]
    [int] $RetrySec = 10,

    # What the event webhook gets to see as the reason.
    [ValidateNotNull()]
    [hashtable] $Reason = @{ type = 'channel_cleared' },

    # A server, its name, or a URL. Without it the default server.
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
        # Also the last look: without a connection there is nothing to do.
        $there = @(Get-SoraConnection $channel @which -ErrorVariable unlisted)
        if ($unlisted.Count -gt 0) { $failed = $true; break }
        if ($there.Count -eq 0) { break }

        $left = $TimeoutSec - [int] $clock.Elapsed.TotalSeconds
        if ($left -le 0) {
            Write-Error "Channel '$channel' is not empty after $TimeoutSec seconds: $($there.Count) connections are left." -ErrorId SampleChannelNotEmpty
            $failed = $true
            break
        }

        # Results are quiet success. One answer for each server: everybody of the channel is cut.
        $cut = @($there | Disconnect-SoraChannel -Reason $Reason -ErrorVariable uncut)
        if ($uncut.Count -gt 0) { $failed = $true; break }
        if ($cut.Count -eq 0) { break } # -WhatIf, or somebody said no

        # Whoever is still there when this time is up is cut again; the error above tells when that was in vain.
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
