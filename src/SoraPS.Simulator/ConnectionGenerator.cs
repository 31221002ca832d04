using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace SoraPS;

/// <summary>Invents connections for demonstrations and tests: ten to a channel, of which the first only sends and most others only receive. The same number always gives the same connection.</summary>
internal static class ConnectionGenerator
{
    private const string Base32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int IdLength = 26;
    private const int ConnectionsPerChannel = 10;

    /// <summary>The fields of a connection, under their names on the wire.</summary>
    public static JsonObject Create(int number, DateTime utcNow)
    {
        int channel = number / ConnectionsPerChannel;
        int place = number % ConnectionsPerChannel;
        string id = CreateId(number);
        var created = utcNow.AddSeconds(-30 - ((number * 7919L) % 200_000)).AddTicks(number % 1000 * 10L);
        return new JsonObject
        {
            ["audio"] = new JsonObject { ["codec_type"] = "OPUS" },
            ["bundle_id"] = id,
            ["channel_id"] = "sora-" + channel.ToString(CultureInfo.InvariantCulture),
            ["client_id"] = place == 0 ? "studio-" + channel.ToString(CultureInfo.InvariantCulture) : id,
            ["connection_id"] = id,
            ["created_time"] = CreatedTime.Of(created),
            ["created_timestamp"] = created.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["role"] = place == 0 ? "sendonly" : place == 1 ? "sendrecv" : "recvonly",
            ["session_id"] = CreateId(channel + 500_000_000),
            ["simulcast"] = channel % 2 == 0,
            ["spotlight"] = channel % 3 == 2,
            ["video"] = place == ConnectionsPerChannel - 1 ? false : new JsonObject { ["bit_rate"] = 500 * (1 + (place % 4)), ["codec_type"] = place % 2 == 0 ? "VP9" : "H264" },
        };
    }

    /// <summary>An id of the form that Sora issues, 26 characters of Base32, by a linear congruential generator whose seed is the number.</summary>
    public static string CreateId(int number)
    {
        ulong state = (ulong)number + 1;
        var id = new StringBuilder(IdLength);
        while (id.Length < IdLength)
        {
            state = (state * 6364136223846793005UL) + 1442695040888963407UL;
            id.Append(Base32[(int)(state >> 59)]);
        }

        return id.ToString();
    }
}
