[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Lists larger than what the system keeps of what is not read, an operation timeout of 2 s, and a pipeline that pauses for longer than that.
# After 15 s a list is taken from the server and kept.
Describe 'A pipeline that pauses while a list arrives' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $many = 30000
        $servers = [Collections.Generic.List[object]]::new()

        function Open-ListServer([string] $Name, [bool] $Gzip) {
            $server = [SoraPS.TestServers.ListServer]::new($many, $Gzip)
            $servers.Add($server)
            $null = Register-SoraServer $server.Uri -Name $Name -OperationTimeoutSeconds 2 -MaximumRetryCount 0
            $server
        }

        # Lists, with a pause in seconds at the given objects, and says what arrived from each server, in order.
        function Get-Slowly([string[]] $Name, [hashtable] $Pause) {
            $arrived = @{}
            foreach ($one in $Name) { $arrived[$one] = [Collections.Generic.List[string]]::new() }
            $count = @{ Seen = 0 }
            Get-SoraConnection -Server $Name -ErrorAction Stop | ForEach-Object {
                $arrived[$_.Server].Add($_.ConnectionId)
                $count.Seen++
                if ($Pause.ContainsKey($count.Seen)) { Start-Sleep -Seconds $Pause[$count.Seen] }
            }
            $arrived
        }

        function Test-Complete($Arrived) {
            if ($Arrived.Count -ne $many) { return $false }
            for ($i = 0; $i -lt $many; $i++) {
                if ($Arrived[$i] -cne [SoraPS.TestServers.ListServer]::IdOf($i)) { return $false }
            }
            $true
        }
    }

    AfterEach {
        Get-SoraServer | Unregister-SoraServer
        foreach ($server in $servers) { $server.Dispose() }
        $servers.Clear()
    }

    It 'loses nothing and times out nothing: <Text>' -ForEach @(
        @{ Text = 'the server waits'; Gzip = $false; Pause = @{ 1 = 3 } }
        @{ Text = 'gzip'; Gzip = $true; Pause = @{ 1 = 3; 2 = 3 } }
    ) {
        $null = Open-ListServer tokyo $Gzip
        Test-Complete (Get-Slowly tokyo $Pause).tokyo | Should -BeTrue
    }

    It 'loses nothing and times out nothing with several servers side by side' {
        $null = Open-ListServer tokyo $false
        $null = Open-ListServer osaka $true
        $arrived = Get-Slowly tokyo, osaka @{ 1 = 3; 1000 = 3 }
        Test-Complete $arrived.tokyo | Should -BeTrue
        Test-Complete $arrived.osaka | Should -BeTrue
    }

    It 'keeps no server waiting that another one delays' {
        $tokyo = Open-ListServer tokyo $false
        $osaka = Open-ListServer osaka $false
        $seen = @{ Count = 0; Rid = $false }
        Get-SoraConnection -Server tokyo, osaka | ForEach-Object {
            if (-not $seen.Count++) { $seen.Rid = $tokyo.WaitForEnd(30000) -and $osaka.WaitForEnd(30000) }
        }
        $seen.Rid | Should -BeTrue
        $seen.Count | Should -Be (2 * $many)
    }

    It 'gets all of a list whose server has sent everything and closed the connection meanwhile' {
        $small = [SoraPS.TestServers.ListServer]::new(500)
        $servers.Add($small)
        $null = Register-SoraServer $small.Uri -OperationTimeoutSeconds 2 -MaximumRetryCount 0
        $seen = @{ Count = 0 }
        Get-SoraConnection -ErrorAction Stop | ForEach-Object {
            if (-not $seen.Count++) {
                $null = $small.WaitForEnd()
                Start-Sleep -Seconds 3
            }
        }
        $seen.Count | Should -Be 500
    }
}
