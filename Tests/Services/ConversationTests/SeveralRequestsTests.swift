import Contracts
import SpeechIntentCore
import Testing
import Vocabulary

@Suite("Several requests, and references")
struct SeveralRequestsTests {
    private func understood(_ intent: String, _ confidence: Double = 0.9, anger: Int = 0) -> Understood {
        Understood(industry: "heating", intent: intent, confidence: confidence, inScope: 1, anger: anger)
    }

    // MARK: Dividing

    @Test(
        "an utterance is divided where another matter begins",
        arguments: [
            ("帮我查一下热费，另外我家暖气不热", ["帮我查一下热费", "另外我家暖气不热"]), ("我要报修顺便问下收费标准", ["我要报修", "顺便问下收费标准"]),
            ("热费怎么交？暖气还不热。", ["热费怎么交", "暖气还不热"]), ("我家暖气不热", ["我家暖气不热"]), ("", []), ("另外另外另外", []),
        ])
    func divides(text: String, parts: [String]) { #expect(SeveralRequests.parts(of: text) == parts) }

    @Test("ten thousand characters are divided without harm")
    func long() { #expect(SeveralRequests.parts(of: String(repeating: "还有暖气不热", count: 2000)).count < 50) }

    @Test("parts that mean the same, or nothing, are no further requests")
    func combines() {
        let whole = understood("not_hot_home", 0.5, anger: 40)
        let same = SeveralRequests.combine(whole, [("一", understood("not_hot_home")), ("二", understood("not_hot_home"))])
        #expect(same.further.isEmpty && same.first == whole)
        let doubtful = SeveralRequests.combine(whole, [("一", understood("not_hot_home")), ("二", understood("bill_query", 0.4))])
        #expect(doubtful.further.isEmpty)
        let two = SeveralRequests.combine(whole, [("查热费", understood("bill_query")), ("不热", understood("not_hot_home"))])
        #expect(two.first.intent == "bill_query" && two.first.anger == 40)
        #expect(two.further.map(\.understood.intent) == ["not_hot_home"])
    }

    // MARK: Serving

    @Test("two requests in one breath are served one after the other")
    func twoInOne() {
        var talk = Talk.begun()
        talk.caller("查一下热费另外我家暖气不热", "bill_query", further: [("我家暖气不热", understood("not_hot_home"))])
        #expect(talk.acts.first?.action == "bill.lookup")
        let next = talk.finishes(talk.acts.first, .done, ["amount": "10.00", "status": "未缴"])
        #expect(next == "您本季应缴10元，状态未缴。您刚才还说到报修暖气不热。给您添麻烦了。请问您家的地址是？")
        #expect(talk.conversation.state.intents == ["bill_query", "not_hot_home"])
    }

    @Test("what a person must do comes last")
    func personLast() {
        var talk = Talk.begun()
        talk.caller(
            "查热费，我要投诉，还有收费标准", "bill_query",
            further: [("我要投诉", understood("service_complaint")), ("还有收费标准", understood("fee_standard"))])
        #expect(talk.finishes(talk.acts.first, .done, ["amount": "10.00", "status": "未缴"]).contains("每平米二十二元"))
        #expect(talk.handOvers.first?.skills == ["complaints"])
    }

    @Test("a correction in the middle of the first request does not lose the second")
    func correctionBetween() {
        var talk = Talk.begun()
        talk.caller("暖气不热还有查下热费", "not_hot_home", entities: [.of(.address, "3号楼301")], further: [("查下热费", understood("bill_query"))])
        talk.caller("幺三九零零幺三九零零零", entities: [.of(.phone, "13900139000")])
        talk.yes()
        #expect(talk.caller("不是三零一，是三零二").contains("3号楼302"))
        talk.yes()
        talk.finishes(talk.acts.first, .done, ["ticket": "GD1", "due": "明天"])
        #expect(talk.acts.first?.action == "bill.lookup")
    }

    // MARK: References

    @Test("那第二个呢: the next article of those found, then the last")
    func article() {
        var talk = Talk.begun()
        talk.caller("怎么收费的", "fee_standard")
        talk.no()
        #expect(talk.caller("那第二个呢").hasPrefix("商铺每平米三十元。"))
        #expect(talk.decisions.last?.passages == ["fee-shop@1"])
        #expect(talk.caller("那第三个呢") == "没太明白，您能换个说法吗？")
    }

    @Test("a place in the menu may be spoken")
    func menu() {
        var talk = Talk.begun()
        talk.presses("9")
        #expect(talk.said.contains("报修请按二"))
        #expect(talk.caller("第二个") == "给您添麻烦了。请问您家的地址是？")
    }

    @Test("one of the choices, by its place")
    func choice() {
        var pack = SmallPack.pack
        let slot = Slot(name: "kind", kind: .choice([.init(value: "a", label: "住宅"), .init(value: "b", label: "商铺")]), prompt: "住宅还是商铺？")
        let action = BusinessAction(name: "ticket.create", parameters: ["kind": "{kind}"], success: "好了。")
        pack.scenarios[1] = Scenario(name: "repair", title: "报修", intents: ["not_hot_home"], goal: .act(action), slots: [slot])
        var talk = Talk(pack)
        talk.step { $0.callStarted(at: $1) }
        talk.caller("不热", "not_hot_home")
        talk.caller("后面那个第二个")
        #expect(talk.acts.first?.parameters["kind"] == "b")
    }

    @Test(
        "which one is meant",
        arguments: [
            ("那第二个呢", 1, nil as Int?), ("第3条", 2, nil), ("最后一个", 3, nil), ("另外一个呢", 1, 0), ("下一个", 0, nil), ("第九个", nil, nil), ("我住第二栋", nil, nil),
            ("我想问的是第二个月的热费为什么比第一个月多", nil, nil),
        ] as [(String, Int?, Int?)])
    func ordinal(text: String, place: Int?, present: Int?) { #expect(OrdinalReference(in: text)?.index(among: 4, after: present) == place) }
}
