using System.Management.Automation;

namespace SoraPS.Binding;

/// <summary>The JSON of operations that we have no type for. The objects in it carry the session, however deep they lie, and what would steer the next command is held back.</summary>
internal sealed class ApiJson : PowerShellJson
{
    private readonly SoraSession _session;

    public ApiJson(SoraSession session) => _session = session;

    private protected override PSObject CreateProperties(List<KeyValuePair<string, object?>> members)
    {
        var created = new PSObject(new SoraApiObject(_session));
        SoraFields? steering = null;
        foreach (var member in members)
        {
            if (Presentation.Steers(member.Key))
            {
                (steering ??= new SoraFields())[member.Key] = member.Value;
            }
            else
            {
                created.Properties.Add(new PSNoteProperty(member.Key, member.Value), preValidated: true);
            }
        }

        if (steering is not null)
        {
            created.Properties.Add(new PSNoteProperty(nameof(SoraRecord.AdditionalProperties), steering), preValidated: true);
        }

        return created;
    }
}
