import Bus
import Contracts
import Store
import Testing
import Vocabulary

/// An agent gives a call on: what the gateway is asked, who has the call then, and who is free.
@Suite(FreshDatabase(), .serialized)
struct TransferTests {
    /// Li has call-1; the queue `second` is wang's.
    private func talking(_ scene: Scene) async throws {
        try await scene.put([QueuePlan.Member(agent: "wang", skills: [], phone: "wang")], as: "second")
        try await scene.seat("li")
        try await scene.arrive("call-1")
        _ = try await scene.handOver("call-1")
        try await scene.until { try await scene.state(of: "call-1") == "connected" }
    }

    private func ask(_ scene: Scene, _ target: TransferCall.Target, _ kind: TransferCall.Kind, by agent: AgentID = "li") async throws -> TransferCall.Answer {
        try await scene.assist.ask(TransferCall(call: "call-1", tenant: "warm", agent: agent, target: target, kind: kind), of: nil)
    }

    /// As the gateway reports that somebody's leg is gone.
    private func leaves(_ scene: Scene, _ agent: AgentID, _ leg: LegID, _ role: LegRole) async throws {
        try await scene.tell(LegLeft(call: "call-1", leg: leg, role: role, agent: agent, reason: nil))
    }

    private func guest(_ scene: Scene) async throws -> (leg: LegID, fence: Int64) {
        try await scene.database.query("SELECT leg, coalesce(fence, 0) AS fence FROM guest") { (try $0.get("leg", as: LegID.self), try $0.get("fence", as: Int64.self)) }.first ?? ("", 0)
    }

    // MARK: Blind

    @Test func toAnotherQueueTheCallWaitsThereAndTheAgentIsFreeOnceOut() async throws {
        try await Scene.run { scene in
            try await talking(scene)
            #expect(try await ask(scene, .queue("second"), .blind) == .transferred)
            #expect(scene.legs.lines == ["drop leg-li waits"])
            #expect(try await scene.state(of: "call-1") == "waiting")
            #expect(try await scene.presence(of: "li") == "busy", "until the gateway says that the leg is gone")
            try await leaves(scene, "li", "leg-li", .agent)
            try await scene.until { try await scene.presence(of: "li") == "ready" }
            try await scene.seat("wang")
            try await scene.until { try await scene.holder(of: "call-1") == "wang" }
        }
    }

    @Test func aFreeColleagueOfTheOtherQueueIsRungAfterTheAgentsLegIsDropped() async throws {
        try await Scene.run { scene in
            try await talking(scene)
            try await scene.seat("wang")
            #expect(try await ask(scene, .queue("second"), .blind) == .transferred)
            try await scene.until { try await scene.holder(of: "call-1") == "wang" }
            #expect(scene.legs.lines.first == "drop leg-li waits")
        }
    }

    @Test func toAColleagueWhoIsNotFreeNothingHappens() async throws {
        try await Scene.run { scene in
            try await talking(scene)
            #expect(try await ask(scene, .agent("wang"), .blind) == .nobodyFree)
            #expect(scene.legs.lines == [])
            #expect(try await scene.holder(of: "call-1") == "li")
            try await scene.seat("wang")
            #expect(try await ask(scene, .agent("wang"), .blind) == .transferred)
            try await scene.until { try await scene.holder(of: "call-1") == "wang" }
        }
    }

    @Test func aLegThatCouldNotBeDroppedIsDroppedBySomebodyLater() async throws {
        try await Scene.run(instances: 2) { scene in
            try await talking(scene)
            scene.legs.failingDrops.withLock { $0 = 1 }
            #expect(try await ask(scene, .queue("second"), .blind) == .transferred)
            await scene.until { scene.legs.lines.contains("drop leg-li waits") }
        }
    }

    @Test func backToTheAssistantWhichCanAskAgain() async throws {
        try await Scene.run { scene in
            try await talking(scene)
            #expect(try await ask(scene, .assistant, .blind) == .transferred)
            #expect(scene.legs.lines == ["hand back 2"])
            #expect(try await scene.state(of: "call-1") == "assistant")
            try await leaves(scene, "li", "leg-li", .agent)
            try await scene.until { try await scene.presence(of: "li") == "ready" }
            #expect(try await scene.handOver("call-1", epoch: 2) == .acknowledged(agent: "li", revision: 3))
        }
    }

