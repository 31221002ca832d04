#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Cuts the connections that are older than so many hours.
.DESCRIPTION
For a scheduler: it writes what it cut, and nothing if there was nothing to cut. Connections whose age the server does not tell are kept.
A second run finds nothing to do.

Exit code 0: all is well. 1: a list or a cut failed; the errors say which.
.EXAMPLE
./Disconnect-OldConnection.ps1 -Hours 12 -WhatIf

Shows what would be cut.
.EXAMPLE
pwsh -NoProfile -File Disconnect-OldConnection.ps1 -Hours 12 -ChannelId lobby

In a crontab, or as a scheduled task.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # Older than this is too old. 0.5 is half an hour.
    [Parameter(Mandatory, Position = 0)]
    [ValidateRange(0.01, 100000)]
    [double] $Hours,

    # Only these channels.
    [ValidateNotNullOrEmpty()]
    [string[]] $ChannelId,

    # Only this role.
    [ValidateSet('sendrecv', 'sendonly', 'recvonly')]
    [string] $Role,

    # What the event webhook gets to see as the reason.
    [ValidateNotNull()]
    [hashtable] $Reason = @{ type = 'too_old' },

    # Servers, their names, or URLs. Without it the default server.
    [ValidateNotNullOrEmpty()]
    [object[]] $Server
)

Set-StrictMode -Version 3.0
$limit = [timespan]::FromHours($Hours)
$which = @{}
foreach ($name in 'ChannelId', 'Role', 'Server') {
    if ($PSBoundParameters.ContainsKey($name)) { $which[$name] = $PSBoundParameters[$name] }
}

# An age that is not known is $null, and $null is not greater than anything.
Get-SoraConnection @which -ErrorVariable unlisted |
    Where-Object Age -GT $limit |
    Disconnect-SoraConnection -Reason $Reason -ErrorVariable uncut

exit [int] ($unlisted.Count + $uncut.Count -gt 0)
