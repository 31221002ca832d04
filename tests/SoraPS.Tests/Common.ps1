# Dot-sourced by every suite: imports the staged module and the test servers, and defines the functions that suites share.
Set-StrictMode -Version 3.0
$root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
$modulePath = Join-Path $root 'out/SoraPS'
# The program, and not (Get-Process).Path: as a .NET tool PowerShell is a library that dotnet runs.
$powershell = Join-Path $PSHOME $(if ($PSVersionTable.PSEdition -eq 'Desktop') { 'powershell' } else { 'pwsh' })
$target = if ($PSVersionTable.PSEdition -eq 'Desktop') { 'net472' } else { 'net8.0' }
# No test looks at the servers that a user keeps, and each suite begins with none.
$env:SORA_CONFIG_HOME = Join-Path ([IO.Path]::GetTempPath()) "sora-config-$([guid]::NewGuid())"
Import-Module $modulePath
Add-Type -Path (Join-Path $root "out/build/bin/SoraPS.TestServers/release_$target/SoraPS.TestServers.dll")

# A test server that sends these answers, one for each request and the last one again and again. It is registered as the default server, without retries.
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

# The id of each error: what stands before the name of the command in FullyQualifiedErrorId.
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

# Starts a script in another runspace of this process, waits until the server has received the request, and stops the script as Ctrl+C does.
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
            Said     = @($shell.Streams.Information)
            Released = $Server.WaitForAllClosed(10000)
        }
    }
    finally { $shell.Dispose() }
}

# The completions at the end of a line. The property Line is the line with the completion inserted.
function Get-Completion([string] $Line) {
    $found = TabExpansion2 $Line $Line.Length
    foreach ($match in $found.CompletionMatches | Where-Object ResultType -EQ ParameterValue) {
        $match | Add-Member Line $Line.Remove($found.ReplacementIndex, $found.ReplacementLength).Insert($found.ReplacementIndex, $match.CompletionText) -PassThru
    }
}

# What a command writes to the host directly, such as the text of -WhatIf.
function Get-HostText([scriptblock] $Attempt) {
    $transcript = Join-Path ([IO.Path]::GetTempPath()) "sora-$([guid]::NewGuid()).txt"
    $null = Start-Transcript -LiteralPath $transcript -UseMinimalHeader
    try { $null = & $Attempt }
    finally { $null = Stop-Transcript }
    Get-Content -LiteralPath $transcript -Raw
    Remove-Item -LiteralPath $transcript
}

# What a new PowerShell process shows at a terminal. PowerShell asks the terminal for the position of the cursor, and would wait long for an answer.
function Get-Screen([string] $Script, [string] $Option = '') {
    $path = Join-Path ([IO.Path]::GetTempPath()) "sora-$([guid]::NewGuid()).ps1"
    Set-Content -LiteralPath $path "Import-Module '$modulePath'; $Script"
    $shown = "while sleep 0.1 && printf '\033[1;1R' 2>/dev/null; do :; done | script -qec '$powershell -NoProfile $Option -File $path' /dev/null"
    try { (sh -c $shown) -join "`n" -replace '\x1B\[[\d;?]*[A-Za-z]' }
    finally { Remove-Item -LiteralPath $path }
}

# What a terminal shows of a script whose questions a user answers with these keys, one after the other. The terminal says where the cursor is when it is asked, and only then: while a
# line is read, PowerShell would take such an answer for typed text.
function Get-AnsweredScreen([string] $Script, [string[]] $Key) {
    $path = Join-Path ([IO.Path]::GetTempPath()) "sora-$([guid]::NewGuid()).ps1"
    Set-Content -LiteralPath $path "Import-Module '$modulePath'; $Script"
    $start = [Diagnostics.ProcessStartInfo]::new('timeout', "60 script -qec `"$powershell -NoProfile -File $path`" /dev/null")
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $shown = [Text.StringBuilder]::new()
    $isAsked = $false
    $questions = 0
    try {
        for ($letter = $process.StandardOutput.Read(); $letter -ge 0; $letter = $process.StandardOutput.Read()) {
            $null = $shown.Append([char] $letter)
            if ($letter -eq [char] ':' ) { $isAsked = "$shown" -match '\(default is "\w"\)\S*:$' }
            if ($letter -ne [char] 'n' -or -not "$shown".EndsWith("$([char] 27)[6n")) { continue }
            $process.StandardInput.Write("$([char] 27)[1;1R$(if ($isAsked) { "$($Key[[Math]::Min($questions++, $Key.Count - 1)])`r" })")
            $isAsked = $false
        }
        "$shown" -replace '\x1B\[[\d;?]*[A-Za-z]'
    }
    finally {
        $process.Dispose()
        Remove-Item -LiteralPath $path
    }
}

# The same for several scripts in one session, which takes less time than a session for each: what each script shows, by its name.
function Get-ScreenOfEach([System.Collections.IDictionary] $Script) {
    $session = ($Script.Keys | ForEach-Object { "[Console]::WriteLine('##$_##'); & { $($Script[$_]) }" }) -join '; '
    $shown = @{}
    $pieces = (Get-Screen $session) -split '##(\w+)##'
    for ($i = 1; $i -lt $pieces.Count; $i += 2) { $shown[$pieces[$i]] = $pieces[$i + 1] }
    $shown
}
