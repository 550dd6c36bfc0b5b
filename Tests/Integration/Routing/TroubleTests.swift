import Contracts
import RoutingCore
import RoutingShell
import Runtime
import Testing
import Vocabulary

/// Leases that run out at the worst moment, and assistants that are too slow, on the real database.
@Suite(FreshDatabase(), .serialized)
struct TroubleTests {
    @Test func newCallersSpareAssistantsWhoseAnswersComeTooLate() async throws {
        let tight = AdmissionLadder.Objective(latency: .seconds(1), patience: .milliseconds(100), recovery: .seconds(60))
        try await Scene.run(changing: { $0.admission = tight }) { scene in
            guard case .assistant = try await scene.treatment("C0") else { Issue.record("the assistant answers at first"); return }
            scene.answerCallers(25, after: 4000)
            await scene.until { if case .fallback = try? await scene.treatment("C1") { true } else { false } }
            guard case .fallback = try await scene.treatment("C2") else { Issue.record("picked up, without an assistant"); return }
            await scene.until { (try? await scene.treatment("C3")) == .overloaded(retryAfter: 30) }
            #expect(try await scene.treatment("C4") == .overloaded(retryAfter: 30), "last of all")
            #expect(try await scene.state(of: "C4") == nil, "nobody will say that a refused call is over")
        }
    }

    /// The screen takes 1.5 seconds; meanwhile the lease has run out, and the sweep gives the call to somebody else.
    @Test func aLeaseThatRunsOutAsItIsAcceptedIsNobodysAnyMore() async throws {
        try await Scene.run { scene in
            scene.desk.slow.withLock { $0 = true }
            try await scene.seat("li")
            try await scene.arrive("C")
            async let asked = scene.handOver("C")
            await scene.until { (try? await scene.presence(of: "li")) == "busy" }
            try await scene.seat("wang")
            try await scene.database.execute("UPDATE agent SET lease_ends = now() - interval '1 second' WHERE agent = 'li'")
            _ = try await asked
            await scene.until { (try? await scene.state(of: "C")) == "connected" }
            #expect(try await scene.state(of: "C") == "connected")
            let busy = try await scene.database.query("SELECT agent FROM agent WHERE call = 'C'") { AgentID(try $0.get("agent", as: String.self)) }
            let holder = try await scene.holder(of: "C")
            #expect(busy.count == 1 && busy.first == holder, "one person has the call, and is busy with it: \(busy)")
        }
    }

    /// Somebody else holds the agent's row when the lease is to be given: the whole question begins anew, and nothing is said twice.
    @Test func anAgentTakenBetweenTheLookAndTheLeaseIsLeftAlone() async throws {
        try await Scene.run { scene in
            try await scene.seat("li")
            try await scene.arrive("C")
            async let held: Void = scene.database.transaction { transaction in
                try transaction.query("SELECT agent FROM agent WHERE agent = 'li' FOR UPDATE") { _ in }
                try transaction.query("SELECT pg_sleep(1)") { _ in }
            }
            try await scene.until { try await scene.database.query("SELECT agent FROM agent WHERE agent = 'li' FOR UPDATE SKIP LOCKED") { _ in }.isEmpty }
            guard case .waiting(position: 1, _) = try await scene.handOver("C") else { Issue.record("nobody could be leased"); return }
            try await held
            try await scene.until { try await scene.state(of: "C") == "connected" }
            let told = try await EventLog(scene.database).events(about: "C", limit: 100).map(\.type)
            #expect(told.count { $0 == CallQueued.type } == 1)
            #expect(told.count { $0 == AgentOffered.type } == 1)
        }
    }
}
