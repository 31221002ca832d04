# Dot-sourced by the suites of Export-SoraReport: reads what a page says, and makes what goes into one.
. (Join-Path $PSScriptRoot 'Common.ps1')

# The page as XML. What a table says: its name in front, and each row's cells under their headings.
function Read-Page([string] $Path = (Join-Path $folder 'page.html')) {
    $page = [xml]::new()
    $page.PreserveWhitespace = $true
    $page.LoadXml([IO.File]::ReadAllText($Path))
    $page
}

function Read-Table($Page, [string] $Id) {
    $table = $Page.SelectSingleNode("//table[@id='$Id']")
    foreach ($row in $table.SelectNodes('tbody/tr')) {
        $cells = [ordered]@{}
        $columns = $table.SelectNodes('thead/tr/*')
        for ($i = 0; $i -lt $columns.Count; $i++) { $cells[$columns[$i].InnerText] = $row.SelectNodes('*')[$i].InnerText }
        [pscustomobject]$cells
    }
}

function Read-Fact($Page, [string] $Id) { $Page.SelectSingleNode("//*[@id='$Id']").InnerText }

# label=count for each bar, sorted; and the same of objects.
function Read-Bar($Page, [string] $Id) {
    ($Page.SelectNodes("//table[@id='$Id']/tbody/tr") | ForEach-Object { "$($_.th.InnerText)=$($_.SelectSingleNode("td[@class='n count']").InnerText)" } | Sort-Object) -join ' '
}

function Measure-Group($Objects, [string] $Property) {
    (@($Objects) | Group-Object $Property -CaseSensitive | ForEach-Object { "$(if ($_.Name) { $_.Name } else { 'off or not known' })=$($_.Count)" } | Sort-Object) -join ' '
}

function Get-Row([string] $Channel = 'sora', [string] $Client = 'c', [string] $Connection = [guid]::NewGuid().ToString('N'), [string] $Role = 'recvonly', [hashtable] $More = @{}) {
    [pscustomobject] (@{ ChannelId = $Channel; ClientId = $Client; ConnectionId = $Connection; Role = $Role } + $More)
}

# One time for all: two who came one after the other must not change places because the loop below took its time.
$began = [DateTimeOffset]::UtcNow
function Get-Microsecond([timespan] $Age) { [long] ($began - $Age).ToUnixTimeMilliseconds() * 1000 }

# Thirty channels, all roles and one that nobody knows, codecs of every kind, and ages that stay in their groups however long a suite takes.
$roles = 'sendrecv', 'sendonly', 'recvonly', 'recvonly', 'observer'
$codecs = 'VP9', 'H264', 'AV1', $null
$seconds = 90, 1200, 7200, 30000, 200000, 200010, 200020
$people = foreach ($i in 0..199) {
    $one = @{
        channel_id = "room-$([int] [Math]::Floor([Math]::Sqrt($i * 4.4)))"; client_id = "client-$($i % 90)"; role = $roles[$i % 5]
        created_time = Get-Microsecond ([timespan]::FromSeconds($seconds[$i % $seconds.Count] + $i / 100))
        audio = $(if ($i % 3) { @{ codec_type = 'OPUS' } } else { $false })
    }
    if ($codecs[$i % 4]) { $one.video = @{ codec_type = $codecs[$i % 4]; bit_rate = 500 } }
    $one
}
$simulator = Start-SoraSimulator -Connection $people

# An empty folder to be in, with the simulator as the default server.
function Enter-Folder {
    $folder = Join-Path ([IO.Path]::GetTempPath()) "sora-$([guid]::NewGuid())"
    $null = New-Item -ItemType Directory $folder
    Push-Location $folder
    $null = Register-SoraServer $simulator.Uri -Name tokyo
    $folder
}

function Exit-Folder([string] $Folder) {
    Pop-Location
    Get-SoraServer | Unregister-SoraServer
    Get-ChildItem -LiteralPath $Folder -Force | ForEach-Object { $_.Attributes = 'Normal' }
    Remove-Item -LiteralPath $Folder -Recurse -Force
}

# An error as a cmdlet writes it for one of its items.
function Get-ErrorRecord([object] $Target, [string] $Message = 'no answer', [string] $Id = 'SoraTimeout', [string] $Command = 'Disconnect-SoraConnection') {
    $record = [System.Management.Automation.ErrorRecord]::new([TimeoutException]::new($Message), "$Id,SoraPS.Commands.X", 'OperationTimeout', $Target)
    $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new($Message)
    $record.CategoryInfo.Activity = $Command
    $record
}
