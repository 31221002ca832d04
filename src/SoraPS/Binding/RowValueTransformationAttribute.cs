using System.Globalization;
using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>
/// For parameters that bind to columns of a CSV file. An empty cell means that no value is given, and a text that is no value is an error. Without the
/// attribute, PowerShell would convert an empty cell to 0, which means no limit, and would skip a text that it cannot convert.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RowValueTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether the parameter is a switch: the text is <c>True</c> or <c>False</c>.</summary>
    public bool Switch { get; set; }

    /// <summary>Whether the parameter is an integer.</summary>
    public bool Number { get; set; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData.Unwrap() switch
    {
        null or DBNull => NoValue,
        string text when text.Trim().Length == 0 => NoValue,
        string text when Switch => bool.TryParse(text, out bool on) ? on : throw InvalidCell(Messages.CellNotSwitch, text),
        string text when Number => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : throw InvalidCell(Messages.CellNotNumber, text),
        IFormattable and not int when Number && LanguagePrimitives.TryConvertTo(inputData, out double given) && Math.Floor(given) != given =>
            throw InvalidCell(Messages.CellNotNumber, LanguagePrimitives.ConvertTo<string>(inputData)), // PowerShell would round it, possibly to 0, which means no limit
        _ => inputData,
    };

    private object? NoValue => Switch ? false : null;

    private static ArgumentTransformationMetadataException InvalidCell(string message, string text) => new(string.Format(Messages.Culture, message, SafeText.ForDisplay(text)));
}
