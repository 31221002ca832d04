using System.Management.Automation;
using SoraPS.Reports;

namespace SoraPS.Commands;

/// <summary>Makes one page of HTML from connections, to attach to an incident.</summary>
[Cmdlet(VerbsData.Export, "SoraReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportSoraReportCommand : SoraCommand
{
    private readonly ReportStatistics _statistics = new();
    private ReportFile? _file;
    private ReportRowReader? _reader;

    /// <summary>The file to write; taken literally.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>Connections, or what was once exported from them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    public object InputObject { get; set; } = null!;

    /// <summary>What stands above the page.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>Leaves a file alone that exists.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Writes the file that was made.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        ReportFile file = null!;
        Try(() => file = Place());
        if (Agreed(Text(Messages.PlanWriteReport, file.Path)))
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
                Report(new ArgumentException(Messages.ReportNoConnection), given);
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
        Try(() => _file.Write(output => new ReportPage(_statistics, Title ?? Messages.ReportTitle, made, output, Ended).Write(), Ended));
        if (PassThru)
        {
            // As Get-Item does, so that it prints under its folder.
            foreach (var item in InvokeProvider.Item.Get(new[] { _file.Path }, force: true, literalPath: true))
            {
                Emit(item);
            }
        }
    }

    private ReportFile Place()
    {
        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path, out var provider, out _);
        if (provider.Name != "FileSystem")
        {
            throw new IOException(Messages.ReportNotFileSystem);
        }

        var file = new ReportFile(path, NoClobber.IsPresent);
        // Renaming would put a file where a device was: /dev/null of a container.
        return IsFile(file.Path) ? file : throw new IOException(Text(Messages.ReportNotFile, file.Path));
    }

    /// <summary>True for a file and for what does not exist. Only PowerShell itself tells what else there is.</summary>
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

    /// <summary>What the file system refuses ends the pipeline.</summary>
    private void Try(Action work)
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

        Refuse(new ArgumentException(SafeText.ForDisplay(failure.Message), failure), Path);
    }
}
