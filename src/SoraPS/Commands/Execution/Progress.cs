using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Runtime.CompilerServices;

namespace SoraPS.Commands.Execution;

/// <summary>How far a list or many changes are, for a person who waits longer than a second. Nobody waits in a runbook.</summary>
internal sealed class Progress
{
    private const int MillisecondsBefore = 1000;
    private const int MillisecondsBetween = 250;

    private static readonly string[] HostsOfPeople = { "ConsoleHost", "Visual Studio Code Host", "Windows PowerShell ISE Host" };

    private readonly string _activity;
    private readonly Action<ProgressRecord> _write;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long _next = MillisecondsBefore;
    private Task _pause = Task.CompletedTask;
    private bool _shown;

    public Progress(PSHost host, string activity, Action<ProgressRecord> write)
    {
        IsWanted = SomebodyLooks(host);
        _activity = activity;
        _write = write;
    }

    /// <summary>False where nothing will ever be shown.</summary>
    public bool IsWanted { get; }

    /// <summary>Ends when it is time to look again.</summary>
    public Task Pause => _pause = _pause.IsCompleted ? Task.Delay(MillisecondsBetween) : _pause;

    /// <summary>Shows the state, if there is one and it is time to.</summary>
    public void Show(Func<(string Status, int Percent)?> state)
    {
        if (IsWanted && _watch.ElapsedMilliseconds >= _next && state() is { } now)
        {
            _next = _watch.ElapsedMilliseconds + MillisecondsBetween;
            _shown = true;
            _write(new ProgressRecord(Id, _activity, ACharacterForEachCell(now.Status)) { PercentComplete = now.Percent });
        }
    }

    /// <summary>Takes away what was shown.</summary>
    public void Complete()
    {
        if (_shown)
        {
            _shown = false;
            _write(new ProgressRecord(Id, _activity, " ") { RecordType = ProgressRecordType.Completed });
        }
    }

    // PowerShell counts characters where it fills up its line: with Japanese, whose letters take two cells, the line would break in two,
    // and what is left of it would stand between the errors. A blank of no width goes with each of them.
    private static string ACharacterForEachCell(string status) =>
        string.Concat(status.Select(letter => SafeText.GetDisplayWidth(letter.ToString()) > 1 ? letter + "\u200B" : letter.ToString()));

    // Several of our cmdlets may stand in one pipeline, and the script has progress of its own.
    private int Id => RuntimeHelpers.GetHashCode(this);

    /// <summary>True at a prompt or in a script that a person started there; false in jobs, services, schedulers, and where the output goes into a file.</summary>
    private static bool SomebodyLooks(PSHost host) =>
        HostsOfPeople.Contains(host.Name)
        && Environment.UserInteractive
        && !Environment.GetCommandLineArgs().Any(argument => argument.StartsWith("-noni", StringComparison.OrdinalIgnoreCase) || argument.StartsWith("/noni", StringComparison.OrdinalIgnoreCase))
        && !(host.Name == HostsOfPeople[0] && Console.IsOutputRedirected);
}
