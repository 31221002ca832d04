#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Sends the smallest simulcast stream to every viewer of a channel while a condition is true, then lets Sora choose the stream again.
.DESCRIPTION
The condition is evaluated repeatedly. While it is true, new viewers also get the smallest stream. When it becomes false, on Ctrl+C, or
if the condition itself fails, the viewers that were (or may have been) changed are reset. If the server stops responding, there is one warning, and
another one when it responds again.

Exit code 0: success. 1: a viewer could not be changed or reset; see the errors.
.EXAMPLE
./Limit-ViewerQuality.ps1 stage -While { (Get-Date).Hour -in 20..22 }

Runs every evening if a scheduler starts it at 20:00.
.EXAMPLE
./Limit-ViewerQuality.ps1 stage -While { Test-Path ./uplink-is-saturated } -IntervalSec 10
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The channel.
    [Parameter(Mandatory, Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string] $ChannelId,

    # The condition. The script runs while it is true.
    [Parameter(Mandatory, Position = 1)]
    [scriptblock] $While,

    # The stream that the viewers receive.
    [ValidateSet('r0', 'r1', 'r2')]
    [string] $Rid = 'r0',

    # The roles that count as viewers. sendrecv connections send and also receive.
    [ValidateSet('recvonly', 'sendrecv')]
    [string[]] $Role = 'recvonly',

    # The interval between two evaluations of the condition.
    [ValidateRange(0.01, 3600)]
    [double] $IntervalSec = 5,

    # A server, its name, or a URL. The default is the default server.
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
            if ($answers) { Write-Warning 'The server responds again.' } else { Write-Warning "Retrying: $($unlisted[0])" }
        }

        $ids = [Collections.Generic.HashSet[string]]::new([string[]] @($there | ForEach-Object ConnectionId), [StringComparer]::Ordinal)
        if ($answers) { $unwilling.IntersectWith($ids) }

        $new = @($there | Where-Object { -not $lowered.Contains($_.ConnectionId) })
        if ($WhatIfPreference) {
            $new | Request-SoraRtpStream -Rid $Rid
            break
        }

        # Recorded before the request: if the script is stopped, or there is no response, the viewer may have been changed.
        foreach ($viewer in $new) { $asked[$viewer.ConnectionId] = $viewer }

        # A viewer that could not be changed is retried each time, but the error is written only once.
        $known, $fresh = $new.Where({ $unwilling.Contains($_.ConnectionId) }, 'Split')
        $results = @($fresh | Request-SoraRtpStream -Rid $Rid) + @($known | Request-SoraRtpStream -Rid $Rid -ErrorAction SilentlyContinue)
        foreach ($done in $results) { $null = $lowered.Add($done.RecvConnectionId) }
        foreach ($viewer in $fresh) { $null = $unwilling.Add($viewer.ConnectionId) }
        $unwilling.ExceptWith($lowered)

        Start-Sleep -Milliseconds ([int] (1000 * $IntervalSec))
    }
}
finally {
    # There is no confirmation here, because changed viewers must be reset. The output is discarded, because after Ctrl+C nothing can receive it.
    if ($asked.Count -gt 0) {
        $there = @(Get-SoraConnection @viewers -ErrorAction SilentlyContinue -ErrorVariable unlisted)
        $ids = [Collections.Generic.HashSet[string]]::new([string[]] @($there | ForEach-Object ConnectionId), [StringComparer]::Ordinal)
        $remaining = @($asked.Values | Where-Object { $unlisted.Count -gt 0 -or $ids.Contains($_.ConnectionId) })
        $null = $remaining | Reset-SoraRtpStream -Confirm:$false -ErrorVariable unreset
    }
}

exit [int] ($unwilling.Count + $unreset.Count -gt 0)
