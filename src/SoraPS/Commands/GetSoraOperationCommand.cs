using System.Management.Automation;
using SoraPS.Commands.Execution;
using SoraPS.Completion;

namespace SoraPS.Commands;

/// <summary>Shows the known operations of Sora's HTTP API. Nothing is sent.</summary>
[Cmdlet(VerbsCommon.Get, "SoraOperation")]
[OutputType(typeof(SoraOperation))]
public sealed class GetSoraOperationCommand : SoraLocalCommand
{
    /// <summary>Names, whole targets, groups, or names of cmdlets; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OperationCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = { "*" };

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            var found = Find(name, out bool isPattern);
            if (found.Count == 0 && !isPattern)
            {
                Pipeline.WriteNonTerminatingError(new ArgumentException(SafeMessage.Format(Messages.NoSuchOperation, name)), name);
            }

            foreach (var operation in found)
            {
                Pipeline.WriteObject(Wrap(operation));
            }
        }
    }

    /// <summary>The type of a row depends on its answer, which is not shown. PowerShell keeps the type names with the object, and the object is the same each time.</summary>
    private static PSObject Wrap(SoraOperation operation)
    {
        var wrapped = new PSObject(operation);
        lock (operation)
        {
            if (wrapped.TypeNames[0] != typeof(SoraOperation).FullName)
            {
                wrapped.TypeNames.Insert(0, typeof(SoraOperation).FullName!);
            }
        }

        return wrapped;
    }

    private static List<SoraOperation> Find(string name, out bool isPattern)
    {
        isPattern = WildcardPattern.ContainsWildcardCharacters(name);
        try
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            return SoraOperations.All.Where(operation => pattern.IsMatch(operation.Name) || pattern.IsMatch(operation.Target) || pattern.IsMatch(operation.Group) || operation.Cmdlet.Any(pattern.IsMatch)).ToList();
        }
        catch (WildcardPatternException)
        {
            // A bracket that is not closed is no pattern.
            isPattern = false;
            return new List<SoraOperation>();
        }
    }
}
