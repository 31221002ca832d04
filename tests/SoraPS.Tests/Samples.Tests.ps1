[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSReviewUnusedParameter', '', Justification = 'A function of the module uses it.')]
param()

# The runbooks in samples; three of them have their tests in samples/tests. SamplesProcess runs them as a scheduler does.
BeforeDiscovery {
    $scripts = @(Get-ChildItem (Join-Path $PSScriptRoot '../../samples') -Filter '*-*.ps1' | ForEach-Object { @{ Name = $_.Name; Path = $_.FullName } })
    # An automation service calls the one for the cloud. The health check has the format of Nagios.
    $forSchedulers = @($scripts | Where-Object { $_.Name -notlike '*.Cloud.ps1' })
    $forLogs = @($scripts | Where-Object { $_.Name -ne 'Test-SoraHealth.ps1' })
    $forChannels = @($scripts | Where-Object { $parameters = (Get-Command $_.Path).Parameters; 'ChannelId', 'ChannelLike' | Where-Object { $parameters.ContainsKey($_) } })
}

BeforeAll { . (Join-Path $PSScriptRoot 'Samples.Common.ps1') }

Describe 'The sample <Name>' -ForEach $scripts {
    It 'has help for itself and every parameter' {
        $help = Get-Help $Path -Full
        $help.Synopsis | Should -Not -BeNullOrEmpty
        "$($help.description.Text)" | Should -Match 'Exit code|exit code'
        @($help.examples.example).Count | Should -BeGreaterThan 0
        $parameters = (Get-Command $Path).ScriptBlock.Ast.ParamBlock.Parameters
        foreach ($parameter in $help.parameters.parameter | Where-Object name -NotIn 'WhatIf', 'Confirm') { "$($parameter.description.Text)" | Should -Not -BeNullOrEmpty -Because "-$($parameter.name)" }
        $parameters.Count | Should -BeGreaterThan 0
    }

    It 'is listed in both languages, needs the module, and is strict' {
        foreach ($readme in 'README.md', 'README.ja.md') { Get-Content (Join-Path $samples $readme) -Raw | Should -Match ([regex]::Escape("($Name)")) }
        (Get-Command $Path).ScriptBlock.Ast.ScriptRequirements.RequiredModules.Name | Should -Be 'SoraPS'
        Get-Content $Path -Raw | Should -Match 'Set-StrictMode -Version 3.0'
    }

    It 'selects by -OlderThan, and not by comparing Age' { Get-Content $Path -Raw | Should -Not -Match 'Where-Object\s+\{?\s*(\$_\.)?Age' }

    It 'finds its server with a server, or with a URL and a secret' {
        @((Get-Command $Path).Parameters.Keys) | Should -Contain $(if ($Name -like '*.Cloud.ps1') { 'SecretName' } else { 'Server' })
    }
}

Describe 'The sample <Name> for a scheduler' -ForEach $forSchedulers {
    It 'has an example for a scheduler, which gives its exit code' {
        $examples = @(Get-ProcessExample $Path 'http://127.0.0.1:3000')
        $examples | Should -Not -BeNullOrEmpty
        foreach ($example in $examples) {
            $at = $example.IndexOf('-File')
            if ($at -ge 0) { $example[$at + 1] | Should -BeExactly $Name }
            else { $example[-1] | Should -Match "^\./$([regex]::Escape($Name)) .*; exit \`$LASTEXITCODE$" }
        }
    }
}

Describe 'The log of the sample <Name>' -ForEach $forLogs {
    It 'writes lines and errors as the other samples do' {
        # Each sample is one file that can be copied alone. So the functions are in each of them, and always the same.
        function Get-Function([string] $File) {
            $ast = [System.Management.Automation.Language.Parser]::ParseFile($File, [ref] $null, [ref] $null)
            $found = $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.FunctionDefinitionAst] -and $args[0].Name -in 'Format-Time', 'Get-LogLine', 'Write-Failure' }, $true)
            $found.Extent.Text
        }
        $expected = @(Get-Function (Join-Path $samples Disconnect-OldConnection.ps1))
        $expected | Should -HaveCount 3
        # An automation service shows errors itself.
        Get-Function $Path | Should -Be $(if ($Name -like '*.Cloud.ps1') { $expected[0, 1] } else { $expected })
    }
}