    @Test func onlyWhoHasTheCallMayGiveItAway() async throws {
        try await Scene.run { scene in
            try await talking(scene)
            await #expect { _ = try await ask(scene, .assistant, .blind, by: "wang") } throws: { ($0 as? RequestFailure)?.code == .notFound }
            #expect(scene.legs.lines == [])
        }
    }

    @Test func whoIsInTheCallMutesThemselvesAndWhoHasItPressesKeys() async throws {
        try await Scene.run { scene in
            try await talking(scene)
            func mute(_ agent: AgentID, _ isMuted: Bool = true) async throws { _ = try await scene.assist.ask(MuteAgent(call: "call-1", tenant: "warm", agent: agent, isMuted: isMuted), of: nil) }
            func press(_ agent: AgentID, tenant: TenantID = "warm") async throws {
                _ = try await scene.assist.ask(SendKeys(call: "call-1", tenant: tenant, agent: agent, keys: Masked("12#")), of: nil)
            }
            try await mute("li")
            try await press("li")
            #expect(scene.legs.lines == ["set leg-li muted true", "press 12# caller"])
            scene.legs.forget()
            await #expect { try await mute("wang") } throws: { ($0 as? RequestFailure)?.code == .notFound }
            await #expect { try await press("wang") } throws: { ($0 as? RequestFailure)?.code == .notFound }
            await #expect { try await press("li", tenant: "other") } throws: { ($0 as? RequestFailure)?.code == .notFound }
            #expect(scene.legs.lines == [])
            try await scene.seat("wang")
            guard case .consulting(let leg) = try await ask(scene, .agent("wang"), .warm) else { Issue.record("nobody was consulted"); return }
            try await mute("wang", false)
            #expect(scene.legs.lines.last == "set \(leg) muted false")
            await #expect { try await press("wang") } throws: { ($0 as? RequestFailure)?.code == .notFound }
        }
    }

    // MARK: Warm

    @Test func whoIsConsultedSeesTheCallFirstAndHasItWhenTheAgentLeaves() async throws {
        try await Scene.run { scene in
            try await talking(scene)
            try await scene.seat("wang")
            guard case .consulting(let leg) = try await ask(scene, .queue("second"), .warm) else { Issue.record("nobody was consulted"); return }
            #expect(scene.legs.lines == ["hold", "add wang consulted"])
            #expect(scene.desk.log.withLock { $0 }.last == "show call-1 wang")
            #expect(try await scene.presence(of: "wang") == "busy")
            _ = try await scene.assist.ask(FinishTransfer(call: "call-1", tenant: "warm", agent: "li", leg: leg, outcome: .complete), of: nil)
            #expect(scene.legs.lines.last == "drop leg-li ends")
            let fence = try await guest(scene).fence
            try await leaves(scene, "li", "leg-li", .agent)
            try await scene.tell(AgentConnected(call: "call-1", leg: leg, agent: "wang", fence: fence))
            try await scene.until { try await scene.holder(of: "call-1") == "wang" }
            try await scene.until { try await scene.presence(of: "li") == "ready" }
            try await scene.end("call-1")
            try await scene.until { try await scene.presence(of: "wang") == "ready" }
        }
    }

    @Test func aConsultationThatIsGivenUpLeavesAllAsItWas() async throws {
        try await Scene.run { scene in
            try await talking(scene)
            try await scene.seat("wang")
            guard case .consulting(let leg) = try await ask(scene, .agent("wang"), .warm) else { Issue.record("nobody was consulted"); return }
            _ = try await scene.assist.ask(FinishTransfer(call: "call-1", tenant: "warm", agent: "li", leg: leg, outcome: .cancel), of: nil)
            #expect(scene.legs.lines == ["hold", "add wang consulted", "drop guest ends", "unhold"])
            try await leaves(scene, "wang", leg, .consulted)
            try await scene.until { try await scene.presence(of: "wang") == "ready" }
            #expect(try await scene.holder(of: "call-1") == "li")
        }
    }

