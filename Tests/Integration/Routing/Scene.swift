import Bus
import Contracts
import Runtime
import RoutingCore
import RoutingShell
import Store
import StorePostgres
import Synchronization
import TestKit
import Testing
import Vocabulary

/// Routing over the fresh database; everybody else is played.
struct Scene: Sendable {
    let database: PostgresDatabase
    let gatewayDatabase: PostgresDatabase
    let gateway: InMemoryBus
    let speech: InMemoryBus
    let owner: InMemoryBus
    let desk: Desk
    let assist: InMemoryBus
    let legs = PlayedLegs()
    private let tenant: TenantID = "warm"

    /// The agents' screens and phones.
    final class Desk: Sendable {
        let log = Mutex<[String]>([])
        let deaf = Mutex<Set<AgentID>>([])
        /// The gateway connects, but its answer does not arrive.
        let unheard = Mutex(false)
        /// Phones are answered once so many screens have shown a call.
        let answersAfter = Mutex(0)
        var shown: Int { log.withLock { $0.count { $0.hasPrefix("show") } } }
        /// Pages take their time.
        let slow = Mutex(false)
    }

    static func run(
        instances: Int = 1, changing: @Sendable (inout RoutingSettings) -> Void = { _ in }, _ body: @escaping @Sendable (Scene) async throws -> Void
    ) async throws {
        let network = InMemoryNetwork()
        let scene = try await Scene(network)
        var databases: [PostgresDatabase] = []
        var services: [RoutingService] = []
        for index in 0..<instances {
            let database = try await FreshDatabase.asService(.routing, "r\(index)")
            if index == 0 { _ = try await Schema("routing", RoutingSchema.migrations).migrate(database) }
            let bus = network.join(InstanceID("routing-r\(index)"), as: .routing)
            database.announceCommits { bus.announce($0) }
            let platform = try FreshDatabase.platform(.routing, "r\(index)", database, bus: bus)
            var settings = try platform.configuration.read(["routing", ServiceObjectives.section]) { RoutingSettings(&$0) }
            changing(&settings)
            services.append(RoutingService(platform: platform, settings: settings))
            databases.append(database)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in services { group.addTask { try? await service.run() } }
            group.addTask {
                try await scene.provision()
                try await body(scene)
            }
            while let _ = try await group.next() { if group.isEmpty { break }; group.cancelAll() }
        }
        for database in databases + [scene.database, scene.gatewayDatabase] { await database.close() }
    }

