import Contracts
import Vocabulary

/// Answered by Ticketing to Routing alone.
struct Echo: Request {
    static let name = "ticketing.echo.v1"
    static let service = ServiceName.ticketing
    static let callers: Set<ServiceName> = [.routing]
    static let deadline = Duration.seconds(5)
    var text: String
    struct Answer: Codable, Sendable, Hashable {
        var text: String
        var by: InstanceID
        var asker: ServiceName
    }
}

/// What is answered only after its deadline.
struct Slow: Request {
    static let name = "ticketing.slow.v1"
    static let service = ServiceName.ticketing
    static let callers: Set<ServiceName> = [.routing]
    static let deadline = Duration.milliseconds(200)
    typealias Answer = Done
}

/// What waits for as long as it may.
struct Patient: Request {
    static let name = "ticketing.patient.v1"
    static let service = ServiceName.ticketing
    static let callers: Set<ServiceName> = [.routing]
    static let deadline = Duration.seconds(30)
    typealias Answer = Done
}

extension Envelope {
    static func sample(_ seq: Int64, in service: ServiceName = .routing, by source: InstanceID = "routing-1", size: Int = 40) -> Envelope {
        Envelope(
            id: EventID("event-\(seq)"), source: source, type: "routing.call-queued.v1", subject: "call-\(seq)",
            time: Timestamp(microseconds: 1_767_225_600_000_000 + seq), tenant: "tenant", stream: StreamName(service: service, shard: 3), seq: seq,
            causation: seq % 2 == 0 ? nil : EventID("event-\(seq - 1)"), trace: TraceParent("00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"),
            data: Array(repeating: 0x20, count: size))
    }
}
