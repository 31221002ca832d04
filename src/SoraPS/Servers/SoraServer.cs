using System.Management.Automation.Runspaces;
using SoraPS.Binding;

namespace SoraPS;

/// <summary>A Sora server, under a name, with all that is needed to speak to it. What is secret cannot be read back. May be shared between threads and runspaces.</summary>
public sealed class SoraServer : ISoraServer
{
    private readonly object _lock = new();
    private readonly List<Channel> _earlier = new();
    private volatile Channel _channel;

    internal SoraServer(string name, SoraClientOptions options)
    {
        Name = name;
        _channel = new Channel(options);
        ResponseJson = new SoraJson(new ResponseJson(this));
    }

    /// <summary>The name, shown as <c>Server</c> on every object that comes from this server.</summary>
    public string Name { get; }

    /// <summary>The address of the API.</summary>
    public Uri Uri => Options.Uri;

    /// <summary><c>None</c>, <c>Token</c> or <c>Credential</c>.</summary>
    public string Authentication => Options.Token is not null ? "Token" : Options.Credential is not null ? "Credential" : "None";

    /// <summary>The names of the headers that are sent with every request; their values may be secret.</summary>
    public string[] HeaderName => Options.Headers?.Keys.ToArray() ?? Array.Empty<string>();

    /// <summary>The thumbprint of the client certificate.</summary>
    public string? CertificateThumbprint => Options.Certificate?.Thumbprint;

    /// <summary>True for the server that is meant, in this runspace, when no other is named.</summary>
    public bool IsDefault => Runspace.DefaultRunspace is not null && ServerStore.Current.IsMeant(this);

    /// <summary>True if any server certificate is accepted.</summary>
    public bool SkipCertificateCheck => Options.SkipCertificateCheck;

    /// <summary>The proxy, if one was given.</summary>
    public Uri? Proxy => Options.Proxy;

    /// <summary>True if no proxy is used, not even the system's.</summary>
    public bool NoProxy => Options.NoProxy;

    /// <summary>Seconds that making a connection may take; 0 for no limit.</summary>
    public int ConnectionTimeoutSeconds => (int)Options.ConnectionTimeout.TotalSeconds;

    /// <summary>Seconds that the server may be silent; 0 for no limit.</summary>
    public int OperationTimeoutSeconds => (int)Options.OperationTimeout.TotalSeconds;

    /// <summary>How often a request is repeated, where that is safe.</summary>
    public int MaximumRetryCount => Options.MaximumRetryCount;

    /// <summary>Seconds before the first repetition.</summary>
    public int RetryIntervalSec => (int)Options.RetryInterval.TotalSeconds;

    /// <summary>True if a secret may be sent over plain http.</summary>
    public bool AllowUnencryptedAuthentication => Options.AllowUnencryptedAuthentication;

    internal SoraClientOptions Options => _channel.Options;

    internal SoraClient Client => _channel.Client;

    /// <summary>What completions know of the server.</summary>
    internal LiveConnections Live => _channel.Live;

    /// <summary>The reader of what Invoke-SoraApi receives.</summary>
    internal SoraJson ResponseJson { get; }

    internal bool IsClosed { get; private set; }

    /// <summary>The name.</summary>
    public override string ToString() => SafeText.ForDisplay(Name);

    /// <summary>Other options, for the same address: what came from this server still leads back to it. Calls that are under way go on as they began.</summary>
    /// <exception cref="ArgumentException">The options contradict each other, or would send a secret in the clear.</exception>
    internal void Change(SoraClientOptions options)
    {
        var channel = new Channel(options);
        lock (_lock)
        {
            _earlier.Add(_channel);
            _channel = channel;
        }
    }

    internal void Close()
    {
        lock (_lock)
        {
            IsClosed = true;
            _earlier.Add(_channel);
            _earlier.ForEach(channel => channel.Close());
            _earlier.Clear();
        }
    }

    /// <summary>What belongs to one set of options.</summary>
    private sealed class Channel
    {
        public Channel(SoraClientOptions options)
        {
            Options = options;
            Client = new SoraClient(options);
            Live = new LiveConnections(Client);
        }

        public SoraClientOptions Options { get; }

        public SoraClient Client { get; }

        public LiveConnections Live { get; }

        public void Close()
        {
            Live.Forget();
            Client.Dispose();
        }
    }
}
