import Contracts
import MediaGatewayCore
import SpeechIntentCore
import Testing
import Vocabulary

/// Whole calls as stories, on a network that behaves unless the story says otherwise.
@Suite struct ScenarioTests {
    /// Ends the world and keeps every promise.
    private func end(_ world: World, sourceLocation: SourceLocation = #_sourceLocation) {
        world.runToTheEnd()
        let violations = world.book.close()
        #expect(violations.isEmpty, "seed \(world.seed): \(violations.joined(separator: "; "))", sourceLocation: sourceLocation)
    }

    private func cause(_ caller: Caller, _ world: World) -> CallEnded.Cause? { world.log.events(CallEnded.self, of: caller.call).first?.cause }
    private func outcome(_ caller: Caller, _ world: World) -> ConversationEnded.Outcome? { world.log.events(ConversationEnded.self, of: caller.call).first?.outcome }
    private func performed(_ world: World) -> [ActionPerformed] { world.log.envelopes.compactMap { try? $0.decoded() } }
    private func revoked(_ caller: Caller, _ world: World) -> [String] { world.log.events(OfferRevoked.self, of: caller.call).map { "\($0.agent) \($0.reason)" } }

    @Test func aQuestionIsAnswered() {
        let world = World(seed: 1, .calm)
        let caller = world.dial(.question)
        end(world)
        #expect(caller.heard.first == "您好，我是智能助理小暖，通话会被录音，请讲。")
        #expect(caller.heard.contains { $0.contains("每平米二十二元。") })
        #expect(cause(caller, world) == .assistantFinished && outcome(caller, world) == .finished)
        #expect(world.analytics.records[caller.call]?.cause == "assistant-finished")
    }

    @Test func aRepairIsBookedOnceAlthoughTheAnswerWasLost() {
        let world = World(seed: 2, .calm)
        world.ticketing.swallowsAnswers = 1
        let caller = world.dial(.repair)
        end(world)
        #expect(caller.heard.contains { $0.contains("已为您登记，工单号T1") })
        #expect(Array(world.ticketing.asked.values) == [2] && performed(world).map(\.ticket) == ["T1"])
        #expect(outcome(caller, world) == .finished)
    }

    @Test func anAngryCallerIsHandedOver() {
        let world = World(seed: 3, .calm)
        world.hire("li.na")
        let caller = world.dial(.anger)
        end(world)
        #expect(world.log.events(HandOverDecided.self, of: caller.call).map(\.reason) == [.anger])
        #expect(world.log.events(HandOverAcknowledged.self, of: caller.call).count == 1)
        #expect(world.book.agents[caller.call] == ["li.na"])
        #expect(cause(caller, world) == .agentHungUp && outcome(caller, world) == .handedOver)
        #expect(world.routing.agents["li.na"]?.presence == .ready)
    }

    @Test func whoNeverAcknowledgesIsPassedOverForTheNext() {
        let world = World(seed: 4, .calm)
        world.hire("absent", Agent.Habits(looks: false, comesBackAfter: nil))
        world.hire("li.na")
        let caller = world.dial(.person)
        end(world)
        #expect(revoked(caller, world) == ["absent not-acknowledged"])
        #expect(world.book.agents[caller.call] == ["li.na"])
        #expect(world.routing.agents["absent"]?.presence == .paused)
    }

    @Test func whoDoesNotPickUpIsPassedOverForTheNext() {
        let world = World(seed: 5, .calm)
        world.hire("deaf", Agent.Habits(picksUp: false, comesBackAfter: nil))
        world.hire("li.na")
        let caller = world.dial(.person)
        end(world)
        #expect(revoked(caller, world) == ["deaf no-answer"])
        #expect(world.book.agents[caller.call] == ["li.na"])
    }

