import AgentAssistCore
import Bus
import Contracts
import Logging
import Runtime
import ServiceLifecycle
import Vocabulary

/// Agent assist: the desk's shell. Follows the other services' events and shows calls when Routing asks.
public struct AgentAssistService: Service {
    private static let followed: Set<ServiceName> = [.mediaGateway, .speechIntent, .routing, .ticketing]

    private let platform: Platform
    private let desk: Desk
    private let reader: ContextReader

    public init(platform: Platform, desk: Desk) {
        self.platform = platform
        self.desk = desk
        reader = ContextReader(platform: platform)
    }

    public func run() async throws {
        await platform.bus.serve(ShowContext.self) { [desk] request, _ in try await desk.show(request) }
        await platform.bus.serve(WithdrawContext.self) { [desk] request, _ in await desk.withdraw(request) }
        try? await cancelWhenGracefulShutdown { try await follow() }
        await desk.drain()
    }

    /// Brings announced events into order and hands them to the desk.
    private func follow() async throws {
        let tail = platform.bus.tail(of: Self.followed)
        let (gaps, feed) = AsyncStream<(StreamName, Int64)>.makeStream(bufferingPolicy: .bufferingNewest(Self.followed.count * StreamName.shards))
        let order = Driver(StreamOrder(), time: platform.time) { [desk] effect in
            switch effect {
            case .apply(let envelope): await desk.take(envelope)
            case .fill(let stream, let seq): feed.yield((stream, seq))
            }
        }
        // Until the heads are known, what is announced waits in the tail.
        await readHeads(order)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await envelope in tail { await order.step { order, now in order.announced(envelope, at: now) } } }
            group.addTask { for await (stream, seq) in gaps { await fill(stream, after: seq, order) } }
            group.addTask { while true { try await platform.sleep(for: .seconds(1)); await readHeads(order) } }
            try await group.next()
            group.cancelAll()
        }
        await order.stop()
    }

    private func fill(_ stream: StreamName, after seq: Int64, _ order: Driver<StreamOrder>) async {
        let envelopes: [Envelope]
        do { envelopes = try await reader.events(of: stream, after: seq) } catch {
            platform.log.warning("a gap could not be filled from the log; trying again in a second", metadata: ["stream": "\(stream)", "error": "\(error)"])
            envelopes = []
        }
        await order.step { order, now in order.filled(stream, envelopes, at: now) }
    }

    /// The log's heads show each second what was lost last.
    private func readHeads(_ order: Driver<StreamOrder>) async {
        do {
            let heads = try await reader.heads(of: Self.followed)
            await order.step { order, now in order.reached(heads, at: now) }
        } catch {
            platform.log.warning("the log's heads could not be read; trying again in a second", metadata: ["error": "\(error)"])
        }
    }
}
