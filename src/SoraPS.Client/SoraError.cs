namespace SoraPS;

/// <summary>What went wrong. The names are the error ids that PowerShell shows, and never change.</summary>
public enum SoraError
{
    /// <summary>The server refused: a JSON error with <c>error_type</c>.</summary>
    SoraApiError,

    /// <summary>This Sora does not know the operation.</summary>
    SoraOperationNotSupported,

    /// <summary>Status 401 or 403.</summary>
    SoraUnauthorized,

    /// <summary>Status 407, or a proxy did not make the connection.</summary>
    SoraProxyError,

    /// <summary>A redirect that is not followed, or a loop.</summary>
    SoraRedirected,

    /// <summary>Any other answer that is no success.</summary>
    SoraHttpError,

    /// <summary>No connection, or it was closed before an answer.</summary>
    SoraConnectionFailed,

    /// <summary>The TLS certificate was refused, or the handshake failed.</summary>
    SoraCertificateError,

    /// <summary>No connection or no complete answer in time.</summary>
    SoraTimeout,

    /// <summary>What is not HTTP, not TLS, or a success whose body is not what was asked for.</summary>
    SoraInvalidResponse,

    /// <summary>A success whose body began well and broke off.</summary>
    SoraIncomplete,

    /// <summary>Refused before any request was sent.</summary>
    SoraInvalidArgument,
}
