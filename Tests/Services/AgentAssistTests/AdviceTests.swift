import AgentAssistCore
import Contracts
import Testing
import Vocabulary

/// What the desk asks speech-intent about while people talk, and what becomes of the answer.
@Suite struct AdviceTests {
    private static let pack = PackGuide(
        version: "1", title: "供热",
        scripts: [.init(id: "refund", title: "退费话术", intents: ["refund"], text: "我帮您登记退费申请。")],
        articles: [
            .init(id: "visit", version: 1, title: "多久上门", text: "二十四小时内上门。", questions: [], from: nil, until: nil, source: "规范", intents: ["heating.repair"]),
            .init(id: "money", version: 1, title: "费用返还办法", text: "按天返还。", questions: [], from: nil, until: nil, source: "办法", intents: []),
        ],
        rules: [.init(id: "days", kind: .mustSay, intents: ["refund"], words: ["个工作日"], prompt: "要告知到账时间")],
        topics: [.init(intent: "refund", gloss: "退费", phrases: [], asks: []), .init(intent: "heating.repair", gloss: "报修", phrases: [], asks: [])])

    private func talking(_ turns: (UtteranceRecognised.Party, String)...) -> Told {
        var told = Told.angryCall
        told.say(AgentConnected(call: Told.call, leg: "l2", agent: Told.agent, fence: 7), by: .mediaGateway)
        for (index, turn) in turns.enumerated() {
            told.say(
                UtteranceRecognised(call: Told.call, revision: 10 + index, party: turn.0, text: Sealed(box: turn.1), confidence: 0.9, anger: 0, duration: 1, recognition: 1), by: .speechIntent)
        }
        return told
    }

    private func opened(_ told: Told, advice: Advice? = nil) throws -> OpenedContext {
        let context = try told.context(), boxes = context.sealedTexts.map(\.box)
        return OpenedContext(
            context: context, texts: Dictionary(uniqueKeysWithValues: Set(boxes).map { ($0, Masked($0.box)) }), customer: nil, advice: advice, pack: GuideIndex(Self.pack), today: "2026-11-23")
    }

    @Test func whatTheCallerSaysIsAskedAboutOnlyWhileAPersonTalks() throws {
        #expect(try opened(Told.angryCall).adviceQuestion == nil, "the assistant understands by itself")
        #expect(try opened(talking((.caller, "那这个月的钱能不能退给我"))).adviceQuestion?.text.revealed == "那这个月的钱能不能退给我")
        var ended = talking((.caller, "那这个月的钱能不能退给我"))
        ended.say(CallEnded(call: Told.call, cause: .callerHungUp, talked: 1, received: 1, lost: 0), by: .mediaGateway)
        #expect(try opened(ended).adviceQuestion == nil)
    }

    @Test func aShortAnswerIsAskedAboutWithWhatItAnswers() throws {
        #expect(try opened(talking((.agent, "您是想申请退费吗"), (.caller, "对对"))).adviceQuestion?.text.revealed == "您是想申请退费吗，对对")
        #expect(try opened(talking((.caller, "那这个月的钱能不能退给我"), (.agent, "可以的"))).adviceQuestion?.text.revealed == "那这个月的钱能不能退给我")
    }

    @Test func anAnswerLeadsTheGuidanceTheMatterAndTheRules() throws {
        let told = talking((.caller, "那这个月的钱能不能退给我"))
        let before = try opened(told), question = try #require(before.adviceQuestion)
        #expect(before.picture(for: Told.agent).head.gloss == "报修")
        let advice = Advice(line: question.line, at: question.at, Advise.Answer(intent: "refund", confidence: 0.9, articles: ["money"]))
        let after = try opened(told, advice: advice), head = after.picture(for: Told.agent).head
        #expect(after.adviceQuestion == nil, "asked once")
        #expect(head.intent == "refund" && head.gloss == "退费")
        #expect(head.guides.prefix(2).map(\.id) == ["refund", "money"])
        #expect(head.guides.first { $0.id == "money" }?.source == "办法")
        #expect(head.compliance?.findings.map(\.rule) == ["days"], "a rule of the new matter applies")
    }

    @Test func whatTheAssistantDecidesLaterCountsMore() throws {
        var told = talking((.caller, "那这个月的钱能不能退给我"))
        let question = try #require(try opened(told).adviceQuestion)
        told.say(
            DecisionMade(
                call: Told.call, revision: 30, intent: "heating.repair", confidence: 0.8, inScope: 1, alternatives: [], threshold: 0.6, action: "act", passages: [], complexity: 0, reason: ""),
            by: .speechIntent)
        let advice = Advice(line: question.line, at: question.at, Advise.Answer(intent: "refund", confidence: 0.9, articles: []))
        #expect(try opened(told, advice: advice).picture(for: Told.agent).head.intent == "heating.repair", "given back to the assistant and handed over again")
    }
}
