using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace SoraPS.Binding;

/// <summary>
/// Accepts a <see cref="TimeSpan"/>, or a text with units such as <c>90m</c> or <c>1d12h</c>. Everything else is refused: PowerShell would count a number in
/// units of 100 ns, would read <c>30:00:00</c> as 30 days, and an unset variable as no limit.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    // In the order of the groups below.
    private static readonly long[] TicksPerUnit = { TimeSpan.TicksPerDay, TimeSpan.TicksPerHour, TimeSpan.TicksPerMinute, TimeSpan.TicksPerSecond };

    private static readonly Regex WithUnits = new(
        @"^\s*(?:([0-9]+)d\s*)?(?:([0-9]+)h\s*)?(?:([0-9]+)m\s*)?(?:([0-9]+)s\s*)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public DurationTransformationAttribute(string parameter) => Parameter = parameter;

    /// <summary>The parameter, for the example in an error.</summary>
    public string Parameter { get; }

    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var duration = inputData.Unwrap() switch
        {
            TimeSpan span => span,
            string text => Parse(text),
            // PowerShell reads 2d, and later versions 45s, as a number. As an argument it still knows how it was typed.
            ValueType and IFormattable and not (DateTime or DateTimeOffset or Guid or Enum) => ParseNumber(inputData!),
            null or ICollection { Count: 0 } => throw Refuse(Messages.DurationEmpty, string.Empty),
            _ => throw Refuse(Messages.DurationOtherType, inputData.Unwrap()!.GetType().Name),
        };
        return duration > TimeSpan.Zero ? duration : throw Refuse(Messages.DurationNotPositive, duration.ToString("c", CultureInfo.InvariantCulture));
    }

    private TimeSpan ParseNumber(object number)
    {
        string typed = LanguagePrimitives.ConvertTo<string>(number);
        return WithUnits.IsMatch(typed) ? Parse(typed) : throw Refuse(number.Unwrap() is decimal or short ? Messages.DurationLostUnit : Messages.DurationWithoutUnit, typed);
    }

    private TimeSpan Parse(string text)
    {
        var match = WithUnits.Match(text);
        if (!match.Success || text.Trim().Length == 0)
        {
            throw Refuse(GetReason(text), text);
        }

        try
        {
            return new TimeSpan(TicksPerUnit.Select((ticks, unit) => GetTicks(match.Groups[unit + 1], ticks)).Aggregate((sum, ticks) => checked(sum + ticks)));
        }
        catch (OverflowException)
        {
            throw Refuse(Messages.DurationTooLong, text);
        }
    }

    private static long GetTicks(Group number, long unit) => number.Success ? checked(long.Parse(number.Value, CultureInfo.InvariantCulture) * unit) : 0;

    private static string GetReason(string text) =>
        text.Trim().Length == 0 ? Messages.DurationEmpty
        : text.Contains(':') ? Messages.DurationWithColons
        : text.Trim()[0] == '-' ? Messages.DurationNotPositive
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? Messages.DurationWithoutUnit
        : Messages.DurationInvalid;

    private ArgumentTransformationMetadataException Refuse(string reason, string value) =>
        new(string.Format(Messages.Culture, reason, SafeText.ForDisplay(value)) + " " + string.Format(Messages.Culture, Messages.DurationExample, Parameter));
}
