#requires -Version 7.4
<#
.SYNOPSIS
Compares SoraPS with the alternatives that a user has: lists, changes, import and completion. Writes bench.md and bench.json.
.DESCRIPTION
Each alternative and the server run in separate processes. The alternatives take turns. A figure is the median of the rounds.
This is not a test: it does not fail because of a figure.
#>
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $ServerLibrary,
    [Parameter(Mandatory)] [string] $SketchLibrary,
    [Parameter(Mandatory)] [string] $OutPath,
    [ValidateRange(1, 100)] [int] $Rounds = 5,
    [int] $Count = 100000,
    [int] $Many = 1000000,
    [int] $Changes = 1000,
    [int] $Latency = 20
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$pwsh = Join-Path $PSHOME $(if ($IsWindows) { 'pwsh.exe' } else { 'pwsh' })
$results = [ordered]@{}

function Open-Process([string[]] $Arguments, [hashtable] $Environment = @{}) {
    $start = [Diagnostics.ProcessStartInfo]::new($pwsh)
    '-NoProfile', '-NonInteractive', '-File' + $Arguments | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    [Diagnostics.Process]::Start($start)
}

function Close-Process([Diagnostics.Process] $Process) {
    $Process.StandardInput.Close()
    $Process.WaitForExit()
    $Process.Dispose()
}

function Open-Worker([string] $Setup = '', [hashtable] $Environment = @{}) {
    $worker = Open-Process (Join-Path $PSScriptRoot 'Worker.ps1'), $uri -Environment $Environment
    if ($Setup) { $null = Invoke-Worker $worker $Setup }
    $worker
}

function Invoke-Worker([Diagnostics.Process] $Worker, [string] $Script) {
    $Worker.StandardInput.WriteLine([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($Script)))
    $line = $Worker.StandardOutput.ReadLine()
    if ($null -eq $line) { throw "The worker failed: $Script" }
    $line | ConvertFrom-Json
}

function Add-Result([string] $Name, $Value) {
    if (-not $results.Contains($Name)) { $results[$Name] = [Collections.Generic.List[object]]::new() }
    $results[$Name].Add($Value)
}

# Each round begins with another alternative, so that the order has no systematic effect.
function Get-Rotated([object[]] $Contestant, [int] $Round) {
    $first = $Round % $Contestant.Count
    @($Contestant | Select-Object -Skip $first) + @($Contestant | Select-Object -First $first)
}

# Returns the median of a figure, or of one property of each result.
function Get-Median([string] $Name, $Property) {
    if (-not $results.Contains($Name)) { return $null }
    $numbers = @($results[$Name] | ForEach-Object { if ($Property) { $_.$Property } else { $_ } } | Sort-Object)
    ($numbers[[int] [math]::Floor(($numbers.Count - 1) / 2)] + $numbers[[int] [math]::Ceiling(($numbers.Count - 1) / 2)]) / 2
}

$import = "Import-Module '$ModulePath'"
$importSketch = "Import-Module '$SketchLibrary'"
$importFloor = "Import-Module '$(Join-Path $OutPath 'Floor/Floor.psd1')'"
$list = 'Get-SoraConnection -Server "${Uri}{0}"'
# What a PowerShell user would type. The parentheses enumerate the array.
$irm = '(Invoke-RestMethod "${Uri}{0}" -Method Post -Headers @{ "x-sora-target" = "Sora_20201013.ListConnections" })'
$invoke = 'Invoke-SoraApi Sora_20201013.ListConnections -Server "${Uri}{0}"'
$sketch = 'Get-SketchConnection "${Uri}{0}"'
$same = 'Write-Same {0}'
$small = 'DOTNET_GCgen0size'

