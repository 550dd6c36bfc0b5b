import Contracts
import Vocabulary

/// How the hand-overs of the last hour went: how long callers waited, and how long the screens took.
public struct HandOverRecord: Sendable, Hashable {
    private struct Entry: Sendable, Hashable {
        var at: Timestamp
        var tenant: TenantID
        var value: Int64
    }

    /// Of each kind so many are kept at most.
    static let bound = 5000
    public static let window = Duration.seconds(3600)

    private var waits: [Entry] = [], latencies: [Entry] = [], abandoned: [Entry] = []

    public init() {}

    public mutating func apply(_ envelope: Envelope) {
        if let event = try? envelope.decoded(as: CallHandedOver.self) {
            Self.add(event.waited, envelope, to: &waits)
        } else if let event = try? envelope.decoded(as: HandOverAcknowledged.self) {
            Self.add(event.latency, envelope, to: &latencies)
        }
    }

    /// A caller left before anybody came.
    public mutating func left(_ envelope: Envelope) { Self.add(0, envelope, to: &abandoned) }

    private static func add(_ value: Int64, _ envelope: Envelope, to entries: inout [Entry]) {
        entries.append(Entry(at: envelope.time, tenant: envelope.tenant, value: max(0, value)))
        if entries.count > bound { entries.removeFirst(entries.count - bound) }
    }

    /// What a wall shows of it.
    public struct Service: Codable, Sendable, Hashable {
        public var handOvers: Int
        public var abandoned: Int
        /// The share of callers served within `within` milliseconds, of all who wanted a person, 0-100; nil without any.
        public var level: Int?
        public var within: Int64
        /// Medians and 99th percentiles; waits in milliseconds, latencies (decision → screen) in microseconds.
        public var wait: Int64?
        public var latency: Int64?
        public var latencyWorst: Int64?

        public init(handOvers: Int, abandoned: Int, level: Int?, within: Int64, wait: Int64? = nil, latency: Int64? = nil, latencyWorst: Int64? = nil) {
            self.handOvers = handOvers
            self.abandoned = abandoned
            self.level = level
            self.within = within
            self.wait = wait
            self.latency = latency
            self.latencyWorst = latencyWorst
        }
    }

    public func service(of tenant: TenantID, within goal: Duration, at now: Timestamp) -> Service {
        let from = now.advanced(by: .zero - Self.window)
        let waited = Self.values(waits, tenant, from), shown = Self.values(latencies, tenant, from), gone = Self.values(abandoned, tenant, from).count
        let inTime = waited.count { $0 <= Int64(goal.milliseconds) }, all = waited.count + gone
        return Service(
            handOvers: waited.count, abandoned: gone, level: all == 0 ? nil : 100 * inTime / all, within: Int64(goal.milliseconds), wait: Self.quantile(waited, 0.5),
            latency: Self.quantile(shown, 0.5),
            latencyWorst: Self.quantile(shown, 0.99))
    }

    private static func values(_ entries: [Entry], _ tenant: TenantID, _ from: Timestamp) -> [Int64] {
        entries.filter { $0.tenant == tenant && $0.at >= from }.map(\.value).sorted()
    }

    /// Of sorted values: the smallest that at least this share does not exceed.
    private static func quantile(_ sorted: [Int64], _ share: Double) -> Int64? {
        sorted.isEmpty ? nil : sorted[min(sorted.count - 1, max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1))]
    }
}
