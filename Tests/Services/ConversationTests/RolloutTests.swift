import Contracts
import SpeechIntentCore
import Testing
import Vocabulary

@Suite("Rollout")
struct RolloutTests {
    private func talk(_ rollout: Rollout) -> Talk {
        var pack = SmallPack.pack
        for place in pack.scenarios.indices where pack.scenarios[place].name == "standard" { pack.scenarios[place].rollout = rollout }
        var talk = Talk(pack)
        talk.step { $0.callStarted(at: $1) }
        talk.step { $0.customerFound(Talk.customer, at: $1) }
        return talk
    }

    @Test("as it is written", arguments: [("person", Rollout.person), ("shadow", .shadow), ("all", .all), ("30%", .share(30)), ("0%", .share(0))])
    func reads(text: String, rollout: Rollout) {
        #expect(Rollout(text) == rollout)
        #expect(rollout.description == text)
    }

    @Test("anything else is no rollout", arguments: ["", "some", "101%", "-1%", "%", "3.5%"])
    func refuses(text: String) { #expect(Rollout(text) == nil) }

    @Test("a share serves that share of the calls, the same ones each time")
    func share() {
        let calls = (0..<2000).map { CallID("call-\($0)") }
        let served = calls.filter(Rollout.share(30).serves)
        #expect((520...680).contains(served.count))
        #expect(calls.filter(Rollout.share(30).serves) == served)
        #expect(Set(served).isSubset(of: calls.filter(Rollout.share(60).serves)))
        #expect(calls.allSatisfy { Rollout.share(100).serves($0) && !Rollout.share(0).serves($0) })
    }

    @Test("person only: handed over, with the reason")
    func person() {
        var talk = talk(.person)
        #expect(talk.caller("怎么收费", "fee_standard") == "好的，我马上为您转接人工坐席，请稍等。")
        #expect(talk.handOvers.first?.reason == .policy)
        #expect(talk.decisions.last?.reason == "scenario standard is rolled out to person: a person serves this call")
        #expect(talk.decisions.last?.rollout == "person")
    }

    @Test("shadow: the draft goes to the person's screen, nothing of it is said, and both are compared")
    func shadow() {
        var talk = talk(.shadow)
        #expect(!talk.caller("怎么收费", "fee_standard").contains("二十二"))
        let suggested = talk.facts.contains { if case .handOverDecided(.policy, let words) = $0 { words.hasPrefix("每平米二十二元。") } else { false } }
        #expect(suggested)
        talk.step { $0.personConnected(at: $1) }
        let answer = HeardUtterance(text: "您好每平米二十二元，要不要顺便查一下热费", understood: Understood(industry: "heating"))
        talk.step { $0.overheard(.agent, answer, at: $1) }
        talk.step { $0.callerGone(at: $1) }
        let compared = talk.decisions.last { $0.action == .compare }
        #expect((compared?.agreement ?? 0) > 0.7)
    }

    @Test("a person who says something else agrees little")
    func disagrees() {
        var talk = talk(.shadow)
        talk.caller("怎么收费", "fee_standard")
        talk.step { $0.personConnected(at: $1) }
        talk.step { $0.overheard(.agent, HeardUtterance(text: "这个要看您家面积，我帮您查查", understood: Understood(industry: "heating")), at: $1) }
        talk.step { $0.callerGone(at: $1) }
        #expect((talk.decisions.last { $0.action == .compare }?.agreement ?? 1) < 0.2)
    }

    @Test("a drafted action is not done")
    func drafted() {
        var pack = SmallPack.pack
        pack.profile.rollout = .shadow
        var talk = Talk(pack)
        talk.step { $0.callStarted(at: $1) }
        talk.step { $0.customerFound(Talk.customer, at: $1) }
        talk.caller("查热费", "bill_query")
        #expect(talk.acts.isEmpty)
        #expect(talk.conversation.state.draft?.text == "bill.lookup")
        #expect(talk.conversation.state.pendingAction == nil)
    }
}

@Suite("Hot words")
struct HotWordsTests {
    @Test("the names of matters, each once, longest first, none of dialogue control")
    func names() {
        let words = SmallPack.pack.hotWords
        #expect(words.first == "报修暖气不热")
        #expect(words.contains("查热费") && words.contains("优惠减免") && !words.contains("affirm"))
        #expect(Set(words).count == words.count && words == words.sorted { ($1.count, $0) < ($0.count, $1) })
    }
}

@Suite("What a decision tells")
struct DecisionTests {
    @Test("it names the utterance, the words that were said for it, and the rollout")
    func links() throws {
        var talk = Talk.begun()
        talk.caller("怎么收费", "fee_standard", articles: [.init(id: "fee", score: 0.8)])
        let heard = try #require(Array(zip(talk.facts, talk.revisions)).last { if case .utterance = $0.0 { true } else { false } })
        let decision = try #require(talk.decisions.last)
        #expect(decision.utterance == heard.1)
        #expect(decision.generation == 2)
        #expect(decision.rollout == "all")
        #expect(decision.passages == ["fee@2"])
        #expect(decision.model == nil)
    }

    @Test("a decision that nothing was said for names no words")
    func silent() {
        var talk = Talk.begun()
        talk.caller("查热费", "bill_query")
        #expect(talk.decisions.last?.action == .act)
        #expect(talk.decisions.last?.generation == nil)
    }
}
