# Dot-sourced by Cancellation.Tests.ps1 and by tests/Stress/Cancellation.ps1, after the module and the servers of the tests: what a server may be doing
# when a command is stopped, and the ways to stop it. No call here has a time limit of its own: what ends has been stopped.

# A server in a certain state, the command that runs into it, and how to see that it has.
function Open-State([string] $Name) {
    $raw = [SoraPS.TestServers.RawServer]
    $step = [SoraPS.TestServers.ServerStep]
    $wait = $step::WaitForDisconnect
    $long = $raw::Head(200, [string[]] 'content-length: 1000000')
    $one = $raw::Connection('sora', 'a')
    $list = 'Get-SoraConnection -Server $named'
    $state = @{ Name = $Name; Uri = $null; Other = $null; Script = $list; Option = @{}; Requests = 1; Delivers = 0; Closes = $true; Late = $false; Reached = { $state.Server.WaitForRequests($state.Requests) } }
    switch ($Name) {
        'connecting' {
            $state.Server = [SoraPS.TestServers.FullBacklogListener]::new()
            $state.Requests = 0
            $state.Closes = $false
            $state.Waiting = Get-ConnectingCount $state.Server.Uri.Port
            $state.Reached = { Wait-Until { (Get-ConnectingCount $state.Server.Uri.Port) -gt $state.Waiting } }
        }
        'TLS handshake' {
            $state.Server = $raw::new($wait)
            $state.Uri = "https://127.0.0.1:$($state.Server.Uri.Port)/"
            $state.Requests = 0
            $state.Late = $true
            $state.Reached = { Wait-Until { $state.Server.OpenConnections -eq 1 } }
        }
        'tunnel through a proxy' {
            $state.Server = $raw::new($wait)
            $state.Uri = 'https://sora.invalid/'
            $state.Option = @{ Proxy = $state.Server.Uri }
            $state.Late = $true
        }
        'waiting for headers' { $state.Server = $raw::new($wait) }
        'half a header' { $state.Server = $raw::new($step::Sequence("HTTP/1.1 200 X`r`ncontent-le", $wait)) }
        'mid-list' {
            $state.Server = $raw::new($step::Sequence("$long[$one,", $wait))
            $state.Delivers = 1
        }
        'mid-text' {
            $state.Server = $raw::new($step::Sequence("$long[$one,", $wait))
            $state.Script = 'Invoke-SoraApi Sora_20201013.ListConnections -Raw -Server $named'
        }
        'list asked for at the end' {
            $state.Server = $raw::new($step::Sequence("$long[$one,", $wait))
            $state.Script = "[pscustomobject]@{ channel_id = 'sora'; connection_id = 'a' } | $list"
            $state.Delivers = 1
        }
        'text of a refusal' { $state.Server = $raw::new($step::Sequence($raw::Head(400, [string[]] 'content-length: 1000') + '{"error_type":', $wait)) }
        'waiting to retry' {
            $state.Server = $raw::new([string[]] $raw::Head(503, [string[]] ('retry-after: 30', 'content-length: 0')))
            # Nothing is in flight: the connection is an idle one, and is kept for 3 s like any other.
            $state.Closes = $false
            $state.Option = @{ MaximumRetryCount = 2 }
        }
        'redirected' {
            $state.Server = $raw::new($wait)
            $state.Other = $raw::new([string[]] $raw::Head(307, [string[]] ("location: $($state.Server.Uri)", 'content-length: 0')))
            $state.Uri = $state.Other.Uri
        }
        'upload' {
            $state.Server = [SoraPS.TestServers.NonReadingServer]::new()
            $state.Script = 'Invoke-SoraApi Sora_20990101.Upload (''{"text":"'' + ''a'' * 8MB + ''"}'') -Server $named'
            $state.Requests = 0
            $state.Reached = { Wait-Until { $state.Server.Unread -gt 0 } }
        }
        '8 changes in flight' {
            $state.Server = $raw::new($wait)
            $state.Script = '1..20 | ForEach-Object { [pscustomobject]@{ ChannelId = "sora"; ConnectionId = "$_" } } | Disconnect-SoraConnection -Server $named'
            $state.Requests = 8
        }
        'first of 8 changes' {
            $state.Server = $raw::new($step::Sequence($step::WaitForSignal, $raw::Head(200, [string[]] 'connection: close') + '{"channel_id":"sora"}', $step::Close), $wait)
            $state.Server.SignalAtRequests = 8
            # The first to arrive is the first in the pipeline, so that it is the one that comes out.
            $state.Script = '1..8 | ForEach-Object { [pscustomobject]@{ ChannelId = "sora"; ConnectionId = "$_" }; $null = $Server.WaitForRequests($_) } | Disconnect-SoraConnection -Server $named'
            $state.Requests = 8
        }
        'looking again' {
            $state.Server = $raw::new([SoraPS.TestServers.ServerStep[]] (($raw::Head(200, [string[]] 'content-length: 2') + '[]'), $wait))
            $state.Script = 'Watch-SoraConnection -Interval 0.05 -Server $named'
            $state.Requests = 2
        }
        'between two looks' {
            $state.Server = $raw::new([string[]] ($raw::Head(200, [string[]] 'content-length: 2') + '[]'))
            $state.Script = 'Wait-SoraConnection sora -Interval 600 -TimeoutSec 600 -Server $named'
            $state.Closes = $false
        }
        'one of two servers streams' {
            $state.Server = $raw::new($wait)
            $state.Other = $raw::new($step::Sequence([SoraPS.TestServers.ServerStep[]] (@("$long[$one") + @($step::Pause(300), ",$one") * 400)))
            $state.Uri = $state.Server.Uri, $state.Other.Uri
            $state.Delivers = 2
        }
        default { throw "No state '$Name'." }
    }
    if (-not $state.Uri) { $state.Uri = $state.Server.Uri }
    $state
}

