using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using SoraPS.Binding;
using SoraPS.Commands;
using SoraPS.Commands.Execution;

namespace SoraPS.Completion;

/// <summary>
/// Reads servers and ids from a command line that is being typed. If they are known only when the command runs, the methods throw: a guess
/// might be another server.
/// </summary>
internal sealed class CommandLine
{
    private const string Server = nameof(SoraRemoteCommand.Server);

    private static readonly string[] ListCommands = { "Get-SoraConnection", "Get-SoraChannel" };
    private static readonly string[] PassThroughCommands = { "Where-Object", "where", "?", "Sort-Object" };

    private readonly string _name;
    private readonly CommandAst _command;
    private readonly IDictionary _values;
    private readonly Lazy<Dictionary<string, ParameterBindingResult>> _bound;

    /// <param name="name">The name of the cmdlet, also if an alias was typed.</param>
    /// <param name="command">The command.</param>
    /// <param name="values">The arguments that PowerShell could evaluate without running code.</param>
    public CommandLine(string name, CommandAst command, IDictionary values)
    {
        _name = name;
        _command = command;
        _values = values;
        _bound = new(() => StaticParameterBinder.BindCommand(command, true).BoundParameters);
    }

    /// <summary>The name of the cmdlet.</summary>
    public string CommandName => _name;

    /// <summary>The servers that the command will use.</summary>
    public List<SoraServer> GetServers()
    {
        bool given = _command.CommandElements.Any(element => element is CommandParameterAst name && IsPrefixOf(Server, name));
        if (!given && _command.CommandElements.Any(element => element is VariableExpressionAst { Splatted: true }))
        {
            throw Unknown();
        }

        object? named = given ? GetValue(Server) : GetDefaultServer();
        if (named is not null || given)
        {
            object? current = null;
            return ServerResolver.Resolve(new[] { named }, ServerStore.Current.FromCommandLine, ref current) ?? throw Unknown();
        }

        return GetSource() switch
        {
            null => new List<SoraServer> { ServerStore.Current.Implicit },
            CommandExpressionAst { Expression: var ids } when IsText(ids) => new List<SoraServer> { ServerStore.Current.Implicit },
            CommandAst source => GetUpstream(source).GetServers(),
            _ => throw Unknown(),
        };
    }

    /// <summary>The ids of a parameter, as they will be sent; null if there are none.</summary>
    public HashSet<string>? GetIds(string parameter)
    {
        if (!_bound.Value.TryGetValue(parameter, out var bound) && !_values.Contains(parameter))
        {
            return null;
        }

        // A number is sent as it was typed, such as 007.
        object? ids = bound?.Value is ConstantExpressionAst { Value: not string } number ? number.Extent.Text : new IdTransformationAttribute().Transform(null!, GetValue(parameter));
        return new HashSet<string>(ids as string[] ?? new[] { ids as string ?? throw Unknown() }, StringComparer.Ordinal);
    }

    /// <summary>The same; if the command takes the output of a list command, also the ids of that command.</summary>
    public HashSet<string>? GetIdsOrUpstream(string parameter) =>
        GetIds(parameter) ?? (GetSource() is CommandAst source ? GetUpstream(source).GetIds(parameter) : null);

    /// <summary>True for a switch that is on, false for one that is off; null without it.</summary>
    public bool? GetSwitch(string parameter) => _values.Contains(parameter) ? LanguagePrimitives.IsTrue(_values[parameter]) : null;

    /// <summary>The elements of a list that is being typed.</summary>
    public HashSet<string> GetListed(string parameter) => new(
        _bound.Value.TryGetValue(parameter, out var bound) && bound.Value is { } list
            ? list.FindAll(ast => ast is StringConstantExpressionAst, false).Select(ast => ((StringConstantExpressionAst)ast).Value)
            : Enumerable.Empty<string>(),
        StringComparer.Ordinal);

    private static bool IsPrefixOf(string name, CommandParameterAst typed) => CompletionResults.BeginsWith(name, typed.ParameterName);

    private static InvalidOperationException Unknown() => new();

    /// <summary>The first command of the pipeline, if the commands between only filter or sort. Other commands may output objects of any server.</summary>
    private CommandBaseAst? GetSource()
    {
        if (_command.Parent is not PipelineAst pipeline || pipeline.PipelineElements[0] == _command)
        {
            return null;
        }

        bool sameObjects = pipeline.PipelineElements.Skip(1).TakeWhile(element => element != _command)
            .All(element => element is CommandAst between && PassThroughCommands.Contains(between.GetCommandName(), StringComparer.OrdinalIgnoreCase));
        return sameObjects ? pipeline.PipelineElements[0] : throw Unknown();
    }

    /// <summary>The list command whose output the command takes. The output of any other command may be of any server.</summary>
    private static CommandLine GetUpstream(CommandAst source) =>
        Array.Find(ListCommands, name => name.Equals(source.GetCommandName(), StringComparison.OrdinalIgnoreCase)) is { } list ? new CommandLine(list, source, new Hashtable()) : throw Unknown();

    private static bool IsText(ExpressionAst expression) =>
        expression is StringConstantExpressionAst || (expression is ArrayLiteralAst list && list.Elements.All(IsText));

    private object? GetValue(string parameter) => _values.Contains(parameter) ? _values[parameter] : _bound.Value[parameter].Value.SafeGetValue();

    /// <summary>The value of <c>-Server</c> in <c>$PSDefaultParameterValues</c>; its keys may contain wildcards.</summary>
    private object? GetDefaultServer()
    {
        var defaults = ScriptBlock.Create("$PSDefaultParameterValues").InvokeReturnAsIs().Unwrap() as IDictionary;
        if (defaults is null or { Count: 0 } || LanguagePrimitives.IsTrue(defaults["Disabled"]))
        {
            return null;
        }

        var fitting = from DictionaryEntry entry in defaults
                      let pattern = WildcardPattern.Get(entry.Key.ToString()!.Replace(" ", string.Empty), WildcardOptions.IgnoreCase)
                      where pattern.IsMatch(_name + ":" + Server)
                      select entry.Value;
        var values = fitting.Distinct().ToList();
        return values.Count == 0 ? null : values.Count == 1 && values[0] is { } value ? value : throw Unknown();
    }
}
