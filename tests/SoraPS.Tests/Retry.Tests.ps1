[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'Changes.ps1')
    $changing = @((Get-Change).Command) + 'Invoke-SoraApi with a body', 'Invoke-SoraApi without one', 'Invoke-SoraApi -Raw'
}

Describe 'Retries, as the server sees them' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        . (Join-Path $PSScriptRoot 'Changes.ps1')
        $list = ConvertTo-ListAnswer (Get-ConnectionJson sora a), (Get-ConnectionJson sora b)
        $change = ConvertTo-Answer '{"channel_id":"sora","connection_id":"a"}'
        $empty = ConvertTo-Answer '[]'
        $busy = ConvertTo-Answer 'busy' 503
        $close = [SoraPS.TestServers.ServerStep]::Close
        $pause = [SoraPS.TestServers.ServerStep]::VaryingPause

        function Open-Server([SoraPS.TestServers.ServerStep[]] $Answer, [int] $RetryCount = 2) {
            $made = [SoraPS.TestServers.RawServer]::new($Answer)
            $null = Register-SoraServer $made.Uri -Name raw -RetryIntervalSec 0 -MaximumRetryCount $RetryCount -Default -Force
            $made
        }

        function ConvertTo-BusyAnswer([string] $RetryAfter, [int] $Status = 503) { "HTTP/1.1 $Status X`r`nretry-after: $RetryAfter`r`ncontent-length: 0`r`n`r`n" }

        # Sends a change that has this in it.
        function Invoke-Change([string] $What, [string] $Id) {
            switch ($What) {
                'Invoke-SoraApi with a body' { Invoke-SoraApi Soak_20260101.Change @{ channel_id = $Id } }
                'Invoke-SoraApi without one' { Invoke-SoraApi "Soak_20260101.$Id" }
                'Invoke-SoraApi -Raw' { Invoke-SoraApi "Soak_20260101.$Id" -Raw }
                default {
                    $least = Get-Least (Get-Change $What) $Id
                    & $What @least
                }
            }
        }
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        foreach ($name in 'server', 'other') { if (Test-Path "variable:$name") { (Get-Variable $name -ValueOnly).Dispose() } }
    }

    It '<Text>: no change arrives twice, no list writes an object twice' -ForEach @(
        @{ Text = 'one after another'; Throttle = 1 }
        @{ Text = 'eight at once'; Throttle = 8 }
    ) {
        $count = 300
        $server = [SoraPS.TestServers.FaultInjectingServer]::new(7 + $Throttle, 2 * $count, 0)
        $null = Register-SoraServer $server.Uri -Name unreliable -RetryIntervalSec 0
        $failure = $null
        $done = @(1..$count | ForEach-Object { [pscustomobject]@{ channel_id = 'soak'; connection_id = "C$_" } } |
                Disconnect-SoraConnection -ThrottleLimit $Throttle -ErrorAction SilentlyContinue -ErrorVariable failure)
        $done.Count + $failure.Count | Should -Be $count
        $done | Where-Object { $_.ConnectionId -notmatch '^C\d+$' } | Should -BeNullOrEmpty
        @($done.ConnectionId | Select-Object -Unique).Count | Should -Be $done.Count
        foreach ($number in ($count + 1)..(2 * $count)) { $null = Invoke-SoraApi "Soak_20260101.Change$number" -ErrorAction SilentlyContinue }
        $server.DuplicateChanges | Should -BeNullOrEmpty
        $server.ChangesArrived | Should -BeGreaterThan $count

        $answers = [Collections.Generic.HashSet[string]]::new()
        foreach ($number in 1..100) {
            $written = @(Get-SoraConnection -ErrorAction SilentlyContinue | ForEach-Object ConnectionId)
            if ($written) {
                $answer = ($written[0] -split '-')[0]
                $answers.Add($answer) | Should -BeTrue -Because 'each answer is written once'
                $written | Should -Be @(0..($written.Count - 1) | ForEach-Object { "$answer-$_" })
            }
        }
        $answers.Count | Should -BeGreaterThan 30
    }

    It 'a change arrives once, <What>: <Command>' -ForEach @(
        foreach ($command in $changing) {
            # .NET itself repeats a request where it thinks that a connection kept alive was closed before: it must not think so of ours.
            @{ Command = $command; What = 'on a connection kept alive that is closed on its receipt'; Answer = ''; Then = 'Close' }
            @{ Command = $command; What = 'on a connection kept alive that is reset on its receipt'; Answer = ''; Then = 'Reset' }
            @{ Command = $command; What = 'answered with 503'; Then = ''; Answer = "HTTP/1.1 503 X`r`nretry-after: 0`r`ncontent-length: 0`r`n`r`n" }
            @{ Command = $command; What = 'answered with half a head'; Answer = "HTTP/1.1 200 X`r`nconte"; Then = 'Close' }
        }
    ) {
        $server = Open-Server $empty, (ConvertTo-ServerStep $Answer $Then), $change -RetryCount 5
        $null = Get-SoraConnection
        Get-FailureId { Invoke-Change $Command Unique } | Should -HaveCount 1
        @($server.Requests | Where-Object { $_.Target -ne 'Sora_20201013.ListConnections' }) | Should -HaveCount 1
        $server.Requests.Count | Should -Be 2
        $server.OpenConnections | Should -BeLessOrEqual 1
    }

    It 'a change that cannot have arrived is repeated, unless the table says never: <Command>, <Repeatable>' -ForEach @(
        foreach ($change in Get-Change) { @{ Command = $change.Command; Repeatable = $change.Operations[-1].IsRepeatable } }
    ) {
        $null = Register-SoraServer ([SoraPS.TestServers.RawServer]::ClosedPort()) -Name nobody -RetryIntervalSec 0 -MaximumRetryCount 3
        $least = Get-Least (Get-Change $Command) Unique
        $lines = @(& { & $Command @least -Verbose -ErrorAction SilentlyContinue } 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] -and "$_" -match '^Sora_\S+ nobody: ' })
        $lines.Count | Should -Be $(if ($Repeatable) { 4 } else { 1 })
    }

    It 'a list on a connection that is closed as it arrives is repeated, and written once: <_>' -ForEach 'Close', 'Reset' {
        $server = Open-Server $empty, ([SoraPS.TestServers.ServerStep]::$_), $list
        $null = Get-SoraConnection
        (Get-SoraConnection).ConnectionId | Should -Be 'a', 'b'
        $server.Requests.Count | Should -Be 3
    }

    It 'a server that closes while the next request is on its way loses no list and does no change twice' {
        # As a server does whose time for an idle connection is just over: sometimes before the request, sometimes with it, sometimes after.
        $server = Open-Server ([SoraPS.TestServers.ServerStep]::Sequence((ConvertTo-ListAnswer (Get-ConnectionJson sora a)), $pause, $close))
        foreach ($number in 1..60) { (Get-SoraConnection).ConnectionId | Should -BeExactly 'a' }
        $server.Dispose()
        $server = Open-Server ([SoraPS.TestServers.ServerStep]::Sequence($change, $pause, $close))
        $failure = $null
        $done = @(1..60 | ForEach-Object { [pscustomobject]@{ channel_id = 'sora'; connection_id = "unique-$_-" } } |
                Disconnect-SoraConnection -ThrottleLimit 1 -ErrorAction SilentlyContinue -ErrorVariable failure)
        $done.Count + $failure.Count | Should -Be 60
        $failure | ForEach-Object { $_.FullyQualifiedErrorId | Should -BeLike 'SoraConnectionFailed,*' }
        $server.Requests | Group-Object { $_.Body } | Where-Object Count -GT 1 | Should -BeNullOrEmpty
        $server.Requests.Count | Should -BeGreaterOrEqual $done.Count
    }

    It 'nothing that was not sent is lost: a redirect is followed once, and what it led to is not repeated' {
        $other = [SoraPS.TestServers.RawServer]::new([SoraPS.TestServers.ServerStep[]] ($close, $change))
        $server = Open-Server "HTTP/1.1 307 X`r`nlocation: $($other.Uri)`r`ncontent-length: 0`r`n`r`n" -RetryCount 5
        Get-FailureId { Disconnect-SoraChannel sora } | Should -BeExactly 'SoraConnectionFailed'
        $server.Requests.Count, $other.Requests.Count | Should -Be 1, 1
    }

    It 'a list is not repeated once an object was written' {
        $server = Open-Server ([SoraPS.TestServers.ServerStep]::Sequence("HTTP/1.1 200 X`r`ncontent-length: 9000`r`n`r`n[$(Get-ConnectionJson sora a),", [SoraPS.TestServers.ServerStep]::WaitForSignal, $close)), $list -RetryCount 5
        $written = [Collections.Generic.List[string]]::new()
        Get-FailureId { Get-SoraConnection | ForEach-Object { $written.Add($_.ConnectionId); $server.Signal() } } | Should -BeExactly 'SoraIncomplete'
        $written | Should -Be 'a'
        $server.Requests.Count | Should -Be 1
    }

    It 'a list that ends before its first object is not repeated: <_>' -ForEach 'HTTP/1.1 200 X', 'HTTP/1.1 400 X', 'HTTP/1.1 500 X', 'HTTP/1.1 401 X', 'HTTP/1.1 301 X' {
        $server = Open-Server (ConvertTo-ServerStep "$_`r`ncontent-length: 9`r`n`r`n" Close), $list
        Get-FailureId { Get-SoraConnection } | Should -HaveCount 1
        $server.Requests.Count | Should -Be 1
    }

    It 'a timeout is not repeated, nor is a certificate that is refused' {
        $server = [SoraPS.TestServers.RawServer]::new([SoraPS.TestServers.ServerStep]::WaitForDisconnect)
        $null = Register-SoraServer $server.Uri -OperationTimeoutSeconds 1 -RetryIntervalSec 0 -MaximumRetryCount 5
        Get-FailureId { Get-SoraConnection } | Should -BeExactly 'SoraTimeout'
        $server.Requests.Count | Should -Be 1
        $other = [SoraPS.TestServers.RawServer]::new([SoraPS.TestServers.Certificates]::SelfSigned(), [string[]] $list)
        $null = Register-SoraServer $other.Uri -RetryIntervalSec 3600 -MaximumRetryCount 5 -Default
        Get-FailureId { Get-SoraConnection } | Should -BeExactly 'SoraCertificateError' -Because 'otherwise it would wait an hour'
    }

    It 'a list is repeated <Retries> times with -MaximumRetryCount <Retries>' -ForEach @{ Retries = 0 }, @{ Retries = 1 }, @{ Retries = 100 } {
        $server = Open-Server $busy -RetryCount $Retries
        Get-FailureId { Get-SoraConnection } | Should -BeExactly 'SoraHttpError'
        $server.Requests.Count | Should -Be (1 + $Retries)
        $server.Dispose()
        $null = Register-SoraServer $server.Uri -RetryIntervalSec 0 -MaximumRetryCount $Retries -Default
        Get-FailureId { Get-SoraConnection; Disconnect-SoraChannel sora } | Should -Be 'SoraConnectionFailed', 'SoraConnectionFailed'
    }

    It 'waits as long as the server asks for in seconds, on <_>' -ForEach 429, 503 {
        $server = Open-Server (ConvertTo-BusyAnswer 1 $_), $list
        $clock = [Diagnostics.Stopwatch]::StartNew()
        Get-SoraConnection | Should -HaveCount 2
        $clock.ElapsedMilliseconds | Should -BeGreaterOrEqual 950
        $server.Requests.Count | Should -Be 2
    }

    It 'waits until the date that the server names' {
        $server = Open-Server (ConvertTo-BusyAnswer ([datetime]::UtcNow.AddSeconds(4).ToString('r'))), $list
        $clock = [Diagnostics.Stopwatch]::StartNew()
        Get-SoraConnection | Should -HaveCount 2
        $clock.ElapsedMilliseconds | Should -BeGreaterThan 500
    }

    It 'does not wait for what is no time to wait: <_>' -ForEach '0', '-5', '1e9', 'soon', '99999999999999999999999', 'Thu, 01 Jan 2015 00:00:00 GMT', '' {
        $server = Open-Server (ConvertTo-BusyAnswer $_ 429), $list
        Get-SoraConnection | Should -HaveCount 2
        $server.Requests.Count | Should -Be 2
    }

    It 'ends at once while it waits, and sends nothing more: <Text>' -ForEach @(
        @{ Text = 'its own hour'; Arguments = '-RetryIntervalSec 3600'; After = '0' }
        @{ Text = 'the half minute that the server may ask for'; Arguments = '-RetryIntervalSec 0'; After = '86400' }
        @{ Text = 'until a date'; Arguments = '-RetryIntervalSec 0'; After = 'Fri, 01 Jan 2100 00:00:00 GMT' }
    ) {
        $server = [SoraPS.TestServers.RawServer]::new([string[]] ((ConvertTo-BusyAnswer $After), $list))
        $stopped = Invoke-Stopped "`$null = Register-SoraServer '$($server.Uri)' $Arguments; Get-SoraConnection" $server
        $stopped.Arrived, $stopped.State | Should -Be $true, 'Stopped'
        $stopped.Output + $stopped.Errors | Should -BeNullOrEmpty
        $server.Requests.Count | Should -Be 1
    }

    It 'a server that is removed while it waits ends with an error' {
        $server = [SoraPS.TestServers.RawServer]::new([string[]] ((ConvertTo-BusyAnswer 86400), $list))
        $named = Register-SoraServer $server.Uri -RetryIntervalSec 3600
        $shell = [powershell]::Create().AddScript("param(`$server) Import-Module '$modulePath'; Get-SoraConnection -Server `$server").AddArgument($named)
        try {
            $running = $shell.BeginInvoke()
            $server.WaitForRequests(1) | Should -BeTrue
            Unregister-SoraServer $named
            $running.AsyncWaitHandle.WaitOne(20000) | Should -BeTrue
            $shell.Streams.Error[0].FullyQualifiedErrorId | Should -BeLike 'SoraInvalidArgument,*'
        }
        finally { $shell.Dispose() }
    }

    It 'several servers side by side retry on their own' {
        $server = [SoraPS.TestServers.RawServer]::new([string[]] ($busy, $busy, $list))
        $other = [SoraPS.TestServers.RawServer]::new([string[]] ((ConvertTo-BusyAnswer 1), $list))
        $fine = [SoraPS.TestServers.RawServer]::new([string[]] $list)
        try {
            $servers = @(
                Register-SoraServer $server.Uri -Name impatient -RetryIntervalSec 0 -MaximumRetryCount 2
                Register-SoraServer $other.Uri -Name patient -RetryIntervalSec 0 -MaximumRetryCount 1
                Register-SoraServer $fine.Uri -Name fine -MaximumRetryCount 0
                Register-SoraServer ([SoraPS.TestServers.RawServer]::ClosedPort()) -Name nobody -RetryIntervalSec 0 -MaximumRetryCount 3
            )
            $failure = $null
            $written = Get-SoraConnection -Server $servers -ErrorAction SilentlyContinue -ErrorVariable failure
            $written | Group-Object Server | ForEach-Object { "$($_.Name) $($_.Count)" } | Sort-Object | Should -Be 'fine 2', 'impatient 2', 'patient 2'
            $failure.FullyQualifiedErrorId | Should -BeLike 'SoraConnectionFailed,*'
            $server.Requests.Count, $other.Requests.Count, $fine.Requests.Count | Should -Be 3, 2, 1
        }
        finally { $fine.Dispose() }
    }
}
