import Contracts
import SpeechIntentCore
import Testing
import Vocabulary

@Suite("A conversation in writing")
struct TextConversationTests {
    private func begun() -> (TextConversation, [TextConversation.Effect]) {
        var talk = TextConversation(Conversation(pack: SmallPack.pack, call: "CHAT", caller: Talk.number, today: SmallPack.today))
        let effects = talk.step(at: .zero) { $0.callStarted(at: $1) }
        _ = talk.step(at: .zero) { $0.customerFound(Talk.customer, at: $1) }
        return (talk, effects)
    }

    private func heard(_ text: String, _ intent: String) -> HeardUtterance {
        HeardUtterance(text: text, understood: Understood(industry: "heating", intent: intent, confidence: 0.9, inScope: 1))
    }

    @Test("greets, serves and remembers what was written")
    func serves() {
        var (talk, effects) = begun()
        #expect(effects.contains(.say(SmallPack.greeting)) && effects.contains(.findCustomer(number: Talk.number)))
        effects = talk.step(at: .zero + .seconds(1)) { $0.heard(heard("怎么收费", "fee_standard"), at: $1) }
        #expect(effects.contains(.say("每平米二十二元。要不要顺便查一下您的热费？")))
        #expect(talk.conversation.state.transcript.map(\.speaker) == [.assistant, .caller, .assistant])
        #expect(!talk.conversation.isSpeaking)
    }

    @Test("a goodbye ends it, and a key is as good as a word")
    func ends() {
        var (talk, _) = begun()
        _ = talk.step(at: .zero) { $0.heard(heard("怎么收费", "fee_standard"), at: $1) }
        let effects = talk.step(at: .zero) { $0.keyPressed("1", at: $1) }
        #expect(effects.contains { if case .act(let order) = $0 { order.action == "bill.lookup" } else { false } })
        #expect(talk.step(at: .zero) { $0.heard(heard("再见", "goodbye"), at: $1) }.contains(.say(Prompt.working)))
    }

    @Test("ten thousand characters, emoji, nothing at all: answered or asked again", arguments: ["", "😀😀", String(repeating: "热", count: 10_000), "{\"text\":1}", "\u{0}"])
    func odd(text: String) {
        var (talk, _) = begun()
        let effects = talk.step(at: .zero) { $0.heard(heard(text, Understood.outOfScope), at: $1) }
        #expect(effects.contains { if case .say(let words) = $0 { !words.isEmpty } else { false } })
    }
}
