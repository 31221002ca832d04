namespace SoraPS.Client.Tests;

/// <summary>Tests that measure, or change, something that the whole process shares: no other test runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
#pragma warning disable CA1711 // xUnit's own word.
public sealed class NonParallelCollection
#pragma warning restore CA1711
{
    public const string Name = "not parallel";
}
