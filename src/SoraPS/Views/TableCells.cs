using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SoraPS.Views;

/// <summary>
/// Texts in the columns of our tables. Each is filled up with blanks to the width of its column: PowerShell 7 makes columns as wide as what it
/// sees in the first third of a second, then cuts longer texts at their end, and drops the last columns where the first are too wide.
/// </summary>
internal static class TableCells
{
    /// <summary>The view of objects of several servers is that of their type with this behind it.</summary>
    public const string SeveralServers = "#Server";

    // Narrower, nobody tells ids apart. In a window that is narrower still, PowerShell cuts.
    private const int Narrowest = 8;

    // A UUID, and an id of Sora's. Longer ones widen the column where there is room.
    private const int WidthOfId = 36;
    private const int WidthOfConnectionId = 26;

    private const string Reset = "\u001B[0m";

    private static readonly Columns OfConnection = new(37, "ChannelId", "ClientId", "ConnectionId");
    private static readonly Columns OfConnectionAmongServers = new(38, "ChannelId", "ClientId", "ConnectionId", "Server");
    private static readonly Columns OfChange = new(33, "ChannelId", "ClientId", "Connection");
    private static readonly Columns OfChangeAmongServers = new(34, "ChannelId", "ClientId", "Connection", "Server");
    private static readonly Columns OfChannel = new(60, "ChannelId");
    private static readonly Columns OfChannelAmongServers = new(61, "ChannelId", "Server");
    private static readonly Columns OfDisconnectedChannel = new(10, "ChannelId", "Server");
    private static readonly Columns OfDisconnectedClient = new(2, "ChannelId", "ClientId", "Server");
    private static readonly Columns OfDisconnectedConnection = new(2, "ChannelId", "ConnectionId", "Server");
    private static readonly Columns OfRtpStream = new(8, "ChannelId", "RecvConnectionId", "SendConnectionId", "Server");

    private static Screen? Screen => Runspace.DefaultRunspace is null ? null : SessionStore.Current.Screen;

    private static int Width => Screen?.Width ?? Screen.UsualWidth;

    /// <summary>A channel, client or server in a column whose width comes from the window.</summary>
    public static string Id(PSObject item, string label, string harmless) => Share(item, label, harmless, WidthOfId);

    /// <summary>The same, of a connection.</summary>
    public static string ConnectionId(PSObject item, string label, string harmless) => Share(item, label, harmless, WidthOfConnectionId);

    /// <summary>A text in a column of a fixed width.</summary>
    public static string Text(string harmless, int width) => Fill(SafeText.Cell(harmless, width), width);

    /// <summary>The same, at the right.</summary>
    public static string Right(string shown, int width) => shown.PadLeft(width);

    /// <summary>A role, in its colour where the host takes colours: whoever sends stands out. They are of the terminal's sixteen, so that its theme decides.</summary>
    public static string Role(string harmless)
    {
        string? colour = harmless switch { "sendrecv" => "\u001B[32m", "sendonly" => "\u001B[36m", _ => null };
        return colour is not null && Screen?.TakesColours == true ? colour + harmless + Reset : Text(harmless, 8);
    }

    /// <summary>A text of two parts in an entry of Format-Wide, two of which share the window. Where it does not fit, the parts give way to each other.</summary>
    public static string Wide(string one, string other)
    {
        int room = Math.Max(2 * Narrowest, (Width - 1) / 2);
        string last = SafeText.Cell(other, Math.Max(room / 2, room - SafeText.CellsOf(one)));
        return SafeText.Cell(one, room - SafeText.CellsOf(last)) + last;
    }

    private static string Share(PSObject item, string label, string harmless, int usual)
    {
        if (ColumnsOf(item?.BaseObject) is not { } columns)
        {
            return SafeText.Cell(harmless);
        }

        int share = Math.Max(Narrowest, columns.Share(Width, label));
        return Fill(SafeText.Cell(harmless, share), Math.Min(share, usual));
    }

    private static Columns? ColumnsOf(object? item) => item switch
    {
        SoraConnection { AmongServers: true } => OfConnectionAmongServers,
        SoraConnection => OfConnection,
        SoraConnectionChange { AmongServers: true } => OfChangeAmongServers,
        SoraConnectionChange => OfChange,
        SoraChannel { AmongServers: true } => OfChannelAmongServers,
        SoraChannel => OfChannel,
        SoraDisconnectedChannel => OfDisconnectedChannel,
        SoraDisconnectedClient => OfDisconnectedClient,
        SoraDisconnectedConnection => OfDisconnectedConnection,
        SoraRtpStream => OfRtpStream,
        _ => null,
    };

    private static string Fill(string shown, int width)
    {
        int missing = width - SafeText.CellsOf(shown);
        return missing > 0 ? shown.PadRight(shown.Length + missing) : shown;
    }

    /// <summary>The columns of a table, as Format.ps1xml has them: what those of a fixed width and the blanks between all take, and those that share the rest.</summary>
    private sealed class Columns
    {
        private readonly int _fixed;
        private readonly string[] _labels;

        public Columns(int @fixed, params string[] labels)
        {
            _fixed = @fixed;
            _labels = labels;
        }

        /// <summary>Each gets the same, but none is narrower than its label.</summary>
        public int Share(int width, string label)
        {
            int rest = width - _fixed;
            int equal = rest / _labels.Length;
            int sharing = _labels.Length;
            foreach (string other in _labels)
            {
                if (other.Length > equal)
                {
                    rest -= other.Length;
                    sharing--;
                }
            }

            return label.Length > equal ? label.Length : rest / sharing;
        }
    }
}
