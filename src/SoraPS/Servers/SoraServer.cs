using System.Management.Automation.Runspaces;
using System.Net;
using SoraPS.Binding;
using SoraPS.Output;

namespace SoraPS;

/// <summary>A Sora server with a name, and the options for its requests. Secrets cannot be read. It may be shared between threads and runspaces.</summary>
public sealed class SoraServer : ISoraServer
{
    private readonly object _lock = new();
    private readonly List<Connector> _replaced = new();
    private volatile Connector _connector;

    /// <param name="name">The name.</param>
    /// <param name="settings">The options.</param>
    /// <param name="scope">How long it stays registered; null for one that nobody registered.</param>
    internal SoraServer(string name, ServerSettings settings, SoraServerScope? scope = SoraServerScope.Process)
    {
        Name = name;
        Scope = scope?.ToString();
        IsKept = scope == SoraServerScope.CurrentUser;
        _connector = new Connector(settings, settings.Options);
        ResponseJson = new SoraJson(new ResponseJson(this));
    }

    /// <summary>The name. Every object from this server has it as its <c>Server</c> property.</summary>
    public string Name { get; }

    /// <summary>The address of the API.</summary>
    public Uri Uri => Options.Uri;

    /// <summary><c>Process</c> for a server of this runspace, <c>CurrentUser</c> for one that all shells of the user have; null for one that nobody registered.</summary>
    public string? Scope { get; }

    /// <summary><c>None</c>, <c>Token</c> or <c>Credential</c>. A token that is still to be read is a token.</summary>
    public string Authentication => Options.Token is not null || TokenSecret is not null ? "Token" : Options.Credential is not null ? "Credential" : "None";

    /// <summary>The name of the secret that is the token.</summary>
    public string? TokenSecret => Settings.TokenSecret;

    /// <summary>The vault that has the secret, if one was given.</summary>
    public string? Vault => Settings.Vault;

    /// <summary>The names of the headers that are sent with every request; their values may be secret.</summary>
    public string[] HeaderName => Options.Headers?.Keys.ToArray() ?? Array.Empty<string>();

    /// <summary>The thumbprint of the client certificate.</summary>
    public string? CertificateThumbprint => Options.Certificate?.Thumbprint ?? Settings.Certificate?.Thumbprint;

    /// <summary>The file with the client certificate of a kept server.</summary>
    public string? CertificatePath => Settings.Certificate?.Path;

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

    internal bool IsKept { get; }

    internal ServerSettings Settings => _connector.Settings;

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
    internal void Change(ServerSettings settings)
    {
        var connector = new Connector(settings, settings.Options);
        lock (_lock)
        {
            Use(connector);
        }
    }

    /// <summary>Reads what requests need and has not been read yet: the token, the client certificate. A token that the server refused is read again. Only the thread of a pipeline may do it.</summary>
    /// <exception cref="ArgumentException">It cannot be read.</exception>
    internal void ReadSecrets()
    {
        var before = _connector;
        if (!before.NeedsSecrets)
        {
            return;
        }

        var connector = new Connector(before.Settings, before.Settings.ReadSecrets());
        lock (_lock)
        {
            if (_connector == before)
            {
                Use(connector);
            }
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

    private void Use(Connector connector)
    {
        _replaced.Add(_connector);
        _connector = connector;
    }

    /// <summary>The client and the cache of one set of options.</summary>
    private sealed class Connector
    {
        private volatile bool _isRefused;

        public Connector(ServerSettings settings, SoraClientOptions options)
        {
            Settings = settings;
            Options = options;
            Client = new SoraClient(options);
            Client = settings.TokenSecret is null ? Client : Client.WithObserver(request => _isRefused |= request.Status == HttpStatusCode.Unauthorized); // on the same connections
            LiveConnectionCache = new LiveConnectionCache(Client);
        }

        public ServerSettings Settings { get; }

        /// <summary>True if the token or the certificate has not been read, or if the server has refused the token.</summary>
        public bool NeedsSecrets => _isRefused || (Settings.TokenSecret is not null && Options.Token is null) || (Settings.Certificate is not null && Options.Certificate is null);

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
