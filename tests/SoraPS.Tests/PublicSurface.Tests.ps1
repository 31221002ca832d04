#requires -Version 5.1
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The blocks of Pester share variables.')]
param()

# What scripts depend on changes only on purpose, and no kind of change goes unseen.

BeforeAll {
    . (Join-Path $PSScriptRoot '../Lint/Surface.ps1')
    $surface = @(Get-Surface)

    function Get-Planted([string] $Head, [string] $Parameter) {
        . ([scriptblock]::Create("function Get-Planted { [CmdletBinding($Head)] [OutputType([string])] param($Parameter) }"))
        Get-CommandLine (Get-Command Get-Planted)
    }
}

Describe 'What scripts depend on' {
    It 'is what is written down; tests/Lint/Accept.ps1 writes an intended change' {
        Compare-Surface (Read-Surface) $surface | Should -BeNullOrEmpty
    }

    It 'has every cmdlet, every error id and the objects' {
        $lines = $surface
        foreach ($command in Get-Command -Module SoraPS) { $lines -match "^$($command.Name)(:|$)" | Should -HaveCount 1 }
        ($lines -match '^error ').Count | Should -Be ([enum]::GetNames([SoraPS.SoraError]).Count + 1)
        $lines | Should -Contain 'object SoraPS.SoraConnection.ChannelId: System.String'
        $lines | Should -Contain 'object SoraPS.SoraServer.IsDefault: System.Boolean'
        $lines | Should -Contain 'object SoraPS.SoraSimulatorRequest.Target: System.String'
    }

    It 'has no parameter that PowerShell adds itself' {
        $surface | Should -Not -Match ' -(Verbose|ProgressAction|WhatIf|Confirm):'
    }
}

Describe 'A change is seen' {
    It 'in <What>' -ForEach @(
        @{ What = 'a type'; Parameter = '[Parameter(Position = 0)] [int] $Name'; Told = 'Name: System.Int32; position 0' }
        @{ What = 'a name'; Parameter = '[Parameter(Position = 0)] [string] $name'; Told = 'name: System.String; position 0' }
        @{ What = 'a position'; Parameter = '[Parameter(Position = 1)] [string] $Name'; Told = 'Name: System.String; position 1' }
        @{ What = 'what must be given'; Parameter = '[Parameter(Position = 0, Mandatory)] [string] $Name'; Told = 'Name: System.String; mandatory; position 0' }
        @{ What = 'what the pipeline gives'; Parameter = '[Parameter(Position = 0, ValueFromPipeline)] [string] $Name'; Told = 'Name: System.String; position 0; by value' }
        @{ What = 'what a property gives'; Parameter = '[Parameter(Position = 0, ValueFromPipelineByPropertyName)] [string] $Name'; Told = 'Name: System.String; position 0; by name' }
        @{ What = 'what takes the rest'; Parameter = '[Parameter(Position = 0, ValueFromRemainingArguments)] [string] $Name'; Told = 'Name: System.String; position 0; the rest' }
        @{ What = 'a set'; Parameter = '[Parameter(Position = 0, ParameterSetName = "One")] [string] $Name'; Told = 'Name: System.String; in One; position 0' }
        @{ What = 'aliases and their order'; Parameter = '[Parameter(Position = 0)] [Alias("b", "a")] [string] $Name'; Told = 'Name: System.String; position 0; alias b; alias a' }
        @{ What = 'the values of a set'; Parameter = '[Parameter(Position = 0)] [ValidateSet("r0", "r1")] [string] $Name'; Told = 'Name: System.String; position 0; ValidateSet r0 r1' }
        @{ What = 'a range'; Parameter = '[Parameter(Position = 0)] [ValidateRange(0.05, 3)] [string] $Name'; Told = 'Name: System.String; position 0; ValidateRange 0.05 3' }
        @{ What = 'what may be empty'; Parameter = '[Parameter(Position = 0)] [AllowEmptyString()] [string] $Name'; Told = 'Name: System.String; position 0; AllowEmptyString' }
    ) {
        Compare-Surface (Get-Planted '' '[Parameter(Position = 0)] [string] $Name') (Get-Planted '' $Parameter) |
            Should -BeExactly '- Get-Planted -Name: System.String; position 0', "+ Get-Planted -$Told"
    }

    It 'in <What>' -ForEach @(
        @{ What = 'what asks'; Head = 'SupportsShouldProcess'; Told = 'Get-Planted: ShouldProcess, impact Medium' }
        @{ What = 'how much it asks'; Head = 'SupportsShouldProcess, ConfirmImpact = "High"'; Told = 'Get-Planted: ShouldProcess, impact High' }
        @{ What = 'the default set'; Head = 'DefaultParameterSetName = "One"'; Told = 'Get-Planted: default set One' }
    ) {
        Compare-Surface (Get-Planted '' '') (Get-Planted $Head '') | Should -BeExactly '- Get-Planted', "+ $Told"
    }

    It 'in a parameter more, and one less' {
        $one = Get-Planted '' '[switch] $One'
        $two = Get-Planted '' '[switch] $One, [switch] $Two'
        $told = 'Get-Planted -Two: System.Management.Automation.SwitchParameter'
        Compare-Surface $one $two | Should -BeExactly "+ $told"
        Compare-Surface $two $one | Should -BeExactly "- $told"
    }
}
