# Runs an example of the help as a user would who has three servers: each in a runspace and a world of its own, with no network but loopback.
# Nothing of the module is replaced, but for the last step of Register-SoraServer: a host that exists in the examples only becomes a simulator.

# As where the module is installed: the runspaces of -Parallel find it by themselves.
$pathOfExamples = (Split-Path $module) + [IO.Path]::PathSeparator + $env:PSModulePath

# PowerShell looks into a module that it does not know yet once at a time: of several runspaces that ask for it at once, some would not find it.
# What one runspace has found, the whole process knows.
& {
    $before, $env:PSModulePath = $env:PSModulePath, $pathOfExamples
    $shell = [powershell]::Create().AddScript('Get-Command Get-SoraServer')
    try { if (-not $shell.Invoke()) { throw "There is no module in $module." } }
    finally {
        $shell.Dispose()
        $env:PSModulePath = $before
    }
}

# The client certificate of the user.
$clientPfx = & {
    $key = [Security.Cryptography.RSA]::Create(2048)
    try { [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=client', $key, [Security.Cryptography.HashAlgorithmName]::SHA256, [Security.Cryptography.RSASignaturePadding]::Pkcs1).CreateSelfSigned([datetimeoffset]::UtcNow.AddDays(-1), [datetimeoffset]::UtcNow.AddDays(1)).Export('Pkcs12') }
    finally { $key.Dispose() }
}

# What is in the world before the example begins.
$world = {
    param($module, $folder, $servers)
    $ProgressPreference = 'SilentlyContinue'
    Set-Variable serversOfExamples $servers -Scope Global
    Import-Module $module
    Set-Location -LiteralPath $folder
    foreach ($name in $servers.Keys) { $null = SoraPS\Register-SoraServer $servers[$name].Uri -Name $name -Default:($name -eq 'here') }
    # What has its own interval keeps it. The others would wait for seconds between two looks.
    $PSDefaultParameterValues['Watch-SoraConnection:Interval'] = 0.2
    foreach ($name in Get-Command -Module SoraPS | ForEach-Object Name) { $PSDefaultParameterValues["${name}:OutVariable"] = "+global:written_$name" }

    # The cmdlet itself judges what it was given. Then the server moves to an address that exists, with all that it was given. A name of the examples may be taken here.
    function global:Register-SoraServer {
        $given = if ($args -like '-Force*' -or $args -like '-FromCluster*') { @{} } else { @{ Force = $true } }
        $made = if ($MyInvocation.ExpectingInput) { $input | SoraPS\Register-SoraServer @args @given } else { SoraPS\Register-SoraServer @args @given }
        foreach ($one in $made) {
            if ($one.Uri.IsLoopback -and $one.Uri.Port -ne 3000) { $one; continue }
            $there = if ($serversOfExamples.Contains($one.Name)) { $serversOfExamples[$one.Name] } else { $serversOfExamples['here'] }
            $direct = if ($one.Proxy) { @{ NoProxy = $true } } else { @{} }
            SoraPS\Set-SoraServer $one -Uri $there.Uri @direct -PassThru -OutVariable moved
        }
    }

    # Where a user would be asked, or a vault.
    function global:Read-Host([switch] $AsSecureString, $Prompt) { if ($AsSecureString) { [Net.NetworkCredential]::new('', "typed $Prompt").SecurePassword } else { 'y' } }
    function global:Get-Credential($UserName = 'operator') { [pscredential]::new($UserName, (Read-Host -AsSecureString)) }
    New-Module Microsoft.PowerShell.SecretManagement {
        function Get-Secret($Name, $Vault, [switch] $AsPlainText) { if ($AsPlainText) { "kept $Name in $Vault" } else { [Net.NetworkCredential]::new('', "kept $Name").SecurePassword } }
        function Set-Secret { $null = $args }
    } | Import-Module -Global
    function global:Invoke-Item($Path) { Get-Item $Path }
}

# Servers that are mentioned, and the default.
function Open-World {
    $people = @(
        @{ channel_id = 'sora'; client_id = 'host'; role = 'sendrecv'; spotlight = $true; created_time = 1700000000000000 }
        @{ channel_id = 'sora'; client_id = 'anna'; role = 'recvonly' }
        @{ channel_id = 'sora'; client_id = 'anna'; role = 'recvonly' }
    )
    $servers = [ordered]@{}
    foreach ($name in 'tokyo', 'osaka', 'sora1:3000', 'https://sora.example.com/api', 'here') {
        $servers[$name] = Start-SoraSimulator -ConnectionCount 20 -RefuseUnknownId -Connection $people
    }
    $servers
}

# Somebody comes and somebody goes, for those who watch.
function Invoke-Life($Simulator, [int] $Beat) {
    $channel = ('sora', 'sora-0', 'sora-1')[$Beat % 3]
    $Simulator.Add([Text.Encoding]::UTF8.GetBytes("{`"channel_id`":`"$channel`",`"client_id`":`"guest-$Beat`",`"connection_id`":`"GUEST$Beat`",`"role`":`"sendonly`"}"))
    if ($Beat -gt 3) { $null = Disconnect-SoraConnection $channel "GUEST$($Beat - 3)" -Server $Simulator.Uri }
}

function Invoke-Example([string] $Code, [string] $Folder, [string] $Name = 'Get-SoraServer', [switch] $Live, [switch] $Endless) {
    $before = $env:SORA_API_URL, $env:SORA_TOKEN, $env:PSModulePath, $env:SORA_CONFIG_HOME
    $servers = Open-World
    $shell = [powershell]::Create()
    try {
        $env:SORA_API_URL = $servers['here'].Uri
        $env:SORA_TOKEN = 'a token'
        $env:SORA_CONFIG_HOME = Join-Path $Folder "config-$([guid]::NewGuid())"
        $env:PSModulePath = $pathOfExamples
        [IO.File]::WriteAllBytes((Join-Path $Folder 'client.pfx'), $clientPfx)
        $null = $shell.AddScript($world).AddArgument($module).AddArgument($Folder).AddArgument($servers).Invoke()
        if ($shell.HadErrors) { throw $shell.Streams.Error[0] }
        # A look from here takes less time than a script there.
        $session = $shell.Runspace.SessionStateProxy
        $read = { param($name) $session.GetVariable($name) | Where-Object { $null -ne $_ } }
        $session.GetVariable('Error').Clear()
        $shell.Commands.Clear()

        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        # What a user would wait for in minutes ends at once.
        $running = $shell.AddScript(($Code -replace '-TimeoutSec \d{3,}', '-TimeoutSec 1')).BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
        $clock = [Diagnostics.Stopwatch]::StartNew()
        for ($beat = 1; -not $running.AsyncWaitHandle.WaitOne(100); $beat++) {
            if ($Live) { Invoke-Life $servers['here'] $beat }
            if (($Endless -and $output.Count -gt 0) -or $clock.Elapsed.TotalSeconds -gt 60) { break }
        }
        $ended = $running.IsCompleted
        if (-not $ended) { $shell.Stop() }
        try { $null = $shell.EndInvoke($running) }
        catch [System.Management.Automation.PipelineStoppedException] { Write-Debug 'Stopped, as it should be.' }
        catch { Write-Debug 'It is in $Error, too.' }

        # Also those that the example caught: it must not fail and look well.
        $records = @(& $read Error)
        $own = @(& $read 'written_Start-SoraSimulator')
        $shell.Commands.Clear()
        [pscustomobject]@{
            Ended      = $ended
            Output     = @($output)
            Errors     = $records
            Written    = @(& $read "written_$Name")
            Servers    = $shell.AddCommand('Get-SoraServer').Invoke()
            Before     = $servers.Count
            Simulators = $own
            Requests   = @(@($servers.Values) + $own | ForEach-Object { $_.Requests })
        }
        $own | Stop-SoraSimulator
    }
    finally {
        $shell.Dispose()
        $servers.Values | Stop-SoraSimulator
        $env:SORA_API_URL, $env:SORA_TOKEN, $env:PSModulePath, $env:SORA_CONFIG_HOME = $before
    }
}
