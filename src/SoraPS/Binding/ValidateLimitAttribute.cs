using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>A whole number from 0 to a limit, or none: the engine's ValidateRange refuses null.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ValidateLimitAttribute : ValidateArgumentsAttribute
{
    public ValidateLimitAttribute(int maximum) => Maximum = maximum;

    public int Maximum { get; }

    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments.Unwrap() is int number && (number < 0 || number > Maximum))
        {
            throw new ValidationMetadataException(string.Format(Messages.Culture, Messages.NumberOutOfRange, number, Maximum));
        }
    }
}
