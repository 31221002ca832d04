[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# Every answer of the operations on servers that is publicly known passes through its cmdlet with nothing lost: as an object, in files, and back.
Describe 'The answer <File>' -ForEach @(
    @{ File = 'ChangeMode'; Call = { Set-SoraMode block_new_connection -Confirm:$false } }
    @{ File = 'ChangeMode'; Call = { Suspend-SoraServer -Confirm:$false } }
    @{ File = 'GetMode'; Call = { Get-SoraMode } }
    @{ File = 'GetLicense'; Call = { Get-SoraLicense } }
    @{ File = 'GetLicense.single-node'; Call = { Get-SoraLicense } }
    @{ File = 'UpdateLicense'; Call = { Update-SoraLicense } }
    @{ File = 'ListClusterNodes'; Call = { Get-SoraClusterNode } }
    @{ File = 'ListClusterNodes.2021'; Call = { Get-SoraClusterNode } }
) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Common.ps1')
        $text = Get-Content (Join-Path $root "tests/data/fixtures/$File.json") -Raw
        $server = Open-RawServer (ConvertTo-Answer $text)
        $sent = @([Management.Automation.LanguagePrimitives]::GetEnumerable(($text | ConvertFrom-Json)) | Write-Output)
        if (-not $sent) { $sent = @($text | ConvertFrom-Json) }
        $items = @(& $Call)

        # The name of the property; in Sora 2021, the name of a node had another one.
        function Get-MemberName([string] $Key) {
            if ($Key -eq 'cluster_node_name') { return 'NodeName' }
            ($Key -split '_' | ForEach-Object { $_.Substring(0, 1).ToUpperInvariant() + $_.Substring(1) }) -join ''
        }
        # A value as a text: dates to the microsecond in UTC, whatever became of them in a file.
        function Get-Text($Value, [string] $Key) {
            if ($Key -eq 'member_since') { $Value = if ($Value -is [datetime]) { $Value } else { [datetime]::Parse($Value, [cultureinfo]::CurrentCulture) } }
            if ($Value -is [datetime]) { $Value.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss.ffffff') } else { "$Value" }
        }
        function Confirm-Content($Item, $Wire, [switch] $ToSecond) {
            foreach ($field in $Wire.psobject.Properties) {
                $value = $Item.(Get-MemberName $field.Name)
                if ($field.Value -is [Management.Automation.PSCustomObject]) {
                    Confirm-Content $value $field.Value
                    continue
                }
                $found, $expected = (Get-Text $value $field.Name), (Get-Text $field.Value $field.Name)
                # A CSV file has times to the second.
                if ($ToSecond -and $field.Name -eq 'member_since') { $found, $expected = ($found -replace '\.\d+$'), ($expected -replace '\.\d+$') }
                $found | Should -BeExactly $expected -Because $field.Name
            }
        }
    }

    AfterAll {
        Get-SoraServer | Unregister-SoraServer
        $server.Dispose()
    }

    It 'is complete as an object' {
        $items | Should -HaveCount $sent.Count
        foreach ($i in 0..($sent.Count - 1)) { Confirm-Content $items[$i] $sent[$i] }
    }

    It 'is shown: each text of it that is no address' {
        $shown = ($items | Format-List | Out-String -Width 500) -replace '\x1B\[[\d;]*m'
        foreach ($text in $sent | ForEach-Object { $_.psobject.Properties } | Where-Object { $_.Value -is [string] -and $_.Name -ne 'member_since' } | ForEach-Object Value) { $shown | Should -Match ([regex]::Escape($text)) }
    }

    It 'comes back from JSON and CLIXML' {
        $json = @($items | ConvertTo-Json -Depth 4 | ConvertFrom-Json | Write-Output)
        $path = Join-Path $TestDrive 'items.xml'
        $items | Export-Clixml -LiteralPath $path
        $clixml = @(Import-Clixml -LiteralPath $path)
        foreach ($back in @{ Items = $json }, @{ Items = $clixml }) {
            $back.Items | Should -HaveCount $sent.Count
            foreach ($i in 0..($sent.Count - 1)) { Confirm-Content $back.Items[$i] $sent[$i] }
        }
    }

    It 'comes back from CSV, where an object in it is its text' {
        $back = @($items | ConvertTo-Csv | ConvertFrom-Csv)
        foreach ($i in 0..($sent.Count - 1)) {
            if ($sent[$i].psobject.Properties.Value | Where-Object { $_ -is [Management.Automation.PSCustomObject] }) { $back[$i].NewLicense | Should -BeExactly "$($items[$i].NewLicense)" }
            else { Confirm-Content $back[$i] $sent[$i] -ToSecond }
        }
    }
}
