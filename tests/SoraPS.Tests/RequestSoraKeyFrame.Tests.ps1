[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

Describe 'Request-SoraKeyFrame' {
    BeforeAll { . (Join-Path $PSScriptRoot 'Common.ps1') }
    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'asks for one stream, or for all' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'sora'; connection_id = 'C1'; role = 'sendonly' }
        $null = Register-SoraServer $server.Uri
        $all = Get-SoraConnection | Request-SoraKeyFrame
        $one = Request-SoraKeyFrame sora C1 -Rid R1
        $server.Requests[-2].Body | Should -BeExactly '{"channel_id":"sora","connection_id":"C1"}'
        $server.Requests[-1].Body | Should -BeExactly '{"channel_id":"sora","connection_id":"C1","rid":"r1"}'
        $all.Rid | Should -BeNullOrEmpty
        $one.Rid | Should -BeExactly 'r1' -Because 'the request tells it where the answer does not'
        "$one" | Should -BeExactly 'sora/C1 r1'
    }

    It 'reports a connection that is not there, and serves the others' {
        $server = Start-SoraSimulator -Connection @{ channel_id = 'sora'; connection_id = 'C1'; role = 'sendonly' }
        $null = Register-SoraServer $server.Uri
        $done = Request-SoraKeyFrame sora gone, C1 -ErrorVariable failures -ErrorAction SilentlyContinue
        $done.ConnectionId | Should -BeExactly 'C1'
        @($failures.FullyQualifiedErrorId) | Should -BeLike 'SoraApiError,*'
        $failures.TargetObject.ConnectionId | Should -BeExactly 'gone'
    }

    It 'refuses a rid outside its set: <_>' -ForEach 'r3', 'none', 'auto' {
        $server = Open-RawServer (ConvertTo-Answer '{}')
        $rid = $_
        Get-FailureId { Request-SoraKeyFrame sora c -Rid $rid } | Should -BeExactly 'ParameterArgumentValidationError'
        $server.Requests.Count | Should -Be 0
    }
}
