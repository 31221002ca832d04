[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Invoke-SoraApi' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:server) { $server.Dispose() }
    }

    It 'sends what it is told: <Text>' -ForEach @(
        @{ Text = 'no body'; Body = $null; Sent = '' }
        @{ Text = 'a hashtable'; Body = @{ a = 1; b = @('x', $null) }; Sent = '{"a":1,"b":["x",null]}' }
        @{ Text = 'a custom object'; Body = [pscustomobject]@{ a = [pscustomobject]@{ b = 1.5 } }; Sent = '{"a":{"b":1.5}}' }
        @{ Text = 'JSON text'; Body = ' {"a": true} '; Sent = '{"a":true}' }
        @{ Text = 'a list'; Body = @(1, 2); Sent = '[1,2]' }
    ) {
        $server = Open-RawServer (ConvertTo-Answer '{"ok":1}')
        $arguments = if ($null -ne $Body) { @{ Body = $Body } } else { @{} }
        (Invoke-SoraApi Sora_20990101.Anything @arguments).ok | Should -Be 1
        $server.Requests[0].Target | Should -BeExactly 'Sora_20990101.Anything'
        if ($Sent) { Test-SameJson $server.Requests[0].Body $Sent | Should -BeTrue -Because $server.Requests[0].Body }
        else { $server.Requests[0].Headers['Content-Length'] | Should -BeExactly '0' }
    }

    It 'writes the elements of a list one by one, and any other value as it is' {
        $server = Open-RawServer (ConvertTo-Answer '[{"a":1},{"a":2}]'), (ConvertTo-Answer '"text"'), (ConvertTo-Answer '["x",2]'), ([SoraPS.TestServers.RawServer]::Head(200, [string[]] 'content-length: 0'))
        (Invoke-SoraApi X_20990101.X).a | Should -Be 1, 2
        Invoke-SoraApi X_20990101.X | Should -BeExactly 'text'
        Invoke-SoraApi X_20990101.X | Should -Be 'x', 2
        Invoke-SoraApi X_20990101.X | Should -BeNullOrEmpty
    }

    It 'writes the text as it came with -Raw' {
        $server = Open-RawServer (ConvertTo-Answer ' [ {"a": 1.50} ] ')
        Invoke-SoraApi X_20990101.X -Raw | Should -BeExactly ' [ {"a": 1.50} ] '
    }

    It 'sends records back to where they came from, whatever they contain' {
        $other = [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-Answer '{}'))
        $server = Open-RawServer (ConvertTo-Answer '[{"channel_id":"sora","connection_id":"a","server":"evil","session":"evil"}]'), (ConvertTo-Answer '{"channel_id":"sora"}')
        try {
            $raw = Get-SoraServer raw
            $null = Register-SoraServer $other.Uri -Name evil -Default
            $one = Invoke-SoraApi Sora_20201013.ListConnections -Server $raw
            $one.server | Should -BeExactly 'evil'
            $null = $one | Disconnect-SoraConnection
            $server.Requests[1].Target | Should -BeExactly 'Sora_20151104.DisconnectConnection'
            $other.Requests.Count | Should -Be 0
        }
        finally { $other.Dispose() }
    }

    It 'writes what ConvertFrom-Json makes of the same answer: <Json>' -ForEach @(
        @{ Json = '{"a":1,"b":1.5,"c":"2026-11-29T00:00:00Z","d":null,"e":true,"f":18446744073709551616}' }
        @{ Json = '{"server":"s","Server2":1,"channel_id":"c","AdditionalProperties":{"x":1},"n":{"server":1,"m":[{"k":[1,2]},"x"]}}' }
        @{ Json = '[{"a":{}},{"a":[]},{"a":[[1],[2,[3]]]}]' }
    ) {
        $server = Open-RawServer (ConvertTo-Answer $Json)
        $ours = @(Invoke-SoraApi Sora_20171218.GetLicense)
        $engine = @($Json | ConvertFrom-Json -DateKind String | ForEach-Object { $_ })
        ConvertTo-Json $ours -Depth 9 | Should -BeExactly (ConvertTo-Json $engine -Depth 9)
        ($ours | Format-List * | Out-String) | Should -BeExactly ($engine | Format-List * | Out-String)
        ($ours | Out-String) | Should -BeExactly ($engine | Out-String)
        (($ours | ConvertTo-Csv) -join "`n") | Should -BeExactly (($engine | ConvertTo-Csv) -join "`n")
        (($ours | Get-Member | Out-String)) | Should -BeExactly ($engine | Get-Member | Out-String)
        $back = { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($args[0])) | Format-List * | Out-String }
        & $back $ours | Should -BeExactly (& $back $engine)
        "$ours" | Should -BeExactly "$engine"
    } -Skip:($PSVersionTable.PSVersion -lt '7.5')

    It 'goes to no other server for a field <_> of an answer' -ForEach 'Server', 'server', 'SERVER' {
        $other = [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-Answer '{}'))
        $list, $done = (ConvertTo-Answer "[{`"channel_id`":`"good`",`"connection_id`":`"x`",`"$_`":`"evil`"}]"), (ConvertTo-Answer '{"channel_id":"good"}')
        $server = Open-RawServer $list, $done, $list, $done, (ConvertTo-Answer '[]')
        try {
            $raw = Get-SoraServer raw
            $null = Register-SoraServer $other.Uri -Name evil -Default
            $null = Invoke-SoraApi Sora_20201013.ListConnections -Server $raw | Disconnect-SoraConnection
            $kept = Invoke-SoraApi Sora_20201013.ListConnections -Server $raw | Where-Object channel_id | Select-Object -First 1
            $null = $kept | Disconnect-SoraConnection
            $null = $kept | Get-SoraConnection
            $other.Requests.Count | Should -Be 0
            $server.Requests[1].Body | Should -BeExactly '{"channel_id":"good","connection_id":"x"}'
        }
        finally { $other.Dispose() }
    }

    It 'keeps the server on objects inside objects' {
        $server = Open-RawServer (ConvertTo-Answer '{"connections":[{"channel_id":"sora","connection_id":"x"}]}'), (ConvertTo-Answer '{"channel_id":"sora"}')
        $answer = Invoke-SoraApi Sora_20231220.GetSession
        $null = Register-SoraServer http://127.0.0.1:1/ -Name other -Default
        $null = $answer.connections | Disconnect-SoraConnection
        $server.Requests.Count | Should -Be 2
    }

    It 'keeps it, too, in objects that are dictionaries because their names fit no properties' {
        $server = Open-RawServer (ConvertTo-Answer '{"a":1,"A":2,"list":[{"channel_id":"sora","connection_id":"x","server":"other"}]}'), (ConvertTo-Answer '{"channel_id":"sora"}')
        $answer = Invoke-SoraApi Sora_20231220.GetSession
        $null = Register-SoraServer http://127.0.0.1:1/ -Name other -Default
        $null = $answer['list'] | Disconnect-SoraConnection
        $server.Requests.Count | Should -Be 2
    }

    It 'sends back exactly what it has received' {
        $server = Open-RawServer (ConvertTo-Answer '{"server":"s1","uri":"http://x/","n":{"Server":1}}')
        $answer = Invoke-SoraApi Sora_20171218.GetLicense
        $null = Invoke-SoraApi Sora_20990101.X $answer
        Test-SameJson $server.Requests[1].Body '{"server":"s1","uri":"http://x/","n":{"Server":1}}' | Should -BeTrue -Because $server.Requests[1].Body
        $plain = [Collections.Generic.List[object]]::new()
        $plain.Add($answer)
        $null = Invoke-SoraApi Sora_20990101.X -Body $plain
        Test-SameJson $server.Requests[2].Body "[$($server.Requests[1].Body)]" | Should -BeTrue -Because $server.Requests[2].Body
    }

    It 'takes what it has written as a body again, and no server from a body' {
        $other = [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-Answer '{}'))
        $server = Open-RawServer (ConvertTo-Answer '{"a":{"b":[1,{"c":2}]},"server":"other"}')
        try {
            $named = Get-SoraServer raw
            $null = Register-SoraServer $other.Uri -Name other -Default
            $answer = Invoke-SoraApi Sora_20171218.GetLicense -Server $named
            $null = Invoke-SoraApi Sora_20990101.X $answer.a -Server $named
            Test-SameJson $server.Requests[1].Body '{"b":[1,{"c":2}]}' | Should -BeTrue -Because $server.Requests[1].Body
            $null = Register-SoraServer $server.Uri -Name back -Default
            $null = [pscustomobject]@{ server = 'other' } | Invoke-SoraApi Sora_20990101.X
            $server.Requests[2].Body | Should -BeExactly '{"server":"other"}'
            $other.Requests.Count | Should -Be 0
        }
        finally { $other.Dispose() }
    }

    It 'sends nothing with -WhatIf, unless the operation only reads' {
        $server = Open-RawServer (ConvertTo-Answer '{}')
        $null = 1..3 | ForEach-Object { @{ n = $_ } } | Invoke-SoraApi Sora_20990101.Anything -WhatIf
        $null = Invoke-SoraApi Sora_20151104.DisconnectChannel @{ channel_id = 'sora' } -WhatIf
        $server.Requests.Count | Should -Be 0
        $null = Invoke-SoraApi Sora_20171218.GetLicense -WhatIf
        $server.Requests.Count | Should -Be 1
    }

    It 'reports a refusal' {
        $server = Open-RawServer (ConvertTo-Answer '{"error_type":"SchemaNotFound","error_reason":{"operation":"Anything"}}' 400)
        $null = Invoke-SoraApi Sora_20990101.Anything @{} -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeExactly 'SoraOperationNotSupported,SoraPS.Commands.InvokeSoraApiCommand'
        $failure[0].CategoryInfo.Category | Should -Be 'NotImplemented'
        $failure[0].TargetObject | Should -BeExactly 'Sora_20990101.Anything'
    }

    It 'refuses <Text> before any request' -ForEach @(
        @{ Text = 'text that is no JSON'; Arguments = @{ Target = 'Sora_20990101.X'; Body = '{a:1}' }; Id = 'SoraInvalidArgument' }
        @{ Text = 'an object that is no JSON'; Arguments = @{ Target = 'Sora_20990101.X'; Body = [System.Diagnostics.Stopwatch]::new() }; Id = 'SoraInvalidArgument' }
        @{ Text = 'an operation with a line break'; Arguments = @{ Target = "Sora_20990101.X`r`nx: y" }; Id = 'SoraInvalidArgument' }
        @{ Text = 'no operation'; Arguments = @{ Target = '' }; Id = 'ParameterArgumentValidationError' }
        @{ Text = 'an unset body'; Arguments = @{ Target = 'Sora_20990101.X'; Body = $null }; Id = 'ParameterArgumentValidationError' }
    ) {
        $server = Open-RawServer (ConvertTo-Answer '{}')
        Get-FailureId { Invoke-SoraApi @Arguments } | Should -BeExactly $Id
        $server.Requests.Count | Should -Be 0
    }

    It 'takes bodies from the pipeline' {
        $server = Open-RawServer (ConvertTo-Answer '{}')
        $null = @{ n = 1 }, @{ n = 2 } | Invoke-SoraApi Sora_20990101.Anything
        ($server.Requests.Body | ConvertFrom-Json).n | Should -Be 1, 2
    }

    It 'ends at once when the pipeline is stopped' -ForEach '', '-Raw' {
        $server = Open-RawServer ([SoraPS.TestServers.ServerStep]::WaitForDisconnect)
        $stopped = Invoke-Stopped "Invoke-SoraApi Sora_20171218.GetLicense $_" $server
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Output | Should -BeNullOrEmpty
        $stopped.Released | Should -BeTrue
    }
}
