using System.Globalization;

namespace SoraPS;

/// <summary>The audio or video of a connection. On the wire an object or, as Shiguredo's SDK types say (B), a boolean.</summary>
public abstract class SoraMedia : SoraRecord
{
    /// <summary>The codec as the server names it: <c>OPUS</c>, <c>VP9</c>, …</summary>
    public string? CodecType { get; internal set; }

    /// <summary>The bit rate in kbps.</summary>
    public long? BitRate { get; internal set; }

    /// <summary>What a reader would write: <c>VP9 1000kbps</c>; <c>on</c> where the codec is not known.</summary>
    public override string ToString() =>
        BitRate is { } rate ? (CodecType ?? "on") + " " + rate.ToString(CultureInfo.InvariantCulture) + "kbps" : CodecType ?? "on";
}

/// <summary>The audio of a connection.</summary>
public sealed class SoraAudio : SoraMedia
{
    internal object? OpusJson;
    internal object? LyraJson;

    /// <summary>Free JSON as the server sent it.</summary>
    public object? OpusParams => LateJson.Get(ref OpusJson);

    /// <summary>Free JSON as the server sent it.</summary>
    public object? LyraParams => LateJson.Get(ref LyraJson);
}

/// <summary>The video of a connection.</summary>
public sealed class SoraVideo : SoraMedia
{
    internal object? Vp9Json;
    internal object? Av1Json;
    internal object? H264Json;
    internal object? H265Json;

    /// <summary>Free JSON as the server sent it, <c>profile_id</c> in it.</summary>
    public object? Vp9Params => LateJson.Get(ref Vp9Json);

    /// <summary>Free JSON as the server sent it, <c>profile</c> in it.</summary>
    public object? Av1Params => LateJson.Get(ref Av1Json);

    /// <summary>Free JSON as the server sent it, <c>profile_level_id</c> in it.</summary>
    public object? H264Params => LateJson.Get(ref H264Json);

    /// <summary>Free JSON as the server sent it, <c>level_id</c> in it.</summary>
    public object? H265Params => LateJson.Get(ref H265Json);
}
