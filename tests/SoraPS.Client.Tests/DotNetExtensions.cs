using System.Net.Sockets;

namespace SoraPS.Client.Tests;

/// <summary>What the tests use of .NET, for .NET Framework.</summary>
internal static class DotNetExtensions
{
    extension(DateTime)
    {
        public static DateTime UnixEpoch => new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    }

    extension(int)
    {
        public static int Parse(ReadOnlySpan<char> text, IFormatProvider provider) => int.Parse(text.ToString(), provider);
    }

    extension(string text)
    {
        public string Replace(string old, string other, StringComparison comparison) =>
            comparison == StringComparison.Ordinal ? text.Replace(old, other) : throw new NotSupportedException();
    }

    extension(Socket socket)
    {
        public void Listen() => socket.Listen(100);
    }
}
