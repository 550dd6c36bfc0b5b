import Contracts
import SpeechIntentCore
import SpeechIntentPackFiles
import Testing
import Vocabulary

/// What every caller says sooner or later, in every pack, amid a request and beside one. The meaning that comes with the words
/// is wrong on purpose: short words are often misread.
@Suite("Said beside the matter, in every pack")
struct AsideTests {
    static let packs: [Pack] = PackFolder.standard().industries.compactMap { try? PackFolder.standard().load($0) }

    /// A caller who was asked for a yes, or else for the first slot.
    private func asked(_ pack: Pack, wantsYes: Bool) throws -> Talk {
        for scenario in pack.scenarios where !scenario.intents.isEmpty {
            guard case .act(let action) = scenario.goal, !action.isReadOnly else { continue }
            var talk = begun(pack, known: wantsYes)
            talk.caller("我要办", scenario.intents[0], 0.95)
            for _ in 0..<8 {
                guard case .slot(let name) = talk.conversation.state.question, wantsYes || isChoice(name, of: scenario) else { break }
                answer(name, of: scenario, &talk)
            }
            switch talk.conversation.state.question {
            case .confirmation where wantsYes: return talk
            case .slot, .number, .factor, .readBack:
                if !wantsYes { return talk }
            default: break
            }
        }
        throw Missing(pack: pack.profile.industry)
    }
    private func answer(_ name: String, of scenario: Scenario, _ talk: inout Talk) {
        switch scenario.slots.first(where: { $0.name == name })?.kind {
        case .choice(let choices): talk.caller(choices[0].label)
        case .entity(let type): talk.caller("是这个", entities: [.of(type, SimulatedCaller.sample(type))])
        case .text, nil: talk.caller("就是这么个情况")
        }
    }

    /// "那第二个呢" names one of the choices.
    private func isChoice(_ name: String, of scenario: Scenario) -> Bool {
        if case .choice = scenario.slots.first(where: { $0.name == name })?.kind { true } else { false }
    }

    private struct Missing: Error { var pack: String }

    private func begun(_ pack: Pack, known: Bool = true) -> Talk {
        var talk = Talk(pack)
        talk.step { $0.callStarted(at: $1) }
        let customer = known ? Talk.customer : nil
        talk.step { $0.customerFound(customer, at: $1) }
        return talk
    }

    /// Another request of the pack, at a confidence that would be acted on.
    private func misread(_ talk: Talk) -> String {
        talk.conversation.pack.scenarios.first { $0.goal != .control && $0.name != talk.conversation.state.task?.scenario && !$0.intents.isEmpty }?.intents[0] ?? Understood.outOfScope
    }

    @Test(
        "the matter in hand stays where it is", arguments: packs.map(\.profile.industry),
        ["等一下", "等一下我看看", "你说什么？", "再说一遍", "没听清", "你是机器人吗", "你是不是真人", "听得见吗", "那第二个呢"])
    func amid(industry: String, words: String) throws {
        let pack = try #require(Self.packs.first { $0.profile.industry == industry })
        for wantsYes in [true, false] {
            var talk = try asked(pack, wantsYes: wantsYes)
            let before = talk.conversation.state
            let said = talk.caller(words, misread(talk), 0.5)
            let after = talk.conversation.state
            #expect(!said.isEmpty && after.phase == .talking && talk.acts.isEmpty && talk.handOvers.isEmpty, "\(words): \(said)")
            #expect(after.question == before.question && after.task?.slots == before.task?.slots && after.task?.asked == before.task?.asked, "\(words): \(said)")
            #expect(after.misunderstandings == before.misunderstandings, "\(words): \(said)")
        }
    }

