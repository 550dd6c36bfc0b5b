import Contracts
import TestKit
import Vocabulary

/// All six Cores in one thread on virtual time, joined by a network that a seed decides. Each host stands in for what a
/// service's shell does around its Cores: rows and locks are dictionaries, engines are delays.
final class World {
    static let tenant: TenantID = "warm"
    static let dialled = "4001"
    /// How long a dead instance is still believed to live.
    static let lease = Duration.milliseconds(1500)

    let seed: UInt64
    let conditions: Conditions
    var random: SeededRandom
    private(set) var now = Instant.zero
    var streamed: [String: Instant] = [:]
    var snapshots = Snapshots()
    private var agenda = Agenda()
    private var died: [InstanceID: Instant] = [:]

    private(set) lazy var log = EventLog(in: self)
    private(set) lazy var book = Book(in: self)
    private(set) lazy var routing = RoutingRows(in: self)
    private(set) lazy var routers = (["routing-1", "routing-2"] as [InstanceID]).map { RoutingHost($0, in: self) }
    private var unconsumed: [Envelope] = []
    private(set) lazy var ticketing = TicketingHost(in: self)
    private(set) lazy var desk = DeskHost(in: self)
    private(set) lazy var analytics = AnalyticsHost(in: self)
    private(set) lazy var gateways = (["gateway-1", "gateway-2"] as [InstanceID]).map { GatewayHost($0, in: self) }
    private(set) lazy var speech = (["speech-1", "speech-2"] as [InstanceID]).map { SpeechHost($0, in: self) }
    private(set) var agents: [AgentID: Agent] = [:]
    private(set) var callers: [Caller] = []

    init(seed: UInt64, _ conditions: Conditions = Conditions()) {
        self.seed = seed
        self.conditions = conditions
        random = SeededRandom(seed: seed)
        _ = (analytics, desk, routers)
        log.follow { [unowned self] envelope in
            unconsumed.append(envelope)
            consume()
        }
    }

    // MARK: Time

    var timestamp: Timestamp { Timestamp(microseconds: 1_795_305_600_000_000 + now.nanoseconds / 1000) }

    func at(_ instant: Instant, _ body: @escaping () -> Void) { agenda.add(at: instant, body) }
    func after(_ duration: Duration, _ body: @escaping () -> Void) { at(now + duration, body) }
    func chance(_ share: Double) -> Bool { share > 0 && Double.random(in: 0..<1, using: &random) < share }
    func some(_ milliseconds: ClosedRange<Int>) -> Duration { .milliseconds(Int.random(in: milliseconds, using: &random)) }

    func run(for duration: Duration) {
        let end = now + duration
        while let (instant, body) = agenda.next(until: end) {
            now = instant
            body()
        }
        now = end
    }

    /// Until every call is over and everything has come to rest, ten minutes at most.
    func runToTheEnd() {
        for _ in 0..<60 where !callers.allSatisfy(\.isGone) || now < .zero + .seconds(10) { run(for: .seconds(10)) }
        run(for: .seconds(40))
    }

    // MARK: Who lives

    func isAlive(_ instance: InstanceID) -> Bool { died[instance] == nil }
    /// As the registry has it.
    func isListed(_ instance: InstanceID) -> Bool { died[instance].map { now < $0 + Self.lease } ?? true }

    var everyoneLives: Bool { died.isEmpty }

    func kill(_ instance: InstanceID) {
        guard isAlive(instance) else { return }
        died[instance] = now
        gateways.first { $0.id == instance }?.die()
        speech.first { $0.id == instance }?.die()
        routers.first { $0.id == instance }?.die()
    }

    /// The instance of Routing that holds the consumers' lease. A dead one holds it until it lapses, and events wait.
    private func consume() {
        guard let owner = routers.first(where: { isListed($0.id) }) else { return book.violate("no Routing is left") }
        guard isAlive(owner.id) else { return after(.milliseconds(200)) { [self] in consume() } }
        while !unconsumed.isEmpty { owner.take(unconsumed.removeFirst()) }
    }

    /// Whom the bus would ask: any that is listed, dead or alive.
    var listedRouting: RoutingHost? { routers.filter { isListed($0.id) }.randomElement(using: &random) }
    var someRouting: RoutingHost? { routers.first { isAlive($0.id) } }

    /// A question to Routing.
    func askRouting<Answer>(
        _ deadline: Duration, by asker: InstanceID, _ serve: @escaping (RoutingHost, @escaping (Outcome<Answer>) -> Void) -> Void,
        then: @escaping (Outcome<Answer>) -> Void
    ) {
        guard let host = listedRouting else { return after(.milliseconds(1)) { then(.failure(RequestFailure(.unavailable, "no Routing is live"))) } }
        ask(deadline, of: host.id, by: asker, { serve(host, $0) }, then: then)
    }

    func gateway(_ id: InstanceID) -> GatewayHost? { gateways.first { $0.id == id } }
    func speech(_ id: InstanceID) -> SpeechHost? { speech.first { $0.id == id } }

    // MARK: People

    @discardableResult
    func hire(_ name: AgentID, _ habits: Agent.Habits = Agent.Habits()) -> Agent {
        let agent = Agent(name, habits, in: self)
        agents[name] = agent
        desk.open(agent)
        routing.hired(name)
        return agent
    }

    @discardableResult
    func dial(_ wish: Caller.Wish, gateway: Int = 0, after delay: Duration = .zero, hangsUpAfter: Duration? = nil) -> Caller {
        let caller = Caller(CallID("CALL\(callers.count + 1)"), wish, in: self, hangsUpAfter: hangsUpAfter)
        callers.append(caller)
        // A carrier tries the next gateway when one does not answer.
        after(delay) { [self] in caller.dial(isAlive(gateways[gateway].id) ? gateways[gateway] : gateways[1 - gateway]) }
        return caller
    }
}
