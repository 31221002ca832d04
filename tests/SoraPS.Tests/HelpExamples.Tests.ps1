[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

#requires -Version 7.4
# Every example of every page does what the page says: taken from what Get-Help shows, run against simulators. What is the same in all languages but for
# comments is run once; Help.Tests.ps1 compares the languages.

BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'Help.Common.ps1')
    $examples = foreach ($language in Get-HelpLanguage) {
        $pages = Get-HelpIn $language
        foreach ($name in $pages.Keys | Sort-Object) {
            foreach ($example in Get-Example $pages[$name]) {
                @{ Language = $language; Name = $name; Example = $example; Title = $example.Title; Type = @($pages[$name].returnValues.returnValue.type.name | ForEach-Object { "$_".Trim() }) }
            }
        }
    }
    $examples = @($examples | Group-Object -CaseSensitive { $_.Name, $_.Example.Fails, $_.Example.Endless, "$($_.Type)", (Get-CodeShape $_.Example.Code) -join ' ' } | ForEach-Object {
            $_.Group[0].Language = $_.Group.Language -join ', '
            $_.Group[0]
        })
    # Those that only show what would be done; without that word they must do it, or what they show is nothing.
    $restrained = @($examples | Where-Object { $_.Example.Code -match "$($_.Name)[^\r\n|]* -(WhatIf|AsCurl)" })
    $codes = foreach ($language in Get-HelpLanguage) {
        # about_SoraSimulator, whose pieces build on each other, has a suite of its own.
        foreach ($file in Get-TopicFile $language | Where-Object Name -NotLike 'about_SoraSimulator*') {
            $number = 0
            foreach ($code in Get-TopicCode (Get-Content -LiteralPath $file.FullName -Raw)) {
                # A test of somebody's own is not for running inside this one.
                if ($code -notmatch '\b(Describe|Should)\b') { @{ Language = $language; Topic = $file.Name -replace '\..*'; Number = ++$number; Code = $code } }
            }
        }
    }
    $topics = @($codes | Group-Object -CaseSensitive { $_.Topic, (Get-CodeShape $_.Code) -join ' ' } | ForEach-Object {
            $_.Group[0].Language = $_.Group.Language -join ', '
            $_.Group[0]
        })
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Help.Common.ps1')
    . (Join-Path $PSScriptRoot 'Examples.ps1')
    . (Join-Path $PSScriptRoot 'Changes.ps1')

    # What the page is about, as the server sees it.
    $operations = @{ 'Invoke-SoraApi' = (Get-SoraOperation).Name }
    foreach ($operation in Get-SoraOperation) {
        foreach ($user in $operation.Cmdlet) { $operations[$user] = @($operations[$user]) + $operation.Name }
    }
    # What else must have become of the world.
    $effects = @{
        'Unregister-SoraServer' = { $run.Servers.Count | Should -BeLessThan $run.Before }
        'Stop-SoraSimulator' = { $run.Simulators.Count | Should -BeGreaterThan 0; $run.Simulators.IsRunning | Should -Not -Contain $true }
        'Export-SoraReport'  = { @(Get-ChildItem -LiteralPath $folder -Recurse -Filter '*.html').Count | Should -BeGreaterThan 0 }
    }
    # What a page is about and yet shows nothing.
    $silent = @{ 'Set-SoraServer' = '^(?!.*-PassThru)'; 'Wait-SoraConnection' = '-Gone'; 'Export-SoraReport' = '^(?!.*-PassThru)' }

    # The operations that the examples of a cmdlet sent, of those that are its own.
    $everSent = [Collections.Generic.HashSet[string]]::new()

    function Get-Sent($Run, [string] $Name) {
        foreach ($target in $Run.Requests.Target) {
            if ("$target" -replace '.*\.' -notin $operations[$Name]) { continue }
            if ($Name -ne 'Invoke-SoraApi') { $null = $everSent.Add($target) }
            "$target" -replace '.*\.'
        }
    }

    function Assert-Clean($Run, [string] $Code) {
        @($Run.Errors | ForEach-Object { "$($_.FullyQualifiedErrorId): $_" }) -join "`n" | Should -BeNullOrEmpty -Because $Code
    }
}

