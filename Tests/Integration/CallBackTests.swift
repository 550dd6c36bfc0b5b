import Bus
import Contracts
import Runtime
import Security
import Store
import StorePostgres
import TestKit
import Testing
import TicketingShell
import Vocabulary

/// Ringing back, on PostgreSQL: each wish once, in order, at permitted hours, and never whoever said no. It is ten in the morning.
@Suite(FreshDatabase(), .serialized) struct CallBackTests {
    private struct Scene: Sendable {
        let network = InMemoryNetwork(), key: MasterKey
        let database: PostgresDatabase
        let desk: InMemoryBus, `operator`: InMemoryBus
        let tenant: TenantID = "heat"
        let time = ManualClock(epoch: Timestamp(microseconds: 1_796_004_000_000_000))  // 2026-11-30 10:00 in China

        init() async throws {
            key = try MasterKey(SecureRandom.bytes(32))
            database = try await FreshDatabase.asService(.ticketing)
            desk = network.join("agent-assist-a", as: .agentAssist)
            `operator` = network.join("operator-a", as: .operator)
            _ = try await Schema("ticketing", TicketingSchema.migrations).migrate(database)
        }

        /// Runs Ticketing while the body does.
        func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
            let bus = network.join("ticketing-a", as: .ticketing)
            database.announceCommits { bus.announce($0) }
            let service = TicketingService(platform: try FreshDatabase.platform(.ticketing, "a", database, bus: bus, key: key, time: time))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try? await service.run() }
                group.addTask {
                    #expect(try await ConsumersTests.eventually { (try? await open()) != nil })
                    try await body()
                }
                for try await _ in group { break }
                group.cancelAll()
            }
            await database.close()
        }

        func wish(_ number: String, _ call: CallID, _ more: [String: String] = [:]) async throws -> TicketID? {
            try await desk.ask(
                PerformAction(
                    key: "\(call)/callback.create", tenant: tenant, call: call, customer: nil, caller: Masked(number), action: "callback.create",
                    parameters: more.mapValues { Masked($0) }, trace: TraceParent("")), of: nil
            ).ticket
        }

        func open() async throws -> [OpenTicket] { try await desk.ask(ListOpenTickets(tenant: tenant), of: nil).tickets }
        func take(_ agent: AgentID) async throws -> TakeCallBack.Answer { try await desk.ask(TakeCallBack(tenant: tenant, agent: agent), of: nil) }
        func taken(_ agent: AgentID) async throws -> OpenTicket? { if case .taken(let callBack) = try await take(agent) { callBack } else { nil } }
        func finish(_ ticket: OpenTicket, _ outcome: CallBackOutcome, by agent: AgentID) async throws {
            _ = try await desk.ask(FinishCallBack(tenant: tenant, ticket: ticket.id, agent: agent, fence: ticket.callBack?.fence ?? 0, outcome: outcome), of: nil)
        }
        func refuse(_ numbers: String...) async throws -> RefuseCalls.Answer {
            try await `operator`.ask(RefuseCalls(tenant: tenant, numbers: numbers.map { Masked($0) }, source: "letter"), of: nil)
        }
    }

    @Test func eachIsTakenOnceInTheOrderOfTheWishes() async throws {
        let scene = try await Scene()
        try await scene.run {
            let first = try await scene.wish("13800000001", "01A"), second = try await scene.wish("13800000002", "01B")
            #expect(try await scene.wish("13800000001", "01C") == first)
            async let li = scene.taken("li"), wang = scene.taken("wang")
            let both = [try #require(try await li), try #require(try await wang)]
            #expect(Set(both.map(\.id)) == Set([first, second].compactMap { $0 }))
            #expect(both.allSatisfy { $0.number != nil && $0.state == .dispatched })
            #expect(try await scene.take("zhao") == .nobody(next: scene.time.timestamp() + .seconds(1800)))
            #expect(try await scene.taken("li") == both[0])
            try await scene.finish(both[0], .reached, by: "li")
            await #expect { try await scene.finish(both[0], .reached, by: "li") } throws: { ($0 as? RequestFailure)?.code == .notFound }
            #expect(try await scene.open().map(\.id) == [both[1].id])
        }
    }

    /// Two instances of speech ask for the same number in the same moment.
    @Test func twoWishesOfOneNumberAtOnceAreOne() async throws {
        let scene = try await Scene()
        try await scene.run {
            let tickets = try await withThrowingTaskGroup(of: TicketID?.self) { group in
                for call in 0..<8 { group.addTask { try await scene.wish("13800000001", CallID("01-\(call)")) } }
                return try await group.reduce(into: Set<TicketID?>()) { $0.insert($1) }
            }
            #expect(tickets.count == 1)
            #expect(try await scene.open().count == 1)
        }
    }

    @Test func aDeskThatIsGoneLosesItsClaimAndIsNotHeardAfterwards() async throws {
        let scene = try await Scene()
        try await scene.run {
            _ = try await scene.wish("13800000001", "01A")
            let first = try #require(try await scene.taken("li"))
            scene.time.advance(by: .seconds(1801))
            let second = try #require(try await scene.taken("wang"))
            #expect(second.id == first.id && second.callBack?.fence == 2 && second.callBack?.agent == "wang" && second.callBack?.until == scene.time.timestamp() + .seconds(1800))
            await #expect { try await scene.finish(first, .reached, by: "li") } throws: { ($0 as? RequestFailure)?.code == .conflict }
            try await scene.finish(second, .noAnswer, by: "wang")
            #expect(try await scene.open().map(\.callBack) == [CallBackPlace(notBefore: scene.time.timestamp() + .seconds(1200), tries: 1, agent: nil, fence: 2)])
            #expect(try await scene.taken("wang") == nil)
            scene.time.advance(by: .seconds(1200))
            #expect(try await scene.taken("wang")?.callBack?.tries == 1)
        }
    }

    @Test func whoSaysNoIsNotRungUntilTheyAskForIt() async throws {
        let scene = try await Scene()
        try await scene.run {
            _ = try await scene.wish("13800000001", "01A")
            _ = try await scene.wish("13800000002", "01B")
            #expect(try await scene.refuse("+86 138 0000 0001") == RefuseCalls.Answer(added: 1, ended: 1))
            let next = try #require(try await scene.taken("li"))
            #expect(next.number?.revealed == "13800000002")
            try await scene.finish(next, .refused, by: "li")
            #expect(try await scene.open() == [])
            let list = try await scene.operator.ask(ListNoCalls(tenant: scene.tenant), of: nil)
            #expect(Set(list.numbers.compactMap { $0.number?.revealed }) == ["13800000001", "13800000002"] && list.total == 2)
            // A later wish is consent to that one call.
            scene.time.advance(by: .seconds(60))
            #expect(try await scene.wish("13800000002", "01C") != nil)
            #expect(try await scene.taken("li")?.number?.revealed == "13800000002")
            _ = try await scene.operator.ask(AllowCalls(tenant: scene.tenant, number: Masked("13800000001")), of: nil)
            await #expect { _ = try await scene.operator.ask(AllowCalls(tenant: scene.tenant, number: Masked("13800000001")), of: nil) } throws: {
                ($0 as? RequestFailure)?.code == .notFound
            }
        }
    }

    @Test func atNightNobodyIsRung() async throws {
        let scene = try await Scene()
        try await scene.run {
            scene.time.advance(by: .seconds(12 * 3600))
            _ = try await scene.wish("13800000001", "01A")
            #expect(try await scene.take("li") == .nobody(next: Timestamp(microseconds: 1_796_083_200_000_000)))
            await #expect { _ = try await scene.refuse("nobody") } throws: { ($0 as? RequestFailure)?.code == .invalid }
        }
    }
}
