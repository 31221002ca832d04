[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Few cases from one seed in every run. SORAPS_STRESS=<number> makes it many (a twentieth of that number) from a seed of its own, which a
# failure names and SORAPS_SEED takes again.
Describe 'Odd arguments and answers' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $count = if ($env:SORAPS_STRESS) { [math]::Max(1, [int] $env:SORAPS_STRESS / 20) } else { 200 }
        $seed = if ($env:SORAPS_SEED) { [int] ([uint64] $env:SORAPS_SEED % [int]::MaxValue) } elseif ($env:SORAPS_STRESS) { Get-Random } else { 20151104 }
        $promised = [Enum]::GetNames([SoraPS.SoraError])
        $binder = 'CannotConvertArgument', 'CannotConvertArgumentNoMessage', 'ParameterArgumentTransformationError', 'ParameterArgumentValidationError', 'ParameterArgumentValidationErrorNullNotAllowed',
        'ParameterArgumentValidationErrorEmptyStringNotAllowed', 'ParameterArgumentValidationErrorEmptyArrayNotAllowed', 'InputObjectNotBound', 'MissingMandatoryParameter', 'InputObjectMissingMandatory', 'ScriptBlockArgumentNoInput', 'AmbiguousParameterSet'

        # Runs a script with the words of Common.ps1, Changes.ps1 and Fuzz.Common.ps1 in a runspace of its own, so that a case that hangs is named.
        function Invoke-Fuzz([scriptblock] $Script, [hashtable] $With) {
            $state = [hashtable]::Synchronized(@{ Case = 'none'; Failures = [Collections.ArrayList]::new(); Outcomes = @{} })
            $shell = [powershell]::Create()
            try {
                $null = $shell.AddScript(". '$PSScriptRoot/Common.ps1'; . '$PSScriptRoot/Changes.ps1'; . '$PSScriptRoot/Fuzz.Common.ps1'").AddStatement().AddScript("param(`$Seed, `$Count, `$State, `$With, `$Allowed) $Script")
                $null = $shell.AddParameters(@{ Seed = $seed; Count = $count; State = $state; With = $With; Allowed = $promised + $binder })
                $running = $shell.BeginInvoke()
                $ended = $running.AsyncWaitHandle.WaitOne(120000 + 100 * $count)
                $ended | Should -BeTrue -Because "seed $seed hangs at $($state.Case)"
                $null = $shell.EndInvoke($running)
                $state.Failures | Select-Object -First 5 | Should -BeNullOrEmpty -Because "SORAPS_SEED=$seed"
                $state.Outcomes
            }
            finally { $shell.Dispose() }
        }
    }

    It 'end in output, in one of the nine errors or in one of the binder, and never in another request than was asked for' {
        $outcomes = Invoke-Fuzz {
            $list = [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-ListAnswer (Get-ConnectionJson sora a)))
            $change = [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-Answer '{"channel_id":"sora"}'))
            $random = [Random]::new($Seed)
            $fixed = @{
                'Get-SoraConnection' = @{}; 'Get-SoraSession' = @{}; 'Get-SoraRecording' = @{}; 'Get-SoraMode' = @{}; 'Get-SoraLicense' = @{}; 'Get-SoraServerStats' = @{}; 'Get-SoraConnectionStats' = @{}; 'Get-SoraRtcStats' = @{}
                'Measure-SoraConnection' = @{ Interval = 0.05 }; 'Get-SoraClusterNode' = @{}; 'Get-SoraClusterChannel' = @{}; 'Get-SoraNotifyMetadata' = @{ ChannelId = 'sora' }; 'Test-SoraServer' = @{}; 'Get-SoraOperation' = @{}; 'Invoke-SoraApi' = @{ Target = 'Sora_20990101.X' }
                'Register-SoraServer' = @{ Uri = 'http://127.0.0.1:1/' }; 'Get-SoraServer' = @{}; 'Unregister-SoraServer' = @{ Name = 'none' }; 'Set-SoraServer' = @{ Name = 'none' }; 'Start-SoraSimulator' = @{}
                'Get-SoraForwardingFilter' = @{ ChannelId = 'sora' }; 'Get-SoraAudioStreamingPush' = @{ ChannelId = 'sora' }; 'New-SoraForwardingRule' = @{ Field = 'client_id'; In = 'a' }; 'Stop-SoraSimulator' = @{ Simulator = 'none' }
            }
            foreach ($one in Get-Change) { $fixed[$one.Command] = Get-Least $one sora }
            # -Credential asks the user; what comes of the common parameters is the engine's.
            $common = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters + 'Credential', 'ProxyCredential'
            $parameters = foreach ($command in Get-Command -Module SoraPS | Where-Object Name -In $fixed.Keys | Sort-Object Name) {
                foreach ($name in $command.Parameters.Keys | Sort-Object | Where-Object { $_ -notin $common }) { , @($command.Name, $name) }
            }
            foreach ($number in 1..$Count) {
                $command, $name = $parameters[$random.Next($parameters.Count)]
                $mode = ('command line', 'value', 'property')[$random.Next(3)]
                $value = Get-OddValue $random
                $State.Case = "number ${number}: $command -$name by $mode, $(if ($null -ne $value) { $value.GetType() })"
                [IO.File]::WriteAllText("$root/out/fuzz.txt", "seed $Seed, $($State.Case)")
                $null = Register-SoraServer $(if ($command -like 'Get-*') { $list.Uri } else { $change.Uri }) -Name fuzz -MaximumRetryCount 0 -Default -Force
                $arguments = $fixed[$command].Clone()
                $arguments.Remove($name)
                $before = $list.Requests.Count, $change.Requests.Count
                $records = @()
                try {
                    $records = @(switch ($mode) {
                            'command line' { $arguments[$name] = $value; & $command @arguments 2>&1 }
                            'value' { , $value | & $command @arguments 2>&1 }
                            'property' { [pscustomobject]@{ $name = $value } | & $command @arguments 2>&1 }
                        })
                }
                catch { $records = @($_) }
                foreach ($record in $records) {
                    $id = if ($record -is [Management.Automation.ErrorRecord]) { ($record.FullyQualifiedErrorId -split ',')[0] } else { 'output' }
                    $State.Outcomes[$id] = 1 + $State.Outcomes[$id]
                    # The last comes from the binder when it wants to say that it cannot convert an object whose ToString fails; then it names no command.
                    if ($id -ne 'output' -and $id -notin $Allowed -and $record.FullyQualifiedErrorId -cne 'MethodExceptionNullFormatProvider') {
                        $null = $State.Failures.Add("$($State.Case): $($record.FullyQualifiedErrorId): $($record.Exception.GetType()): $record")
                    }
                    if ($record -is [IDisposable]) { $record.Dispose() }
                }
                $texts = @('sora'; Get-Text $value)
                foreach ($request in @($list.Requests | Select-Object -Skip $before[0]) + @($change.Requests | Select-Object -Skip $before[1]) | Where-Object Body) {
                    try {
                        $body = [Text.Json.JsonDocument]::Parse($request.Body, [Text.Json.JsonDocumentOptions]@{ MaxDepth = 1000 }).RootElement
                        if ($command -eq 'Invoke-SoraApi') { continue }
                        foreach ($id in $body.EnumerateObject() | Where-Object Name -Like '*_id') {
                            if ($id.Value.GetString() -cnotin $texts) { $null = $State.Failures.Add("$($State.Case): $($id.Name) is $($id.Value)") }
                        }
                    }
                    catch { $null = $State.Failures.Add("$($State.Case): $_, $($request.Body)") }
                }
                Get-SoraServer | Unregister-SoraServer
            }
            $list.Dispose()
            $change.Dispose()
        }
        $outcomes.Keys | Should -Contain 'output'
        foreach ($id in 'SoraInvalidArgument', 'CannotConvertArgument', 'ParameterArgumentTransformationError', 'ParameterArgumentValidationError', 'InputObjectNotBound') { $outcomes.Keys | Should -Contain $id }
    }

    It 'end in objects that every view can show, or in one of the nine errors' {
        # Of three sorts, so that what comes of the others does not depend on how many are documented.
        $documented = (Get-Content (Join-Path $root 'tests/data/exchanges.json') -Raw | ConvertFrom-Json).exchanges.response.body
        $sorts = @(foreach ($body in $documented) { ConvertTo-Json $body -Depth 10 -Compress }),
        @('{"error_type":"InvalidJSON","error_reason":[{"invalid":"data","schema":{"$id":"x"},"data":"channel_id","path":[]}]}'),
        @('[{"channel_id":"a","client_id":"b","connection_id":"c","role":"recvonly","audio":true,"video":{"codec_type":"VP9","x":1},"event_metadata":{"a":[1,{"b":"c"}]},"created_timestamp":"2022-01-18T01:25:39.980509Z","future":{"a":1}}]')
        $outcomes = Invoke-Fuzz -With @{ Sorts = $sorts } {
            $Count = [math]::Ceiling($Count / 4)
            $answers = foreach ($number in 1..$Count) { $random = [Random]::new($Seed + $number); Get-OddAnswer $random $With.Sorts[$random.Next(3)] }
            $script = foreach ($answer in $answers) { , (ConvertTo-Answer $answer $(if ($answer -like '{"error*') { 400 } else { 200 })) * 3 }
            $server = Open-RawServer $script
            foreach ($number in 1..$Count) {
                $State.Case = "number ${number}: $($answers[$number - 1])"
                foreach ($attempt in { Get-SoraConnection }, { Invoke-SoraApi Sora_20990101.X }, { Disconnect-SoraConnection sora a }) {
                    $records = @()
                    try { $records = @(& $attempt 2>&1) } catch { $records = @($_) }
                    foreach ($record in $records) {
                        $id = if ($record -is [Management.Automation.ErrorRecord]) { ($record.FullyQualifiedErrorId -split ',')[0] } else { 'output' }
                        $State.Outcomes[$id] = 1 + $State.Outcomes[$id]
                        if ($id -ne 'output' -and $id -notin $Allowed) { $null = $State.Failures.Add("$($State.Case): $($record.FullyQualifiedErrorId): $record") }
                    }
                    try { $null = $records | Format-Table | Out-String; $null = $records | Format-List | Out-String }
                    catch { $null = $State.Failures.Add("$($State.Case): cannot be shown: $_") }
                }
                if ($server.Requests.Count -ne 3 * $number) { throw "$($server.Requests.Count) requests after $($State.Case)" }
            }
            $server.Dispose()
            Get-SoraServer | Unregister-SoraServer
        }
        foreach ($id in 'output', 'SoraApiError', 'SoraHttpError', 'SoraInvalidResponse') { $outcomes.Keys | Should -Contain $id }
    }
}

