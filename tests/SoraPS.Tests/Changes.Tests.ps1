# Tests Change, ChangeQueue and ChangeResultWriter.
# Every cmdlet that changes something about a channel, a client or a connection, tested by being in the table of operations.
. (Join-Path $PSScriptRoot 'Changes.ps1')
foreach ($change in Get-Change | Where-Object { $_.Ids }) { & (Join-Path $PSScriptRoot 'Change.Contract.ps1') $change.Command }
