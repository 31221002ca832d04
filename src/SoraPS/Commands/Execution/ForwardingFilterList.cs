using System.Management.Automation;
using SoraPS.Binding;

namespace SoraPS.Commands.Execution;

/// <summary>Finds the filter of a change in the list of its channel, for -PassThru.</summary>
internal static class ForwardingFilterList
{
    /// <summary>
    /// Adds to the result of a change what the list says of the filter. The change is made: a list that fails, or in which the filter is not found (what Sora
    /// lists is not known), adds nothing.
    /// </summary>
    public static async Task AddFilterAsync(SoraServer server, SoraClient client, SoraForwardingFilterChange answer, CancellationToken cancellationToken)
    {
        try
        {
            await AddAsync(server, client, answer, cancellationToken).ConfigureAwait(false);
        }
        catch (SoraApiException)
        {
        }
    }

    private static async Task AddAsync(SoraServer server, SoraClient client, SoraForwardingFilterChange answer, CancellationToken cancellationToken)
    {
        var request = new SoraRequest(SoraOperations.ListForwardingFilters) { [SoraFields.ChannelId] = answer.ChannelId };
        string name = answer.Name ?? ForwardingFilter.DefaultName;
        await foreach (var items in client.InvokeBatchesAsync(request.Operation, request.ToUtf8(), server.ResponseJson, cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in items.OfType<PSObject>().Where(item => Has(item, SoraFields.ConnectionId, answer.ConnectionId) && Has(item, SoraFields.FilterName, name, ForwardingFilter.DefaultName)))
            {
                answer.AddFilter(
                    item.Properties[SoraFields.Priority.Name]?.Value.Unwrap() as long?,
                    GetText(item, SoraFields.Action),
                    item.Properties[SoraFields.Rules.Name]?.Value,
                    GetText(item, SoraFields.Version),
                    item.Properties[SoraFields.FilterMetadata.Name]?.Value);
            }
        }
    }

    /// <summary>Whether an id has this value. What is no text is the id of something else, not a missing one.</summary>
    private static bool Has(PSObject item, SoraField field, string? wanted, string? missing = null) => Equals(item.Properties[field.Name]?.Value.Unwrap() ?? missing, wanted);

    private static string? GetText(PSObject item, SoraField field) => item.Properties[field.Name]?.Value.Unwrap() as string;
}
