using System.Text;
using System.Text.Json;

namespace SoraPS.Client.Tests;

/// <summary>A JSON value that may be what JSON does not allow: a name may come twice, a literal may be none.</summary>
internal sealed class FuzzNode
{
    private readonly char _open;
    private string _literal = string.Empty;
    private List<(string Name, FuzzNode Value)> _children = new();

    private FuzzNode(char open) => _open = open;

    private enum Kind
    {
        Drop,
        Duplicate,
        Rename,
        Replace,
        Nest,
        Swap,
        Graft,
        Repeat,
    }

    public static FuzzNode Of(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return new FuzzNode('{') { _children = value.EnumerateObject().Select(member => (Quote(member.Name), Of(member.Value))).ToList() };
            case JsonValueKind.Array:
                return new FuzzNode('[') { _children = value.EnumerateArray().Select(item => (string.Empty, Of(item))).ToList() };
            default:
                return Literal(value.GetRawText());
        }
    }

    /// <summary>The value after an edit of one place in it.</summary>
    public FuzzNode Edit(FuzzEdit edit)
    {
        var root = new FuzzNode('[') { _children = { (string.Empty, Copy()) } };
        var places = new List<(FuzzNode Parent, int Index)>();
        root.AddPlaces(places);
        var (parent, index) = places[edit.At % places.Count];
        var (name, value) = parent._children[index];
        switch ((Kind)(edit.Kind % (int)(Kind.Repeat + 1)))
        {
            case Kind.Drop when parent != root:
                parent._children.RemoveAt(index);
                break;
            case Kind.Duplicate:
                parent._children.Insert((edit.With / 7) % (parent._children.Count + 1), (name, value.Copy()));
                break;
            case Kind.Rename when name.Length > 0:
                parent._children[index] = (FuzzTokens.Names[edit.With % FuzzTokens.Names.Length], value);
                break;
            case Kind.Nest:
                parent._children[index] = (name, Nested(value, edit.With));
                break;
            case Kind.Swap when value._open != '\0':
                parent._children[index] = (name, value.Swapped(edit.With));
                break;
            case Kind.Graft:
                var (from, at) = places[edit.With % places.Count];
                parent._children[index] = (name, from._children[at].Value.Copy());
                break;
            case Kind.Repeat when value.ToString().Length < 5_000:
                parent._children.InsertRange(index, Enumerable.Range(0, edit.With % 60).Select(_ => (name, value.Copy())));
                break;
            default:
                parent._children[index] = (name, Literal(FuzzTokens.Values[edit.With % FuzzTokens.Values.Length]));
                break;
        }

        return root._children.Count == 1 ? root._children[0].Value : root;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }

    private static string Quote(string name) => JsonSerializer.Serialize(name);

    private static FuzzNode Literal(string text) => new('\0') { _literal = text };

    private static FuzzNode Nested(FuzzNode value, int with)
    {
        int levels = (with % 8) switch { 0 => 600, 1 => 500, 2 => 70, var few => few - 2 };
        for (int i = 0; i < levels; i++)
        {
            value = new FuzzNode(with % 16 < 8 ? '[' : '{') { _children = { (with % 16 < 8 ? string.Empty : "\"a\"", value) } };
        }

        return value;
    }

    private FuzzNode Swapped(int with) => new(_open == '{' ? '[' : '{')
    {
        _children = _children.Select((child, i) => (_open == '{' ? string.Empty : FuzzTokens.Names[(with + i) % FuzzTokens.Names.Length], child.Value)).ToList(),
    };

    private void AddPlaces(List<(FuzzNode Parent, int Index)> places)
    {
        for (int i = 0; i < _children.Count; i++)
        {
            places.Add((this, i));
            _children[i].Value.AddPlaces(places);
        }
    }

    private FuzzNode Copy() => new(_open) { _literal = _literal, _children = _children.ConvertAll(child => (child.Name, child.Value.Copy())) };

    private void Write(StringBuilder text)
    {
        if (_open == '\0')
        {
            text.Append(_literal);
            return;
        }

        text.Append(_open);
        for (int i = 0; i < _children.Count; i++)
        {
            text.Append(i > 0 ? "," : string.Empty).Append(_children[i].Name).Append(_open == '{' ? ":" : string.Empty);
            _children[i].Value.Write(text);
        }

        text.Append(_open == '{' ? '}' : ']');
    }
}
