# What operators do, and the command for it: for docs/operations.md and for the help topic about_SoraOperations. Both are made by docs/Update.ps1.
# The commands run as tests, against a server with the channels sora, sora-0 and sora-1.
@{
    Groups = @(
        @{
            en = 'Who is connected'; ja = '誰が接続しているか'
            Tasks = @(
                @{ en = 'See all connections'; ja = 'すべての接続を見る'; Code = 'Get-SoraConnection' }
                @{ en = 'See the live channels'; ja = '接続のあるチャネルを見る'; Code = 'Get-SoraChannel' }
                @{ en = 'See the channels of a big server quickly, without counts'; ja = '大きなサーバーのチャネルをすばやく見る (接続数なし)'; Code = 'Get-SoraChannel -Brief' }
                @{ en = 'Find connections that are older than twelve hours'; ja = '12 時間より前からの接続を探す'; Code = 'Get-SoraConnection -OlderThan 12h' }
                @{ en = 'Watch who comes and goes'; ja = '接続の変化を見続ける'; Code = 'Watch-SoraConnection sora -Count 3' }
            )
        }
        @{
            en = 'End a meeting'; ja = '会議を終わらせる'
            Tasks = @(
                @{ en = 'Tell everybody in two channels first'; ja = '先に 2 つのチャネルの全員に知らせる'; Code = "Send-SoraPush sora, sora-0 @{ message = 'We close in five minutes.' }" }
                @{ en = 'Disconnect one client'; ja = '1 つのクライアントを切断する'; Code = 'Disconnect-SoraClient sora anna' }
                @{ en = 'Disconnect the viewers, keep the senders'; ja = '視聴者だけを切断する'; Code = 'Disconnect-SoraChannel sora-0 -Role recvonly' }
                @{ en = 'Disconnect all, and wait until they are gone'; ja = '全員を切断し、いなくなるまで待つ'; Code = 'Disconnect-SoraChannel sora | Wait-SoraConnection -Gone' }
                @{ en = 'End the session itself, with its recording'; ja = '録画も含めてセッションを終了する'; Code = 'Stop-SoraSession sora -Wait -Confirm:$false' }
            )
        }
        @{
            en = 'See why it is bad'; ja = '品質が悪い原因を調べる'
            Tasks = @(
                @{ en = 'Measure which channels send and receive most'; ja = '送受信の多いチャネルを調べる'; Code = "Measure-SoraConnection -GroupBy Channel -Interval 1 |`n    Sort-Object SentBytesPerSecond -Descending" }
                @{ en = 'Find receivers that lose packets'; ja = 'パケットを失っている受信者を探す'; Code = "Measure-SoraConnection sora -Interval 1 |`n    Where-Object SentLossesPerSecond -GT 1" }
                @{ en = 'See what the server counts of each connection'; ja = 'サーバーが接続ごとに数えた値を見る'; Code = 'Get-SoraConnectionStats -ChannelId sora' }
                @{ en = 'See what clients report (getStats of WebRTC)'; ja = 'クライアントが報告した値 (WebRTC の getStats) を見る'; Code = 'Get-SoraRtcStats -ChannelId sora' }
                @{ en = 'Send every viewer the smallest stream, until -Rid auto'; ja = '視聴者全員に最小のストリームを送る (-Rid auto で戻す)'; Code = "Get-SoraConnection sora -Role recvonly |`n    Request-SoraSimulcastRid -Rid r0" }
                @{ en = 'Choose what a receiver gets of those with and without the focus'; ja = 'フォーカスの有無に応じて受信者に送るストリームを選ぶ'; Code = "Get-SoraConnection sora -Role recvonly |`n    Request-SoraSpotlightRid -FocusRid r1 -UnfocusRid r0" }
                @{ en = 'Let senders send a key frame'; ja = '送信者にキーフレームを要求する'; Code = 'Get-SoraConnection sora -Role sendrecv | Request-SoraKeyFrame' }
            )
        }
        @{
            en = 'Direct a meeting'; ja = '会議を進行する'
            Tasks = @(
                @{ en = 'Give somebody the spotlight, until it is taken back'; ja = 'スポットライトのフォーカスを固定する'; Code = 'Get-SoraConnection sora -ClientId host | Set-SoraSpotlightFocus -Fixed' }
                @{ en = 'Take the spotlight back'; ja = 'スポットライトのフォーカスを外す'; Code = 'Get-SoraConnection sora -ClientId host | Clear-SoraSpotlightFocus' }
                @{ en = 'Change how many have the spotlight at once'; ja = 'フォーカスが同時に当たる数を変える'; Code = 'Set-SoraSpotlightNumber sora 3' }
                @{ en = 'Let nobody hear anybody but the host'; ja = 'host 以外の音声を全員に送らない'; Code = "`$rule = New-SoraForwardingRule kind -In audio |`n    New-SoraForwardingRule client_id -NotIn host`nNew-SoraForwardingFilter sora `$rule -Action block" }
                @{ en = 'Remove all filters of a channel, those of receivers too'; ja = 'チャネルのフィルターを、受信者のものも含めてすべて削除する'; Code = 'Get-SoraForwardingFilter sora | Remove-SoraForwardingFilter' }
                @{ en = 'See the forwarding filters of a channel'; ja = 'チャネルの転送フィルターを見る'; Code = 'Get-SoraForwardingFilter sora' }
                @{ en = 'Attach data to a participant, and tell the others'; ja = '参加者にデータを付け、ほかの人に知らせる'; Code = "Get-SoraConnection sora -ClientId host |`n    Set-SoraNotifyMetadata -Key hand -Value raised -Push" }
                @{ en = 'Read back what was attached, and clear it'; ja = '付けたデータを読み、取り消す'; Code = "Get-SoraNotifyMetadata sora`nGet-SoraConnection sora -ClientId host |`n    Remove-SoraNotifyMetadata -Key hand -Push" }
                @{ en = 'Stream audio for a transcription, give one client the results, stop'; ja = '文字起こし用に音声を送り、結果を 1 人に渡し、止める'; Code = "Start-SoraAudioStreaming sora`nGet-SoraConnection sora -ClientId host | Enable-SoraAudioStreamingPush`nStop-SoraAudioStreaming sora" }
            )
        }
        @{
            en = 'Record'; ja = '録画する'
            Tasks = @(
                @{ en = 'Record a channel for two hours at most'; ja = 'チャネルを最長 2 時間録画する'; Code = 'Start-SoraRecording sora -ExpireTime 2h -Wait' }
                @{ en = 'See what is recorded now'; ja = '録画中のものを見る'; Code = 'Get-SoraRecording' }
                @{ en = 'Stop all recordings'; ja = 'すべての録画を止める'; Code = 'Get-SoraRecording | Stop-SoraRecording -Wait' }
            )
        }
        @{
            en = 'Keep servers healthy'; ja = 'サーバーを保守する'
            Tasks = @(
                @{ en = 'Check a server: mode, licence, nodes, errors'; ja = 'サーバーを点検する (モード、ライセンス、ノード、エラー)'; Code = 'Test-SoraServer' }
                @{ en = 'Alarm before the licence ends'; ja = 'ライセンスが切れる前に知らせる'; Code = 'Get-SoraLicense -Server tokyo, osaka | Where-Object DaysLeft -LT 30' }
                @{ en = 'Let Sora read a new licence file'; ja = '新しいライセンスファイルを読み込ませる'; Code = 'Update-SoraLicense' }
                @{ en = 'Drain a node before maintenance'; ja = '保守の前にノードを空にする'; Code = "Get-SoraServer tokyo |`n    Suspend-SoraServer -Wait -TimeoutSec 600 -Disconnect -Confirm:`$false" }
                @{ en = 'Let clients in again'; ja = '接続の受け付けを再開する'; Code = 'Resume-SoraServer tokyo -Confirm:$false' }
                @{ en = 'See the nodes of a cluster'; ja = 'クラスターのノードを見る'; Code = 'Get-SoraClusterNode' }
                @{ en = 'Register all nodes of a cluster as servers'; ja = 'クラスターの全ノードをサーバーとして登録する'; Code = 'Register-SoraServer -FromCluster' }
                @{ en = 'Replace a node: see the plan (drain, remove; the new one is osaka)'; ja = 'ノードを交換する: 計画を見る (空にして外す。新しいノードは osaka)'; Code = "Suspend-SoraServer tokyo -Wait -TimeoutSec 600 -Disconnect -WhatIf`nRemove-SoraClusterNode n2@192.0.2.2 -WhatIf`nRegister-SoraClusterNode n1@192.0.2.1 -Server osaka -WhatIf" }
            )
        }
        @{
            en = 'Everything else'; ja = 'そのほか'
            Tasks = @(
                @{ en = 'See every operation, with its cmdlet'; ja = 'すべての操作とコマンドレットを見る'; Code = 'Get-SoraOperation' }
                @{ en = 'Send an operation that has no cmdlet'; ja = 'コマンドレットのない操作を送る'; Code = 'Invoke-SoraApi ListChannels' }
            )
        }
    )
}