    @Test func aColleagueWhoDoesNotPickUpIsFreeAndTheCallerIsTakenBack() async throws {
        try await Scene.run { scene in
            try await talking(scene)
            try await scene.seat("wang")
            scene.legs.silent.withLock { _ = $0.insert("wang") }
            #expect(try await ask(scene, .agent("wang"), .warm) == .noAnswer)
            #expect(scene.legs.lines == ["hold", "add wang consulted", "unhold"])
            #expect(try await scene.presence(of: "wang") == "ready")
            #expect(try await scene.holder(of: "call-1") == "li")
        }
    }

    @Test func aNumberOutsideIsRungBeforeTheAgentLeaves() async throws {
        try await Scene.run { scene in
            try await talking(scene)
            #expect(try await ask(scene, .outside(Masked("01012345678")), .blind) == .transferred)
            #expect(scene.legs.lines == ["hold", "add outside consulted", "drop leg-li ends"])
        }
    }

    @Test func theCallerHangsUpWhileSomebodyIsConsultedAndBothAreFree() async throws {
        try await Scene.run { scene in
            try await talking(scene)
            try await scene.seat("wang")
            _ = try await ask(scene, .agent("wang"), .warm)
            try await scene.end("call-1")
            try await scene.until { try await scene.presence(of: "wang") == "ready" }
            try await scene.until { try await scene.presence(of: "li") == "ready" }
        }
    }

    // MARK: Supervisors

    @Test func aSupervisorListensWhispersTakesOverAndIsAwayAgainAfterwards() async throws {
        try await Scene.run { scene in
            try await talking(scene)
            try await scene.seat("a1")
            _ = try await scene.owner.ask(SetPresence(tenant: "warm", agent: "a1", presence: .paused), of: nil)
            for mode in [SuperviseCall.Mode.listen, .whisper, .takeOver] {
                #expect(try await scene.assist.ask(SuperviseCall(call: "call-1", tenant: "warm", supervisor: "a1", mode: mode), of: nil) == .done)
            }
            #expect(scene.legs.lines == ["add a1 listening", "set whispering", "set agent"])
            let supervisor = try await guest(scene)
            try await scene.tell(AgentConnected(call: "call-1", leg: supervisor.leg, agent: "a1", fence: supervisor.fence))
            try await scene.until { try await scene.holder(of: "call-1") == "a1" }
            #expect(try await scene.presence(of: "li") == "busy", "still in the call")
            try await leaves(scene, "li", "leg-li", .joined)
            try await scene.until { try await scene.presence(of: "li") == "ready" }
        }
    }

    @Test func aSupervisorWhoLeavesIsWhatTheyWereBefore() async throws {
        try await Scene.run { scene in
            try await talking(scene)
            try await scene.seat("a1")
            _ = try await scene.owner.ask(SetPresence(tenant: "warm", agent: "a1", presence: .paused), of: nil)
            _ = try await scene.assist.ask(SuperviseCall(call: "call-1", tenant: "warm", supervisor: "a1", mode: .listen), of: nil)
            let leg = try await guest(scene).leg
            _ = try await scene.assist.ask(SuperviseCall(call: "call-1", tenant: "warm", supervisor: "a1", mode: .leave), of: nil)
            #expect(scene.legs.lines == ["add a1 listening", "drop guest ends"])
            try await leaves(scene, "a1", leg, .listening)
            try await scene.until { try await scene.presence(of: "a1") == "paused" }
            #expect(try await scene.holder(of: "call-1") == "li")
        }
    }

    @Test func theWallShowsWhoWaitsWhoTalksAndWhoIsThere() async throws {
        try await Scene.run { scene in
            try await talking(scene)
            try await scene.arrive("call-2")
            _ = try await scene.handOver("call-2")
            try await scene.arrive("call-3")
            let team = try await scene.assist.ask(DescribeTeam(tenant: "warm"), of: nil)
            let service = try #require(team.queues.first { $0.name == "service" })
            #expect(service.waiting == 1)
            #expect((service.longestWait ?? -1) >= 0)
            #expect((service.ready, service.busy) == (0, 1))
            #expect(team.people.first { $0.agent == "li" }?.call == "call-1")
            #expect(team.calls == [.init(call: "call-3", queue: "service", agent: nil), .init(call: "call-1", queue: "service", agent: "li")])
            #expect(team.assistants.count == 2)
        }
    }
}
