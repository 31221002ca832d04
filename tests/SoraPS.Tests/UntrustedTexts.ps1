# Texts that strangers may choose. Raw is what of them must not be found in what a person sees, as a pattern that is parsed once.
$esc, $bell, $st, $csi, $osc, $dcs = [char[]] (0x1B, 0x07, 0x9C, 0x9B, 0x9D, 0x90)
$make = { param($name, $text, $raw) @{ Name = $name; Text = $text; Raw = [regex]::new($raw) } }
$as = { param($characters) -join @($characters | ForEach-Object { [char]::ConvertFromUtf32($_) }) }
& $make 'clears the screen' "a$esc[2Jb" "$esc\["
& $make 'a colour' "a$esc[31mb" "$esc\[31m"
& $make 'a link' "a$esc]8;;http://evil.example/$bell" "$esc\]|$bell"
& $make 'the clipboard' "a$esc]52;c;cm0gLXJmIC8=$esc\b" "$esc\]"
& $make 'a device control string' "a${esc}P1;1|x$esc\b" "${esc}P"
& $make '8-bit control sequence' "a${csi}2Jb" $csi
& $make '8-bit title' "a${osc}0;title${st}b" "$osc|$st"
& $make '8-bit device control string' "a${dcs}1;1|x${st}b" $dcs
& $make 'bells and backspaces' "a$bell`b`b`0$([char] 0x7F)b" "[$bell`b`0$([char] 0x7F)]"
# A line may begin so where the text, escaped, was wrapped after its \n.
& $make 'line breaks' "a`r`nINJECTED`nINJECTED`v`fb" '(?<!(\\n|\\u000A) *\r?)\n\s*INJECTED|[\v\f]|(?<=a)\r'.Replace('\v', "`v")
& $make 'line breaks of Unicode' "a$(& $as 0x85, 0x2028, 0x2029)b" '[\u0085\u2028\u2029]'
& $make 'tabs' "a`t`tb" "`t"
& $make 'bidi overrides' "a$(& $as 0x202A, 0x202B, 0x202C, 0x202D, 0x202E)b" '[\u202A-\u202E]'
& $make 'bidi isolates and marks' "a$(& $as 0x2066, 0x2067, 0x2068, 0x2069, 0x200E, 0x200F, 0x61C)b" '[\u2066-\u2069\u200E\u200F\u061C]'
& $make 'zero width' "pay$(& $as 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD)pal" '[\u200B-\u200D\u2060\uFEFF\u00AD]'
& $make 'tags' "a$(& $as 0xE0041, 0xE0042, 0xE007F)b" '\uDB40[\uDC00-\uDC7F]'
& $make 'a flood of marks' "a$('' + [char] 0x301 + [char] 0x489 + [char] 0x20DD)$([string]::new([char] 0x30F, 40))b" '\p{M}{5}'
& $make 'a mark at the beginning' "$([char] 0x20E0)a" '(?m)(?<=^|[\s|])\u20E0'
& $make 'invisible letters' "a$(& $as 0x115F, 0x1160, 0x3164, 0xFFA0, 0x34F, 0x2800, 0x17B4, 0x180B)b" '[\u115F\u1160\u3164\uFFA0\u034F\u2800\u17B4\u180B]'
& $make 'variants' "admin$(& $as 0xFE0F, 0xFE00, 0xE0100)b" '[\uFE00-\uFE0F]|\uDB40[\uDD00-\uDDEF]'
& $make 'blanks' "$(& $as 0xA0, 0x2003, 0x202F)a$([string]::new(' ', 50))b " '[\u00A0\u2003\u202F]|a {50}b'
& $make '1 MB' ([string]::new([char] 'm', 1MB)) 'm{5000}'
& $make '100 KB of escapes' ([string]::new($esc, 100KB)) "$esc{2}"
