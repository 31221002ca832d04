# Dot-sourced by the suite about secrets: the secrets in play, the servers and servers that use them, and the search for them.
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingConvertToSecureStringWithPlainText', '', Justification = 'The secrets of a test are known.')]
[Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The suite uses them.')]
param()

. (Join-Path $PSScriptRoot 'Changes.ps1')

$secrets = @{ Token = 'hunter2-token/1+2='; Password = "hunter2-pass `"word`"/$([char] 0xF6)"; Key = 'hunter2-key'; Cookie = 'hunter2-sid'; Plain = 'hunter2-other'; Proxy = 'hunter2-proxy'; Url = 'hunter2-in-a-url' }
$token = ConvertTo-SecureString $secrets.Token -AsPlainText -Force
$credential = [pscredential]::new('operator', (ConvertTo-SecureString $secrets.Password -AsPlainText -Force))
$proxyCredential = [pscredential]::new('operator', (ConvertTo-SecureString $secrets.Proxy -AsPlainText -Force))
$headers = @{ 'X-Api-Key' = $secrets.Key; Cookie = "a=1; sid=$($secrets.Cookie)"; 'x-whatever' = $secrets.Plain }
$key = [Security.Cryptography.RSA]::Create(2048)
$certificate = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=operator', $key, [Security.Cryptography.HashAlgorithmName]::SHA256, [Security.Cryptography.RSASignaturePadding]::Pkcs1).CreateSelfSigned([datetime]::UtcNow.AddDays(-1), [datetime]::UtcNow.AddDays(1))

function ConvertTo-Base64([string] $Text) { [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($Text)) }
function ConvertTo-Hex([byte[]] $Byte) { [BitConverter]::ToString($Byte) -replace '-' }

$needles = @(
    'hunter2'
    foreach ($secret in $secrets.Values) {
        $secret
        [uri]::EscapeDataString($secret)
        [Net.WebUtility]::UrlEncode($secret)
        ConvertTo-Base64 $secret
        ConvertTo-Base64 "operator:$secret"
        ConvertTo-Base64 "Bearer $secret"
        # A SecureString in a file of Export-Clixml, where there is no encryption.
        ConvertTo-Hex ([Text.Encoding]::Unicode.GetBytes($secret))
    }
    foreach ($part in $key.ExportParameters($true)) {
        foreach ($number in $part.D, $part.P, $part.Q) { [Convert]::ToBase64String($number); ConvertTo-Hex $number; $number[0..7] -join ' '; $number[0..7] -join ',' }
    }
    [Convert]::ToBase64String($key.ExportRSAPrivateKey())
    [Convert]::ToBase64String($key.ExportPkcs8PrivateKey())
) | Sort-Object -Unique
$search = [regex]::new(($needles | ForEach-Object { [regex]::Escape($_) }) -join '|', 'IgnoreCase, CultureInvariant')

# Where a secret is, with what is around it.
function Find-Secret($Everything) {
    $text = if ($Everything -is [string]) { $Everything } else { $Everything.Text }
    $text = "$text" -replace '_x([0-9a-fA-F]{4})_'
    foreach ($match in $search.Matches($text) | Select-Object -First 3) {
        $start = [math]::Max(0, $match.Index - 80)
        $text.Substring($start, [math]::Min(200, $text.Length - $start))
    }
}

# A single object in every form in which people look at objects, send them or write them down.
function Format-Everything($Item) {
    $forms = @(
        { $Item | Format-List * -Force | Out-String -Width 5000 }
        { $Item | Format-Table * | Out-String -Width 5000 }
        { $Item | Format-Custom -Depth 2 | Out-String -Width 5000 }
        { $Item | Out-String -Width 5000 }
        { $Item | ConvertTo-Json -Depth 3 -WarningAction Ignore }
        { $Item | ConvertTo-Csv }
        { $Item | Get-Member -Force | Out-String -Width 5000 }
        { $Item | Select-Object * | Out-String -Width 5000 }
        { [Management.Automation.PSSerializer]::Serialize($Item, 2) }
        { $file = Join-Path ([IO.Path]::GetTempPath()) "sora-$([guid]::NewGuid()).xml"; $Item | Export-Clixml -LiteralPath $file -Depth $(if ($Item -is [Management.Automation.ErrorRecord]) { 2 } else { 5 }); [IO.File]::ReadAllText($file); Remove-Item -LiteralPath $file }
        { "$Item" }
    )
    foreach ($form in $forms) {
        # Some objects do not fit some forms; that is told, too.
        try { & $form } catch { "$_" }
    }
}

function Format-Briefly([Management.Automation.ErrorRecord] $Record) {
    $Record | Select-Object * | Format-List * | Out-String -Width 5000
    [Management.Automation.PSSerializer]::Serialize($Record, 2)
    $Record.Exception.ToString()
    "$($Record.TargetObject) $($Record.ErrorDetails)"
}

# The parameters that were bound before another one was refused. Every engine keeps them in the exception; what prints them there differs.
function Get-Bound([Management.Automation.ErrorRecord] $Record) {
    $invocations = @($Record.InvocationInfo)
    for ($exception = $Record.Exception; $exception; $exception = $exception.InnerException) {
        if ($exception -is [Management.Automation.ParameterBindingException]) { $invocations += $exception.CommandInvocation }
    }
    $invocations | Where-Object { $_ -and $_.BoundParameters.Count } | ForEach-Object { $_.BoundParameters }
}

# What a view finds that follows every property, every value of a dictionary and every item of a list.
function Expand-Everything($Item, [int] $Depth = 6) {
    if ($null -eq $Item) { return }
    "$Item"
    if ($Depth -eq 0 -or $Item -is [string] -or $Item -is [type] -or $Item.GetType().IsPrimitive) { return }
    if ($Item -is [Collections.IDictionary]) { foreach ($value in @($Item.Keys) + @($Item.Values)) { Expand-Everything $value ($Depth - 1) } }
    elseif ($Item -is [Collections.IEnumerable]) { foreach ($value in $Item) { Expand-Everything $value ($Depth - 1) } }
    foreach ($property in $Item.psobject.Properties) {
        # Some properties of certificates and addresses throw.
        $value = try { $property.Value } catch { "$_" }
        if ($property.Name -notin 'SyncRoot', 'Keys', 'Values') { Expand-Everything $value ($Depth - 1) }
    }
}

function Format-Bound([Management.Automation.ErrorRecord] $Record) {
    foreach ($bound in Get-Bound $Record) {
        Expand-Everything $bound
        $bound | Format-List * -Force | Out-String -Width 5000
        $bound | Format-Custom -Depth 5 | Out-String -Width 5000
        $bound | ConvertTo-Json -Depth 4 -WarningAction Ignore
    }
}

# What Get-Error, which DetailedView is, shows of failures. For every call of it the engine compiles a large script in the background: all at once take
# hardly more time than one.
$failuresSeen = [Collections.Generic.List[Management.Automation.ErrorRecord]]::new()
function Format-Detailed([Management.Automation.ErrorRecord[]] $Record) { $Record | Get-Error | Out-String -Width 5000 }

# As the prompt shows an error, in each view but the detailed one, in which all are looked at in the end.
function Format-AtPrompt([Management.Automation.ErrorRecord] $Record) {
    $failuresSeen.Add($Record)
    foreach ($view in 'NormalView', 'CategoryView', 'ConciseView') {
        $before = $ErrorView
        try { $ErrorView = $view; $Record | Out-String -Width 5000 } catch { "$_" } finally { $ErrorView = $before }
    }
}

function Format-Failure([Management.Automation.ErrorRecord] $Record) {
    Format-Everything $Record
    Format-AtPrompt $Record
    $Record.ScriptStackTrace
    $Record.ErrorDetails | Format-List * -Force | Out-String -Width 5000
    $Record.InvocationInfo | Format-List * -Force | Out-String -Width 5000
    Format-Bound $Record
    $Record.CategoryInfo | Format-List * -Force | Out-String -Width 5000
    $Record.TargetObject | Format-List * -Force | Out-String -Width 5000
    for ($exception = $Record.Exception; $exception; $exception = $exception.InnerException) {
        $exception.ToString()
        $exception | Format-List * -Force | Out-String -Width 5000
        $exception.Data.Keys + $exception.Data.Values | Out-String -Width 5000
    }
}

# Runs a script and collects everything that it leaves behind: six streams, the host's text, $Error.
function Get-Everything([scriptblock] $Script) {
    $VerbosePreference = $DebugPreference = $InformationPreference = $WarningPreference = 'Continue'
    $ErrorActionPreference = 'SilentlyContinue'
    $transcript = Join-Path ([IO.Path]::GetTempPath()) "sora-$([guid]::NewGuid()).txt"
    $global:Error.Clear()
    $null = Start-Transcript -LiteralPath $transcript
    try { $output = @(& $Script *>&1) }
    finally { $null = Stop-Transcript }
    $failures = @($global:Error | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
    $VerbosePreference = $DebugPreference = 'SilentlyContinue'
    $text = @(
        [IO.File]::ReadAllText($transcript)
        # Of objects of one kind, two are enough.
        $output | Where-Object { $null -ne $_ -and $_ -isnot [Management.Automation.ErrorRecord] } | Group-Object { $_.GetType().FullName } | ForEach-Object { $_.Group | Select-Object -First 2 } | ForEach-Object { Format-Everything $_ }
        # Of failures of one kind, one: the first in every form, the others in those that take little time.
        $kinds = @(@($output | Where-Object { $_ -is [Management.Automation.ErrorRecord] }) + $failures | Group-Object { $_.FullyQualifiedErrorId })
        $kinds | Select-Object -First 1 | ForEach-Object { Format-Failure $_.Group[0] }
        $kinds | Select-Object -Skip 1 | ForEach-Object { Format-Briefly $_.Group[0] }
        Get-SoraServer | ForEach-Object { $_ | Format-List * -Force | Out-String -Width 5000 }
    )
    Remove-Item -LiteralPath $transcript
    $global:Error.Clear()
    [pscustomobject]@{ Text = $text -join "`n"; Errors = @($failures | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }) }
}

$good = @{ List = ConvertTo-ListAnswer (Get-ConnectionJson sora a); Change = ConvertTo-Answer '{"channel_id":"sora","connection_id":"a","session_id":"s","mode":"normal"}' }

function Open-Server([string] $Kind, [uri] $Uri, [switch] $Strict, [int] $Seconds = 30) {
    $given = switch ($Kind) {
        'Token' { @{ Uri = $Uri; Token = $token } }
        'Credential' { @{ Uri = $Uri; Credential = $credential } }
        'Headers' { @{ Uri = $Uri; Headers = $headers } }
        'Proxy' { @{ Uri = 'http://127.0.0.1:9/api'; Proxy = $Uri; ProxyCredential = $proxyCredential } }
        'Certificate' { @{ Uri = $Uri; Certificate = $certificate } }
    }
    Register-SoraServer @given -Name $Kind -MaximumRetryCount 0 -OperationTimeoutSeconds $Seconds -SkipCertificateCheck:(-not $Strict) -Default -Force
}

# A server that answers so; as a proxy, it asks for the credential first.
function Open-EchoServer([string] $Kind, [SoraPS.TestServers.ServerStep] $Answer) {
    switch ($Kind) {
        'Proxy' { [SoraPS.TestServers.RawServer]::new([SoraPS.TestServers.ServerStep[]] ("HTTP/1.1 407 X`r`nproxy-authenticate: Basic realm=x`r`ncontent-length: 0`r`n`r`n", $Answer)) }
        'Certificate' { [SoraPS.TestServers.RawServer]::new([SoraPS.TestServers.Certificates]::SelfSigned(), $Answer) }
        default { [SoraPS.TestServers.RawServer]::new($Answer) }
    }
}

function Get-Reversed([Collections.Specialized.OrderedDictionary] $Given) {
    $names = @($Given.Keys)
    [array]::Reverse($names)
    $reversed = [ordered] @{}
    foreach ($name in $names) { $reversed[$name] = $Given[$name] }
    $reversed
}

# A value for a parameter, with a secret in it.
function Get-SecretValue([string] $Parameter, [string] $Kind) {
    $address = "https://operator:$($secrets.Url)@sora.example/"
    switch ($Kind) {
        'hashtable' { $headers; return }
        'ordered' { [ordered] @{ 'X-Api-Key' = $secrets.Key; Cookie = $secrets.Cookie }; return }
        'Dictionary' { $value = [Collections.Generic.Dictionary[string, string]]::new(); $value['X-Api-Key'] = $secrets.Key; $value; return }
        'wrapped' { [psobject]::new($headers); return }
        'password' { $address; return }
        'key' { "https://sora.example/?key=$($secrets.Url)@x"; return }
        'key behind it' { "sora.example:3000/#$($secrets.Url)"; return }
        'URI' { [uri] $address; return }
        'no address' { "operator:$($secrets.Url)@sora.example"; return }
        'list' { 'tokyo', $address; return }
        'list of lists' { 'tokyo', @('osaka', [uri] $address); return }
    }
    @{ Token = $token; Credential = $credential; ProxyCredential = $proxyCredential; Certificate = $certificate }[$Parameter]
}

# True if the server got what is secret, so that there was something to tell.
function Test-Sent([string] $Kind, $Server) {
    $heads = "$($Server.Requests | ForEach-Object { $_.Head })"
    switch ($Kind) {
        'Token' { $heads.Contains("Bearer $($secrets.Token)") }
        'Credential' { $heads.Contains("Authorization: Basic $(ConvertTo-Base64 "operator:$($secrets.Password)")") }
        'Headers' { $heads.Contains($secrets.Key) -and $heads.Contains($secrets.Cookie) -and $heads.Contains($secrets.Plain) }
        'Proxy' { $heads.Contains("Proxy-Authorization: Basic $(ConvertTo-Base64 "operator:$($secrets.Proxy)")") }
        'Certificate' { $Server.Requests.Count -gt 0 }
    }
}

# What a server says that quotes what it was sent, plain, as it was sent, and as a URL or HTML would have it.
function Get-EchoAnswer([string] $Kind, [string] $Answer) {
    $quote = switch ($Kind) {
        'Token' { "Bearer $($secrets.Token)", $secrets.Token }
        'Credential' { "Basic $(ConvertTo-Base64 "operator:$($secrets.Password)")", "operator:$($secrets.Password)", $secrets.Password }
        'Headers' { $secrets.Key, $secrets.Cookie, $headers.Cookie, $secrets.Plain }
        'Proxy' { "Basic $(ConvertTo-Base64 "operator:$($secrets.Proxy)")", $secrets.Proxy }
    }
    $quote = @($quote) + @($quote | ForEach-Object { [uri]::EscapeDataString($_) }) -join ' '
    $json = @{ error_type = "Bad $quote"; error_reason = @{ headers = @(@{ authorization = $quote }, $quote); $quote = 1 } } | ConvertTo-Json -Depth 5
    $html = "<html><p>$([Net.WebUtility]::HtmlEncode($quote))</p></html>"
    switch ($Answer) {
        '401 with JSON' { ConvertTo-Answer $json 401 }
        '403 with HTML' { ConvertTo-Answer $html 403 }
        '400 with JSON' { ConvertTo-Answer $json 400 }
        '500 with text' { ConvertTo-Answer $quote 500 }
        '200 with HTML' { ConvertTo-Answer $html }
        'a list with a foreign body' { ConvertTo-Answer "[$(Get-ConnectionJson sora a), $quote]" }
        'no HTTP' { ConvertTo-ServerStep "$quote`r`n`r`n" Close }
        'a header that is none' { ConvertTo-ServerStep "HTTP/1.1 200 X`r`n$quote`r`n`r`n" Close }
    }
}

# Every change there is, with what it needs.
$changeCalls = @(foreach ($change in Get-Change) { @{ Command = $change.Command; Parameters = Get-Least $change sora } })

# A list, changes, and a call of an operation by its name; every change there is, or one for all.
function Invoke-Everything($Server, [switch] $OneChange) {
    Get-SoraConnection -Server $Server
    if (-not $OneChange) {
        Get-SoraConnection sora -Server $Server
        foreach ($call in $changeCalls) {
            $least = $call.Parameters
            & $call.Command @least -Server $Server
        }
    }
    Disconnect-SoraConnection sora a, b -Server $Server
    Invoke-SoraApi Sora_20231220.StartRecording @{ channel_id = 'sora' } -Server $Server
}
