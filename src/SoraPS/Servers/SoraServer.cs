using System.Management.Automation.Runspaces;
using SoraPS.Binding;
using SoraPS.Output;

namespace SoraPS;

/// <summary>A Sora server with a name, and the options for its requests. Secrets cannot be read. It may be shared between threads and runspaces.</summary>
public sealed class SoraServer : ISoraServer
{
    private readonly object _lock = new();
    private readonly List<Connector> _replaced = new();
    private volatile Connector _connector;

    internal SoraServer(string name, SoraClientOptions options)
    {
        Name = name;
        _connector = new Connector(options);
        ResponseJson = new SoraJson(new ResponseJson(this));
    }

    /// <summary>The name. Every object from this server has it as its <c>Server</c> property.</summary>
    public string Name { get; }

    /// <summary>The address of the API.</summary>
    public Uri Uri => Options.Uri;

    /// <summary><c>None</c>, <c>Token</c> or <c>Credential</c>.</summary>
    public string Authentication => Options.Token is not null ? "Token" : Options.Credential is not null ? "Credential" : "None";

    /// <summary>The names of the headers that are sent with every request; their values may be secret.</summary>
    public string[] HeaderName => Options.Headers?.Keys.ToArray() ?? Array.Empty<string>();

    /// <summary>The thumbprint of the client certificate.</summary>
    public string? CertificateThumbprint => Options.Certificate?.Thumbprint;

    /// <summary>True for the server that commands of this runspace use without <c>-Server</c>.</summary>
    public bool IsDefault => Runspace.DefaultRunspace is not null && ServerStore.Current.IsImplicit(this);

    /// <summary>True if any server certificate is accepted.</summary>
    public bool SkipCertificateCheck => Options.SkipCertificateCheck;

    /// <summary>The proxy, if one was given.</summary>
    public Uri? Proxy => Options.Proxy;

    /// <summary>True if no proxy is used, not even the system's.</summary>
    public bool NoProxy => Options.NoProxy;

    /// <summary>The time limit for opening a connection, in seconds; 0 for no limit.</summary>
    public int ConnectionTimeoutSeconds => (int)Options.ConnectionTimeout.TotalSeconds;

    /// <summary>How many seconds the server may send nothing; 0 for no limit.</summary>
    public int OperationTimeoutSeconds => (int)Options.OperationTimeout.TotalSeconds;

    /// <summary>How often a request is retried, where that is safe.</summary>
    public int MaximumRetryCount => Options.MaximumRetryCount;

    /// <summary>Seconds before the first retry.</summary>
    public int RetryIntervalSec => (int)Options.RetryInterval.TotalSeconds;

    /// <summary>True if a secret may be sent over plain http.</summary>
    public bool AllowUnencryptedAuthentication => Options.AllowUnencryptedAuthentication;

    internal SoraClientOptions Options => _connector.Options;

    internal SoraClient Client => _connector.Client;

    /// <summary>The connections, for completions.</summary>
    internal LiveConnectionCache LiveConnectionCache => _connector.LiveConnectionCache;

    /// <summary>Reads the responses of Invoke-SoraApi.</summary>
    internal SoraJson ResponseJson { get; }

    internal bool IsClosed { get; private set; }

    /// <summary>The name.</summary>
    public override string ToString() => SafeText.ForDisplay(Name);

    /// <summary>Sets other options for the same address. Objects from this server still refer to it, and requests in progress keep their options.</summary>
    /// <exception cref="ArgumentException">The options contradict each other, or would send a secret unencrypted.</exception>
    internal void Change(SoraClientOptions options)
    {
        var connector = new Connector(options);
        lock (_lock)
        {
            _replaced.Add(_connector);
            _connector = connector;
        }
    }

    internal void Close()
    {
        lock (_lock)
        {
            IsClosed = true;
            _replaced.Add(_connector);
            _replaced.ForEach(connector => connector.Close());
            _replaced.Clear();
        }
    }

    /// <summary>The client and the cache of one set of options.</summary>
    private sealed class Connector
    {
        public Connector(SoraClientOptions options)
        {
            Options = options;
            Client = new SoraClient(options);
            LiveConnectionCache = new LiveConnectionCache(Client);
        }

        public SoraClientOptions Options { get; }

        public SoraClient Client { get; }

        public LiveConnectionCache LiveConnectionCache { get; }

        public void Close()
        {
            LiveConnectionCache.Clear();
            Client.Dispose();
        }
    }
}
