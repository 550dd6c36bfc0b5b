import AgentAssistShell
import AgentAssistWeb
import Bus
import Contracts
import Foundation
import Logging
import Runtime
import Security
import Store
import StorePostgres
import Synchronization
import TestKit
import Testing
import Vocabulary
import Web

/// A desk on the fresh database with its web server; everybody else is played.
final class DeskWorld: Sendable {
    static let tenant: TenantID = "heat", agent: AgentID = "li.na", password = "correct horse"

    let network = InMemoryNetwork()
    let port: Int
    let routing: InMemoryBus
    private let databases: [ServiceName: PostgresDatabase]
    private let key: MasterKey
    let sealer: Sealer
    let people: People
    let signIns: SignIns
    let log: EventLog
    /// What Routing was asked.
    let presences = Mutex<[Presence]>([])
    let customer = Mutex<CustomerCard?>(nil)
    /// What Ticketing was asked to do.
    let performed = Mutex<[PerformAction]>([])
    /// What Ticketing has to be done.
    let openTickets = Mutex<[OpenTicket]>([])
    /// What speech-intent says of the pack; nil: it is away.
    let guide = Mutex<PackGuide?>(nil)
    /// What speech-intent says of what people talk about, nil: nothing; and what it was asked.
    let advice = Mutex<Advise.Answer?>(nil), askedAdvice = Mutex<[String]>([])
    /// What Routing and the gateway were asked to do with calls.
    let controls = Mutex<[String]>([])
    /// When the time after a call ends, and how often more is given.
    let wrapUpEnds = Mutex<Timestamp?>(nil), moreTimes = Mutex(1)
    /// What Routing says of its queues.
    let plans = Mutex<[ListPlans.QueueState]>([])
    /// While true, what is said is in the log and nobody announces it.
    let isSilent = Shared(false)

