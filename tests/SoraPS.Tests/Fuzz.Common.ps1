# Odd values for parameters, and odd answers, from a random number generator with a seed.
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingConvertToSecureStringWithPlainText', '', Justification = 'A value like any other.')]
param()

$oddTexts = '', ' ', 'sora', '0', '-1', '1e3', '*', '[', '[a', '?', '$null', '$(throw)', '"', "'", '{}', '{"a":1}', '{"a":', '[1]', 'null', 'true', '\', '%', 'a b', 'a,b', '@', '-Force', '--', 'http://', 'http:x', 'localhost:3000', '127.0.0.1:1',
"`0", "`t", "`r`n", "$([char] 27)[2J", "$([char] 0x9b)31m", "$([char] 0x202e)", "$([char] 0x200b)", "$([char] 0xfeff)", "$([char] 0xd800)", "$([char] 0xdc00)a", [char]::ConvertFromUtf32(0x1f600), "$([char] 0x65e5)$([char] 0x672c)", 'psobject', '__proto__', ('x' * 255), ('x' * 256), ("$([char] 0x3042)" * 86), ('x' * 70000)

function Get-OddText([Random] $Random) {
    switch ($Random.Next(4)) {
        0 { -join (1..$Random.Next(1, 8) | ForEach-Object { [char] $Random.Next(0x10000) }) }
        1 { $oddTexts[$Random.Next($oddTexts.Count)] + $oddTexts[$Random.Next($oddTexts.Count)] }
        default { $oddTexts[$Random.Next($oddTexts.Count)] }
    }
}

# Values of every kind; those in which others lie come to an end by the depth.
function Get-OddValue([Random] $Random, [int] $Depth = 3) {
    $kind = $Random.Next($(if ($Depth -gt 0) { 46 } else { 34 }))
    switch ($kind) {
        0 { $null; break }
        1 { $Random.Next(); break }
        2 { [long]::MinValue; break }
        3 { [double]::NaN; break }
        4 { 1.5e300; break }
        5 { [decimal]::MaxValue; break }
        6 { [bigint]::Pow(10, 60); break }
        7 { [byte] 7; break }
        8 { $true; break }
        9 { [char] 0xd800; break }
        10 { [datetime]::MaxValue; break }
        11 { [timespan]::MinValue; break }
        12 { [guid]::Empty; break }
        13 { [DayOfWeek]::Monday; break }
        14 { { throw 'never run' }; break }
        15 { [xml] '<a b="1">t<c/></a>'; break }
        16 { [DBNull]::Value; break }
        17 { ConvertTo-SecureString ('p' + $Random.Next()) -AsPlainText -Force; break }
        18 { [uri] 'http://127.0.0.1:1/x'; break }
        19 { [uri]::new('relative', 'Relative'); break }
        20 { [type] [int]; break }
        21 { [regex] 'a'; break }
        22 { [IO.FileInfo] '/nothing'; break }
        23 { [Text.StringBuilder]::new('abc'); break }
        24 { [IO.MemoryStream]::new(); break }
        25 { [Management.Automation.Language.NullString]::Value; break }
        26 { $self = [Collections.ArrayList]::new(); $null = $self.Add($self); , $self; break }
        27 { $self = @{}; $self.self = $self; $self; break }
        28 { $self = [pscustomobject]@{ self = $null }; $self.self = $self; $self; break }
        29 { $self = [object[]]::new(2); $self[0] = $self; , $self; break }
        30 { $twice = @{}; foreach ($level in 1..50) { $twice = @{ a = $twice; b = $twice } }; $twice; break }
        31 { $bad = [pscustomobject]@{ a = 1 }; $bad | Add-Member ScriptMethod ToString { throw 'no text' } -Force; $bad; break }
        32 { $bad = [pscustomobject]@{}; $bad | Add-Member ScriptProperty a { throw 'no value' }; $bad; break }
        33 { Get-OddText $Random; break }
        34 { @{ (Get-OddText $Random) = Get-OddValue $Random ($Depth - 1) }; break }
        35 { [ordered]@{ channel_id = Get-OddValue $Random ($Depth - 1); a = 1 }; break }
        36 { $made = [pscustomobject]@{ a = 1 }; $made | Add-Member ChannelId (Get-OddValue $Random ($Depth - 1)); $made; break }
        37 { , @(1..$Random.Next(1, 5) | ForEach-Object { Get-OddValue $Random ($Depth - 1) }); break }
        38 { , @(); break }
        39 { , @($null); break }
        40 { , [string[]] ((Get-OddText $Random), 'b'); break }
        41 { $list = [Collections.Generic.List[object]]::new(); $list.Add((Get-OddValue $Random ($Depth - 1))); , $list; break }
        42 { $hashtable = @{}; $hashtable[1] = 'a'; $hashtable[[pscustomobject]@{ a = 1 }] = 'b'; $hashtable; break }
        43 { $dictionary = [Collections.Generic.Dictionary[string, int]]::new(); $dictionary['a'] = 1; $dictionary; break }
        44 { $deep = 1; foreach ($level in 1..200) { $deep = @{ a = $deep } }; $deep; break }
        45 { , [Linq.Enumerable]::Select([int[]] (1, 2, 0), [Func[int, int]] { param($n) [int] (1 / $n) }); break }
    }
}

