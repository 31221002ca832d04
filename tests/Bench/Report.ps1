# Part of Bench.ps1: writes its results as bench.md, for people, and bench.json.

function Format-Figure($Value, [string] $Unit) {
    if ($null -eq $Value) { '-' } elseif ($Value -ge 1000 -and $Unit -eq 'ms') { '{0:0.00} s' -f ($Value / 1000) } elseif ($Value -lt 10) { '{0:0.0} {1}' -f $Value, $Unit } else { '{0:0} {1}' -f $Value, $Unit }
}

foreach ($name in 'SoraPS', 'IRM', 'sketch') {
    foreach ($result in $results["cold $name $Count"]) {
        Add-Result "fresh $name first" ($result.Import + $result.First)
        Add-Result "fresh $name all" ($result.Import + $result.All)
    }
}
$all, $where, $irmAll, $irmWhere = (Get-Median 'warm SoraPS all' All), (Get-Median 'warm SoraPS where' All), (Get-Median 'warm IRM all' All), (Get-Median 'warm IRM where' All)
$loop, $irm = (Get-Median 'changes IRM loop 1'), 'Invoke-RestMethod'

# A goal is a fraction of the time of the alternative (1/Part), or a limit. A figure without Part and Limit has no goal.
$figures = @(
    @{ Figure = "$Count, warm: first object"; Ours = Get-Median 'warm SoraPS all' First; Other = $irm; Theirs = Get-Median 'warm IRM all' First; Part = 500 }
    @{ Figure = '... after the first byte of the server'; Ours = Get-Median 'warm SoraPS all' FirstByte; Limit = 20 }
    @{ Figure = "$Count, warm: all, ForEach-Object"; Ours = $all; Other = $irm; Theirs = $irmAll; Part = 20 }
    @{ Figure = '...'; Ours = $all; Other = 'curl and jq'; Theirs = Get-Median 'curl and jq'; Part = 5 }
    @{ Figure = '...'; Ours = $all; Other = 'the sketch'; Theirs = Get-Median 'warm sketch all' All; Part = 1 }
    @{ Figure = '...'; Ours = $all; Other = 'HTTPie'; Theirs = Get-Median 'HTTPie' }
    @{ Figure = '...'; Ours = $all; Other = 'the engine, the same object'; Theirs = Get-Median 'warm engine all' All }
    @{ Figure = '...'; Ours = $all; Other = 'bare curl'; Theirs = Get-Median 'curl' }
    @{ Figure = "$Count, warm: Where-Object Role -EQ recvonly"; Ours = $where; Other = "the same on $irm"; Theirs = $irmWhere; Part = 12 }
    @{ Figure = '...'; Ours = $where; Other = 'the same on the sketch'; Theirs = Get-Median 'warm sketch where' All; Part = 1 }
    @{ Figure = "$Count, warm: -Role recvonly"; Ours = Get-Median 'warm SoraPS role' All; Other = 'Where-Object as above'; Theirs = $irmWhere; Part = 30 }
    @{ Figure = "$Count, warm: Invoke-SoraApi, all"; Ours = Get-Median 'warm Invoke-SoraApi all' All; Other = $irm; Theirs = $irmAll }
    @{ Figure = "$Count, fresh process, with import: first object"; Ours = Get-Median 'fresh SoraPS first'; Other = $irm; Theirs = Get-Median 'fresh IRM first'; Part = 20 }
    @{ Figure = '... first object'; Ours = Get-Median 'fresh SoraPS first'; Other = 'the sketch'; Theirs = Get-Median 'fresh sketch first'; Part = 1 }
    @{ Figure = '... all'; Ours = Get-Median 'fresh SoraPS all'; Other = $irm; Theirs = Get-Median 'fresh IRM all'; Part = 10 }
    @{ Figure = '... all'; Ours = Get-Median 'fresh SoraPS all'; Other = 'the sketch'; Theirs = Get-Median 'fresh sketch all'; Part = 1 }
    @{ Figure = '... all'; Ours = Get-Median 'fresh SoraPS all'; Other = 'the engine, the same object'; Theirs = Get-Median "cold engine $Count" All }
    foreach ($size in $Count, $Many) {
        $engine = Get-Median "cold engine $size" Growth
        $others = "the engine $(Format-Figure $engine MB), $irm $(Format-Figure (Get-Median "cold IRM $size" Growth) MB)"
        @{ Figure = "$size, fresh process: growth of peak memory"; Ours = Get-Median "cold SoraPS $size" Growth; Unit = 'MB'; Limit = $engine + 15; Other = $others }
        @{ Figure = '... with DOTNET_GCgen0size=0x400000'; Ours = Get-Median "cold SoraPS small $size" Growth; Unit = 'MB'; Limit = 40; Other = "the engine $(Format-Figure (Get-Median "cold engine small $size" Growth) MB)" }
    }
    foreach ($kind in @('null', 'Out-Null'), @('each', 'ForEach-Object { }')) {
        $engine = (Get-Median "warm engine $($kind[0])" Allocated) / $Count
        @{ Figure = "$Count to $($kind[1]): allocated for each"; Ours = (Get-Median "warm SoraPS $($kind[0])" Allocated) / $Count - $engine; Unit = 'B'; Limit = 700; Other = "above the engine's $(Format-Figure $engine B)" }
    }
    foreach ($limit in @(8, 25), @(32, 45)) {
        $ours = Get-Median "changes SoraPS $($limit[0])"
        @{ Figure = "$Changes changes, limit $($limit[0])"; Ours = $ours; Other = "$irm in a loop"; Theirs = $loop; Part = $limit[1] }
        @{ Figure = '...'; Ours = $ours; Other = 'the sketch'; Theirs = Get-Median "changes sketch $($limit[0])"; Part = 1 }
        @{ Figure = '...'; Ours = $ours; Other = 'HttpClient alone'; Theirs = Get-Median "changes HttpClient $($limit[0])" }
    }
    @{ Figure = "$Changes changes, limit 8"; Ours = Get-Median 'changes SoraPS 8'; Other = 'ForEach-Object -Parallel'; Theirs = Get-Median 'changes IRM -Parallel 8' }
    foreach ($limit in 1, 8, 32) {
        $ideal = $Changes * $Latency / $limit
        $others = "ideal $(Format-Figure $ideal ms); loop $(Format-Figure (Get-Median "changes, $Latency ms, IRM loop 1") ms)"
        @{ Figure = "$Changes changes, $Latency ms each, limit $limit"; Ours = Get-Median "changes, $Latency ms, SoraPS $limit"; Limit = $ideal * 1.15; Other = $others }
    }
    @{ Figure = 'Import-Module'; Ours = Get-Median 'import SoraPS'; Limit = (Get-Median 'import engine') + 15; Other = "an empty DLL with the same views $(Format-Figure (Get-Median 'import engine') ms)" }
    @{ Figure = '... first command after it'; Ours = Get-Median 'first command'; Limit = 150 }
    @{ Figure = '10000 statistics of 8 KB: Where-Object ChannelId'; Ours = Get-Median 'statistics SoraPS filter'; Other = "the same on $irm"; Theirs = Get-Median 'statistics IRM filter'; Part = 15 }
    @{ Figure = '... rates from two lists'; Ours = Get-Median 'statistics SoraPS measure'; Other = "the same on $irm"; Theirs = Get-Median 'statistics IRM measure'; Part = 15 }
    @{ Figure = '... fresh process: first object'; Ours = Get-Median 'statistics fresh list' First; Other = 'the last object'; Theirs = Get-Median 'statistics fresh list' All }
    @{ Figure = '... fresh process: growth of peak memory'; Ours = Get-Median 'statistics fresh list' Growth; Unit = 'MB'; Limit = 36; Other = 'the response has 82 MB' }
    @{ Figure = '... rates, fresh process: growth of peak memory'; Ours = Get-Median 'statistics fresh measure' Growth; Unit = 'MB'; Other = 'the counters of the first list are kept' }
    foreach ($word in @('some', 'a few'), @('all', 'none typed')) {
        if ($word[0] -eq 'some') { @{ Figure = 'completion of an id among 10000, a few: fresh process'; Ours = Get-Median 'completion, fresh'; Limit = 300 } }
        @{ Figure = "completion of an id among 10000, $($word[1]): first"; Ours = Get-Median "completion of $($word[0]), first"; Limit = 300 }
        @{ Figure = '... next'; Ours = Get-Median "completion of $($word[0]), next"; Limit = 20 }
    }
)
$rows = foreach ($figure in $figures) {
    $theirs, $part, $limit, $other = $figure['Theirs'], $figure['Part'], $figure['Limit'], $figure['Other']
    $unit = if ($figure['Unit']) { $figure['Unit'] } else { 'ms' }
    # Not measured: the tool is not installed, or the measurement was not selected.
    if ($null -eq $figure.Ours -or ($null -eq $theirs -and $null -eq $limit)) { continue }
    [pscustomobject]@{
        Figure  = $figure.Figure
        SoraPS  = Format-Figure $figure.Ours $unit
        Against = if ($null -ne $theirs) { "$other $(Format-Figure $theirs $unit)" } else { "$other" }
        Ratio   = if ($null -ne $theirs) { '1/{0:0.0}' -f ($theirs / $figure.Ours) } else { '' }
        Goal    = if ($part) { "1/$part" } elseif ($null -ne $limit) { Format-Figure $limit $unit } else { '' }
        Reached = if (-not $part -and $null -eq $limit) { '' } elseif (($part -and $figure.Ours * $part -le $theirs) -or (-not $part -and $figure.Ours -le $limit)) { 'yes' } else { 'no' }
    }
}

