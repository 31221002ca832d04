using System.Management.Automation;
using System.Management.Automation.Runspaces;
using SoraPS.Binding;

namespace SoraPS.Output;

/// <summary>How what a server told us goes down the pipeline, and how a later command finds out which server that was.</summary>
internal static class PipelineOutput
{
    // The view of objects of several servers is that of their type with this behind it.
    private const string SeveralServers = "#Server";

    /// <summary>
    /// Objects in the wrappers that PowerShell needs, made on a thread that runs no PowerShell. A wrapper made in a runspace notes which types
    /// that one knows; shown in one that has not loaded the module, it would have our columns, all empty.
    /// </summary>
    public static Task<PSObject[]> WrapAsync(IReadOnlyList<object> items) => OffPipeline<PSObject[]>(() => Wrap(items, _ => true)!);

    /// <summary>The same for a list while it arrives: null in the place of what is not wanted.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<PSObject?>> WrapAsync<T>(IAsyncEnumerable<IReadOnlyList<T>> list, Func<T, bool> wanted)
        where T : class
    {
        await foreach (var items in list.ConfigureAwait(false))
        {
            yield return await OffPipeline(() => Wrap(items, wanted)).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Lets the wrapper find its adapter in this runspace, by its text, which needs it: PowerShell looks for it once, and a runspace that has
    /// not loaded the module, looking first, would leave the object without for good.
    /// </summary>
    public static void BindAdapter(PSObject wrapped) => _ = wrapped.ToString();

    /// <summary>The object's table says which server each is of.</summary>
    public static void ShowServer(PSObject wrapped) => wrapped.TypeNames.Insert(0, wrapped.BaseObject.GetType().FullName + SeveralServers);

    /// <summary>The server that one of our own objects came from, or is; null for any other object.</summary>
    public static SoraServer? ServerOf(object? value) => value switch
    {
        SoraServer or PSObject { BaseObject: SoraServer } => (SoraServer)value.Unwrap()!,
        ResponseObject response => response.Server,
        PSObject { BaseObject: SoraObject item } => item.GetServer() as SoraServer,
        SoraObject item => item.GetServer() as SoraServer,
        _ => null,
    };

    private static Task<T> OffPipeline<T>(Func<T> work) => Runspace.DefaultRunspace is null ? Task.FromResult(work()) : Task.Run(work);

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
