using System.Text;
using System.Text.Json;

namespace SoraPS.Binding;

/// <summary>A text that should be JSON is not. The message says where and why, counted as an editor counts: from 1, in characters.</summary>
#pragma warning disable CA1032, CA1064 // It is only made here, and caught as an ArgumentException.
internal sealed class JsonTextException(string text, JsonException cause) : ArgumentException(GetMessage(text, cause), cause)
#pragma warning restore CA1032, CA1064
{
    private static string GetMessage(string text, JsonException cause)
    {
        // .NET repeats the place behind the reason, counted from 0 and in bytes.
        int end = cause.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string reason = end < 0 ? cause.Message : cause.Message.Substring(0, end);
        int line = (int)(cause.LineNumber ?? 0);
        return string.Format(Messages.Culture, Messages.TextIsNoJson, line + 1, GetColumn(text, line, cause.BytePositionInLine ?? 0), SafeText.ForDisplay(reason, 200));
    }

    private static int GetColumn(string text, int line, long bytes)
    {
        var lines = text.Split('\n');
        string content = line < lines.Length ? lines[line] : string.Empty;
        int column = 0;
        for (long read = 0; column < content.Length && read < bytes; column += char.IsSurrogatePair(content, column) ? 2 : 1)
        {
            read += Encoding.UTF8.GetByteCount(content.ToCharArray(), column, char.IsSurrogatePair(content, column) ? 2 : 1);
        }

        return column + 1;
    }
}