# Returns the first line of the output of a tool, or nothing if the tool is not installed.
function Get-Said([string] $Tool, [string[]] $Arguments) {
    if (Get-Command $Tool -CommandType Application -ErrorAction Ignore) { & $Tool @Arguments 2>$null | Select-Object -First 1 }
}

$processor = if (Test-Path -LiteralPath /proc/cpuinfo) { Select-String -LiteralPath /proc/cpuinfo '^model name\s*: (.*)' | Select-Object -First 1 | ForEach-Object { $_.Matches.Groups[1].Value } } else { $env:PROCESSOR_IDENTIFIER }
$changed = if (Get-Said git -Arguments '-C', $PSScriptRoot, 'status', '--porcelain') { ', changed' }
$machine = [ordered]@{
    Date       = [datetime]::UtcNow.ToString('yyyy-MM-dd')
    Commit     = "$(Get-Said git -Arguments '-C', $PSScriptRoot, 'rev-parse', '--short', 'HEAD')$changed"
    Processors = "$([Environment]::ProcessorCount) x $processor"
    System     = [Runtime.InteropServices.RuntimeInformation]::OSDescription
    PowerShell = "$($PSVersionTable.PSVersion)"
    DotNet     = [Runtime.InteropServices.RuntimeInformation]::FrameworkDescription
    Module     = "$((Test-ModuleManifest (Join-Path $ModulePath 'SoraPS.psd1')).Version)"
    curl       = "$(Get-Said curl -Arguments '--version')"
    jq         = "$(Get-Said jq -Arguments '--version')"
    HTTPie     = "$(Get-Said http -Arguments '--version')"
    Rounds     = $Rounds
}
# The stages of a list. Each figure includes the stages before it.
$doors = foreach ($door in @('the socket: bare curl', 'curl', ''), @('... and JSON, model: no connection passes -Role', 'warm SoraPS none', ''), @('... and WriteObject: Out-Null', 'warm SoraPS null', 'warm engine null'),
    @('... and a script block: ForEach-Object { }', 'warm SoraPS each', 'warm engine each'), @('... and a property in it: $_.Role', 'warm SoraPS property', ''), @('... or free JSON that waited: $_.Video.Vp9Params', 'warm SoraPS late', '')) {
    $property = if ($door[1] -ne 'curl') { 'All' }
    '| {0} | {1} | {2} |' -f $door[0], (Format-Figure (Get-Median $door[1] $property) ms), $(if ($door[2]) { Format-Figure (Get-Median $door[2] All) ms } else { '' })
}
$growth = foreach ($size in $lengths) {
    '| {0} | {1} | {2} | {3} | {4} | {5} |' -f $size, (Format-Figure (Get-Median "cold SoraPS $size" First) ms), (Format-Figure (Get-Median "cold SoraPS $size" All) ms), (Format-Figure (Get-Median "cold IRM $size" All) ms), (Format-Figure (Get-Median "cold engine $size" All) ms), (Format-Figure (Get-Median "cold SoraPS $size" Growth) MB)
}
$text = @(
    '| figure | SoraPS | against | ratio | goal | reached |'
    '|---|---|---|---|---|---|'
    $rows | ForEach-Object { "| $($_.Figure) | $($_.SoraPS) | $($_.Against) | $($_.Ratio) | $($_.Goal) | $($_.Reached) |" }
    ''
    "| $Count, warm, all | SoraPS | the engine, the same object |"
    '|---|---|---|'
    $doors
    ''
    '| connections, fresh process | first object | all | Invoke-RestMethod, all | the engine, the same object | growth of peak memory |'
    '|---|---|---|---|---|---|'
    $growth
    ''
    ($machine.GetEnumerator() | Where-Object Value | ForEach-Object { "$($_.Key): $($_.Value)" }) -join '; '
)
Set-Content -LiteralPath (Join-Path $OutPath 'bench.md') -Value $text
ConvertTo-Json -Depth 6 -InputObject ([ordered]@{ Machine = $machine; Rows = $rows; Results = $results }) | Set-Content -LiteralPath (Join-Path $OutPath 'bench.json')
$text