Describe '<Language> <Name>, <Title>' -Tag Long -ForEach $examples {
    BeforeAll {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $run = Invoke-Example $Example.Code $folder $Name -Live:($Name -eq 'Watch-SoraConnection') -Endless:$Example.Endless
        $onlyShows = $Example.Code -match "$Name[^\r\n|]* -(?<How>WhatIf|AsCurl)"
        $how = if ($onlyShows) { $Matches.How } else { '' }
        $sent = Get-Sent $run $Name
    }

    It 'comes to its end, or is meant to have none' {
        $run.Ended | Should -Be (-not $Example.Endless) -Because $Example.Code
    }

    It 'makes the errors that it says, and no others' {
        if ($Example.Fails) {
            $run.Errors | Should -Not -BeNullOrEmpty -Because $Example.Code
            @($run.Errors | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] } | Sort-Object -Unique) | Should -BeExactly $Example.Fails -Because $Example.Code
        }
        else { Assert-Clean $run $Example.Code }
    }

    It 'sends what the page is about' {
        if (-not $operations.ContainsKey($Name)) { $sent | Should -BeNullOrEmpty }
        elseif ($onlyShows) { $sent | Should -BeNullOrEmpty -Because "of $how in: $($Example.Code)" }
        elseif ($Example.Fails -match '^Parameter|InvalidArgument') { $sent | Should -BeNullOrEmpty -Because "it is refused here: $($Example.Code)" }
        else { $sent | Should -Not -BeNullOrEmpty -Because $Example.Code }
    }

    It 'writes what the page says, and has the effect that it says' {
        foreach ($item in $run.Written) { $item.pstypenames | Where-Object { $_ -in $Type } | Should -Not -BeNullOrEmpty -Because $Example.Code }
        if ($how -eq 'AsCurl') {
            $run.Written.Count | Should -BeGreaterThan 0
            $run.Written | ForEach-Object { $_ | Should -Match '^curl ' }
        }
        elseif ($how -eq 'WhatIf' -or $Example.Fails -or ($Type -join '') -eq 'None' -or ($silent[$Name] -and $Example.Code -match $silent[$Name])) {
            $run.Written.Count | Should -Be 0 -Because $Example.Code
        }
        else { $run.Written.Count | Should -BeGreaterThan 0 -Because $Example.Code }
        if ($effects[$Name] -and -not $onlyShows -and -not $Example.Fails) { . $effects[$Name] }
    }
}

Describe '<Language> <Name>, <Title>' -ForEach $restrained {
    It 'would do it without the word that keeps it from doing it' {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $run = Invoke-Example ($Example.Code -replace ' -(WhatIf|AsCurl)\b') $folder $Name
        Assert-Clean $run $Example.Code
        if ($operations.ContainsKey($Name)) { Get-Sent $run $Name | Should -Not -BeNullOrEmpty -Because $Example.Code }
        elseif ($effects.ContainsKey($Name)) { . $effects[$Name] }
        else { throw "What comes of $Name without -WhatIf? One that changes something on a server needs a row in Changes.ps1, any other an entry in `$effects in HelpExamples.Tests.ps1." }
    }
}

Describe 'The examples of all cmdlets' {
    It 'send every operation that has a cmdlet' {
        Get-SoraOperation | Where-Object { $_.Cmdlet.Count -and $_.Stability -notin 'Removed', 'Test' -and -not $everSent.Contains($_.Target) } | ForEach-Object Target | Should -BeNullOrEmpty
    }
}

Describe '<Language> <Topic>, code <Number>' -ForEach $topics {
    It 'runs as it is told' {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $run = Invoke-Example $Code $folder -Live:($Code -match 'Watch-SoraConnection')
        $run.Ended | Should -BeTrue -Because $Code
        Assert-Clean $run $Code
    }
}
