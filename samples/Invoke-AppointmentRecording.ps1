#requires -Version 5.1
#requires -Modules SoraPS

<#
.SYNOPSIS
Records an appointment: waits until the channel has a session, starts the recording, checks that it runs, and stops it at the end.
.DESCRIPTION
Waits until somebody is in the channel, and starts a recording that also ends by itself a minute after the appointment: it ends even if this script does not
live that long. The recording is confirmed by the session, and looked at again and again. At the end, and on Ctrl+C, the script stops it and checks that it
has ended. A channel that is already being recorded is left alone. The recording is never requested a second time.

The script writes one line, with the time in UTC, when the recording has started, and one when it has ended. Errors are written to stderr, one line for each.

Exit code 0: the appointment was recorded, to its end or to the end of the session. 1: nobody came, the channel was being recorded already, the recording did
not start, ended too early or did not stop, or a parameter is not valid; see the errors.
.EXAMPLE
./Invoke-AppointmentRecording.ps1 stage -Minutes 90 -WhatIf

Shows what would be recorded, if somebody is in the channel.
.EXAMPLE
./Invoke-AppointmentRecording.ps1 stage -Minutes 90 -Format mp4 -Metadata @{ title = 'weekly' }
.EXAMPLE
pwsh -NoProfile -NonInteractive -File Invoke-AppointmentRecording.ps1 stage -Minutes 90

For a crontab or a scheduled task.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The channel.
    [Parameter(Mandatory, Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string] $ChannelId,

    # How long the appointment is. Sora records a day at most, and a minute of it is kept for the end.
    [Parameter(Mandatory)]
    [ValidateRange(0.001, 1439)]
    [double] $Minutes,

    # How long to wait until somebody is in the channel.
    [ValidateRange(0, 86400)]
    [int] $WaitSec = 600,

    # The time from one look at the session to the next.
    [ValidateRange(0.05, 3600)]
    [double] $IntervalSec = 10,

    # How long Sora may take to start or to stop the recording.
    [ValidateRange(0, 3600)]
    [int] $TimeoutSec = 30,

    # The kind of file. The default is the choice of the server.
    [ValidateSet('webm', 'mp4')]
    [string] $Format,

    # Metadata for the report of the recording: a hashtable, or a JSON object as text.
    [ValidateNotNullOrEmpty()]
    [object] $Metadata,

    # A server, its name, or a URL. The default is the default server.
    [ValidateNotNullOrEmpty()]
    [object] $Server,

    # A channel id that contains a comma is the id of one channel, and not a list that was passed as one text.
    [switch] $AllowComma
)

Set-StrictMode -Version 3.0

