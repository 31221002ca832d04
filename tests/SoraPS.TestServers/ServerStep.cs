using System.Net.Sockets;
using System.Text;

namespace SoraPS.TestServers;

/// <summary>
/// A step of the answer of a <see cref="RawServer"/>. A text stands for the step that sends it. Several steps become one with <c>+</c>, or
/// with <see cref="Sequence"/>, which also works in PowerShell (there, a text plus a step is a text).
/// </summary>
public abstract record ServerStep
{
    private ServerStep()
    {
    }

    /// <summary>Closes the connection.</summary>
    public static ServerStep Close { get; } = new CloseStep();

    /// <summary>Closes the connection with a TCP reset.</summary>
    public static ServerStep Reset { get; } = new ResetStep();

    /// <summary>Sends nothing more, and waits until the client closes the connection.</summary>
    public static ServerStep WaitForDisconnect { get; } = new DisconnectStep();

    /// <summary>Waits until the test calls <see cref="RawServer.Signal"/>, or <see cref="RawServer.SignalAtRequests"/> requests are here.</summary>
    public static ServerStep WaitForSignal { get; } = new SignalStep();

    /// <summary>Waits up to three milliseconds, depending on the number of the request: what follows may meet the next request on its way.</summary>
    public static ServerStep VaryingPause { get; } = new VaryingPauseStep();

    internal virtual bool IsWaitForDisconnect => false;

    /// <summary>A text stands for the step that sends it.</summary>
    public static implicit operator ServerStep(string text) => Send(text);

    /// <summary>The one step and then the other.</summary>
    public static ServerStep operator +(ServerStep first, ServerStep second) => Sequence(first, second);

    /// <summary>Sends a text in UTF-8.</summary>
    public static ServerStep Send(string text) => new SendStep(Encoding.UTF8.GetBytes(text), 1);

    /// <summary>Sends bytes as they are.</summary>
    public static ServerStep Send(params byte[] bytes) => new SendStep(bytes, 1);

    /// <summary>Sends a text many times.</summary>
    public static ServerStep Repeat(string text, int count) => new SendStep(Encoding.UTF8.GetBytes(text), count);

    /// <summary>Waits.</summary>
    public static ServerStep Pause(TimeSpan time) => new PauseStep(time);

    /// <summary>Waits.</summary>
    public static ServerStep Pause(int milliseconds) => Pause(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>One step after the other.</summary>
    public static ServerStep Sequence(params ServerStep[] steps) => new SequenceStep(steps);

    /// <summary>Does it.</summary>
    /// <returns>False if nothing more is to come on this connection.</returns>
    internal abstract Task<bool> RunAsync(ServerStepContext context);

    private sealed record SendStep(byte[] Bytes, int Count) : ServerStep
    {
        internal override async Task<bool> RunAsync(ServerStepContext context)
        {
            for (int i = 0; i < Count; i++)
            {
                await context.Stream.WriteAsync(Bytes, 0, Bytes.Length).ConfigureAwait(false);
            }

            return true;
        }
    }

    private sealed record SequenceStep(IReadOnlyList<ServerStep> Steps) : ServerStep
    {
        internal override bool IsWaitForDisconnect => Steps.Any(step => step.IsWaitForDisconnect);

        internal override async Task<bool> RunAsync(ServerStepContext context)
        {
            foreach (var step in Steps)
            {
                if (!await step.RunAsync(context).ConfigureAwait(false))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private sealed record CloseStep : ServerStep
    {
        internal override Task<bool> RunAsync(ServerStepContext context) => Task.FromResult(false);
    }

    private sealed record ResetStep : ServerStep
    {
        internal override Task<bool> RunAsync(ServerStepContext context)
        {
            context.Client.LingerState = new LingerOption(true, 0);
            return Task.FromResult(false);
        }
    }

    private sealed record DisconnectStep : ServerStep
    {
        internal override bool IsWaitForDisconnect => true;

        internal override async Task<bool> RunAsync(ServerStepContext context)
        {
            var buffer = new byte[4096];
            while (await context.Stream.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false) > 0)
            {
            }

            return false;
        }
    }

    private sealed record SignalStep : ServerStep
    {
        internal override async Task<bool> RunAsync(ServerStepContext context)
        {
            await context.Signal.ConfigureAwait(false);
            return true;
        }
    }

    private sealed record PauseStep(TimeSpan Time) : ServerStep
    {
        internal override async Task<bool> RunAsync(ServerStepContext context)
        {
            await Task.Delay(Time).ConfigureAwait(false);
            return true;
        }
    }

    private sealed record VaryingPauseStep : ServerStep
    {
        internal override async Task<bool> RunAsync(ServerStepContext context)
        {
            await Task.Delay(context.RequestNumber % 4).ConfigureAwait(false);
            return true;
        }
    }
}

/// <summary>What a step has to do with.</summary>
internal sealed record ServerStepContext(TcpClient Client, Stream Stream, Task Signal, int RequestNumber);
