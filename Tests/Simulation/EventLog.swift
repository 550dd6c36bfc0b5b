import AgentAssistCore
import Contracts
import Vocabulary

/// The durable log: numbers events in their streams and announces them to whoever follows.
final class EventLog {
    private unowned let world: World
    private(set) var envelopes: [Envelope] = []
    private var streams: [StreamName: [Envelope]] = [:]
    private var followers: [Follower] = []

    init(in world: World) { self.world = world }

    var heads: [StreamName: Int64] { streams.mapValues { Int64($0.count) } }

    func events<E: Event>(_ type: E.Type = E.self, of call: CallID) -> [E] {
        envelopes.compactMap { $0.subject == call.value ? try? $0.decoded(as: type) : nil }
    }

    func after(_ seq: Int64, in name: StreamName) -> [Envelope] { Array((streams[name] ?? []).dropFirst(Int(seq))) }

    func append(_ event: some Event, by service: ServiceName, _ source: InstanceID) {
        let name = StreamName(of: event.subject, in: service)
        let draft = EventDraft(event, id: EventID("e\(envelopes.count)"), tenant: World.tenant, at: world.timestamp, trace: TraceParent(""))
        let envelope = draft.placed(in: name, seq: Int64(streams[name]?.count ?? 0) + 1, source: source)
        envelopes.append(envelope)
        streams[name, default: []].append(envelope)
        for follower in followers { world.announce { follower.announced(envelope) } }
    }

    func follow(_ take: @escaping (Envelope) -> Void) { followers.append(Follower(self, world, take)) }
}

/// One service's view of the log, in order within each stream and in any interleaving across them.
final class Follower {
    private unowned let log: EventLog
    private unowned let world: World
    private let take: (Envelope) -> Void
    private lazy var order = Stepper(StreamOrder(), in: world) { [unowned self] in perform($0) }

    init(_ log: EventLog, _ world: World, _ take: @escaping (Envelope) -> Void) {
        self.log = log
        self.world = world
        self.take = take
        let services = ServiceName.allCases.flatMap(StreamName.all)
        order.step { $0.reached(Dictionary(uniqueKeysWithValues: services.map { ($0, 0) }), at: $1) }
        poll()
    }

    func announced(_ envelope: Envelope) { order.step { $0.announced(envelope, at: $1) } }

    private func perform(_ effect: StreamOrder.Effect) {
        switch effect {
        case .apply(let envelope): take(envelope)
        case .fill(let name, let seq):
            world.after(.milliseconds(5)) { [self] in
                let missed = log.after(seq, in: name)
                order.step { $0.filled(name, missed, at: $1) }
            }
        }
    }

    private func poll() {
        world.after(.seconds(1)) { [self] in
            order.step { $0.reached(log.heads, at: $1) }
            poll()
        }
    }
}
