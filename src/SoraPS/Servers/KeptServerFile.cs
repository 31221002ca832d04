using SoraPS.Commands.Execution;

namespace SoraPS.Servers;

/// <summary>
/// The file of the servers that all shells of a user share. It is written next to its place and renamed, so that it is always complete, and read without a lock.
/// Only one shell at a time changes it: who has opened the lock file.
/// </summary>
internal sealed class KeptServerFile
{
    private const string Name = "servers.json";
    private const string LockSuffix = ".lock";
    private static readonly TimeSpan LockInterval = TimeSpan.FromMilliseconds(15);

    private KeptServers? _servers;
    private (string Path, long Time, long Length) _read;

    /// <summary>How long to wait for a shell that changes the file.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Where the file is, or would be.</summary>
    /// <exception cref="ArgumentException">The environment variables name no folder.</exception>
    public static string FindPath() => Path.Combine(ServerEnvironment.ConfigurationFolder, Name);

    /// <summary>What is in the file: the same object for as long as the file does not change.</summary>
    /// <exception cref="ArgumentException">It cannot be read, or is invalid.</exception>
    public KeptServers Read()
    {
        string path = Resolve(FindPath());
        var info = new FileInfo(path);
        var now = info.Exists ? (path, info.LastWriteTimeUtc.Ticks, info.Length) : (path, 0, -1);
        if (_servers is null || now != _read)
        {
            _servers = Load(path);
            _read = now;
        }

        return _servers;
    }

    /// <summary>Changes the file. If the folder does not exist, it is made.</summary>
    /// <param name="change">Changes what is in the file now; if it throws, nothing is written.</param>
    /// <param name="cancellationToken">Ends the wait for another shell.</param>
    /// <exception cref="ArgumentException">It cannot be written, or another shell holds the lock.</exception>
    public async Task UpdateAsync(Action<KeptServers> change, CancellationToken cancellationToken)
    {
        string path = Resolve(FindPath());
        try
        {
            CreateFolder(Path.GetDirectoryName(path)!);
            using var opened = await LockAsync(path, cancellationToken).ConfigureAwait(false);
            var servers = Load(path);
            change(servers);
            Write(path, KeptServerJson.ToUtf8(servers, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ArgumentException(SafeMessage.Format(Messages.KeptFileNotWritable, path, e.Message.TrimEnd('.')));
        }
    }

    /// <summary>The file itself, if its place is a link to it.</summary>
    private static string Resolve(string path)
    {
#if NET
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is wrong with it shows when it is opened.
        }
#endif
        return path;
    }

    private static KeptServers Load(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] bytes = new byte[KeptServerJson.MaximumBytes];
            int length = 0;
            for (int read = 1; read > 0 && length < bytes.Length; length += read)
            {
                read = file.Read(bytes, length, bytes.Length - length);
            }

            return length < bytes.Length ? KeptServerJson.Parse(bytes.AsSpan(0, length).ToArray(), path) : throw KeptServerJson.CreateTooLong(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new KeptServers();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ArgumentException(SafeMessage.Format(Messages.FileNotReadable, path, e.Message.TrimEnd('.')));
        }
    }

    private static void CreateFolder(string folder)
    {
#if NET
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return;
        }
#endif
        Directory.CreateDirectory(folder);
    }

    private async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return Open(path + LockSuffix, FileMode.OpenOrCreate);
            }
            catch (IOException e) when (IsLocked(e))
            {
                if (watch.Elapsed >= LockTimeout)
                {
                    throw new ArgumentException(SafeMessage.Format(Messages.KeptFileLocked, path + LockSuffix, ((int)LockTimeout.TotalSeconds).ToString(Messages.Culture)));
                }

                await Task.Delay(LockInterval, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static bool IsLocked(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    /// <summary>Only the user may read it, and nobody else opens it as long as it is open.</summary>
    private static FileStream Open(string path, FileMode mode)
    {
#if NET
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
#else
        return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None);
#endif
    }

    private static void Write(string path, byte[] json)
    {
        string temporary = path + ".tmp"; // one name, so that what a dead process left is not there for ever
        File.Delete(temporary);
        using (var file = Open(temporary, FileMode.CreateNew))
        {
            file.Write(json, 0, json.Length);
            file.Flush(flushToDisk: true);
        }

        // Readers know a new file by its time.
        var before = File.GetLastWriteTimeUtc(path);
        if (File.GetLastWriteTimeUtc(temporary) <= before)
        {
            File.SetLastWriteTimeUtc(temporary, before.AddMilliseconds(1));
        }

#if NET
        File.Move(temporary, path, overwrite: true);
#else
        if (File.Exists(path))
        {
            File.Replace(temporary, path, null);
        }
        else
        {
            File.Move(temporary, path);
        }
#endif
    }
}
