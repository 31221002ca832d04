# Dot-sourced by the suites about servers that are kept for all shells of a user.
. (Join-Path $PSScriptRoot 'Common.ps1')

# A folder of the test's own, in which nothing is kept. The kept default of this process begins anew with it.
function Open-Folder {
    $env:SORA_CONFIG_HOME = Join-Path $TestDrive ([guid]::NewGuid())
    $env:SORA_CONFIG_HOME
}

# Leaves no server and no default behind in this runspace, also where the file of the kept ones cannot be read.
function Clear-Server {
    $null = Register-SoraServer http://127.0.0.1:1 -Name last -Default -Force
    Get-SoraServer -ErrorAction Ignore | Where-Object Scope -EQ Process | Unregister-SoraServer
}

function Get-KeptPath { Join-Path $env:SORA_CONFIG_HOME 'servers.json' }

function Get-Kept { Get-Content -LiteralPath (Get-KeptPath) -Raw | ConvertFrom-Json }

# Writes the file as an editor does.
function Write-KeptText([string] $Text) {
    $null = New-Item -ItemType Directory $env:SORA_CONFIG_HOME -Force
    [IO.File]::WriteAllText((Get-KeptPath), $Text)
}

# Changes the file as another shell does.
function Edit-Kept([scriptblock] $Change) {
    $kept = Get-Kept
    $null = $kept | ForEach-Object $Change
    Write-KeptText ($kept | ConvertTo-Json -Depth 5)
}

# Keeps servers as another shell does: this one has not looked yet.
function Add-Kept([System.Collections.IDictionary] $Server, [string] $Default) {
    $entries = foreach ($name in $Server.Keys) { @{ name = $name; uri = "$($Server[$name])"; maximumRetryCount = 0 } }
    Write-KeptText (@{ version = 1; default = $Default; servers = @($entries) } | ConvertTo-Json -Depth 5)
}

# Runs a script in a new runspace of this process; what it writes, and the ids of its errors.
function Invoke-Elsewhere([string] $Script, $With) {
    $shell = [powershell]::Create()
    try {
        $output = $shell.AddScript("param(`$With) Import-Module '$modulePath'; $Script").AddArgument($With).Invoke()
        @($output) + @($shell.Streams.Error | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] })
    }
    finally { $shell.Dispose() }
}

# Starts a script in another shell, that is another process, and returns it. Its standard output can be read.
function Open-Shell([string] $Script) {
    $path = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
    Set-Content -LiteralPath $path "Import-Module '$modulePath'; $Script" -Encoding utf8
    $start = [Diagnostics.ProcessStartInfo]::new($powershell, "-NoProfile -NonInteractive -File `"$path`"")
    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $start.RedirectStandardInput = $true
    [Diagnostics.Process]::Start($start)
}

# What a script in another shell writes.
function Invoke-Shell([string] $Script) {
    $process = Open-Shell $Script
    try { @($process.StandardOutput.ReadToEnd() -split '\r?\n' -ne '') }
    finally { $process.Dispose() }
}
