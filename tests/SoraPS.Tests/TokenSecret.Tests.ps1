# Tokens that are read from a vault when the first request needs them, and client certificates that are loaded then. What stands for SecretManagement here is a
# module of the same name; TokenSecretVault.Tests.ps1 has the real one.
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingConvertToSecureStringWithPlainText', '', Justification = 'It is what is tested.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSReviewUnusedParameter', '', Justification = 'A function of the module uses them.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseOutputTypeCorrectly', '', Justification = 'It returns what it was given.')]
param()

BeforeDiscovery {
    $isDesktop = $PSVersionTable.PSEdition -eq 'Desktop'
    $noStore = [IO.Path]::DirectorySeparatorChar -eq '\' # a test must not write into the store of the user
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'KeptServers.Common.ps1')
    $environment = $env:SORA_API_URL, $env:SORA_CONFIG_HOME, $env:PSModulePath, $env:HOME

    # A module that stands for SecretManagement, with one secret. It counts how often it is asked.
    function Open-Vault($Secret) {
        $asked = [Collections.Generic.List[string]]::new()
        New-Module Microsoft.PowerShell.SecretManagement -ArgumentList $Secret, $asked {
            param($secret, $asked)
            function Get-Secret {
                [CmdletBinding()] param($Name, $Vault)
                $asked.Add("$Vault/$Name")
                # In this function, and not where the script stands.
                if ($secret -is [scriptblock]) { . ([scriptblock]::Create("$secret")) }
                elseif ($secret -is [hashtable] -and $secret.ContainsKey('Text')) { $secret.Text }
                else { , $secret }
            }
        } | Import-Module -Global
        , $asked
    }

    function Close-Vault { Get-Module Microsoft.PowerShell.SecretManagement | Remove-Module -Force }
}

