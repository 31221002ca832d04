[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

#requires -Version 7.4
# The pages that the help is made of: complete, each text once, and what keeps them from that is found. And what is made of them.

BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'Help.Common.ps1')
    $languages = @(Get-HelpLanguage)
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    . (Join-Path $PSScriptRoot 'Help.Common.ps1')
    foreach ($script in 'Cmdlets', 'Pages', 'Mistakes', 'Maml', 'Markdown') { . (Join-Path $root "packaging/Help/$script.ps1") }
    $cmdlets = @(Get-CmdletFact 'SoraPS')
    $pages = @{}
    foreach ($language in Get-HelpLanguage) { $pages[$language] = Read-HelpLanguage (Join-Path $root "docs/$language") }

    # What is found in the English pages after changes: each file with what is replaced and by what; with nothing, it is removed. What is not changed is not read again.
    function Find-Planted([hashtable] $Changes) {
        $folder = Join-Path $TestDrive "$([guid]::NewGuid())/en-US"
        $null = New-Item -ItemType Directory $folder
        Copy-Item (Join-Path $root 'docs/en-US/SharedParameters.md') $folder
        foreach ($file in $Changes.Keys | Where-Object { $Changes[$_] }) {
            $from, $to = $Changes[$file]
            $text = [IO.File]::ReadAllText((Join-Path $root "docs/en-US/$file"))
            $text.Contains($from) | Should -BeTrue -Because "$file must hold what is replaced"
            [IO.File]::WriteAllText((Join-Path $folder $file), $text.Replace($from, $to))
        }
        $language = Read-HelpLanguage $folder
        foreach ($name in $pages['en-US'].Pages.Keys | Where-Object { -not $Changes.ContainsKey("$_.md") }) { $language.Pages[$name] = $pages['en-US'].Pages[$name] }
        Get-HelpMistake $language $cmdlets
    }
}

Describe 'The pages in <_>' -ForEach $languages {
    It 'are complete, with each text once' {
        $language = $pages[$_]
        $language.Pages.Count | Should -Be $cmdlets.Count
        $language.Shared.Count | Should -BeGreaterThan 20
        Get-HelpMistake $language $cmdlets | Should -BeNullOrEmpty
    }

    It 'share the texts of the same parameters as the English ones, and take them in at the same places' {
        $own, $english = foreach ($name in $_, 'en-US') {
            $language = $pages[$name]
            , @(
                $language.Shared.Keys
                foreach ($page in $language.Pages.GetEnumerator()) { foreach ($key in $page.Value.Parameters.Keys) { "$($page.Key) $key $($page.Value.Parameters[$key].Contains($sharedMark))" } }
            )
        }
        $own | Should -BeExactly $english
    }

    It 'become the MAML of the module, byte for byte, whatever the culture is' {
        $made = Join-Path $TestDrive "$_.xml"
        $before = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = 'tr-TR'
        try {
            $language = Read-HelpLanguage (Join-Path $root "docs/$_")
            Write-Maml @(foreach ($cmdlet in Get-CmdletFact 'SoraPS') { Join-CmdletHelp $cmdlet $language }) $made
        }
        finally { [cultureinfo]::CurrentCulture = $before }
        $bytes = [IO.File]::ReadAllBytes($made)
        [Convert]::ToHexString($bytes, 0, 5) | Should -BeExactly ([Convert]::ToHexString([Text.Encoding]::ASCII.GetBytes('<?xml')))
        [array]::IndexOf($bytes, [byte] 13) | Should -Be -1 -Because 'lines end alike on every system'
        (Get-FileHash -LiteralPath $made).Hash | Should -BeExactly (Get-FileHash -LiteralPath (Join-Path $modulePath "$_/SoraPS.dll-Help.xml")).Hash
    }

    It 'become complete pages, with the syntax and the parameters that Get-Help shows' {
        $language = $pages[$_]
        $shown = Get-HelpIn $_
        foreach ($cmdlet in $cmdlets) {
            $path = Join-Path $TestDrive "$_-$($cmdlet.Name).md"
            Write-MarkdownPage (Join-CmdletHelp $cmdlet $language) -CommonParameters $language.CommonParameters -Path $path
            $page = [IO.File]::ReadAllText($path)
            $page | Should -Not -Match '\{\{|\r|(?m)^Default: '
            $sections = @(Split-Markdown $page 2)
            $sections.Heading -join ' ' | Should -BeExactly ' SYNOPSIS SYNTAX DESCRIPTION EXAMPLES PARAMETERS INPUTS OUTPUTS NOTES RELATED LINKS' -Because $cmdlet.Name
            $syntax = [regex]::Matches(($sections | Where-Object Heading -EQ 'SYNTAX').Text, '(?ms)^```powershell\n(.*?)\n```') | ForEach-Object { $_.Groups[1].Value -replace '\n' }
            $syntax -join ' ' | Should -BeExactly ((($shown[$cmdlet.Name].syntax | Out-String -Width 4000).Trim() -split '\s*\n\s*') -join ' ')
            $parameters = @(Split-Markdown ($sections | Where-Object Heading -EQ 'PARAMETERS').Text 3 | Where-Object Heading -Like '-*')
            $parameters.Heading -join ' ' | Should -BeExactly (@($shown[$cmdlet.Name].parameters.parameter.name | ForEach-Object { "-$_" }) -join ' ')
            $texts = @{}
            foreach ($section in $parameters) { $texts[$section.Heading] = $section.Text -split '\n' }
            $missing = foreach ($parameter in $shown[$cmdlet.Name].parameters.parameter) {
                $lines = $texts["-$($parameter.name)"]
                foreach ($fact in "Type: $($parameter.type.name)", "Required: $($parameter.required)", "Default value: $($parameter.defaultValue)", "Accept pipeline input: $($parameter.pipelineInput)") {
                    if ($lines -notcontains $fact) { "$fact, of -$($parameter.name)" }
                }
            }
            $missing | Should -BeNullOrEmpty -Because "the page of $($cmdlet.Name) has all facts"
        }
    }
}

