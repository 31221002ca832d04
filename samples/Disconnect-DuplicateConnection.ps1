#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Keeps one connection for each client of a channel: the newest.
.DESCRIPTION
For clients that left a dead connection behind when they connected again. It writes what it cut. Ids are compared as Sora does: exactly,
so Anna is not anna. Where the age of one of a client's connections is not known, all of them are kept, with a warning: the newest cannot be told.
A second run finds nothing to do.

Exit code 0: all is well. 1: a list or a cut failed; the errors say which.
.EXAMPLE
./Disconnect-DuplicateConnection.ps1 -WhatIf

Shows what would be cut on the default server.
.EXAMPLE
./Disconnect-DuplicateConnection.ps1 stage -PerRole

A client may send with one connection and receive with another.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # Only these channels.
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string[]] $ChannelId,

    # Keeps one connection for each role of a client.
    [switch] $PerRole,

    # What the event webhook gets to see as the reason.
    [ValidateNotNull()]
    [hashtable] $Reason = @{ type = 'newer_connection' },

    # Servers, their names, or URLs. Without it the default server.
    [ValidateNotNullOrEmpty()]
    [object[]] $Server
)

Set-StrictMode -Version 3.0
$which = @{}
foreach ($name in 'ChannelId', 'Server') {
    if ($PSBoundParameters.ContainsKey($name)) { $which[$name] = $PSBoundParameters[$name] }
}

# Not Group-Object: it takes two texts for one that differ in an invisible character only, also with -CaseSensitive. Clients choose their ids.
$clients = [Collections.Generic.Dictionary[string, Collections.Generic.List[object]]]::new([StringComparer]::Ordinal)
Get-SoraConnection @which -ErrorVariable unlisted | ForEach-Object {
    $role = if ($PerRole) { $_.Role } else { '' }
    $key = ConvertTo-Json @($_.Server, $_.ChannelId, $_.ClientId, $role) -Compress
    if (-not $clients.ContainsKey($key)) { $clients[$key] = [Collections.Generic.List[object]]::new() }
    $clients[$key].Add($_)
}

$uncut = @()
# Of half a list nobody can say who is the newest.
if ($unlisted.Count -eq 0) {
    $surplus = foreach ($connections in $clients.Values) {
        if ($connections.Count -eq 1) { continue }
        if ($null -in $connections.CreatedAt) {
            $shown = ConvertTo-Json $connections[0].ClientId -Compress
            Write-Warning "Client $shown has $($connections.Count) connections, and the age of one is not known. All are kept."
            continue
        }
        $connections | Sort-Object CreatedAt, ConnectionId -Descending | Select-Object -Skip 1
    }
    $surplus | Disconnect-SoraConnection -Reason $Reason -ErrorVariable uncut
}

exit [int] ($unlisted.Count + $uncut.Count -gt 0)
