using System.Globalization;
using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>
/// For parameters that rows of a CSV file may fill: an empty cell is a value that was not given, and what cannot be read is an error. Without it
/// an empty cell would be the number 0, which means no limit, and the engine would pass over a text that it cannot convert.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RowValueTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>For a switch: <c>True</c> or <c>False</c>.</summary>
    public bool Switch { get; set; }

    /// <summary>For a whole number.</summary>
    public bool Number { get; set; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData.Plain() switch
    {
        null or DBNull => None,
        string text when text.Trim().Length == 0 => None,
        string text when Switch => bool.TryParse(text, out bool on) ? on : throw Unreadable(Messages.CellNotSwitch, text),
        string text when Number => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : throw Unreadable(Messages.CellNotNumber, text),
        IFormattable and not int when Number && LanguagePrimitives.TryConvertTo(inputData, out double given) && Math.Floor(given) != given =>
            throw Unreadable(Messages.CellNotNumber, LanguagePrimitives.ConvertTo<string>(inputData)), // it would be rounded, perhaps to 0, which means no limit
        _ => inputData,
    };

    private object? None => Switch ? false : null;

    private static ArgumentTransformationMetadataException Unreadable(string message, string text) => new(string.Format(Messages.Culture, message, SafeText.ForDisplay(text)));
}

/// <summary>A secret is no text, and no error quotes one that was given as such.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData.Plain() switch
    {
        null or System.Security.SecureString => inputData,
        string text when text.Trim().Length == 0 => null,
        _ => throw new ArgumentTransformationMetadataException(Messages.SecretIsText),
    };
}
