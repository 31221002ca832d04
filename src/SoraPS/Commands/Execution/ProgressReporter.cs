using System.Diagnostics;
using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace SoraPS.Commands.Execution;

/// <summary>The text of the progress bar, and the percentage that is done; -1 if that is not known.</summary>
internal readonly record struct ProgressStatus(string Text, int PercentComplete = -1);

/// <summary>Shows a user who waits longer than a second how far a list or a number of changes is.</summary>
internal sealed class ProgressReporter
{
    private const int MillisecondsBefore = 1000;
    private const int MillisecondsBetween = 250;

    private readonly PSCmdlet _cmdlet;
    private readonly CmdletPipeline _pipeline;
    private readonly bool _isEnabled;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long _next = MillisecondsBefore;
    private Task _pause = Task.CompletedTask;
    private bool _isShown;

    public ProgressReporter(PSCmdlet cmdlet, CmdletPipeline pipeline, CommandLineParameters parameters)
    {
        _cmdlet = cmdlet;
        _pipeline = pipeline;
        _isEnabled = parameters.IsProgressEnabled && HostCapabilities.IsInteractive(cmdlet.Host);
    }

    /// <summary>How far the command is. Null, or a null result, shows nothing.</summary>
    public Func<ProgressStatus?>? GetStatus { get; set; }

    /// <summary>Waits for asynchronous work, and shows progress while it lasts.</summary>
    public T Wait<T>(Task<T> work)
    {
        while (_isEnabled && GetStatus is not null && !work.IsCompleted)
        {
            _pause = _pause.IsCompleted ? Task.Delay(MillisecondsBetween) : _pause;
            _pipeline.Wait(Task.WhenAny(work, _pause));
            Show();
        }

        return _pipeline.Wait(work);
    }

    /// <summary>Shows the status if it is time to.</summary>
    public void Show()
    {
        if (_isEnabled && _watch.ElapsedMilliseconds >= _next && GetStatus?.Invoke() is { } status)
        {
            _next = _watch.ElapsedMilliseconds + MillisecondsBetween;
            _isShown = true;
            Write(new ProgressRecord(Id, Activity, PadWideCharacters(status.Text)) { PercentComplete = status.PercentComplete });
        }
    }

    /// <summary>Removes the progress bar if it was shown.</summary>
    public void Complete()
    {
        if (_isShown)
        {
            _isShown = false;
            Write(new ProgressRecord(Id, Activity, " ") { RecordType = ProgressRecordType.Completed });
        }
    }

    // PowerShell fills its line by the number of characters, but a Japanese character takes two cells of the terminal: the line would wrap,
    // and the rest of it would stay between the errors. A zero width space after each wide character makes the two numbers equal.
    private static string PadWideCharacters(string status) =>
        string.Concat(status.Select(letter => SafeText.GetDisplayWidth(letter.ToString()) > 1 ? letter + "\u200B" : letter.ToString()));

    private void Write(ProgressRecord record) => _cmdlet.WriteProgress(record);

    private string Activity => _cmdlet.MyInvocation.MyCommand.Name;

    // Several of these cmdlets may be in one pipeline, and the script may show progress of its own.
    private int Id => RuntimeHelpers.GetHashCode(this);
}
