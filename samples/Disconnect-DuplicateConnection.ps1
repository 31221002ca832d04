#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Keeps only the newest connection of each client of a channel.
.DESCRIPTION
Use this if clients leave a dead connection behind when they reconnect. The script writes the connections that it disconnected. Ids are case-sensitive, as
in Sora: Anna is not anna. If the age of one connection of a client is unknown, the newest one cannot be determined: all of them are kept, with a warning.
A second run finds nothing to do.

Exit code 0: success. 1: a list or a disconnect request failed; see the errors.
.EXAMPLE
./Disconnect-DuplicateConnection.ps1 -WhatIf

Shows what would be disconnected on the default server.
.EXAMPLE
./Disconnect-DuplicateConnection.ps1 stage -PerRole

Allows a client to send with one connection and receive with another.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # Only these channels.
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string[]] $ChannelId,

    # Keeps one connection for each role of a client.
    [switch] $PerRole,

    # The reason that the event webhook receives.
    [ValidateNotNull()]
    [hashtable] $Reason = @{ type = 'newer_connection' },

    # Servers, their names, or URLs. The default is the default server.
    [ValidateNotNullOrEmpty()]
    [object[]] $Server
)

Set-StrictMode -Version 3.0
$which = @{}
foreach ($name in 'ChannelId', 'Server') {
    if ($PSBoundParameters.ContainsKey($name)) { $which[$name] = $PSBoundParameters[$name] }
}

# Group-Object is not used: even with -CaseSensitive, it treats two strings as equal if they differ only in an invisible character. Ids come from clients.
$clients = [Collections.Generic.Dictionary[string, Collections.Generic.List[object]]]::new([StringComparer]::Ordinal)
Get-SoraConnection @which -ErrorVariable unlisted | ForEach-Object {
    $role = if ($PerRole) { $_.Role } else { '' }
    $key = ConvertTo-Json @($_.Server, $_.ChannelId, $_.ClientId, $role) -Compress
    if (-not $clients.ContainsKey($key)) { $clients[$key] = [Collections.Generic.List[object]]::new() }
    $clients[$key].Add($_)
}

$uncut = @()
# In a partial list, the newest connection may be missing.
if ($unlisted.Count -eq 0) {
    $surplus = foreach ($connections in $clients.Values) {
        if ($connections.Count -eq 1) { continue }
        if ($null -in $connections.CreatedAt) {
            $shown = ConvertTo-Json $connections[0].ClientId -Compress
            Write-Warning "Client $shown has $($connections.Count) connections, and the age of one is unknown. All are kept."
            continue
        }
        $connections | Sort-Object CreatedAt, ConnectionId -Descending | Select-Object -Skip 1
    }
    $surplus | Disconnect-SoraConnection -Reason $Reason -ErrorVariable uncut
}

exit [int] ($unlisted.Count + $uncut.Count -gt 0)
