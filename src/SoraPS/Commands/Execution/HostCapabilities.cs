using System.Management.Automation.Host;

namespace SoraPS.Commands.Execution;

/// <summary>What is known of the host that shows a cmdlet's output.</summary>
internal static class HostCapabilities
{
    // Two hosts show their output to a user but do not report a terminal: the console of old Windows versions, which does not support escape
    // sequences, and the ISE. A background job reports the same as they do, so only the name of the host can distinguish them.
    private const string ConsoleHost = "ConsoleHost";
    private const string VisualStudioCodeHost = "Visual Studio Code Host";
    private const string IseHost = "Windows PowerShell ISE Host";

    // The host does not report that it was started with -NonInteractive: only the command line of the process contains it.
    private static readonly bool IsNonInteractiveProcess = Environment.GetCommandLineArgs().Any(argument =>
        argument.StartsWith("-noni", StringComparison.OrdinalIgnoreCase) || argument.StartsWith("/noni", StringComparison.OrdinalIgnoreCase));

    /// <summary>True if a user sees the output: at a prompt, or in a script that was started there. False in jobs, services and scheduled tasks, and if the output is redirected to a file.</summary>
    public static bool IsInteractive(PSHost host) =>
        Environment.UserInteractive && IsShown(host) && !IsNonInteractiveProcess;

    /// <summary>True if a user can be asked: at a prompt of a terminal, or in a script that was started there, with nothing redirected.</summary>
    public static bool CanAsk(PSHost host) =>
        Environment.UserInteractive && host.Name is ConsoleHost or VisualStudioCodeHost && !IsNonInteractiveProcess && !Console.IsInputRedirected && !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));

    // A terminal shows the standard output of the process; the ISE has a window of its own, and no standard output.
    private static bool IsShown(PSHost host) =>
        host.UI is { SupportsVirtualTerminal: true } || host.Name == ConsoleHost ? !Console.IsOutputRedirected : host.Name == IseHost;
}
