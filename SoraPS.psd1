@{
    RootModule             = "bin/$PSEdition/SoraPS.dll"
    ModuleVersion          = '0.2.0'
    GUID                   = '6f1c3d52-7f0b-4f0e-9c57-0d9a3a2f8b61'
    Author                 = 'SoraPS contributors'
    CompanyName            = 'SoraPS contributors'
    Copyright              = 'Copyright SoraPS contributors. Apache-2.0.'
    Description            = 'Cmdlets for the HTTP API of WebRTC SFU Sora, as pipeline objects: connections, sessions, recordings, simulcast and spotlight, forwarding filters, statistics, health and clusters.'
    CompatiblePSEditions   = @('Core', 'Desktop')
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    RequiredAssemblies     = @("bin/$PSEdition/SoraPS.Client.dll")
    FormatsToProcess       = @('src/SoraPS/SoraPS.Format.ps1xml')
    TypesToProcess         = @('src/SoraPS/SoraPS.Types.ps1xml')
    # Filled when the module is staged, with every cmdlet of src/SoraPS/Commands.
    CmdletsToExport        = @()
    FunctionsToExport      = @()
    AliasesToExport        = @()
    VariablesToExport      = @()
    PrivateData            = @{
        PSData = @{
            Tags         = @('Sora', 'WebRTC', 'SFU', 'Shiguredo', 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://www.apache.org/licenses/LICENSE-2.0'
            # The project's public address, without a slash at its end; every link to the project is made from it. Empty until it has one.
            ProjectUri   = ''
            # Taken from CHANGELOG.md when the module is staged.
            ReleaseNotes = ''
            Prerelease   = 'preview1'
        }
    }
}
