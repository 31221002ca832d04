# Dot-sourced by every suite: the staged module, the servers that do what a test says, and a few words to test with.
Set-StrictMode -Version 3.0
$root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
$modulePath = Join-Path $root 'out/SoraPS'
# The program, and not (Get-Process).Path: as a .NET tool PowerShell is a library that dotnet runs.
$powershell = Join-Path $PSHOME $(if ($PSVersionTable.PSEdition -eq 'Desktop') { 'powershell' } else { 'pwsh' })
$target = if ($PSVersionTable.PSEdition -eq 'Desktop') { 'net472' } else { 'net8.0' }
Import-Module $modulePath
Add-Type -Path (Join-Path $root "out/build/bin/SoraPS.TestServers/release_$target/SoraPS.TestServers.dll")

# A server that answers every request with this JSON; a server without retries makes it the default.
function Open-RawServer([SoraPS.TestServers.ServerStep[]] $Answer) {
    $server = [SoraPS.TestServers.RawServer]::new($Answer)
    $null = Register-SoraServer $server.Uri -Name raw -MaximumRetryCount 0 -Default -Force
    $server
}

# An answer that is not only a text: what is sent, and then Close, Reset, WaitForDisconnect or WaitForSignal. With -Then '' the text is all.
function ConvertTo-ServerStep([string] $Text, [string] $Then) {
    if ($Then) { [SoraPS.TestServers.ServerStep]::Sequence($Text, [SoraPS.TestServers.ServerStep]::$Then) }
    else { [SoraPS.TestServers.ServerStep]::Send($Text) }
}

function ConvertTo-Answer([string] $Json, [int] $Status = 200) { [SoraPS.TestServers.RawServer]::Json($Status, $Json) }

function ConvertTo-ListAnswer([string[]] $Connection) { ConvertTo-Answer ('[' + ($Connection -join ',') + ']') }

function Get-ConnectionJson([string] $Channel, [string] $Connection, [string] $Role = 'recvonly', [string] $More = '') {
    [SoraPS.TestServers.RawServer]::Connection($Channel, $Connection, $Role, $More)
}

# The id that is promised: what stands before the name of the command.
function Get-FailureId([scriptblock] $Attempt) {
    $records = @()
    try { $records = @(& $Attempt 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }) }
    catch { $records = @($_) }
    @($records | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] })
}

# Two JSON values are equal, whatever the order of their keys.
function Test-SameJson([string] $One, [string] $Other) {
    $sort = {
        param($value)
        if ($value -is [System.Management.Automation.PSCustomObject]) {
            $sorted = [ordered]@{}
            foreach ($name in $value.psobject.Properties.Name | Sort-Object) { $sorted[$name] = & $sort $value.$name }
            return $sorted
        }
        if ($value -is [array]) { return , @($value | ForEach-Object { , (& $sort $_) }) }
        $value
    }
    $text = { param($json) ConvertTo-Json (& $sort (ConvertFrom-Json $json)) -Depth 20 -Compress }
    (& $text $One) -ceq (& $text $Other)
}

# Starts a script in a PowerShell of its own inside this process, waits until the server has the request, and stops it as Ctrl+C does.
function Invoke-Stopped([string] $Script, $Server, [int] $Request = 1) {
    $shell = [powershell]::Create()
    try {
        $null = $shell.AddScript("Import-Module '$modulePath'; `$null = Register-SoraServer '$($Server.Uri)' -MaximumRetryCount 0; $Script; 'went on'")
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $running = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
        $arrived = $Server.WaitForRequests($Request, 30000)
        $shell.Stop()
        try { $null = $shell.EndInvoke($running) }
        catch [System.Management.Automation.PipelineStoppedException] { Write-Debug 'Stopped, as it should be.' }
        [pscustomobject]@{
            Arrived  = $arrived
            State    = $shell.InvocationStateInfo.State
            Output   = @($output)
            Errors   = @($shell.Streams.Error)
            Released = $Server.WaitForAllClosed(10000)
        }
    }
    finally { $shell.Dispose() }
}

# What is offered at the end of a line, each with what the line becomes.
function Get-Completion([string] $Line) {
    $found = TabExpansion2 $Line $Line.Length
    foreach ($match in $found.CompletionMatches | Where-Object ResultType -EQ ParameterValue) {
        $match | Add-Member Line $Line.Remove($found.ReplacementIndex, $found.ReplacementLength).Insert($found.ReplacementIndex, $match.CompletionText) -PassThru
    }
}

# What a command says to the host itself, such as the text of -WhatIf.
function Get-HostText([scriptblock] $Attempt) {
    $transcript = Join-Path ([IO.Path]::GetTempPath()) "sora-$([guid]::NewGuid()).txt"
    $null = Start-Transcript -LiteralPath $transcript -UseMinimalHeader
    try { $null = & $Attempt }
    finally { $null = Stop-Transcript }
    Get-Content -LiteralPath $transcript -Raw
    Remove-Item -LiteralPath $transcript
}

# What a PowerShell in a terminal of its own shows on it. It asks the terminal where the cursor is, and waits long for an answer.
function Get-Screen([string] $Script, [string] $Option = '') {
    $path = Join-Path ([IO.Path]::GetTempPath()) "sora-$([guid]::NewGuid()).ps1"
    Set-Content -LiteralPath $path "Import-Module '$modulePath'; $Script"
    $shown = "while sleep 0.1 && printf '\033[1;1R' 2>/dev/null; do :; done | script -qec '$powershell -NoProfile $Option -File $path' /dev/null"
    try { (sh -c $shown) -join "`n" -replace '\x1B\[[\d;?]*[A-Za-z]' }
    finally { Remove-Item -LiteralPath $path }
}
