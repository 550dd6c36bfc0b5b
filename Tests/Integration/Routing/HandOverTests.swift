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

    @Test func theQueueThatThePackNamesIsTakenWhereThereIsOne() async throws {
        try await Scene.run { scene in
            try await scene.put([QueuePlan.Member(agent: "zhao", skills: [], phone: "1009")], as: "heating")
            try await scene.seat("li")
            try await scene.seat("zhao")
            try await scene.arrive("call-1")
            try await scene.arrive("call-2")
            #expect(try await scene.handOver("call-1", queue: "heating") == .acknowledged(agent: "zhao", revision: 3))
            #expect(try await scene.handOver("call-2", queue: "nowhere") == .acknowledged(agent: "li", revision: 3))
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
