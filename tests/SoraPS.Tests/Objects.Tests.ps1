[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'What a server says' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        function Get-One([string] $More) {
            $script:server = Open-RawServer (ConvertTo-ListAnswer (Get-ConnectionJson sora a recvonly $More)), (ConvertTo-Answer '{"channel_id":"sora"}')
            Get-SoraConnection
        }
    }

    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $script:server.Dispose()
    }

    It 'loses no unknown field' {
        $one = Get-One ',"future_field":{"a":[1,{"b":"x"}]},"another":18446744073709551616'
        $one.future_field.a[1].b | Should -BeExactly 'x'
        $one.AdditionalProperties.Count | Should -Be 0
        $one.another | Should -Be ([bigint]::Parse('18446744073709551616'))
    }

    It 'makes PowerShell objects of free JSON' {
        $one = Get-One ',"event_metadata":{"github_username":"voluntas","list":[1,2]}'
        $one.EventMetadata.github_username | Should -BeExactly 'voluntas'
        $one.EventMetadata | Should -BeOfType System.Management.Automation.PSCustomObject
        $one.EventMetadata.list | Should -Be 1, 2
        (Get-One ',"event_metadata":"REDACTED"').EventMetadata | Should -BeExactly 'REDACTED'
    }

    It 'keeps free JSON whatever a profile adds to every object' {
        Update-TypeData -TypeName System.Object -MemberType NoteProperty -MemberName owner -Value 'of a profile'
        try {
            $one = Get-One ',"event_metadata":{"owner":"anna"}'
            $one.EventMetadata.owner | Should -BeExactly 'anna'
            (Invoke-SoraApi Sora_20201013.ListConnections -Body $one).channel_id | Should -BeExactly 'sora'
            $script:server.Requests[1].Body | Should -BeLike '*"event_metadata":{"owner":"anna"}*'
        }
        finally { Remove-TypeData -TypeName System.Object }
    }

    It 'keeps names that differ in case among many' {
        $metadata = (Get-One ',"event_metadata":{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"A":9}').EventMetadata
        $metadata['a'] | Should -Be 1
        $metadata['A'] | Should -Be 9
    }

    It 'keeps names that differ in case, or that the engine needs' {
        $metadata = (Get-One ',"event_metadata":{"a":1,"A":2,"psobject":3,"":4}').EventMetadata
        $metadata['a'] | Should -Be 1
        $metadata['A'] | Should -Be 2
        $metadata['psobject'] | Should -Be 3
        $metadata[''] | Should -Be 4
    }

    It 'shows a boolean video as off, and keeps it' {
        $one = Get-One ',"video":false'
        $one.Video | Should -BeNullOrEmpty
        $one.VideoCodecType | Should -BeNullOrEmpty
        $one.AdditionalProperties.video | Should -BeFalse
        "$((Get-One ',"video":true').Video)" | Should -BeExactly 'on'
    }

    It 'has every property, for StrictMode, whatever the server sent' {
        $one = Get-One
        foreach ($name in 'BundleId', 'SessionId', 'Video', 'VideoCodecType', 'VideoBitRate', 'Multistream', 'Simulcast', 'Spotlight', 'EventMetadata', 'NodeName', 'RecordingBlock') {
            $one.$name | Should -BeNullOrEmpty
        }
    }

    It 'can be reckoned with: dates and ages' {
        $one = Get-One
        (Get-Date) - $one.CreatedAt | Should -BeOfType timespan
        New-TimeSpan $one.CreatedAt (Get-Date) | Should -BeOfType timespan
        $one.Age -gt [timespan]::FromHours(2) | Should -BeTrue
    }

    It 'never cuts what has no age' {
        $script:server = Open-RawServer (ConvertTo-Answer '[{"channel_id":"x","client_id":"x","connection_id":"x","role":"recvonly"}]')
        $one = Get-SoraConnection
        $one.Age | Should -BeNullOrEmpty
        $one | Where-Object Age -GT ([timespan]::FromHours(2)) | Should -BeNullOrEmpty
    }

    It 'has the fields that nobody knew behind those that are known, and shows AdditionalProperties only where there are any' {
        $one = Get-One ',"future_field":1,"Another":{"a":1},"uri":"held back"'
        $known = [SoraPS.SoraConnection].GetProperties().Name
        @($one.psobject.Properties.Name | Select-Object -Skip $known.Count) | Should -Be 'future_field', 'Another', 'AdditionalProperties'
        $one.ANOTHER.a | Should -Be 1
        @($one.AdditionalProperties.Keys) | Should -Be 'uri'
        (Get-One ',"future_field":1').psobject.Properties.Name | Should -Not -Contain 'AdditionalProperties'
        (Get-One).AdditionalProperties.Count | Should -Be 0
    }

    It 'has the first of two fields whose names differ in case, and holds back the other' {
        $one = Get-One ',"future":1,"FUTURE":2'
        $one.future | Should -Be 1
        $one.AdditionalProperties['FUTURE'] | Should -Be 2
    }

    It 'has the fields that nobody knew in audio and video, too' {
        $one = Get-One ',"video":{"codec_type":"VP9","svc_mode":"L1T3"},"audio":{"dtx":true}'
        $one.Video.svc_mode | Should -BeExactly 'L1T3'
        $one.Audio.dtx | Should -BeTrue
        [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($one, 3)).Audio.dtx | Should -BeTrue
    }

    It 'carries its server where nobody sees it, and goes back there whatever its Server says' {
        $one = Get-One
        $null = Register-SoraServer http://127.0.0.1:1/ -Name other -Default
        $one.Server | Should -BeExactly 'raw'
        ($one | Get-Member -Force | Where-Object Name -EQ Server).Definition | Should -BeLike '*string Server {get;}'
        @($one.psobject.Properties.Value) + @($one.psobject.Members | Where-Object MemberType -Like '*Property' | ForEach-Object Value) | Where-Object { $_ -is [SoraPS.SoraServer] } | Should -BeNullOrEmpty
        $null = $one | Disconnect-SoraConnection
        $null = $one | Select-Object * | Disconnect-SoraConnection
        $null = $one | Disconnect-SoraConnection -ConnectionId other
        $script:server.Requests.Body | Select-Object -Skip 1 | Should -Be '{"channel_id":"sora","connection_id":"a"}', '{"channel_id":"sora","connection_id":"a"}', '{"channel_id":"sora","connection_id":"other"}'
    }

    It 'is refused when its server is none any more, and goes to no other' {
        $one = Get-One
        Unregister-SoraServer raw
        $null = Register-SoraServer $script:server.Uri -Name raw
        Get-FailureId { $one | Disconnect-SoraConnection } | Should -BeExactly 'SoraInvalidArgument'
        $script:server.Requests.Count | Should -Be 1
    }

    It 'has no hidden member that would bind to a parameter' {
        $null = Get-One
        $hidden = [SoraPS.Output.RecordAdapter].Assembly.GetType('SoraPS.Output.DisplayMembers').GetField('ByType').GetValue($null).Values.Keys | Sort-Object -Unique
        $hidden | Should -Contain 'Channel'
        $taken = foreach ($parameter in (Get-Command -Module SoraPS).Parameters.Values) {
            if ($parameter.Attributes | Where-Object { $_ -is [Parameter] -and $_.ValueFromPipelineByPropertyName }) { @($parameter.Name) + $parameter.Aliases }
        }
        $taken | Should -Contain 'Server'
        $hidden | Where-Object { $_ -in $taken -or $_ -in 'Name', 'Id', 'Path', 'InputObject', 'Value' } | Should -BeNullOrEmpty
    }

    It 'is whole after a runspace without the module has looked at it: <_>' -ForEach '$items | Where-Object Role -EQ recvonly', '$items | ConvertTo-Json', '$items | Select-Object *', '$items | Sort-Object Role', '$items | Out-String' {
        $script:server = Open-RawServer (ConvertTo-ListAnswer (Get-ConnectionJson sora a recvonly ',"future_field":7'))
        $one = Get-SoraConnection
        $channel = Get-SoraChannel
        $named = Get-SoraServer raw
        $outside = [powershell]::Create()
        try { $null = $outside.AddScript("param(`$items) $_").AddArgument(@($one, $channel, $named)).Invoke() }
        finally { $outside.Dispose() }
        ($one | Format-Table | Out-String) | Should -Match 'sora +a +recvonly'
        ($one | ConvertTo-Json | ConvertFrom-Json).future_field | Should -Be 7
        ($channel | Format-Table | Out-String) | Should -Match 'sora'
        ($named | Format-Table | Out-String) | Should -Match 'raw'
    }

    It 'shows the fields that nobody knew in its list, also after a file' {
        $one = Get-One ',"future_field":{"a":[7]},"uri":"held back"'
        ($one | Format-List | Out-String -Width 200) | Should -Match 'OtherFields +: \{"future_field":\{"a":\[7\]\},"uri":"held back"\}'
        $back = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($one))
        ($back | Format-List | Out-String -Width 200) | Should -Match 'OtherFields +: \{"future_field"'
        (Get-One | Format-List | Out-String) | Should -Not -Match 'OtherFields'
    }

    It 'is handled in good time with ten thousand fields that nobody knew' {
        $one = Get-One (',' + ((1..10000 | ForEach-Object { "`"f$_`":$_" }) -join ','))
        $one.f10000 | Should -Be 10000
        # Each of these looked through all of the fields for each of them: ten seconds and more, where FileInfo would take none.
        ($one | Select-Object * | ConvertTo-Csv)[0].Length | Should -BeGreaterThan 60000
    }

    It 'leaves the engine its own error for what is none of our objects' {
        $null = Get-One
        Get-FailureId { [pscustomobject]@{ a = 1 } | Disconnect-SoraConnection } | Should -BeExactly 'InputObjectNotBound'
        Get-FailureId { Get-Item / | Get-SoraConnection } | Should -BeExactly 'InputObjectNotBound'
    }

    It 'has an age of zero where the clock of the server is ahead' {
        $ahead = [DateTimeOffset]::UtcNow.AddMinutes(10).ToUnixTimeMilliseconds() * 1000
        $script:server = Open-RawServer (ConvertTo-Answer "[{`"channel_id`":`"x`",`"client_id`":`"x`",`"connection_id`":`"x`",`"role`":`"recvonly`",`"created_time`":$ahead}]")
        $one = Get-SoraConnection
        $one.Age | Should -Be ([timespan]::Zero)
        $one | Format-Table | Out-String | Should -Match ' 0m 00s '
    }

    It 'cannot steer the next command with a field called <_>' -ForEach 'server', 'Server', 'SERVER', 'uri', 'psobject', 'ChannelId', 'ConnectionId', 'recv_connection_id', 'RecvConnectionId', 'send_connection_id', 'rid', 'Reason' {
        $other = [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-Answer '{"channel_id":"sora"}'))
        try {
            $null = Register-SoraServer $other.Uri -Name evil
            $steering = if ($_ -eq 'uri' -or $_ -like 's*') { 'evil' } else { 'EVIL' }
            $one = Get-One ",`"$_`":`"$steering`""
            $one.AdditionalProperties[$_] | Should -BeExactly $steering
            $null = $one | Disconnect-SoraConnection
            $null = $one | Request-SoraRtpStream -Rid r0
            $other.Requests.Count | Should -Be 0
            $script:server.Requests.Count | Should -Be 3
            $script:server.Requests[1].Body | Should -BeExactly '{"channel_id":"sora","connection_id":"a"}'
            Test-SameJson $script:server.Requests[2].Body '{"channel_id":"sora","recv_connection_id":"a","rid":"r0"}' | Should -BeTrue
        }
        finally { $other.Dispose() }
    }

    It 'shows <Text> harmlessly in <View>, and keeps it exactly' -ForEach @(
        foreach ($view in 'Format-Table', 'Format-List') {
            @{ View = $view; Text = 'an escape sequence'; Id = "a$([char] 27)[31m" }
            @{ View = $view; Text = 'an 8-bit escape'; Id = "a$([char] 0x9B)31m" }
            @{ View = $view; Text = 'a bidi override'; Id = "a$([char] 0x202E)b" }
            @{ View = $view; Text = 'a line break'; Id = "a`r`nb" }
        }
    ) {
        $script:server = Open-RawServer (ConvertTo-Answer (ConvertTo-Json @(, @{ channel_id = $Id; client_id = $Id; connection_id = $Id; role = 'recvonly' }))), (ConvertTo-Answer '{"channel_id":"sora"}')
        $one = Get-SoraConnection
        $shown = (& $View -InputObject $one | Out-String -Width 300) -replace "$([char] 27)\[[0-9;]*m(?=ChannelId|ClientId|ConnectionId|[ -])", ''
        foreach ($character in $Id.ToCharArray() | Where-Object { $_ -gt '~' }) { $shown | Should -Not -Match $character }
        $shown | Should -Match '\\u'
        $one.ConnectionId | Should -BeExactly $Id
        $null = $one | Disconnect-SoraConnection
        ($script:server.Requests[1].Body | ConvertFrom-Json).connection_id | Should -BeExactly $Id
    }
}
