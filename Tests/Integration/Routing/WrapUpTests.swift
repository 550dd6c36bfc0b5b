import Bus
import Contracts
import Store
import Testing
import Vocabulary

/// The time after a call: while callers wait, nobody is given the next one before it is over, and nobody stays in it.
@Suite(FreshDatabase(), .serialized)
struct WrapUpTests {
    /// Li has call-1 and call-2 waits.
    private func talking(_ scene: Scene, wrapUp: Int, most: Int? = nil) async throws {
        try await scene.put([QueuePlan.Member(agent: "li", skills: [], phone: "li")], QueueRules(wrapUp: wrapUp, wrapUpMost: most))
        try await scene.seat("li")
        try await scene.arrive("call-1")
        _ = try await scene.handOver("call-1")
        try await scene.until { try await scene.state(of: "call-1") == "connected" }
        try await scene.arrive("call-2")
        _ = try await scene.handOver("call-2")
        #expect(try await scene.state(of: "call-2") == "waiting")
    }

    private func more(_ scene: Scene) async throws -> Timestamp {
        try await scene.assist.ask(ExtendWrapUp(tenant: "warm", agent: "li"), of: nil).until
    }

    @Test func theNextCallerWaitsUntilTheTimeIsOver() async throws {
        try await Scene.run { scene in
            try await talking(scene, wrapUp: 2)
            try await scene.end("call-1")
            try await scene.until { try await scene.presence(of: "li") == "wrap-up" }
            #expect(try await scene.state(of: "call-2") == "waiting", "though somebody waits")
            #expect(scene.desk.log.withLock { $0.filter { $0 == "ring call-2 li" } } == [])
            let team = try await scene.assist.ask(DescribeTeam(tenant: "warm"), of: nil)
            #expect(team.people.first { $0.agent == "li" }?.until != nil)
            try await scene.until { try await scene.state(of: "call-2") == "connected" }
            let told = try await scene.presences(of: "li")
            #expect(told.suffix(2).map(\.presence) == [.wrapUp, .ready] && told.suffix(2).map { $0.until == nil } == [false, true])
        }
    }

    @Test func whoIsDoneSoonerHasTheNextAtOnce() async throws {
        try await Scene.run { scene in
            try await talking(scene, wrapUp: 3600)
            try await scene.end("call-1")
            try await scene.until { try await scene.presence(of: "li") == "wrap-up" }
            try await scene.seat("li")
            try await scene.until { try await scene.state(of: "call-2") == "connected" }
        }
    }

    @Test func askingForMoreIsBoundedAndThenItEndsAllTheSame() async throws {
        try await Scene.run { scene in
            try await talking(scene, wrapUp: 1, most: 2)
            await #expect { _ = try await more(scene) } throws: { ($0 as? RequestFailure)?.code == .conflict }
            try await scene.end("call-1")
            try await scene.until { try await scene.presence(of: "li") == "wrap-up" }
            let ends = try #require(try await scene.presences(of: "li").last?.until)
            #expect(try await more(scene) == ends + .seconds(1))
            await #expect { _ = try await more(scene) } throws: { ($0 as? RequestFailure)?.code == .conflict }
            try await scene.until { try await scene.state(of: "call-2") == "connected" }
        }
    }

    /// By the rules of the queue in which the call was, not of that into which it was given.
    @Test func whoGivesACallAwayHasTheTimeToo() async throws {
        try await Scene.run { scene in
            try await scene.put([QueuePlan.Member(agent: "wang", skills: [], phone: "wang")], QueueRules(wrapUp: 0), as: "second")
            try await talking(scene, wrapUp: 3600)
            _ = try await scene.assist.ask(TransferCall(call: "call-1", tenant: "warm", agent: "li", target: .queue("second"), kind: .blind), of: nil)
            try await scene.tell(LegLeft(call: "call-1", leg: "leg-li", role: .agent, agent: "li", reason: nil))
            try await scene.until { try await scene.presence(of: "li") == "wrap-up" }
            #expect(try await scene.state(of: "call-2") == "waiting")
        }
    }
}
