#requires -Version 5.1

<#
.SYNOPSIS
Runs the Pester suites beside this file and those of the samples, and writes how many tests passed, failed and were skipped.
.DESCRIPTION
The suites are shared out among processes that take the next one when they are done with one. A suite whose Describe blocks have the tag Alone
is run at the end, when nothing else runs. What a suite writes is shown when it has ended.
#>
[Diagnostics.CodeAnalysis.SuppressMessage('PSReviewUnusedParameter', 'PesterPath', Justification = 'A function uses it.')]
param(
    # The manifest of Pester.
    [Parameter(Mandatory)] [string] $PesterPath,

    # The file for the counts and the name of this engine, as JSON.
    [Parameter(Mandatory)] [string] $ResultPath,

    [string] $Suite = '*',

    # One more than there are processors: for a part of their time, suites wait. More than three do not pay: the suites that take longest would still be running.
    [int] $ProcessCount = [Math]::Min([Environment]::ProcessorCount + 1, 3),

    # A process that runs other tests at the same time. Suites with the tag Alone wait until it has ended.
    [int] $OtherProcessId
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
$program = Join-Path $PSHOME $(if ($PSVersionTable.PSEdition -eq 'Desktop') { 'powershell' } else { 'pwsh' })
$count = @{ Passed = 0; Failed = 0; Skipped = 0 }
$failures = [Collections.Generic.List[string]]::new()

function Test-Tag([string] $Path, [string] $Tag) { [bool] (Select-String -LiteralPath $Path -Pattern "^Describe .* -Tag $Tag\b" -Quiet) }

# Some suites need a later PowerShell than the module does; Pester would count them as failed.
function Test-TooNew([string] $Path) {
    $needs = Select-String -LiteralPath $Path -Pattern '^#requires -Version (\S+)'
    $needs -and [version] $needs.Matches[0].Groups[1].Value -gt $PSVersionTable.PSVersion
}

# Starts a process that takes suites out of the folder until there are none left.
function Open-Worker([string] $Queue) {
    $start = [Diagnostics.ProcessStartInfo]::new($program)
    $start.Arguments = (@('-NoProfile', '-NonInteractive', '-File', (Join-Path $PSScriptRoot 'Invoke-Suite.ps1'), $PesterPath, $Queue) | ForEach-Object { "`"$_`"" }) -join ' '
    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $process = [Diagnostics.Process]::Start($start)
    $reads = [Collections.Generic.List[object]]::new()
    foreach ($reader in $process.StandardOutput, $process.StandardError) { $reads.Add(@{ Reader = $reader; Line = $reader.ReadLineAsync() }) }
    @{
        Process = $process
        Reads   = $reads
        Lines   = [Collections.Generic.List[string]]::new()
        Suite   = $null
    }
}

# A line of a worker is shown with the others of its suite, when the suite ends; or it says that a suite begins or has ended.
function Receive-Line($Worker, [string] $Line) {
    if ($Line -match '^##suite begins (?<Name>.+)$') {
        $Worker.Suite = $Matches.Name
    }
    elseif ($Line -match '^##failed (?<Test>.+)$') {
        $failures.Add($Matches.Test)
    }
    elseif ($Line -match '^##suite ended (?<Counts>\{.+\})$') {
        $counts = $Matches.Counts | ConvertFrom-Json
        foreach ($key in @($count.Keys)) { $count[$key] += $counts.$key }
        Show-Block $Worker
    }
    else {
        $Worker.Lines.Add($Line)
    }
}

function Show-Block($Worker) {
    $Worker.Lines | Out-Host
    $Worker.Lines.Clear()
    $Worker.Suite = $null
}

# Reads from all workers until they have ended.
function Receive-Worker([Collections.Generic.List[object]] $Workers) {
    while ($Workers.Count -gt 0) {
        $reads = @(foreach ($worker in $Workers) { foreach ($read in $worker.Reads) { @{ Worker = $worker; Read = $read } } })
        $isSilent = [Threading.Tasks.Task]::WaitAny([Threading.Tasks.Task[]] @($reads | ForEach-Object { $_.Read.Line }), 1000) -lt 0
        foreach ($one in $reads | Where-Object { $_.Read.Line.IsCompleted }) {
            $line = $one.Read.Line.Result
            if ($null -eq $line) {
                $null = $one.Worker.Reads.Remove($one.Read)
                continue
            }
            Receive-Line $one.Worker $line
            $one.Read.Line = $one.Read.Reader.ReadLineAsync()
        }
        # A process that a test left behind may keep the output of a worker open after its end.
        foreach ($worker in @($Workers | Where-Object { $_.Reads.Count -eq 0 -or ($isSilent -and $_.Process.HasExited) })) {
            $worker.Process.WaitForExit()
            if ($worker.Suite) {
                $worker.Lines.Add("The process ended with exit code $($worker.Process.ExitCode) in the middle of $($worker.Suite).")
                $count.Failed++
            }
            Show-Block $worker
            $worker.Process.Dispose()
            $null = $Workers.Remove($worker)
        }
    }
}

function Invoke-Queue([IO.FileInfo[]] $Suites, [int] $Processes) {
    if (-not $Suites) { return }
    $queue = Join-Path ([IO.Path]::GetTempPath()) "sora-suites-$([guid]::NewGuid())"
    $null = New-Item -ItemType Directory $queue
    try {
        $number = 0
        foreach ($one in $Suites) { [IO.File]::WriteAllText((Join-Path $queue ('{0:d3}.todo' -f $number++)), $one.FullName) }
        $workers = [Collections.Generic.List[object]]::new()
        foreach ($i in 1..[Math]::Min($Processes, $Suites.Count)) { $workers.Add((Open-Worker $queue)) }
        Receive-Worker $workers
        foreach ($left in Get-ChildItem -LiteralPath $queue -Filter '*.todo') {
            "No process was left to run $(Split-Path -Leaf ([IO.File]::ReadAllText($left.FullName)))." | Out-Host
            $count.Failed++
        }
    }
    finally { Remove-Item -LiteralPath $queue -Recurse -Force }
}

# The servers that the user of this machine keeps, as they are before and after: no test may touch them.
function Get-KeptState {
    $config = if ([IO.Path]::DirectorySeparatorChar -eq '\') { [Environment]::GetFolderPath('LocalApplicationData', 'DoNotVerify') }
    elseif ($env:XDG_CONFIG_HOME) { $env:XDG_CONFIG_HOME }
    elseif ($env:HOME) { Join-Path $env:HOME '.config' }
    if (-not $config) { return '' }
    $folder = Join-Path $config SoraPS
    @(Get-ChildItem -LiteralPath $folder -Force -ErrorAction Ignore | ForEach-Object { "$($_.Name) $($_.Length) $($_.LastWriteTimeUtc.Ticks)" }) -join "`n"
}
$kept = Get-KeptState

$suites = @(Get-ChildItem -LiteralPath $PSScriptRoot, (Join-Path $root 'samples/tests') -Filter "$Suite.Tests.ps1")
if (-not $suites) { throw "There is no suite $Suite." }
$tooNew = @($suites | Where-Object { Test-TooNew $_.FullName })
$tooNew | ForEach-Object { "skipped, it needs a later PowerShell: $($_.Name)" } | Out-Host
$count.Skipped += $tooNew.Count
# The suites that take longest start first, so that no process is left with one at the end: those with the tag Long, then by size.
$suites = @($suites | Where-Object { $_ -notin $tooNew } | Sort-Object { Test-Tag $_.FullName Long }, Length -Descending)
$alone = @($suites | Where-Object { Test-Tag $_.FullName Alone })

Invoke-Queue ($suites | Where-Object { $_ -notin $alone }) $ProcessCount
if ($OtherProcessId) { Wait-Process -Id $OtherProcessId -ErrorAction Ignore }
Invoke-Queue $alone 1

if ((Get-KeptState) -ne $kept) {
    $failures.Add('The kept servers of the user of this machine have changed while the tests ran.')
    $count.Failed++
}

# Once more at the end, because a log of thousands of lines may have been cut.
if ($failures) {
    '', 'Failed:' + ($failures | ForEach-Object { "`n  $_" }) | Out-Host
}
$count.Engine = "PowerShell $($PSVersionTable.PSVersion) on $([Runtime.InteropServices.RuntimeInformation]::FrameworkDescription)"
$count | ConvertTo-Json | Set-Content -LiteralPath $ResultPath
