[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Tests CmdletPipeline: what is in progress is cancelled when the pipeline stops.

BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'Cancellation.States.ps1')
    $threadJobs = [bool] (Get-Command Start-ThreadJob -ErrorAction Ignore)
    # Whatever the way, the engine calls StopProcessing of the cmdlet: every state is met in one way, and a few in all.
    $otherWays = @('a closing runspace', 'Ctrl+C twice', 'a runspace disposed of', 'a PowerShell disposed of', 'a closing runspace pool') + @(if ($threadJobs) { 'Stop-Job', 'Remove-Job -Force' })
    $cases = foreach ($state in Get-StateName) {
        $ways = @('Ctrl+C') + @(if ($state -in 'waiting for headers', 'mid-list', '8 changes in flight') { $otherWays })
        foreach ($way in $ways) { @{ Name = $state; Way = $way } }
    }
    $states = foreach ($state in Get-StateName) { @{ Name = $state } }
    # A shell that starts something in the background may have it ignore the signal.
    $interrupts = (Test-Path -LiteralPath /proc/self/status) -and (Test-Path -LiteralPath /bin/kill) -and
        -not ([Convert]::ToUInt64(((Get-Content -LiteralPath /proc/self/status) -match '^SigIgn:')[0].Split("`t")[1], 16) -band 2)
}

