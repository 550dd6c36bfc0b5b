import Contracts
import Foundation
import SpeechIntentCore
import Testing
import Vocabulary

/// States that were committed by older builds, which lack what was added since.
@Suite("States of older builds")
struct FormerStateTests {
    /// In the middle of a request, with as much filled as one call fills.
    private func state() -> ConversationState {
        var talk = Talk.begun()
        talk.caller("暖气不热，我家阳光小区", "not_hot_home", entities: [.of(.address, "阳光小区"), .of(.phone, Talk.number)])
        return talk.conversation.state
    }

    private func fields(_ state: ConversationState) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(state)) as? [String: Any])
    }

    private func decoded(_ fields: [String: Any]) throws -> ConversationState {
        try JSONDecoder().decode(ConversationState.self, from: JSONSerialization.data(withJSONObject: fields))
    }

    @Test("nothing is lost by itself")
    func whole() throws { #expect(try decoded(try fields(state())) == state()) }

    @Test("any field but the call may be absent, in the state, the identity and the request")
    func absent() throws {
        let whole = try fields(state()), fresh = try fields(ConversationState(call: "CALL", caller: nil))
        for name in whole.keys where name != "call" {
            var older = whole
            older[name] = nil
            let read = try fields(try decoded(older))
            #expect((read[name] as? NSObject) == (fresh[name] as? NSObject), "\(name)")
        }
        for (part, needed) in [("identity", []), ("task", ["scenario", "intent", "confidence"])] as [(String, Set<String>)] {
            for name in (whole[part] as? [String: Any] ?? [:]).keys where !needed.contains(name) {
                var older = whole, inner = whole[part] as? [String: Any] ?? [:]
                inner[name] = nil
                older[part] = inner
                #expect(throws: Never.self, "\(part).\(name)") { try decoded(older) }
            }
        }
    }

    @Test("every field is read: what cannot be one is refused")
    func everyField() throws {
        for name in Mirror(reflecting: state()).children.compactMap(\.label) {
            var wrong = try fields(state())
            wrong[name] = [["none": ["of": "this"]]]
            #expect(throws: DecodingError.self, "\(name) is not read") { try decoded(wrong) }
        }
    }

    @Test("the call goes on from it")
    func resumes() throws {
        var older = try fields(state())
        for name in ["isHolding", "answered", "listed", "upcoming", "known", "repairs", "ordered"] { older[name] = nil }
        let (conversation, _) = Conversation.resumed(try decoded(older), pack: SmallPack.pack, today: SmallPack.today, at: .zero)
        #expect(conversation.state.task?.scenario == "repair")
    }

    @Test("a state that cannot be read at all: the call begins anew, and the caller is told why")
    func anew() {
        var talk = Talk()
        let said = talk.step { $0.callStarted(isAnew: true, at: $1) }
        #expect(said == Prompt.anew + SmallPack.pack.profile.greeting)
    }
}
