#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Disconnects connections that are older than a number of hours.
.DESCRIPTION
For a scheduler: the script writes the connections that it disconnected, and nothing if there were none. Connections with an unknown age are kept.
A second run finds nothing to do.

Exit code 0: success. 1: a list or a disconnect request failed; see the errors.
.EXAMPLE
./Disconnect-OldConnection.ps1 -Hours 12 -WhatIf

Shows what would be disconnected.
.EXAMPLE
pwsh -NoProfile -File Disconnect-OldConnection.ps1 -Hours 12 -ChannelId lobby

For a crontab or a scheduled task.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # Connections that are older than this are disconnected. 0.5 is half an hour.
    [Parameter(Mandatory, Position = 0)]
    [ValidateRange(0.01, 100000)]
    [double] $Hours,

    # Only these channels.
    [ValidateNotNullOrEmpty()]
    [string[]] $ChannelId,

    # Only this role.
    [ValidateSet('sendrecv', 'sendonly', 'recvonly')]
    [string] $Role,

    # The reason that the event webhook receives.
    [ValidateNotNull()]
    [hashtable] $Reason = @{ type = 'too_old' },

    # Servers, their names, or URLs. The default is the default server.
    [ValidateNotNullOrEmpty()]
    [object[]] $Server
)

Set-StrictMode -Version 3.0
$limit = [timespan]::FromHours($Hours)
$which = @{}
foreach ($name in 'ChannelId', 'Role', 'Server') {
    if ($PSBoundParameters.ContainsKey($name)) { $which[$name] = $PSBoundParameters[$name] }
}

# An unknown age is $null, and $null is not greater than any value.
Get-SoraConnection @which -ErrorVariable unlisted |
    Where-Object Age -GT $limit |
    Disconnect-SoraConnection -Reason $Reason -ErrorVariable uncut

exit [int] ($unlisted.Count + $uncut.Count -gt 0)
