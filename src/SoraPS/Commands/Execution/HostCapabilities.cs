using System.Management.Automation.Host;

namespace SoraPS.Commands.Execution;

/// <summary>What is known of the host that shows a cmdlet's output.</summary>
internal static class HostCapabilities
{
    // The two hosts that a person uses but that do not report a terminal: a console of old Windows, which does not support escape sequences,
    // and the ISE. A job reports the same as they do, so that only the name distinguishes them.
    private const string ConsoleHost = "ConsoleHost";
    private const string IseHost = "Windows PowerShell ISE Host";

    // The host does not report that it was started with -NonInteractive: only the command line of the process contains it.
    private static readonly bool IsNonInteractiveProcess = Environment.GetCommandLineArgs().Any(argument =>
        argument.StartsWith("-noni", StringComparison.OrdinalIgnoreCase) || argument.StartsWith("/noni", StringComparison.OrdinalIgnoreCase));

    /// <summary>True if a person sees what is written now: at a prompt, or in a script that was started there. False in jobs, services and scheduled tasks, and where the output is redirected to a file.</summary>
    public static bool IsInteractive(PSHost host) =>
        Environment.UserInteractive && IsShown(host) && !IsNonInteractiveProcess;

    // A terminal shows what the process writes to standard output; the ISE is a window of its own, and has no standard output.
    private static bool IsShown(PSHost host) =>
        host.UI is { SupportsVirtualTerminal: true } || host.Name == ConsoleHost ? !Console.IsOutputRedirected : host.Name == IseHost;
}
