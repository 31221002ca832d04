namespace SoraPS;

/// <summary>Whether a request that failed may have been carried out.</summary>
public enum SoraDelivery
{
    /// <summary>It was not sent: no connection, no TLS, a time limit before that.</summary>
    No,

    /// <summary>It was sent, and an answer says that it was not carried out: a status from 300 to 499, or 503.</summary>
    Refused,

    /// <summary>It may have been carried out: no answer, one that cannot be read, or any other status from 500.</summary>
    Maybe,
}
