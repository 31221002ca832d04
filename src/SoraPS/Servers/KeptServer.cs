using System.Text.Json;
using System.Text.Json.Serialization;
using SoraPS.Binding;
using SoraPS.Commands.Execution;

namespace SoraPS.Servers;

/// <summary>A server in the file of kept servers. What is not in it has the default of the module. Durations are in seconds, as in the parameters. There is no secret in it.</summary>
internal sealed class KeptServer
{
    // What a user may expect to work who edits the file by hand.
    private static readonly string[] Secrets = { "token", "credential", "headers", "proxyCredential" };

    [JsonPropertyName("name")]
    public string? Name { get; set; }

    [JsonPropertyName("uri")]
    public string? Uri { get; set; }

    [JsonPropertyName("tokenSecret")]
    public string? TokenSecret { get; set; }

    [JsonPropertyName("vault")]
    public string? Vault { get; set; }

    /// <summary>The thumbprint of a client certificate in a store, or the full path of one in a file.</summary>
    [JsonPropertyName("certificate")]
    public string? Certificate { get; set; }

    [JsonPropertyName("skipCertificateCheck")]
    public bool? SkipCertificateCheck { get; set; }

    [JsonPropertyName("proxy")]
    public string? Proxy { get; set; }

    [JsonPropertyName("noProxy")]
    public bool? NoProxy { get; set; }

    [JsonPropertyName("connectionTimeoutSeconds")]
    public int? ConnectionTimeoutSeconds { get; set; }

    [JsonPropertyName("operationTimeoutSeconds")]
    public int? OperationTimeoutSeconds { get; set; }

    [JsonPropertyName("maximumRetryCount")]
    public int? MaximumRetryCount { get; set; }

    [JsonPropertyName("retryIntervalSec")]
    public int? RetryIntervalSec { get; set; }

    [JsonPropertyName("allowUnencryptedAuthentication")]
    public bool? AllowUnencryptedAuthentication { get; set; }

    /// <summary>What another program or a later version of the module wrote.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }

    /// <param name="name">The name.</param>
    /// <param name="settings">The options. Their secrets are not taken.</param>
    public static KeptServer Create(string name, ServerSettings settings)
    {
        var options = settings.Options;
        var defaults = new SoraClientOptions(options.Uri);
        return new KeptServer
        {
            Name = name,
            Uri = options.Uri.AbsoluteUri,
            TokenSecret = settings.TokenSecret,
            Vault = settings.Vault,
            Certificate = settings.Certificate is { } certificate ? certificate.Thumbprint ?? certificate.Path : null,
            SkipCertificateCheck = options.SkipCertificateCheck ? true : null,
            Proxy = options.Proxy?.AbsoluteUri,
            NoProxy = options.NoProxy ? true : null,
            ConnectionTimeoutSeconds = ToSeconds(options.ConnectionTimeout, defaults.ConnectionTimeout),
            OperationTimeoutSeconds = ToSeconds(options.OperationTimeout, defaults.OperationTimeout),
            MaximumRetryCount = options.MaximumRetryCount == defaults.MaximumRetryCount ? null : options.MaximumRetryCount,
            RetryIntervalSec = ToSeconds(options.RetryInterval, defaults.RetryInterval),
            AllowUnencryptedAuthentication = options.AllowUnencryptedAuthentication ? true : null,
        };
    }

    /// <summary>The options. Their values are checked by the client that is made of them.</summary>
    /// <exception cref="ArgumentException">There is no name or no address, or a secret.</exception>
    public ServerSettings ToSettings()
    {
        if (Other?.Keys.FirstOrDefault(key => Secrets.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } secret)
        {
            throw new ArgumentException(SafeMessage.Format(Messages.KeptFileHasSecret, secret));
        }

        if (string.IsNullOrEmpty(Name) || !System.Uri.TryCreate(Uri, UriKind.Absolute, out var uri))
        {
            throw new ArgumentException(Messages.KeptServerIncomplete);
        }

        ThrowIfEmpty(TokenSecret, nameof(TokenSecret));
        ThrowIfEmpty(Vault, nameof(Vault));
        ThrowIfEmpty(Certificate, nameof(Certificate));
        if (Vault is not null && TokenSecret is null)
        {
            throw new ArgumentException(Messages.VaultWithoutSecret);
        }

        var defaults = new SoraClientOptions(uri);
        var options = new SoraClientOptions(uri)
        {
            RequiresToken = TokenSecret is not null,
            RequiresCertificate = Certificate is not null,
            SkipCertificateCheck = SkipCertificateCheck ?? false,
            Proxy = Proxy is null ? null : ServerAddress.Parse(Proxy),
            NoProxy = NoProxy ?? false,
            ConnectionTimeout = ToTimeSpan(ConnectionTimeoutSeconds, defaults.ConnectionTimeout),
            OperationTimeout = ToTimeSpan(OperationTimeoutSeconds, defaults.OperationTimeout),
            MaximumRetryCount = MaximumRetryCount ?? defaults.MaximumRetryCount,
            RetryInterval = ToTimeSpan(RetryIntervalSec, defaults.RetryInterval),
            AllowUnencryptedAuthentication = AllowUnencryptedAuthentication ?? false,
            Json = PowerShellJson.Shared,
        };
        return new ServerSettings(options, TokenSecret, Vault, Certificate is null ? null : new SoraClientCertificate(Certificate));
    }

    public bool HasName(string? name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>True if this is its address, however it is written.</summary>
    public bool HasAddress(string? uri) => System.Uri.TryCreate(Uri, UriKind.Absolute, out var own) && System.Uri.TryCreate(uri, UriKind.Absolute, out var other) && own == other;

    private static void ThrowIfEmpty(string? value, string name)
    {
        if (value is { Length: 0 })
        {
            throw new ArgumentException(string.Format(Messages.Culture, Messages.ParameterEmpty, name));
        }
    }

    private static int? ToSeconds(TimeSpan value, TimeSpan defaultValue) => value == defaultValue ? null : (int)value.TotalSeconds;

    private static TimeSpan ToTimeSpan(int? seconds, TimeSpan defaultValue) => seconds is { } given ? TimeSpan.FromSeconds(given) : defaultValue;
}

/// <summary>The contents of the file. They are not changed after they have been read, except by who is about to write them.</summary>
internal sealed class KeptServers
{
    public const int CurrentVersion = 1;

    [JsonPropertyName("version")]
    public int Version { get; set; } = CurrentVersion;

    /// <summary>The name of the default server; null for none.</summary>
    [JsonPropertyName("default")]
    public string? Default { get; set; }

    [JsonPropertyName("servers")]
    public List<KeptServer> Servers { get; set; } = new();

    /// <inheritdoc cref="KeptServer.Other"/>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }

    public KeptServer? Find(string? name) => Servers.Find(server => server.HasName(name));

    /// <summary>Adds a server, or puts it in the place of the one of the same name.</summary>
    public void Put(KeptServer server, bool makeDefault)
    {
        int at = Servers.FindIndex(other => other.HasName(server.Name));
        if (at < 0)
        {
            Servers.Add(server);
        }
        else
        {
            Servers[at] = server;
        }

        Default = makeDefault ? server.Name : Default;
    }

    public void Remove(string name)
    {
        Servers.RemoveAll(server => server.HasName(name));
        Default = Find(Default)?.Name;
    }
}

/// <summary>The serializers of the file, made at compile time.</summary>
[JsonSerializable(typeof(KeptServers))]
internal sealed partial class KeptServersContext : JsonSerializerContext;
