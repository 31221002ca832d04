#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Replaces a node of a cluster: drains and stops the old one, removes it from the cluster, and lets the new one join.
.DESCRIPTION
The steps are those of Sora's documentation for a regular node: block new connections and wait until nobody is connected, at most for a time, then disconnect
the rest; stop the node; remove it from the cluster (Remove-SoraClusterNode); let the new node join (Register-SoraClusterNode). Each step is done only after the one
before. The script writes one line, with the time in UTC, for each step and each connection that was disconnected. Errors are written to stderr, one
line for each. After an error, the old node stays in the mode in which it is: Resume-SoraServer changes that.

Exit code 0: the node was replaced. 1: a step failed, or a parameter is not valid; see the error.
.EXAMPLE
./Switch-ClusterNode.ps1 -OldServer osaka -OldNodeName node-03@192.0.2.8 -NewServer kobe -Server tokyo -Stop { ssh osaka sudo systemctl stop sora } -WhatIf

Shows what would be done.
.EXAMPLE
pwsh -NoProfile -NonInteractive -Command './Switch-ClusterNode.ps1 -OldServer http://192.0.2.8:3000/ -OldNodeName node-03@192.0.2.8 -NewServer http://192.0.2.9:3000/ -Server http://192.0.2.5:3000/ -Stop { ssh 192.0.2.8 sudo systemctl stop sora }; exit $LASTEXITCODE'
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The node to replace: a server, its name, or a URL.
    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [object] $OldServer,

    # Its name in the cluster, as Get-SoraClusterNode shows it.
    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $OldNodeName,

    # The node that joins: a server, its name, or a URL.
    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [object] $NewServer,

    # A node that stays: a server, its name, or a URL.
    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [object] $Server,

    # Stops the old node.
    [Parameter(Mandatory)]
    [ValidateNotNull()]
    [scriptblock] $Stop,

    # How long to wait until nobody is connected to the old node, before the rest is disconnected.
    [ValidateRange(0, 86400)]
    [int] $TimeoutSec = 600,

    # How long to wait until the cluster has noticed that the node has stopped, and that the new one has joined.
    [ValidateRange(1, 3600)]
    [int] $ClusterTimeoutSec = 60,

    # The reason that the event webhook receives: a hashtable, or a JSON object as text.
    [ValidateNotNullOrEmpty()]
    [object] $Reason = @{ type = 'node_replaced' }
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

# Waits until the cluster looks as it should, as the node that stays sees it.
function Wait-Cluster([int] $Seconds, [string] $What, [scriptblock] $Until) {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    while (-not (@(Get-SoraClusterNode -Server $Server -ErrorAction Stop) | Where-Object $Until)) {
        if ($clock.Elapsed.TotalSeconds -gt $Seconds) { throw [TimeoutException]::new("After $Seconds seconds, $What.") }
        Start-Sleep -Milliseconds 500
    }
}

$members = @(Get-SoraClusterNode -Server $Server -ErrorAction Stop)
if ($OldNodeName -cnotin $members.NodeName) { throw [ArgumentException]::new("The cluster has no node '$OldNodeName'. Its nodes: $($members.NodeName -join ', ').") }
$contact = $members | Where-Object { $_.Connected -and $_.NodeName -cne $OldNodeName } | Select-Object -First 1
if (-not $contact) { throw [InvalidOperationException]::new('The cluster has no other node that is connected.') }
if (-not $PSCmdlet.ShouldProcess($OldNodeName, "Drain, stop, remove from the cluster, and replace by $NewServer")) { exit 0 }

$ErrorActionPreference = 'Stop'
try {
    Suspend-SoraServer -Server $OldServer -Wait -TimeoutSec $TimeoutSec -Disconnect -Reason $Reason -Confirm:$false | ForEach-Object {
        if ($_ -is [SoraPS.SoraMode]) { Get-LogLine "$OldNodeName is in mode $($_.Mode)" } else { Get-LogLine "disconnected $_" }
    }
    Get-LogLine "nobody is connected to $OldNodeName"

    $null = & $Stop
    Wait-Cluster $ClusterTimeoutSec "$OldNodeName is still connected to the cluster" { $_.NodeName -ceq $OldNodeName -and -not $_.Connected }
    Get-LogLine "$OldNodeName has stopped"

    # What Sora answers to these two is not publicly known: the list of the nodes tells what they did.
    $null = Remove-SoraClusterNode $OldNodeName -Server $Server -Confirm:$false
    Get-LogLine "$OldNodeName was removed from the cluster"
    $null = Register-SoraClusterNode $contact.NodeName -Server $NewServer -Confirm:$false
    Wait-Cluster $ClusterTimeoutSec 'the new node has not joined' { $_.Connected -and $_.NodeName -cnotin $members.NodeName }
    Get-LogLine "the new node has joined the cluster"
}
catch {
    $ErrorActionPreference = 'Continue'
    Write-Failure $_
    exit 1
}
exit 0
