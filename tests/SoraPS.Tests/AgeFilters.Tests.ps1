[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingPositionalParameters', '', Justification = 'The functions of the suite read as a table.')]
param()

# Tests DurationTransformationAttribute, AgeRange and DurationCompleter.

BeforeDiscovery {
    $refused = @(
        @{ Text = '12'; Value = 12 }
        @{ Text = "'12'"; Value = '12' }
        @{ Text = '12.5'; Value = 12.5 }
        @{ Text = '2d in an expression'; Value = 2d }
        @{ Text = '[char] 5'; Value = [char] '5' }
        @{ Text = '24:00'; Value = '24:00' }
        @{ Text = '30:00:00'; Value = '30:00:00' }
        @{ Text = '1.12:00:00'; Value = '1.12:00:00' }
        @{ Text = '0'; Value = 0 }
        @{ Text = '0s'; Value = '0s' }
        @{ Text = 'a TimeSpan of zero'; Value = [timespan]::FromHours($null) }
        @{ Text = 'a negative TimeSpan'; Value = [timespan]::FromHours(-1) }
        @{ Text = '-5h'; Value = '-5h' }
        @{ Text = 'h'; Value = 'h' }
        @{ Text = '1.5h'; Value = '1.5h' }
        @{ Text = '12h1d'; Value = '12h1d' }
        @{ Text = '1d1d'; Value = '1d1d' }
        @{ Text = '8 hours'; Value = '8 hours' }
        @{ Text = 'digits of another script'; Value = ([char] 0xFF18) + 'h' }
        @{ Text = 'too long'; Value = '99999999d' }
        @{ Text = 'no number at all'; Value = '99999999999999999999d' }
        @{ Text = '$null'; Value = $null }
        @{ Text = "''"; Value = '' }
        @{ Text = "' '"; Value = ' ' }
        @{ Text = '@()'; Value = @() }
        @{ Text = 'two'; Value = @('8h', '9h') }
        @{ Text = 'a date'; Value = [datetime]::Now }
        @{ Text = '$true'; Value = $true }
        @{ Text = 'a hashtable'; Value = @{ Hours = 8 } }
    )
}

Describe '-OlderThan and -NewerThan' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        # A connection of an age, in seconds; without one, of unknown age.
        function Get-Aged([string] $Channel, [string] $Connection, $Seconds) {
            $time = if ($null -ne $Seconds) { ',"created_time":' + ([DateTimeOffset]::UtcNow.AddSeconds(-$Seconds).ToUnixTimeMilliseconds() * 1000) }
            '{"channel_id":"' + $Channel + '","client_id":"x","connection_id":"' + $Connection + '","role":"recvonly"' + $time + '}'
        }
        $hour = 3600
        $ages = ConvertTo-ListAnswer (Get-Aged old o3 (72 * $hour)), (Get-Aged old o0 5), (Get-Aged mid m1 (36 * $hour + 60)), (Get-Aged new n1 (2 * $hour)), (Get-Aged none u $null), (Get-Aged ahead f (-$hour))
        function Get-Found([string] $Arguments) { @(& ([scriptblock]::Create("Get-SoraConnection $Arguments")) | ForEach-Object ConnectionId) -join ' ' }
    }
    BeforeEach { $server = Open-RawServer $ages }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'refuse <Text>, and send nothing' -ForEach $refused {
        foreach ($command in 'Get-SoraConnection', 'Get-SoraChannel') {
            foreach ($parameter in 'OlderThan', 'NewerThan') {
                $arguments = @{ $parameter = $Value }
                $record = $null
                try { & $command @arguments }
                catch { $record = $_ }
                $record.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*' -Because "$command -$parameter"
                "$record" | Should -Match "-$parameter 8h"
            }
        }
        $server.Requests.Count | Should -Be 0
    }

    It 'find by age, and never what has no age: <Arguments>' -ForEach @(
        @{ Arguments = '-OlderThan 2d'; Found = 'o3' }
        @{ Arguments = '-OlderThan:2d'; Found = 'o3' }
        @{ Arguments = "-OlderThan '1d12h'"; Found = 'o3 m1' }
        @{ Arguments = '-OlderThan 1d12h'; Found = 'o3 m1' }
        @{ Arguments = '-OlderThan 36H'; Found = 'o3 m1' }
        @{ Arguments = "-OlderThan '1d 12h 00m'"; Found = 'o3 m1' }
        @{ Arguments = '-OlderThan 90m'; Found = 'o3 m1 n1' }
        @{ Arguments = '-OlderThan 1s'; Found = 'o3 o0 m1 n1' }
        @{ Arguments = '-OlderThan ([timespan]::FromDays(2))'; Found = 'o3' }
        @{ Arguments = '-OlderThan (New-TimeSpan -Days 2)'; Found = 'o3' }
        @{ Arguments = '-OlderThan 9999d'; Found = '' }
        @{ Arguments = '-OlderThan ([timespan]::MaxValue)'; Found = '' }
        @{ Arguments = '-NewerThan ([timespan]::MaxValue)'; Found = 'o3 o0 m1 n1 f' }
        @{ Arguments = '-NewerThan 90m'; Found = 'o0 f' }
        @{ Arguments = '-NewerThan 45s'; Found = 'o0 f' }
        @{ Arguments = '-OlderThan 1h -NewerThan 2d'; Found = 'm1 n1' }
        @{ Arguments = '-OlderThan 2d -Role sendonly'; Found = '' }
    ) {
        Get-Found $Arguments | Should -BeExactly $Found
        $server.Requests.Count | Should -Be 1
        $server.Requests[0].Body | Should -BeNullOrEmpty
    }

    It 'count from one moment for the whole list' {
        $server.Dispose()
        $raw = [SoraPS.TestServers.RawServer]
        # Two seconds too young when the list is requested, and old enough when the second connection arrives.
        $young = Get-Aged sora young ($hour - 2)
        $server = Open-RawServer ([SoraPS.TestServers.ServerStep]::Sequence(
                $raw::Head(200, [string[]] 'connection: close') + "[$(Get-Aged sora old (2 * $hour))", [SoraPS.TestServers.ServerStep]::WaitForSignal, ",$young]", [SoraPS.TestServers.ServerStep]::Close))
        $found = Get-SoraConnection -OlderThan 1h | ForEach-Object {
            $_.ConnectionId
            Start-Sleep -Milliseconds 2500
            $server.Signal()
        }
        $found | Should -BeExactly 'old'
    }

    It 'find channels by their oldest connection, and count all of it: <Arguments>' -ForEach @(
        @{ Arguments = '-OlderThan 1d'; Found = 'old2 mid1' }
        @{ Arguments = '-NewerThan 1d'; Found = 'new1 ahead1' }
        @{ Arguments = '-OlderThan 1h -NewerThan 2d'; Found = 'mid1 new1' }
        @{ Arguments = ''; Found = 'old2 mid1 new1 none1 ahead1' }
    ) {
        @(& ([scriptblock]::Create("Get-SoraChannel $Arguments")) | ForEach-Object { "$_$($_.ConnectionCount)" }) -join ' ' | Should -BeExactly $Found
    }

    It 'filter what the pipeline passes: <Kind>' -ForEach @(
        @{ Kind = 'records'; Script = '$records | Get-SoraConnection -OlderThan 2d'; Found = 'o3' }
        @{ Kind = 'channels as text'; Script = "'old', 'mid' | Get-SoraConnection -OlderThan 2d | Sort-Object ConnectionId -Unique"; Found = 'o3' }
        @{ Kind = 'channels'; Script = '$records | Get-SoraChannel -OlderThan 2d | Select-Object -First 1'; Found = 'old' }
    ) {
        $records = Get-SoraConnection
        @(& ([scriptblock]::Create($Script)) | ForEach-Object { if ($_ -is [SoraPS.SoraChannel]) { $_.ChannelId } else { $_.ConnectionId } }) -join ' ' | Should -BeExactly $Found
    }

    It 'do not bind to properties of records' {
        [pscustomobject]@{ ChannelId = 'old'; OlderThan = '2d' } | Get-SoraConnection | Should -HaveCount 6
    }

    It 'refuse a range that no age is in' -ForEach @(
        @{ Arguments = @{ OlderThan = '2d'; NewerThan = '8h' } }
        @{ Arguments = @{ OlderThan = '8h'; NewerThan = '8h' } }
    ) {
        Get-FailureId { Get-SoraConnection @Arguments } | Should -BeExactly 'SoraInvalidArgument'
        Get-FailureId { Get-SoraChannel @Arguments } | Should -BeExactly 'SoraInvalidArgument'
        $server.Requests.Count | Should -Be 0
    }

    It 'do not change the request: <Arguments>' -ForEach @(
        @{ Arguments = '' }
        @{ Arguments = 'sora' }
        @{ Arguments = '-AllNodes' }
    ) {
        $line = & ([scriptblock]::Create("Get-SoraConnection $Arguments -AsCurl"))
        & ([scriptblock]::Create("Get-SoraConnection $Arguments -OlderThan 8h -NewerThan 2d -ChannelLike a* -ClientLike b* -AsCurl")) | Should -BeExactly $line
        $server.Requests.Count | Should -Be 0
    }

    It 'are completed by examples that they take' {
        foreach ($command in 'Get-SoraConnection', 'Get-SoraChannel', 'Get-SoraSession') {
            foreach ($parameter in 'OlderThan', 'NewerThan') {
                $offered = Get-Completion "$command -$parameter "
                $offered.CompletionText | Should -Be '90m', '8h', '2d', '1d12h'
                foreach ($line in $offered.Line) { & ([scriptblock]::Create($line + ' -AsCurl')) | Should -BeLike 'curl*' }
            }
        }
        (Get-Completion 'Get-SoraChannel -OlderThan 1').CompletionText | Should -Be '1d12h'
    }
}