# For a log: one line, whatever the text contains, with the time in UTC, so that the lines of several machines can be sorted.
function Format-Time([datetime] $Time) { $Time.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', [cultureinfo]::InvariantCulture) }
function Get-LogLine([string] $Text) { (Format-Time ([datetime]::UtcNow)) + ' ' + ($Text -replace '[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+', ' ') }

# An error is shown as one line as well, and is an error record for a caller.
function Write-Failure([System.Management.Automation.ErrorRecord] $Record) {
    $Record.ErrorDetails = Get-LogLine "$Record"
    if ($ErrorActionPreference -eq 'Stop') { throw $Record }
    $PSCmdlet.WriteError($Record)
}
function Write-Problem([string] $Id, [string] $Text) {
    Write-Failure ([System.Management.Automation.ErrorRecord]::new([InvalidOperationException]::new($Text), $Id, 'InvalidResult', $ChannelId))
}
trap { $PSCmdlet.ThrowTerminatingError($_) }

# One recording, one channel. pwsh -File would pass lobby,stage as one text, which would be the id of a channel that does not exist.
if ($ChannelId -like '*,*' -and -not $AllowComma) {
    $advice = "'$ChannelId' contains a comma. Start the script once for each channel. If it is the id of one channel, add -AllowComma."
    throw [System.Management.Automation.ErrorRecord]::new([ArgumentException]::new($advice), 'SampleListAsText', 'InvalidArgument', $ChannelId)
}

$which = @{}
if ($PSBoundParameters.ContainsKey('Server')) { $which.Server = $Server }
$what = @{ ExpireTime = [timespan]::FromSeconds([Math]::Ceiling($Minutes * 60) + 60) }
foreach ($name in 'Format', 'Metadata') { if ($PSBoundParameters.ContainsKey($name)) { $what[$name] = $PSBoundParameters[$name] } }
$shown = ConvertTo-Json $ChannelId -Compress

# The session of the channel. That there is none is an error of the server with status 400; anything else is a fault.
function Get-Current {
    $session = Get-SoraSession $ChannelId @which -ErrorAction SilentlyContinue -ErrorVariable unread
    $faults = @($unread | Where-Object { -not ($_.Exception -is [SoraPS.SoraApiException] -and $_.Exception.Error -eq 'SoraApiError' -and $_.Exception.StatusCode -eq 400) })
    @{ Session = $session; Faults = $faults }
}

# 1. Somebody must be there.
$clock = [Diagnostics.Stopwatch]::StartNew()
while ($true) {
    $now = Get-Current
    if ($now.Session -or $clock.Elapsed.TotalSeconds -ge $WaitSec -or $WhatIfPreference) { break }
    Start-Sleep -Milliseconds ([int] [Math]::Max(1, [Math]::Min($IntervalSec, $WaitSec - $clock.Elapsed.TotalSeconds) * 1000))
}
if (-not $now.Session) {
    foreach ($fault in $now.Faults) { Write-Failure $fault }
    if ($now.Faults.Count -eq 0) { Write-Problem SampleNoSession "Channel $shown has no session after $WaitSec seconds: nobody is connected, and nothing was recorded." }
    exit 1
}
if ($now.Session.Recording) {
    Write-Problem SampleAlreadyRecorded "Channel $shown is already being recorded ($($now.Session.Recording.RecordingId)). It was left alone."
    exit 1
}

# 2. Start, and let the session confirm it. If it cannot be confirmed, the recording may run all the same: it ends by itself.
$recording = Start-SoraRecording $ChannelId @what @which -Wait -TimeoutSec $TimeoutSec -Interval ([Math]::Min($IntervalSec, 1)) -ErrorAction SilentlyContinue -ErrorVariable unstarted
if (-not $recording) {
    foreach ($fault in $unstarted) { Write-Failure $fault }
    exit [int] ($unstarted.Count -gt 0) # none with -WhatIf, or if the user declined
}
Get-LogLine "recording $($recording.RecordingId) of channel $shown has started; it ends by itself at $(if ($recording.ExpiresAt) { Format-Time $recording.ExpiresAt } else { 'a time that the server does not tell' })"

# 3. Look after it until the end. An outage of the server is no reason to give up.
$failed = $false
$runs = $true
$end = [datetime]::UtcNow.AddMinutes($Minutes)
try {
    while ($runs -and [datetime]::UtcNow -lt $end) {
        $left = ($end - [datetime]::UtcNow).TotalSeconds
        Start-Sleep -Milliseconds ([int] [Math]::Max(1, [Math]::Min($IntervalSec, $left) * 1000))
        $now = Get-Current
        if ($now.Faults.Count -gt 0) { continue }
        $runs = $now.Session -and $now.Session.Recording -and [string]::Equals($now.Session.Recording.RecordingId, $recording.RecordingId)
    }
    if (-not $runs) {
        if ($now.Session -and [string]::Equals($now.Session.SessionId, $recording.SessionId)) {
            Write-Problem SampleEndedEarly "Recording $($recording.RecordingId) of channel $shown ended before the appointment did."
            $failed = $true
        }
        else { Get-LogLine "recording $($recording.RecordingId) of channel $shown has ended with its session" }
    }
}
finally {
    # 4. Stop it; also on Ctrl+C.
    if ($runs) {
        $stopped = Stop-SoraRecording $ChannelId @which -Wait -TimeoutSec $TimeoutSec -Interval ([Math]::Min($IntervalSec, 1)) -ErrorAction SilentlyContinue -ErrorVariable unstopped -Confirm:$false
    }
}
if ($runs) {
    foreach ($fault in $unstopped) { Write-Failure $fault }
    if ($stopped) { Get-LogLine "recording $($recording.RecordingId) of channel $shown has been stopped" } else { $failed = $true }
}

exit [int] $failed
