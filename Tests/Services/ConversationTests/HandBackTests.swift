import SpeechIntentCore
import Testing
import Vocabulary

/// A person gives the call back to the assistant.
@Suite("Hand back") struct HandBackTests {
    /// A call that a person has, from a caller who was asked something before.
    private func connected(after first: (inout Talk) -> Void) -> Talk {
        var talk = Talk.begun()
        first(&talk)
        let order = talk.handOvers.first
        talk.step { $0.handOverAcknowledged(by: "a1", revision: order?.revision ?? 0, at: $1) }
        talk.step { $0.personConnected(at: $1) }
        return talk
    }

    /// As the speech instance does that is given the call.
    private func resumed(_ talk: Talk) -> (Talk, said: String) {
        var state = talk.conversation.state, talk = talk
        state.personGone()
        let (conversation, effects) = Conversation.resumed(state, pack: SmallPack.pack, today: SmallPack.today, at: talk.now)
        #expect(!effects.contains { if case .say = $0 { true } else { false } })
        #expect(!effects.contains { if case .handOver = $0 { true } else { false } })
        talk.conversation = conversation
        let said = talk.step { $0.handedBack(at: $1) }
        return (talk, said)
    }

    @Test("the request goes on where it stood")
    func goesOn() {
        let served = connected { talk in
            talk.caller("暖气不热", "not_hot_home")
            talk.caller("给我转人工", "human_agent")
        }
        var (talk, said) = resumed(served)
        #expect(said == Prompt.assistantBack + Prompt.backTo + "请说小区、楼号和房间号。")
        #expect(talk.caller("A小区", entities: [.of(.address, "A小区")]) == "请问您的联系电话？")
        #expect(talk.conversation.state.transcript.count > served.conversation.state.transcript.count)
    }

    @Test("who wanted nothing but a person is asked what else there is")
    func nothingElse() {
        let served = connected { $0.caller("给我转人工", "human_agent") }
        let (talk, said) = resumed(served)
        #expect(said == Prompt.assistantBack + SmallPack.pack.profile.repair.anythingElse, "\(said)")
        #expect(talk.handOvers.isEmpty && talk.conversation.state.phase == .talking)
    }

    @Test("who waited for a person in vain waits no more")
    func waited() {
        var waiting = Talk.begun()
        waiting.caller("给我转人工", "human_agent")
        let (talk, said) = resumed(waiting)
        #expect(said.hasPrefix(Prompt.assistantBack) && talk.handOvers.isEmpty)
    }

    @Test("a call with nobody but the assistant hears nothing of it")
    func notNeeded() {
        var talk = Talk.begun()
        var state = talk.conversation.state
        let before = state
        state.personGone()
        #expect(state == before)
        talk.step { $0.callerGone(at: $1) }
        #expect(talk.step { $0.handedBack(at: $1) } == "")
    }
}