# The texts that may become an id: those in the value, and its numbers as PowerShell writes them.
function Get-Text($Value, [int] $Depth = 4) {
    if ($Depth -eq 0 -or $null -eq $Value) { return }
    if ($Value -is [string] -or $Value -is [ValueType]) { "$Value" }
    elseif ($Value -is [Collections.IDictionary]) { foreach ($one in $Value.Values) { Get-Text $one ($Depth - 1) } }
    elseif ($Value -is [Collections.IList]) { foreach ($one in $Value) { Get-Text $one ($Depth - 1) } }
    elseif ($Value -is [Management.Automation.PSCustomObject]) { foreach ($one in $Value.psobject.Properties) { if ($one -is [psnoteproperty]) { Get-Text $one.Value ($Depth - 1) } } }
}

# A documented answer with something odd in it.
function Get-OddAnswer([Random] $Random, [string[]] $Seed) {
    $names = '', 'psobject', 'PSTypeNames', 'psbase', 'Server', 'server', 'ChannelId', 'channel_id', 'CHANNEL_ID', 'uri', 'AdditionalProperties', 'Count', 'Keys', 'Length', 'ToString', 'a.b', '$type', '\u0000', '\u001b[2J', '\u202e', '*', '[', "$([char] 0x65e5)"
    $values = 'null', 'true', '0', '-1', '1e999', '9223372036854775808', ('9' * 500), '""', '"\u0000\u001b[2J"', '"\u202e"', '"REDACTED"', '{}', '[]', '[[],{}]', '{"a":1,"A":2,"a":3}', '{"":1}', '{"psobject":{"psobject":1}}', (('[' * 400) + (']' * 400)), (('{"a":' * 100) + '1' + ('}' * 100)), ('"' + 'x' * 50000 + '"'), '"\ud800"', 'NaN'
    $text = $Seed[$Random.Next($Seed.Count)]
    foreach ($edit in 1..$Random.Next(1, 5)) {
        $kind = $Random.Next(10)
        $pattern = if ($kind -lt 4) { '"[^"]*"(?=:)' } elseif ($kind -lt 9) { '(?<=:)("[^"]*"|[\w.+-]+)' } else { '[\s\S]' }
        $found = [regex]::Matches($text, $pattern)
        if ($found.Count -eq 0) { continue }
        $place = $found[$Random.Next($found.Count)]
        $new = if ($kind -lt 4) { '"' + $names[$Random.Next($names.Count)] + '"' } elseif ($kind -lt 9) { $values[$Random.Next($values.Count)] } else { '' }
        $text = $text.Remove($place.Index, $place.Length).Insert($place.Index, $new)
    }
    $text
}
