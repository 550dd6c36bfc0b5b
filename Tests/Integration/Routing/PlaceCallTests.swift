import Bus
import Contracts
import Runtime
import Synchronization
import Testing
import TestKit
import Vocabulary

/// An agent rings a customer back: who is leased for it, what the gateway is asked, and who is free afterwards.
@Suite(FreshDatabase(), .serialized)
struct PlaceCallTests {
    /// What the gateway was asked, and what it answers once the test says so.
    private final class PlayedGateway: Sendable {
        private let asked = Mutex<[OriginateCall]>([])
        private let answers = Mutex<[OriginateCall.Answer]>([])
        var questions: [OriginateCall] { asked.withLock { $0 } }
        func answer(_ outcome: PlacedOutcome, _ reason: String? = nil) {
            answers.withLock { $0.append(OriginateCall.Answer(outcome: outcome, reason: reason, leg: outcome == .talking ? "leg-li" : nil)) }
        }

        func serve(on bus: InMemoryBus) async {
            await bus.serve(OriginateCall.self) { [self] request, _ in
                asked.withLock { $0.append(request) }
                while true {
                    if let answer = answers.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return answer }
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
        }
    }

    private func place(_ scene: Scene, shown: String? = "400", until: Timestamp? = nil) async throws -> PlaceCall.Answer {
        let claim = CallBackClaim(ticket: "T1", fence: 3, until: until ?? SystemTime().timestamp() + .seconds(600))
        return try await scene.assist.ask(PlaceCall(tenant: "warm", agent: "li", number: Masked("13800000001"), shown: shown, claim: claim), of: nil)
    }

    private func run(_ body: @escaping @Sendable (Scene, PlayedGateway) async throws -> Void) async throws {
        try await Scene.run { scene in
            let gateway = PlayedGateway()
            await gateway.serve(on: scene.gateway)
            // Calls are named by chance here: all streams are to be followed by the one instance that works.
            try await FreshDatabase.lapse("routing-observer")
            try await body(scene, gateway)
        }
    }

    private func failure(_ body: () async throws -> PlaceCall.Answer) async -> RequestFailure.Code? {
        do { _ = try await body() } catch { return (error as? RequestFailure)?.code }
        return nil
    }

    @Test func theAgentIsBusyFromTheFirstRingAndHasTheCallOnceTheyTalk() async throws {
        try await run { scene, gateway in
            try await scene.seat("li")
            async let answer = place(scene)
            try await scene.until { gateway.questions.count == 1 }
            let question = try #require(gateway.questions.first)
            #expect(question.phone == "li" && question.shown == "400" && question.number.revealed == "13800000001" && question.claim.ticket == "T1" && question.fence > 0)
            #expect(try await scene.presence(of: "li") == "busy")
            #expect(try await scene.state(of: question.call) == "placing")
            // A caller who comes now is offered to nobody.
            try await scene.arrive("call-1")
            _ = try await scene.handOver("call-1")
            #expect(try await scene.state(of: "call-1") == "waiting")
            gateway.answer(.talking)
            let told = try await answer
            #expect(told.outcome == .talking && told.call == question.call)
            #expect(try await scene.holder(of: question.call) == "li")
            // As in any call of the agent's.
            _ = try await scene.assist.ask(HoldCall(call: question.call, tenant: "warm", agent: "li", isHeld: true), of: nil)
            #expect(scene.legs.lines == ["hold"], "\(scene.legs.lines)")
            try await scene.end(question.call)
            try await scene.until { try await scene.holder(of: "call-1") == "li" }
        }
    }

    @Test(arguments: [
        (PlacedOutcome.busy, "ready"), (.noAnswer, "ready"), (.agentHungUp, "ready"), (.noTrunk, "ready"), (.agentNoAnswer, "paused"), (.agentUnreachable, "paused"),
    ])
    func oneThatComesToNothingFreesTheAgentAndIsOfferedToNobody(outcome: PlacedOutcome, presence: String) async throws {
        try await run { scene, gateway in
            try await scene.seat("li")
            try await scene.seat("wang")
            gateway.answer(outcome, "SIP 486")
            let told = try await place(scene)
            #expect(told.outcome == outcome && told.reason == "SIP 486")
            #expect(try await scene.state(of: told.call) == "ended")
            #expect(try await scene.presence(of: "li") == presence)
            #expect(scene.desk.log.withLock { $0.filter { $0.hasPrefix("ring") } } == [])
        }
    }

    /// The instance that asked is gone: the gateway's events say how it went.
    @Test func theGatewaysEventsAreEnough() async throws {
        try await run { scene, gateway in
            try await scene.seat("li")
            let asking = Task { try await place(scene) }
            try await scene.until { gateway.questions.count == 1 }
            let first = try #require(gateway.questions.first).call
            try await scene.tell(CallPlaced(call: first, agent: "li", ticket: "T1", outcome: .busy, rang: 900, reason: nil))
            try await scene.until { try await scene.presence(of: "li") == "ready" }
            #expect(try await scene.state(of: first) == "ended")
            let second = Task { try await place(scene) }
            try await scene.until { gateway.questions.count == 2 }
            let call = try #require(gateway.questions.dropFirst().first).call
            try await scene.connect(call, to: "li")
            try await scene.until { try await scene.holder(of: call) == "li" }
            // The answers come late, and change nothing.
            gateway.answer(.busy)
            gateway.answer(.talking)
            _ = try await (asking.value, second.value)
            #expect(try await scene.holder(of: call) == "li")
            #expect(try await scene.state(of: first) == "ended")
        }
    }

    @Test func withoutANumberToShowOneOfTheAgentsQueueIsShown() async throws {
        try await run { scene, gateway in
            try await scene.seat("li")
            async let answer = place(scene, shown: nil)
            try await scene.until { gateway.questions.count == 1 }
            #expect(gateway.questions.first?.shown == "400")
            gateway.answer(.busy, "SIP 486")
            #expect(try await answer.outcome == .busy)
        }
    }

    @Test func whoIsNotReadyOrHasNoClaimOrShowsAnothersNumberRingsNobody() async throws {
        try await run { scene, gateway in
            #expect(await failure { try await place(scene) } == .conflict, "offline")
            try await scene.seat("li")
            #expect(await failure { try await place(scene, shown: "401") } == .notFound)
            #expect(await failure { try await place(scene, until: Timestamp(microseconds: 1)) } == .stale)
            #expect(gateway.questions.isEmpty)
            #expect(try await scene.presence(of: "li") == "ready")
            #expect(try await scene.count(of: "placing") == 0)
        }
    }
}
