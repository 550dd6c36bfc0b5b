import AgentAssistCore
import Contracts
import Testing
import Vocabulary

struct ComplianceTests {
    private func judged(_ texts: [String], intents: Set<String> = []) -> Compliance {
        Compliance(GuideIndexTests.guide.rules, intents: intents, turns: texts.enumerated().map { .init(id: "l\($0)", text: $1) })
    }

    private func state(_ rule: String, _ compliance: Compliance) -> Compliance.State? { compliance.findings.first { $0.rule == rule }?.state }

    @Test func whatMustBeSaidIsMissingUntilItIsSaid() throws {
        #expect(state("identify", judged([])) == .missing)
        #expect(state("identify", judged(["喂"])) == .missing)
        let said = judged(["喂", "王先生您好，我是供热公司的客服李娜，前面说的我都看到了"])
        let finding = try #require(said.findings.first { $0.rule == "identify" })
        #expect(finding.state == .said)
        #expect(finding.evidence?.line == "l1")
        #expect(finding.evidence?.words.revealed == "，我是供热公司的客服李娜，前面说的我")
    }

    @Test func aForbiddenPromiseIsQuoted() throws {
        let broken = judged(["我是客服", "今天一定到，我保证"])
        #expect(broken.findings.first?.rule == "no-promise", "what must be mended comes first")
        #expect(broken.findings.first?.state == .broken)
        #expect(broken.findings.first?.evidence?.words.revealed == "今天一定到，我保证")
    }

    @Test(arguments: ["这个我不能跟您我保证", "不是百分之百的", "没办法百分之百", "不敢说百分之百"])
    func whatIsDeniedIsNoPromise(text: String) { #expect(state("no-promise", judged([text])) == .kept) }

    @Test(arguments: ["您不用担心，我保证今天到", "对不起我保证今天到", "我保证不会再有"])
    func aDenialOfSomethingElseIsNone(text: String) { #expect(state("no-promise", judged([text])) == .broken) }

    @Test func aRuleOfAnotherMatterDoesNotApply() {
        #expect(state("refund-basis", judged([])) == nil)
        #expect(state("refund-basis", judged([], intents: ["substandard_temp_refund"])) == .missing)
    }

    @Test(
        arguments: [
            ([], [], 40), (["我是客服"], [], 100), (["我是客服，我保证"], [], 80), (["我保证"], [], 20),
            (["我是客服"], ["substandard_temp_refund"], 70), (["我是客服，要以测温为准"], ["substandard_temp_refund"], 100),
        ] as [([String], Set<String>, Int)])
    func scores(turns: [String], intents: Set<String>, score: Int) { #expect(judged(turns, intents: intents).score == score) }

    @Test func withoutRulesNothingIsWrong() { #expect(Compliance([], intents: [], turns: [.init(id: "1", text: "我保证")]).score == 100) }

    @Test func theScreenShowsRulesSummaryAndGuides() throws {
        var told = Told.angryCall
        told.say(AgentConnected(call: Told.call, leg: "l2", agent: Told.agent, fence: 7), by: .mediaGateway)
        told.say(
            UtteranceRecognised(
                call: Told.call, revision: 8, party: .agent, text: Sealed(box: "我是客服李娜，我给您回电，电话13800001234对吧"), confidence: 1, anger: 0, duration: 1, recognition: 1),
            by: .speechIntent)
        let head = try told.picture(pack: GuideIndex(GuideIndexTests.guide)).head
        #expect(head.compliance?.score == 100)
        #expect(head.guides.contains { $0.id == "greet" })
        #expect(head.packTitle == "供热")
        #expect(head.summary?.wanted?.revealed == "暖气三天不热了")
        #expect(head.summary?.followUp?.revealed == "我是客服李娜，我给您回电，电话138****1234对吧", "masked like all that is shown")
        #expect(head.summary?.peakAnger == 88)
    }

    @Test func withoutAPackTheScreenStillStands() throws {
        let head = try Told.angryCall.picture().head
        #expect(head.compliance == nil && head.guides.isEmpty && head.gloss == nil && head.summary == nil)
    }
}
