<#
.SYNOPSIS
Creates a module with the same Format and Types files, and a cmdlet that writes the same object many times. It measures the cost of the PowerShell engine alone.
#>
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $Destination
)

if (Test-Path -LiteralPath $Destination) { Remove-Item -LiteralPath $Destination -Recurse }
$null = New-Item -ItemType Directory -Force $Destination
$views = Get-ChildItem -LiteralPath $ModulePath -Filter '*.ps1xml'
Copy-Item -LiteralPath $views.FullName -Destination $Destination
$types = [xml] (Get-Content -Raw -LiteralPath ($views | Where-Object Name -Like '*.Types.ps1xml'))

# The Types file refers to an adapter and to the adapted types. These stubs do nothing.
$adapted = $types.SelectNodes('//Type[TypeAdapter]')
$stubs = foreach ($name in $adapted.Name | Sort-Object -Unique) {
    $namespace, $name = $name -split '\.(?=[^.]*$)'
    "namespace $namespace { public class $name { } }"
}
$adapters = foreach ($name in $adapted.TypeAdapter.TypeName | Sort-Object -Unique) {
    $namespace, $name = $name -split '\.(?=[^.]*$)'
    @"
namespace $namespace {
    public class $name : PSPropertyAdapter {
        public override Collection<PSAdaptedProperty> GetProperties(object item) => null;
        public override PSAdaptedProperty GetProperty(object item, string name) => null;
        public override bool IsSettable(PSAdaptedProperty property) => false;
        public override bool IsGettable(PSAdaptedProperty property) => false;
        public override object GetPropertyValue(PSAdaptedProperty property) => null;
        public override void SetPropertyValue(PSAdaptedProperty property, object value) { }
        public override string GetPropertyTypeName(PSAdaptedProperty property) => null;
    }
}
"@
}
Add-Type -OutputAssembly (Join-Path $Destination 'Floor.dll') -TypeDefinition @"
using System;
using System.Collections.ObjectModel;
using System.Management.Automation;
$stubs
$adapters
[Cmdlet("Write", "Same")]
public sealed class WriteSameCommand : PSCmdlet {
    [Parameter(Position = 0)] public int Count { get; set; }
    protected override void EndProcessing() { var item = new object(); for (int i = 0; i < Count; i++) { WriteObject(item); } }
}
"@
$list = { ($views | Where-Object Name -Like $args[0] | ForEach-Object { "'$($_.Name)'" }) -join ', ' }
Set-Content -LiteralPath (Join-Path $Destination 'Floor.psd1') -Value @"
@{ RootModule = 'Floor.dll'; ModuleVersion = '1.0'; CmdletsToExport = @('Write-Same'); FunctionsToExport = @(); AliasesToExport = @()
   FormatsToProcess = @($(& $list '*.Format.ps1xml')); TypesToProcess = @($(& $list '*.Types.ps1xml')) }
"@