    private init(_ network: InMemoryNetwork) async throws {
        database = try await FreshDatabase.asService(.routing, "observer")
        gatewayDatabase = try await FreshDatabase.asService(.mediaGateway, "g")
        gateway = network.join("media-gateway-g", as: .mediaGateway)
        speech = network.join("speech-intent-s", as: .speechIntent)
        owner = network.join("operator-o", as: .operator)
        speech.report(load: 0, of: 100, draining: false)
        let second = network.join("speech-intent-t", as: .speechIntent)
        second.report(load: 0, of: 100, draining: false)
        let desk = Desk()
        self.desk = desk
        assist = network.join("agent-assist-d", as: .agentAssist)
        await assist.serve(ShowContext.self) { request, _ in
            guard !desk.deaf.withLock({ $0.contains(request.agent) }) else { throw RequestFailure(.timedOut, "the page says nothing") }
            if desk.slow.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1500)) }
            desk.log.withLock { $0.append("show \(request.call) \(request.agent)") }
            return ShowContext.Answer(revision: request.revision)
        }
        await assist.serve(WithdrawContext.self) { _, _ in Done() }
        await gateway.serve(ConnectAgent.self) { request, _ in
            desk.log.withLock { $0.append("ring \(request.call) \(request.agent)") }
            while desk.shown < desk.answersAfter.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
            if desk.unheard.withLock({ $0 }) { throw RequestFailure(.timedOut, "the answer was lost") }
            return .connected(leg: LegID("leg-\(request.agent)"))
        }
        await legs.serve(on: gateway)
        let bus = gateway
        gatewayDatabase.announceCommits { bus.announce($0) }
    }

    private func provision() async throws {
        await until { do { _ = try await self.owner.ask(PutNumber(number: self.plan), of: nil); return true } catch { return false } }
        try await put(["li", "wang", "a1", "a2", "a3", "a4"].map { QueuePlan.Member(agent: AgentID($0), skills: [], phone: $0) })
    }

    func put(_ members: [QueuePlan.Member], _ rules: QueueRules? = nil, as name: QueueName = "service") async throws {
        _ = try await owner.ask(PutQueue(queue: QueuePlan(tenant: tenant, name: name, members: members, rules: rules)), of: nil)
    }

    private var plan: NumberPlan { NumberPlan(number: "400", tenant: tenant, pack: "heating", queue: "service", hours: "00:00-24:00") }

    func seat(_ agent: AgentID) async throws { _ = try await owner.ask(SetPresence(tenant: tenant, agent: agent, presence: .ready), of: nil) }

    func arrive(_ call: CallID, from number: String? = nil) async throws {
        _ = try await gateway.ask(AdmitCall(call: call, dialled: "400", caller: number.map { Masked($0) }, gateway: gateway.instance, trace: TraceParent("00-aa-bb-01")), of: nil)
    }

    /// The assistant says so many things, each that long after the caller has stopped, in milliseconds.
    func answerCallers(_ count: Int, after latency: Int64) {
        let spent = AssistantSpoke.Latency(total: latency, turnEnd: 0, recognition: 0, synthesis: 0, own: latency)
        let spoken = AssistantSpoke(call: "C", revision: 1, generation: 1, text: Sealed(box: "-"), complete: true, played: 1000, latency: spent)
        speech.announce(
            (1...count).map { number in
                EventDraft(spoken, id: EventID("spoke-\(number)"), tenant: tenant, at: SystemTime().timestamp(), trace: TraceParent("00-aa-bb-01"))
                    .placed(in: StreamName(of: "C", in: .speechIntent), seq: Int64(number), source: speech.instance)
            })
    }

    func treatment(_ call: CallID) async throws -> AdmitCall.Treatment {
        try await gateway.ask(AdmitCall(call: call, dialled: "400", caller: nil, gateway: gateway.instance, trace: TraceParent("00-aa-bb-01")), of: nil).treatment
    }

    func handOver(_ call: CallID, epoch: Int = 1, skills: [String] = [], queue: QueueName? = nil) async throws -> HandOver.Answer {
        try await speech.ask(
            HandOver(
                call: call, epoch: epoch, reason: .asked, skills: skills, revision: 3, priority: 0, decidedAt: SystemTime().timestamp(),
                trace: TraceParent("00-aa-bb-01"), queue: queue), of: nil)
    }

    func end(_ call: CallID) async throws {
        let draft = EventDraft(
            CallEnded(call: call, cause: .callerHungUp, talked: 1000, received: 50, lost: 0), id: EventID("end-\(call)"), tenant: tenant,
            at: SystemTime().timestamp(), trace: TraceParent("00-aa-bb-01"))
        try await gatewayDatabase.transaction { $0.append(draft) }
    }

    func connect(_ call: CallID, to agent: AgentID) async throws {
        let fence = try await database.query("SELECT fence FROM agent WHERE agent = \(agent)") { try $0.get("fence", as: Int64.self) }.first ?? 0
        let draft = EventDraft(
            AgentConnected(call: call, leg: "leg", agent: agent, fence: fence), id: EventID("connected-\(call)"), tenant: tenant,
            at: SystemTime().timestamp(), trace: TraceParent("00-aa-bb-01"))
        try await gatewayDatabase.transaction { $0.append(draft) }
    }

    func tell(_ event: some Event) async throws {
        let draft = EventDraft(event, id: EventID("told-\(UInt64.random(in: 0...UInt64.max))"), tenant: tenant, at: SystemTime().timestamp(), trace: TraceParent("00-aa-bb-01"))
        try await gatewayDatabase.transaction { $0.append(draft) }
    }

    func canRing(_ phone: String) async throws -> Bool { try await database.query("SELECT can_ring(\(phone)) AS can") { try $0.get("can", as: Bool.self) }.first ?? false }
    func phones() async throws -> Int { try await database.query("SELECT count(*) AS n FROM phone") { try $0.get("n", as: Int.self) }.first ?? 0 }
    func state(of call: CallID) async throws -> String? { try await database.query("SELECT state FROM call WHERE call = \(call)") { try $0.get("state", as: String.self) }.first }
    func holder(of call: CallID) async throws -> AgentID? {
        try await database.query("SELECT agent FROM call WHERE call = \(call) AND state = 'connected' AND agent_leg IS NOT NULL") { AgentID(try $0.get("agent", as: String.self)) }.first
    }
    func presence(of agent: AgentID) async throws -> String? { try await database.query("SELECT presence FROM agent WHERE agent = \(agent)") { try $0.get("presence", as: String.self) }.first }
    /// What was said of an agent, in order.
    func presences(of agent: AgentID) async throws -> [PresenceChanged] {
        try await EventLog(database).events(about: agent.value, limit: 100).compactMap { try $0.decoded(as: PresenceChanged.self) }
    }
    func count(of state: String) async throws -> Int { try await database.query("SELECT count(*) AS n FROM call WHERE state = \(state)") { try $0.get("n", as: Int.self) }.first ?? 0 }

    /// Waits at most ten seconds.
    func until(_ condition: @escaping () async throws -> Bool) async rethrows {
        for _ in 0..<200 {
            if try await condition() { return }
            try? await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("it did not happen within ten seconds")
    }
}
