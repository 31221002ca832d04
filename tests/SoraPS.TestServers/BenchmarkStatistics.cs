using System.Globalization;
using System.Text;

namespace SoraPS.TestServers;

/// <summary>
/// The statistics of many connections, in the shape of Sora's documentation (API_STATS), some 8 KB each. The bytes are made once; the time and the counters
/// of packets and bytes, which grow with it, are set in them for each request.
/// </summary>
internal sealed class BenchmarkStatistics
{
    private const int PerPart = 50;
    private const int PerChannel = 10;
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    // So that every value of a counter has as many digits.
    private const long FirstValue = 1_000_000_000_000_000;

    private static readonly (string Name, int PerMillisecond)[] Growing = { ("total_received_rtp", 1), ("total_received_rtp_byte_size", 1000), ("total_sent_rtp", 2), ("total_sent_rtp_byte_size", 2000) };

    private readonly DateTime _begin = DateTime.UtcNow;
    private readonly List<byte[]> _parts = new();
    private readonly List<(byte[] Part, int Offset)> _times = new();
    private readonly List<(byte[] Part, int Offset, int PerMillisecond)> _counters = new();

    public BenchmarkStatistics(int count)
    {
        string constant = CreateCounters();
        for (int first = 0; first < Math.Max(1, count); first += PerPart)
        {
            AddPart(first, Math.Min(count, first + PerPart), first + PerPart >= count, constant);
        }
    }

    /// <summary>The list's bytes, in parts, at a time.</summary>
    public IReadOnlyList<byte[]> Count(DateTime utcNow)
    {
        byte[] time = Encoding.ASCII.GetBytes(utcNow.ToString(TimeFormat, CultureInfo.InvariantCulture));
        _times.ForEach(place => Buffer.BlockCopy(time, 0, place.Part, place.Offset, time.Length));
        long milliseconds = (long)(utcNow - _begin).TotalMilliseconds;
        var values = Growing.ToDictionary(counter => counter.PerMillisecond, counter => Encoding.ASCII.GetBytes((FirstValue + (milliseconds * counter.PerMillisecond)).ToString(CultureInfo.InvariantCulture)));
        _counters.ForEach(place => Buffer.BlockCopy(values[place.PerMillisecond], 0, place.Part, place.Offset, values[place.PerMillisecond].Length));
        return _parts;
    }

    private void AddPart(int first, int end, bool isLast, string constant)
    {
        var text = new StringBuilder(first == 0 ? "[" : string.Empty);
        var times = new List<int>();
        var counters = new List<(int Offset, int PerMillisecond)>();
        for (int number = first; number < end; number++)
        {
            string id = "C" + number.ToString("D25", CultureInfo.InvariantCulture);
            text.Append(number > 0 ? "," : string.Empty).Append("{\"timestamp\":\"");
            times.Add(text.Length);
            text.Append(_begin.ToString(TimeFormat, CultureInfo.InvariantCulture)).Append("\",\"channel_id\":\"sora-").Append(number / PerChannel)
                .Append("\",\"group_id\":\"7WXF3V7BQMA11AT1FV0D4YXZSD\",\"session_id\":\"7WXF3V7BQMA11AT1FV0D4YXZSD\",\"client_id\":\"").Append(id)
                .Append("\",\"bundle_id\":\"").Append(id).Append("\",\"connection_id\":\"").Append(id).Append("\",\"rtp\":{");
            foreach (var (name, perMillisecond) in Growing)
            {
                text.Append(name == Growing[0].Name ? "\"" : ",\"").Append(name).Append("\":");
                counters.Add((text.Length, perMillisecond));
                text.Append(FirstValue);
            }

            text.Append("},").Append(constant);
        }

        byte[] part = Encoding.ASCII.GetBytes(text.Append(isLast ? "]" : string.Empty).ToString());
        _parts.Add(part);
        _times.AddRange(times.Select(offset => (part, offset)));
        _counters.AddRange(counters.Select(counter => (part, counter.Offset, counter.PerMillisecond)));
    }

    /// <summary>The counters that are the same in all statistics: of three simulcast streams, header extensions, RTCP and TURN.</summary>
    private static string CreateCounters()
    {
        string[] extensions =
        {
            "abs_send_time", "audio_level", "av1_rtp_sepc", "color_space", "inband_cn", "playout_delay", "sdes_mid", "sdes_repaired_rtp_stream_id",
            "sdes_rtp_stream_id", "toffset", "transport_wide_cc", "unknown", "video_content_type", "video_orientation", "video_timing", "video_composition_time",
        };
        string[] received = { "decrypt_skipped_srtp", "received_rtp", "received_rtp_byte_size", "received_rtp_padding", "received_rtp_padding_size", "received_rtp_red", "received_rtp_red_rtx", "received_rtp_red_ulpfec", "received_rtp_rtx" };
        string[] rtcp = { "bye", "psfb_afb", "psfb_fir", "psfb_pli", "rr", "rtpfb_generic_nack", "rtpfb_tmmbn", "rtpfb_tmmbr", "rtpfb_transport_wide", "sdes", "sr", "unknown", "xr" };
        string[] turn = { "allocate_request", "binding_request", "channel_bind_request", "channel_data", "create_permission_request", "refresh_request", "send_indication", "turn_binding_error", "turn_binding_request", "turn_binding_success" };
        string headers = "\"rtp_hdrext\":{" + Members("total_received_rtp_hdrext_", extensions) + "}";
        string stream = "{\"rtp\":{" + Members("total_", received) + "}," + headers + "}";
        return "\"simulcast\":{\"r0\":" + stream + ",\"r1\":" + stream + ",\"r2\":" + stream + "},\"rtcp\":{" + Members("total_received_rtcp_", rtcp) + "," + Members("total_sent_rtcp_", rtcp)
            + "},\"turn\":{" + Members("total_received_", turn) + "," + Members("total_sent_", turn) + "},\"sctp\":{" + Members("total_received_sctp_chunk_of_this_kind_", rtcp) + "," + Members("total_sent_sctp_chunk_of_this_kind_", rtcp) + "}," + headers
            + ",\"dtls\":{\"total_received_dtls\":5,\"total_sent_dtls\":4},\"network_status\":{\"unstable_level\":0,\"total_unstable_level0\":12,\"total_unstable_level1\":0}}";
    }

    private static string Members(string prefix, IEnumerable<string> names) => string.Join(",", names.Select((name, index) => "\"" + prefix + name + "\":" + (index * 1234567).ToString(CultureInfo.InvariantCulture)));
}