& (Join-Path $PSScriptRoot 'Floor.ps1') -ModulePath $ModulePath -Destination (Join-Path $OutPath 'Floor')
$lengths = @(1, 100, 10000, $Count, $Many | Sort-Object -Unique)
$server = Open-Process (Join-Path $PSScriptRoot 'Server.ps1'), $ServerLibrary, ($lengths -join ',')
try {
    $uri = $server.StandardOutput.ReadLine()

    # Warm: one process for each alternative, which has run the command once before.
    $warm = [ordered]@{
        'SoraPS' = @{ Setup = $import; Pipeline = $list; Kinds = 'all', 'none', 'null', 'each', 'property', 'late', 'where', 'role' }
        'Invoke-SoraApi' = @{ Setup = $import; Pipeline = $invoke; Kinds = , 'all' }
        'IRM'    = @{ Setup = ''; Pipeline = $irm; Kinds = 'all', 'where' }
        'sketch' = @{ Setup = $importSketch; Pipeline = $sketch; Kinds = 'all', 'null', 'where' }
        'engine' = @{ Setup = $importFloor; Pipeline = $same; Kinds = 'all', 'null', 'each' }
    }
    $kinds = @{
        all      = "Measure-Pipeline '{0}'"
        none     = "Measure-Pipeline '{0} -Role sendonly' -Rest 'Out-Null'"
        null     = "Measure-Pipeline '{0}' -Rest 'Out-Null'"
        each     = "Measure-Pipeline '{0}' -Rest 'ForEach-Object { }'"
        property = "Measure-Pipeline '{0} | ForEach-Object { `$_.Role }' -Rest 'Out-Null'"
        late     = "Measure-Pipeline '{0} | ForEach-Object { `$_.Video.Vp9Params }' -Rest 'Out-Null'"
        where    = "Measure-Pipeline '{0} | Where-Object Role -EQ recvonly' -Rest 'Out-Null'"
        role     = "Measure-Pipeline '{0} -Role recvonly' -Rest 'Out-Null'"
    }
    foreach ($name in $warm.Keys) { $warm[$name].Worker = Open-Worker $warm[$name].Setup }
    foreach ($round in 0..$Rounds) {
        foreach ($name in Get-Rotated $warm.Keys -Round $round) {
            $pipeline = $warm[$name].Pipeline.Replace('{0}', $Count)
            Write-Progress 'Lists, warm' "$name, round $round of $Rounds"
            foreach ($kind in $warm[$name].Kinds) {
                $measure = $kinds[$kind].Replace('{0}', $pipeline)
                $result = Invoke-Worker $warm[$name].Worker $measure
                if ($kind -eq 'all' -and $result.Count -ne $Count) { throw "$name delivered $($result.Count) of $Count connections." }
                if ($round) { Add-Result "warm $name $kind" $result }
            }
        }
        if ($round -and -not $IsWindows) {
            $post = "-s -X POST -H 'x-sora-target: Sora_20201013.ListConnections' $uri$Count"
            $shell = [ordered]@{ 'curl' = "curl $post > /dev/null"; 'curl and jq' = "curl $post | jq -c '.[]' > /dev/null"; 'HTTPie' = "http --ignore-stdin --body POST $uri$Count x-sora-target:Sora_20201013.ListConnections > /dev/null" }
            foreach ($name in $shell.Keys) {
                $tools = [regex]::Matches($shell[$name], '(^|\| )(\w+)') | ForEach-Object { $_.Groups[2].Value }
                if (@(Get-Command $tools -CommandType Application -ErrorAction Ignore).Count -ge @($tools).Count) {
                    Add-Result $name (Measure-Command { & sh -c $shell[$name] }).TotalMilliseconds
                    if ($LASTEXITCODE -ne 0) { throw "The command failed: $name" }
                }
            }
        }
    }
    foreach ($name in $warm.Keys) { Close-Process $warm[$name].Worker }

    # Statistics: 10,000 of some 8 KB each. Rates are from two lists, and the interval is the shortest.
    $statistics = [ordered]@{
        'SoraPS' = @{
            Setup  = $import
            filter = '@(Get-SoraConnectionStats -Server "${Uri}stats10000" | Where-Object ChannelId -EQ sora-5).Count'
            measure = '@(Measure-SoraConnection -Server "${Uri}stats10000" -Interval 0.05).Count'
        }
        'IRM'    = @{
            Setup  = 'function Read-Stats { (Invoke-RestMethod "${Uri}stats10000" -Method Post -Headers @{ "x-sora-target" = "Sora_20171101.GetStatsAllConnections" }) }'
            filter = '@(Read-Stats | Where-Object channel_id -EQ sora-5).Count'
            measure = '$first = @{}; foreach ($s in Read-Stats) { $first[$s.connection_id] = $s }; @(foreach ($s in Read-Stats) { $f = $first[$s.connection_id]; $t = ([datetime] $s.timestamp - [datetime] $f.timestamp).TotalSeconds; [pscustomobject]@{ ConnectionId = $s.connection_id; Received = ($s.rtp.total_received_rtp_byte_size - $f.rtp.total_received_rtp_byte_size) / $t; Sent = ($s.rtp.total_sent_rtp_byte_size - $f.rtp.total_sent_rtp_byte_size) / $t } }).Count'
        }
    }
    foreach ($name in $statistics.Keys) { $statistics[$name].Worker = Open-Worker $statistics[$name].Setup }
    foreach ($round in 0..[math]::Min(3, $Rounds)) {
        foreach ($name in Get-Rotated $statistics.Keys -Round $round) {
            Write-Progress 'Statistics' "$name, round $round of 3"
            foreach ($task in 'filter', 'measure') {
                $result = Invoke-Worker $statistics[$name].Worker "Measure-Time { `$script:count = $($statistics[$name][$task]) }"
                if ($round) { Add-Result "statistics $name $task" $result }
            }
        }
    }
    foreach ($name in $statistics.Keys) { Close-Process $statistics[$name].Worker }
    # The peak of a process never falls again: a fresh one for each.
    foreach ($round in 1..[math]::Min(3, $Rounds)) {
        foreach ($one in @('list', 'Get-SoraConnectionStats -Server "${Uri}stats10000"'), @('measure', 'Measure-SoraConnection -Server "${Uri}stats10000" -Interval 0.05')) {
            $worker = Open-Worker $import
            Add-Result "statistics fresh $($one[0])" (Invoke-Worker $worker "Measure-Pipeline '$($one[1])'")
            Close-Process $worker
        }
    }

    # Cold: a fresh process for each measurement, including the import.
    $cold = foreach ($round in 1..$Rounds) {
        foreach ($size in $lengths) {
            @{ Name = 'SoraPS'; Size = $size; Setup = $import; Pipeline = $list; Environment = @{} }
            if ($size -le $Count) { @{ Name = 'IRM'; Size = $size; Setup = ''; Pipeline = $irm; Environment = @{} } }
            @{ Name = 'sketch'; Size = $size; Setup = $importSketch; Pipeline = $sketch; Environment = @{} }
            @{ Name = 'engine'; Size = $size; Setup = $importFloor; Pipeline = $same; Environment = @{} }
            if ($size -ge $Count) {
                @{ Name = 'SoraPS small'; Size = $size; Setup = $import; Pipeline = $list; Environment = @{ $small = '0x400000' } }
                @{ Name = 'engine small'; Size = $size; Setup = $importFloor; Pipeline = $same; Environment = @{ $small = '0x400000' } }
            }
        }
    }
    foreach ($one in $cold) {
        Write-Progress 'Lists, in a fresh process' "$($one.Name), $($one.Size)"
        $worker = Open-Worker -Environment $one.Environment
        $setup = if ($one.Setup) { $one.Setup } else { '$null' }
        $result = Invoke-Worker $worker "`$imported = Measure-Time { $setup }; `$result = Measure-Pipeline '$($one.Pipeline.Replace('{0}', $one.Size))'; `$result.Import = `$imported; `$result"
        if ($result.Count -ne $one.Size) { throw "$($one.Name) delivered $($result.Count) of $($one.Size) connections." }
        Add-Result "cold $($one.Name) $($one.Size)" $result
        Close-Process $worker
    }

    # Changes.
    $records = "`$records = 1..$Changes | ForEach-Object { [pscustomobject]@{ ChannelId = 'sora'; ConnectionId = `"C`$_`" } }"
    $call = 'Invoke-RestMethod $To -Method Post -ContentType application/json -Headers @{ "x-sora-target" = "Sora_20151104.DisconnectConnection" } -Body (ConvertTo-Json @{ channel_id = $_.ChannelId; connection_id = $_.ConnectionId } -Compress)'
    $ways = [ordered]@{
        'SoraPS'    = '$records | Disconnect-SoraConnection -Server $To -ThrottleLimit {0}'
        'sketch' = '$records | Disconnect-SketchConnection $To -ThrottleLimit {0}'
        'IRM loop'  = "`$records | ForEach-Object { $call }"
        # The time of the network and .NET alone: the same bytes, without processing of the responses.
        'HttpClient' = '[BareClient]::Send($To, $records, {0})'
        'IRM -Parallel' = "`$records | ForEach-Object -Parallel { `$To = `$using:To; $call } -ThrottleLimit {0}"
    }
    $bare = @'
Add-Type -TypeDefinition 'using System.Linq; using System.Net.Http; using System.Threading.Tasks;
public static class BareClient {
    private static readonly HttpClient Http = new();
    public static void Send(string to, object[] records, int limit) {
        int next = -1;
        Task.WhenAll(Enumerable.Range(0, limit).Select(_ => Task.Run(async () => {
            for (int i; (i = System.Threading.Interlocked.Increment(ref next)) < records.Length; ) {
                using var answer = await Http.PostAsync(to, new StringContent("{\"channel_id\":\"sora\",\"connection_id\":\"C" + i + "\"}"));
                await answer.Content.ReadAsByteArrayAsync();
            }
        }))).GetAwaiter().GetResult();
    }
}'
'@
    $worker = Open-Worker "$import; $importSketch; $records; $bare"
    foreach ($round in 0..$Rounds) {
        foreach ($one in Get-Rotated -Round $round -Contestant @('SoraPS', 8), @('SoraPS', 32), @('SoraPS', 1), @('sketch', 8), @('sketch', 32), @('HttpClient', 8), @('HttpClient', 32), @('IRM loop', 1), @('IRM -Parallel', 8)) {
            Write-Progress 'Changes' "$($one -join ', '), round $round of $Rounds"
            $result = Invoke-Worker $worker "`$To = `$Uri; Measure-Time { $($ways[$one[0]].Replace('{0}', $one[1])) }"
            if ($round) { Add-Result "changes $($one -join ' ')" $result }
        }
        # The latency dominates these figures, so three rounds are enough.
        foreach ($limit in 1, 8, 32 | Where-Object { $round -le 3 }) {
            $result = Invoke-Worker $worker "`$To = `"`${Uri}${Latency}ms`"; Measure-Time { $($ways['SoraPS'].Replace('{0}', $limit)) }"
            if ($round) { Add-Result "changes, ${Latency} ms, SoraPS $limit" $result }
        }
    }
    Add-Result "changes, ${Latency} ms, IRM loop 1" (Invoke-Worker $worker "`$To = `"`${Uri}${Latency}ms`"; Measure-Time { $($ways['IRM loop']) }")
    Close-Process $worker

    # Import, and the first command after it.
    foreach ($round in 1..(3 * $Rounds)) {
        foreach ($one in @('SoraPS', $import), @('engine', $importFloor)) {
            $worker = Open-Worker
            Add-Result "import $($one[0])" (Invoke-Worker $worker "Measure-Time { $($one[1]) }")
            if ($one[0] -eq 'SoraPS') { Add-Result 'first command' (Invoke-Worker $worker "Measure-Time { $($list.Replace('{0}', 1)) }") }
            Close-Process $worker
        }
    }

    # Completion: the cache of a new server is empty.
    $complete = "`$line = 'Get-SoraConnection -ConnectionId {0}'; [Management.Automation.CommandCompletion]::CompleteInput(`$line, `$line.Length, `$null)"
    foreach ($round in 1..$Rounds) {
        $worker = Open-Worker "$import; `$null = Register-SoraServer `"`${Uri}10000`""
        Add-Result 'completion, fresh' (Invoke-Worker $worker "Measure-Time { $($complete.Replace('{0}', 'C00000000000000000000012')) }")
        Close-Process $worker
    }
    $worker = Open-Worker $import
    foreach ($round in 0..(3 * $Rounds)) {
        foreach ($word in @('some', 'C00000000000000000000012'), @('all', '')) {
            $null = Invoke-Worker $worker '$null = Register-SoraServer "${Uri}10000" -Name "bench" -Default'
            foreach ($time in 'first', 'next') {
                $result = Invoke-Worker $worker "Measure-Time { $($complete.Replace('{0}', $word[1])) }"
                if ($round) { Add-Result "completion of $($word[0]), $time" $result }
            }
        }
    }
    Close-Process $worker
}
finally { Close-Process $server }

. (Join-Path $PSScriptRoot 'Report.ps1')
