import Contracts
import SpeechIntentCore
import Testing
import Vocabulary

/// Every scenario of every pack with every way in which its action can fail: the caller hears the truth and gets a person.
@Suite("Every action that fails")
struct EveryOutcomeTests {
    private static let walks = EveryScenarioTests.walks.filter { if case .act = $0.scenario.goal { true } else { false } }
    /// What would be said if it had been done.
    private static let claims = ["登记好了", "已经登记", "已经为您", "已经帮您", "办好了", "查到了", "提交了", "工单号"]
    private static let offers = ["人工", "坐席", "话务员", "专员", "管家", "客服", "回电"]

    @Test(
        "the truth, and a person",
        arguments: [
            SimulatedCaller.Fate.answered(.notFound), .answered(.refused), .failed(.unavailable), .failed(.timedOut), .failed(.conflict), .failed(.overloaded), .failed(.forbidden),
            .failed(.notFound), .failed(.stale), .failed(.invalid), .failed(.failed),
        ])
    func fails(fate: SimulatedCaller.Fate) {
        #expect(!Self.walks.isEmpty)
        for walk in Self.walks {
            var caller = SimulatedCaller(walk, customer: Talk.customer)
            caller.fate = fate
            caller.run()
            let name = "\(walk.testDescription) \(fate)", told = caller.toldOfFate
            #expect(!told.isEmpty && !told.contains("{") && !told.contains("。。"), "\(name): \(told)")
            #expect(!Self.claims.contains(where: told.contains), "\(name) claims success: \(told)")
            #expect(Self.offers.contains(where: told.contains), "\(name) offers nothing: \(told)")
            #expect(caller.talk.conversation.state.finishedTasks == 0, "\(name) counts as done")
            if told.contains("转接") { #expect(caller.isHandedOver, "\(name) promises a person: \(told)") }
        }
    }

    @Test("and nobody to be had: a call-back is registered, or the truth about that as well", arguments: [true, false])
    func nobody(registers: Bool) {
        for walk in Self.walks {
            var caller = SimulatedCaller(walk, customer: Talk.customer)
            caller.fate = .failed(.unavailable)
            caller.run()
            caller.talk.step { $0.handOverFailed(at: $1) }
            let order = caller.talk.acts.first
            #expect(order?.action == "callback.create" && order?.parameters["phone"] == Talk.number, "\(walk.testDescription)")
            let said = registers ? caller.talk.finishes(order, .done) : caller.talk.fails(order, .unavailable)
            #expect(said.hasPrefix(registers ? Prompt.nobodyFree : Prompt.nobodyToCall), "\(walk.testDescription): \(said)")
            #expect(said.contains("？"), "\(walk.testDescription): the caller is left without a word to go on: \(said)")
        }
    }
}
