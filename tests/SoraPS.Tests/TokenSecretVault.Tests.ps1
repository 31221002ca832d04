# Tokens from a real vault: Microsoft.PowerShell.SecretManagement and SecretStore, where they are installed, in a process whose home folder is the test's own.
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

BeforeDiscovery {
    $noVault = @('Microsoft.PowerShell.SecretManagement', 'Microsoft.PowerShell.SecretStore' | Where-Object { -not (Get-Module $_ -ListAvailable) }).Count -gt 0
    # SecretStore is below the home folder on Unix only; elsewhere the test would reset the store of the user.
    $noVault = $noVault -or [IO.Path]::DirectorySeparatorChar -eq '\'
}

Describe 'SecretManagement with SecretStore' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'KeptServers.Common.ps1')
        $environment = $env:SORA_CONFIG_HOME, $env:HOME
        $null = Open-Folder
        $env:HOME = Join-Path $TestDrive 'home'
        $null = New-Item -ItemType Directory $env:HOME
        $simulator = Start-SoraSimulator -Token ([Net.NetworkCredential]::new('', 'hunter2-token').SecurePassword) -Connection @{ connection_id = 'A' }
        $null = Register-SoraServer $simulator.Uri -Name tokyo -Scope CurrentUser -TokenSecret sora-api
        $null = Register-SoraServer $simulator.Uri -Name unknown -Scope CurrentUser -TokenSecret nosuch
        $null = Register-SoraServer $simulator.Uri -Name elsewhere -Scope CurrentUser -TokenSecret sora-api -Vault nosuch
        $null = Register-SoraServer $simulator.Uri -Name table -Scope CurrentUser -TokenSecret table -Vault store
        # One process for what is open, another for what is locked.
        $show = "foreach (`$name in 'tokyo', 'unknown', 'elsewhere', 'table') { `$said = @(Get-SoraConnection -Server `$name 2>&1) | ForEach-Object { if (`$_ -is [Management.Automation.ErrorRecord]) { (`$_.FullyQualifiedErrorId -split ',')[0] + ' ' + (`$_ -replace '\s+', ' ') } else { `"`$(`$_.ConnectionId)`" } }; `"`${name}: `$said`" }"
        $open = Invoke-Shell @"
                Import-Module Microsoft.PowerShell.SecretManagement
                `$password = [Net.NetworkCredential]::new('', 'password').SecurePassword
                Set-SecretStoreConfiguration -Scope CurrentUser -Authentication None -Interaction None -Confirm:`$false -Password `$password
                Register-SecretVault store -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault
                Set-Secret sora-api -Secret hunter2-token
                Set-Secret table -Secret @{ a = 'hunter2' }
                $show
                Set-SecretStoreConfiguration -Scope CurrentUser -Authentication Password -Interaction None -Confirm:`$false -Password `$password
"@
        $sent = $simulator.Requests.Count
        $locked = Invoke-Shell $show
    }

    AfterAll {
        $simulator.Dispose()
        Clear-Server
        $env:SORA_CONFIG_HOME, $env:HOME = $environment
    }

    It 'has the token of a kept server' -Skip:$noVault {
        $open | Should -Contain 'tokyo: A'
        $simulator.Requests[0].Headers['Authorization'] | Should -BeExactly 'Bearer hunter2-token'
    }

    It 'is an error before anything is sent: <Text>' -Skip:$noVault -ForEach @(
        @{ Text = 'an unknown secret'; Server = 'unknown'; Helps = 'Get-SecretInfo' }
        @{ Text = 'an unknown vault'; Server = 'elsewhere'; Helps = 'Get-SecretVault' }
        @{ Text = 'a secret that is no text'; Server = 'table'; Helps = 'Hashtable' }
    ) {
        $line = @($open -like "${Server}: *")
        $line | Should -Match "^${Server}: SoraInvalidArgument .*$Helps"
        $line | Should -Not -Match 'hunter2'
        $sent | Should -Be 1
    }

    It 'is an error before anything is sent: a locked vault' -Skip:$noVault {
        @($locked -like 'tokyo: *') | Should -Match '^tokyo: SoraInvalidArgument .*Unlock-SecretStore'
        $simulator.Requests.Count | Should -Be $sent
    }
}
