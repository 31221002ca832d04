namespace SoraPS;

/// <summary>How long a server stays registered.</summary>
public enum SoraServerScope
{
    /// <summary>In this runspace, until it ends.</summary>
    Process,

    /// <summary>For all shells of the user, in a file.</summary>
    CurrentUser,
}
