# Part of Bench.ps1: its results as bench.md, for people, and bench.json.
$rows = [Collections.Generic.List[object]]::new()

function Format-Figure($Value, [string] $Unit) {
    if ($null -eq $Value) { '–' } elseif ($Value -ge 1000 -and $Unit -eq 'ms') { '{0:0.00} s' -f ($Value / 1000) } elseif ($Value -lt 10) { '{0:0.0} {1}' -f $Value, $Unit } else { '{0:0} {1}' -f $Value, $Unit }
}

# At most a fraction of what another takes.
function Add-Ratio([string] $Figure, $Ours, [string] $Other, $Theirs, [double] $Fraction, [bool] $And = $true) {
    if ($null -eq $Theirs) { return }
    $goal = if ($Fraction) { "1/$Fraction" } else { '' }
    $reached = if ($Fraction) { if ($And -and $Ours * $Fraction -le $Theirs) { 'yes' } else { 'no' } } else { '' }
    $rows.Add([pscustomobject]@{ Figure = $Figure; SoraPS = Format-Figure $Ours ms; Against = "$Other $(Format-Figure $Theirs ms)"; Ratio = '1/{0:0.0}' -f ($Theirs / $Ours); Goal = $goal; Reached = $reached })
}

# At most a number.
function Add-Limit([string] $Figure, $Ours, [string] $Unit, [double] $Limit, [string] $Against = '') {
    $rows.Add([pscustomobject]@{ Figure = $Figure; SoraPS = Format-Figure $Ours $Unit; Against = $Against; Ratio = ''; Goal = Format-Figure $Limit $Unit; Reached = if ($Ours -le $Limit) { 'yes' } else { 'no' } })
}

$warmAll, $irmAll = (Get-Median 'warm SoraPS all' All), (Get-Median 'warm IRM all' All)
Add-Ratio "$Count, warm: first object" (Get-Median 'warm SoraPS all' First) 'Invoke-RestMethod' (Get-Median 'warm IRM all' First) 500
Add-Limit '… after the first byte of the server' (Get-Median 'warm SoraPS all' FirstByte) ms 20
Add-Ratio "$Count, warm: all, ForEach-Object" $warmAll 'Invoke-RestMethod' $irmAll 20
Add-Ratio '…' $warmAll 'curl | jq' (Get-Median 'curl and jq') 5
Add-Ratio '…' $warmAll 'sketch' (Get-Median 'warm sketch all' All) 1
Add-Ratio '…' $warmAll 'HTTPie' (Get-Median 'HTTPie') 0
Add-Ratio '…' $warmAll 'engine: the same object' (Get-Median 'warm engine all' All) 0
Add-Ratio '…' $warmAll 'bare curl' (Get-Median 'curl') 0
Add-Ratio "$Count, warm: Where-Object Role -EQ recvonly" (Get-Median 'warm SoraPS where' All) 'the same on Invoke-RestMethod' (Get-Median 'warm IRM where' All) 12
Add-Ratio '…' (Get-Median 'warm SoraPS where' All) 'sketch' (Get-Median 'warm sketch where' All) 1
Add-Ratio "$Count, warm: -Role recvonly" (Get-Median 'warm SoraPS role' All) 'the same' (Get-Median 'warm IRM where' All) 30
foreach ($figure in @('first object', 'First', 20), @('all', 'All', 10)) {
    $with = [scriptblock]::Create("`$_.Import + `$_.$($figure[1])")
    foreach ($name in 'SoraPS', 'IRM', 'sketch') { foreach ($result in $results["cold $name $Count"]) { Add-Result "fresh $name $($figure[0])" ($result | ForEach-Object $with) } }
    Add-Ratio "$Count, fresh process, with import: $($figure[0])" (Get-Median "fresh SoraPS $($figure[0])") 'Invoke-RestMethod' (Get-Median "fresh IRM $($figure[0])") $figure[2]
}
Add-Ratio '…' (Get-Median 'fresh SoraPS all') 'sketch' (Get-Median 'fresh sketch all') 1
Add-Ratio '…' (Get-Median 'fresh SoraPS all') 'engine: the same object' (Get-Median "cold engine $Count" All) 0
foreach ($size in $Count, $Many) {
    $engine, $small = (Get-Median "cold engine $size" Growth), (Get-Median "cold engine small $size" Growth)
    Add-Limit "$size, fresh process: growth of peak memory" (Get-Median "cold SoraPS $size" Growth) MB ($engine + 15) "engine $(Format-Figure $engine MB), Invoke-RestMethod $(Format-Figure (Get-Median "cold IRM $size" Growth) MB)"
    Add-Limit '… with DOTNET_GCgen0size=0x400000' (Get-Median "cold SoraPS small $size" Growth) MB 40 "engine $(Format-Figure $small MB)"
}
foreach ($rest in @('null', 'Out-Null'), @('each', 'ForEach-Object { }')) {
    $engine = (Get-Median "warm engine $($rest[0])" Allocated) / $Count
    Add-Limit "$Count to $($rest[1]): allocated, each" ((Get-Median "warm SoraPS $($rest[0])" Allocated) / $Count - $engine) B 700 "above the engine's $(Format-Figure $engine B)"
}
Add-Ratio "$Changes changes, limit 8" (Get-Median 'changes SoraPS 8') 'Invoke-RestMethod in a loop' (Get-Median 'changes IRM loop 1') 25
Add-Ratio "$Changes changes, limit 32" (Get-Median 'changes SoraPS 32') 'the same' (Get-Median 'changes IRM loop 1') 45
Add-Ratio "$Changes changes, limit 8" (Get-Median 'changes SoraPS 8') 'ForEach-Object -Parallel' (Get-Median 'changes IRM -Parallel 8') 0
foreach ($limit in 8, 32) { Add-Ratio "$Changes changes, limit $limit" (Get-Median "changes SoraPS $limit") 'sketch' (Get-Median "changes sketch $limit") 1 }
foreach ($limit in 8, 32) { Add-Ratio "$Changes changes, limit $limit" (Get-Median "changes SoraPS $limit") 'HttpClient alone' (Get-Median "changes HttpClient $limit") 0 }
foreach ($limit in 1, 8, 32) {
    $ideal = $Changes * $Latency / $limit
    Add-Limit "$Changes changes, $Latency ms each, limit $limit" (Get-Median "changes, $Latency ms, SoraPS $limit") ms ($ideal * 1.15) "ideal $(Format-Figure $ideal ms); loop $(Format-Figure (Get-Median "changes, $Latency ms, IRM loop 1") ms)"
}
Add-Limit 'Import-Module' (Get-Median 'import SoraPS') ms ((Get-Median 'import engine') + 15) "an empty DLL with the same views $(Format-Figure (Get-Median 'import engine') ms)"
Add-Limit 'first command after it' (Get-Median 'first command') ms 150
foreach ($word in @('some', 'a few of'), @('all', 'all of')) {
    Add-Limit "completion: $($word[1]) 10000 ids, first" (Get-Median "completion of $($word[0]), first") ms 300
    Add-Limit '… next' (Get-Median "completion of $($word[0]), next") ms 20
}

