# The answers in which strangers' texts are tried, one for each type: what is called, and where the texts stand in the answer. Changes.ps1 has the functions.
foreach ($change in Get-Change) {
    # The operations of one cmdlet answer with one type: the one that says the most stands for all.
    foreach ($call in $change.Calls[-1]) {
        # What the answer does not repeat stays as it was asked for: so it is asked for with these texts, too, where they can be ids.
        $ids = @($change.Fields | Where-Object { $_.IsId -and $call.Parameters.ContainsKey($_.Name) } | ForEach-Object { $_.Name })
        @{ Long = $change.Command -eq 'Disconnect-SoraConnection'; Command = $change.Command; Target = $call.Target; Arguments = $call.Parameters + (Get-Consent $change); Ids = $ids; Keys = @(if ($ids) { $change.Fields.Wire }) + @($change.Operations[-1].GetEchoFields() | ForEach-Object Name); Shown = $(if ($ids) { $ids } elseif ($call.Target -like '*Mode') { 'Mode' }) }
    }
}
@{ Long = $false; Command = 'Get-SoraClusterNode'; Target = 'Sora_20211215.ListClusterNodes'; Arguments = @{}; Ids = @(); IsList = $true; Keys = 'node_name', 'mode', 'sora_version', 'member_since', 'cluster_api_url', 'cluster_signaling_url', 'license_serial_code', 'license_type'; Shown = 'NodeName', 'Mode', 'SoraVersion', 'ClusterApiUrl', 'LicenseSerialCode' }
@{ Long = $false; Command = 'Get-SoraNotifyMetadata'; Target = 'Sora_20201124.ListSignalingNotifyMetadata'; Arguments = @{ ChannelId = 'sora' }; Ids = @('ChannelId'); IsList = $true; Keys = 'client_id', 'bundle_id', 'connection_id', 'metadata'; Shown = 'ChannelId', 'ClientId', 'ConnectionId', 'BundleId', 'Metadata' }
@{ Long = $false; Command = 'Get-SoraMode'; Target = 'Sora_20211215.GetMode'; Arguments = @{}; Ids = @(); Keys = @('mode'); Shown = @('Mode') }
@{ Long = $false; Command = 'Get-SoraLicense'; Target = 'Sora_20171218.GetLicense'; Arguments = @{}; Ids = @(); Keys = 'product_name', 'serial_code', 'type', 'expired_at'; Shown = 'ProductName', 'SerialCode', 'Type', 'ExpiredAt' }
@{ Long = $false; Command = 'Get-SoraServerStats'; Target = 'Sora_20171010.GetStatsReport'; Arguments = @{}; Ids = @(); Keys = 'version', 'error'; Shown = 'Version', 'error' }
foreach ($flat in $false, $true) {
    $of = @{ ChannelId = 'sora'; ConnectionId = 'C' }
    @{ Long = $false; Command = 'Get-SoraConnectionStats'; Target = 'Sora_20170529.GetStatsConnection'; Arguments = $of + @{ Flat = $flat }; Ids = 'ChannelId', 'ConnectionId'; Keys = 'bundle_id', 'group_id', 'rtp'; Shown = 'ChannelId', 'ClientId', 'ConnectionId', 'SessionId', 'BundleId', 'GroupId', 'rtp' }
    if (-not $flat) { @{ Long = $false; Command = 'Get-SoraRtcStats'; Target = 'Sora_20211215.GetRtcStats'; Arguments = $of; Ids = 'ChannelId', 'ConnectionId'; Keys = @('more'); Shown = 'ChannelId', 'ConnectionId', 'more' } }
}
