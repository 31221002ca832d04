using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using SoraPS.Binding;

namespace SoraPS.Commands.Execution;

/// <summary>
/// The parameters that were given on the command line, as they were in <c>BeginProcessing</c>. Later, <c>MyInvocation.BoundParameters</c> also
/// contains what records bound, even records before the current one.
/// </summary>
internal sealed class CommandLineParameters
{
    private readonly Dictionary<string, object?> _values;
    private readonly PSCmdlet _cmdlet;
    private readonly CmdletPipeline _pipeline;

    public CommandLineParameters(PSCmdlet cmdlet, CmdletPipeline pipeline)
    {
        _cmdlet = cmdlet;
        _pipeline = pipeline;
        _values = cmdlet.MyInvocation.BoundParameters.ToDictionary(parameter => parameter.Key, parameter => (object?)parameter.Value, StringComparer.OrdinalIgnoreCase);
    }

    public bool Contains(string name) => _values.ContainsKey(name);

    /// <summary>Ends the pipeline if a parameter that records may leave empty is empty on the command line: an unset variable must not mean that nothing was given.</summary>
    public void ThrowIfEmpty(string name, string message)
    {
        if (_values.TryGetValue(name, out object? value) && (value is null or "" || (value is string?[] ids && IdTransformationAttribute.IsEmpty(ids))))
        {
            ThrowIsEmpty(name, message, value);
        }
    }

    /// <summary>The same for ids that records may leave empty.</summary>
    public void ThrowIfNoIds(string[]? ids, string name)
    {
        if (Contains(name) && (ids is null or { Length: 0 } || ids.Any(string.IsNullOrEmpty)))
        {
            ThrowIsEmpty(name, Messages.ConnectionNotGiven, ids);
        }
    }

    /// <summary>The same for every parameter, where null is no value for any of them.</summary>
    public void ThrowIfAnyIsNull(string message)
    {
        foreach (var parameter in _values.Where(parameter => parameter.Value is null))
        {
            ThrowIsEmpty(parameter.Key, message, null);
        }
    }

    /// <summary>Ends the pipeline if one of the parameters was given without the one that it belongs to.</summary>
    public void ThrowIfWithout(bool isGiven, string needed, params string[] names)
    {
        if (!isGiven && Array.Find(names, Contains) is { } name)
        {
            _pipeline.ThrowTerminatingError(new ArgumentException(string.Format(Messages.Culture, Messages.ParameterNeeds, name, needed)), name);
        }
    }

    /// <summary>The JSON object that a parameter contains; null for none. Anything else ends the pipeline.</summary>
    public JsonElement? GetJsonObject(object? value, string name)
    {
        try
        {
            return value is null ? null : PowerShellJson.ToObject(value, name);
        }
        catch (ArgumentException e)
        {
            _pipeline.ThrowTerminatingError(e, value);
            return null;
        }
    }

    /// <summary>The JSON of a parameter that may be any. Null, an empty text and an empty list are what a variable without a value is: without consent they end the pipeline, as a value does that is no JSON.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="allowEmpty">The consent.</param>
    /// <param name="isText">Whether a text stands for itself; else it contains JSON.</param>
    public JsonElement? GetJson(object? value, string name, bool allowEmpty, bool isText)
    {
        if (!allowEmpty && value.Unwrap() is null or "" or DBNull or ICollection { Count: 0 } and not IDictionary)
        {
            ThrowIsEmpty(name, Messages.JsonIsEmpty, value);
        }

        try
        {
            return PowerShellJson.ToElement(value, name, isText);
        }
        catch (ArgumentException e)
        {
            _pipeline.ThrowTerminatingError(e, value);
            return null;
        }
    }

    /// <summary>Whether a stream shows anything, such as <c>Verbose</c>: by its common parameter if that was given, else by its preference variable.</summary>
    public bool IsStreamEnabled(string stream) => Contains(stream) || IsShown(_cmdlet.GetVariableValue(stream + "Preference"));

    /// <summary>The same for progress, whose common parameter (PowerShell 7.4) has a value.</summary>
    public bool IsProgressEnabled => IsShown(_values.TryGetValue("ProgressAction", out object? action) ? action : _cmdlet.GetVariableValue("ProgressPreference"));

    /// <summary>True if PowerShell will ask the user before each change.</summary>
    public bool WillPrompt
    {
        get
        {
            if (_values.TryGetValue("Confirm", out object? confirm))
            {
                return LanguagePrimitives.IsTrue(confirm);
            }

            var impact = ((CmdletAttribute)Attribute.GetCustomAttribute(_cmdlet.GetType(), typeof(CmdletAttribute))!).ConfirmImpact;
            return LanguagePrimitives.TryConvertTo(_cmdlet.GetVariableValue("ConfirmPreference"), out ConfirmImpact preference)
                && preference is not ConfirmImpact.None && preference <= impact;
        }
    }

    private static bool IsShown(object? preference) =>
        !LanguagePrimitives.TryConvertTo(preference, out ActionPreference action) || action is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    private void ThrowIsEmpty(string name, string message, object? value) =>
        _pipeline.ThrowTerminatingError(new ArgumentException(string.Format(Messages.Culture, message, name)), value);
}
