using System.Net;

namespace SoraPS.Client.Tests;

/// <summary>
/// A request that is ended while it waits: whatever the streams of .NET throw then, it is the end. .NET Framework's streams, which are closed under their
/// reader, throw a <see cref="NullReferenceException"/> now and then.
/// </summary>
public sealed class EndedReadTests
{
    /// <summary>How the request is ended, and what happens to a stream that is closed under its reader. Null: it says that it is at its end.</summary>
    public static TheoryData<string, Type?> Ends
    {
        get
        {
            var ends = new TheoryData<string, Type?>();
            foreach (string end in new[] { "time limit", "caller", "disposal" })
            {
                foreach (var failure in new[] { typeof(NullReferenceException), typeof(ObjectDisposedException), typeof(InvalidOperationException), typeof(IOException), typeof(WebException), null })
                {
                    ends.Add(end, failure);
                }
            }

            return ends;
        }
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_read_that_was_ended_says_so(string end, Type? failure)
    {
        using var request = new Request(end, failure);
        using var body = request.CreateBody();
        var read = body.ReadAsync(new byte[10], 0, 10);

        request.End(body);

        await AssertEndedAsync(end, read);
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_stream_that_cannot_be_closed_does_not_hide_the_end(string end, Type? failure)
    {
        using var request = new Request(end, failure) { FailsToClose = true };
        var body = request.CreateBody();
        var read = body.ReadAsync(new byte[10], 0, 10);

        request.End(body);

        await AssertEndedAsync(end, read);
        body.Dispose();
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task What_is_read_ahead_ends_in_the_same_way(string end, Type? failure)
    {
        using var request = new Request(end, failure);
        var body = request.CreateBody();
        using var ahead = new ReadAheadStream(body, TimeSpan.FromMilliseconds(1), body.Token);
        await TestClient.WaitUntilAsync(() => request.IsReading);
        var read = ahead.ReadAsync(new byte[10], 0, 10);

        request.End(body);

        await AssertEndedAsync(end, read);
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_request_that_was_ended_before_the_answer_says_so(string end, Type? failure)
    {
        using var request = new Request(end, failure ?? typeof(ArgumentException));
        var stage = new ReadTimeoutStage(request.Limit, request.FailWhenEndedAsync);
        var sending = stage.SendAsync(request.Call);

        request.EndSending();

        await AssertEndedAsync(end, sending);
    }

    private static async Task AssertEndedAsync(string end, Task reading)
    {
        var thrown = await Record.ExceptionAsync(() => reading.WaitAsync(TestClient.SafetyLimit));
        Assert.IsType(end == "time limit" ? typeof(TimeoutException) : typeof(OperationCanceledException), thrown);
    }

    /// <summary>A request of a call, to a server that says nothing.</summary>
    private sealed class Request : IDisposable
    {
        private readonly CancellationTokenSource _caller = new();
        private readonly CancellationTokenSource _closed = new();
        private readonly string _end;
        private readonly Type? _failure;
        private ClosedStream? _stream;

        public Request(string end, Type? failure)
        {
            (_end, _failure) = (end, failure);
            Call = new HttpCall(SoraOperations.ListConnections, null, _caller.Token, _closed.Token);
        }

        public HttpCall Call { get; }

        public bool FailsToClose { get; init; }

        public TimeSpan Limit => _end == "time limit" ? TimeSpan.FromMilliseconds(20) : Timeout.InfiniteTimeSpan;

        public bool IsReading => _stream!.IsReading;

        public ReadTimeoutStream CreateBody()
        {
            _stream = new ClosedStream(_failure, FailsToClose);
            return new ReadTimeoutStream(new HttpResponseMessage(), _stream, Limit, Call, Call.CreateCancellation());
        }

        public void End(ReadTimeoutStream body)
        {
            if (_end == "caller")
            {
                _caller.Cancel();
            }
            else if (_end == "disposal")
            {
                body.Dispose();
            }
        }

        public void EndSending()
        {
            if (_end != "time limit")
            {
                (_end == "caller" ? _caller : _closed).Cancel();
            }
        }

        public async Task<HttpResponseMessage> FailWhenEndedAsync(HttpCall call, CancellationToken token)
        {
            await Task.WhenAny(Task.Delay(TestClient.SafetyLimit, token));
            throw (Exception)Activator.CreateInstance(_failure!, "closed")!;
        }

        public void Dispose()
        {
            _caller.Dispose();
            _closed.Dispose();
        }
    }

    /// <summary>A body that does not come, and whose reader meets a failure when it is closed.</summary>
    private sealed class ClosedStream : MemoryStream
    {
        private readonly TaskCompletionSource<int> _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Type? _failure;
        private readonly bool _failsToClose;

        public ClosedStream(Type? failure, bool failsToClose) => (_failure, _failsToClose) = (failure, failsToClose);

        public bool IsReading { get; private set; }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            cancellationToken.Register(Fail);
            IsReading = true;
            return _read.Task;
        }

        protected override void Dispose(bool disposing)
        {
            Fail();
            base.Dispose(disposing);
            if (_failsToClose)
            {
                throw new NotSupportedException("It is being read.");
            }
        }

        private void Fail()
        {
            if (_failure is null)
            {
                _read.TrySetResult(0);
            }
            else
            {
                _read.TrySetException((Exception)Activator.CreateInstance(_failure, "closed")!);
            }
        }
    }
}
