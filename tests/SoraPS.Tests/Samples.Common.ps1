[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The suites use them.')]
param()

# Dot-sourced by the suites of the samples.
. (Join-Path $PSScriptRoot 'Common.ps1')
$samples = Join-Path $root 'samples'

# A simulator with a sender, two viewers and somebody in another channel.
function Open-Stage {
    $simulator = Start-SoraSimulator
    $simulator.Add(@{ channel_id = 'stage'; client_id = 'speaker'; connection_id = 'S1'; role = 'sendonly'; video = @{ codec_type = 'VP9'; bit_rate = 1000 } })
    $simulator.Add(@{ channel_id = 'stage'; client_id = 'anna'; connection_id = 'V1'; role = 'recvonly' }, @{ channel_id = 'stage'; client_id = 'bert'; connection_id = 'V2'; role = 'recvonly'; Age = $null })
    $simulator.Add(@{ channel_id = 'lobby'; client_id = 'emil'; connection_id = 'L1' })
    $simulator
}

# The requests for one operation.
function Get-Sent($Simulator, [string] $Operation) { @($Simulator.Requests | Where-Object Target -Like "*.$Operation") }

# A line of a log: the time in UTC, and a text.
$logLine = '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \S[^\r\n\x1B]*$'

# The examples in the help of a sample that start a process: the arguments after pwsh, with the simulator instead of an example server.
function Get-ProcessExample([string] $Path, [uri] $Uri) {
    foreach ($code in (Get-Help $Path -Full).examples.example.code) {
        $line = [System.Management.Automation.Language.Parser]::ParseInput($code, [ref] $null, [ref] $null).EndBlock.Statements[0].PipelineElements[0]
        if ($line.GetCommandName() -ne 'pwsh') { continue }
        , @($line.CommandElements | Select-Object -Skip 1 | ForEach-Object {
                $text = if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
                $text -replace 'https://sora\.example\.com/api', "$Uri"
            })
    }
}

# Runs PowerShell as a scheduler does: without a console, with its output in files, with the simulator as the default server. The folder is the current one.
# Started is called with the process when it has started.
function Invoke-Process([string[]] $Argument, [string] $Folder, [uri] $Uri, [scriptblock] $Started = { }) {
    $start = [Diagnostics.ProcessStartInfo]::new($powershell)
    # Quotation marks as Windows and .NET read them.
    $start.Arguments = ($Argument | ForEach-Object { '"' + ($_ -replace '(\\*)"', '$1$1\"' -replace '(\\+)$', '$1$1') + '"' }) -join ' '
    $start.WorkingDirectory = $Folder
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $set = @{ SORA_API_URL = "$Uri"; SORA_CONFIG_HOME = (Join-Path $Folder 'config'); NO_COLOR = '1'; PSModulePath = (Split-Path $modulePath) + [IO.Path]::PathSeparator + $env:PSModulePath }
    foreach ($name in $set.Keys) { $start.EnvironmentVariables[$name] = $set[$name] }
    $process = [Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    $errors = $process.StandardError.ReadToEndAsync()
    $output = $process.StandardOutput.ReadToEndAsync()
    & $Started $process
    $process.WaitForExit()
    @{
        ExitCode = $process.ExitCode
        Output   = @($output.Result -split '\r?\n' -ne '')
        Errors   = @($errors.Result -split '\r?\n' -ne '')
    }
}
