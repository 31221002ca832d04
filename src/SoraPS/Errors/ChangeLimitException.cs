namespace SoraPS.Errors;

/// <summary>A change was not made, because as many were made as the user allowed.</summary>
#pragma warning disable CA1032 // It is only made here, and never without a message.
internal sealed class ChangeLimitException(string message) : InvalidOperationException(message);
#pragma warning restore CA1032
