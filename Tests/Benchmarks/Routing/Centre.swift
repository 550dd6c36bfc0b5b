import Bus
import BusZeroMQ
import Contracts
import Logging
import RoutingShell
import Runtime
import Security
import Store
import StorePostgres
import Synchronization
import Vocabulary

/// A call centre around two instances of Routing.
final class Centre: Sendable {
    private struct State {
        var number = 0
        /// When the gateway was told to ring for each call.
        var rung: [CallID: Double] = [:]
        var tasks: [Task<Void, any Error>] = []
    }

    let gateway: Member
    private let owner: Member
    let routers: [Member]
    private let journal: Journal
    private let state = Mutex(State())

    init(_ conninfo: String) async throws {
        gateway = try await Member(.mediaGateway, "g", conninfo)
        owner = try await Member(.operator, "o", conninfo)
        routers = [try await Member(.routing, "r1", conninfo), try await Member(.routing, "r2", conninfo)]
        journal = try Journal(platform: gateway.platform)
        _ = try await Schema("routing", RoutingSchema.migrations).migrate(routers[0].database)
    }

    func open() async throws {
        await gateway.bus.serve(ConnectAgent.self) { [self] request, _ in
            state.withLock { $0.rung[request.call] = RoutingBenchmark.now() }
            return .connected(leg: LegID("leg-\(request.fence)"))
        }
        let journal = journal
        start { try await journal.run() }
        for router in routers {
            let service = RoutingService(platform: router.platform, settings: try router.platform.configuration.read(["routing", ServiceObjectives.section]) { RoutingSettings(&$0) })
            start { try await service.run() }
        }
        try await Task.sleep(for: .seconds(3))  // instances find each other, streams are claimed
        let plan = NumberPlan(number: "400", tenant: "warm", pack: "heating", queue: "service", hours: "00:00-24:00")
        _ = try await owner.bus.ask(PutNumber(number: plan), of: nil)
    }

    private func start(_ body: @escaping @Sendable () async throws -> Void) { state.withLock { $0.tasks.append(Task { try await body() }) } }

    func close() async {
        let tasks = state.withLock { $0.tasks }
        for task in tasks { task.cancel() }
        for task in tasks { _ = await task.result }
        for member in [gateway, owner] + routers { await member.leave() }
    }

    // MARK: People and calls

    func staff(_ count: Int) async throws {
        let members = (1...count).map { QueuePlan.Member(agent: AgentID("agent-\($0)"), skills: ["service"], phone: "phone-\($0)", phoneOnly: true) }
        try await put("service", members)
    }

    func put(_ queue: QueueName, _ members: [QueuePlan.Member]) async throws {
        _ = try await owner.bus.ask(PutQueue(queue: QueuePlan(tenant: "warm", name: queue, members: members)), of: nil)
    }

    func arrive() async throws -> CallID {
        let number = state.withLock { state in
            state.number += 1
            return state.number
        }
        let call = CallID("CALL\(number)")
        let request = AdmitCall(call: call, dialled: "400", caller: nil, gateway: gateway.bus.instance, trace: TraceParent("00-aa-bb-01"))
        // A gateway would go on by itself; here the same is asked again.
        for _ in 0..<4 where (try? await gateway.bus.ask(request, of: nil)) != nil { return call }
        _ = try await gateway.bus.ask(request, of: nil)
        return call
    }

    func handOver(_ call: CallID) async throws {
        let request = HandOver(
            call: call, epoch: 1, reason: .asked, skills: ["service"], revision: 0, priority: 0, decidedAt: SystemTime().timestamp(), trace: TraceParent("00-aa-bb-01"))
        _ = try await gateway.bus.ask(request, of: nil)
    }

    func end(_ call: CallID) throws {
        try journal.record(gateway.platform.draft(CallEnded(call: call, cause: .callerHungUp, talked: 0, received: 0, lost: 0), tenant: "warm", trace: TraceParent("00-aa-bb-01")))
    }

    /// So many calls, each of which is connected.
    func fill(agents: Int) async throws -> [CallID] {
        var calls: [CallID] = []
        for _ in 0..<agents {
            let call = try await arrive()
            _ = try await ring(of: call) { try await self.handOver(call) }
            calls.append(call)
        }
        try await settled(connected: agents)
        return calls
    }

    func wait(_ callers: Int) async throws {
        for _ in 0..<callers { try await handOver(try await arrive()) }
    }

    // MARK: Waiting for what happens

    func ring(of call: CallID, after body: @Sendable () async throws -> Void) async throws -> Double {
        try await body()
        return try await seen { $0.rung[call] }
    }

    func nextRing(after body: @Sendable () throws -> Void) async throws -> Double {
        let before = state.withLock { $0.rung.count }
        try body()
        return try await seen { $0.rung.count > before ? $0.rung.values.max() : nil }
    }

    private func seen(_ look: (State) -> Double?) async throws -> Double {
        for _ in 0..<40_000 {
            if let found = state.withLock({ look($0) }) { return found }
            try await Task.sleep(for: .microseconds(250))
        }
        throw RequestFailure(.timedOut, "no phone rang within ten seconds")
    }

    /// Until so many agents talk and the others are free.
    func settled(connected: Int = 0) async throws {
        for _ in 0..<400 {
            let going = try await routers[0].database.query("SELECT count(*) AS n FROM agent WHERE presence <> 'ready' AND (call IS NULL OR lease_ends IS NULL)") {
                try $0.get("n", as: Int.self)
            }.first
            let leased = try await routers[0].database.query("SELECT count(*) AS n FROM agent WHERE lease_ends IS NOT NULL") { try $0.get("n", as: Int.self) }.first
            if going == connected, leased == 0 { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw RequestFailure(.timedOut, "the agents did not settle")
    }
}

/// One service's platform.
struct Member {
    var database: PostgresDatabase
    var bus: ZeroMQBus
    var platform: Platform

    init(_ service: ServiceName, _ name: String, _ conninfo: String) async throws {
        let instance = InstanceID("\(service.rawValue)-\(name)")
        database = PostgresDatabase(PostgresOptions(conninfo: conninfo, service: service, instance: instance))
        bus = try await ZeroMQBus(instance: instance, of: service, registry: PostgresRegistry(database), log: { print("log: \($0)") }, onLapsed: {})
        let (database, bus) = (database, bus)
        database.announceCommits { bus.announce($0) }
        platform = Platform(
            service: service, instance: instance, index: 0, configuration: try Configuration(yaml: "", file: "bench"),
            log: Logger(label: "bench") { _ in JSONLog(service: service.rawValue, instance: instance.value, level: .warning) }, metrics: Metrics(),
            readiness: Readiness(), time: SystemTime(), bus: bus, database: database,
            sealer: try Sealer(MasterKey(SecureRandom.bytes(32)), database: database),
            folders: Folders(keyFile: "", spool: RoutingBenchmark.folder, blobs: RoutingBenchmark.folder))
        try await bus.join()
    }

    func leave() async {
        await bus.close()
        await database.close()
    }
}
