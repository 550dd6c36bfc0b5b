import AgentAssistCore
import Contracts
import Testing
import Vocabulary

struct GuideIndexTests {
    static let guide = PackGuide(
        version: "1", title: "供热",
        scripts: [
            .init(id: "greet", title: "接起转接来电", intents: [], text: "您好，我是供热公司客服，前面说的情况我都看到了，我接着为您处理。"),
            .init(id: "soothe", title: "安抚情绪", intents: ["not_hot_home"], text: "让您受冻又久等，确实是我们的问题，我先跟您道歉。"),
            .init(id: "leak", title: "漏水应急", intents: ["leak_indoor"], text: "请先关入户总阀，把人和电器挪开，抢修师傅两小时内到。"),
        ],
        articles: [
            .init(
                id: "a-refund", version: 4, title: "温度不达标怎么退费", text: "室温低于十八度，从报修第二天起按天退费。", questions: ["不热能退钱吗"], from: nil, until: "2027-03-31",
                source: "供热管理办法", intents: ["substandard_temp_refund"]),
            .init(id: "a-old", version: 1, title: "去年的退费办法", text: "去年不热退费按半价。", questions: [], from: nil, until: "2025-03-31", source: "旧办法", intents: ["substandard_temp_refund"]),
            .init(id: "a-next", version: 1, title: "明年的退费办法", text: "明年不热退费按全价。", questions: [], from: "2027-11-01", until: nil, source: "新办法", intents: ["substandard_temp_refund"]),
            .init(id: "a-pay", version: 2, title: "怎么缴费", text: "可以在网上缴费，也可以到营业厅。", questions: ["在哪里交钱"], from: nil, until: nil, source: "客服部", intents: ["payment_methods"]),
        ],
        rules: [
            .init(id: "identify", kind: .mustSay, intents: [], words: ["客服", "为您服务"], prompt: "开场要说明您是客服人员"),
            .init(id: "no-promise", kind: .mustNotSay, intents: [], words: ["我保证", "百分之百"], prompt: "不能做无法兑现的承诺"),
            .init(id: "refund-basis", kind: .mustSay, intents: ["substandard_temp_refund"], words: ["测温"], prompt: "退费要说明以测温记录为准"),
        ],
        topics: [
            .init(intent: "not_hot_home", gloss: "全屋不热", phrases: ["家里暖气一点都不热", "暖气片冰凉的"], asks: [.init(name: "address", prompt: "请问您家的地址是？", choices: [])]),
            .init(intent: "substandard_temp_refund", gloss: "温度不达标退费", phrases: ["不热能不能退钱"], asks: []),
        ])
    private let index = GuideIndex(Self.guide)

    private func ids(_ heard: [String], said: [String] = [], intent: String? = nil, today: String = "2026-11-23", limit: Int = 6) -> [String] {
        index.rank(.init(heard: heard, said: said, intent: intent, today: today), limit: limit).map(\.id)
    }

    @Test func whatIsAboutTheIntentComesFirst() {
        #expect(ids(["暖气不热"], intent: "not_hot_home").first == "soothe")
        #expect(ids(["家里漏水了，阀门关不上"], intent: "leak_indoor").first == "leak")
    }

    @Test func theOrderFollowsWhatIsSaid() {
        #expect(ids(["我想问不热能退钱吗"]).first == "a-refund")
        #expect(ids(["那我去哪里交钱，网上缴费行吗", "我想问不热能退钱吗"]).first == "a-pay", "what was said last counts most")
    }

    @Test func whatIsNotValidTodayIsNotOffered() {
        #expect(ids(["不热怎么退费"], intent: "substandard_temp_refund").filter { $0.hasPrefix("a-") && $0 != "a-pay" } == ["a-refund"])
        #expect(ids(["不热怎么退费"], intent: "substandard_temp_refund", today: "2028-01-01").contains("a-next"))
    }

    @Test func anArticleSaysWhereItComesFrom() throws {
        let article = try #require(index.rank(.init(heard: ["不热能退钱吗"], today: "2026-11-23")).first)
        #expect(article.kind == .article && article.version == 4 && article.source == "供热管理办法" && article.validUntil == "2027-03-31")
        #expect(article.ground == .words && (1...100).contains(article.fit))
    }

    @Test func whatWasSaidIsNotOfferedAgain() {
        #expect(ids(["喂"]).contains("greet"))
        #expect(!ids(["喂"], said: ["您好我是供热公司客服前面说的情况我都看到了我接着为您处理"]).contains("greet"))
    }

    @Test func aScriptStaysAmongManyArticles() {
        #expect(Set(ids(["不热能退钱吗，怎么缴费"], limit: 2)).count == 2)
        #expect(ids(["不热能退钱吗，怎么缴费"], limit: 2).last == "greet")
    }

    @Test func nothingThatFitsIsNothing() {
        let articles = GuideIndex(PackGuide(version: "1", title: "", scripts: [], articles: Self.guide.articles, rules: [], topics: []))
        #expect(articles.rank(.init(heard: ["xyz"], today: "2026-11-23")).isEmpty)
        #expect(articles.rank(.init(heard: [], today: "2026-11-23")).isEmpty)
        #expect(GuideIndex(PackGuide(version: "1", title: "", scripts: [], articles: [], rules: [], topics: [])).rank(.init(heard: ["不热"], today: "")).isEmpty)
    }
}
