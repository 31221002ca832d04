using System.Collections;

namespace SoraPS;

#pragma warning disable CA1710 // A name that tells what it holds.
/// <summary>Fields of a JSON object under their names on the wire. Few and small: a field costs two references, and objects are parsed when they are asked for.</summary>
public sealed class SoraUnknownFields : IReadOnlyDictionary<string, object?>
#pragma warning restore CA1710
{
    internal static readonly SoraUnknownFields None = new();

    private const int Few = 8;

    private Field[] _fields = Array.Empty<Field>();
    private int _count;
    private Dictionary<string, int>? _places; // where there are more than a few
    private Dictionary<string, string>? _names; // the same, whatever the case of their letters

    internal SoraUnknownFields()
    {
    }

    /// <inheritdoc/>
    public int Count => _count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _fields.Take(_count).Select(field => field.Name);

    /// <inheritdoc/>
    public IEnumerable<object?> Values => this.Select(field => field.Value);

    /// <inheritdoc/>
    public object? this[string key] => TryGetValue(key, out object? value) ? value : throw new KeyNotFoundException();

    /// <inheritdoc/>
    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    /// <inheritdoc/>
    public bool TryGetValue(string key, out object? value)
    {
        int index = IndexOf(key);
        value = index < 0 ? null : LateJson.Get(ref _fields[index].Value);
        return index >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (int i = 0; i < _count; i++)
        {
            yield return new KeyValuePair<string, object?>(_fields[i].Name, LateJson.Get(ref _fields[i].Value));
        }
    }

    /// <summary>The names.</summary>
    public override string ToString() => string.Join(", ", Keys.Select(name => SafeText.ForDisplay(name)));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The first name that is the given one but for the case of its letters; null if there is none.</summary>
    public string? FindName(string name)
    {
        if (_places is null)
        {
            int place = Array.FindIndex(_fields, 0, _count, field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            return place < 0 ? null : _fields[place].Name;
        }

        if (_names is null)
        {
            var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (string known in Keys.Reverse())
            {
                names[known] = known;
            }

            _names = names;
        }

        return _names.TryGetValue(name, out string? found) ? found : null;
    }

    /// <summary>Adds a field; of two with one name the later one counts.</summary>
    internal void Set(string name, object? value)
    {
        int index = IndexOf(name);
        if (index < 0)
        {
            index = Add(name);
        }

        _fields[index] = new Field { Name = name, Value = value };
    }

    private int Add(string name)
    {
        if (_count == _fields.Length)
        {
            Array.Resize(ref _fields, _count < Few ? _count + 1 : 2 * _count);
        }

        if (_count == Few)
        {
            _places = Enumerable.Range(0, _count).ToDictionary(i => _fields[i].Name, StringComparer.Ordinal);
        }

        _places?.Add(name, _count);
        return _count++;
    }

    private int IndexOf(string name)
    {
        if (_places is not null)
        {
            return _places.TryGetValue(name, out int place) ? place : -1;
        }

        for (int i = 0; i < _count; i++)
        {
            if (_fields[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    private struct Field
    {
        public string Name;
        public object? Value;
    }
}
