import Contracts
import SpeechIntentCore
import SpeechIntentPackFiles
import Testing
import Vocabulary

/// What recognisers write where nobody speaks, in every pack: it never becomes something that is done.
@Suite("Sound that is no speech")
struct DoubtfulSoundTests {
    /// Words of little confidence that mean the pack's own request with much.
    @Test("invented words begin nothing: it is asked whether they were meant", arguments: AsideTests.packs.map(\.profile.industry))
    func invented(industry: String) throws {
        let pack = try #require(AsideTests.packs.first { $0.profile.industry == industry })
        for scenario in pack.scenarios where !scenario.intents.isEmpty {
            guard case .act(let action) = scenario.goal, !action.isReadOnly, pack.intent(named: scenario.intents[0])?.urgency != .emergency else { continue }
            var talk = begun(pack)
            talk.caller("帮我办一下", scenario.intents[0], 0.95, clarity: 0.2)
            #expect(talk.conversation.state.question == .intent(scenario.intents[0]), "\(industry)/\(scenario.name)")
            // Breath again, taken for a yes that nobody can have said.
            for _ in 0..<12 where talk.handOvers.isEmpty { talk.caller("嗯", reply: .affirm, clarity: 0.1) }
            #expect(talk.facts.allSatisfy { if case .decision(let decision) = $0 { decision.action != .act } else { true } }, "\(industry)/\(scenario.name)")
        }
    }

    @Test("whoever only breathes is asked otherwise, offered keys, and given to a person", arguments: AsideTests.packs.map(\.profile.industry))
    func breathes(industry: String) throws {
        let pack = try #require(AsideTests.packs.first { $0.profile.industry == industry })
        var talk = begun(pack), said: [String] = []
        for _ in 0..<8 where talk.handOvers.isEmpty { said.append(talk.caller("", clarity: 0)) }
        #expect(talk.handOvers.first?.reason == .misunderstanding)
        #expect(Set(said).count == said.count && said.contains { $0.contains("请按一") }, "\(said)")
    }

    private func begun(_ pack: Pack) -> Talk {
        var talk = Talk(pack)
        talk.step { $0.callStarted(at: $1) }
        talk.step { $0.customerFound(Talk.customer, at: $1) }
        return talk
    }
}
