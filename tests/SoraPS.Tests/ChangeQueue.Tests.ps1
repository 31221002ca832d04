[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# The order and the number of changes. The contract of every cmdlet that changes something is in Changes.

Describe 'ChangeQueue' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $slow = Start-SoraSimulator -LatencyMilliseconds 300
        $fast = Start-SoraSimulator
        # The channels c1, c2, ... on the servers that are named.
        function Get-Record([string[]] $Server) {
            $number = 0
            foreach ($name in $Server) { [pscustomobject] @{ ChannelId = "c$((++$number))"; Server = $name } }
        }
    }
    AfterAll { $slow, $fast | Stop-SoraSimulator }
    BeforeEach {
        $null = Register-SoraServer $slow.Uri -Name slow
        $null = Register-SoraServer $fast.Uri -Name fast
        $fast.ClearRequests()
        $slow.ClearRequests()
    }
    AfterEach { Get-SoraServer | Unregister-SoraServer }

    It 'writes results in the order of the input, also if a later request is answered first (limit <_>)' -ForEach 1, 3, 8 {
        $result = Get-Record slow, fast, fast, slow, fast, fast | Disconnect-SoraChannel -ThrottleLimit $_
        $result.ChannelId -join ',' | Should -BeExactly 'c1,c2,c3,c4,c5,c6'
    }

    It 'writes an error in its turn: after the answers to earlier records, before those to later ones' {
        $records = Get-Record slow, fast, fast
        $records[1].ChannelId = 'x' * 300
        $output = $records | Disconnect-SoraChannel 2>&1 | ForEach-Object { if ($_ -is [Management.Automation.ErrorRecord]) { 'error' } else { $_.ChannelId } }
        $output -join ',' | Should -BeExactly 'c1,error,c3'
        $fast.Requests.Count | Should -Be 1
    }

    It 'gives a record of an unknown server back, so that it can be tried again once the server is registered' {
        $null = Get-Record nowhere | Disconnect-SoraChannel -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].TargetObject | Should -BeOfType SoraPS.SoraErrorTarget
        $failures[0].TargetObject.ChannelId | Should -BeExactly 'c1'
        $failures[0].TargetObject.Server | Should -BeExactly 'nowhere'
        Get-FailureId { $failures[0].TargetObject | Disconnect-SoraChannel } | Should -BeExactly 'SoraInvalidArgument'
        $null = Register-SoraServer $fast.Uri -Name nowhere
        ($failures[0].TargetObject | Disconnect-SoraChannel).Server | Should -BeExactly 'nowhere'
    }

    It 'sends no more changes after the pipeline has ended' {
        $null = Get-Record (@('slow') * 6) | Disconnect-SoraChannel -ThrottleLimit 1 | Select-Object -First 1
        $slow.Requests.Count | Should -Be 1
    }

    It 'waits for each answer before the next request where the cmdlet says so' {
        $result = 'block_new_session', 'normal', 'block_new_session' | ForEach-Object { [pscustomobject] @{ Mode = $_ } } | Set-SoraMode -Server slow -Confirm:$false
        $result | Should -HaveCount 3
        ($slow.Requests | ForEach-Object { ($_.Body | ConvertFrom-Json).mode }) -join ',' | Should -BeExactly 'block_new_session,normal,block_new_session'
    }
}
