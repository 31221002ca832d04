using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>Accepts wildcard patterns, under the rules for ids. A pattern that PowerShell cannot read is refused here, where the parameter is known: the error of the engine would come with the first connection.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PatternTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly IdTransformationAttribute Ids = new();

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? patterns = Ids.Transform(engineIntrinsics, inputData);
        foreach (string pattern in (patterns as string?[] ?? new[] { patterns as string }).Where(pattern => !string.IsNullOrEmpty(pattern))!)
        {
            try
            {
                new WildcardPattern(pattern).IsMatch(string.Empty);
            }
            catch (WildcardPatternException e)
            {
                throw new ArgumentTransformationMetadataException(string.Format(Messages.Culture, Messages.PatternInvalid, SafeText.ForDisplay(pattern)), e);
            }
        }

        return patterns;
    }
}
