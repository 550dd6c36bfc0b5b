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

/// A wish that was left on the keypad becomes one ticket, which whoever comes in the morning finds first.
@Suite(FreshDatabase(), .serialized) struct KeypadWishTests {
    private struct Scene: Sendable {
        let network = InMemoryNetwork(), key: MasterKey
        let gateway: PostgresDatabase, ticketing: PostgresDatabase
        let sealer: Sealer
        let desk: InMemoryBus
        let tenant: TenantID = "heat"

        init() async throws {
            key = try MasterKey(SecureRandom.bytes(32))
            gateway = try await FreshDatabase.asService(.mediaGateway)
            ticketing = try await FreshDatabase.asService(.ticketing)
            sealer = try Sealer(key, database: gateway)
            desk = network.join("agent-assist-a", as: .agentAssist)
            let bus = network.join("media-gateway-a", as: .mediaGateway)
            gateway.announceCommits { bus.announce($0) }
            _ = try await Schema("ticketing", TicketingSchema.migrations).migrate(ticketing)
        }

        /// Runs Ticketing while the body does.
        func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
            let bus = network.join("ticketing-a", as: .ticketing), ticketing = ticketing
            ticketing.announceCommits { bus.announce($0) }
            let service = TicketingService(platform: try FreshDatabase.platform(.ticketing, "a", ticketing, bus: bus, key: key))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try? await service.run() }
                group.addTask { try await body() }
                for try await _ in group { break }
                group.cancelAll()
            }
            await ticketing.close()
            await gateway.close()
        }

        func wish(_ call: CallID, _ number: String, twice: Bool = false) async throws {
            let sealed = try await sealer.seal(number, person: sealer.person(number: number, tenant: tenant), kind: CallBackRequested.type, subject: call.value)
            try await tell(CallBackRequested(call: call, dialled: "400", number: sealed), twice: twice)
        }

        func tell(_ event: CallBackRequested, twice: Bool = false) async throws {
            let tenant = tenant
            try await gateway.transaction { transaction in
                for number in 0...(twice ? 1 : 0) {
                    transaction.append(EventDraft(event, id: EventID("\(event.call)-\(number)"), tenant: tenant, at: SystemTime().timestamp(), trace: TraceParent("00-aa-bb-01")))
                }
            }
        }

        func perform(_ action: String, key: String, _ parameters: [String: String], call: CallID? = nil) async throws -> PerformAction.Answer {
            try await desk.ask(
                PerformAction(key: key, tenant: tenant, call: call, customer: nil, caller: nil, action: action, parameters: parameters.mapValues { Masked($0) }, trace: TraceParent("")), of: nil)
        }

        func open() async throws -> [OpenTicket] { try await desk.ask(ListOpenTickets(tenant: tenant), of: nil).tickets }
        func change(_ ticket: TicketID, _ state: TicketState, tenant: TenantID = "heat") async throws {
            _ = try await desk.ask(ChangeTicket(tenant: tenant, ticket: ticket, state: state, agent: "li"), of: nil)
        }
        func waiting() async throws -> Int { try await ticketing.query("SELECT count(*) AS n FROM keypad_wish") { try $0.get("n", as: Int.self) }.first ?? -1 }
    }

    @Test func aWishBecomesOneTicketThatComesFirst() async throws {
        let scene = try await Scene()
        try await scene.run {
            #expect(try await ConsumersTests.eventually { (try? await scene.open()) != nil })
            let repair = try await scene.perform("ticket.create", key: "k1", ["kind": "repair", "title": "暖气不热", "priority": "urgent"])
            try await scene.wish("01WISH", "13800001234", twice: true)
            #expect(try await ConsumersTests.eventually { try await scene.open().count == 2 })
            let open = try await scene.open()
            #expect(open.map(\.isPrepared) == [true, false])
            #expect(open[0].number?.revealed == "13800001234" && open[0].kind == "callback" && open[0].call == "01WISH")
            #expect(open[1].id == repair.ticket && open[1].title?.revealed == "暖气不热" && open[1].isUrgent)
            #expect(try await ConsumersTests.eventually { try await scene.waiting() == 0 })
            // The caller rings again by day and asks the assistant for the same.
            let again = try await scene.perform("callback.create", key: "01WISH/4/callback.create", ["phone": "13800001234"], call: "01WISH")
            let other = try await scene.perform("callback.create", key: "01OTHER/1/callback.create", ["phone": "+86 138-0000-1234"], call: "01OTHER")
            #expect(again.ticket == open[0].id && other.ticket == open[0].id)
            #expect(try await scene.open().count == 2)
        }
    }

    @Test func anAgreedTimeIsNotLeftForTheMorning() async throws {
        let scene = try await Scene()
        try await scene.run {
            #expect(try await ConsumersTests.eventually { (try? await scene.open()) != nil })
            _ = try await scene.perform("callback.create", key: "k1", ["phone": "13800001234", "date": "2027-01-04", "time": "09:30"])
            #expect(try await scene.open().map(\.isPrepared) == [false])
        }
    }

    @Test func whoeverTakesATicketUpIsKnownAndWhatIsDoneIsGone() async throws {
        let scene = try await Scene()
        try await scene.run {
            #expect(try await ConsumersTests.eventually { (try? await scene.open()) != nil })
            try await scene.wish("01WISH", "13800001234")
            #expect(try await ConsumersTests.eventually { try await scene.open().count == 1 })
            let ticket = try #require(try await scene.open().first?.id)
            await #expect { try await scene.change(ticket, .dispatched, tenant: "other") } throws: { ($0 as? RequestFailure)?.code == .notFound }
            // Call-backs keep their order: this one is not picked out.
            await #expect { try await scene.change(ticket, .dispatched) } throws: { ($0 as? RequestFailure)?.code == .conflict }
            let repair = try #require(try await scene.perform("ticket.create", key: "k1", ["kind": "repair", "title": "暖气不热"]).ticket)
            try await scene.change(repair, .dispatched)
            await #expect { try await scene.change(repair, .dispatched) } throws: { ($0 as? RequestFailure)?.code == .conflict }
            #expect(try await scene.open().map(\.state) == [.open, .dispatched])
            try await scene.change(repair, .resolved)
            try await scene.change(ticket, .resolved)
            #expect(try await scene.open() == [])
            let told = try await EventLog(scene.ticketing).events(about: repair.value, limit: 10).compactMap { try $0.decoded(as: TicketChanged.self) }
            #expect(told.map(\.state) == [.dispatched, .resolved] && told.allSatisfy { $0.by == "li" })
        }
    }

    /// The number of somebody who was erased never opens: the wish does not stand in the way of others.
    @Test func aWishWhoseNumberNeverOpensIsGivenUp() async throws {
        let scene = try await Scene()
        try await scene.run {
            #expect(try await ConsumersTests.eventually { (try? await scene.open()) != nil })
            let sealed = try await scene.sealer.seal("13800001234", person: scene.sealer.person(number: "13800001234", tenant: scene.tenant), kind: CallBackRequested.type, subject: "01OTHER")
            try await scene.tell(CallBackRequested(call: "01BROKEN", dialled: "400", number: sealed))
            try await scene.wish("01WISH", "13900001234")
            #expect(try await ConsumersTests.eventually { try await scene.open().map(\.call) == ["01WISH"] })
            #expect(try await ConsumersTests.eventually { try await scene.waiting() == 0 })
        }
    }
}
