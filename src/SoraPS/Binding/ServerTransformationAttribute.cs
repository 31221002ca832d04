using System.Collections;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace SoraPS.Binding;

/// <summary>
/// For parameters that take servers, their names and addresses. An address with a password or a query is never valid, but PowerShell may print it with an error
/// about another parameter (<see cref="SoraRequestHeaders"/>): so it is bound without them, and is still not valid.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ServerTransformationAttribute : ArgumentTransformationAttribute
{
    // Nobody nests deeper. A list that contains itself has no end.
    private const int MaximumNesting = 3;

    private static readonly char[] SecretMarks = { '@', '?', '#' };

    private static readonly Regex Password = new(":.*@", RegexOptions.Singleline | RegexOptions.CultureInvariant);

    /// <summary>Whether the text may be a pattern of names, which may contain anything: only an address, or what looks like a user name and a password, is changed.</summary>
    public bool Pattern { get; set; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => WithoutSecret(inputData, 0);

    private object? WithoutSecret(object? value, int depth) => value.Unwrap() switch
    {
        string text when MayHaveSecret(text) => ServerAddress.WithoutSecret(text),
        Uri uri => ServerAddress.WithoutSecret(uri),
        IList items when depth < MaximumNesting => WithoutSecret(items, depth) ?? value,
        _ => value,
    };

    // The name of a registered server may contain anything.
    private bool MayHaveSecret(string text) =>
        text.IndexOfAny(SecretMarks) >= 0 && (!Pattern || ServerAddress.IsAddress(text) || Password.IsMatch(text)) && ServerStore.Current.FindReadable(text) is null;

    /// <summary>A copy of the list, or null if it may stay as it is.</summary>
    private object?[]? WithoutSecret(IList items, int depth)
    {
        var given = items.Cast<object?>().ToArray();
        object?[] safe = Array.ConvertAll(given, item => WithoutSecret(item, depth + 1));
        return safe.Where((item, index) => !ReferenceEquals(item.Unwrap(), given[index].Unwrap())).Any() ? safe : null;
    }
}
