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

/// Hand-overs through the real database, with a desk and a gateway that answer as told.
@Suite(FreshDatabase(), .serialized)
struct HandOverTests {
    @Test func theScreenIsShownBeforeThePhoneRings() async throws {
        try await Scene.run { scene in
            try await scene.seat("li")
            try await scene.arrive("call-1")
            #expect(try await scene.handOver("call-1") == .acknowledged(agent: "li", revision: 3))
            await scene.until { scene.desk.log.withLock { $0 } == ["show call-1 li", "ring call-1 li"] }
            #expect(scene.desk.log.withLock { $0 } == ["show call-1 li", "ring call-1 li"])
            try await scene.until { try await scene.state(of: "call-1") == "connected" }
            #expect(try await scene.presence(of: "li") == "busy")
        }
    }

    @Test func whoDoesNotAcknowledgeIsPassedOver() async throws {
        try await Scene.run { scene in
            try await scene.seat("li")
            try await scene.seat("wang")
            scene.desk.deaf.withLock { _ = $0.insert("li") }
            try await scene.arrive("call-1")
            #expect(try await scene.handOver("call-1") == .acknowledged(agent: "wang", revision: 3))
            #expect(try await scene.presence(of: "li") == "paused")
        }
    }

    @Test func aCallWaitsWhenNobodyIsReadyAndIsServedWhenSomebodyIs() async throws {
        try await Scene.run { scene in
            try await scene.arrive("call-1")
            try await scene.arrive("call-2")
            #expect(try await scene.handOver("call-1") == .waiting(position: 1, seconds: nil))
            #expect(try await scene.handOver("call-2") == .waiting(position: 2, seconds: nil))
            try await scene.seat("li")
            try await scene.until { try await scene.state(of: "call-1") == "connected" }
            #expect(try await scene.state(of: "call-2") == "waiting")
        }
    }

