namespace SoraPS.Commands.Execution;

/// <summary>Says in words what a forwarding filter does: <c>block audio from everybody but client teacher</c>. Texts that strangers chose are escaped.</summary>
internal static class ForwardingText
{
    // Of a list of hundreds of ids, a plan shows the first ones.
    private const int MaximumValues = 5;

    /// <summary>What a filter does.</summary>
    /// <param name="action"><c>block</c> or <c>allow</c>; null if it is not known: Sora's default.</param>
    /// <param name="rules">Its rules.</param>
    public static string Describe(string? action, ForwardingRules rules) => SafeMessage.Format(
        action switch
        {
            "block" => Messages.ForwardingBlock,
            "allow" => Messages.ForwardingAllow,
            _ => Messages.ForwardingDefault,
        },
        string.Join(Messages.ForwardingOr, rules.Rules.Select(Describe)));

    /// <summary>What a rule is about.</summary>
    public static string Describe(IReadOnlyList<ForwardingCondition> rule)
    {
        var matches = ForwardingMatch.Of(rule);
        if (matches.Any(match => match.IsEmpty))
        {
            return Messages.ForwardingContradiction;
        }

        var senders = matches.Where(match => match.Field != ForwardingCondition.Kind).Select(DescribeSender).ToList();
        return SafeMessage.Format(
            Messages.ForwardingFrom,
            matches.Where(match => match.Field == ForwardingCondition.Kind).Select(DescribeKind).SingleOrDefault() ?? Messages.ForwardingAnything,
            senders.Count == 0 ? Messages.ForwardingEverybody : string.Join(Messages.ForwardingAnd, senders));
    }

    private static string DescribeKind(ForwardingMatch match)
    {
        bool isAudio = match.Values.Contains("audio");
        string kind = match.Values.Length > 1 ? Messages.ForwardingAnything : isAudio ? Messages.ForwardingAudio : Messages.ForwardingVideo;
        return match.IsNegated ? SafeMessage.Format(Messages.ForwardingKindNot, kind) : kind;
    }

    private static string DescribeSender(ForwardingMatch match)
    {
        string ids = string.Join(Messages.ForwardingComma, match.Values.Take(MaximumValues).Select(ConnectionDetails.Quote));
        if (match.Values.Length > MaximumValues)
        {
            ids = SafeMessage.Format(Messages.ForwardingMore, ids, (match.Values.Length - MaximumValues).ToString(Messages.Culture));
        }

        return SafeMessage.Format(
            (match.Field, match.IsNegated) switch
            {
                (ForwardingCondition.ClientId, false) => Messages.ForwardingClient,
                (ForwardingCondition.ClientId, true) => Messages.ForwardingClientNot,
                (_, false) => Messages.ForwardingConnection,
                _ => Messages.ForwardingConnectionNot,
            },
            ids);
    }
}
