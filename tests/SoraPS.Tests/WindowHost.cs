// A host with a window of any width, that keeps what is written to it. Compiled by Add-Type, in Windows PowerShell as C# 5.
using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

public sealed class WindowHost : PSHost
{
    private readonly Guid _id = Guid.NewGuid();
    private readonly WindowUi _ui;

    public WindowHost(bool colours) { _ui = new WindowUi(colours); }

    public List<string> Lines { get { return _ui.Lines; } }
    public override CultureInfo CurrentCulture { get { return CultureInfo.InvariantCulture; } }
    public override CultureInfo CurrentUICulture { get { return CultureInfo.InvariantCulture; } }
    public override Guid InstanceId { get { return _id; } }
    public override string Name { get { return "WindowHost"; } }
    public override PSHostUserInterface UI { get { return _ui; } }
    public override Version Version { get { return new Version(1, 0); } }
    public override void EnterNestedPrompt() { }
    public override void ExitNestedPrompt() { }
    public override void NotifyBeginApplication() { }
    public override void NotifyEndApplication() { }
    public override void SetShouldExit(int exitCode) { }

    // An empty window of that width. A width of 0: a host without a window, which throws when it is asked how wide it is.
    public void Clear(int width)
    {
        Lines.Clear();
        _ui.RawUI.WindowSize = new Size(width, 30);
    }
}

public sealed class WindowUi : PSHostUserInterface
{
    private readonly Window _window = new Window();
    private readonly bool _colours;

    public WindowUi(bool colours)
    {
        _colours = colours;
        Lines = new List<string>();
    }

    public List<string> Lines { get; private set; }
    public override bool SupportsVirtualTerminal { get { return _colours; } }

    public override PSHostRawUserInterface RawUI { get { return _window; } }

    public override void Write(string value) { Lines.Add(value); }
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) { Lines.Add(value); }
    public override void WriteLine(string value) { Lines.Add(value); }
    public override void WriteErrorLine(string value) { Lines.Add(value); }
    public override void WriteDebugLine(string message) { }
    public override void WriteVerboseLine(string message) { }
    public override void WriteWarningLine(string message) { }
    public override void WriteProgress(long sourceId, ProgressRecord record) { }
    public override string ReadLine() { throw new NotSupportedException(); }
    public override SecureString ReadLineAsSecureString() { throw new NotSupportedException(); }
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) { throw new NotSupportedException(); }
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) { throw new NotSupportedException(); }
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) { throw new NotSupportedException(); }
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) { throw new NotSupportedException(); }
}

public sealed class Window : PSHostRawUserInterface
{
    private Size _size;

    public override ConsoleColor BackgroundColor { get; set; }
    public override ConsoleColor ForegroundColor { get; set; }
    public override Coordinates CursorPosition { get; set; }
    public override int CursorSize { get; set; }
    public override Coordinates WindowPosition { get; set; }
    public override string WindowTitle { get; set; }
    public override bool KeyAvailable { get { return false; } }
    // What a host does not have it says so, and PowerShell falls back to what it takes for usual, and to counting cells itself.
    public override Size BufferSize
    {
        get
        {
            if (_size.Width == 0) { throw new NotImplementedException(); }
            return _size;
        }

        set { _size = value; }
    }

    public override Size WindowSize { get { return _size; } set { _size = value; } }
    public override Size MaxPhysicalWindowSize { get { return _size; } }
    public override Size MaxWindowSize { get { return _size; } }
    public override int LengthInBufferCells(char source) { throw new NotImplementedException(); }
    public override int LengthInBufferCells(string source) { throw new NotImplementedException(); }
    public override int LengthInBufferCells(string source, int offset) { throw new NotImplementedException(); }
    public override void FlushInputBuffer() { }
    public override BufferCell[,] GetBufferContents(Rectangle rectangle) { throw new NotSupportedException(); }
    public override KeyInfo ReadKey(ReadKeyOptions options) { throw new NotSupportedException(); }
    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) { }
    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) { }
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) { }
}
