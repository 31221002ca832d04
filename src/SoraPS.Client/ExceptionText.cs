namespace SoraPS;

/// <summary>Exceptions that are not ours quote in their messages what they could not read.</summary>
internal static class ExceptionText
{
    /// <summary>True if no message, down to the first cause, could act on a terminal.</summary>
    public static bool IsHarmless(this Exception failure) => Chain(failure).All(e => SafeText.Of(e.Message, int.MaxValue) == e.Message);

    /// <summary>Types and messages, down to the first cause, spelled harmlessly on one line.</summary>
    public static string Describe(this Exception failure) =>
        string.Join(" ---> ", Chain(failure).Select(e => e.GetType().FullName + ": " + SafeText.Of(e.Message)));

    private static IEnumerable<Exception> Chain(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }
}
