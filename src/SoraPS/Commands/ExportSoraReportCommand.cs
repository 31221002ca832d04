using System.Management.Automation;
using SoraPS.Binding;
using SoraPS.Commands.Execution;
using SoraPS.Reports;

namespace SoraPS.Commands;

/// <summary>Writes connections, results of changes and errors to an HTML page, for example to attach it to an incident.</summary>
[Cmdlet(VerbsData.Export, "SoraReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportSoraReportCommand : SoraLocalCommand
{
    private const int MaximumPropertyNames = 8;

    private ReportFile? _file;
    private ReportInput? _input;

    /// <summary>The file to write; taken literally.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>
    /// Connections, results of changes and errors, or objects that were exported from them. Null and empty strings come as far as here, because a page of
    /// what the binder left over would say that nobody was connected.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [AllowNull]
    public object? InputObject { get; set; }

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

        _input ??= new ReportInput(DateTime.UtcNow);
        foreach (object? given in LanguagePrimitives.GetEnumerable(InputObject) ?? new[] { InputObject })
        {
            _input.Add(given);
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
        var input = _input ?? new ReportInput(made);
        WriteRefused(input);
        if (input.IsRefused)
        {
            return;
        }

        RunOrThrow(() => _file.Write(output => new ReportPage(input, Title, made, output, Pipeline.CancellationToken).Write(), Pipeline.CancellationToken));
        if (PassThru)
        {
            // The object of Get-Item, so that its table shows the folder.
            foreach (var item in InvokeProvider.Item.Get(new[] { _file.Path }, force: true, literalPath: true))
            {
                Pipeline.WriteObject(item);
            }
        }
    }

    /// <summary>One error for all refused objects, before a page is written: with <c>-ErrorAction Stop</c> there is none.</summary>
    private void WriteRefused(ReportInput input)
    {
        if (input.RefusedCount == 0)
        {
            return;
        }

        string format = input.IsRefused ? Messages.ReportRefusedAll : Messages.ReportRefused;
        string message = SafeMessage.Format(format, HtmlText.FormatCount(input.RefusedCount), HtmlText.FormatCount(input.Count), Describe(input.Refused[0]));
        Pipeline.WriteNonTerminatingError(new ArgumentException(message), input.RefusedCount == 1 ? input.Refused[0] : input.Refused.ToArray());
    }

    /// <summary>What an object is: its type, or the names of its properties if it has no type.</summary>
    private static string Describe(object? given) => given.Unwrap() switch
    {
        null => "$null",
        PSCustomObject => string.Join(", ", PSObject.AsPSObject(given!).Properties.Select(property => property.Name).Take(MaximumPropertyNames)),
        var other => other.GetType().Name,
    };

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