Describe 'Cancellation' -Tag Long {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        . (Join-Path $PSScriptRoot 'Cancellation.States.ps1')
        if (-not ('SoraPS.Tests.Unobserved' -as [type])) {
            Add-Type -TypeDefinition @'
namespace SoraPS.Tests
{
    using System.Collections.Concurrent;
    using System.Management.Automation;
    using System.Threading.Tasks;

    // Writes down that it was ended in the ordinary way.
    [Cmdlet("Watch", "Ending")]
    public sealed class WatchEndingCommand : PSCmdlet
    {
        [Parameter(ValueFromPipeline = true)] public object InputObject { get; set; }
        [Parameter(Mandatory = true)] public ConcurrentQueue<string> Log { get; set; }
        protected override void ProcessRecord() { WriteObject(InputObject); }
        protected override void EndProcessing() { Log.Enqueue("ended"); }
    }

    public static class Unobserved
    {
        public static readonly ConcurrentQueue<string> Seen = new ConcurrentQueue<string>();
        public static void Watch() { TaskScheduler.UnobservedTaskException += (s, e) => Seen.Enqueue(e.Exception.ToString()); }
    }
}
'@
            [SoraPS.Tests.Unobserved]::Watch()
        }
        # Every state that was left, to be looked at once more at the end.
        $left = [Collections.Generic.List[object]]::new()

        # Does something in a thread of its own; false if it hangs.
        function Wait-Done([string] $Script, $Argument, $Runspace) {
            $helper = [powershell]::Create().AddScript("param(`$it) $Script").AddArgument($Argument)
            if ($Runspace) { $helper.Runspace = $Runspace }
            $done = $helper.BeginInvoke().AsyncWaitHandle.WaitOne(20000)
            if ($done) { $helper.Dispose() }
            $done
        }

        # Runs the command of a state in a runspace of its own.
        function Open-Child($State, [string] $Rest, $Given, $Pool, $Gate) {
            $child = @{
                Shell  = [powershell]::Create()
                Log    = [Collections.Concurrent.ConcurrentQueue[string]]::new()
                Output = [Management.Automation.PSDataCollection[psobject]]::new()
            }
            if ($Pool) { $child.Shell.RunspacePool = $Pool }
            $null = $child.Shell.AddScript((Get-StateScript $State $Rest))
            foreach ($argument in $State.Uri, $State.Option, $Given, $child.Log, $State.Server, $Gate) { $null = $child.Shell.AddArgument($argument) }
            $child.Errors = $child.Shell.Streams.Error
            $child.Running = $child.Shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]]::new(), $child.Output)
            $child
        }

        function Get-Ending($Child, [bool] $Reached, [bool] $Ended) {
            [pscustomobject]@{
                Reached = $Reached
                Ended   = $Ended
                State   = $Child.Shell.InvocationStateInfo.State
                # Looking at a collection that is still open would wait for what is to come.
                Output  = $Child.Output.ReadAll()
                Errors  = $Child.Errors.ReadAll()
                Log     = @($Child.Log)
            }
        }

        $ends = @{
            'Ctrl+C'                   = '$it.Stop()'
            'Ctrl+C twice'             = '$null = $it.BeginStop($null, $null); $it.Stop()'
            'a closing runspace'       = '$it.Runspace.Close()'
            'a runspace disposed of'   = '$it.Runspace.Dispose()'
            'a PowerShell disposed of' = '$it.Dispose()'
            'a closing runspace pool'  = '$it.RunspacePool.Close()'
        }
        $ending = '| Watch-Ending -Log $Log'

        function Invoke-Ending($State, [string] $Way) {
            $pool = $null
            if ($Way -like '*pool') {
                $pool = [runspacefactory]::CreateRunspacePool(1, 2)
                $pool.Open()
            }
            $child = Open-Child $State $ending -Pool $pool
            $reached = Wait-State $State $child.Output
            $ended = Wait-Done $ends[$Way] $child.Shell
            Get-Ending $child -Reached $reached -Ended ($ended -and (Wait-Until { $child.Shell.InvocationStateInfo.State -notin 'Running', 'Stopping' }))
            if ($ended) { $child.Shell.Dispose() }
        }

        function Invoke-JobEnding($State, [string] $Command) {
            # A job can be removed where it was started only.
            $runspace = [runspacefactory]::CreateRunspace()
            $runspace.Open()
            $log = [Collections.Concurrent.ConcurrentQueue[string]]::new()
            $shell = [powershell]::Create().AddScript('param($Text, $Argument) Start-ThreadJob ([scriptblock]::Create($Text)) -ArgumentList $Argument')
            $shell.Runspace = $runspace
            $job = $shell.AddArgument((Get-StateScript $State $ending)).AddArgument(@($State.Uri, $State.Option, $null, $log)).Invoke()[0].psobject.BaseObject
            $shell.Dispose()
            $output, $errors = $job.Output, $job.Error
            $reached = Wait-State $State $output
            $ended = (Wait-Done "`$it | $Command" $job -Runspace $runspace) -and (Wait-Until { "$($job.State)" -notin 'Running', 'Stopping' })
            [pscustomobject]@{ Reached = $reached; Ended = $ended; State = $job.State; Output = $output.ReadAll(); Errors = $errors.ReadAll(); Log = @($log) }
            if ($ended) { $runspace.Dispose() }
        }

        # The server sees that the connection of the call is closed; where .NET keeps it for a while, that is looked at in the end.
        function Test-Release($State) {
            if ($State.Server -is [SoraPS.TestServers.NonReadingServer]) { $State.Server.StartReading() }
            if ($State.Late -or -not $State.Closes) { return $true }
            $State.Server.WaitForAllClosed()
        }
    }

    AfterAll { foreach ($state in $left) { Close-State $state } }

    Context 'from outside' {
        It '<Name>: <Way> ends it at once, without an error, and nothing goes on' -ForEach $cases {
            $state = Open-State $Name
            $left.Add($state)
            if ($Name -eq 'connecting' -and -not $state.Server.IsFull) { Set-ItResult -Skipped -Because 'this system takes every connection' }
            $ended = if ($Way -like '*-Job*') { Invoke-JobEnding $state $Way } else { Invoke-Ending $state $Way }
            $ended.Reached | Should -BeTrue
            $ended.Ended | Should -BeTrue
            $ended.State | Should -Be 'Stopped'
            $ended.Errors | Should -BeNullOrEmpty
            $ended.Output | Should -Not -Contain 'went on'
            $ended.Log | Should -BeNullOrEmpty
            Test-Release $state | Should -BeTrue
        }
    }

    Context 'a command alone, with no script around it' {
        It 'does not pass for one that came to its end: <Command>' -ForEach @(
            @{ Command = 'Get-SoraConnection'; Parameter = @{ ChannelId = 'a', 'b' } }
            @{ Command = 'Invoke-SoraApi'; Parameter = @{ Target = 'Sora_20171218.GetLicense'; Raw = $true } }
            @{ Command = 'Disconnect-SoraChannel'; Parameter = @{ ChannelId = 'a', 'b'; ThrottleLimit = 1 } }
        ) {
            $server = [SoraPS.TestServers.RawServer]::new([SoraPS.TestServers.ServerStep]::WaitForDisconnect)
            $named = Register-SoraServer $server.Uri -OperationTimeoutSeconds 0 -MaximumRetryCount 0
            $shell = [powershell]::Create().AddCommand('Import-Module').AddArgument($modulePath)
            $null = $shell.Invoke()
            $shell.Commands.Clear()
            $null = $shell.AddCommand($Command).AddParameter('Server', $named).AddParameters($Parameter)
            try {
                $running = $shell.BeginInvoke()
                $server.WaitForRequests(1) | Should -BeTrue
                Wait-Done $ends['Ctrl+C'] $shell | Should -BeTrue
                $shell.InvocationStateInfo.State | Should -Be 'Stopped'
                $thrown = try { $shell.EndInvoke($running) } catch { $_.Exception.InnerException }
                $thrown | Should -BeOfType ([Management.Automation.PipelineStoppedException])
                $shell.Streams.Error | Should -BeNullOrEmpty
                $server.WaitForAllClosed() | Should -BeTrue
            }
            finally {
                $shell.Dispose()
                $server.Dispose()
                Unregister-SoraServer $named
            }
        }
    }

    Context 'from inside the pipeline' {
        It '<Name>: <Rest> ends it at once' -ForEach @(
            foreach ($state in 'mid-list', 'list asked for at the end', 'one of two servers streams', 'first of 8 changes') {
                @{ Name = $state; Rest = 'Select-Object -First 1'; Fails = $false; GoesOn = $true }
                @{ Name = $state; Rest = 'ForEach-Object { throw "downstream" }'; Fails = $true; GoesOn = $false }
                @{ Name = $state; Rest = 'ForEach-Object { break }'; Fails = $false; GoesOn = $false }
                @{ Name = $state; Rest = 'ForEach-Object { Get-Item -LiteralPath /not/there -ErrorAction Stop }'; Fails = $true; GoesOn = $false }
            }
        ) {
            $state = Open-State $Name
            $left.Add($state)
            $child = Open-Child $state "| $Rest"
            $reached = $child.Running.AsyncWaitHandle.WaitOne(20000)
            $ended = Get-Ending $child -Reached $reached -Ended $reached
            $ended.Ended | Should -BeTrue
            $ended.State | Should -Be $(if ($Fails) { 'Failed' } else { 'Completed' })
            $ended.Errors | Should -BeNullOrEmpty
            $ended.Output -contains 'went on' | Should -Be $GoesOn
            Test-Release $state | Should -BeTrue
            $child.Shell.Dispose()
        }

        It 'closes the connection while the rest of the pipeline is still busy and cannot be stopped' {
            $state = Open-State 'mid-list'
            $left.Add($state)
            $gate = [Threading.ManualResetEventSlim]::new()
            $child = Open-Child $state '| ForEach-Object { $_; $null = $Gate.Wait(60000) }' -Gate $gate
            try {
                Wait-State $state $child.Output | Should -BeTrue
                $stopping = $child.Shell.BeginStop($null, $null)
                $state.Server.WaitForAllClosed() | Should -BeTrue
                $child.Shell.InvocationStateInfo.State | Should -Be 'Stopping'
            }
            finally { $gate.Set() }
            $stopping.AsyncWaitHandle.WaitOne(20000) | Should -BeTrue
            $child.Errors | Should -BeNullOrEmpty
            $child.Output | Should -HaveCount 1
        }

        It 'one server that has come to its end does not end what another one still sends' {
            $raw = [SoraPS.TestServers.RawServer]
            $step = [SoraPS.TestServers.ServerStep]
            $slow = $raw::new($step::Sequence($raw::Head(200, [string[]] 'connection: close') + "[$($raw::Connection('sora', 'b')),", $step::Pause(900), "$($raw::Connection('sora', 'c'))]", $step::Close))
            $state = @{ Server = $raw::new([string[]] (ConvertTo-ListAnswer (Get-ConnectionJson sora a))); Other = $slow; Script = 'Get-SoraConnection -Server $named'; Option = @{}; Uri = $null; Delivers = 3 }
            $state.Uri = $state.Server.Uri, $slow.Uri
            try {
                $child = Open-Child $state
                $child.Running.AsyncWaitHandle.WaitOne(20000) | Should -BeTrue
                $child.Errors | Should -BeNullOrEmpty
                ($child.Output | Select-Object -SkipLast 1).ConnectionId | Sort-Object | Should -Be 'a', 'b', 'c'
            }
            finally { Close-State $state }
        }

        It 'does not leave behind the failure of a server whose answer is not wanted any more' {
            $raw = [SoraPS.TestServers.RawServer]
            $step = [SoraPS.TestServers.ServerStep]
            $state = @{ Server = $raw::new([string[]] (ConvertTo-ListAnswer (Get-ConnectionJson sora a), (Get-ConnectionJson sora b))); Other = $raw::new($step::Sequence($step::Pause(300), $step::Close)); Option = @{}; Uri = $null }
            $state.Uri = $state.Server.Uri, $state.Other.Uri
            $state.Script = 'Get-SoraConnection -Server $named | ForEach-Object { if ($_.ConnectionId -eq "a") { Start-Sleep -Seconds 1 }; $_ } | Select-Object -First 2'
            try {
                $child = Open-Child $state
                $child.Running.AsyncWaitHandle.WaitOne(20000) | Should -BeTrue
                $child.Errors | Should -BeNullOrEmpty
                $child.Output | Should -HaveCount 3
            }
            finally { Close-State $state }
        }

        It 'ends what is in flight when something upstream fails' {
            $state = Open-State '8 changes in flight'
            $left.Add($state)
            $state.Script = $state.Script -replace '^(.*?\}) \|', '& { $1 | Select-Object -First 8; $null = $$Server.WaitForRequests(8); throw "upstream" } |'
            $child = Open-Child $state
            $child.Running.AsyncWaitHandle.WaitOne(20000) | Should -BeTrue
            $child.Shell.InvocationStateInfo.Reason.Message | Should -BeExactly 'upstream'
            $state.Server.WaitForAllClosed() | Should -BeTrue
            $state.Server.Requests.Count | Should -Be 8
        }
    }

    Context 'from another runspace' {
        It '<Name>: removing the server ends the command with an error, and the script goes on' -ForEach $states {
            $state = Open-State $Name
            $left.Add($state)
            if ($Name -eq 'connecting' -and -not $state.Server.IsFull) { Set-ItResult -Skipped -Because 'this system takes every connection' }
            $options = @{ MaximumRetryCount = 0; ConnectionTimeoutSeconds = 0; OperationTimeoutSeconds = 0 }
            foreach ($key in $state.Option.Keys) { $options[$key] = $state.Option[$key] }
            $servers = @(foreach ($uri in $state.Uri) { Register-SoraServer $uri -Name "$uri" @options })
            $child = Open-Child $state -Given $servers
            Wait-State $state $child.Output | Should -BeTrue
            $servers | Unregister-SoraServer
            $child.Running.AsyncWaitHandle.WaitOne(20000) | Should -BeTrue
            $child.Shell.InvocationStateInfo.State | Should -Be 'Completed'
            @($child.Errors | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] } | Select-Object -Unique) | Should -Be 'SoraInvalidArgument'
            $child.Output[-1] | Should -BeExactly 'went on'
            Test-Release $state | Should -BeTrue
        }
    }

    Context 'afterwards' {
        It 'a server whose command was stopped serves the next one: <Name>' -ForEach @(
            foreach ($state in 'TLS handshake', 'waiting for headers', 'mid-list', '8 changes in flight') { @{ Name = $state } }
        ) {
            $state = Open-State $Name
            $left.Add($state)
            $named = @(Register-SoraServer $state.Uri -OperationTimeoutSeconds 2 -ConnectionTimeoutSeconds 0 -MaximumRetryCount 0)
            $child = Open-Child $state -Given $named
            Wait-State $state $child.Output | Should -BeTrue
            Wait-Done $ends['Ctrl+C'] $child.Shell | Should -BeTrue
            Get-FailureId { Get-SoraConnection -Server $named[0] } | Should -BeExactly 'SoraTimeout'
            $state.Requests = $state.Server.Requests.Count
            Unregister-SoraServer $named[0]
        }

        It 'no thread and no socket is left' -Skip:(-not (Test-Path -LiteralPath /proc/self/fd)) {
            function Get-Left { @{ Threads = (Get-Process -Id $PID).Threads.Count; Sockets = @([IO.Directory]::GetFiles('/proc/self/fd') | ForEach-Object { [IO.FileInfo]::new($_).LinkTarget } | Where-Object { $_ -like 'socket:*' }).Count } }
            $names = 'waiting for headers', 'half a header', 'mid-list', 'text of a refusal', 'upload', '8 changes in flight', 'one of two servers streams'
            $before = $null
            foreach ($round in 0..3) {
                foreach ($name in $names) {
                    $state = Open-State $name
                    $null = Invoke-Ending $state 'a closing runspace'
                    $null = Test-Release $state
                    Close-State $state
                }
                # The first round fills pools.
                if (-not $before) { $before = Get-Left }
            }
            Wait-Until { (Get-Left).Sockets -le $before.Sockets } | Should -BeTrue
            # 21 commands were stopped since; the pools may breathe.
            Wait-Until { (Get-Left).Threads -le $before.Threads + 15 } | Should -BeTrue
        }

        It 'Ctrl+C at a terminal ends a script: <_>' -Skip:(-not $interrupts) -ForEach 'mid-list', '8 changes in flight' {
            $state = Open-State $_
            $left.Add($state)
            $text = "& { $(Get-StateScript $state) } '$($state.Uri)' @{}"
            $start = [Diagnostics.ProcessStartInfo]::new($powershell)
            foreach ($argument in '-NoProfile', '-Command', $text) { $start.ArgumentList.Add($argument) }
            $start.RedirectStandardOutput = $start.RedirectStandardError = $true
            $process = [Diagnostics.Process]::Start($start)
            try {
                $output, $errors = $process.StandardOutput.ReadToEndAsync(), $process.StandardError.ReadToEndAsync()
                $state.Server.WaitForRequests($state.Requests, 60000) | Should -BeTrue
                & /bin/kill -INT $process.Id
                $state.Server.WaitForAllClosed() | Should -BeTrue
                $process.WaitForExit(20000) | Should -BeTrue
                $output.Result | Should -Not -Match 'went on'
                $errors.Result | Should -BeNullOrEmpty
            }
            finally {
                if (-not $process.HasExited) { $process.Kill() }
                $process.Dispose()
            }
        }

        It 'nothing more arrives at any server, and every connection is closed' {
            foreach ($state in $left) {
                if ($state.Server -is [SoraPS.TestServers.FullBacklogListener]) {
                    $state.Server.CountConnectionsWithData() | Should -Be 0
                    continue
                }
                foreach ($server in @($state.Server, $state.Other) | Where-Object { $_ }) { $server.WaitForAllClosed() | Should -BeTrue -Because $state.Name }
                if ($state.Server -is [SoraPS.TestServers.NonReadingServer]) { $state.Server.Received | Should -BeLessThan 8MB }
                # A pipeline that ends itself may do so before the other of two servers was asked.
                else { $state.Server.Requests.Count | Should -BeLessOrEqual $state.Requests -Because $state.Name }
            }
        }

        It 'no task is left with an exception that nobody saw' {
            foreach ($round in 1..3) {
                [GC]::Collect()
                [GC]::WaitForPendingFinalizers()
                Start-Sleep -Milliseconds 50
            }
            [SoraPS.Tests.Unobserved]::Seen | Should -BeNullOrEmpty
        }
    }
}