Describe 'The sample <Name> for channels' -ForEach $forChannels {
    It 'refuses a list that came as one text, before any request' {
        $simulator = Start-SoraSimulator
        try {
            $arguments = @{ Server = $simulator }
            $parameters = (Get-Command $Path).Parameters
            foreach ($known in 'ChannelId', 'ChannelLike') { if ($parameters.ContainsKey($known)) { $arguments[$known] = 'sora,akane' } }
            foreach ($needed in @{ Hours = 1; Minutes = 1; OlderThan = '1h'; While = { $true } }.GetEnumerator()) { if ($parameters.ContainsKey($needed.Key)) { $arguments[$needed.Key] = $needed.Value } }
            { & $Path @arguments } | Should -Throw -ErrorId "SampleListAsText,$Name"
            $simulator.Requests | Should -BeNullOrEmpty
        }
        finally { $simulator.Dispose() }
    }
}

Describe 'Export-ConnectionLog.ps1' {
    BeforeEach {
        $runbook = Join-Path $samples 'Export-ConnectionLog.ps1'
        $simulator = Open-Stage
        $server = @{ Server = Register-SoraServer $simulator.Uri -MaximumRetryCount 0 }
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        $base = Join-Path $folder "sora-connections-$([datetime]::Today.ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture))"
    }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $simulator.Dispose()
    }

    It 'writes who is connected, as a table and with everything, and replaces it the second time' {
        $null = & $runbook $folder @server
        $simulator.Remove('L1')
        $lines = & $runbook $folder @server
        $LASTEXITCODE | Should -Be 0
        $lines | Should -Match $logLine
        $lines -replace '^\S+ ' | Should -Be "wrote $base.csv (3 connections)", "wrote $base.json (3 connections)"
        @(Get-ChildItem $folder).Name | Sort-Object | Should -Be @("$base.csv", "$base.json" | Split-Path -Leaf)
        $rows = @(Import-Csv "$base.csv")
        $rows.ConnectionId | Should -Be 'S1', 'V1', 'V2'
        $rows[0].VideoCodecType | Should -BeExactly 'VP9'
        $rows[0].AgeSeconds | Should -Match '^\d+$'
        $rows[2].AgeSeconds | Should -BeExactly ''
        $all = @(Get-Content "$base.json" -Raw | ConvertFrom-Json)
        $all.ConnectionId | Should -Be 'S1', 'V1', 'V2'
        $all[0].Video.BitRate | Should -Be 1000
        [IO.File]::ReadAllBytes("$base.csv")[0..2] | Should -Be 0xEF, 0xBB, 0xBF
    }

    It 'makes no formula of what a stranger calls himself' {
        $simulator.Set('V1', @{ client_id = '=HYPERLINK("http://x/","y")' })
        $null = & $runbook $folder @server
        @(Import-Csv "$base.csv").ClientId | Should -Contain '''=HYPERLINK("http://x/","y")'
        @(Get-Content "$base.json" -Raw | ConvertFrom-Json).ClientId | Should -Contain '=HYPERLINK("http://x/","y")'
    }

    It 'writes that nobody is there' {
        $simulator.ClearConnections()
        $null = & $runbook $folder @server
        $LASTEXITCODE | Should -Be 0
        Get-Content "$base.csv" | Should -BeLike '*"ChannelId","ClientId"*'
        @(Get-Content "$base.json" -Raw | ConvertFrom-Json) | Should -HaveCount 0
    }

    It 'keeps the files of an earlier run where the list fails: <Text>' -ForEach @(
        @{ Text = 'an outage'; Fault = @{ Drop = $true } }
        @{ Text = 'half a list'; Fault = @{ CutShort = $true } }
    ) {
        $null = & $runbook $folder @server
        $simulator.Fail($Fault)
        & $runbook $folder @server -ErrorAction SilentlyContinue -ErrorVariable failures
        $LASTEXITCODE | Should -Be 1
        $failures | Should -Not -BeNullOrEmpty
        @(Import-Csv "$base.csv") | Should -HaveCount 4
        @(Get-ChildItem $folder) | Should -HaveCount 2
    }

    It 'deletes its own files that are too old, and nothing else' {
        $null = New-Item -ItemType Directory $folder
        $names = 'sora-connections-2020-01-01.csv', 'sora-connections-2020-01-01.json', 'sora-connections-2020-01-01.csv.bak', 'sora-connections-2020-99-01.csv', 'notes.csv', 'sora-connections-9999-01-01.csv'
        foreach ($name in $names) { Set-Content (Join-Path $folder $name) 'x' }
        $null = & $runbook $folder -KeepDays 0 @server
        @(Get-ChildItem $folder) | Should -HaveCount 8
        & $runbook $folder @server -WhatIf | Should -BeNullOrEmpty
        @(Get-ChildItem $folder) | Should -HaveCount 8
        $deleted = @(& $runbook $folder @server) -match ' deleted '
        $deleted -replace '^\S+ deleted ' | Split-Path -Leaf | Should -Be 'sora-connections-2020-01-01.csv', 'sora-connections-2020-01-01.json'
        @(Get-ChildItem $folder).Name | Should -Not -Contain 'sora-connections-2020-01-01.csv'
        @(Get-ChildItem $folder) | Should -HaveCount 6
    }

    It 'writes nothing with -WhatIf' {
        & $runbook $folder @server -WhatIf | Should -BeNullOrEmpty
        $folder | Should -Not -Exist
    }

    It 'says why it cannot write' {
        Set-Content (Join-Path $TestDrive file) 'x'
        & $runbook (Join-Path $TestDrive 'file/below') @server -ErrorAction SilentlyContinue -ErrorVariable failures
        $LASTEXITCODE | Should -Be 1
        $failures | Should -Not -BeNullOrEmpty
    }
}

Describe 'Disconnect-OldConnection.Cloud.ps1' {
    BeforeEach {
        $runbook = Join-Path $samples 'Disconnect-OldConnection.Cloud.ps1'
        $token = [Net.NetworkCredential]::new('', 'top-secret').SecurePassword
        $simulator = Start-SoraSimulator -Token $token -Connection @{ connection_id = 'OLD'; Age = '15:00' }, @{ connection_id = 'YOUNG' }, @{ connection_id = 'UNKNOWN'; Age = $null }
        $arguments = @{ Uri = $simulator.Uri; SecretName = 'sora-api' }
        $asked = [Collections.Generic.List[string]]::new()
        $vault = @{ Secret = $token; Asked = $asked }
        New-Module Microsoft.PowerShell.SecretManagement -ArgumentList $vault {
            param($state)
            function Get-Secret { [CmdletBinding()] param($Name, $Vault) $state.Asked.Add("$Vault/$Name"); $state.Secret }
        } | Import-Module -Global
    }
    AfterEach {
        Get-Module Microsoft.PowerShell.SecretManagement | Remove-Module
        Get-SoraServer | Unregister-SoraServer
        $simulator.Dispose()
    }

    It 'cuts what is too old with the secret of the vault, and leaves no server' {
        $before = @(Get-SoraServer).Count
        $lines = & $runbook @arguments -Vault mine
        $lines | Should -Match $logLine
        $lines | Should -Match ' disconnected sora/[^/ ]+/OLD '
        $LASTEXITCODE | Should -Be 0
        $asked | Should -Be 'mine/sora-api'
        $simulator.Connections.ConnectionId | Should -Be 'YOUNG', 'UNKNOWN'
        & $runbook @arguments | Should -BeNullOrEmpty
        @(Get-SoraServer).Count | Should -Be $before
    }

    It 'fails before it sends anything, if the secret is no token' {
        $vault.Secret = [pscredential]::new('anna', $token)
        { & $runbook @arguments 2>$null } | Should -Throw
        $simulator.Requests | Should -BeNullOrEmpty
    }

    It 'only reads with -WhatIf, and leaves no server' {
        & $runbook @arguments -WhatIf | Should -BeNullOrEmpty
        $simulator.Requests.Target | Should -Be 'Sora_20201013.ListConnections'
        Get-SoraServer | Where-Object Name -Like 'sora-*' | Should -BeNullOrEmpty
    }

    It 'registers the key vault, signed in as itself' {
        function Connect-AzAccount([switch] $Identity) { $asked.Add("identity $Identity") }
        function Get-AzContext { [pscustomobject]@{ Subscription = [pscustomobject]@{ Id = 'SUB' } } }
        function Register-SecretVault {
            [CmdletBinding(SupportsShouldProcess)]
            param($Name, $ModuleName, $VaultParameters, [switch] $AllowClobber)
            if ($PSCmdlet.ShouldProcess($Name)) { $asked.Add("$ModuleName $Name $($VaultParameters.AZKVaultName) $($VaultParameters.SubscriptionId) $AllowClobber") }
        }
        $null = & $runbook @arguments -KeyVaultName kv -ManagedIdentity $true
        $asked | Should -Be 'identity True', 'Az.KeyVault sora-kv kv SUB True', 'sora-kv/sora-api'
        # A plan needs the secret, too.
        $asked.Clear()
        $null = & $runbook @arguments -KeyVaultName kv -WhatIf
        $asked | Should -Be 'Az.KeyVault sora-kv kv SUB True', 'sora-kv/sora-api'
    }

    It 'fails, so that the run is shown as failed: <Text>' -ForEach @(
        @{ Text = 'an outage'; Fault = @{ Drop = $true }; Left = 3 }
        @{ Text = 'a refusal'; Fault = @{ Target = 'DisconnectConnection'; ErrorType = 'BROKEN' }; Left = 3 }
    ) {
        $simulator.Fail($Fault)
        { & $runbook @arguments 2>$null } | Should -Throw 'Failed:*'
        $simulator.Connections | Should -HaveCount $Left
        Get-SoraServer | Where-Object Name -Like 'sora-*' | Should -BeNullOrEmpty
    }

    It 'fails without its secret, and sends nothing' {
        $vault.Secret = @{ a = 'no text' }
        { & $runbook @arguments 2>$null } | Should -Throw
        $simulator.Requests | Should -BeNullOrEmpty
    }

    It 'shows the secret nowhere' {
        $simulator.Fail(500)
        $said = & { try { & $runbook @arguments -Verbose -Debug 4>&1 5>&1 2>&1 3>&1 } catch { $_ | Format-List * -Force | Out-String } } *>&1 | Out-String
        $said | Should -Not -BeNullOrEmpty
        $said | Should -Not -Match 'top-secret'
    }

    It 'is called by the workflow as it wants to be called' {
        $workflow = Get-Content (Join-Path $samples 'disconnect-old-connections.yml') -Raw
        $calls = @([regex]::Matches($workflow, '(?m)^ +(\./samples/.*)$'))
        $calls | Should -HaveCount 1
        $mistakes = $null
        $call = [System.Management.Automation.Language.Parser]::ParseInput($calls[0].Groups[1].Value, [ref] $null, [ref] $mistakes).EndBlock.Statements[0].PipelineElements[0]
        $mistakes | Should -BeNullOrEmpty
        Join-Path $root $call.GetCommandName() | Should -Exist
        foreach ($named in $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) { @((Get-Command $runbook).Parameters.Keys) | Should -Contain $named.ParameterName }
        $workflow | Should -Not -Match "`t"
    }
}
