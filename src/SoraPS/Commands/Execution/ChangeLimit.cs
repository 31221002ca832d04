using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace SoraPS.Commands.Execution;

/// <summary>How many changes a pipeline may make: as many as <c>-MaximumCount</c> says, or as the user at the terminal allows.</summary>
internal sealed class ChangeLimit
{
    // A slip such as a forgotten filter shows itself in the size; what is meant for one person, or for one meeting, is smaller.
    private const int CountBeforeQuestion = 25;

    private readonly PSCmdlet _cmdlet;
    private readonly int? _maximum;
    private bool _mayAsk;
    private int _count;

    /// <param name="cmdlet">The cmdlet that makes the changes.</param>
    /// <param name="commandLine">Its parameters.</param>
    /// <param name="maximum">The value of <c>-MaximumCount</c>, if that was given.</param>
    public ChangeLimit(PSCmdlet cmdlet, CommandLineParameters commandLine, int? maximum)
    {
        _cmdlet = cmdlet;
        _maximum = maximum;
        _mayAsk = maximum is null && !commandLine.Contains("Confirm") && !commandLine.WillPrompt && HostCapabilities.CanAsk(cmdlet.Host);
    }

    /// <summary>True after the first change that was not allowed.</summary>
    public bool IsReached { get; private set; }

    /// <summary>Counts a change that is sent, or that would be sent without <c>-WhatIf</c>.</summary>
    public void Count() => _count++;

    /// <summary>The error of the next change if it is over the maximum; null if it may be made.</summary>
    public ChangeLimitException? CheckMaximum()
    {
        IsReached = _count >= _maximum;
        return IsReached ? new(string.Format(Messages.Culture, Messages.LimitReached, _maximum)) : null;
    }

    /// <summary>Asks the user at the terminal once, after many changes, whether to go on. The error of the next change if not; null if it may be made.</summary>
    /// <param name="finish">Called before the question: waits for the changes that are in progress and writes their results.</param>
    /// <param name="getQuestion">The question, after that.</param>
    public ChangeLimitException? Ask(Action finish, Func<string> getQuestion)
    {
        if (!_mayAsk || _count < CountBeforeQuestion)
        {
            return null;
        }

        _mayAsk = false;
        finish();
        IsReached = !IsConfirmed(getQuestion());
        return IsReached ? new(string.Format(Messages.Culture, Messages.LimitChosen, _count)) : null;
    }

    // If the host cannot ask, nobody is there who could answer.
    private bool IsConfirmed(string question)
    {
        var choices = new Collection<ChoiceDescription> { new(Messages.ChoiceGoOn), new(Messages.ChoiceStop) };
        try
        {
            return _cmdlet.Host.UI.PromptForChoice(Messages.ConfirmCaption, question, choices, defaultChoice: 1) == 0;
        }
        catch (Exception e) when (e is not PipelineStoppedException)
        {
            return true;
        }
    }
}
