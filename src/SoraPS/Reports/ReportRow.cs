namespace SoraPS.Reports;

/// <summary>
/// What a report needs of one connection. A text that was not there is null; <c>Created</c> is UTC, and so is <c>Listed</c>, the instant
/// that the age was counted to. By <c>Began</c> the rows are put in order, since ages that were kept were not all counted to one instant.
/// </summary>
internal sealed record ReportRow(
    string? Server, string Channel, string Client, string Connection, string Role, string? VideoCodec, string? AudioCodec, DateTime? Created, TimeSpan? Age, DateTime? Listed, DateTime? Began);
