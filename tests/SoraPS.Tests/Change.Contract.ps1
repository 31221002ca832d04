# What every cmdlet that changes something keeps, tested for one of them: called at the top of its suite.
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param([Parameter(Mandatory)] [string] $Command)

. (Join-Path $PSScriptRoot 'Changes.ps1')
$change = Get-Change $Command
if (-not $change) { throw "No operation of the table has the cmdlet $Command." }
$needed = $change.Calls[-1].Parameters
$isOfConnection = [SoraPS.SoraConnectionAnswer].IsAssignableFrom($change.Operations[-1].GetType().GenericTypeArguments[0])
$data = @{
    Command = $Command
    # What records bring; the last is what an error names. The documented request need not have an id that may be left out.
    Record  = @($change.Ids | ForEach-Object { @{ Name = $_.Name; Wire = $_.Wire; Value = $(if ($needed.ContainsKey($_.Name)) { $needed[$_.Name] } else { 'DGMCSGH2T6QHSA7QDJK6VZHKCS' }); MayBeEmpty = $_.MayBeEmpty } })
    # What the operation says: the ids that it needs, and in brackets those that it may have.
    FromRecords = (@($change.Operations[-1].GetRequiredFields() | Where-Object Kind -EQ Id | ForEach-Object Parameter) +
        @($change.Operations[-1].GetOptionalFields() | Where-Object Kind -EQ Id | ForEach-Object { "[$($_.Parameter)]" })) -join ' '
    Impact  = $change.Impact
    # A later change of the same thing must not overtake an earlier one: one request at a time, whatever -ThrottleLimit says.
    IsSequential = $Command -in 'Set-SoraSpotlightFocus', 'Clear-SoraSpotlightFocus'
    # What every call needs and records do not bring.
    Always  = Get-Consent $change
}
$required = @($change.Operations[0].GetRequiredFields() | ForEach-Object Parameter)
foreach ($field in $change.Fields | Where-Object { ($_.Mandatory -or ($_.Name -in $required -and $needed.ContainsKey($_.Name))) -and -not $_.IsId }) { $data.Always[$field.Name] = $needed[$field.Name] }
# Given without a value, these too are refused.
$others = $change.Fields | Where-Object { $_.Name -notin $change.Ids.Name -and -not $_.IsSwitch -and ($_.IsOfAll -or $_.Mandatory) } | ForEach-Object { $_.Name }

