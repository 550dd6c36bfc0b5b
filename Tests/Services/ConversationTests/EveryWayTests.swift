import Contracts
import SpeechIntentCore
import Testing
import Vocabulary

/// Every scenario of every pack, its slots filled in other ways than one by one, which EveryScenarioTests does.
@Suite("Every scenario, told in other ways")
struct EveryWayTests {
    private static let walks = EveryScenarioTests.walks

    @Test("all in one breath: nothing that was said is asked", arguments: [true, false])
    func atOnce(known: Bool) {
        for walk in Self.walks {
            var caller = SimulatedCaller(walk, customer: known ? Talk.customer : nil)
            caller.tellsAll = true
            caller.run()
            EveryScenarioTests.check(caller, walk)
            let asked = Set(caller.talk.decisions.filter { $0.action == .ask }.map(\.reason))
            for slot in walk.scenario.slots {
                guard case .entity = slot.kind else { continue }
                #expect(!asked.contains("slot \(slot.name) is missing"), "\(walk.testDescription): \(slot.name) was said and is asked")
            }
        }
    }

    @Test("left for another question at the first question, and returned to; a value corrected before the yes")
    func astray() {
        var digressions = 0, corrections = 0
        for walk in Self.walks {
            var caller = SimulatedCaller(walk, customer: nil)
            caller.strays = true
            caller.run()
            EveryScenarioTests.check(caller, walk)
            digressions += caller.digressed ? 1 : 0
            guard let (slot, value) = caller.corrected, case .act(let action) = walk.scenario.goal, !caller.isHandedOver else { continue }
            corrections += 1
            let order = caller.acts.first { $0.action == action.name }
            let names = action.parameters.filter { Wording.blanks(of: $0.value) == [slot] }.keys
            for name in names { #expect(order?.parameters[name]?.contains(value) == true, "\(walk.testDescription): \(name) was corrected to \(value) and is \(order?.parameters[name] ?? "nothing")") }
        }
        // Most scenarios ask something or want a yes: a walk that strays nowhere proves nothing.
        #expect(digressions > Self.walks.count / 3 && corrections > 20, "\(digressions) digressions, \(corrections) corrections in \(Self.walks.count) scenarios")
    }
}
