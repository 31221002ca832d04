using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using SoraPS.Binding;
using SoraPS.Commands;

namespace SoraPS.Completion;

/// <summary>
/// What a command line that is being typed says about servers and ids. Where it says something that is known only when it runs, this
/// throws: a guess might mean another server.
/// </summary>
internal sealed class CommandLine
{
    private const string Server = nameof(SoraServerCommand.Server);

    private static readonly string[] Lists = { "Get-SoraConnection", "Get-SoraChannel" };
    private static readonly string[] PassOn = { "Where-Object", "where", "?", "Sort-Object" };

    private readonly string _name;
    private readonly CommandAst _command;
    private readonly IDictionary _values;
    private readonly Lazy<Dictionary<string, ParameterBindingResult>> _bound;

    /// <param name="name">The name of the cmdlet, whatever alias was typed.</param>
    /// <param name="command">The command.</param>
    /// <param name="values">Those of its arguments that PowerShell could evaluate without running anything.</param>
    public CommandLine(string name, CommandAst command, IDictionary values)
    {
        _name = name;
        _command = command;
        _values = values;
        _bound = new(() => StaticParameterBinder.BindCommand(command, true).BoundParameters);
    }

    /// <summary>The name of the cmdlet.</summary>
    public string CommandName => _name;

    /// <summary>The servers that the command will speak to.</summary>
    public List<SoraServer> Servers()
    {
        bool given = _command.CommandElements.Any(element => element is CommandParameterAst name && Begins(Server, name));
        if (!given && _command.CommandElements.Any(element => element is VariableExpressionAst { Splatted: true }))
        {
            throw Unknown();
        }

        object? named = given ? Value(Server) : DefaultServer();
        if (named is not null || given)
        {
            object? at = null;
            return SoraServerCommand.Resolve(new[] { named }, ServerStore.Current.FromCommandLine, ref at) ?? throw Unknown();
        }

        return Source() switch
        {
            null => new List<SoraServer> { ServerStore.Current.Implicit },
            CommandExpressionAst { Expression: var ids } when IsText(ids) => new List<SoraServer> { ServerStore.Current.Implicit },
            CommandAst source => Upstream(source).Servers(),
            _ => throw Unknown(),
        };
    }

    /// <summary>The ids given for a parameter, as they will be sent; null if there are none.</summary>
    public HashSet<string>? Ids(string parameter)
    {
        if (!_bound.Value.TryGetValue(parameter, out var bound) && !_values.Contains(parameter))
        {
            return null;
        }

        // A number is sent as it was typed: 007.
        object? ids = bound?.Value is ConstantExpressionAst { Value: not string } number ? number.Extent.Text : new IdTransformationAttribute().Transform(null!, Value(parameter));
        return new HashSet<string>(ids as string[] ?? new[] { ids as string ?? throw Unknown() }, StringComparer.Ordinal);
    }

    /// <summary>The same; where the connections of a list come down the pipeline, those that the list was asked for.</summary>
    public HashSet<string>? IdsFromHereOrUpstream(string parameter) =>
        Ids(parameter) ?? (Source() is CommandAst source ? Upstream(source).Ids(parameter) : null);

    /// <summary>True for a switch that is on, false for one that is off; null without it.</summary>
    public bool? Switch(string parameter) => _values.Contains(parameter) ? LanguagePrimitives.IsTrue(_values[parameter]) : null;

    /// <summary>The texts in a list that is being typed.</summary>
    public HashSet<string> Listed(string parameter) => new(
        _bound.Value.TryGetValue(parameter, out var bound) && bound.Value is { } list
            ? list.FindAll(ast => ast is StringConstantExpressionAst, false).Select(ast => ((StringConstantExpressionAst)ast).Value)
            : Enumerable.Empty<string>(),
        StringComparer.Ordinal);

    private static bool Begins(string name, CommandParameterAst typed) => Completions.BeginsWith(name, typed.ParameterName);

    private static InvalidOperationException Unknown() => new();

    /// <summary>The beginning of the pipeline that feeds the command, if what stands between only chooses or sorts: objects made on the way may come from any server.</summary>
    private CommandBaseAst? Source()
    {
        if (_command.Parent is not PipelineAst pipeline || pipeline.PipelineElements[0] == _command)
        {
            return null;
        }

        bool sameObjects = pipeline.PipelineElements.Skip(1).TakeWhile(element => element != _command)
            .All(element => element is CommandAst between && PassOn.Contains(between.GetCommandName(), StringComparer.OrdinalIgnoreCase));
        return sameObjects ? pipeline.PipelineElements[0] : throw Unknown();
    }

    /// <summary>A list whose connections or channels arrive here. Those of any other command may come from any server.</summary>
    private static CommandLine Upstream(CommandAst source) =>
        Array.Find(Lists, name => name.Equals(source.GetCommandName(), StringComparison.OrdinalIgnoreCase)) is { } list ? new CommandLine(list, source, new Hashtable()) : throw Unknown();

    private static bool IsText(ExpressionAst expression) =>
        expression is StringConstantExpressionAst || (expression is ArrayLiteralAst list && list.Elements.All(IsText));

    private object? Value(string parameter) => _values.Contains(parameter) ? _values[parameter] : _bound.Value[parameter].Value.SafeGetValue();

    /// <summary>What <c>$PSDefaultParameterValues</c> says of it, in any of its spellings.</summary>
    private object? DefaultServer()
    {
        var defaults = ScriptBlock.Create("$PSDefaultParameterValues").InvokeReturnAsIs().Unwrap() as IDictionary;
        if (defaults is null or { Count: 0 } || LanguagePrimitives.IsTrue(defaults["Disabled"]))
        {
            return null;
        }

        var fitting = from DictionaryEntry entry in defaults
                      let pattern = WildcardPattern.Get(entry.Key.ToString()!.Replace(" ", string.Empty), WildcardOptions.IgnoreCase)
                      where pattern.IsMatch(_name + ":" + Server)
                      select entry.Value ?? throw Unknown();
        return fitting.Distinct().SingleOrDefault();
    }
}
