[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The suites use them.')]
param()

# Dot-sourced by the suites of the samples.
. (Join-Path $PSScriptRoot 'Common.ps1')
$samples = Join-Path $root 'samples'

# A simulator with a sender, two viewers and somebody in another channel.
function Open-Stage {
    $simulator = Start-SoraSimulator
    $simulator.Add(@{ channel_id = 'stage'; client_id = 'speaker'; connection_id = 'S1'; role = 'sendonly'; video = @{ codec_type = 'VP9'; bit_rate = 1000 } })
    $simulator.Add(@{ channel_id = 'stage'; client_id = 'anna'; connection_id = 'V1'; role = 'recvonly' }, @{ channel_id = 'stage'; client_id = 'bert'; connection_id = 'V2'; role = 'recvonly'; Age = $null })
    $simulator.Add(@{ channel_id = 'lobby'; client_id = 'emil'; connection_id = 'L1' })
    $simulator
}

# The requests for one operation.
function Get-Sent($Simulator, [string] $Operation) { @($Simulator.Requests | Where-Object Target -Like "*.$Operation") }