Describe "$Command, as every change" -ForEach $data {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        . (Join-Path $PSScriptRoot 'Changes.ps1')
        # Whatever it is that the answer must have.
        $echo = '{' + (@(($Record + @{ Wire = 'session_id'; Value = 'S' }) | ForEach-Object { '"' + $_.Wire + '":"' + $_.Value + '"' }) -join ',') + '}'
        # As code, which a test writes down to run it elsewhere.
        function ConvertTo-ParameterCode($Parameters) { $Parameters.GetEnumerator() | ForEach-Object { if ($_.Value -is [bool]) { "-$($_.Key):`$$($_.Value)" } else { "-$($_.Key) '$($_.Value)'" } } }
        function Get-Record([int] $Number, [string] $NameFrom = 'Name') {
            $properties = [ordered]@{}
            foreach ($field in $Record) { $properties[$field[$NameFrom]] = "$($field.Value)$Number" }
            [pscustomobject] $properties
        }
        $ids = @{}
        foreach ($field in $Record) { $ids[$field.Name] = $field.Value }
    }

    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        if (Test-Path variable:server) { $server.Dispose() }
    }

    # The cmdlet's own parameters say what is tested below: that they are as they should be is said here.
    It 'takes these ids from records, and nothing empty but what is in brackets: <FromRecords>' {
        $found = $Record | ForEach-Object { if ($_.MayBeEmpty) { "[$($_.Name)]" } else { $_.Name } }
        ($found | Sort-Object) -join ' ' | Should -BeExactly (($FromRecords -split ' ' | Sort-Object) -join ' ')
    }

    It 'sends <Target> as it is documented, and returns what the answer holds' -ForEach $change.Calls {
        $documented = Get-Exchange $Target
        $server = Open-RawServer (ConvertTo-Answer ($documented.response.body | ConvertTo-Json -Compress))
        $consent = if ($Always.ContainsKey('Confirm')) { @{ Confirm = $false } } else { @{} }
        $result = & $Command @Parameters @consent
        $server.Requests.Count | Should -Be 1
        $sent = $server.Requests[0]
        $sent.Line | Should -BeExactly 'POST / HTTP/1.1'
        $sent.Target | Should -BeExactly $Target
        $sent.Headers['Content-Type'] | Should -BeExactly 'application/json'
        Test-SameJson $sent.Body (ConvertTo-Json -InputObject $documented.request.body -Depth 6 -Compress) | Should -BeTrue -Because $sent.Body
        foreach ($field in $documented.response.body.psobject.Properties) {
            ConvertTo-Json $result.(ConvertTo-MemberName $field.Name) -Compress | Should -BeExactly (ConvertTo-Json $field.Value -Compress)
        }
        $result.Server | Should -BeExactly 'raw'
        $result.AdditionalProperties.Count | Should -Be 0
    }

    It 'takes records by the names of <_>' -ForEach 'Name', 'Wire' {
        $server = Open-RawServer (ConvertTo-Answer $echo)
        $spelling = $_
        $null = 1..3 | ForEach-Object { Get-Record $_ $spelling } | & $Command @Always -ThrottleLimit 1
        $server.Requests.Count | Should -Be 3
        foreach ($number in 1..3) {
            $body = $server.Requests[$number - 1].Body | ConvertFrom-Json
            foreach ($field in $Record) { $body.($field.Wire) | Should -BeExactly "$($field.Value)$number" }
        }
    }

    It 'sends nothing with -WhatIf, and goes on to the next item' {
        $server = Open-RawServer (ConvertTo-Answer $echo)
        $result = 1..3 | ForEach-Object { Get-Record $_ } | & $Command @Always -WhatIf
        $result | Should -BeNullOrEmpty
        $server.Requests.Count | Should -Be 0
    }

    It 'sends nothing for an empty pipeline' {
        $server = Open-RawServer (ConvertTo-Answer $echo)
        @() | & $Command @Always | Should -BeNullOrEmpty
        $server.Requests.Count | Should -Be 0
    }

    It 'supports -WhatIf and -Confirm with impact <Impact>' {
        $attribute = (Get-Command $Command).ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0]
        $attribute.SupportsShouldProcess | Should -BeTrue
        $attribute.ConfirmImpact | Should -Be $Impact
    }

    It 'reports a refusal, and serves the other records' {
        $server = Open-RawServer (ConvertTo-Answer '{"error_type":"Nope","error_reason":{"a":1}}' 400), (ConvertTo-Answer $echo)
        $output = 1..2 | ForEach-Object { Get-Record $_ } | & $Command @Always -ThrottleLimit 1 -ErrorVariable failures -ErrorAction SilentlyContinue
        @($output).Count | Should -Be 1
        @($failures).Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -BeExactly "SoraApiError,SoraPS.Commands.$($Command -replace '-')Command"
        $failures[0].CategoryInfo.Category | Should -Be 'InvalidOperation'
        foreach ($field in $Record) { $failures[0].TargetObject.($field.Name) | Should -BeExactly "$($field.Value)1" }
        $failures[0].TargetObject.Server | Should -BeExactly 'raw'
        $failures[0].Exception.ErrorType | Should -BeExactly 'Nope'
        ($failures[0].Exception.ErrorReason | ConvertFrom-Json).a | Should -Be 1
    }

    It 'tries again with the target of an error, on the same server, and nothing else' {
        $server = Open-RawServer (ConvertTo-Answer '{"error_type":"Nope"}' 400), (ConvertTo-Answer $echo)
        $null = Get-Record 1 | & $Command @Always -ErrorVariable failures -ErrorAction SilentlyContinue
        Set-SoraServer raw -Default
        $null = Register-SoraServer 'http://127.0.0.1:1/' -Name other -Default -MaximumRetryCount 0
        @($failures.TargetObject | & $Command @Always).Count | Should -Be 1
        $server.Requests.Count | Should -Be 2
        Test-SameJson $server.Requests[1].Body $server.Requests[0].Body | Should -BeTrue -Because $server.Requests[1].Body
    }

    It 'says in the error what was to be done: <_>' -ForEach 'a refusal', 'an id that is too long' {
        $server = Open-RawServer (ConvertTo-Answer '{"error_type":"Nope"}' 400)
        $bad = Get-Record 1
        if ($_ -ne 'a refusal') { $bad.($Record[-1].Name) = 'x' * 300 }
        $null = $bad | & $Command @Always -ErrorVariable failures -ErrorAction SilentlyContinue
        $plan = (Get-HostText { Get-Record 1 | & $Command @Always -WhatIf }) -replace '\s+', ' '
        # The plan without the ids, which are the same text otherwise.
        $first = ($plan.Trim() -replace '^What if: ' -split ' ')[0]
        $failures[0].ErrorDetails.Message | Should -BeLike "$first*raw*:*"
    }

    It 'writes the record of the change: when the answer came' {
        $server = Open-RawServer (ConvertTo-Answer $echo)
        $before = Get-Date
        $result = & $Command @ids @Always
        $result.At | Should -BeOfType datetime
        $result.At | Should -BeGreaterOrEqual $before
        $result.At | Should -BeLessOrEqual (Get-Date)
        $result.At.Kind | Should -Be 'Local'
    }

    if ($isOfConnection) {
        It 'writes whom it was for: client, role and beginning as the record had them' {
            $server = Open-RawServer (ConvertTo-ListAnswer (Get-ConnectionJson $ids.ChannelId 'C9' 'sendonly' ',"client_id":"anna","created_time":1642469139980509')), (ConvertTo-Answer $echo)
            $connection = Get-SoraConnection
            $result = $connection | & $Command @Always
            $result.ClientId | Should -BeExactly 'anna'
            $result.Role | Should -BeExactly 'sendonly'
            $result.CreatedAt | Should -Be $connection.CreatedAt
            $server.Requests[1].Body | Should -Match '"C9"'
            $server.Requests[1].Body | Should -Not -Match 'anna|sendonly'
            Get-HostText { $connection | & $Command @Always -WhatIf } | Should -Match 'C9 \(client anna, sendonly, \d+d\)'
            # Other ids than those of the record: it is not known whom they are for.
            $other = @{}
            foreach ($field in $Record | Where-Object { $_.Name -like '*ConnectionId' -and ($Command -eq 'Send-SoraPush' -or -not $_.MayBeEmpty) }) { $other[$field.Name] = 'C8' }
            ($connection | & $Command @other @Always).ClientId | Should -BeNullOrEmpty
            Get-HostText { $connection | & $Command @other @Always -WhatIf } | Should -Not -Match 'anna'
        }
    }

    It 'makes no more changes than -MaximumCount allows, <Text>' -ForEach @{ Text = 'sent'; Plan = $false }, @{ Text = 'with -WhatIf'; Plan = $true } {
        $server = Open-RawServer (ConvertTo-Answer $echo)
        $output = 1..6 | ForEach-Object { Get-Record $_ } | & $Command @Always -MaximumCount 2 -WhatIf:$Plan -ErrorVariable failures -ErrorAction SilentlyContinue
        @($output).Count | Should -Be $(if ($Plan) { 0 } else { 2 })
        $server.Requests.Count | Should -Be $(if ($Plan) { 0 } else { 2 })
        $failures.FullyQualifiedErrorId | Should -BeExactly "SoraLimitReached,SoraPS.Commands.$($Command -replace '-')Command"
        $failures[0].CategoryInfo.Category | Should -Be 'LimitsExceeded'
        foreach ($field in $Record) { $failures[0].TargetObject.($field.Name) | Should -BeExactly "$($field.Value)3" }
        # As many as are allowed are no error.
        1..2 | ForEach-Object { Get-Record $_ } | & $Command @Always -MaximumCount 2 | Should -HaveCount 2
    }

    It 'refuses <_> for -MaximumCount' -ForEach '0', '-1', '$null', "''", '@()' {
        $server = Open-RawServer (ConvertTo-Answer $echo)
        $given = & ([scriptblock]::Create($_))
        Get-FailureId { & $Command @ids @Always -MaximumCount $given } | Should -Match '^(ParameterArgumentValidationError|ParameterArgumentTransformationError|CannotConvertArgument)'
        $server.Requests.Count | Should -Be 0
    }

    It 'takes a success without a body as done, with the ids that were asked for' {
        $server = Open-RawServer ([SoraPS.TestServers.RawServer]::Head(200, [string[]] 'content-length: 0'))
        $result = & $Command @ids @Always
        foreach ($field in $Record) { $result.($field.Name) | Should -BeExactly $field.Value }
    }

    It 'ends at once when the pipeline is stopped, without an error, and releases the connection' {
        $server = Open-RawServer ([SoraPS.TestServers.ServerStep]::WaitForDisconnect)
        $arguments = ConvertTo-ParameterCode ($ids + $Always)
        $stopped = Invoke-Stopped "$Command $arguments" $server
        $stopped.Arrived | Should -BeTrue
        $stopped.State | Should -Be 'Stopped'
        $stopped.Output | Should -BeNullOrEmpty
        $stopped.Errors | Should -BeNullOrEmpty
        # The one change that was sent is named.
        $stopped.Said.Count | Should -Be 1
        "$($stopped.Said)" -split '\r?\n' | Should -HaveCount 2
        "$($stopped.Said)" | Should -Match $Record[-1].Value
        $stopped.Released | Should -BeTrue
    }

    It 'has <_> requests in flight, no more and no less' -ForEach 1, 3 {
        $server = Open-RawServer ([SoraPS.TestServers.ServerStep]::Sequence([SoraPS.TestServers.ServerStep]::WaitForSignal, (ConvertTo-Answer $echo)))
        $inFlight = if ($IsSequential) { 1 } else { $_ }
        $server.SignalAtRequests = $inFlight
        $result = 1..6 | ForEach-Object { Get-Record $_ } | & $Command @Always -ThrottleLimit $_
        @($result).Count | Should -Be 6
        $server.PeakInFlight | Should -BeExactly $inFlight
    }

    It 'writes the answers in the order of the input, with <Limit> in flight' -ForEach @{ Limit = 1 }, @{ Limit = 3 } {
        if ($IsSequential) { $Limit = 1 }
        $answers = @('a', 'b', 'c', 'd', 'e', 'f') | ForEach-Object { ConvertTo-Answer ('{"channel_id":"' + $_ + '","session_id":"' + $_ + '"}') }
        # The answer to the first request is held back until the others in flight have been answered: what is written as it arrives would not be in order.
        if ($Limit -gt 1) { $answers[0] = [SoraPS.TestServers.ServerStep]::Sequence([SoraPS.TestServers.ServerStep]::WaitForSignal, $answers[0]) }
        $server = Open-RawServer $answers
        $send = {
            Get-Record $_
            # One request after another arrives, so that each has the answer of its number.
            $null = $server.WaitForRequests($_)
            if ($_ -eq $Limit) { $server.Signal() }
        }
        $result = @(1..6 | ForEach-Object -Process $send | & $Command @Always -ThrottleLimit $Limit)
        $server.PeakInFlight | Should -BeGreaterOrEqual ([Math]::Min($Limit, 2))
        $server.PeakInFlight | Should -BeLessOrEqual $Limit
        # Where the answer may be anything, the ids are those of the request.
        if ($result[0] | Get-Member Answer) { $result.Answer.channel_id -join '' | Should -BeExactly 'abcdef' }
        else { $result.$(if ($result[0] | Get-Member SessionId) { 'SessionId' } else { 'ChannelId' }) -join '' | Should -BeExactly 'abcdef' }
    }

    It 'refuses <Text> for -<Name>, from the command line' -ForEach @(
        foreach ($name in @($data.Record.Name) + $others) {
            foreach ($value in @{ Text = '$null'; Value = $null }, @{ Text = "''"; Value = '' }, @{ Text = '@()'; Value = @() }) {
                @{ Name = $name; Text = $value.Text; Given = $value.Value }
            }
        }
    ) {
        $server = Open-RawServer (ConvertTo-Answer $echo)
        $parameters = $ids + $Always
        $parameters[$Name] = $Given
        Get-FailureId { & $Command @parameters } | Should -Match '^(ParameterArgumentValidationError|ParameterArgumentTransformationError|CannotConvertArgument|ParameterArgumentValidationErrorNullNotAllowed|SoraInvalidArgument)'
        $server.Requests.Count | Should -Be 0
    }

    It 'refuses <Text> as <Name> of a record' -ForEach @(
        foreach ($field in $data.Record | Where-Object { -not $_.MayBeEmpty }) {
            foreach ($value in @{ Text = '$null'; Value = $null }, @{ Text = "''"; Value = '' }, @{ Text = '@()'; Value = @() }, @{ Text = 'an object'; Value = [pscustomobject]@{ a = 1 } }) {
                @{ Name = $field.Name; Text = $value.Text; Given = $value.Value }
            }
        }
    ) {
        $server = Open-RawServer (ConvertTo-Answer $echo)
        $bad = Get-Record 1
        $bad.$Name = $Given
        $output = @($bad, (Get-Record 2)) | & $Command @Always -ErrorVariable failures -ErrorAction SilentlyContinue
        @($failures).Count | Should -Be 1
        @($output).Count | Should -Be 1
        $server.Requests.Count | Should -Be 1
        $server.Requests[0].Body | Should -Match '2"'
    }

    It 'takes ids to the letter: <_>' -ForEach '007', '0x10', '1e3', '1kb', '1.50', 'True', '*', "a'b" {
        $server = Open-RawServer (ConvertTo-Answer $echo)
        $typed = if ($_ -match '^\d') { $_ } else { "'$($_ -replace "'", "''")'" }
        foreach ($field in $Record) {
            $others = $ids + $Always
            $others.Remove($field.Name)
            $others = ConvertTo-ParameterCode $others
            $null = & ([scriptblock]::Create("$Command -$($field.Name) $typed $others"))
            ($server.Requests[-1].Body | ConvertFrom-Json).($field.Wire) | Should -BeExactly $_
        }
    }

    It 'refuses an id of over 255 bytes before any request' {
        $server = Open-RawServer (ConvertTo-Answer $echo)
        foreach ($field in $Record) {
            $parameters = $ids + $Always
            $parameters[$field.Name] = [string]::new([char] 0x3042, 86)
            Get-FailureId { & $Command @parameters } | Should -BeExactly 'SoraInvalidArgument'
        }
        $server.Requests.Count | Should -Be 0
    }

    It 'answers for earlier records before it refuses a later one: <_>' -ForEach 'an id that is too long', 'a server that is not known' {
        $server = Open-RawServer ([SoraPS.TestServers.ServerStep]::Sequence([SoraPS.TestServers.ServerStep]::Pause(300), (ConvertTo-Answer $echo)))
        $refused = Get-Record 2
        if ($_ -like 'an id*') { $refused.($Record[-1].Name) = 'x' * 256 } else { $refused | Add-Member Server nobody }
        $written = [Collections.Generic.List[object]]::new()
        $ended = try { @(Get-Record 1; $refused; Get-Record 3) | & $Command @Always -ErrorAction Stop | ForEach-Object { $written.Add($_) } } catch { $_ }
        $ended.FullyQualifiedErrorId | Should -BeLike 'SoraInvalidArgument,*'
        $written.Count | Should -Be 1
    }

    It 'sends each record back to the server it came from' {
        $other = [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-Answer $echo))
        $server = Open-RawServer (ConvertTo-Answer $echo)
        try {
            $null = Register-SoraServer $other.Uri -Name other -MaximumRetryCount 0
            $records = foreach ($name in 'raw', 'other', 'raw') { Get-Record 1 | Add-Member Server $name -PassThru }
            $unique = 0
            foreach ($one in $records) { $one.($Record[-1].Name) = "x$((++$unique))" }
            $result = $records | & $Command @Always
            $result.Server -join ',' | Should -BeExactly 'raw,other,raw'
            $server.Requests.Count | Should -Be 2
            $other.Requests.Count | Should -Be 1
        }
        finally { $other.Dispose() }
    }

    It 'never follows a record to a server of the record''s choice' {
        $other = [SoraPS.TestServers.RawServer]::new([string[]] (ConvertTo-Answer $echo))
        $server = Open-RawServer (ConvertTo-Answer $echo)
        try {
            foreach ($text in "$($other.Uri)", 'nobody', "127.0.0.1:$($other.Uri.Port)") {
                $stray = Get-Record 1 | Add-Member Server $text -PassThru
                Get-FailureId { $stray | & $Command @Always } | Should -BeExactly 'SoraInvalidArgument'
            }
            $other.Requests.Count | Should -Be 0
            $server.Requests.Count | Should -Be 0
        }
        finally { $other.Dispose() }
    }
}
