using System.Management.Automation;
using SoraPS.Commands.Execution;

namespace SoraPS.Binding;

/// <summary>Accepts wildcard patterns, under the rules for ids. A pattern that PowerShell cannot read is refused here, where the parameter is known: the error of the engine would come with the first connection.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PatternTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly IdTransformationAttribute Ids = new();

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? patterns = Ids.Transform(engineIntrinsics, inputData);
        string? invalid = Array.Find(patterns as string?[] ?? new[] { patterns as string }, pattern => !string.IsNullOrEmpty(pattern) && !ConnectionPatterns.IsValid(pattern!));
        return invalid is null ? patterns : throw new ArgumentTransformationMetadataException(string.Format(Messages.Culture, Messages.PatternInvalid, SafeText.ForDisplay(invalid)));
    }
}
