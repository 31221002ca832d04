using System.Management.Automation;
using SoraPS.Commands.Execution;
using SoraPS.Reports;

namespace SoraPS.Commands;

/// <summary>Writes connections to an HTML page, for example to attach it to an incident.</summary>
[Cmdlet(VerbsData.Export, "SoraReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportSoraReportCommand : SoraLocalCommand
{
    private readonly ReportStatistics _statistics = new();
    private ReportFile? _file;
    private ReportRowReader? _reader;

    /// <summary>The file to write; taken literally.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>Connections, or objects that were exported from them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    public object InputObject { get; set; } = null!;

    /// <summary>The heading of the page.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>Does not overwrite an existing file.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Writes the file object.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        ReportFile file = null!;
        RunOrThrow(() => file = OpenFile());
        if (Pipeline.ShouldChange(SafeMessage.Format(Messages.PlanWriteReport, file.Path)))
        {
            _file = file;
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_file is null)
        {
            return;
        }

        _reader ??= new ReportRowReader(DateTime.UtcNow);
        foreach (object? given in LanguagePrimitives.GetEnumerable(InputObject) ?? new[] { InputObject })
        {
            if (_reader.Read(given) is { } row)
            {
                _statistics.Add(row);
            }
            else
            {
                Pipeline.WriteNonTerminatingError(new ArgumentException(Messages.ReportNoConnection), given);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_file is null)
        {
            return;
        }

        var made = DateTime.UtcNow;
        RunOrThrow(() => _file.Write(output => new ReportPage(_statistics, Title ?? Messages.ReportTitle, made, output, Pipeline.CancellationToken).Write(), Pipeline.CancellationToken));
        if (PassThru)
        {
            // The object of Get-Item, so that its table shows the folder.
            foreach (var item in InvokeProvider.Item.Get(new[] { _file.Path }, force: true, literalPath: true))
            {
                Pipeline.WriteObject(item);
            }
        }
    }

    private ReportFile OpenFile()
    {
        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path, out var provider, out _);
        if (provider.Name != "FileSystem")
        {
            throw new IOException(Messages.ReportNotFileSystem);
        }

        var file = new ReportFile(path, NoClobber.IsPresent);
        // The file is written under another name and renamed: that would replace a device by a file, even /dev/null of a container.
        return IsFile(file.Path) ? file : throw new IOException(SafeMessage.Format(Messages.ReportNotFile, file.Path));
    }

    /// <summary>True for a file, and if nothing exists there. Only PowerShell knows what else it may be.</summary>
    private bool IsFile(string path)
    {
        if (!File.Exists(path))
        {
            return true;
        }

        object? kind = InvokeProvider.Item.Get(new[] { path }, force: true, literalPath: true).FirstOrDefault()?.Properties["UnixStat"]?.Value;
        string? name = kind is null ? null : PSObject.AsPSObject(kind).Properties["ItemType"]?.Value?.ToString();
        return name is null or "File";
    }

    /// <summary>An error of the file system ends the pipeline.</summary>
    private void RunOrThrow(Action work)
    {
        Exception failure;
        try
        {
            work();
            return;
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (ReportFile.IsFileSystemError(e) || e is SessionStateException)
        {
            failure = e;
        }

        Pipeline.ThrowTerminatingError(new ArgumentException(SafeText.ForDisplay(failure.Message), failure), Path);
    }
}
