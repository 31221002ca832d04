# Dot-sourced by Help.ps1. Writes SoraPS.dll-Help.xml, the file that Get-Help reads.

$mamlUri = 'http://schemas.microsoft.com/maml/2004/10'
$commandUri = 'http://schemas.microsoft.com/maml/dev/command/2004/10'
$devUri = 'http://schemas.microsoft.com/maml/dev/2004/10'

# Characters that take two cells of a terminal, and punctuation among them, which needs no blank beside it.
$wideCharacter = '[\u3000-\u30ff\u4e00-\u9fff]'
$widePunctuation = '[\u3001\u3002\u300c\u300d]'
$needlessBlank = [regex] "(?<=$wideCharacter) (?=$wideCharacter)|(?<=$widePunctuation) | (?=$widePunctuation)"

# Paragraphs as Get-Help shows them: without the marks of code, and without a blank where a line of Japanese ended in the page.
function Write-Paragraph([Xml.XmlWriter] $Writer, [string] $Text) {
    foreach ($paragraph in $Text.Trim() -split '\n{2,}') {
        $Writer.WriteElementString('maml', 'para', $mamlUri, $needlessBlank.Replace($paragraph.Replace("`n", ' ').Replace('`', ''), ''))
    }
}

function Write-Description([Xml.XmlWriter] $Writer, [string] $Text) {
    $Writer.WriteStartElement('maml', 'description', $mamlUri)
    Write-Paragraph $Writer $Text
    $Writer.WriteEndElement()
}

function Write-ParameterValue([Xml.XmlWriter] $Writer, [string] $Value, [switch] $IsRequired) {
    $Writer.WriteStartElement('command', 'parameterValue', $commandUri)
    $Writer.WriteAttributeString('required', "$IsRequired".ToLowerInvariant())
    $Writer.WriteAttributeString('variableLength', 'false')
    $Writer.WriteString($Value)
    $Writer.WriteEndElement()
}

# A parameter, in the syntax or by itself. In the syntax Get-Help wants the accepted values, and no value of a switch.
function Write-Parameter([Xml.XmlWriter] $Writer, $Fact, $Help, [switch] $IsSyntax) {
    $Writer.WriteStartElement('command', 'parameter', $commandUri)
    $Writer.WriteAttributeString('required', "$($Fact.Required)".ToLowerInvariant())
    $Writer.WriteAttributeString('variableLength', 'true')
    $Writer.WriteAttributeString('globbing', "$($Fact.Wildcard)".ToLowerInvariant())
    $Writer.WriteAttributeString('pipelineInput', $Fact.Pipeline)
    $Writer.WriteAttributeString('position', $Fact.Position)
    $Writer.WriteAttributeString('aliases', $(if ($Fact.Aliases) { $Fact.Aliases -join ', ' } else { 'none' }))
    $Writer.WriteElementString('maml', 'name', $mamlUri, $Fact.Name)
    Write-Description $Writer $Help.Text
    if ($IsSyntax -and $Fact.Values) {
        $Writer.WriteStartElement('command', 'parameterValueGroup', $commandUri)
        foreach ($value in $Fact.Values) { Write-ParameterValue $Writer $value }
        $Writer.WriteEndElement()
    }
    if (-not ($IsSyntax -and $Fact.IsSwitch)) { Write-ParameterValue $Writer $Fact.Type -IsRequired:(-not $Fact.IsSwitch) }
    $Writer.WriteStartElement('dev', 'type', $devUri)
    $Writer.WriteElementString('maml', 'name', $mamlUri, $Fact.Type)
    $Writer.WriteElementString('maml', 'uri', $mamlUri, '')
    $Writer.WriteEndElement()
    $Writer.WriteElementString('dev', 'defaultValue', $devUri, $Help.Default)
    $Writer.WriteEndElement()
}

function Write-Syntax([Xml.XmlWriter] $Writer, $Help) {
    $Writer.WriteStartElement('command', 'syntax', $commandUri)
    foreach ($set in $Help.Cmdlet.Sets) {
        $Writer.WriteStartElement('command', 'syntaxItem', $commandUri)
        $Writer.WriteElementString('maml', 'name', $mamlUri, $Help.Name)
        foreach ($fact in $set.Parameters) { Write-Parameter $Writer $fact -Help $Help.Parameters[$fact.Name] -IsSyntax }
        $Writer.WriteEndElement()
    }
    $Writer.WriteEndElement()
}