Describe 'What odd arguments and answers have brought to light' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        # Windows PowerShell cannot say.
        $allocated = { if ($PSVersionTable.PSEdition -eq 'Core') { [GC]::GetTotalAllocatedBytes() } else { 0 } }
        function Get-SelfContaining { $self = [object[]]::new(1); $self[0] = $self; , $self }
        function Get-WithoutText { $bad = [pscustomobject]@{}; $bad | Add-Member ScriptMethod ToString { throw 'no text' } -Force; $bad }
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:server) { $server.Dispose() }
    }

    It 'refuses <Text> before any request' -ForEach @(
        @{ Text = 'a pattern that is none'; Attempt = { Get-SoraServer '[' } }
        @{ Text = 'a list of servers that contains itself'; Attempt = { Get-SoraConnection -Server (Get-SelfContaining) } }
        @{ Text = 'half a character in a reason'; Attempt = { Disconnect-SoraChannel sora -Reason @{ a = [string] [char] 0xd800 } } }
        @{ Text = 'half a character in a name'; Attempt = { Invoke-SoraApi X_20990101.X @{ ([string] [char] 0xdc00) = 1 } } }
        @{ Text = 'half a character alone'; Attempt = { Invoke-SoraApi X_20990101.X @{ a = [char] 0xd800 } } }
        @{ Text = 'XML'; Attempt = { Invoke-SoraApi X_20990101.X ([xml] '<a b="1">t<c/></a>') } }
        @{ Text = 'what doubles with each level'; Attempt = { $twice = @{}; foreach ($level in 1..50) { $twice = @{ a = $twice; b = $twice } }; Invoke-SoraApi X_20990101.X $twice } }
        @{ Text = 'a list that never ends'; Attempt = { Invoke-SoraApi X_20990101.X @{ a = [Linq.Enumerable]::Range(0, [int]::MaxValue) } } }
        @{ Text = 'a list that breaks off'; Attempt = { Invoke-SoraApi X_20990101.X ([Linq.Enumerable]::Select([int[]] (1, 0), [Func[int, int]] { param($n) [int] (1 / $n) })) } }
        @{ Text = 'what has no text as a server'; Attempt = { Unregister-SoraServer (Get-WithoutText) } }
        @{ Text = 'what has no text as a simulator'; Attempt = { Get-WithoutText | Stop-SoraSimulator } }
        @{ Text = 'what has no text as a header'; Attempt = { Register-SoraServer http://127.0.0.1:1/ -Headers @{ a = Get-WithoutText } } }
        @{ Text = 'what has no text as a header''s name'; Attempt = { Register-SoraServer http://127.0.0.1:1/ -Headers @{ (Get-WithoutText) = 'a' } } }
        @{ Text = 'an address without an end'; Attempt = { Register-SoraServer ('x ' * 50000) } }
    ) {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"sora"}')
        $before = & $allocated
        Get-FailureId $Attempt | Should -BeExactly 'SoraInvalidArgument'
        (& $allocated) - $before | Should -BeLessThan 500MB
        $server.Requests.Count | Should -Be 0
    }

    It 'reads an object in which names come again and again' {
        $names = -join (1..100000 | ForEach-Object { "`"k$_`":$_," })
        $again = '"k100000":0,' * 400000
        $server = Open-RawServer (ConvertTo-Answer "{`"a`":1,`"A`":2,$names$again`"k1`":3}")
        # Looked for one by one, this would be 40 billion comparisons.
        $read = Invoke-SoraApi Sora_20990101.X
        $read.Count | Should -Be 100002
        $read['k1'], $read['k100000'], $read['A'] | Should -Be 3, 0, 2
        @($read.Keys)[2] | Should -BeExactly 'k1'
    }

    It 'shows the deepest value that is read' {
        $deep = ('{"a":' * 509) + '1' + ('}' * 509)
        $server = Open-RawServer (ConvertTo-ListAnswer (Get-ConnectionJson sora a -More ",`"event_metadata`":$deep")), (ConvertTo-Answer $deep), (ConvertTo-Answer "{`"error_type`":`"X`",`"error_reason`":$deep}" 400)
        Get-SoraConnection | Format-List | Out-String | Should -Match 'sora'
        $at, $levels = (Invoke-SoraApi Sora_20990101.X), 0
        while ($at -isnot [long]) { $at, $levels = $at.a, ($levels + 1) }
        $levels | Should -Be 509
        Get-FailureId { Get-SoraConnection } | Should -BeExactly 'SoraApiError'
    }
}
