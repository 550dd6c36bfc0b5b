import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Synchronization
import Vocabulary

/// One event of a `text/event-stream` (WHATWG HTML, section 9.2).
public struct ServerSentEvent: Sendable, Hashable {
    /// What the browser sends back as `Last-Event-ID` after a lost connection.
    public var id: String?
    public var name: String
    public var data: String

    public init(id: String?, name: String, data: String) {
        self.id = id
        self.name = name
        self.data = data
    }

    var text: String {
        (id.map { "id: \($0)\n" } ?? "") + "event: \(name)\n" + data.split(separator: "\n", omittingEmptySubsequences: false).map { "data: \($0)\n" }.joined() + "\n"
    }
}

/// Events on their way to one browser. Bounded: one that falls behind is cut off, and its `EventSource` comes back with the
/// number of the event it saw last.
public final class ServerSentEventFeed: Sendable {
    let lines: AsyncStream<String>
    private let feed: AsyncStream<String>.Continuation
    /// When the write that is under way began.
    private let writingSince = Mutex<ContinuousClock.Instant?>(nil)

    init(bound: Int) { (lines, feed) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingOldest(bound)) }

    /// Never waits. False when the browser is behind by more than the bound, or gone: the stream then ends.
    @discardableResult
    public func send(_ event: ServerSentEvent) -> Bool {
        if case .enqueued = feed.yield(event.text) { return true }
        feed.finish()
        return false
    }

    /// What was sent before is still written.
    public func finish() { feed.finish() }

    func write(_ body: () async throws -> Void) async throws {
        writingSince.withLock { $0 = .now }
        try await body()
        writingSince.withLock { $0 = nil }
    }

    func isStalled(for limit: Duration) -> Bool { writingSince.withLock { $0.map { $0.duration(to: .now) > limit } ?? false } }
}

extension Response {
    /// Streams events as they are sent, with an event `beat` whenever some seconds have passed, by which either side finds
    /// out that the other is gone. The stream ends when the feed does, when the browser leaves, or when it does not read.
    /// - Parameters:
    ///   - bound: how many events wait for a browser that reads slowly.
    ///   - follow: begins sending; what it returns is done once the stream has ended, whatever ended it.
    public static func eventStream(
        for request: Request, context: WebContext, bound: Int = 64, beat: Duration = .seconds(3), stall: Duration = .seconds(10),
        _ follow: @escaping @Sendable (ServerSentEventFeed) async -> @Sendable () async -> Void
    ) -> Response {
        let body = ResponseBody { writer in
            let feed = ServerSentEventFeed(bound: bound)
            // A peer that vanished without a word is found by the beats it does not acknowledge.
            try? await context.channel.setOption(userTimeout, value: SocketOptionValue(stall.nanoseconds / 1_000_000)).get()
            let finish = await follow(feed)
            // The writer is used by the one child task that writes.
            nonisolated(unsafe) var out = writer
            do {
                try await request.body.consumeWithInboundCloseHandler { _ in
                    try await pump(feed, beat, stall) { try await out.write(ByteBuffer(string: $0)) }
                } onInboundClosed: {
                    feed.finish()
                }
            } catch {
                // The browser is gone or does not read: it comes back by itself.
                feed.finish()
            }
            await finish()
            try await out.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
    }

    private static func pump(_ feed: ServerSentEventFeed, _ beat: Duration, _ stall: Duration, _ write: @escaping (String) async throws -> Void) async throws {
        nonisolated(unsafe) let write = write
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await feed.write { try await write("retry: 500\n\n") }
                for await line in feed.lines { try await feed.write { try await write(line) } }
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: beat)
                    feed.send(ServerSentEvent(id: nil, name: "beat", data: "{}"))
                    if feed.isStalled(for: stall) { throw CancellationError() }
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

/// TCP_USER_TIMEOUT (RFC 5482; Linux tcp(7)): how long sent data may stay unacknowledged, in milliseconds.
private let userTimeout = ChannelOptions.Types.SocketOption(level: .tcp, name: .init(rawValue: 18))
