[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

BeforeDiscovery {
    $single, $double = [char[]] (0x2018, 0x2019, 0x201A, 0x201B), [char[]] (0x201C, 0x201D, 0x201E)
    # Names that would be code, numbers, parameters or several arguments if they were inserted as they are.
    $nasty = @(
        'tokyo', 'to kyo', 'to''kyo', 'to"kyo', 'to`kyo', 'to$(Push-Ran)', '$(Push-Ran)', '"; Push-Ran; "', '''; Push-Ran; ''', '; Push-Ran', '& Push-Ran', '| Push-Ran', '(Push-Ran)', '@(Push-Ran)', '@{a=1}', '{ Push-Ran }'
        '$to', '$true', '-Verbose', '--', '--%', '-', '007', '1kb', '0x10', '1e3', 'to*', 'to[a]', '?', 'a,b', '#to', '%', '>', '> x', '~', ' lead', 'trail ', 'a  b', '127.0.0.1:3000', 'http://host:3000/', 'to:', 'if'
        "$([char] 0x65E5)$([char] 0x672C)", "$([char] 0xE9)", '''', '"', '`', '$'
        $single + $double | ForEach-Object { "to$_; Push-Ran; $_"; "$_" }
    )
    $lines = foreach ($command in 'Get-SoraConnection -Server ', 'Disconnect-SoraChannel x -Server ', 'Unregister-SoraServer -Name ', 'Get-SoraServer ', 'Get-SoraConnection -Server tokyo,') {
        foreach ($quote in @('', '''', '"') + $single + $double) { if (-not "$quote" -or $command -notlike '*,') { @{ Line = "$command$quote"; Nasty = $nasty } } }
    }
}

Describe 'Completion' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        # What a completed line does: the values that arrive, and whether anything else ran.
        $script:ran = $false
        function Push-Ran { $script:ran = $true }
        function Save-Argument {
            param([Parameter(ValueFromRemainingArguments)] $Rest)
            $script:arrived = @($Rest | ForEach-Object { $_ })
        }
        function Invoke-Completed([string] $Line) {
            $script:arrived = $null
            & ([scriptblock]::Create(($Line -replace '^\S+( x)?( -\w+)?', 'Save-Argument')))
        }
    }

    AfterEach { Get-SoraServer | Unregister-SoraServer }

    It 'inserts one literal, whatever the name: <Line>' -ForEach $lines {
        foreach ($name in $Nasty) { $null = Register-SoraServer http://127.0.0.1:1/ -Name $name }
        $offered = @(Get-Completion $Line)
        $names = @(Get-SoraServer).Name
        $arrived = foreach ($one in $offered) {
            Invoke-Completed $one.Line
            $script:arrived.Count | Should -Be $(if ($Line -like '*,') { 2 } else { 1 }) -Because $one.Line
            $script:arrived[-1] | Should -BeOfType string
            $script:arrived[-1]
        }
        $script:ran | Should -BeFalse
        ($arrived | Sort-Object -CaseSensitive) -join "`n" | Should -BeExactly (($names | Sort-Object -CaseSensitive) -join "`n")
    }

    It 'offers nothing that cannot be seen or typed: <Name>' -ForEach @(& (Join-Path $PSScriptRoot 'UntrustedTexts.ps1')) {
        $null = Register-SoraServer http://127.0.0.1:1/ -Name $Text
        @(Get-Completion 'Get-SoraConnection -Server ') | Should -BeNullOrEmpty
    }

    It 'keeps the quote that was begun: <Line>' -ForEach @(
        @{ Line = ''; Text = 'tokyo' }
        @{ Line = ''''; Text = '''tokyo''' }
        @{ Line = '"'; Text = '"tokyo"' }
        @{ Line = 'TOK'; Text = 'tokyo' }
        @{ Line = '''tok'; Text = '''tokyo''' }
        @{ Line = '"tok"'; Text = '"tokyo"' }
    ) {
        $null = Register-SoraServer http://127.0.0.1:1/ -Name tokyo
        $null = Register-SoraServer http://127.0.0.1:1/ -Name osaka
        $offered = @(Get-Completion "Get-SoraConnection -Server $Line" | Where-Object CompletionText -Like '*tokyo*')
        $offered.CompletionText | Should -BeExactly $Text
        if ($Line.Length -gt 1) { @(Get-Completion "Get-SoraConnection -Server $Line") | Should -HaveCount 1 }
    }

    It 'says which server it is, harmlessly' {
        $null = Register-SoraServer "http://127.0.0.1:1/a$([uri]::EscapeDataString([char] 0x202E))" -Name tokyo
        $one = Get-Completion 'Get-SoraConnection -Server t'
        $one.ToolTip | Should -BeExactly 'http://127.0.0.1:1/a%E2%80%AE'
        $one.ListItemText | Should -BeExactly 'tokyo'
        $null = Register-SoraServer http://127.0.0.1:1/ -Name ' x'
        (Get-Completion 'Get-SoraServer '' ').ListItemText | Should -BeExactly '\u0020x'
    }

    It 'knows the operations, by name and by what they do' {
        $offered = @(Get-Completion 'Invoke-SoraApi sora_2020')
        $offered.CompletionText | Should -Contain 'Sora_20201013.ListConnections'
        $offered.CompletionText | ForEach-Object { $_ | Should -BeLike 'Sora_2020*' }
        (Get-Completion 'Invoke-SoraApi disconnectch').CompletionText | Should -BeExactly 'Sora_20151104.DisconnectChannel', 'Sora_20201120.DisconnectChannelByRole', 'Sora_20151104.DisconnectChannelDownstream', 'Sora_20151104.DisconnectChannelUpstream'
        (Get-Completion "Invoke-SoraApi -Target 'GetLic").CompletionText | Should -BeExactly "'Sora_20171218.GetLicense'"
        @(Get-Completion 'Invoke-SoraApi ').Count | Should -Be ([SoraPS.SoraOperations]::All.Count)
    }

    It 'still knows the roles' {
        (Get-Completion 'Get-SoraConnection -Role ').CompletionText | Should -Be 'recvonly', 'sendonly', 'sendrecv'
    }
}
