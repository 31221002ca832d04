using System.Globalization;

namespace SoraPS;

/// <summary>The audio or video of a connection. In JSON it is an object or, according to the types of Shiguredo's SDKs (B), a boolean.</summary>
public abstract class SoraMedia : SoraRecord
{
    /// <summary>The codec as the server names it: <c>OPUS</c>, <c>VP9</c>, …</summary>
    public string? CodecType { get; internal set; }

    /// <summary>The bit rate in kbps.</summary>
    public long? BitRate { get; internal set; }

    /// <summary>The codec and the bit rate: <c>VP9 1000kbps</c>; <c>on</c> if the codec is not known.</summary>
    public override string ToString()
    {
        string codec = CodecType is null ? "on" : SafeText.ForDisplay(CodecType);
        return BitRate is { } rate ? codec + " " + rate.ToString(CultureInfo.InvariantCulture) + "kbps" : codec;
    }
}

/// <summary>The audio of a connection.</summary>
public sealed class SoraAudio : SoraMedia
{
    private object? _opusParams;
    private object? _lyraParams;

    /// <summary>The parameters of Opus: any JSON.</summary>
    public object? OpusParams { get => LazyJson.Get(ref _opusParams); internal set => _opusParams = value; }

    /// <summary>The parameters of Lyra: any JSON.</summary>
    public object? LyraParams { get => LazyJson.Get(ref _lyraParams); internal set => _lyraParams = value; }
}

/// <summary>The video of a connection.</summary>
public sealed class SoraVideo : SoraMedia
{
    private object? _vp9Params;
    private object? _av1Params;
    private object? _h264Params;
    private object? _h265Params;

    /// <summary>The parameters of VP9: any JSON, with <c>profile_id</c>.</summary>
    public object? Vp9Params { get => LazyJson.Get(ref _vp9Params); internal set => _vp9Params = value; }

    /// <summary>The parameters of AV1: any JSON, with <c>profile</c>.</summary>
    public object? Av1Params { get => LazyJson.Get(ref _av1Params); internal set => _av1Params = value; }

    /// <summary>The parameters of H.264: any JSON, with <c>profile_level_id</c>.</summary>
    public object? H264Params { get => LazyJson.Get(ref _h264Params); internal set => _h264Params = value; }

    /// <summary>The parameters of H.265: any JSON, with <c>level_id</c>.</summary>
    public object? H265Params { get => LazyJson.Get(ref _h265Params); internal set => _h265Params = value; }
}
