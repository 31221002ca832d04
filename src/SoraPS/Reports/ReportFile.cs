using System.Security;
using System.Text;

namespace SoraPS.Reports;

/// <summary>
/// The file of a report. It is written completely or not at all: first a temporary file in the same folder, which replaces the target at the end.
/// </summary>
internal sealed class ReportFile
{
    private readonly bool _keepExisting;

    /// <summary>Checks the path at once, so that a report that cannot be written fails before any connection is read.</summary>
    /// <exception cref="IOException">No report can be written there.</exception>
    public ReportFile(string path, bool keepExisting)
    {
        _keepExisting = keepExisting;
        try
        {
            Path = ResolveLink(path);
            ThrowIfNotWritable();
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // The text is no valid path.
            throw new IOException(e.Message, e);
        }
    }

    public string Path { get; }

    /// <summary>Whether an exception comes from the file system, and is no bug of ours.</summary>
    public static bool IsFileSystemError(Exception e) => e is IOException or UnauthorizedAccessException or SecurityException;

    /// <summary>Writes the file.</summary>
    /// <param name="writeContent">Writes the content; if it throws, the target stays as it is.</param>
    /// <param name="cancellationToken">Ends the writing, with an <see cref="OperationCanceledException"/>.</param>
    public void Write(Action<TextWriter> writeContent, CancellationToken cancellationToken)
    {
        string temporary = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, "." + Guid.NewGuid().ToString("N") + ".tmp");
        try
        {
            using (var writer = new StreamWriter(new FileStream(temporary, FileMode.CreateNew, FileAccess.Write), new UTF8Encoding(false)))
            {
                writeContent(writer);
            }

            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfNotWritable();
            MoveToTarget(temporary);
        }
        finally
        {
            // After the move there is no such file any more, and Delete does nothing.
            File.Delete(temporary);
        }
    }

    /// <summary>The target of a symbolic link, so that the link itself is not replaced.</summary>
    private static string ResolveLink(string path)
    {
#if NET
        return new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
#else
        return path;
#endif
    }

    private void ThrowIfNotWritable()
    {
        var existing = new FileInfo(Path);
        string? message =
            Directory.Exists(Path) ? Messages.ReportPathIsFolder
            : !Directory.Exists(existing.DirectoryName) ? Messages.ReportNoFolder
            : !existing.Exists ? null
            : _keepExisting ? Messages.ReportFileExists
            : existing.IsReadOnly ? Messages.ReportFileReadOnly
            : null;
        if (message is not null)
        {
            throw new IOException(string.Format(Messages.Culture, message, SafeText.ForDisplay(Path)));
        }
    }

    private void MoveToTarget(string temporary)
    {
        if (_keepExisting || !File.Exists(Path))
        {
            // Fails if another program has created the file since the check.
            File.Move(temporary, Path);
            return;
        }

#if NET
        if (!OperatingSystem.IsWindows())
        {
            // On Windows, File.Replace keeps the permissions of the target by itself.
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(Path));
        }
#endif
        File.Replace(temporary, Path, null);
    }
}
