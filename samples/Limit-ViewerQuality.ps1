#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Gives every viewer of a channel the smallest simulcast stream while a condition holds, and then what Sora chooses.
.DESCRIPTION
The condition is looked at again and again. While it is true, viewers that join are lowered too. When it is no longer true, or on Ctrl+C, or
if the condition itself fails, the viewers that were (or may have been) lowered are reset. When the server does not answer meanwhile there is one warning, and
another when it does again.

Exit code 0: all is well. 1: a viewer could not be lowered or reset; the errors say which.
.EXAMPLE
./Limit-ViewerQuality.ps1 stage -While { (Get-Date).Hour -in 20..22 }

Every evening, started by a scheduler at 20:00.
.EXAMPLE
./Limit-ViewerQuality.ps1 stage -While { Test-Path ./uplink-is-saturated } -IntervalSec 10
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The channel.
    [Parameter(Mandatory, Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string] $ChannelId,

    # Goes on while this is true.
    [Parameter(Mandatory, Position = 1)]
    [scriptblock] $While,

    # The stream they get.
    [ValidateSet('r0', 'r1', 'r2')]
    [string] $Rid = 'r0',

    # Who counts as a viewer. Those who send receive as well: sendrecv.
    [ValidateSet('recvonly', 'sendrecv')]
    [string[]] $Role = 'recvonly',

    # How long to wait before looking again.
    [ValidateRange(0.01, 3600)]
    [double] $IntervalSec = 5,

    # A server, its name, or a URL. Without it the default server.
    [ValidateNotNullOrEmpty()]
    [object[]] $Server
)

Set-StrictMode -Version 3.0
$viewers = @{ ChannelId = $ChannelId; Role = $Role }
if ($PSBoundParameters.ContainsKey('Server')) { $viewers.Server = $Server }
$asked = [Collections.Generic.Dictionary[string, object]]::new([StringComparer]::Ordinal)
$lowered = [Collections.Generic.HashSet[string]]::new([StringComparer]::Ordinal)
$unwilling = [Collections.Generic.HashSet[string]]::new([StringComparer]::Ordinal)
$answers = $true
$unreset = @()

try {
    while (& $While) {
        $there = @(Get-SoraConnection @viewers -ErrorAction SilentlyContinue -ErrorVariable unlisted)
        if (($unlisted.Count -eq 0) -ne $answers) {
            $answers = -not $answers
            if ($answers) { Write-Warning 'The server answers again.' } else { Write-Warning "Trying on: $($unlisted[0])" }
        }

        $ids = [Collections.Generic.HashSet[string]]::new([string[]] @($there | ForEach-Object ConnectionId), [StringComparer]::Ordinal)
        if ($answers) { $unwilling.IntersectWith($ids) }

        $new = @($there | Where-Object { -not $lowered.Contains($_.ConnectionId) })
        if ($WhatIfPreference) {
            $new | Request-SoraRtpStream -Rid $Rid
            break
        }

        # Before the request: whoever stops this in its middle, or gets no answer, does not know whether the viewer was lowered.
        foreach ($viewer in $new) { $asked[$viewer.ConnectionId] = $viewer }

        # Who could not be lowered is tried again each time, but reported once.
        $known, $fresh = $new.Where({ $unwilling.Contains($_.ConnectionId) }, 'Split')
        $results = @($fresh | Request-SoraRtpStream -Rid $Rid) + @($known | Request-SoraRtpStream -Rid $Rid -ErrorAction SilentlyContinue)
        foreach ($done in $results) { $null = $lowered.Add($done.RecvConnectionId) }
        foreach ($viewer in $fresh) { $null = $unwilling.Add($viewer.ConnectionId) }
        $unwilling.ExceptWith($lowered)

        Start-Sleep -Milliseconds ([int] (1000 * $IntervalSec))
    }
}
finally {
    # Nobody can say no here: what was lowered must not stay so. Output is dropped, because on Ctrl+C there is nobody to take it.
    if ($asked.Count -gt 0) {
        $there = @(Get-SoraConnection @viewers -ErrorAction SilentlyContinue -ErrorVariable unlisted)
        $ids = [Collections.Generic.HashSet[string]]::new([string[]] @($there | ForEach-Object ConnectionId), [StringComparer]::Ordinal)
        $remaining = @($asked.Values | Where-Object { $unlisted.Count -gt 0 -or $ids.Contains($_.ConnectionId) })
        $null = $remaining | Reset-SoraRtpStream -Confirm:$false -ErrorVariable unreset
    }
}

exit [int] ($unwilling.Count + $unreset.Count -gt 0)