$machine = [ordered]@{
    Date       = [datetime]::UtcNow.ToString('yyyy-MM-dd')
    Commit     = "$(& git -C $PSScriptRoot rev-parse --short HEAD 2>$null)$(if (& git -C $PSScriptRoot status --porcelain 2>$null) { ', changed' })"
    Processors = "$([Environment]::ProcessorCount) × $(if (Test-Path -LiteralPath /proc/cpuinfo) { (Get-Content /proc/cpuinfo | Select-String '^model name\s*: (.*)' | Select-Object -First 1).Matches.Groups[1].Value } else { $env:PROCESSOR_IDENTIFIER })"
    System     = [Runtime.InteropServices.RuntimeInformation]::OSDescription
    PowerShell = "$($PSVersionTable.PSVersion)"
    DotNet     = [Runtime.InteropServices.RuntimeInformation]::FrameworkDescription
    Module     = "$((Test-ModuleManifest (Join-Path $ModulePath 'SoraPS.psd1')).Version)"
    curl       = "$(& curl --version 2>$null | Select-Object -First 1)"
    jq         = "$(if (Get-Command jq -ErrorAction Ignore) { & jq --version })"
    HTTPie     = "$(if (Get-Command http -ErrorAction Ignore) { & http --version })"
    Rounds     = $Rounds
}
$growth = foreach ($size in $lengths) {
    '| {0} | {1} | {2} | {3} | {4} |' -f $size, (Format-Figure (Get-Median "cold SoraPS $size" First) ms), (Format-Figure (Get-Median "cold SoraPS $size" All) ms), (Format-Figure (Get-Median "cold IRM $size" All) ms), (Format-Figure (Get-Median "cold engine $size" All) ms)
}
$text = @(
    '| figure | SoraPS | against | ratio | goal | reached |'
    '|---|---|---|---|---|---|'
    $rows | ForEach-Object { "| $($_.Figure) | $($_.SoraPS) | $($_.Against) | $($_.Ratio) | $($_.Goal) | $($_.Reached) |" -replace '(?<= )\|(?= jq)', '\|' }
    ''
    '| connections, fresh process | first object | all | Invoke-RestMethod, all | engine, the same object |'
    '|---|---|---|---|---|'
    $growth
    ''
    ($machine.GetEnumerator() | Where-Object Value | ForEach-Object { "$($_.Key): $($_.Value)" }) -join '; '
)
Set-Content -LiteralPath (Join-Path $OutPath 'bench.md') -Value $text
ConvertTo-Json -Depth 6 -InputObject ([ordered]@{ Machine = $machine; Rows = $rows; Results = $results }) | Set-Content -LiteralPath (Join-Path $OutPath 'bench.json')
$text