    @Test("said again is what was said last; a yes is asked for with what it would be a yes to", arguments: packs.map(\.profile.industry))
    func again(industry: String) throws {
        var talk = try asked(try #require(Self.packs.first { $0.profile.industry == industry }), wantsYes: true)
        let summary = talk.conversation.state.task?.summary ?? ""
        talk.caller("厨房那边", Understood.outOfScope, 0.2)
        #expect(talk.caller("你说什么", misread(talk), 0.3) == summary)
    }

    @Test("a moment is a moment: half a minute without a word, then where it stood", arguments: packs.map(\.profile.industry))
    func moment(industry: String) throws {
        var talk = try asked(try #require(Self.packs.first { $0.profile.industry == industry }), wantsYes: true)
        let summary = talk.conversation.state.task?.summary ?? ""
        #expect(talk.caller("等一下", misread(talk), 0.5) == Prompt.takeYourTime)
        #expect(talk.wait(.seconds(25)).isEmpty)
        #expect(talk.caller("好了", "goodbye", 0.9) == summary)
        talk.yes()
        #expect(talk.acts.count == 1)
    }

    @Test("a person, thanks, goodbye, abuse and silence", arguments: packs.map(\.profile.industry))
    func ends(industry: String) throws {
        let pack = try #require(Self.packs.first { $0.profile.industry == industry })
        var person = try asked(pack, wantsYes: true)
        person.caller("转人工", "human_agent", 0.9)
        #expect(person.handOvers.first?.reason == .asked)
        var thanks = begun(pack)
        #expect(thanks.caller("谢谢啊", "praise_thanks", 0.9).hasSuffix(pack.profile.farewell))
        var goodbye = try asked(pack, wantsYes: true)
        #expect(goodbye.caller("再见", "goodbye", 0.9).hasSuffix(pack.profile.farewell) && goodbye.acts.isEmpty)
        var abuse = try asked(pack, wantsYes: false)
        abuse.caller("操你妈你说什么", anger: 95)
        #expect(abuse.handOvers.first?.reason == .anger)
        var silent = begun(pack)
        #expect(silent.wait(.seconds(60)).hasSuffix(Prompt.silentGoodbye))
    }

    @Test("a bare question is about what was spoken of; without anything it is asked what about", arguments: packs.map(\.profile.industry))
    func price(industry: String) throws {
        let pack = try #require(Self.packs.first { $0.profile.industry == industry })
        var nothing = begun(pack)
        #expect(nothing.caller("多少钱", Understood.outOfScope, 0.3) == Prompt.whichFee)
        let priced = pack.articles.first { article in article.body.contains("元") && article.isValid(on: SmallPack.today) && article.intents.contains { pack.scenario(forIntent: $0)?.goal == .answer } }
        guard let article = priced else { return }
        let intent = try #require(article.intents.first { pack.scenario(forIntent: $0)?.goal == .answer })
        var talk = begun(pack)
        talk.caller("问一下", intent, 0.95)
        talk.caller("多少钱", Understood.outOfScope, 0.3)
        let cited = talk.decisions.last { !$0.passages.isEmpty }?.passages.first ?? ""
        let answered = pack.articles.first { cited.hasPrefix($0.id + "@") }
        #expect(answered?.intents.contains(intent) == true, "\(intent): \(cited)")
        var hours = begun(pack)
        #expect(hours.caller("你们几点上班", Understood.outOfScope, 0.2).contains(pack.profile.hours))
    }

    @Test("a correction after it was done reaches a person with what was meant; before anything, it is asked what", arguments: packs.map(\.profile.industry))
    func corrects(industry: String) throws {
        let pack = try #require(Self.packs.first { $0.profile.industry == industry })
        var early = begun(pack)
        #expect(early.caller("不是三零一，是三零二", "deny", 0.8, reply: .deny) == Prompt.whichChange)
        var done = try asked(pack, wantsYes: true)
        done.yes()
        done.finishes(done.acts.first, .done)
        if done.conversation.state.question.isYesOrNo { done.no() }
        let said = done.caller("不是三零一，是三零二", "deny", 0.8, reply: .deny)
        #expect(said.contains("三零二") && done.handOvers.count == 1, "\(said)")
    }

    @Test("a yes is not waited for for ever: what is added three times, or asked instead, ends at a person")
    func neverEnding() throws {
        for pack in Self.packs {
            var talk = try asked(pack, wantsYes: true), said: [String] = []
            for words in ["在厨房", "水很大", "从昨天开始", "多久能好吗", "谁来修呢怎么修", "我还要上班", "真是烦死", "唉我跟你讲"] where talk.conversation.state.phase == .talking {
                said.append(talk.caller(words, Understood.outOfScope, 0.2))
            }
            #expect(Set(said).count == said.count, "\(pack.profile.industry): \(said)")
            #expect(talk.conversation.state.phase == .handingOver, "\(pack.profile.industry): \(said)")
        }
    }

    @Test("the same article is introduced as such the second time, and the third time a person answers")
    func sameArticle() throws {
        for pack in Self.packs {
            guard let scenario = pack.scenarios.first(where: { $0.goal == .answer && $0.followUp == nil && !$0.intents.isEmpty && $0.verification == .none }) else { continue }
            var talk = begun(pack)
            talk.caller("请问", scenario.intents[0], 0.95)
            #expect(talk.caller("还是不明白啊", scenario.intents[0], 0.95).contains(Prompt.sameAgain), "\(pack.profile.industry)")
            talk.caller("就是那个", scenario.intents[0], 0.95)
            #expect(talk.handOvers.first?.reason == .noKnowledge, "\(pack.profile.industry)")
        }
    }

    @Test("words that want something are no aside", arguments: ["等了三天了还没来", "还要等多久", "我看看物流", "听不见声音的电视怎么修是什么情况", "转人工再说一遍", "我是骗子吗"])
    func matters(words: String) {
        var talk = Talk.begun()
        talk.caller(words, "bill_query", 0.8)
        #expect(talk.acts.first?.action == "bill.lookup" || !talk.handOvers.isEmpty)
    }
}
