namespace SoraPS.Reports;

/// <summary>What a report needs of one connection. Times are UTC.</summary>
/// <param name="Server">The name of the server; null if it is not known.</param>
/// <param name="Channel">The channel id.</param>
/// <param name="Client">The client id.</param>
/// <param name="Connection">The connection id.</param>
/// <param name="Role">The role.</param>
/// <param name="VideoCodec">The video codec; null without video.</param>
/// <param name="AudioCodec">The audio codec; null without audio.</param>
/// <param name="Created">When the connection was made, as the row says; null if it does not.</param>
/// <param name="Age">The age; null if it is not known.</param>
/// <param name="AgeMeasured">The instant at which the connection had that age: now, or when the row was exported.</param>
/// <param name="Started">
/// The time by which rows are ordered: <c>Created</c>, or now less the age. Ages themselves are not comparable, because those of exported rows were
/// measured at different instants.
/// </param>
internal sealed record ReportRow(
    string? Server,
    string Channel,
    string Client,
    string Connection,
    string Role,
    string? VideoCodec,
    string? AudioCodec,
    DateTime? Created,
    TimeSpan? Age,
    DateTime? AgeMeasured,
    DateTime? Started);