# What goes into the pipeline (inputType), or comes out (returnValue).
function Write-Type([Xml.XmlWriter] $Writer, [string] $Name, [object[]] $Sections) {
    $Writer.WriteStartElement('command', "${Name}s", $commandUri)
    foreach ($section in $Sections) {
        $Writer.WriteStartElement('command', $Name, $commandUri)
        $Writer.WriteStartElement('dev', 'type', $devUri)
        $Writer.WriteElementString('maml', 'name', $mamlUri, $section.Heading)
        $Writer.WriteEndElement()
        Write-Description $Writer $section.Text
        $Writer.WriteEndElement()
    }
    $Writer.WriteEndElement()
}

function Write-Note([Xml.XmlWriter] $Writer, [string] $Text) {
    $Writer.WriteStartElement('maml', 'alertSet', $mamlUri)
    $Writer.WriteStartElement('maml', 'alert', $mamlUri)
    Write-Paragraph $Writer $Text
    $Writer.WriteEndElement()
    $Writer.WriteEndElement()
}

# The title with a line of dashes around it. An empty paragraph keeps the next title away from the remarks.
function Write-Example([Xml.XmlWriter] $Writer, [object[]] $Examples) {
    $Writer.WriteStartElement('command', 'examples', $commandUri)
    foreach ($example in $Examples) {
        $cells = $example.Title.Length + [regex]::Matches($example.Title, $wideCharacter).Count
        $dashes = '-' * [Math]::Max(1, [Math]::Floor((62 - $cells) / 2))
        $Writer.WriteStartElement('command', 'example', $commandUri)
        $Writer.WriteElementString('maml', 'title', $mamlUri, "$dashes $($example.Title) $dashes")
        $Writer.WriteElementString('dev', 'code', $devUri, $example.Code)
        $Writer.WriteStartElement('dev', 'remarks', $devUri)
        Write-Paragraph $Writer $example.Remarks
        $Writer.WriteElementString('maml', 'para', $mamlUri, '')
        $Writer.WriteEndElement()
        $Writer.WriteEndElement()
    }
    $Writer.WriteEndElement()
}

# An address in the web is kept: Get-Help -Online opens the first one. Other pages are known by their names.
function Write-Link([Xml.XmlWriter] $Writer, [object[]] $Links) {
    $Writer.WriteStartElement('command', 'relatedLinks', $commandUri)
    foreach ($link in $Links) {
        $Writer.WriteStartElement('maml', 'navigationLink', $mamlUri)
        $Writer.WriteElementString('maml', 'linkText', $mamlUri, $link.Text)
        $Writer.WriteElementString('maml', 'uri', $mamlUri, $(if ($link.Uri -match '^https?:') { $link.Uri } else { '' }))
        $Writer.WriteEndElement()
    }
    $Writer.WriteEndElement()
}

function Write-CmdletHelp([Xml.XmlWriter] $Writer, $Help) {
    $page = $Help.Page
    $Writer.WriteStartElement('command', 'command', $commandUri)
    $Writer.WriteAttributeString('xmlns', 'maml', 'http://www.w3.org/2000/xmlns/', $mamlUri)
    $Writer.WriteAttributeString('xmlns', 'dev', 'http://www.w3.org/2000/xmlns/', $devUri)
    $Writer.WriteStartElement('command', 'details', $commandUri)
    foreach ($part in 'Name', 'Verb', 'Noun') { $Writer.WriteElementString('command', $part.ToLowerInvariant(), $commandUri, $Help.Cmdlet.$part) }
    Write-Description $Writer $page.Synopsis
    $Writer.WriteEndElement()
    Write-Description $Writer $page.Description
    Write-Syntax $Writer $Help
    $Writer.WriteStartElement('command', 'parameters', $commandUri)
    foreach ($fact in $Help.Cmdlet.Parameters) { Write-Parameter $Writer $fact -Help $Help.Parameters[$fact.Name] }
    $Writer.WriteEndElement()
    Write-Type $Writer 'inputType' -Sections $page.Inputs
    Write-Type $Writer 'returnValue' -Sections $page.Outputs
    Write-Note $Writer $page.Notes
    Write-Example $Writer $page.Examples
    Write-Link $Writer $page.Links
    $Writer.WriteEndElement()
}

# The same bytes on every system: LF, UTF-8 without BOM.
function Write-Maml([object[]] $Help, [string] $Path) {
    $settings = [Xml.XmlWriterSettings]::new()
    $settings.Indent = $true
    $settings.NewLineChars = "`n"
    $settings.Encoding = [Text.UTF8Encoding]::new($false)
    $writer = [Xml.XmlWriter]::Create($Path, $settings)
    try {
        $writer.WriteStartElement('', 'helpItems', 'http://msh')
        $writer.WriteAttributeString('schema', 'maml')
        foreach ($cmdlet in $Help) { Write-CmdletHelp $writer $cmdlet }
        $writer.WriteEndElement()
        $writer.WriteWhitespace("`n")
    }
    finally { $writer.Dispose() }
}
