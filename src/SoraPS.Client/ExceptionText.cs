namespace SoraPS;

/// <summary>Exceptions that are not ours quote in their messages what they could not read.</summary>
internal static class ExceptionText
{
    /// <summary>True if no message, down to the first cause, could act on a terminal.</summary>
    public static bool IsHarmless(this Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (SafeText.Of(e.Message, int.MaxValue) != e.Message)
            {
                return false;
            }
        }

        return true;
    }
}
