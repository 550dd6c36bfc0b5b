import AgentAssistCore
import Contracts
import Testing
import Vocabulary

struct DrillTests {
    private let index = GuideIndex(GuideIndexTests.guide)
    private let now = Timestamp(microseconds: 0)

    private func drill(seed: UInt64 = 1, intent: String = "not_hot_home") throws -> Drill {
        try #require(Drill("d", pack: "heating", of: index, intent: intent, today: "2026-11-23", seed: seed, at: now))
    }

    private func said(_ texts: String..., seed: UInt64 = 1) throws -> Drill.Picture {
        var drill = try drill(seed: seed)
        for text in texts { drill.said(text, at: now) }
        return drill.picture
    }

    @Test func theCustomerOpensWithTheTopicsWords() throws {
        let picture = try drill().picture
        #expect(picture.gloss == "全屋不热")
        #expect(GuideIndexTests.guide.topics[0].phrases.contains { picture.lines.first?.text?.revealed.contains($0) == true })
        #expect(picture.guides.first?.id == "soothe")
    }

    @Test(arguments: 0..<50) func theSameSeedIsTheSameCustomer(seed: UInt64) throws {
        let words = ["您好，我是客服", "请问您家地址在哪里", "还有什么可以帮您"]
        #expect(try said(words[0], words[1], words[2], seed: seed) == said(words[0], words[1], words[2], seed: seed), "seed \(seed)")
    }

    @Test func whatIsAskedIsAnswered() throws {
        let picture = try said("您好我是客服", "请问您家住哪个小区，几号楼？")
        #expect(picture.asked == 1 && picture.asks == 1)
        #expect(picture.lines.last?.text?.revealed.contains("号") == true)
    }

    @Test func closingBeforeAskingIsNotAccepted() throws {
        let early = try said("您好，我是客服，还有什么可以帮您？")
        #expect(early.end == nil)
        #expect(early.lines.last?.text?.revealed.contains("没问清楚") == true)
        #expect(try said("您好我是客服", "请问地址在哪里", "好的，还有什么可以帮您？").end == .satisfied)
    }

    @Test func soothingCalmsAndAnEmptyPromiseAngers() throws {
        let angry = try #require((0..<50).first { seed in (try? drill(seed: seed).picture.lines.first?.anger) == 60 })
        #expect(try said("实在抱歉让您久等", seed: angry).lines.last?.anger == 35)
        let promised = try said("百分之百没问题", seed: angry)
        #expect(promised.lines.last?.anger == 85)
        #expect(promised.compliance.findings.first?.state == .broken)
        #expect(try said("百分之百没问题", "我保证", seed: angry).end == .hungUp)
    }

    @Test func afterTheEndNothingIsAdded() throws {
        var drill = try drill()
        drill.stopped()
        let before = drill.picture
        drill.said("喂", at: now)
        #expect(drill.picture == before)
        #expect(before.end == .stopped)
    }

    @Test func everyCustomerComesToAnEnd() throws {
        for seed in 0..<100 as Range<UInt64> {
            var drill = try drill(seed: seed)
            for _ in 0..<30 { drill.said("嗯", at: now) }
            #expect(drill.picture.end != nil, "seed \(seed)")
        }
    }

    @Test func scoredByTheRulesWhatWasAskedAndTheMood() throws {
        let calm = try #require((0..<50).first { seed in (try? drill(seed: seed).picture.lines.first?.anger) == 0 })
        #expect(try said("您好我是客服", "请问地址在哪里", "还有什么可以帮您？", seed: calm).score == 100)
        #expect(try said("喂", seed: calm).score == (7 * 40 + 100) / 10)
    }

    @Test func aPackWithoutTopicsGivesNoPractice() {
        let empty = GuideIndex(PackGuide(version: "1", title: "", scripts: [], articles: [], rules: [], topics: []))
        #expect(Drill("d", pack: "x", of: empty, intent: nil, today: "", seed: 1, at: now) == nil)
    }
}
