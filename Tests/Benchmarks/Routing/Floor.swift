import Contracts
import Runtime
import Store
import Vocabulary

/// What every offer is made of, each alone: no offer can be sooner than their sum.
extension Centre {
    func floors() async throws {
        try await Report.row("a question over the bus and its answer", .floor) { try await many { try await self.question() } }
        try await Report.row("a statement and its answer", .floor) { try await many { try await self.statement() } }
        try await Report.row("a row changed and committed durably", .floor) { try await many { try await self.commit() } }
        try await Report.row("two events appended and committed durably", .floor) { try await many { try await self.events() } }
    }

    private func many(_ body: () async throws -> Void) async throws -> [Double] {
        for _ in 0..<20 { try await body() }  // connections opened, statements prepared
        var seconds: [Double] = []
        for _ in 0..<200 {
            let begun = RoutingBenchmark.now()
            try await body()
            seconds.append(RoutingBenchmark.now() - begun)
        }
        return seconds
    }

    private func question() async throws {
        let request = ConnectAgent(call: "floor", agent: "nobody", phone: "0", fence: 0, ring: 3, trace: TraceParent("00-aa-bb-01"), group: nil)
        _ = try await routers[0].bus.ask(request, of: gateway.bus.instance)
    }

    private func statement() async throws { _ = try await routers[0].database.query("SELECT 1 AS one") { try $0.get("one", as: Int.self) } }

    private func commit() async throws { try await routers[0].database.execute("UPDATE queue SET turn = turn + 1 WHERE name = 'service'") }

    private func events() async throws {
        let platform = routers[0].platform
        try await platform.database.transaction { transaction in
            for presence in [Presence.busy, .ready] {
                transaction.append(platform.draft(PresenceChanged(agent: "nobody", presence: presence), tenant: "warm", trace: TraceParent("00-aa-bb-01")))
            }
        }
    }
}