Describe 'A token from a vault' {
    BeforeEach {
        $null = Open-Folder
        $env:SORA_API_URL = ''
        $simulator = Start-SoraSimulator -Token ([Net.NetworkCredential]::new('', 'hunter2-token').SecurePassword) -Connection @{ channel_id = 'sora'; connection_id = 'A' }
    }

    AfterEach {
        Close-Vault
        Clear-Server
        $simulator.Dispose()
        $env:SORA_API_URL, $env:SORA_CONFIG_HOME, $env:PSModulePath, $env:HOME = $environment
    }

    It 'is read once, when the first request needs it, for a server of either scope: <_>' -ForEach 'Process', 'CurrentUser' {
        $asked = Open-Vault 'hunter2-token'
        $made = Register-SoraServer $simulator.Uri -Name tokyo -TokenSecret sora-api -Vault mine -Scope $_
        $made.Authentication, $made.TokenSecret, $made.Vault | Should -BeExactly 'Token', 'sora-api', 'mine'
        $null = Get-SoraServer | Format-List | Out-String
        Disconnect-SoraChannel sora -WhatIf
        Get-SoraConnection -AsCurl | Should -Match 'Authorization: Bearer \$SORA_TOKEN'
        Get-Completion 'Get-SoraConnection -ChannelId ' | Should -BeNullOrEmpty
        $asked | Should -BeNullOrEmpty
        $simulator.Requests | Should -BeNullOrEmpty
        Get-SoraConnection | Should -HaveCount 1
        'A' | Disconnect-SoraConnection -ChannelId sora | Should -HaveCount 1
        (Get-Completion 'Get-SoraConnection -ChannelId ') | Should -BeNullOrEmpty
        $asked | Should -BeExactly 'mine/sora-api'
        $simulator.Requests | ForEach-Object { $_.Headers['Authorization'] } | Should -BeExactly (@('Bearer hunter2-token') * $simulator.Requests.Count)
        Get-SoraServer | Format-List * -Force | Out-String | Should -Not -Match 'hunter2'
    }

    It 'completes ids when it has been read' {
        $null = Open-Vault 'hunter2-token'
        $null = Register-SoraServer $simulator.Uri -Name tokyo -TokenSecret sora-api
        $null = Get-SoraLicense -ErrorAction Ignore
        (Get-Completion 'Get-SoraConnection -ChannelId ').CompletionText | Should -BeExactly 'sora'
    }

    It 'may be a SecureString' {
        $null = Open-Vault ([Net.NetworkCredential]::new('', 'hunter2-token').SecurePassword)
        $null = Register-SoraServer $simulator.Uri -Name tokyo -TokenSecret sora-api
        Get-SoraConnection | Should -HaveCount 1
    }

    It 'is an error before anything is sent: <Text>' -ForEach @(
        @{ Text = 'no such module'; Secret = { } ; Missing = $true; Helps = 'Install-PSResource Microsoft\.PowerShell\.SecretManagement' }
        @{ Text = 'an unknown secret'; Secret = { $PSCmdlet.ThrowTerminatingError([Management.Automation.ErrorRecord]::new([Exception]::new('no'), 'GetSecretNotFound', 'ObjectNotFound', $null)) }; Helps = 'Get-SecretInfo' }
        @{ Text = 'an error that does not end the pipeline'; Secret = { Write-Error -Message no -ErrorId GetSecretNotFound }; Helps = 'Set-Secret' }
        @{ Text = 'another failure'; Secret = { throw "the disk $([char] 27)[31m burns" }; Helps = 'burns.*Test-SecretVault' }
        @{ Text = 'nothing'; Secret = { }; Helps = 'Set-Secret' }
        @{ Text = 'an empty secret'; Secret = ''; Helps = 'Set-Secret' }
        @{ Text = 'a credential'; Secret = [pscredential]::new('operator', [Net.NetworkCredential]::new('', 'hunter2').SecurePassword); Helps = 'PSCredential' }
        @{ Text = 'a hashtable'; Secret = @{ a = 'hunter2' }; Helps = 'Hashtable' }
        @{ Text = 'a token that cannot be sent'; Secret = "hunter2`r`nX: y"; Helps = 'Token' }
    ) {
        if (-not (Test-Path variable:Missing) -or -not $Missing) { $asked = Open-Vault $Secret }
        else { $env:PSModulePath = Join-Path $TestDrive 'no-modules' }
        $null = Register-SoraServer $simulator.Uri -Name tokyo -TokenSecret sora-api
        $null = Register-SoraServer http://127.0.0.1:1 -Name other -MaximumRetryCount 0
        foreach ($attempt in { Get-SoraConnection }, { Get-SoraChannel }, { Disconnect-SoraChannel sora, lobby }, { 'A' | Disconnect-SoraConnection }, { Get-SoraLicense }, { Invoke-SoraApi GetLicense }, { Invoke-SoraApi DisconnectChannel @{ channel_id = 'sora' } -Raw -Confirm:$false }, { Wait-SoraConnection -ChannelId sora -TimeoutSec 1 }, { 'a', 'b' | Watch-SoraConnection }, { Get-SoraClusterNode }, { Update-SoraLicense }, { Suspend-SoraServer -Wait -Confirm:$false }) {
            $failures = @($(& $attempt 2>&1) | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
            $failures.Count | Should -Be $(if ("$attempt" -match 'lobby') { 2 } else { 1 }) -Because "$attempt"
            $failures | ForEach-Object { $_.FullyQualifiedErrorId } | Should -BeLike 'SoraInvalidArgument,*' -Because "$attempt"
            $failures | ForEach-Object { $_.ErrorDetails.Message } | Should -Match $Helps -Because "$attempt"
            $said = $failures | Out-String -Width 1000
            $said -replace "$([char] 27)\[(\d+(;\d+)*)?m(?! burns)" | Should -Not -Match "hunter2|$([char] 27)"
        }
        $check = @(Test-SoraServer)
        $check.Check, $check.Status | Should -BeExactly 'Reachable', 'Fail'
        $check.Reason | Should -Match $Helps
        $check.Reason | Should -Not -Match "hunter2|$([char] 27)"
        if (Test-Path variable:asked) { $asked.Count | Should -BeLessOrEqual 13 }
        $simulator.Requests | Should -BeNullOrEmpty
        # Other servers of the same command are asked.
        Get-FailureId { Get-SoraConnection -Server tokyo, other } | Sort-Object | Should -BeExactly 'SoraConnectionFailed', 'SoraInvalidArgument'
    }

    It 'is read again by the next command after the server has refused it' {
        $secret = @{ Text = 'old-token' }
        $asked = Open-Vault $secret
        $null = Register-SoraServer $simulator.Uri -Name tokyo -TokenSecret sora-api -Scope CurrentUser
        Get-FailureId { 'a', 'b' | Disconnect-SoraChannel -ThrottleLimit 1 } | Should -BeExactly 'SoraUnauthorized', 'SoraUnauthorized'
        $asked.Count | Should -Be 1
        $secret.Text = 'hunter2-token'
        Get-SoraConnection -Verbose 4>$null | Should -HaveCount 1
        Get-SoraConnection | Should -HaveCount 1
        $asked.Count | Should -Be 2
    }

    It 'is read in each shell and runspace for itself' {
        $null = Open-Vault 'hunter2-token'
        $null = Register-SoraServer $simulator.Uri -Name tokyo -TokenSecret sora-api -Scope CurrentUser
        Get-SoraConnection | Should -HaveCount 1
        Invoke-Elsewhere '$env:PSModulePath = "none"; Get-SoraConnection' | Should -BeExactly 'SoraInvalidArgument'
    }

    It 'is not given in two ways: <Text>' -ForEach @(
        @{ Text = '-Token'; Given = @{ Token = [securestring]::new(); TokenSecret = 'a' } }
        @{ Text = '-Credential'; Given = @{ Credential = [pscredential]::new('a', [securestring]::new()); TokenSecret = 'a' } }
        @{ Text = '-Headers with a token of its own'; Given = @{ Headers = @{ Authorization = 'Bearer b' }; TokenSecret = 'a' } }
        @{ Text = '-Vault alone'; Given = @{ Vault = 'a' } }
        @{ Text = 'an unset variable'; Given = @{ TokenSecret = $null } }
        @{ Text = 'an empty text'; Given = @{ TokenSecret = '' } }
        @{ Text = 'an unset vault'; Given = @{ TokenSecret = 'a'; Vault = $null } }
    ) {
        Get-FailureId { Register-SoraServer $simulator.Uri @Given } | Should -BeExactly 'SoraInvalidArgument'
        Get-SoraServer | Should -BeNullOrEmpty
    }

    It 'is replaced by another kind of secret, and replaces it' {
        $null = Register-SoraServer $simulator.Uri -Name tokyo -TokenSecret sora-api -Vault mine
        $changed = Set-SoraServer tokyo -Token ([Net.NetworkCredential]::new('', 'hunter2-token').SecurePassword) -PassThru
        $changed.TokenSecret, $changed.Vault, $changed.Authentication | Should -BeExactly $null, $null, 'Token'
        Get-SoraConnection | Should -HaveCount 1
        (Set-SoraServer tokyo -TokenSecret other -PassThru).TokenSecret | Should -BeExactly 'other'
        $asked = Open-Vault 'hunter2-token'
        Get-SoraConnection | Should -HaveCount 1
        $asked | Should -BeExactly '/other'
    }
}

Describe 'A client certificate' {
    BeforeEach {
        $folder = Open-Folder
        $env:SORA_API_URL = ''
        $null = New-Item -ItemType Directory $folder
        $certificate = [SoraPS.TestServers.Certificates]::NewClientCertificate()
        $pfx = Join-Path $folder 'client.pfx'
        [IO.File]::WriteAllBytes($pfx, $certificate.Export('Pkcs12'))
        $server = [SoraPS.TestServers.RawServer]::new([SoraPS.TestServers.Certificates]::SelfSigned(), [SoraPS.TestServers.ServerStep[]] (ConvertTo-ListAnswer (Get-ConnectionJson sora a)))
        $given = @{ Uri = $server.Uri; Name = 'tokyo'; SkipCertificateCheck = $true; MaximumRetryCount = 0 }
    }

    AfterEach {
        Clear-Server
        $server.Dispose()
        $env:SORA_API_URL, $env:SORA_CONFIG_HOME, $env:PSModulePath, $env:HOME = $environment
    }

    It 'may be a file, whose full path is kept, and is loaded when the first request needs it: <Scope>' -ForEach @{ Scope = 'Process' }, @{ Scope = 'CurrentUser' } {
        Push-Location $folder
        try { $made = Register-SoraServer @given -Certificate client.pfx -Scope $Scope }
        finally { Pop-Location }
        Get-SoraConnection | Should -HaveCount 1
        (Get-SoraServer).CertificateThumbprint | Should -BeExactly $certificate.Thumbprint
        if ($Scope -eq 'Process') { return }
        $made.CertificatePath | Should -BeExactly $pfx
        (Get-Kept).servers[0].certificate | Should -BeExactly $pfx
        Invoke-Elsewhere '(Get-SoraConnection).Count; (Get-SoraServer).CertificateThumbprint' | Should -BeExactly 1, $certificate.Thumbprint
        Remove-Item -LiteralPath $pfx
        Invoke-Elsewhere 'Get-SoraConnection; Get-SoraConnection -AsCurl' | Should -HaveCount 2
        $server.Requests.Count | Should -Be 2
    }

    It 'may be a PEM file with its key' -Skip:$isDesktop {
        $pem = Join-Path $folder 'client.pem'
        $key = [Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($certificate)
        $key = if ($key) { $key.ExportPkcs8PrivateKeyPem() } else { [Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::GetECDsaPrivateKey($certificate).ExportPkcs8PrivateKeyPem() }
        [IO.File]::WriteAllText($pem, $certificate.ExportCertificatePem() + "`n" + $key)
        (Register-SoraServer @given -Certificate $pem).CertificateThumbprint | Should -BeExactly $certificate.Thumbprint
        Get-SoraConnection | Should -HaveCount 1
    }

    It 'may be the thumbprint of one in the store of the user, and one from there is kept by it' -Skip:$noStore {
        # On Unix the store is a folder of .NET's own below the home folder, which is read once.
        $env:HOME = $folder
        $script = @"
            `$store = [Security.Cryptography.X509Certificates.X509Store]::new('My', 'CurrentUser'); `$store.Open('ReadWrite')
            `$certificate = [Security.Cryptography.X509Certificates.X509Certificate2]::new('$pfx'); `$store.Add(`$certificate)
            (Register-SoraServer '$($server.Uri)' -Name tokyo -Scope CurrentUser -SkipCertificateCheck -Certificate `$certificate).CertificateThumbprint
            @(Get-SoraConnection).Count
            `$null = Register-SoraServer '$($server.Uri)' -Name osaka -SkipCertificateCheck -Certificate `$certificate.Thumbprint.ToLower() -Default
            @(Get-SoraConnection).Count
            `$store.Remove(`$certificate)
            Set-SoraServer tokyo -NoProxy
            try { Get-SoraConnection -Server tokyo -ErrorAction Stop } catch { (`$_.FullyQualifiedErrorId -split ',')[0] }
"@
        Invoke-Shell $script | Should -BeExactly $certificate.Thumbprint, '1', '1', 'SoraInvalidArgument'
        (Get-Kept).servers[0].certificate | Should -BeExactly $certificate.Thumbprint
    }

    It 'is refused, and nothing is kept: <Text>' -ForEach @(
        @{ Text = 'one that is in no store'; Value = { $certificate } }
        @{ Text = 'a thumbprint that is in no store'; Value = { 'ab' * 20 } }
        @{ Text = 'no file'; Value = { Join-Path $folder 'nosuch.pfx' } }
        @{ Text = 'a folder'; Value = { $folder } }
        @{ Text = 'another file'; Value = { $other = Join-Path $folder 'other.pfx'; Set-Content $other 'text'; $other } }
        @{ Text = 'one with a password'; Value = { $other = Join-Path $folder 'other.pfx'; [IO.File]::WriteAllBytes($other, $certificate.Export('Pkcs12', 'password')); $other } }
        @{ Text = 'one without a key'; Value = { $other = Join-Path $folder 'other.cer'; [IO.File]::WriteAllBytes($other, $certificate.Export('Cert')); $other } }
        @{ Text = 'another object'; Value = { 42 }; Id = 'ParameterArgumentTransformationError' }
    ) {
        Get-FailureId { Register-SoraServer @given -Scope CurrentUser -Certificate (& $Value) } | Should -BeExactly $(if (Test-Path variable:Id) { $Id } else { 'SoraInvalidArgument' })
        Test-Path (Get-KeptPath) | Should -BeFalse
    }
}

Describe 'A proxy of a kept server' {
    It 'is kept by its address and used' {
        $null = Open-Folder
        $proxy = [SoraPS.TestServers.RawServer]::new([SoraPS.TestServers.ServerStep[]] (ConvertTo-ListAnswer (Get-ConnectionJson sora a)))
        try {
            $null = Register-SoraServer http://tokyo.example/api -Name tokyo -Scope CurrentUser -Proxy $proxy.Uri
            Invoke-Elsewhere '(Get-SoraConnection -Server tokyo).Server' | Should -BeExactly 'tokyo'
            $proxy.Requests[0].Line | Should -BeLike 'POST http://tokyo.example/api *'
        }
        finally {
            Clear-Server
            $proxy.Dispose()
            $env:SORA_CONFIG_HOME = $environment[1]
        }
    }
}