    /// Runs a desk while the body does.
    static func run(_ settings: String = "", _ body: @escaping @Sendable (DeskWorld) async throws -> Void) async throws {
        let world = try await DeskWorld()
        let first = try await world.desk("a", port: world.port, settings)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await first.run() }
            group.addTask {
                try await world.isServed(world.port)
                try await body(world)
            }
            for try await _ in group { break }
            group.cancelAll()
        }
        for database in world.databases.values { await database.close() }
    }

    private init() async throws {
        port = try FreePort.any()
        key = try MasterKey(SecureRandom.bytes(32))
        let network = network
        var databases: [ServiceName: PostgresDatabase] = [:]
        for service in [ServiceName.speechIntent, .routing, .mediaGateway, .ticketing, .operator] {
            databases[service] = try await FreshDatabase.asService(service, connections: 2)
        }
        self.databases = databases
        guard let own = databases[.operator] else { throw CancellationError() }
        routing = network.join("routing-a", as: .routing)
        sealer = try Sealer(key, database: own)
        people = People(own, sealer)
        signIns = SignIns(own, sealer)
        log = EventLog(own)
        try await people.put(Person(id: Self.agent, tenant: Self.tenant, name: Masked("李娜"), roles: [.agent]), password: Masked(Self.password))
        try await people.put(Person(id: "boss", tenant: Self.tenant, name: Masked("主管"), roles: [.supervisor]), password: Masked(Self.password))
        try await playRouting()
        await playControls()
        for (service, database) in databases where service != .operator {
            let bus = service == .routing ? routing : network.join(InstanceID("\(service.rawValue)-a"), as: service)
            database.announceCommits { [isSilent] in if !isSilent.withLock({ $0 }) { bus.announce($0) } }
            if service == .speechIntent { await playSpeech(bus) }
            if service == .mediaGateway { await playGateway(bus) }
            if service == .ticketing { await playTicketing(bus) }
        }
    }

    private func playSpeech(_ bus: InMemoryBus) async {
        await bus.serve(Advise.self) { [weak self] request, _ in
            self?.askedAdvice.withLock { $0.append(request.text.revealed) }
            guard let answer = self?.advice.withLock({ $0 }) else { throw RequestFailure(.unavailable, "no advice") }
            return answer
        }
        await bus.serve(DescribePack.self) { [weak self] _, _ in
            guard let guide = self?.guide.withLock({ $0 }) else { throw RequestFailure(.notFound, "no such pack") }
            return guide
        }
    }

    private func playTicketing(_ bus: InMemoryBus) async {
        await bus.serve(ListOpenTickets.self) { [weak self] _, _ in
            let open = self?.openTickets.withLock { $0 } ?? []
            return ListOpenTickets.Answer(tickets: open, total: open.count)
        }
        await bus.serve(ChangeTicket.self) { [weak self] request, _ in
            try self?.openTickets.withLock { open in
                guard let index = open.firstIndex(where: { $0.id == request.ticket }), open[index].state != request.state else { throw RequestFailure(.conflict, "somebody was quicker") }
                if request.state == .resolved { open.remove(at: index) } else { open[index].state = request.state }
            }
            return Done()
        }
        await bus.serve(TakeCallBack.self) { [weak self] request, _ in
            self?.openTickets.withLock { open in
                guard let index = open.firstIndex(where: { $0.callBack != nil && $0.state == .open }) else { return .nobody(next: Timestamp(microseconds: 1_796_083_200_000_000)) }
                open[index].state = .dispatched
                open[index].callBack?.agent = request.agent
                open[index].callBack?.fence += 1
                open[index].callBack?.until = Timestamp(microseconds: Int64.max / 2)
                return .taken(open[index])
            } ?? .nobody(next: nil)
        }
        await bus.serve(FinishCallBack.self) { [weak self] request, _ in
            try self?.openTickets.withLock { open in
                guard let index = open.firstIndex(where: { $0.id == request.ticket }) else { throw RequestFailure(.notFound, "no such call-back waits") }
                guard open[index].callBack?.fence == request.fence else { throw RequestFailure(.conflict, "somebody else's") }
                open.remove(at: index)
            }
            self?.controls.withLock { $0.append("call-back \(request.ticket) \(request.outcome.rawValue)") }
            return Done()
        }
        await bus.serve(FindCustomer.self) { [weak self] _, _ in FindCustomer.Answer(customer: self?.customer.withLock { $0 }) }
        await bus.serve(PerformAction.self) { [weak self] request, _ in
            self?.performed.withLock { $0.append(request) }
            return PerformAction.Answer(outcome: .done, values: ["due": Masked("明天二十点前")], ticket: "T-1177")
        }
    }

    /// - Returns: the header that carries the cookie.
    func signIn(_ user: String, port: Int? = nil) async throws -> [String: String] {
        let answer = try await HTTP.post("/desk/sign-in", #"{"user": "\#(user)", "password": "\#(Self.password)"}"#, port: port ?? self.port)
        guard let cookie = answer.cookie else { throw Failure("\(user) was not signed in: \(answer.body)") }
        return ["Cookie": cookie]
    }

    private func playRouting() async throws {
        await routing.serve(ListPlans.self) { [weak self] _, _ in ListPlans.Answer(numbers: [Self.number], queues: self?.plans.withLock { $0 } ?? []) }
        await routing.serve(SetPresence.self) { [weak self] request, _ in
            self?.presences.withLock { $0.append(request.presence) }
            try await self?.say(PresenceChanged(agent: request.agent, presence: request.presence), by: .routing)
            return Done()
        }
    }

    /// Another desk of the same suite, while the body runs.
    func alsoRunning(_ name: String, _ settings: String = "", _ body: (_ port: Int) async throws -> Void) async throws {
        let port = try FreePort.any()
        let second = try await desk(name, port: port, settings)
        let running = Task { try await second.run() }
        defer { running.cancel() }
        try await isServed(port)
        try await body(port)
    }

    private func desk(_ name: String, port: Int, _ settings: String) async throws -> RunningDesk {
        let database = try await FreshDatabase.asService(.agentAssist, name, connections: 2), bus = network.join(InstanceID("agent-assist-\(name)"), as: .agentAssist)
        database.announceCommits { bus.announce($0) }
        _ = try await Schema("agent_assist", AgentAssistSchema.migrations).migrate(database)
        let platform = try FreshDatabase.platform(.agentAssist, name, database, bus: bus, key: key)
        let configuration = try Configuration(yaml: "http: { port: \(port) }\nagent-assist: { acknowledgement: 1900ms \(settings) }", file: "test")
        let read = try configuration.read(["agent-assist", ServiceObjectives.section]) { AgentAssistSettings(&$0) }
        let web = try configuration.read(["http"]) { WebSettings(&$0, service: .agentAssist, index: 0) }
        return RunningDesk(platform: platform, settings: read, web: web)
    }

    private func isServed(_ port: Int) async throws {
        for _ in 0..<200 {
            if (try? await HTTP.get("/healthz", port: port).status) == 200 { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Failure("the desk's web server did not start")
    }

    static let number = NumberPlan(number: "4001001", tenant: tenant, pack: "heating", queue: "heating", hours: "00:00-24:00")

    /// A queue with two members.
    static let queue = ListPlans.QueueState(
        plan: QueuePlan(
            tenant: tenant, name: "heating", members: [QueuePlan.Member(agent: agent, skills: [], phone: "1001"), QueuePlan.Member(agent: "wang", skills: [], phone: "1002")]),
        waiting: 0, presence: [agent: .ready, "wang": .paused], wait: 15)

    // MARK: What the services say

    @discardableResult
    func say(_ event: some Event, by service: ServiceName) async throws -> EventID {
        guard let database = databases[service] else { throw Failure("nobody plays \(service)") }
        let id = EventID(UUID().uuidString)
        let draft = EventDraft(event, id: id, tenant: Self.tenant, at: SystemTime().timestamp(), trace: TraceParent("00-aa-bb-01"))
        try await database.transaction { $0.append(draft) }
        return id
    }

    func seal(_ text: String, _ kind: String, _ subject: String, call: CallID) async throws -> Sealed<String> {
        try await sealer.seal(text, person: sealer.person(customer: nil, call: call, tenant: Self.tenant), kind: kind, subject: subject)
    }

    /// Routing asks for the screen, as it does after it has leased the agent.
    func show(
        _ call: CallID, revision: Int, fence: Int64 = 1, agent: AgentID = DeskWorld.agent, tenant: TenantID = DeskWorld.tenant,
        desk: InstanceID = "agent-assist-a"
    ) async throws -> Int {
        try await routing.ask(ShowContext(call: call, agent: agent, tenant: tenant, revision: revision, reason: .anger, fence: fence, trace: TraceParent("00-aa-bb-01")), of: desk).revision
    }

    /// Waits at most ten seconds.
    func until(_ what: String, _ condition: () async throws -> Bool) async throws {
        for _ in 0..<400 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(25))
        }
        throw Failure("within ten seconds it did not happen that \(what)")
    }
}

/// A value that closures share.
final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
    func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result { value.withLock { body(&$0) } }
}

/// The shell and the web server of one desk.
private struct RunningDesk: Sendable {
    var platform: Platform
    var settings: AgentAssistSettings
    var web: WebSettings

    func run() async throws {
        let desk = Desk(platform: platform, settings: settings)
        let routes = DeskRoutes(desk: desk, platform: platform, settings: settings)
        let server = WebServer(web, metrics: platform.metrics, readiness: platform.readiness, log: platform.log) { routes.add(to: $0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await AgentAssistService(platform: platform, desk: desk).run() }
            group.addTask { try await server.run() }
            try await group.next()
            group.cancelAll()
        }
    }
}
