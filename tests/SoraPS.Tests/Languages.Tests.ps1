[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Texts for people come in English and Japanese, as $PSUICulture says; what scripts look at is the same in both.

BeforeDiscovery {
    $sources = Join-Path $PSScriptRoot '../../src'
    $resources = @(Get-ChildItem -LiteralPath $sources -Recurse -Filter '*.ja.resx' | ForEach-Object {
            @{ Name = $_.Name; Japanese = $_.FullName; English = $_.FullName -replace '\.ja\.resx$', '.resx' }
        })
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    . (Join-Path $PSScriptRoot 'Help.Common.ps1')

    function Read-Text([string] $Path) {
        $texts = @{}
        foreach ($text in ([xml] (Get-Content -LiteralPath $Path -Raw -Encoding utf8)).root.data) { $texts[$text.name] = $text.value }
        $texts
    }

    # The output and the errors of a script in a runspace of that language.
    function Invoke-In([string] $Language, [string] $Script) { Invoke-InLanguage $Language "& { $Script } 2>&1" }

    $kana = '[\p{IsHiragana}\p{IsKatakana}]'
}

Describe '<Name>' -ForEach $resources {
    It 'has every text of the English one, with the same gaps to fill' {
        $english = Read-Text $English
        $japanese = Read-Text $Japanese
        $english.Count | Should -BeGreaterThan 10
        ($japanese.Keys | Sort-Object) -join ' ' | Should -BeExactly (($english.Keys | Sort-Object) -join ' ')
        foreach ($key in $english.Keys) {
            $gaps = { param($text) ([regex]::Matches($text, '\{\d+[^}]*\}') | ForEach-Object Value | Sort-Object) -join ' ' }
            & $gaps $japanese[$key] | Should -BeExactly (& $gaps $english[$key]) -Because $key
        }
    }
}

Describe 'What a person reads' {
    BeforeAll { $simulator = Start-SoraSimulator -ConnectionCount 12 -RefuseUnknownId }
    AfterAll { $simulator.Dispose() }

    It 'is Japanese under ja-JP, English under <Other>: <Case>' -ForEach @(
        foreach ($other in 'en-US', '', 'fr-FR') {
            @{ Other = $other; Case = 'what a server refuses'; Script = 'Disconnect-SoraChannel nobody -Server {0}'; Id = 'SoraApiError' }
            @{ Other = $other; Case = 'what does not answer'; Script = 'Get-SoraConnection -Server http://127.0.0.1:1'; Id = 'SoraConnectionFailed' }
            @{ Other = $other; Case = 'what the cmdlet refuses'; Script = 'Get-SoraConnection -Server nosuch'; Id = 'SoraInvalidArgument' }
            @{ Other = $other; Case = 'what an operation is known for'; Script = 'Invoke-SoraApi Sora_20990101.Nothing -Server {0}'; Id = 'SoraOperationNotSupported' }
        }
    ) {
        $japanese = @(Invoke-In ja-JP ($Script -f $simulator.Uri))
        $others = @(Invoke-In $Other ($Script -f $simulator.Uri))
        ($japanese[0].FullyQualifiedErrorId -split ',')[0] | Should -BeExactly $Id
        $others[0].FullyQualifiedErrorId | Should -BeExactly $japanese[0].FullyQualifiedErrorId
        "$($japanese[0])" | Should -Match $kana
        "$($others[0])" | Should -Not -Match $kana
    }

    It 'keeps the language when the failure comes from a repetition in the background' {
        $failure = Invoke-In ja-JP '$null = Register-SoraServer http://127.0.0.1:1 -MaximumRetryCount 1 -RetryIntervalSec 0; Get-SoraConnection'
        "$($failure.Exception.Message)" | Should -Match $kana
    }

    It 'tells in both languages when an operation will be gone' -ForEach 'ja-JP', 'en-US' {
        $tip = Invoke-In $_ '(TabExpansion2 ''Invoke-SoraApi RequestRtp'' 25).CompletionMatches[0].ToolTip'
        $tip | Should -Match 'RequestSimulcastRid'
        ($tip -match $kana) | Should -Be ($_ -eq 'ja-JP')
    }
}