Describe 'A default value' {
    It 'is what the cmdlet has, or what the page says: <Cmdlet> -<Parameter>' -ForEach @(
        @{ Cmdlet = 'Disconnect-SoraConnection'; Parameter = 'ThrottleLimit'; Expected = '8' }
        @{ Cmdlet = 'Disconnect-SoraConnection'; Parameter = 'AsCurl'; Expected = 'False' }
        @{ Cmdlet = 'Disconnect-SoraConnection'; Parameter = 'WhatIf'; Expected = 'False' }
        @{ Cmdlet = 'Disconnect-SoraConnection'; Parameter = 'ConnectionId'; Expected = 'None' }
        @{ Cmdlet = 'Start-SoraSimulator'; Parameter = 'Connection'; Expected = 'None' }
        @{ Cmdlet = 'Get-SoraServer'; Parameter = 'Name'; Expected = '*' }
        @{ Cmdlet = 'Register-SoraServer'; Parameter = 'OperationTimeoutSeconds'; Expected = '30' }
        @{ Cmdlet = 'Set-SoraServer'; Parameter = 'OperationTimeoutSeconds'; Expected = 'None' }
        @{ Cmdlet = 'Invoke-SoraApi'; Parameter = 'Server'; Expected = 'The default server' }
    ) {
        $help = Join-CmdletHelp ($cmdlets | Where-Object Name -EQ $Cmdlet) $pages['en-US']
        $help.Parameters[$Parameter].Default | Should -BeExactly $Expected
    }

    It 'of a server is what a server has that was registered without it' {
        $server = Register-SoraServer http://127.0.0.1:9/ -Name defaults
        try {
            $help = Join-CmdletHelp ($cmdlets | Where-Object Name -EQ 'Register-SoraServer') $pages['en-US']
            foreach ($name in 'ConnectionTimeoutSeconds', 'OperationTimeoutSeconds', 'MaximumRetryCount', 'RetryIntervalSec') { $help.Parameters[$name].Default | Should -BeExactly "$($server.$name)" -Because $name }
        }
        finally { Unregister-SoraServer defaults }
    }
}

