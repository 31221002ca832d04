[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

#requires -Version 7.4
# The package that is published: what lies in it, and that it works where nothing else of this project is.

BeforeDiscovery {
    $out = Join-Path $PSScriptRoot '../../out'
    $none = -not (Test-Path (Join-Path $out 'SoraPS.*.nupkg'))
    $given = [bool] $env:SORAPS_PACKAGE
    $packer = [bool] (Get-Command Compress-PSResource -ErrorAction Ignore)
    # A copy without git, or git without a copy: what is committed is not known.
    $noClone = -not ((Get-Command git -CommandType Application -ErrorAction Ignore) -and (& git -C $PSScriptRoot rev-parse --show-toplevel 2>$null))
    $targets = 'Core', 'Desktop' | ForEach-Object { @{ Target = $_ } }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $text = Get-Content -LiteralPath (Join-Path $root 'SoraPS.psd1') -Raw
    $version = ('ModuleVersion', 'Prerelease' | ForEach-Object { [regex]::Match($text, "$_\s*=\s*'([^']+)'").Groups[1].Value } | Where-Object { $_ }) -join '-'
    $package = Join-Path $root "out/SoraPS.$version.nupkg"

    # Assemblies of a target folder: file, name, version, and what it refers to.
    function Get-Assembly([string] $Target) {
        foreach ($file in Get-ChildItem -LiteralPath (Join-Path $modulePath "bin/$Target") -Filter *.dll) {
            $reader = [Reflection.PortableExecutable.PEReader]::new([IO.MemoryStream]::new([IO.File]::ReadAllBytes($file.FullName)))
            $metadata = [Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($reader)
            [pscustomobject]@{
                File       = $file
                Name       = $file.BaseName
                Version    = [Reflection.AssemblyName]::GetAssemblyName($file.FullName).Version
                References = @(foreach ($handle in $metadata.AssemblyReferences) { $metadata.GetAssemblyReference($handle).GetAssemblyName() })
            }
            $reader.Dispose()
        }
    }

    # The main job, in a process that finds modules in this folder and in its own, and nowhere else.
    function Invoke-MainJob([string] $ModuleFolder) {
        $script = {
            param($folder)
            $env:PSModulePath = $folder, (Join-Path $PSHOME 'Modules') -join [IO.Path]::PathSeparator
            Import-Module SoraPS
            $simulator = Start-SoraSimulator -ConnectionCount 3
            $found = @(Get-SoraConnection -Server $simulator.Uri)
            $cut = @($found | Disconnect-SoraConnection)
            $left = @(Get-SoraConnection -Server $simulator.Uri)
            Stop-SoraSimulator $simulator
            "$($found.Count) found, $($cut.Count) cut, $($left.Count) left"
            (Get-Help Get-SoraConnection).Synopsis.Trim()
            (Get-Module SoraPS).ModuleBase
        }
        & $powershell -NoProfile -NonInteractive -Command "& { $script } '$ModuleFolder'"
    }

    function Test-MainJob([string] $ModuleFolder) {
        $said = Invoke-MainJob $ModuleFolder
        $said[0] | Should -BeExactly '3 found, 3 cut, 0 left'
        $said[1] | Should -BeExactly (Get-Help Get-SoraConnection).Synopsis.Trim()
        $said[2] | Should -BeLike "$ModuleFolder*"
    }

    # Files of the project as they are now, in a clone of their own.
    function Copy-Project([string] $Destination) {
        & git clone -q --no-hardlinks $root $Destination
        foreach ($name in & git -C $root ls-files --modified --others --exclude-standard) {
            $file = Join-Path $root $name
            if (Test-Path -LiteralPath $file -PathType Leaf) {
                $null = New-Item -ItemType Directory -Force (Split-Path (Join-Path $Destination $name))
                Copy-Item -LiteralPath $file (Join-Path $Destination $name)
            }
            else { Remove-Item -LiteralPath (Join-Path $Destination $name) -ErrorAction Ignore }
        }
    }
}

Describe 'The manifest of the package' {
    BeforeAll {
        $manifest = Test-ModuleManifest (Join-Path $modulePath 'SoraPS.psd1')
        $data = $manifest.PrivateData.PSData
    }

    It 'says for what, by whom, under what, and where' {
        foreach ($name in 'Description', 'Author', 'CompanyName', 'Copyright', 'Guid', 'LicenseUri') { $manifest.$name | Should -Not -BeNullOrEmpty -Because $name }
        $manifest.CompatiblePSEditions | Should -Be 'Core', 'Desktop'
        $manifest.PowerShellVersion | Should -Be '5.1'
        $manifest.DotNetFrameworkVersion | Should -Be '4.7.2'
        $data.Tags | Should -Contain 'PSEdition_Core'
        $data.Tags | Should -Contain 'PSEdition_Desktop'
        @($data.Tags) -match '[^A-Za-z_]' | Should -BeNullOrEmpty
    }

    It 'has its version, with the label of a preview if it is one, and notes on it from CHANGELOG.md' {
        ($manifest.Version, $data['Prerelease']).Where({ "$_" }) -join '-' | Should -BeExactly $version
        $said = [IO.File]::ReadAllText((Join-Path $root 'CHANGELOG.md')).Replace("`r", '')
        $said.Contains(("$($data['ReleaseNotes'])" -replace '\n\nhttps?:\S+$')) | Should -BeTrue
    }

    It 'has no empty address and no comment' {
        $staged = Get-Content -LiteralPath (Join-Path $modulePath 'SoraPS.psd1') -Raw
        $staged | Should -Not -Match "Uri *= *''"
        $staged -replace "ReleaseNotes = '([^']|'')*'" | Should -Not -Match '#'
    }

    It 'leaves out <Without>, and has a link to the changelog where there is an address' -Skip:$noClone -ForEach @(
        @{ Without = 'an address that is not known'; ProjectUri = ''; Prerelease = 'preview9' }
        @{ Without = 'the label of a release proper'; ProjectUri = 'https://example.com/soraps'; Prerelease = '' }
    ) {
        $copy = Join-Path $TestDrive "manifest-$([guid]::NewGuid())"
        Copy-Project $copy
        $path = Join-Path $copy 'SoraPS.psd1'
        (Get-Content -LiteralPath $path -Raw) -replace "(ProjectUri *= )'[^']*'", "`$1'$ProjectUri'" -replace "(Prerelease *= )'[^']*'", "`$1'$Prerelease'" | Set-Content -LiteralPath $path -NoNewline
        Set-Content -LiteralPath (Join-Path $copy 'CHANGELOG.md') "# Changes`n`n## [Unreleased]`n`n### Added`n`n- It's [new].`n`n## [0.0.1] - 2026-01-02`n`n- Old."
        $null = New-Item -ItemType Directory -Force (Join-Path $copy 'out/build/obj/SoraPS')
        Copy-Item -LiteralPath (Join-Path $root 'out/build/obj/SoraPS/project.assets.json') (Join-Path $copy 'out/build/obj/SoraPS')
        $staged = Join-Path $copy 'out/SoraPS'
        Copy-Item -LiteralPath (Join-Path $modulePath 'bin') (Join-Path $staged 'bin') -Recurse
        # To make the help takes most of the time, and the manifest does not need it. Without it no module is loaded, and no process is needed.
        Set-Content -LiteralPath (Join-Path $copy 'packaging/Help.ps1') 'param($Module)'
        & (Join-Path $copy 'packaging/Stage.ps1') -Module $staged | Should -BeNullOrEmpty
        $made = Test-ModuleManifest (Join-Path $staged 'SoraPS.psd1')
        "$($made.ProjectUri)" | Should -BeExactly $ProjectUri
        "$($made.PrivateData.PSData['Prerelease'])" | Should -BeExactly $Prerelease
        $made.PrivateData.PSData.Keys | Should -Not -Contain $(if ($ProjectUri) { 'Prerelease' } else { 'ProjectUri' })
        $made.ReleaseNotes | Should -BeExactly "### Added`n`n- It's [new].$(if ($ProjectUri) { "`n`n$ProjectUri/blob/main/CHANGELOG.md" })"
    }

    It 'has exact exports' {
        Get-Content -LiteralPath (Join-Path $modulePath 'SoraPS.psd1') -Raw | Should -Not -Match "ToExport *= *('\*'|\`$null)"
        @($manifest.ExportedCmdlets.Keys).Count | Should -Be @(Get-Command -Module SoraPS).Count
    }

    It 'is plain ASCII, which Windows PowerShell reads without a mark' {
        [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes((Join-Path $modulePath 'SoraPS.psd1'))) | Should -Not -Match '[^\x00-\x7E]'
    }
}

Describe 'The assemblies in bin/<Target>' -ForEach $targets {
    BeforeAll {
        $assemblies = @(Get-Assembly $Target)
        $shipped = @{}
        foreach ($assembly in $assemblies) { $shipped[$assembly.Name] = $assembly.Version }
    }

    It 'agree about the versions of each other' {
        $shipped.Count | Should -BeGreaterThan 2
        $pairs = foreach ($assembly in $assemblies) {
            foreach ($reference in $assembly.References | Where-Object { $shipped.ContainsKey($_.Name) }) {
                $reference.Version | Should -Be $shipped[$reference.Name] -Because "$($assembly.Name) refers to $($reference.Name)"
                $reference.Name
            }
        }
        @($pairs).Count | Should -BeGreaterThan 2
    }

    It 'refer to nothing else but what every supported system has' {
        $framework = @{}
        if ($Target -eq 'Desktop') {
            $assets = Get-Content -LiteralPath (Join-Path $root 'out/build/obj/SoraPS/project.assets.json') -Raw | ConvertFrom-Json -AsHashtable
            $folder = @($assets.packageFolders.Keys)[0]
            # Some of the files there are no .NET assemblies.
            foreach ($file in Get-ChildItem (Join-Path $folder 'microsoft.netframework.referenceassemblies.net472/*/build/.NETFramework/v4.7.2') -Recurse -Filter *.dll) {
                try { $framework[$file.BaseName] = [Reflection.AssemblyName]::GetAssemblyName($file.FullName).Version } catch [BadImageFormatException] { continue }
            }
            $framework.Count | Should -BeGreaterThan 100
        }
        foreach ($assembly in $assemblies) {
            foreach ($reference in $assembly.References | Where-Object { -not $shipped.ContainsKey($_.Name) }) {
                $because = "$($assembly.Name) refers to $($reference.Name) $($reference.Version)"
                if ($reference.Name -eq 'System.Management.Automation') { $reference.Version | Should -Be '3.0.0.0' -Because $because }
                elseif ($Target -eq 'Desktop') { $reference.Version | Should -Be $framework[$reference.Name] -Because $because }
                else {
                    # .NET 8 is what PowerShell 7.4 runs on.
                    $reference.Version | Should -BeLessOrEqual ([version] '8.0.0.0') -Because $because
                    { [Reflection.Assembly]::Load($reference.Name) } | Should -Not -Throw -Because $because
                }
            }
        }
    }

    It 'are each needed' {
        $used = @($assemblies.References.Name) + 'SoraPS'
        $assemblies.Name | Where-Object { $_ -notin $used } | Should -BeNullOrEmpty
    }
}

Describe 'What is not ours' {
    It 'is named in THIRD-PARTY-NOTICES.txt, with its version, and under a licence' {
        $notices = Get-Content -LiteralPath (Join-Path $modulePath 'THIRD-PARTY-NOTICES.txt') -Raw
        $foreign = @(Get-ChildItem (Join-Path $modulePath 'bin') -Recurse -Filter *.dll | Where-Object Name -NotLike 'SoraPS*')
        $foreign.Count | Should -BeGreaterThan 5
        foreach ($file in $foreign) {
            $file.Directory.Name | Should -BeExactly 'Desktop'
            $notices | Should -MatchExactly "(?m)^$([regex]::Escape("$($file.BaseName) $($file.VersionInfo.ProductVersion -replace '\+.*')"))$"
        }
        $notices | Should -Match 'Permission is hereby granted, free of charge'
        $notices | Should -Match '(?m)^\u00A9 Microsoft Corporation'
    }
}

Describe 'The package' -Tag Long -Skip:$none {
    It 'holds what is needed, and nothing else' {
        $archive = [IO.Compression.ZipFile]::OpenRead($package)
        try { $names = @($archive.Entries.FullName) }
        finally { $archive.Dispose() }
        $foreign = 'Microsoft.Bcl.AsyncInterfaces', 'System.Buffers', 'System.IO.Pipelines', 'System.Memory', 'System.Numerics.Vectors',
        'System.Runtime.CompilerServices.Unsafe', 'System.Text.Encodings.Web', 'System.Text.Json', 'System.Threading.Channels', 'System.Threading.Tasks.Extensions', 'System.ValueTuple'
        $wanted = @(
            '[Content_Types].xml', '_rels/.rels', 'package/services/metadata/core-properties/SoraPS.psmdcp', 'SoraPS.nuspec'
            'SoraPS.psd1', 'SoraPS.Format.ps1xml', 'SoraPS.Types.ps1xml', 'LICENSE', 'THIRD-PARTY-NOTICES.txt'
            foreach ($target in 'Core', 'Desktop') {
                foreach ($name in 'SoraPS', 'SoraPS.Client', 'SoraPS.Simulator') { "bin/$target/$name.dll" }
                foreach ($name in 'SoraPS', 'SoraPS.Client') { "bin/$target/ja/$name.resources.dll" }
            }
            foreach ($name in $foreign) { "bin/Desktop/$name.dll" }
            foreach ($language in 'en-US', 'ja-JP') {
                "$language/SoraPS.dll-Help.xml"
                foreach ($topic in 'SoraOperations', 'SoraPS', 'SoraRunbook', 'SoraServer', 'SoraSimulator') { "$language/about_$topic.help.txt" }
            }
        )
        $names | Sort-Object -CaseSensitive | Should -BeExactly ($wanted | Sort-Object -CaseSensitive)
    }

    It 'is installed by the lines of the README, and does the main job' -Skip:(-not $IsLinux) {
        $lines = [regex]::Match([IO.File]::ReadAllText((Join-Path $root 'README.md')), '(?ms)^```powershell\n(?<Code>Register-PSResourceRepository.*?)\n```').Groups['Code'].Value
        $lines | Should -Match 'Install-PSResource'
        $userHome = (New-Item -ItemType Directory (Join-Path $TestDrive 'home')).FullName
        $before = $env:HOME, $env:XDG_DATA_HOME, $env:PSModulePath
        $env:HOME, $env:XDG_DATA_HOME, $env:PSModulePath = $userHome, $null, $null
        Push-Location $root
        try { $said = & $powershell -NoProfile -NonInteractive -Command "`$ErrorActionPreference = 'Stop'; $lines" 2>&1 }
        finally {
            Pop-Location
            $env:HOME, $env:XDG_DATA_HOME, $env:PSModulePath = $before
        }
        $said | Should -BeNullOrEmpty
        $installed = Join-Path $userHome '.local/share/powershell/Modules'
        Join-Path $installed "SoraPS/$($version -replace '-.*')/SoraPS.psd1" | Should -Exist
        Test-MainJob $installed
    }

    It 'is made of nothing but what is committed' -Skip:$noClone {
        $dirty = Join-Path $TestDrive 'dirty'
        & git clone -q --no-hardlinks $root $dirty
        Copy-Item -LiteralPath (Join-Path $root 'build.ps1') $dirty
        Set-Content -LiteralPath (Join-Path $dirty 'more.txt') more
        $said = & $powershell -NoProfile -NonInteractive -File (Join-Path $dirty 'build.ps1') package 2>&1
        $LASTEXITCODE | Should -Not -Be 0
        "$said" | Should -Match 'more\.txt'
        Join-Path $dirty 'out' | Should -Not -Exist
    }

    It 'does the main job where it was only unzipped' {
        $modules = Join-Path $TestDrive 'unzipped'
        [IO.Compression.ZipFile]::ExtractToDirectory($package, (Join-Path $modules 'SoraPS'))
        Test-MainJob $modules
    }

    It 'is the same, byte for byte, when it is built in another place' -Skip:($given -or $noClone) {
        $other = Join-Path $TestDrive 'other place'
        Copy-Project $other
        $project = Join-Path $other 'src/SoraPS'
        $said = & dotnet build $project -c Release -v quiet -p:RunAnalyzers=false
        $LASTEXITCODE | Should -Be 0 -Because "$said"
        foreach ($made in @{ 'net8.0' = 'Core'; 'net472' = 'Desktop' }.GetEnumerator()) {
            $said = & dotnet publish $project -c Release -f $made.Key -o (Join-Path $other "out/SoraPS/bin/$($made.Value)") --no-build -v quiet
            $LASTEXITCODE | Should -Be 0 -Because "$said"
        }
        $there = Join-Path $other 'out/SoraPS'
        & $powershell -NoProfile -NonInteractive -File (Join-Path $other 'packaging/Stage.ps1') -Module $there | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
        $files = { param($from) Get-ChildItem -LiteralPath $from -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath($from, $_.FullName) } | Sort-Object -CaseSensitive }
        $same = & $files $there
        $same | Should -BeExactly (& $files $modulePath)
        foreach ($path in $same) {
            (Get-FileHash -LiteralPath (Join-Path $there $path)).Hash | Should -BeExactly (Get-FileHash -LiteralPath (Join-Path $modulePath $path)).Hash -Because $path
        }
        $again = & (Join-Path $other 'packaging/Pack.ps1') -Module $there -Destination $TestDrive
        (Get-FileHash -LiteralPath $again).Hash | Should -BeExactly (Get-FileHash -LiteralPath $package).Hash
    }
}

Describe 'Publishing' -Skip:($noClone -or -not $packer) {
    BeforeAll {
        # Whatever the project is like now: no tag, nothing released, no address.
        $clone = Join-Path $TestDrive 'project'
        Copy-Project $clone
        $git = { & git -C $clone -c user.name=tests -c user.email=tests@example.com @args }
        & $git tag | ForEach-Object { & $git tag -d $_ }
        $log = Join-Path $clone 'CHANGELOG.md'
        $unreleased = (Get-Content -LiteralPath $log -Raw) -replace "(?m)^## \[($([regex]::Escape($version))|Unreleased)\].*$", '## [Unreleased]'
        Set-Content -LiteralPath $log $unreleased -NoNewline

        $pack = {
            param($name, $address)
            $copy = Join-Path $TestDrive "$name/SoraPS"
            Copy-Item -LiteralPath $modulePath $copy -Recurse
            $path = Join-Path $copy 'SoraPS.psd1'
            $text = (Get-Content -LiteralPath $path -Raw) -replace '(?m)^ *ProjectUri .*\n'
            Set-Content -LiteralPath $path ($text -replace '(?m)^ *LicenseUri .*$', "`$0$address") -NoNewline
            & (Join-Path $root 'packaging/Pack.ps1') -Module $copy -Destination (Split-Path $copy)
        }
        $bare = & $pack 'bare' ''
        $addressed = & $pack 'addressed' "`n            ProjectUri = 'https://example.com/soraps'"
        $shelf = (New-Item -ItemType Directory (Join-Path $TestDrive 'gallery')).FullName

        # In a process of its own, whose repositories are its own, too.
        $publish = {
            param($file)
            $before = $env:HOME, $env:XDG_DATA_HOME
            $env:HOME, $env:XDG_DATA_HOME = (New-Item -ItemType Directory -Force (Join-Path $TestDrive 'publisher')).FullName, $null
            try {
                $script = "Register-PSResourceRepository gallery -Uri '$shelf' -Trusted -Force; & '$(Join-Path $clone 'packaging/Publish.ps1')' -Package '$file' -Repository gallery"
                & $powershell -NoProfile -NonInteractive -Command "`$ErrorView = 'CategoryView'; try { $script } catch { `$_.Exception.Message; exit 3 } finally { Unregister-PSResourceRepository gallery }"
            }
            finally { $env:HOME, $env:XDG_DATA_HOME = $before }
        }
    }

    It 'is refused, with every reason, and nothing is sent' {
        $said = & $publish $bare.FullName
        $LASTEXITCODE | Should -Be 3
        @($said -split "`n").Count | Should -Be 4
        foreach ($reason in "tag v$version", 'CHANGELOG.md', 'ProjectUri') { "$said" | Should -BeLike "*$reason*" }
        Get-ChildItem $shelf | Should -BeNullOrEmpty
    }

    It 'goes ahead from a tagged commit, with a dated section and an address' {
        Set-Content -LiteralPath $log $unreleased.Replace('## [Unreleased]', "## [$version] - 2026-01-02") -NoNewline
        & $git add -A
        & $git commit -q -m release
        & $git tag "v$version"
        & $publish $addressed.FullName | Should -BeLike "SoraPS $version*"
        $LASTEXITCODE | Should -Be 0
        (Get-ChildItem $shelf -Recurse -Filter *.nupkg).Name | Should -BeExactly "SoraPS.$version.nupkg"
    }
}
