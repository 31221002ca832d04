using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SoraPS.Commands.Execution;

namespace SoraPS.Servers;

/// <summary>The JSON of the file of kept servers, in UTF-8.</summary>
internal static class KeptServerJson
{
    // Nobody has so many servers. It is not read into memory if it is something else.
    public const int MaximumBytes = 1024 * 1024;

    private static readonly KeptServersContext Context = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a file for people, in no web page
    });

    /// <param name="json">The bytes of the file.</param>
    /// <param name="path">The file, for errors.</param>
    /// <exception cref="ArgumentException">They are no kept servers, or of a newer version.</exception>
    public static KeptServers Parse(byte[] json, string path)
    {
        KeptServers? servers;
        try
        {
            int start = json.Length >= 3 && json[0] == 0xEF && json[1] == 0xBB && json[2] == 0xBF ? 3 : 0; // as some editors begin a file
            using var document = JsonDocument.Parse(json.AsMemory(start));
            ThrowIfOtherVersion(document.RootElement, path);
            servers = document.RootElement.Deserialize(Context.KeptServers);
        }
        catch (JsonException e)
        {
            throw CreateBroken(path, e.Message);
        }

        if (servers is not { Servers: not null } || servers.Servers.Contains(null!))
        {
            throw CreateBroken(path, Messages.KeptServerIncomplete);
        }

        return servers.Servers.GroupBy(server => server.Name ?? string.Empty, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw CreateBroken(path, SafeMessage.Format(Messages.KeptNameTwice, twice.Key))
            : servers;
    }

    /// <exception cref="ArgumentException">They would be too long to be read again.</exception>
    public static byte[] ToUtf8(KeptServers servers, string path)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(servers, Context.KeptServers);
        return json.Length < MaximumBytes ? json : throw CreateTooLong(path);
    }

    /// <summary>The text of one server, to see whether it has changed.</summary>
    public static string ToText(KeptServer server) => JsonSerializer.Serialize(server, Context.KeptServer);

    public static ArgumentException CreateBroken(string path, string reason) => new(SafeMessage.Format(Messages.KeptFileBroken, path, reason.TrimEnd('.', '。')));

    public static ArgumentException CreateTooLong(string path) => new(SafeMessage.Format(Messages.KeptFileTooLong, path));

    private static void ThrowIfOtherVersion(JsonElement root, string path)
    {
        int version = 0;
        bool isKnown = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("version", out var written)
            && written.ValueKind == JsonValueKind.Number && written.TryGetInt32(out version) && version >= 1;
        if (!isKnown)
        {
            throw CreateBroken(path, Messages.KeptFileWithoutVersion);
        }

        if (version > KeptServers.CurrentVersion)
        {
            throw new ArgumentException(SafeMessage.Format(Messages.KeptFileNewer, path, version.ToString(Messages.Culture)));
        }
    }
}
