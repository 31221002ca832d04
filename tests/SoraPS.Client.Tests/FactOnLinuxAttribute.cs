namespace SoraPS.Client.Tests;

/// <summary>A test of what only Linux lets a test bring about: an address where a connection is neither taken nor refused.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactOnLinuxAttribute : FactAttribute
{
    public FactOnLinuxAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "Other systems take or refuse every connection.";
        }
    }
}