Describe 'What keeps the pages from being complete, or from being written once,' {
    It 'is found: <What>' -ForEach @(
        @{
            What = 'a parameter without a text'; Changes = @{ 'Send-SoraPush.md' = '### -Data', '### -Date' }
            Told = 'Send-SoraPush.md: there is no parameter -Date', 'Send-SoraPush.md: -Data has no text, neither here nor in SharedParameters.md'
        }
        @{
            What = 'a parameter that is hidden'; Changes = @{ 'Send-SoraPush.md' = '### -Data', "### -InputObject`nAny object.`n`n### -Data" }
            Told = 'Send-SoraPush.md: there is no parameter -InputObject'
        }
        @{
            What = 'a parameter that PowerShell adds'; Changes = @{ 'Send-SoraPush.md' = '### -Data', "### -Verbose`nSays more.`n`n### -Data" }
            Told = 'Send-SoraPush.md: there is no parameter -Verbose'
        }
        @{
            What = 'an empty text'; Changes = @{ 'Send-SoraPush.md' = '### -Data', "### -AsCurl`n`n### -Data" }
            Told = 'Send-SoraPush.md: -AsCurl has no text'
        }
        @{
            What = 'a shared text that is repeated, with its lines ending elsewhere'; Changes = @{ 'Send-SoraPush.md' = '### -Data', "### -WhatIf`nShows what would happen`nif the cmdlet runs. The`ncmdlet is not run.`n`n### -Data" }
            Told = 'Send-SoraPush.md: -WhatIf repeats the shared text; write {{shared}}'
        }
        @{
            What = 'a shared text that would be there without a word'; Changes = @{ 'Send-SoraPush.md' = '### -Data', "### -WhatIf`n{{shared}}`n`n### -Data" }
            Told = 'Send-SoraPush.md: -WhatIf has the shared text without being here'
        }
        @{
            What = 'a shared text that is wanted and not there'; Changes = @{ 'Send-SoraPush.md' = "### -Data`n", "### -Data`n{{shared}}`n" }
            Told = 'Send-SoraPush.md: -Data wants a shared text, and there is none'
        }
        @{
            What = 'a shared text that nobody uses'; Changes = @{ 'SharedParameters.md' = '## -AsCurl', "## -AsCurls`nNo.`n`n## -AsCurl" }
            Told = 'SharedParameters.md: -AsCurls is not shared by two cmdlets'
        }
        @{
            What = 'a shared text that only one cmdlet uses'; Changes = @{ 'SharedParameters.md' = '## -AsCurl', "## -Simulator`nNo.`n`n## -AsCurl" }
            Told = 'SharedParameters.md: -Simulator is not shared by two cmdlets'
        }
        @{
            What = 'a text that two pages have'; Told = 'SharedParameters.md: -AsCurl belongs here, with the text that Request-SoraSimulcastRid and Send-SoraPush have'
            Changes = @{ 'Request-SoraSimulcastRid.md' = '### -Rid', "### -AsCurl`nNo.`n`n### -Rid"; 'Send-SoraPush.md' = '### -Data', "### -AsCurl`nNo.`n`n### -Data" }
        }
        @{ What = 'a page that is missing'; Changes = @{ 'Get-SoraMode.md' = $null }; Told = 'Get-SoraMode.md: there is no such page' }
        @{ What = 'a title of another cmdlet'; Changes = @{ 'Get-SoraMode.md' = '# Get-SoraMode', '# Get-SoraModes' }; Told = "Get-SoraMode.md: the title is 'Get-SoraModes'" }
        @{
            What = 'a section that is missing'; Changes = @{ 'Get-SoraMode.md' = '## NOTES', '### NOTES' }
            Told = 'Get-SoraMode.md: the sections are not SYNOPSIS, DESCRIPTION, EXAMPLES, INPUTS, OUTPUTS, NOTES, RELATED LINKS', 'Get-SoraMode.md: nothing was read below NOTES'
        }
        @{
            What = 'a syntax, which the build adds'; Changes = @{ 'Get-SoraMode.md' = '## DESCRIPTION', "## SYNTAX`n`n    Get-SoraMode`n`n## DESCRIPTION" }
            Told = 'Get-SoraMode.md: the sections are not SYNOPSIS, DESCRIPTION, EXAMPLES, INPUTS, OUTPUTS, NOTES, RELATED LINKS'
        }
        @{
            What = 'an example without remarks'; Changes = @{ 'Get-SoraMode.md' = '## INPUTS', "### Example 9: Nothing`n``````powershell`nGet-SoraMode`n```````n`n## INPUTS" }
            Told = "Get-SoraMode.md: 'Example 9: Nothing' is not a block of PowerShell with remarks below it"
        }
    ) {
        Find-Planted $Changes | Should -BeExactly $Told
    }

    It 'is found: a page of no cmdlet' {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive 'more/en-US')).FullName
        Copy-Item (Join-Path $root 'docs/en-US/*.md') $folder
        $text = [IO.File]::ReadAllText((Join-Path $folder 'Get-SoraMode.md'))
        [IO.File]::WriteAllText((Join-Path $folder 'Get-SoraModes.md'), $text.Replace('# Get-SoraMode', '# Get-SoraModes'))
        Get-HelpMistake (Read-HelpLanguage $folder) $cmdlets | Should -BeExactly 'Get-SoraModes.md: there is no such cmdlet'
    }

    It 'is found: two texts of one parameter' { { Find-Planted @{ 'Send-SoraPush.md' = '### -Role', '### -Data' } } | Should -Throw '*Send-SoraPush.md has two texts of -Data.' }
}

Describe 'Making the help' {
    It 'fails where a text is missing, and says which' {
        $copy = (New-Item -ItemType Directory (Join-Path $TestDrive 'incomplete')).FullName
        Copy-Item -LiteralPath (Join-Path $root 'packaging'), (Join-Path $root 'docs') $copy -Recurse
        $page = Join-Path $copy 'docs/ja-JP/Stop-SoraSimulator.md'
        [IO.File]::WriteAllText($page, [IO.File]::ReadAllText($page).Replace('### -Simulator', '### -Simulators'))
        $said = & $powershell -NoProfile -NonInteractive -Command "& '$copy/packaging/Help.ps1' -Module '$modulePath' -Pages '$copy/pages'" 2>&1
        $LASTEXITCODE | Should -Not -Be 0
        "$said" | Should -BeLike '*docs/ja-JP/Stop-SoraSimulator.md: -Simulator has no text*'
        Join-Path $copy 'pages' | Should -Not -Exist
    }
}
