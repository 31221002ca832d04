namespace SoraPS.Commands.Execution;

/// <summary>Messages that contain ids and names which users of Sora chose.</summary>
internal static class SafeMessage
{
    /// <summary>Inserts values into a message. Characters that would act on a terminal are escaped.</summary>
    public static string Format(string message, params string[] values) =>
        string.Format(Messages.Culture, message, values.Select(value => (object)SafeText.ForDisplay(value)).ToArray());
}
