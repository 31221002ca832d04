using System.Management.Automation;

namespace SoraPS;

/// <summary>Closes the sessions of the runspace when the module is removed. (A runspace that closes calls nothing; its connections end when they have been idle.)</summary>
public sealed class ModuleRemoval : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => SessionStore.Current.Clear();
}
