import Bus
import Contracts
import Logging
import Store
import Synchronization
import Vocabulary

/// Handles every event of some services once in effect: at least once on the wire, its effects and the cursor in one
/// transaction. The instances of a service share the streams among them by leases; an event's subject is always handled
/// in order.
///
/// Announced messages are only wake-ups: a gap shows by arithmetic and is filled from the log.
public final class ConsumerGroup: Sendable {
    /// Runs synchronously within the transaction; may be run again, so it touches the transaction alone.
    public typealias Handler = @Sendable (Envelope, any Transaction) throws -> Void

    struct Owned {
        var follower: StreamFollower
        var parked: Set<String> = []
        var released: Set<String> = []
    }

    let platform: Platform
    let cursors: CursorStore
    let handler: Handler
    let timing: ConsumerTiming
    let counts: ConsumerCounts
    private let services: Set<ServiceName>
    private let bells: [StreamName: Bell]
    private let owned = Mutex<[StreamName: Owned]>([:])

    /// - Parameter name: keeps the group's place: a new name begins at the first event.
    public init(_ name: String, of services: Set<ServiceName>, platform: Platform, timing: ConsumerTiming = ConsumerTiming(), handler: @escaping Handler) {
        self.platform = platform
        self.services = services
        self.timing = timing
        self.handler = handler
        cursors = CursorStore(database: platform.database, instance: platform.instance, service: platform.service, group: name)
        counts = ConsumerCounts(platform.metrics, group: name)
        bells = Dictionary(uniqueKeysWithValues: services.flatMap(StreamName.all).map { ($0, Bell()) })
    }

    /// Follows until the task is cancelled, then gives the streams to the other instances.
    public func run() async throws {
        let tail = platform.bus.tail(of: services)  // before the log is read, so that nothing falls between
        await withDiscardingTaskGroup { group in
            group.addTask { for await event in tail { self.announced(event) } }
            group.addTask { await self.keepClaims() }
            for stream in bells.keys { group.addTask { await self.follow(stream) } }
        }
        // The task is cancelled: only one of its own still reaches the database.
        await Task { [cursors] in try? await cursors.release() }.value
        try Task.checkCancellation()
    }

    private func announced(_ event: Envelope) {
        change(event.stream) { $0.follower.announced(event) }
        bells[event.stream]?.ring()
    }

    // MARK: Leases, heads and letters, once a second

    private func keepClaims() async {
        while !Task.isCancelled {
            do { try await look() } catch is CancellationError {} catch {
                platform.log.warning("a consumer group cannot reach its cursors; it goes on when it can", metadata: ["group": "\(cursors.group)", "error": "\(error)"])
            }
            try? await Task.sleep(for: timing.poll)
        }
    }

    private func look() async throws {
        let claimed = try await cursors.claim(bells.keys.sorted(), for: timing.lease)
        let heads = try await EventLog(platform.database).heads(of: Array(claimed.keys))
        let parked = Dictionary(grouping: try await cursors.parked()) { $0.stream }
        owned.withLock { owned in
            owned = owned.filter { claimed[$0.key] != nil }
            for (stream, cursor) in claimed {
                var state = owned[stream] ?? Owned(follower: StreamFollower(cursor: cursor, patience: timing.overtaken))
                state.follower.headSeen(heads[stream] ?? 0)
                state.parked.formUnion((parked[stream] ?? []).map(\.subject))
                state.released = Set((parked[stream] ?? []).filter(\.isReleased).map(\.subject))
                owned[stream] = state
            }
        }
        counts.streams.set(claimed.count)
        for stream in claimed.keys { bells[stream]?.ring() }
    }

    // MARK: One stream

    private func follow(_ stream: StreamName) async {
        while !Task.isCancelled {
            let now = platform.time.instant()
            do {
                for subject in change(stream, { $0.released }) ?? [] { try await replay(subject, in: stream) }
                switch change(stream, { $0.follower.next(at: now) }) ?? .wait(until: nil) {
                case .handle(let events): try await handle(events)
                case .fetch(let seq): try await fetch(stream, after: seq)
                case .wait(let deadline): await bells[stream]?.wait(atMost: deadline.map { max(.milliseconds(1), $0 - now) })
                }
            } catch { failed(stream, error) }
        }
    }

    private func fetch(_ stream: StreamName, after seq: Int64) async throws {
        let events = try await EventLog(platform.database).events(of: stream, after: seq, limit: StreamFollower.page)
        counts.filled.add(events.count)
        change(stream) { $0.follower.fetched(events) }
    }

    private func failed(_ stream: StreamName, _ error: any Error) {
        guard !(error is CancellationError) else { return }
        if let error = error as? StoreError, error.code == .cursorMoved {
            // Another instance has the stream now; a claim will say if it ever is ours again, and from where.
            _ = owned.withLock { $0.removeValue(forKey: stream) }
            return
        }
        platform.log.warning("an event stream waits", metadata: ["group": "\(cursors.group)", "stream": "\(stream)", "error": "\(error)"])
        let until = platform.time.instant() + timing.pause
        change(stream) { $0.follower.paused(until: until) }
    }

    @discardableResult
    func change<Value: Sendable>(_ stream: StreamName, _ body: @Sendable (inout Owned) -> Value) -> Value? {
        owned.withLock { owned in owned[stream] == nil ? nil : body(&owned[stream, default: Owned(follower: StreamFollower(cursor: 0, patience: .zero))]) }
    }
}