    @Test func aCallStaysWithItsAgentAlthoughRoutingNeverHeardOfTheConnection() {
        let world = World(seed: 9, .calm)
        world.hire("li.na", Agent.Habits(hangsUpFirst: false))
        world.hire("wang.fang")
        world.routing.missesConnections = 1
        let caller = world.dial(.anger)
        end(world)
        #expect(revoked(caller, world) == [], "the gateway's event is enough")
        #expect(world.book.agents[caller.call] == ["li.na"])
        #expect(world.log.events(AgentConnected.self, of: caller.call).map(\.agent) == ["li.na"])
    }

    @Test(arguments: Caller.Wish.allCases)
    func theCallerMayHangUpAtEachStep(_ wish: Caller.Wish) {
        for tick in 0..<60 {
            let world = World(seed: UInt64(tick), .calm)
            world.hire("li.na")
            let caller = world.dial(wish, hangsUpAfter: .milliseconds(10 + 700 * tick))
            end(world)
            #expect(world.log.events(CallEnded.self, of: caller.call).count == 1, "hung up in step \(tick)")
        }
    }

    @Test func speechDiesAndAnotherInstanceGoesOnWhereItStopped() throws {
        let world = World(seed: 6, .calm)
        let caller = world.dial(.repair)
        world.run(for: .seconds(12))
        let before = try #require(world.speech("speech-1")?.calls[caller.call]?.machine?.machine.state)
        #expect(before.task?.scenario == "repair")
        world.kill("speech-1")
        world.run(for: .seconds(2))
        let after = try #require(world.speech("speech-2")?.calls[caller.call])
        #expect(after.epoch == 2 && after.machine?.machine.state.task?.scenario == "repair")
        end(world)
        #expect(world.log.events(ConversationStarted.self, of: caller.call).map(\.epoch) == [1, 2])
        #expect(performed(world).count == 1 && outcome(caller, world) == .finished)
    }

    @Test func withoutAnySpeechTheGatewayTakesTheCallBack() {
        let world = World(seed: 7, .calm)
        let caller = world.dial(.question)
        world.run(for: .seconds(3))
        world.kill("speech-1")
        world.kill("speech-2")
        end(world)
        #expect(caller.heard.contains("fallback"))
        #expect(world.log.events(CallBackRequested.self, of: caller.call).count == 1)
        #expect(world.analytics.records[caller.call]?.callBackWanted == true)
    }

    @Test func routingDiesWhileAPhoneRingsAndTheOtherInstanceGoesOn() {
        let world = World(seed: 10, .calm)
        world.hire("deaf", Agent.Habits(picksUp: false, comesBackAfter: nil))
        world.hire("li.na")
        let caller = world.dial(.person)
        for _ in 0..<100 where world.routers.allSatisfy(\.offers.isEmpty) { world.run(for: .milliseconds(500)) }
        world.run(for: .seconds(2))
        let carrier = world.routers.first { !$0.offers.isEmpty }
        world.kill(carrier?.id ?? "none")
        end(world)
        #expect(revoked(caller, world).first == "deaf expired", "its lease lapses, and nobody is stuck")
        #expect(world.book.agents[caller.call] == ["li.na"])
    }

    @Test func aGatewayDiesAndItsAgentIsFreed() {
        let world = World(seed: 8, .calm)
        world.hire("li.na", Agent.Habits(hangsUpFirst: false))
        let caller = world.dial(.anger)
        for _ in 0..<60 where world.book.agents[caller.call] == nil { world.run(for: .seconds(1)) }
        world.run(for: .seconds(1))
        #expect(world.routing.agents["li.na"]?.presence == .busy)
        world.kill("gateway-1")
        world.run(for: .seconds(3))
        #expect(world.routing.agents["li.na"]?.presence == .ready)
        #expect(world.log.events(CallLost.self, of: caller.call).map(\.reason) == ["gateway-lost"])
        #expect(world.log.events(HandOverFinished.self, of: caller.call).map(\.agent) == ["li.na"])
        end(world)
        #expect(world.analytics.records[caller.call]?.cause == "gateway-lost")
    }
}
