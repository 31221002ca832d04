using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SoraPS.Json;

/// <summary>
/// Reads chosen numbers out of the statistics of many connections. The names are almost the same in each of them: what was decided about a key is
/// remembered in a tree of names, and found again without making a string.
/// </summary>
/// <param name="isWanted">Whether the number of a key with dots is wanted. Asked once for each key.</param>
internal sealed class CounterReader(Func<string, bool> isWanted)
{
    // A server with ever new names must not fill the memory.
    private const int MaximumNames = 16 * 1024;

    private readonly List<string> _keys = new();
    private readonly Node _root = new(Array.Empty<byte>(), string.Empty);
    private int _names;

    /// <summary>The keys that were found so far. Their values have the same indexes.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>The values of the wanted keys; NaN for a key that is not there.</summary>
    public double[] Read(ArraySegment<byte> json)
    {
        double[] values = new double[_keys.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = double.NaN;
        }

        var reader = SoraJson.CreateReader(json);
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            Read(ref reader, _root, ref values);
        }

        return values;
    }

    [MethodImpl(JitHints.HotLoop)]
    private void Read(ref Utf8JsonReader reader, Node parent, ref double[] values)
    {
        int next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var node = Find(ref reader, parent, ref next);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject && node is not null)
            {
                Read(ref reader, node, ref values);
            }
            else if (reader.TokenType == JsonTokenType.Number && node is not null)
            {
                Set(ref reader, node, ref values);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void Set(ref Utf8JsonReader reader, Node node, ref double[] values)
    {
        if (node.Index == Node.Undecided)
        {
            int known = _keys.IndexOf(node.Key); // the same name, written with escape sequences
            node.Index = known >= 0 ? known : isWanted(node.Key) ? _keys.Count : Node.NotWanted;
            if (node.Index == _keys.Count)
            {
                _keys.Add(node.Key);
            }
        }

        if (node.Index < 0)
        {
            return;
        }

        for (int missing = values.Length; missing <= node.Index; missing++)
        {
            Array.Resize(ref values, missing + 1);
            values[missing] = double.NaN;
        }

        values[node.Index] = reader.TryGetInt64(out long whole) ? whole : reader.TryGetDouble(out double number) ? number : double.NaN;
    }

    /// <summary>The node of the name that is the current token; null if there are too many. The search starts behind the node that was found last.</summary>
    [MethodImpl(JitHints.HotLoop)]
    private Node? Find(ref Utf8JsonReader reader, Node parent, ref int next)
    {
        var name = reader.ValueSpan;
        int count = parent.Children.Count;
        for (int i = 0; i < count; i++, next++)
        {
            next = next < count ? next : 0;
            if (name.SequenceEqual(parent.Children[next].Name))
            {
                return parent.Children[next++];
            }
        }

        if (_names == MaximumNames)
        {
            return null;
        }

        _names++;
        string text = JsonString.Read(ref reader);
        var node = new Node(name.ToArray(), parent == _root ? text : parent.Key + "." + text);
        parent.Children.Add(node);
        next = parent.Children.Count;
        return node;
    }

    private sealed class Node(byte[] name, string key)
    {
        public const int Undecided = -2;
        public const int NotWanted = -1;

        /// <summary>The name as it is in the JSON.</summary>
        public byte[] Name { get; } = name;

        public string Key { get; } = key;

        public int Index { get; set; } = Undecided;

        public List<Node> Children { get; } = new();
    }
}