    @Test func twoInstancesNeverGiveOneCallToTwoPeople() async throws {
        try await Scene.run(instances: 2) { scene in
            for agent in ["a1", "a2", "a3", "a4"] { try await scene.seat(AgentID(agent)) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        try await scene.arrive(CallID("call-\(number)"))
                        _ = try await scene.handOver(CallID("call-\(number)"))
                    }
                }
                try await group.waitForAll()
            }
            try await scene.until { try await scene.count(of: "connected") == 4 }
            let rung = scene.desk.log.withLock { $0 }.filter { $0.hasPrefix("ring") }
            #expect(Set(rung.map { $0.split(separator: " ")[1] }).count == 4, "each call rings once")
            #expect(Set(rung.map { $0.split(separator: " ")[2] }).count == 4, "each agent is rung once")
            #expect(try await scene.count(of: "waiting") == 4)
        }
    }

    @Test func anEndedCallFreesItsAgentForTheNext() async throws {
        try await Scene.run { scene in
            try await scene.seat("li")
            try await scene.arrive("call-1")
            _ = try await scene.handOver("call-1")
            try await scene.until { try await scene.state(of: "call-1") == "connected" }
            try await scene.arrive("call-2")
            #expect(try await scene.handOver("call-2") == .waiting(position: 1, seconds: 180))
            try await scene.end("call-1")
            try await scene.until { try await scene.state(of: "call-2") == "connected" }
            #expect(try await scene.presence(of: "li") == "busy")
        }
    }

    @Test func anOlderConversationMayNotAskAnyMore() async throws {
        try await Scene.run { scene in
            try await scene.arrive("call-1")
            _ = try await scene.gateway.ask(ReassignSpeech(call: "call-1", epoch: 1), of: nil)
            await #expect(throws: RequestFailure.self) { try await scene.handOver("call-1", epoch: 1) }
        }
    }

    @Test func whereTheGatewaysAnswerWasLostItsEventKeepsTheAgent() async throws {
        try await Scene.run { scene in
            try await scene.seat("li")
            scene.desk.unheard.withLock { $0 = true }
            try await scene.arrive("call-1")
            _ = try await scene.handOver("call-1")
            try await scene.until { try await scene.state(of: "call-1") == "waiting" }
            try await scene.connect("call-1", to: "li")
            try await scene.until { try await scene.state(of: "call-1") == "connected" }
            #expect(try await scene.presence(of: "li") == "busy")
        }
    }

    @Test func aLostReassignmentIsAnsweredAgain() async throws {
        try await Scene.run { scene in
            try await scene.arrive("call-1")
            let first = try await scene.gateway.ask(ReassignSpeech(call: "call-1", epoch: 1), of: nil)
            #expect(try await scene.gateway.ask(ReassignSpeech(call: "call-1", epoch: 1), of: nil) == first)
        }
    }

    @Test func nobodyIsOfferedACallWhosePhoneCannotBeRung() async throws {
        try await Scene.run { scene in
            try await scene.seat("li")
            try await scene.tell(PhoneRegistered(phone: "li", gateway: scene.gateway.instance, held: true))
            try await scene.tell(PhoneLeft(phone: "li", gateway: scene.gateway.instance))
            try await scene.until { try await !scene.canRing("li") }
            try await scene.arrive("call-1")
            #expect(try await scene.handOver("call-1") == .waiting(position: 1, seconds: 180))
            try await scene.tell(PhoneRegistered(phone: "li", gateway: scene.gateway.instance, held: true))
            try await scene.until { try await scene.state(of: "call-1") == "connected" }
        }
    }

    @Test func aPhoneBehindADeadGatewaysConnectionCannotBeRungAndADirectOneCan() async throws {
        try await Scene.run { scene in
            try await scene.tell(PhoneRegistered(phone: "li", gateway: scene.gateway.instance, held: true))
            try await scene.tell(PhoneRegistered(phone: "wang", gateway: scene.gateway.instance, held: false))
            try await scene.until { try await scene.phones() == 2 }
            for phone in ["li", "wang", "nobody knows"] { #expect(try await scene.canRing(phone)) }
            try await FreshDatabase.lapse(scene.gateway.instance)
            #expect(try await !scene.canRing("li"))
            #expect(try await scene.canRing("wang"))
        }
    }

    @Test func whoDialsAQueueNeedsNoAssistant() async throws {
        try await Scene.run { scene in
            try await scene.seat("li")
            let treatment = try await scene.gateway.ask(
                AdmitCall(call: "call-1", dialled: "queue-service", caller: nil, gateway: scene.gateway.instance, trace: TraceParent("00-aa-bb-01")), of: nil
            ).treatment
            #expect(treatment == .people(queue: "service"))
            #expect(try await scene.handOver("call-1") == .acknowledged(agent: "li", revision: 3))
        }
    }

    @Test func somebodyWithAPhoneAloneIsRungAtOnce() async throws {
        try await Scene.run { scene in
            try await scene.put([QueuePlan.Member(agent: "gate", skills: [], phone: "gate", phoneOnly: true)])
            try await scene.arrive("call-1")
            #expect(try await scene.handOver("call-1") == .ringing(agent: "gate"))
            try await scene.until { try await scene.state(of: "call-1") == "connected" }
            #expect(scene.desk.log.withLock { $0 } == ["ring call-1 gate"], "nothing is shown")
        }
    }

    @Test func everybodyIsRungAndTheOthersAreFreeAgain() async throws {
        try await Scene.run { scene in
            try await scene.put(["li", "wang"].map { QueuePlan.Member(agent: $0, skills: [], phone: $0.value) }, QueueRules(strategy: .ringAll))
            try await scene.seat("li")
            try await scene.seat("wang")
            try await scene.arrive("call-1")
            // Who answers at once spares the other the sight of it; here both see it first.
            scene.desk.answersAfter.withLock { $0 = 2 }
            _ = try await scene.handOver("call-1")
            try await scene.until { try await scene.state(of: "call-1") == "connected" }
            try await scene.until { try await Set([scene.presence(of: "li"), scene.presence(of: "wang")]) == ["busy", "ready"] }
            #expect(Set(scene.desk.log.withLock { $0 }.filter { $0.hasPrefix("show") }) == ["show call-1 li", "show call-1 wang"])
        }
    }

    @Test func aSkillNobodyHasAndAQueueWithoutAgentsLeadElsewhere() async throws {
        try await Scene.run { scene in
            let members = [QueuePlan.Member(agent: "li", skills: ["heating"], phone: "li")]
            try await scene.put(members, QueueRules(overflows: [QueueOverflow(when: .nobody, to: .queue("second"))]))
            try await scene.put([QueuePlan.Member(agent: "wang", skills: ["english"], phone: "wang")], QueueRules(overflows: [QueueOverflow(when: .nobody, to: .callBack)]), as: "second")
            try await scene.seat("li")
            try await scene.arrive("call-1")
            await #expect(throws: RequestFailure.self, "nobody anywhere has it: the caller is told at once") { try await scene.handOver("call-1", skills: ["english"]) }
            #expect(try await scene.state(of: "call-1") == "assistant")
            try await scene.seat("wang")
            #expect(try await scene.handOver("call-1", skills: ["english"]) == .acknowledged(agent: "wang", revision: 3))
        }
    }

    @Test func whoWaitsTooLongIsServedByAnotherQueue() async throws {
        try await Scene.run { scene in
            try await scene.put([QueuePlan.Member(agent: "li", skills: [], phone: "li")], QueueRules(overflows: [QueueOverflow(when: .after(seconds: 1), to: .queue("second"))]))
            try await scene.put([QueuePlan.Member(agent: "wang", skills: [], phone: "wang")], QueueRules(), as: "second")
            try await scene.seat("wang")
            try await scene.arrive("call-1")
            #expect(try await scene.handOver("call-1") == .waiting(position: 1, seconds: nil))
            try await scene.until { try await scene.state(of: "call-1") == "connected" }
            #expect(try await scene.presence(of: "wang") == "busy")
        }
    }

    @Test func aCallerComesToTheAgentOfLastTime() async throws {
        try await Scene.run { scene in
            try await scene.put(["li", "wang"].map { QueuePlan.Member(agent: $0, skills: [], phone: $0.value) }, QueueRules(strategy: .topDown, lastAgent: 0))
            try await scene.seat("wang")
            try await scene.arrive("call-1", from: "13800000001")
            #expect(try await scene.handOver("call-1") == .acknowledged(agent: "wang", revision: 3))
            try await scene.until { try await scene.state(of: "call-1") == "connected" }
            try await scene.end("call-1")
            try await scene.until { try await scene.presence(of: "wang") == "ready" }
            try await scene.seat("li")
            try await scene.arrive("call-2", from: "13800000001")
            #expect(try await scene.handOver("call-2") == .acknowledged(agent: "wang", revision: 3))
            try await scene.arrive("call-3", from: "13800000002")
            #expect(try await scene.handOver("call-3") == .acknowledged(agent: "li", revision: 3))
        }
    }

    @Test func aCallerWhoHangsUpWhileTheScreenIsShownLeavesTheAgentFree() async throws {
        try await Scene.run { scene in
            try await scene.seat("li")
            scene.desk.slow.withLock { $0 = true }
            try await scene.arrive("call-1")
            let asking = Task { try await scene.handOver("call-1") }
            try await scene.until { try await scene.state(of: "call-1") == "offered" }
            try await scene.end("call-1")
            try await scene.until { try await scene.presence(of: "li") == "ready" }
            await #expect(throws: RequestFailure.self) { try await asking.value }
            #expect(scene.desk.log.withLock { $0 }.filter { $0.hasPrefix("ring") } == [])
        }
    }

    @Test func theCallsOfADeadGatewayAreEnded() async throws {
        try await Scene.run { scene in
            try await scene.seat("li")
            try await scene.arrive("call-1")
            _ = try await scene.handOver("call-1")
            try await scene.until { try await scene.state(of: "call-1") == "connected" }
            try await FreshDatabase.lapse(scene.gateway.instance)
            try await scene.until { try await scene.state(of: "call-1") == "ended" }
            #expect(try await scene.presence(of: "li") == "ready")
            let told = try await EventLog(scene.database).events(about: "call-1").contains { $0.type == CallLost.type }
            #expect(told)
        }
    }
}

/// Routing over the fresh database; everybody else is played.
private struct Scene: Sendable {
    let database: PostgresDatabase
    let gatewayDatabase: PostgresDatabase
    let gateway: InMemoryBus
    let speech: InMemoryBus
    let owner: InMemoryBus
    let desk: Desk
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

    static func run(instances: Int = 1, _ body: @escaping @Sendable (Scene) async throws -> Void) async throws {
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
            services.append(RoutingService(platform: platform, settings: try platform.configuration.read(["routing"]) { RoutingSettings(&$0) }))
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
        let assist = network.join("agent-assist-d", as: .agentAssist)
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

    func handOver(_ call: CallID, epoch: Int = 1, skills: [String] = []) async throws -> HandOver.Answer {
        try await speech.ask(
            HandOver(
                call: call, epoch: epoch, reason: .asked, skills: skills, revision: 3, priority: 0, decidedAt: SystemTime().timestamp(),
                trace: TraceParent("00-aa-bb-01")), of: nil)
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
    func presence(of agent: AgentID) async throws -> String? { try await database.query("SELECT presence FROM agent WHERE agent = \(agent)") { try $0.get("presence", as: String.self) }.first }
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
