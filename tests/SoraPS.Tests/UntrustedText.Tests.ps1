[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'Changes.ps1')
    # What a stranger may choose for an id, and what of it must not reach a screen.
    $texts = & (Join-Path $PSScriptRoot 'UntrustedTexts.ps1')
    $idTexts = $texts | Where-Object { [Text.Encoding]::UTF8.GetByteCount($_.Text) -le 200 }
    $views = 'NormalView', 'CategoryView', 'ConciseView', 'DetailedView'
}

# Ids and other texts that the clients of Sora choose: a terminal must not interpret them.
Describe 'Untrusted text' -Tag Long {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $texts = & (Join-Path $PSScriptRoot 'UntrustedTexts.ps1')
        $idTexts = $texts | Where-Object { [Text.Encoding]::UTF8.GetByteCount($_.Text) -le 200 }
        # Plain text would let the engine swallow colours that are ours to catch: it writes what comes, and its own accents are taken out.
        $wasRendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'Ansi'
        $accents = @($PSStyle.Reset) + @($PSStyle.Formatting.psobject.Properties.Value | Where-Object { $_ }) | ForEach-Object { [regex]::Escape($_) }
        # The colours of the two roles that have one, at these words and nowhere else.
        $accents += "$([char] 27)\[32m(?=sendrecv)", "$([char] 27)\[36m(?=sendonly)"

        function Get-Screen($Shown) { ($Shown | Out-String -Width 400) -replace ($accents -join '|') }

        function Confirm-Harmless([string] $Screen, $Of = $texts) {
            $Screen.Trim().Length | Should -BeGreaterThan 0
            @(foreach ($one in $Of) { if ($one.Raw.IsMatch($Screen)) { $one.Name } }) | Should -BeNullOrEmpty -Because 'it must not reach the screen'
        }

        # Every field of a connection, names included.
        function Get-UntrustedConnection([string] $Text) {
            @{
                channel_id = "c$Text"; client_id = $Text; connection_id = $Text; role = $Text; bundle_id = $Text; session_id = $Text; node_name = $Text
                event_metadata = @{ "k$Text" = $Text }; "f$Text" = @($Text, @{ $Text = $Text })
                # A name that cannot be a property.
                uri = @($Text, @{ $Text = $Text })
                video = @{ codec_type = $Text; "v$Text" = $Text }; audio = @{ codec_type = $Text; bit_rate = 1 }
            }
        }

        function Open-UntrustedServer($Object, [int] $Status = 200) {
            Open-RawServer @($Object | ForEach-Object { ConvertTo-Answer (ConvertTo-Json $_ -Depth 9) $Status })
        }

        function Open-UntrustedList($Connection) {
            Open-RawServer (ConvertTo-Answer (ConvertTo-Json @($Connection) -Depth 9)), (ConvertTo-Answer '{"channel_id":"x"}')
        }

        # The short ones in a few texts that can be ids: an error view takes its time.
        $combined = @($idTexts[0].Text)
        foreach ($one in $idTexts | Select-Object -Skip 1) {
            if ([Text.Encoding]::UTF8.GetByteCount($combined[-1] + $one.Text) -le 250) { $combined[-1] += $one.Text }
            else { $combined += $one.Text }
        }

        function Get-ErrorScreen($Given, [scriptblock] $Attempt) {
            $ErrorView = $view
            $script:failures = @(foreach ($one in $Given) { & $Attempt $one 2>&1 })
            # For every call of Get-Error, which DetailedView is, the engine compiles a large script: one failure is shown in the view, the others in one call.
            $alone = if ($view -eq 'DetailedView') { 1 } else { $failures.Count }
            foreach ($one in $failures | Select-Object -First $alone) { $global:Error.Insert(0, $one); Get-Screen $one }
            if ($alone -lt $failures.Count) { Get-Screen ($failures | Select-Object -Skip $alone | Get-Error) }
        }
    }

    AfterAll { $PSStyle.OutputRendering = $wasRendering }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:server) { $server.Dispose() }
    }

    Context 'in connections' {
        BeforeAll {
            $source = Open-UntrustedList ($texts | ForEach-Object { Get-UntrustedConnection $_.Text })
            $connections = Get-SoraConnection
            $source.Dispose()
        }

        It 'is shown escaped: <Name>' -ForEach @(
            @{ Name = 'the table'; Screen = { $args[0] } }
            @{ Name = 'Format-Table'; Screen = { $args[0] | Format-Table } }
            @{ Name = 'Format-List'; Screen = { $args[0] | Format-List } }
            @{ Name = 'Format-Wide'; Screen = { $args[0] | Format-Wide } }
            @{ Name = 'Format-Custom'; Screen = { $args[0] | Format-Custom } }
            @{ Name = 'after objects of another type'; Screen = { Get-SoraServer; $args[0] } }
            @{ Name = 'groups'; Screen = { $args[0] | Group-Object Server } }
            @{ Name = 'audio'; Screen = { $args[0].Audio } }
            @{ Name = 'video'; Screen = { $args[0].Video } }
            @{ Name = 'video as a list'; Screen = { $args[0].Video | Format-List } }
            @{ Name = 'unknown fields'; Screen = { $args[0].AdditionalProperties } }
        ) {
            $null = Register-SoraServer http://127.0.0.1:1/
            Confirm-Harmless (Get-Screen (& $Screen $connections))
        }

        It 'is shortened where it is long' {
            $long = @($connections | Where-Object { $_.ClientId.Length -ge 1MB })[0]
            foreach ($shown in $long, ($long | Format-List), ($long | Format-Custom), $long.AdditionalProperties) { (Get-Screen $shown).Length | Should -BeLessThan 60KB }
        }

        It 'does not push columns off the table' {
            foreach ($width in 80, 130) {
                $header = ($connections | Format-Table | Out-String -Width $width) -replace ($accents -join '|') -split '\r?\n' | Where-Object { $_ } | Select-Object -First 1
                $header | Should -Match '^ChannelId +ConnectionId +Role +Age ClientId'
            }
        }

        It 'is unchanged in the properties' {
            foreach ($i in 0..($texts.Count - 1)) {
                $connections[$i].ClientId -ceq $texts[$i].Text | Should -BeTrue -Because $texts[$i].Name
                $connections[$i].Video.CodecType -ceq $texts[$i].Text | Should -BeTrue
                $connections[$i]."f$($texts[$i].Text)"[0] -ceq $texts[$i].Text | Should -BeTrue
                $connections[$i].AdditionalProperties['uri'][0] -ceq $texts[$i].Text | Should -BeTrue
            }
        }
    }

    Context 'in channels' {
        BeforeAll {
            $source = Open-UntrustedList ($texts | ForEach-Object { Get-UntrustedConnection $_.Text; Get-UntrustedConnection $_.Text })
            $channels = Get-SoraChannel
            $source.Dispose()
        }

        It 'is shown escaped: <Name>' -ForEach @(
            @{ Name = 'the table'; Screen = { $args[0] } }
            @{ Name = 'Format-List'; Screen = { $args[0] | Format-List } }
            @{ Name = 'Format-Wide'; Screen = { $args[0] | Format-Wide -Column 1 } }
            @{ Name = 'Format-Custom'; Screen = { $args[0] | Format-Custom } }
            @{ Name = 'after objects of another type'; Screen = { Get-SoraServer; $args[0] } }
        ) {
            $null = Register-SoraServer http://127.0.0.1:1/
            Confirm-Harmless (Get-Screen (& $Screen $channels))
        }

        It 'is unchanged in the properties' {
            $channels | Should -HaveCount $texts.Count
            foreach ($i in 0..($texts.Count - 1)) {
                $channels[$i].ChannelId -ceq "c$($texts[$i].Text)" | Should -BeTrue
                $channels[$i].VideoCodecType[0] -ceq $texts[$i].Text | Should -BeTrue
                $channels[$i].SessionId[0] -ceq $texts[$i].Text | Should -BeTrue
            }
        }
    }

    It 'a known role has its colour, and nothing else of the row: <_>' -ForEach 'sendrecv', 'sendonly' {
        $role = $_
        $server = Open-UntrustedList ($texts | ForEach-Object { $one = Get-UntrustedConnection $_.Text; $one.role = $role; $one })
        Confirm-Harmless (Get-Screen (Get-SoraConnection))
    }

    It '<Name> travels back unchanged' -ForEach $idTexts {
        $server = Open-UntrustedList (Get-UntrustedConnection $Text)
        $null = Get-SoraConnection | Disconnect-SoraConnection
        $sent = $server.Requests[1].Body | ConvertFrom-Json
        $sent.channel_id -ceq "c$Text" | Should -BeTrue
        $sent.connection_id -ceq $Text | Should -BeTrue
    }

    It 'half a character is kept, shown by its code, and never sent' {
        $server = Open-RawServer (ConvertTo-Answer '[{"channel_id":"a","client_id":"b\uD83D","connection_id":"\uDE00c","role":"recvonly","f\uD83D":"\uDE00","uri":"\uD83D"}]')
        $one = Get-SoraConnection
        $one.ClientId | Should -BeExactly "b$([char] 0xD83D)"
        foreach ($shown in $one, ($one | Format-List), ($one | Format-Custom), $one.AdditionalProperties, $(Get-SoraServer; $one)) {
            $screen = Get-Screen $shown
            $screen | Should -Match '\\uD83D'
            $screen | Should -Not -Match "[$([char] 0xD83D)$([char] 0xDE00)]"
        }
        Get-FailureId { $one | Disconnect-SoraClient } | Should -BeExactly 'SoraInvalidArgument'
        $server.Requests.Count | Should -Be 1
    }

    Context 'in answers of <Command>, <Target>' -ForEach (& (Join-Path $PSScriptRoot 'UntrustedAnswers.ps1')) {
        It 'is shown escaped' {
            # Long texts are shortened in one place, whatever they are in: one answer stands for all.
            $texts = if ($Long) { $texts } else { $idTexts }
            $answered = @($texts | ForEach-Object {
                    $answer = @{ channel_id = $_.Text; client_id = $_.Text; connection_id = $_.Text; role = $_.Text; session_id = $_.Text; "f$($_.Text)" = $_.Text }
                    # Elsewhere it would be one more unknown field, in a line that wraps in the middle of a word.
                    if ($Command -eq 'Update-SoraLicense') { $answer.new_license = @{ product_name = $_.Text; serial_code = $_.Text; expired_at = $_.Text } }
                    foreach ($key in $Keys) { $answer[$key] = $_.Text }
                    $answer
                })
            $server = if (Test-Path variable:IsList) { Open-RawServer @($answered | ForEach-Object { ConvertTo-Answer "[$(ConvertTo-Json $_ -Depth 9)]" }) } else { Open-UntrustedServer $answered }
            $answers = foreach ($one in $texts) {
                $given = $Arguments.Clone()
                if ($one.Name -in $idTexts.Name) { foreach ($name in $Ids) { $given[$name] = $one.Text } }
                & $Command @given
            }
            $answers | Should -HaveCount $texts.Count
            $server.Requests[0].Target | Should -BeExactly $Target
            Confirm-Harmless (Get-Screen $answers)
            Confirm-Harmless (Get-Screen ($answers | Format-List))
            Confirm-Harmless (Get-Screen ($answers | Format-Wide))
            Confirm-Harmless (Get-Screen $(Get-SoraServer; $answers))
            foreach ($one in $answers) { Confirm-Harmless "$one" }
            foreach ($name in $Shown) { $answers[0].$name | Should -BeExactly $texts[0].Text -Because $name }
        }
    }

    It 'is shown escaped in sessions, in their connections and recordings, and in short lists of channels: <Name>' -ForEach @(
        @{ Name = 'sessions'; Read = { Get-SoraSession } }
        @{ Name = 'connections of sessions'; Read = { (Get-SoraSession).Connections } }
        @{ Name = 'recordings'; Read = { Get-SoraRecording } }
        @{ Name = 'short lists of channels'; Read = { Get-SoraChannel -Brief } }
    ) {
        $server = Open-RawServer (ConvertTo-Answer (ConvertTo-Json -Depth 9 -InputObject @($texts | ForEach-Object {
                        $text = $_.Text
                        @{
                            channel_id = $text; session_id = $text; group_id = $text; node_name = $text; label = $text; version = $text; session_metadata = @{ $text = $text }; "f$text" = $text
                            connections = @(@{ connection_id = $text; client_id = $text; bundle_id = $text; role = $text; audio_codec_type = $text; video_codec_type = $text; video_vp9_params = @{ $text = $text }; event_metadata = @($text); "f$text" = $text })
                            recording = @{ recording_id = $text; format = $text; "f$text" = $text }
                        }
                    })))
        $read = @(& $Read)
        $read | Should -HaveCount $texts.Count
        $read[0].ChannelId | Should -BeExactly $texts[0].Text
        foreach ($shown in $read, ($read | Format-List), ($read | Format-Wide), $(Get-SoraServer; $read)) { Confirm-Harmless (Get-Screen $shown) }
        foreach ($one in $read) { Confirm-Harmless "$one" }
    }

    Context 'in objects of Invoke-SoraApi' {
        It 'is shown escaped: <Name>' -ForEach @(
            @{ Name = 'few fields'; Make = { @{ "a$($args[0])" = $args[0]; b = 1 } } }
            @{ Name = 'many fields'; Make = { $many = @{}; 1..9 | ForEach-Object { $many["a$_"] = "$_" }; $many["x$($args[0])"] = $args[0]; $many } }
            @{ Name = 'nested'; Make = { @{ a = @(1, @{ $args[0] = @($args[0]) }) } } }
            @{ Name = 'names that fit no properties'; Make = { @{ psobject = $args[0]; "x$($args[0])" = @($args[0]) } } }
        ) {
            $server = Open-UntrustedServer (@(@{ b = 1 }) + @($texts | ForEach-Object { & $Make $_.Text }))
            $plain = Invoke-SoraApi Sora_20171218.GetLicense
            $objects = $texts | ForEach-Object { Invoke-SoraApi Sora_20171218.GetLicense }
            Confirm-Harmless (Get-Screen $objects)
            Confirm-Harmless (Get-Screen $($plain; $objects))
            Confirm-Harmless (Get-Screen $(Get-SoraServer; $objects))
            Confirm-Harmless (Get-Screen ($objects | Format-Custom))
        }

        It 'has the view of any custom object where nothing in it needs another: <Name>' -ForEach @(
            @{ Name = 'a list of small objects'; Json = '[{"channel_id":"sora","spotlight":false},{"channel_id":"my \"own\",  x: 1","spotlight":true}]' }
            @{ Name = 'many fields'; Json = '{"a":1,"bbb":"x y","c":null,"d":[1,{"e":2}],"f":{},"g":"\u65E5\u672C \u0061\u0301"}' }
        ) {
            $server = Open-RawServer (ConvertTo-Answer $Json)
            Get-Screen (Invoke-SoraApi Sora_20171218.GetLicense) | Should -BeExactly (Get-Screen ($Json | ConvertFrom-Json))
        }

        It 'is JSON where it is spelled, with all that there is' {
            $server = Open-RawServer (ConvertTo-Answer '{"a":{"b":"\u001b[2J"},"c":[1,2],"\u202e":"x"}')
            (Get-Screen (Invoke-SoraApi Sora_20171218.GetLicense)).Trim() | Should -BeExactly '{"a":{"b":"\u001B[2J"},"c":[1,2],"\u202E":"x"}'
        }
    }

    It 'is escaped in servers and in the requests of a simulator' {
        foreach ($one in $texts) { $null = Register-SoraServer "http://127.0.0.1:1/$([uri]::EscapeDataString($one.Text.Substring(0, [Math]::Min($one.Text.Length, 100))))" -Name $one.Text }
        foreach ($shown in (Get-SoraServer), (Get-SoraServer | Format-List), (Get-SoraServer | Format-Custom), (Get-SoraServer | Format-Wide)) { Confirm-Harmless (Get-Screen $shown) }
        Get-SoraServer | Unregister-SoraServer
        $server = Start-SoraSimulator
        $null = Register-SoraServer $server.Uri
        foreach ($one in $idTexts) { $null = Disconnect-SoraChannel $one.Text }
        foreach ($shown in $server.Requests, ($server.Requests | Format-List), ($server.Requests | Format-Custom), $(Get-SoraServer; $server.Requests)) { Confirm-Harmless (Get-Screen $shown) $idTexts }
    }

    It 'is escaped by -WhatIf and -Verbose: <Command>' -ForEach @(
        foreach ($change in Get-Change) { @{ Command = $change.Command; Always = Get-Least $change x; Ids = @($change.Ids | ForEach-Object { $_.Name }); By = 'Server'; Each = $change.Command -eq 'Disconnect-SoraConnection' } }
        @{ Command = 'Invoke-SoraApi'; Always = @{ Target = 'Sora_20990101.X' }; Ids = @(); By = 'Server'; Each = $false }
        @{ Command = 'Unregister-SoraServer'; Always = @{}; Ids = @(); By = 'Name'; Each = $true }
    ) {
        $server = Open-RawServer (ConvertTo-Answer '{"channel_id":"x","session_id":"x","mode":"normal"}')
        # Every text for itself where the sentence is a long one or names a server alone; in the others, several in one.
        $ones = if ($Each) { $idTexts } else { $combined | ForEach-Object { @{ Text = $_ } } }
        foreach ($one in $ones) {
            $null = Register-SoraServer $server.Uri -Name $one.Text
            $given = $Always + @{ $By = $one.Text }
            foreach ($name in $Ids) { $given[$name] = $one.Text }
            $of = if ($Each) { $one } else { $idTexts }
            Confirm-Harmless (Get-HostText { & $Command @given -WhatIf }) $of
            $verbose = & $Command @given -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
            $verbose.Message.Length | Should -BeLessThan 10000
            Confirm-Harmless ($verbose.Message -join ' ') $of
        }
    }

    # Get-Error, which DetailedView is, prints what a user or a record gave as it is: that is the engine's.
    Context 'in errors about what was given, <_>' -ForEach ($views -ne 'DetailedView') {
        BeforeAll { $view = $_ }

        It 'is shown escaped: the server refuses' {
            $server = Open-UntrustedServer @(($combined + $texts[-1..-2].Text) * 2 | ForEach-Object { @{ error_type = $_; error_reason = @{ "k$_" = @($_) } } }) 400
            Confirm-Harmless (Get-ErrorScreen $combined { param($text) Disconnect-SoraConnection c $text })
            Confirm-Harmless (Get-ErrorScreen ($combined + @(1, 2)) { Get-SoraConnection })
        }

        It 'is shown escaped: the command is ended, in a pipeline' {
            $server = Open-UntrustedServer @($combined | ForEach-Object { @{ error_type = $_; error_reason = $_ } }) 400
            Confirm-Harmless (Get-ErrorScreen $combined { param($text) try { [pscustomobject]@{ channel_id = $text } | Disconnect-SoraChannel -ErrorAction Stop } catch { $_ } })
        }

        It 'is shown escaped: refused before any request' {
            Confirm-Harmless (Get-ErrorScreen $combined { param($text) Disconnect-SoraChannel ($text * 200) })
            Confirm-Harmless (Get-ErrorScreen $combined { param($text) 'a', 'b' | ForEach-Object { [pscustomobject]@{ channel_id = $_; Server = $text } } | Disconnect-SoraChannel })
            Confirm-Harmless (Get-ErrorScreen $combined { param($text) Get-SoraServer "x$($text -replace '[*?[]')"; Unregister-SoraServer $text })
            Confirm-Harmless (Get-ErrorScreen $combined { param($text) Get-SoraConnection $text, x -AllNodes })
            Confirm-Harmless (Get-ErrorScreen $combined { param($text) $text, 'x' | Get-SoraConnection -AllNodes })
            Confirm-Harmless (Get-ErrorScreen $combined { param($text) "{$text", "t$text" | Invoke-SoraApi Sora_20990101.X })
            Confirm-Harmless (Get-ErrorScreen $combined { $script:thrown = $args[0]; Invoke-SoraApi Sora_20990101.X ([pscustomobject]@{} | Add-Member ScriptProperty x { throw $script:thrown } -PassThru) })
            Confirm-Harmless (Get-ErrorScreen $combined { param($text) Invoke-SoraApi "X$text $([char] 0xE9)" })
        }

        It 'is shown escaped: refused by the binder' {
            $list = @(@{ channel_id = $combined[0]; client_id = $combined[1]; connection_id = 'c'; role = 'recvonly' }) + @($combined | ForEach-Object { Get-UntrustedConnection $_ })
            $server = Open-UntrustedList $list
            $connections = Get-SoraConnection
            # One that binds, then others whose role does not: ids that are bound already stay with the command.
            Confirm-Harmless (Get-ErrorScreen 1 { $connections | Get-SoraConnection })
            Confirm-Harmless (Get-ErrorScreen $combined { param($text) try { Disconnect-SoraChannel x -Role $text } catch { $_ } })
            Confirm-Harmless (Get-ErrorScreen $combined { param($text) try { Request-SoraRtpStream x x $text } catch { $_ } })
        }
    }

    Context 'in errors, <_>' -ForEach $views {
        BeforeAll {
            $view = $_
            # JSON keeps its blanks.
            $shown = $texts | Where-Object { $view -ne 'DetailedView' -or $_.Name -notin 'blanks', '1 MB' }
        }

        It 'is shown escaped: the server refuses' {
            $server = Open-UntrustedServer @(($combined + $texts[-1].Text) * 2 | ForEach-Object { @{ error_type = $_; error_reason = @{ "k$_" = @($_) } } }) 400
            Confirm-Harmless (Get-ErrorScreen $combined { Disconnect-SoraConnection c x }) $shown
            Confirm-Harmless (Get-ErrorScreen ($combined + 1) { Get-SoraConnection }) $shown
        }

        It 'is shown escaped: <Name>' -ForEach @(
            @{ Name = 'a body of a proxy'; Answer = { param($text) [SoraPS.TestServers.RawServer]::Json(502, $text) } }
            @{ Name = 'no HTTP at all'; Answer = { param($text) "HTTP/1.1 2$text`r`n`r`n" } }
            @{ Name = 'text where JSON is due'; Answer = { param($text) [SoraPS.TestServers.RawServer]::Json(200, "t$text") } }
            @{ Name = 'broken JSON in the middle'; Answer = { param($text) [SoraPS.TestServers.RawServer]::Json(200, "[{`"$($text -replace '[\x00-\x1f"\\]')`": t$text") } }
            @{ Name = 'another place'; Answer = { param($text) [SoraPS.TestServers.RawServer]::Head(307, [string[]] ("location: http://127.0.0.1:1/$([uri]::EscapeDataString($text))", 'content-length: 0')) } }
        ) {
            $server = Open-RawServer @($combined | ForEach-Object { & $Answer $_ })
            # The server takes some of these texts for its own directives, and does not send all that it announced.
            Set-SoraServer raw -OperationTimeoutSeconds 1
            Confirm-Harmless (Get-ErrorScreen $combined { Get-SoraConnection }) ($shown | Where-Object Name -In $idTexts.Name)
            $failures | Should -HaveCount $combined.Count
            # Line breaks are ours here: the stack.
            foreach ($one in $failures) { Confirm-Harmless "$($one.Exception)" ($idTexts | Where-Object Name -NE 'line breaks') }
        }
    }

    Context 'in an error' {
        BeforeEach {
            $evil = "a$([char] 27)[2J$([char] 0x202E)"
            $server = Open-UntrustedServer @{ error_type = $evil; error_reason = @{ text = $evil } } 400
            $null = Disconnect-SoraConnection x $evil -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure = $failure[0]
        }

        It 'is exact for whoever asks for it' {
            $failure.TargetObject.ConnectionId | Should -BeExactly $evil
            "$($failure.TargetObject)" | Should -BeExactly 'x/a\u001B[2J\u202E'
            $failure.CategoryInfo.TargetType | Should -BeExactly 'SoraErrorTarget'
            (ConvertTo-Json $failure.TargetObject | ConvertFrom-Json).ConnectionId | Should -BeExactly $evil
            ($failure.Exception.ErrorReason | ConvertFrom-Json).text | Should -BeExactly $evil
            ($failure.Exception.ResponseBody | ConvertFrom-Json).error_type | Should -BeExactly $evil
            $failure.Exception.ErrorType | Should -BeExactly 'a\u001B[2J\u202E'
            $null = $failure.TargetObject | Disconnect-SoraConnection -ErrorAction SilentlyContinue
            ($server.Requests[1].Body | ConvertFrom-Json).connection_id | Should -BeExactly $evil
        }

        It 'is shown escaped: <Name>' -ForEach @(
            @{ Name = 'Get-Error of the exception'; Screen = { $args[0].Exception | Get-Error } }
            @{ Name = 'the exception'; Screen = { $args[0].Exception } }
            @{ Name = 'the exception as a list'; Screen = { $args[0].Exception | Format-List -Force } }
            @{ Name = 'the exception after other objects'; Screen = { Get-SoraServer; $args[0].Exception } }
            @{ Name = 'the exception as text'; Screen = { "$($args[0].Exception)" } }
        ) {
            $screen = Get-Screen (& $Screen $failure)
            Confirm-Harmless $screen
            $screen | Should -Match ([regex]::Escape('a\u001B[2J\u202E'))
        }
    }

    It 'is escaped in the error that ends a script, and in a prompt of -Confirm' {
        $server = Open-UntrustedServer @{ error_type = "e$($idTexts.Text -join '')" } 400
        $script = Join-Path $TestDrive 'fails.ps1'
        $data = Join-Path $TestDrive 'texts.json'
        ConvertTo-Json $idTexts.Text | Set-Content -LiteralPath $data
        Set-Content -LiteralPath $script "
            Import-Module '$modulePath'
            `$texts = Get-Content -Raw '$data' | ConvertFrom-Json
            Disconnect-SoraChannel `$texts -Server '$($server.Uri)' -Confirm
            Disconnect-SoraChannel `$texts -Server '$($server.Uri)' -ErrorAction Stop"
        $said = 'l' | & $powershell -NoProfile -File $script 2>&1 | Out-String
        $said | Should -Match 'Confirm'
        $said | Should -Match 'rejected'
        $server.Requests.Count | Should -BeGreaterThan 0
        Confirm-Harmless ($said -replace "$([char] 27)\[[0-9;]*m" -replace "$([char] 27)\[\?1[hl]") $idTexts
    }
}
