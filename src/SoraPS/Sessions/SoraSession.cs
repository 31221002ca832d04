using System.Management.Automation.Runspaces;
using SoraPS.Binding;

namespace SoraPS;

/// <summary>A Sora server, under a name, with all that is needed to speak to it. What is secret cannot be read back. May be shared between threads and runspaces.</summary>
public sealed class SoraSession
{
    private readonly SoraClientOptions _options;

    internal SoraSession(string name, SoraClientOptions options)
    {
        Name = name;
        _options = options;
        Client = new SoraClient(options);
        Live = new LiveConnections(Client);
        ResponseJson = new SoraJson(new ResponseJson(this));
    }

    /// <summary>The name, shown as <c>Server</c> on every object that comes through this session.</summary>
    public string Name { get; }

    /// <summary>The address of the API.</summary>
    public Uri Uri => _options.Uri;

    /// <summary><c>None</c>, <c>Token</c> or <c>Credential</c>.</summary>
    public string Authentication => _options.Token is not null ? "Token" : _options.Credential is not null ? "Credential" : "None";

    /// <summary>The names of the headers that are sent with every request; their values may be secret.</summary>
    public string[] HeaderName => _options.Headers?.Keys.ToArray() ?? Array.Empty<string>();

    /// <summary>The thumbprint of the client certificate.</summary>
    public string? CertificateThumbprint => _options.Certificate?.Thumbprint;

    /// <summary>True for the session that is meant, in this runspace, when no other is named.</summary>
    public bool IsDefault => Runspace.DefaultRunspace is not null && SessionStore.Current.Default == this;

    /// <summary>True if any server certificate is accepted.</summary>
    public bool SkipCertificateCheck => _options.SkipCertificateCheck;

    /// <summary>The proxy, if one was given.</summary>
    public Uri? Proxy => _options.Proxy;

    /// <summary>True if no proxy is used, not even the system's.</summary>
    public bool NoProxy => _options.NoProxy;

    /// <summary>Seconds that making a connection may take; 0 for no limit.</summary>
    public int ConnectionTimeoutSeconds => (int)_options.ConnectionTimeout.TotalSeconds;

    /// <summary>Seconds that the server may be silent; 0 for no limit.</summary>
    public int OperationTimeoutSeconds => (int)_options.OperationTimeout.TotalSeconds;

    /// <summary>How often a request is repeated, where that is safe.</summary>
    public int MaximumRetryCount => _options.MaximumRetryCount;

    /// <summary>Seconds before the first repetition.</summary>
    public int RetryIntervalSec => (int)_options.RetryInterval.TotalSeconds;

    /// <summary>True if a secret may be sent over plain http.</summary>
    public bool AllowUnencryptedAuthentication => _options.AllowUnencryptedAuthentication;

    internal SoraClient Client { get; }

    /// <summary>The reader of what Invoke-SoraApi receives.</summary>
    internal SoraJson ResponseJson { get; }

    /// <summary>What completions know of the server.</summary>
    internal LiveConnections Live { get; }

    internal bool IsClosed { get; private set; }

    /// <summary>The name.</summary>
    public override string ToString() => SafeText.Of(Name);

    internal void Close()
    {
        IsClosed = true;
        Live.Forget();
        Client.Dispose();
    }
}
