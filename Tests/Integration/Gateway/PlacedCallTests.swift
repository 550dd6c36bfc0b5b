import Audio
import Contracts
import MediaGatewayCore
import MediaGatewayShell
import Protocols
import Runtime
import Testing
import TestKit
import Vocabulary

/// Calls that an agent places to a customer, over real sockets: two phones, one of them behind a trunk.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PlacedCallTests {
    private struct Scene {
        let gateway: TestGateway
        let agent: UncheckedBox<TestCaller>
        let customer: UncheckedBox<TestCaller>

        func question(_ call: CallID = "placed", agentRing: Int = 10, customerRing: Int = 10, until: Timestamp? = nil) -> OriginateCall {
            let claim = CallBackClaim(ticket: "T1", fence: 1, until: until ?? SystemTime().timestamp() + .seconds(60))
            return OriginateCall(
                call: call, tenant: "warm", agent: "li", phone: "1001", fence: 5, number: Masked("13800000001"), shown: "4001", claim: claim,
                agentRing: agentRing, customerRing: customerRing, trace: TraceParent("00-0-0-01"))
        }

        func place(_ question: OriginateCall) async throws -> OriginateCall.Answer { try await gateway.routing.ask(question, of: "gateway-1") }
    }

    /// A phone that is registered, and a trunk that leads to the customer.
    private func scene(agentAnswers: Bool = true, customerAnswers: Bool = true, _ change: (inout Trunk) -> Void = { _ in }) async throws -> Scene {
        let agent = try TestCaller(answersIncoming: agentAnswers), customer = try TestCaller(answersIncoming: customerAnswers)
        var trunk = Trunk(name: "carrier", peers: AddressBlock.everywhere, address: SIPPeer(customer.contact))
        trunk.isTrusted = true
        change(&trunk)
        let gateway = try TestGateway { [trunk] in $0.trunks = [trunk] }
        try await gateway.registrations.bound([
            RegisteredPhone("1001", at: PhoneContact(contact: "sip:1001@\(agent.contact)", peer: agent.contact), expires: Timestamp(microseconds: .max))
        ])
        _ = try await onThread { eventually { gateway.gateway.isListening } }
        return Scene(gateway: gateway, agent: UncheckedBox(agent), customer: UncheckedBox(customer))
    }

    /// The agent hears that it rings, then what the network plays, then the customer; the recording has both.
    @Test func agentAndCustomerHearEachOther() async throws {
        let scene = try await scene(customerAnswers: false), agent = scene.agent, customer = scene.customer
        async let answer = scene.place(scene.question())
        async let agentsSide = onThread { () -> (Int, Int) in
            let agent = agent.value
            _ = agent.run { $0.isAnswered }
            agent.saying = G711.aLaw(Tone(900, level: -12).samples(milliseconds: 6000))
            _ = agent.run(.seconds(8)) { $0.loud().count >= 20 }
            let early = agent.loud().count
            _ = agent.run(.seconds(10)) { $0.isEnded }
            return (early, agent.loud().count)
        }
        async let customersSide = onThread { () -> (Int, SIPCallerIdentity?) in
            let customer = customer.value
            customer.playsEarly = true
            customer.saying = G711.aLaw(Tone(440, level: -12).samples(milliseconds: 3000))
            _ = customer.run(.seconds(8)) { $0.shown != nil }
            _ = customer.run(.milliseconds(800))
            customer.answer()
            let before = customer.now
            _ = customer.run(.seconds(8)) { $0.loud(since: before).count >= 50 }
            _ = customer.run(.milliseconds(600))
            let heard = customer.loud(since: before).count
            customer.hangUp()
            _ = customer.run { $0.isEnded }
            return (heard, customer.shown)
        }
        let (early, heardByAgent) = try await agentsSide, (heardByCustomer, shown) = try await customersSide
        #expect(early >= 20 && heardByAgent > early && heardByCustomer >= 50)
        #expect(shown?.number == "4001" && shown?.isAsserted == true && shown?.isPrivate == false)
        let told = try await answer
        #expect(told.outcome == .talking && told.leg != nil && told.reason == nil)
        try await scene.gateway.end()
        let journal = scene.gateway.journal
        #expect(journal.types.filter { $0 != RecordingStored.type } == [CallStarted.type, AgentConnected.type, CallPlaced.type, CallEnded.type])
        let started = try #require(try journal.all(CallStarted.self).first)
        #expect(started.treatment == "placed" && started.dialled == "4001" && started.caller != nil)
        #expect(try journal.all(CallEnded.self).map(\.cause) == [.callerHungUp])
        let segments = scene.gateway.recorder.segments
        #expect(Self.power(segments, side: 0) > 1e-3 && Self.power(segments, side: 1) > 1e-3)
    }

    private static func power(_ segments: [[UInt8]], side: Int) -> Float {
        segments.map { segment in Level.power(aLaw: stride(from: side, to: segment.count, by: 2).map { segment[$0] }) }.max() ?? 0
    }

    /// An announcement plays at one place; the customer answers at another.
    @Test func aCustomerWhoAnswersElsewhereThanTheAnnouncementPlayedIsHeardThere() async throws {
        let carrier = try ForkingCarrier(), scene = try await scene { $0.address = SIPPeer(carrier.contact) }
        let agent = scene.agent, customer = UncheckedBox(carrier), moved = KeptLines()
        async let answer = scene.place(scene.question())
        async let customersSide = onThread { () -> [Int] in
            let carrier = customer.value
            _ = carrier.run { $0.requests == ["INVITE"] }
            try carrier.respond(183, branch: 0)
            _ = carrier.run { $0.heard[0] >= 10 }
            try carrier.respond(200, branch: 1)
            _ = carrier.run { $0.heard[1] >= 10 }
            moved.add("heard elsewhere")
            _ = carrier.run { $0.requests.contains("BYE") }
            return carrier.heard
        }
        _ = try await onThread { () -> Bool in
            _ = agent.value.run { $0.isAnswered }
            _ = agent.value.run(.seconds(8)) { _ in !moved.lines.isEmpty }
            agent.value.hangUp()
            return agent.value.run { $0.isEnded }
        }
        let (told, heard) = try await (answer, customersSide)
        #expect(told.outcome == .talking && heard[0] >= 10 && heard[1] >= 10, "\(heard)")
        #expect(carrier.requests == ["INVITE", "ACK", "BYE"])
        try await scene.gateway.end()
        #expect(try scene.gateway.journal.all(CallEnded.self).map(\.cause) == [.agentHungUp])
    }

    /// The agent picks up; the customer is refused by the network. The trunk's only call is free again.
    @Test func aCustomerWhoIsBusyOrUnknownIsReportedWithTheNetworksCause() async throws {
        let scene = try await scene { $0.calls = 1 }, agent = scene.agent, customer = scene.customer
        let cases: [(Int, SIPReason?, PlacedOutcome)] = [(486, nil, .busy), (480, SIPReason("Q.850", cause: 1), .unknownNumber), (603, nil, .refused)]
        for (number, (status, reason, outcome)) in cases.enumerated() {
            async let answer = scene.place(scene.question(CallID("placed-\(status)")))
            async let agentsSide = onThread { agent.value.run(.seconds(8)) { $0.events.count { $0 == "ended" } == number + 1 } }
            async let customersSide = onThread {
                customer.value.refuses = (status, reason)
                _ = customer.value.run(.seconds(8)) { $0.events.count { $0 == "rings" } == number + 1 }
                // The ACK.
                _ = customer.value.run(.milliseconds(300))
            }
            let told = try await answer
            #expect(told.outcome == outcome && told.reason == (reason == nil ? "SIP \(status)" : "Q.850 1"), "\(told)")
            try await customersSide
            let isReleased = try await agentsSide
            #expect(isReleased)
        }
        try await scene.gateway.end()
        let journal = scene.gateway.journal
        #expect(journal.types == [CallPlaced.type, CallPlaced.type, CallPlaced.type])
        #expect(try journal.all(CallPlaced.self).allSatisfy { $0.agent == "li" && $0.ticket == "T1" && $0.rang != nil })
    }

    @Test func anAgentWhoHangsUpMeanwhileTakesTheCustomersRingingBack() async throws {
        let scene = try await scene(customerAnswers: false), agent = scene.agent, customer = scene.customer
        async let answer = scene.place(scene.question())
        async let customersSide = onThread { () -> [String] in
            _ = customer.value.run(.seconds(8)) { $0.isEnded }
            return customer.value.events
        }
        _ = try await onThread { () -> Bool in
            _ = agent.value.run(.seconds(8)) { $0.loud().count >= 5 }
            agent.value.hangUp()
            return agent.value.run { $0.isEnded }
        }
        let (told, customersEvents) = try await (answer, customersSide)
        #expect(told.outcome == .agentHungUp && customersEvents == ["rings", "ended"])
        try await scene.gateway.end()
        #expect(scene.gateway.journal.types == [CallPlaced.type])
    }

    @Test func anAgentWhoDoesNotPickUpAndATrunkWithoutRoomLeaveTheCustomerAlone() async throws {
        let scene = try await scene(agentAnswers: false) { $0.calls = 1 }, agent = scene.agent
        async let first = scene.place(scene.question("first", agentRing: 2))
        let rings = try await onThread { agent.value.run { $0.events == ["rings"] } }
        // The first has the trunk's only call.
        let second = try await scene.place(scene.question("second"))
        #expect(rings && second.outcome == .noTrunk)
        async let agentsSide = onThread { agent.value.run { $0.isEnded } }
        let (told, isReleased) = try await (first, agentsSide)
        #expect(told.outcome == .agentNoAnswer && isReleased && scene.customer.value.events.isEmpty)
        try await scene.gateway.end()
    }

    @Test func nothingRingsWithoutAClaimOrAtAGatewayThatEnds() async throws {
        let scene = try await scene()
        let failure = await #expect(throws: RequestFailure.self) { try await scene.place(scene.question(until: Timestamp(microseconds: 1))) }
        #expect(failure?.code == .stale)
        try await scene.gateway.end()
        let draining = await #expect(throws: RequestFailure.self) { try await scene.place(scene.question()) }
        #expect(draining?.code == .unavailable)
        #expect(scene.agent.value.events.isEmpty && scene.customer.value.events.isEmpty)
    }
}
