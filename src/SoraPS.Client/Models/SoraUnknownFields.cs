using System.Collections;

namespace SoraPS;

#pragma warning disable CA1710 // The name says what it holds; the suffix Dictionary would say less.
/// <summary>
/// Fields of a JSON object, with their names in the API. Made for few fields in very many objects: a field costs two references, a dictionary is made only
/// from the ninth field on, and values that are objects are parsed when they are read.
/// </summary>
public sealed class SoraUnknownFields : IReadOnlyDictionary<string, object?>
#pragma warning restore CA1710
{
    internal static readonly SoraUnknownFields Empty = new();

    private const int MaximumSearchedFields = 8;

    private Field[] _fields = Array.Empty<Field>();
    private int _count;
    private Dictionary<string, int>? _indexes; // by name, case-sensitive; null up to eight fields
    private Dictionary<string, string>? _names; // not case-sensitive, made by the first FindName with more than eight fields

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
        value = index < 0 ? null : LazyJson.Get(ref _fields[index].Value);
        return index >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (int i = 0; i < _count; i++)
        {
            yield return new KeyValuePair<string, object?>(_fields[i].Name, LazyJson.Get(ref _fields[i].Value));
        }
    }

    /// <summary>The names, with commas between them.</summary>
    public override string ToString() => string.Join(", ", Keys.Select(name => SafeText.ForDisplay(name)));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The first field name that equals a name in any case; null if there is none.</summary>
    public string? FindName(string name)
    {
        if (_indexes is null)
        {
            int index = Array.FindIndex(_fields, 0, _count, field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            return index < 0 ? null : _fields[index].Name;
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

    /// <summary>Adds a field, or replaces the value of the field of that name.</summary>
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
            Array.Resize(ref _fields, _count < MaximumSearchedFields ? _count + 1 : 2 * _count);
        }

        if (_count == MaximumSearchedFields)
        {
            _indexes = Enumerable.Range(0, _count).ToDictionary(i => _fields[i].Name, StringComparer.Ordinal);
        }

        _indexes?.Add(name, _count);
        return _count++;
    }

    private int IndexOf(string name)
    {
        if (_indexes is not null)
        {
            return _indexes.TryGetValue(name, out int index) ? index : -1;
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
