using System.Security;
using System.Text;

namespace SoraPS.Reports;

/// <summary>The file that a report becomes: whole, or not at all. It is made under another name in the same folder, and renamed at the end.</summary>
internal sealed class ReportFile
{
    private readonly bool _keepExisting;

    /// <summary>Refuses a place where no report can be, before anybody is asked for what goes there.</summary>
    public ReportFile(string path, bool keepExisting)
    {
        _keepExisting = keepExisting;
        try
        {
            Path = Resolved(path);
            Check();
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // A text that is no path.
            throw new IOException(e.Message, e);
        }
    }

    public string Path { get; }

    /// <summary>True for what the file system says, not a fault of ours.</summary>
    public static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException or SecurityException;

    public void Write(Action<TextWriter> content, CancellationToken ended)
    {
        string unfinished = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, "." + Guid.NewGuid().ToString("N") + ".tmp");
        try
        {
            using (var writer = new StreamWriter(new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write), new UTF8Encoding(false)))
            {
                content(writer);
            }

            ended.ThrowIfCancellationRequested();
            Check();
            Rename(unfinished);
        }
        finally
        {
            // Nothing is there any more after the renaming, and nothing happens then.
            File.Delete(unfinished);
        }
    }

    /// <summary>A link stays one: what it leads to is written.</summary>
    private static string Resolved(string path)
    {
#if NET
        return new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
#else
        return path;
#endif
    }

    private void Check()
    {
        var existing = new FileInfo(Path);
        string? mistake =
            Directory.Exists(Path) ? Messages.ReportPathIsFolder
            : !Directory.Exists(existing.DirectoryName) ? Messages.ReportNoFolder
            : !existing.Exists ? null
            : _keepExisting ? Messages.ReportFileExists
            : existing.IsReadOnly ? Messages.ReportFileReadOnly
            : null;
        if (mistake is not null)
        {
            throw new IOException(string.Format(Messages.Culture, mistake, SafeText.ForDisplay(Path)));
        }
    }

    private void Rename(string unfinished)
    {
        if (_keepExisting || !File.Exists(Path))
        {
            // Fails if somebody was quicker.
            File.Move(unfinished, Path);
            return;
        }

#if NET
        if (!OperatingSystem.IsWindows())
        {
            // Elsewhere the rights stay by themselves.
            File.SetUnixFileMode(unfinished, File.GetUnixFileMode(Path));
        }
#endif
        File.Replace(unfinished, Path, null);
    }
}
