import Contracts
import SpeechIntentCore
import SpeechIntentPackFiles
import Testing
import Vocabulary

/// A simulated caller for each scenario of each pack that is deployed: asks for it, answers whatever is asked, says yes.
@Suite("Every scenario reaches its end")
struct EveryScenarioTests {
    struct Walk: CustomTestStringConvertible, Sendable {
        var pack: Pack
        var scenario: Scenario
        var testDescription: String { "\(pack.profile.industry)/\(scenario.name)" }
    }

    static let walks: [Walk] = {
        let folder = PackFolder.standard()
        return folder.industries.compactMap { try? folder.load($0) }.flatMap { pack in
            pack.scenarios.filter { $0.goal != .control && !$0.intents.isEmpty }.map { Walk(pack: pack, scenario: $0) }
        }
    }()

    @Test("there are packs, and heating has a scenario for each of its 41 intents")
    func packs() {
        let heating = Set(Self.walks.filter { $0.pack.profile.industry == "heating" }.flatMap(\.scenario.intents))
        #expect(heating.count >= 41)
    }

    @Test("a known caller", arguments: walks)
    func known(walk: Walk) {
        var caller = SimulatedCaller(walk, customer: Talk.customer)
        caller.run()
        Self.check(caller, walk)
    }

    @Test("a caller whose number nobody knows")
    func unknown() {
        for walk in Self.walks {
            var caller = SimulatedCaller(walk, customer: nil)
            caller.run()
            Self.check(caller, walk)
        }
    }

    @Test("by the keypad alone", arguments: [true, false])
    func keypad(known: Bool) {
        for walk in Self.walks {
            var caller = SimulatedCaller(walk, customer: known ? Talk.customer : nil)
            caller.runByKeypad()
            Self.check(caller, walk)
        }
    }

    @Test("a caller who is never understood hears no sentence twice, and reaches a person")
    func neverUnderstood() {
        for walk in Self.walks {
            var caller = SimulatedCaller(walk, customer: Talk.customer)
            caller.mumble()
            let name = walk.testDescription
            #expect(caller.isHandedOver, "\(name): \(caller.said)")
            #expect(Set(caller.said).count == caller.said.count, "\(name): \(caller.said)")
        }
    }

    @Test("rolled out to persons, every scenario reaches one at once; in shadow with a draft", arguments: [Rollout.person, .shadow])
    func withheld(rollout: Rollout) {
        for walk in Self.walks {
            var pack = walk.pack
            pack.profile.rollout = rollout
            var caller = SimulatedCaller(Walk(pack: pack, scenario: walk.scenario), customer: Talk.customer)
            caller.run()
            #expect(caller.isHandedOver && caller.acts.isEmpty, "\(walk.testDescription)")
            let isPersonsWork = if case .handOver = walk.scenario.goal { true } else { false }
            #expect((caller.talk.conversation.state.draft?.text.isEmpty == false) == (rollout == .shadow && !isPersonsWork), "\(walk.testDescription)")
        }
    }

    static func check(_ caller: SimulatedCaller, _ walk: Walk) {
        let name = walk.testDescription
        for said in caller.said {
            #expect(!said.isEmpty && !said.contains("{") && !said.contains("，，") && !said.contains("。。"), "\(name): \(said)")
        }
        switch walk.scenario.goal {
        case .answer: #expect(caller.talk.decisions.contains { !$0.passages.isEmpty }, "\(name): no article was spoken")
        case .handOver: #expect(caller.isHandedOver, "\(name): nobody was called")
        case .act(let action):
            let order = caller.acts.first { $0.action == action.name }
            #expect(order != nil, "\(name): \(action.name) was not done; said \(caller.said)")
            for required in BusinessActionKind.named(action.name)?.required ?? [] {
                #expect(order?.parameters[required]?.isEmpty == false, "\(name): \(required) is missing")
            }
        case .control: break
        }
        if !caller.isHandedOver { #expect(caller.talk.conversation.state.finishedTasks > 0, "\(name): not finished; said \(caller.said)") }
    }
}
