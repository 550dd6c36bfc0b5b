import Bus
import Contracts
import Logging
import Runtime
import Security
import ServiceLifecycle
import Store
import TicketingConnectors
import TicketingCore
import Vocabulary

/// Ticketing: customers, tickets and business actions.
public struct TicketingService: Service {
    private let platform: Platform
    private let customers: Customers
    private let tickets: Tickets
    private let actions: Actions
    private let open: OpenTickets
    private let callBacks: CallBacks
    private let noCalls: NoCalls
    private let wishes: KeypadWishes
    private let demo: DemoConnector

    public init(platform: Platform, level: ServiceLevel = ServiceLevel()) {
        self.platform = platform
        let sealer = platform.sealer
        customers = Customers(database: platform.database, sealer: sealer)
        tickets = Tickets(platform: platform, sealer: sealer, level: level)
        demo = DemoConnector(database: platform.database, sealer: sealer)
        actions = Actions(platform: platform, sealer: sealer, tickets: tickets, connectors: [demo])
        open = OpenTickets(platform: platform, sealer: sealer)
        noCalls = NoCalls(platform: platform, sealer: sealer, open: open)
        callBacks = CallBacks(platform: platform, open: open, noCalls: noCalls)
        wishes = KeypadWishes(platform: platform, actions: actions)
    }

    public func run() async throws {
        await platform.bus.serve(FindCustomer.self) { [customers] request, _ in
            FindCustomer.Answer(customer: try await customers.find(request.number, tenant: request.tenant))
        }
        await platform.bus.serve(PerformAction.self) { [actions] request, _ in try await actions.perform(request) }
        await platform.bus.serve(PutDemoRecords.self) { [platform, customers, demo] request, _ in
            for customer in request.customers {
                let id = try await customers.put(customer, tenant: request.tenant, newID: CustomerID(platform.identifier()))
                try await demo.put(customer, of: id, tenant: request.tenant)
            }
            return Done()
        }
        await platform.bus.serve(ListOpenTickets.self) { [open] request, _ in try await open.list(request) }
        await platform.bus.serve(ChangeTicket.self) { [open] request, _ in try await open.change(request) }
        await platform.bus.serve(TakeCallBack.self) { [callBacks] request, _ in try await callBacks.take(request) }
        await platform.bus.serve(FinishCallBack.self) { [callBacks] request, _ in try await callBacks.finish(request) }
        await platform.bus.serve(RefuseCalls.self) { [noCalls] request, _ in try await noCalls.refuse(request) }
        await platform.bus.serve(AllowCalls.self) { [noCalls] request, _ in try await noCalls.allow(request) }
        await platform.bus.serve(ListNoCalls.self) { [noCalls] request, _ in try await noCalls.list(request) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await wishes.follow() }
            group.addTask { await everySecond() }
            try await group.next()
            group.cancelAll()
        }
    }

    private func everySecond() async {
        while (try? await platform.sleep(for: .seconds(1))) != nil {
            do { try await tickets.ringClocks() } catch {
                platform.log.warning("the tickets' clocks could not be read", metadata: ["error": "\(error)"])
            }
            do { try await wishes.workOff() } catch {
                platform.log.warning("wishes to be rung back could not be read", metadata: ["error": "\(error)"])
            }
        }
    }
}
