<#
.SYNOPSIS
Defines what makes the help topic about_SoraOperations of the table of operations and of Tasks.psd1, in each language. To be dot-sourced, with the module imported: by docs/Update.ps1, which writes the topics, and by the test that holds them to the table.
#>

# What operators do, with the command for it, in groups.
function Get-TaskGroup { (Import-PowerShellDataFile -LiteralPath (Join-Path $PSScriptRoot 'Tasks.psd1')).Groups }

# The texts of the topic that are not in the table. Lines are as wide as the help of PowerShell is: 80 cells.
$topicTexts = @{
    en = @{
        Synopsis   = 'Everything that the HTTP API of Sora can do: by task and by operation.'
        Intro      = @(
            'The first part lists what operators do, with the command for it. The second'
            'part lists every operation of the API, with its cmdlets. Get-SoraOperation'
            'shows the same as objects, with the keys of each request.'
        )
        ByTask     = 'BY TASK'
        ByOperation = 'BY OPERATION'
        Columns    = @(
            'Each line has the name, the version of Sora that introduced the operation'
            '(if known), its stability, and how sure it is what the request and the'
            'response contain: A is official documentation, B an official tool, C'
            'third-party code, D an inference, - unknown. An operation without a cmdlet'
            'is sent by Invoke-SoraApi. Operations that were removed, or that are for'
            'tests only, are not listed here:'
        )
        SeeAlso    = 'SEE ALSO'
        Stability  = @{ Stable = 'stable'; Experimental = 'experimental'; Deprecated = 'deprecated' }
    }
    ja = @{
        Synopsis   = 'Sora の HTTP API でできることの一覧 (目的別、操作別)。'
        Intro      = @(
            '前半は、運用で行うことと、そのコマンドの一覧です。後半は、API のすべての'
            '操作と、そのコマンドレットの一覧です。Get-SoraOperation は同じ内容を、'
            'リクエストのキーとともにオブジェクトで返します。'
        )
        ByTask     = '目的別'
        ByOperation = '操作別'
        Columns    = @(
            '各行は、操作の名前、その操作が加わった Sora のバージョン (わかる場合)、'
            '安定性、リクエストと応答の内容の確かさです。A は公式ドキュメント、'
            'B は公式ツール、C は第三者のコード、D は推測、- は不明です。'
            'コマンドレットのない操作は Invoke-SoraApi で送ります。廃止された操作と'
            'テスト専用の操作はここにはありません。次のコマンドで表示します。'
        )
        SeeAlso    = '関連項目'
        Stability  = @{ Stable = '安定'; Experimental = '実験的'; Deprecated = '非推奨' }
    }
}

# Texts behind each other, in lines of at most 80 cells that begin with the indentation.
function ConvertTo-WrappedLine([string[]] $Text, [string] $Indentation) {
    $line = ''
    foreach ($one in $Text) {
        $longer = if ($line) { "$line, $one" } else { "$Indentation$one" }
        if ($longer.Length -gt 79) { "$line,"; $longer = "$Indentation$one" }
        $line = $longer
    }
    if ($line) { $line }
}

# The lines of the operations that can be used, in groups.
function ConvertTo-OperationLine($Text) {
    foreach ($group in [SoraPS.SoraOperations]::All | Where-Object Stability -NotIn Removed, Test | Group-Object Group) {
        ''
        "    $($group.Name)"
        foreach ($operation in $group.Group) {
            "    - $($operation.Name.PadRight(36)) $("$($operation.Since)".PadRight(9)) $($operation.Certainty)  $($Text.Stability[$operation.Stability])"
            ConvertTo-WrappedLine @($operation.Cmdlet) '      '
        }
    }
}

# The topic, line by line.
function ConvertTo-OperationTopic([ValidateSet('en', 'ja')] [string] $Language) {
    $text = $topicTexts[$Language]
    'TOPIC'
    '    about_SoraOperations'
    ''
    'SHORT DESCRIPTION'
    "    $($text.Synopsis)"
    ''
    'LONG DESCRIPTION'
    $text.Intro | ForEach-Object { "    $_" }
    ''
    $text.ByTask
    foreach ($group in Get-TaskGroup) {
        "    $($group.$Language)"
        ''
        foreach ($task in $group.Tasks) {
            "    - $($task.$Language)"
            ''
            $task.Code -split '\n' | ForEach-Object { "        $_" }
            ''
        }
    }
    $text.ByOperation
    $text.Columns | ForEach-Object { "    $_" }
    ''
    '        Get-SoraOperation | Where-Object Stability -In Removed, Test'
    ConvertTo-OperationLine $text
    ''
    $text.SeeAlso
    'Get-SoraOperation', 'Invoke-SoraApi', 'about_SoraPS', 'about_SoraServer', 'about_SoraRunbook', 'about_SoraSimulator' | ForEach-Object { "    $_" }
    ''
}