function Get-StateName {
    'connecting', 'TLS handshake', 'tunnel through a proxy', 'waiting for headers', 'half a header', 'mid-list', 'mid-text', 'list asked for at the end',
    'text of a refusal', 'waiting to retry', 'redirected', 'upload', '8 changes in flight', 'looking again', 'between two looks', 'one of two servers streams'
}

# A net against hanging, not a measure.
function Wait-Until([scriptblock] $Condition, [int] $Seconds = 20) {
    $end = [datetime]::UtcNow.AddSeconds($Seconds)
    while (-not (& $Condition)) {
        if ([datetime]::UtcNow -gt $end) { return $false }
        Start-Sleep -Milliseconds 5
    }
    $true
}

function Get-ConnectingCount([int] $Port) {
    $all = [Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().GetActiveTcpConnections()
    @($all | Where-Object { $_.State -eq 'SynSent' -and $_.RemoteEndPoint.Port -eq $Port }).Count
}

# The text of the command of a state, for a runspace of its own. It takes the addresses, the options of the server, and a server in their place.
function Get-StateScript($State, [string] $Rest = '') {
    @"
param(`$Uri, `$Option, `$Given, `$Log, `$Server, `$Gate)
Import-Module '$modulePath'
if (`$Log) { Import-Module -Assembly ('SoraPS.Tests.WatchEndingCommand' -as [type]).Assembly }
`$limits = @{ ConnectionTimeoutSeconds = 0; OperationTimeoutSeconds = 0 }
if (-not `$Option.ContainsKey('MaximumRetryCount')) { `$limits.MaximumRetryCount = 0 }
`$named = if (`$Given) { `$Given } else { foreach (`$one in `$Uri) { Register-SoraServer `$one -Name "`$one" @limits @Option } }
$($State.Script) $Rest
'went on'
"@
}

# Waits until the server is in its state and the objects that it delivered are out.
function Wait-State($State, $Output) {
    (& $State.Reached) -and (Wait-Until { $Output.Count -ge $State.Delivers })
}

function Close-State($State) {
    foreach ($server in $State.Server, $State.Other) { if ($server) { $server.Dispose() } }
}
