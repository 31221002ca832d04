using System.Management.Automation;
using System.Management.Automation.Runspaces;
using SoraPS.Binding;

namespace SoraPS.Output;

/// <summary>Prepares objects from a server for the pipeline, and finds the server of an object that comes from the pipeline.</summary>
internal static class PipelineOutput
{
    /// <summary>SoraPS.Format.ps1xml has tables with a server column for the type names that end in this.</summary>
    public const string ServerColumnSuffix = "#Server";

    /// <summary>And in these, the same column shows the node of the cluster.</summary>
    public const string NodeColumnSuffix = "#Node";

    // And one for sums of rates, which always has a server column.
    private const string SumSuffix = "#Sum";

    // Of custom objects: what Sora lists of a filter is not publicly known.
    private const string FilterTypeName = "SoraPS.ForwardingFilter";

    /// <summary>
    /// Wraps objects in a <see cref="PSObject"/> each, on a thread that has no runspace. A wrapper that is created in a runspace keeps the type table of
    /// that runspace: if it is shown in a runspace that has not loaded the module, our columns would be there, but empty.
    /// </summary>
    public static Task<PSObject[]> WrapAsync(IReadOnlyList<object> items) => RunWithoutRunspace<PSObject[]>(() => Wrap(items, _ => true)!);

    /// <summary>The same for a list while it arrives. Objects that are not wanted are null in the result.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<PSObject?>> WrapAsync<T>(IAsyncEnumerable<IReadOnlyList<T>> list, Func<T, bool> wanted)
        where T : class
    {
        await foreach (var items in list.ConfigureAwait(false))
        {
            yield return await RunWithoutRunspace(() => Wrap(items, wanted)).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Makes PowerShell look up the type adapter of an object in this runspace, by asking for its text. PowerShell looks it up only once for an object: if
    /// a runspace that has not loaded the module did it first, the object would never have an adapter.
    /// </summary>
    public static void BindAdapter(PSObject wrapped) => _ = wrapped.ToString();

    /// <summary>Gives an object the type name whose table has a column for the server.</summary>
    public static void ShowServer(PSObject wrapped) => wrapped.TypeNames.Insert(0, wrapped.BaseObject.GetType().FullName + ServerColumnSuffix);

    /// <summary>Gives an object the type name whose table has a column for the node of the cluster.</summary>
    public static void ShowNode(PSObject wrapped) => wrapped.TypeNames.Insert(0, wrapped.BaseObject.GetType().FullName + NodeColumnSuffix);

    /// <summary>Gives a sum of rates the type name whose table has no connection.</summary>
    public static void ShowSum(PSObject wrapped) => wrapped.TypeNames.Insert(0, wrapped.BaseObject.GetType().FullName + SumSuffix);

    /// <summary>Gives a forwarding filter of a list the type name whose table says what it does. An object without rules is none.</summary>
    public static void ShowFilter(PSObject item)
    {
        if (item.Properties[SoraFields.Rules.Name] is not null)
        {
            item.TypeNames.Insert(0, FilterTypeName);
        }
    }

    /// <summary>The server that an object of ours came from, or that it is; null for any other object.</summary>
    public static SoraServer? ServerOf(object? value) => value switch
    {
        SoraServer or PSObject { BaseObject: SoraServer } => (SoraServer)value.Unwrap()!,
        ResponseObject response => response.Server,
        PSObject { BaseObject: SoraObject item } => item.GetServer() as SoraServer,
        SoraObject item => item.GetServer() as SoraServer,
        _ => null,
    };

    private static Task<T> RunWithoutRunspace<T>(Func<T> work) => Runspace.DefaultRunspace is null ? Task.FromResult(work()) : Task.Run(work);

    private static PSObject?[] Wrap<T>(IReadOnlyList<T> items, Func<T, bool> wanted)
        where T : class
    {
        var wrapped = new PSObject?[items.Count];
        for (int i = 0; i < wrapped.Length; i++)
        {
            wrapped[i] = wanted(items[i]) ? new PSObject(items[i]) : null;
        }

        return wrapped;
    }
}
