using System.Management.Automation;
using System.Management.Automation.Host;
using SoraPS.Binding;

namespace SoraPS.Views;

/// <summary>
/// What a host shows tables on. The host is asked a few times in a second at most: a table asks for every cell, and on Windows every answer
/// costs a call of the system.
/// </summary>
internal sealed class Screen
{
    /// <summary>What PowerShell takes where a host has no window.</summary>
    public const int UsualWidth = 79;

    private const int LifeMilliseconds = 100;

    // Windows PowerShell would write them into files, and count them as characters.
    private static readonly bool StripsColours = Environment.Version.Major > 4;

    private PSHost? _host;
    private int? _looked;
    private int _width;
    private bool _takesColours;

    /// <summary>The cells of a line that PowerShell uses: it leaves the last one empty.</summary>
    public int Width
    {
        get
        {
            Look();
            return _width;
        }
    }

    /// <summary>True if escape sequences colour what is shown. What is redirected, or wanted plain, PowerShell 7 strips of them.</summary>
    public bool TakesColours
    {
        get
        {
            Look();
            return _takesColours;
        }
    }

    private void Look()
    {
        int now = Environment.TickCount;
        if (_looked is { } then && unchecked((uint)(now - then)) < LifeMilliseconds)
        {
            return;
        }

        _looked = now;
        _host ??= ScriptBlock.Create("$Host").InvokeReturnAsIs().Plain() as PSHost;
        _width = Ask(ui => ui.RawUI?.BufferSize.Width) is > 0 and var width ? width - 1 : UsualWidth;
        _takesColours = StripsColours && Ask<bool>(ui => ui.SupportsVirtualTerminal) == true;
    }

    /// <summary>Hosts may have no user interface, or throw whatever they like when they are asked for a part of it.</summary>
    private T? Ask<T>(Func<PSHostUserInterface, T?> question)
        where T : struct
    {
        try
        {
            return _host?.UI is { } ui ? question(ui) : null;
        }
#pragma warning disable CA1031 // The table is shown all the same.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
