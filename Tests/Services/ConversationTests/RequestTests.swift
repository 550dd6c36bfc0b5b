import Contracts
import SpeechIntentCore
import Testing
import Vocabulary

@Suite("Requests")
struct RequestTests {
    @Test("the greeting says that an assistant speaks and that the call is recorded, and asks who calls")
    func greets() {
        var talk = Talk()
        #expect(talk.step { $0.callStarted(at: $1) } == SmallPack.greeting)
        #expect(talk.effects.contains(.findCustomer(number: Talk.number)))
        talk.step { $0.customerFound(Talk.customer, at: $1) }
        #expect(talk.facts.contains(.started(customer: "c1")))
    }

    @Test("a known caller's bill is looked up without another question")
    func looksUpTheBill() {
        var talk = Talk.begun()
        talk.caller("我家热费交多少钱", "bill_query")
        #expect(talk.said == "")
        let act = talk.acts.first
        #expect(act?.key == "CALL/1/bill.lookup")
        #expect(act?.customer == "c1")
        #expect(talk.finishes(act, .done, ["amount": "1860.50", "status": "未缴"]) == "您本季应缴1860.5元，状态未缴。" + SmallPack.more)
        #expect(talk.caller("没有了", "deny", reply: .deny) == SmallPack.farewell)
        #expect(talk.effects.contains { if case .hangUp = $0 { true } else { false } })
    }

    @Test("an answer comes from the article that is valid today, and the decision names it")
    func answersFromValidArticle() {
        var talk = Talk.begun()
        #expect(
            talk.caller("怎么收费的", "fee_standard", articles: [.init(id: "fee-old", score: 0.9), .init(id: "fee", score: 0.8)])
                == "每平米二十二元。要不要顺便查一下您的热费？")
        #expect(talk.decisions.last?.passages == ["fee@2"])
        #expect(talk.decisions.last?.action == .answer)
        talk.yes()
        #expect(talk.acts.first?.action == "bill.lookup")
    }

    @Test("the best found article of the intent is spoken, not the first in the file")
    func prefersFoundArticle() {
        var talk = Talk.begun()
        #expect(talk.caller("商铺怎么收费", "fee_standard", articles: [.init(id: "hall", score: 0.9), .init(id: "fee-shop", score: 0.8)]).hasPrefix("商铺每平米三十元。"))
    }

    @Test("an article that ended yesterday is not spoken: a person takes over")
    func expiredArticle() {
        var talk = Talk.begun()
        talk.caller("有什么优惠", "discount_policy")
        #expect(talk.handOvers.first?.reason == .noKnowledge)
        #expect(!talk.said.contains("已经结束"))
    }

    @Test("an article found by search answers what no intent fits")
    func answersFromSearch() {
        var talk = Talk.begun()
        #expect(talk.caller("营业厅怎么走", articles: [.init(id: "hall", score: 0.8)]) == "营业厅在中山路一号。" + SmallPack.more)
        #expect(talk.decisions.last?.passages == ["hall@3"])
    }

    @Test("over-answering fills every slot at once")
    func overAnswering() {
        var talk = Talk.begun()
        let said = talk.caller(
            "阳光小区三号楼暖气不热电话幺三八零零幺三八零零零明天来", "not_hot_home",
            entities: [.of(.address, "阳光小区3号楼"), .of(.phone, "13800138000"), .of(.date, "2026-11-23")])
        #expect(said == "给您添麻烦了。您说的是幺三八，零零幺三，八零零零，对吗？")
        #expect(talk.yes() == "为您登记阳光小区3号楼的报修，可以吗？")
        talk.yes()
        #expect(
            talk.acts.first?.parameters == [
                "kind": "not_hot_home", "address": "阳光小区3号楼", "phone": "13800138000", "date": "2026-11-23",
                "detail": "阳光小区三号楼暖气不热电话幺三八零零幺三八零零零明天来",
            ])
        #expect(talk.finishes(talk.acts.first, .done, ["ticket": "20260001", "due": "明天二十点前"]).hasPrefix("已为您登记，工单号二零二六，零零零幺，明天二十点前上门。"))
    }

    @Test("who interrupts before hearing that it is done, and says it again, is not booked twice")
    func saidTwice() {
        var talk = Talk.begun()
        talk.caller("三号楼暖气不热明天来", "not_hot_home", entities: [.of(.address, "A小区"), .of(.phone, Talk.number), .of(.date, "2026-11-23")])
        talk.yes()
        talk.yes()
        let first = talk.acts.first
        talk.plays = false
        talk.finishes(first, .done, ["ticket": "1", "due": "明天"])
        talk.plays = true
        talk.caller("喂我说我家里暖气是凉的", "not_hot_home")
        talk.yes()
        #expect(talk.acts.map(\.key) == [first?.key])
        #expect(talk.finishes(talk.acts.first, .done, ["ticket": "1", "due": "明天"]).hasPrefix("已为您登记"))
        #expect(talk.caller("还有我妈家也不热", "not_hot_home", entities: [.of(.address, "B小区")]).hasSuffix("为您登记B小区的报修，可以吗？"))
        talk.yes()
        #expect(talk.acts.count == 1)
        #expect(talk.acts.first?.key != first?.key)
    }

    @Test("slots are asked one after another, and digits are read back")
    func asksSlots() {
        var talk = Talk.begun()
        #expect(talk.caller("暖气不热", "not_hot_home") == "给您添麻烦了。请问您家的地址是？")
        #expect(talk.conversation.context.expecting == .address)
        #expect(talk.caller("阳光小区三号楼三零一", entities: [.of(.address, "阳光小区3号楼301")]) == "请问您的联系电话？")
        #expect(talk.conversation.expectedDigits == 11)
        #expect(talk.caller("一三九", entities: [.of(.phone, "13900139000")]) == "您说的是幺三九，零零幺三，九零零零，对吗？")
        #expect(talk.no() == "请再报一遍手机号。您也可以用键盘输入，按井号键结束。")
        #expect(talk.presses("13900139001") == "为您登记阳光小区3号楼301的报修，可以吗？" + Prompt.yesOrNo)
    }

    @Test("不是三零一，是三零二")
    func correction() {
        var talk = Talk.begun()
        talk.caller("暖气不热", "not_hot_home", entities: [.of(.address, "阳光小区3号楼301"), .of(.phone, Talk.number)])
        talk.yes()
        #expect(talk.caller("不是三零一，是三零二", "deny", reply: .deny) == "为您登记阳光小区3号楼302的报修，可以吗？")
        talk.yes()
        #expect(talk.acts.first?.parameters["address"] == "阳光小区3号楼302")
    }

    @Test(
        "the value that stands, whether it is said first or last or alone",
        arguments: [
            ("是三零二，不是三零一", [], "阳光小区3号楼302"), ("说错了，是四号楼不是三号楼", [.of(.address, "4号楼"), .of(.address, "3号楼")], "阳光小区4号楼301"),
            ("等一下，换成花园小区", [.of(.address, "花园小区")], "花园小区"),
        ] as [(String, [Entity], String)])
    func standing(words: String, entities: [Entity], address: String) {
        var talk = Talk.begun()
        talk.caller("暖气不热", "not_hot_home", entities: [.of(.address, "阳光小区3号楼301"), .of(.phone, Talk.number)])
        talk.yes()
        #expect(talk.caller(words, entities: entities) == "为您登记\(address)的报修，可以吗？")
        talk.yes()
        #expect(talk.acts.first?.parameters["address"] == address)
    }

    @Test("a summary that is read again says so")
    func againSummary() {
        var talk = Talk.begun()
        talk.caller("暖气不热电话是", "not_hot_home", entities: [.of(.address, "A小区"), .of(.phone, "13900139000")])
        let summary = talk.yes()
        #expect(talk.caller("A小区", entities: [.of(.address, "A小区")], clarity: 0.9) == Prompt.onceMore + summary)
    }

    @Test("a declined summary is corrected; declined twice, a person takes over")
    func declined() {
        var talk = Talk.begun()
        talk.caller("暖气不热", "not_hot_home", entities: [.of(.address, "A小区"), .of(.phone, Talk.number)])
        talk.yes()
        #expect(talk.no() == "好的，请问哪里需要修改？")
        #expect(talk.caller("地址是B小区", entities: [.of(.address, "B小区")]) == "为您登记B小区的报修，可以吗？")
        talk.no()
        #expect(talk.handOvers.first?.reason == .misunderstanding)
    }

    @Test("a polite refusal is no consent", arguments: ["好的谢谢不用了再见", "好的再见"])
    func politeRefusal(text: String) {
        var talk = Talk.begun()
        talk.caller("暖气不热", "not_hot_home", entities: [.of(.address, "A小区"), .of(.phone, Talk.number)])
        talk.yes()
        #expect(talk.caller(text, "goodbye", reply: .affirm) == Prompt.cancelled + SmallPack.farewell)
        #expect(talk.acts.isEmpty)
    }

    @Test("no to what was offered and a request in one breath: the request")
    func noAndRequest() {
        var talk = Talk.begun()
        talk.caller("怎么收费的", "fee_standard")
        #expect(talk.caller("不用了我家暖气不热", "not_hot_home", reply: .deny).hasSuffix("请问您家的地址是？"))
        talk.caller("算了", "deny", reply: .deny)
        talk.caller("不用了查一下热费", "bill_query", reply: .deny)
        #expect(talk.acts.first?.action == "bill.lookup")
    }

    @Test("who wants none of it is not asked what is wrong")
    func refuses() {
        var talk = Talk.begun()
        talk.caller("暖气不热", "not_hot_home", entities: [.of(.address, "A小区"), .of(.phone, Talk.number)])
        talk.yes()
        #expect(talk.caller("算了不用了", "deny", reply: .deny) == Prompt.cancelled + SmallPack.more)
        #expect(talk.acts.isEmpty)
    }

    @Test("a digression is answered, then the request goes on")
    func digression() {
        var talk = Talk.begun()
        talk.caller("暖气不热", "not_hot_home")
        #expect(
            talk.caller("对了商铺怎么收费", "fee_standard", articles: [.init(id: "fee-shop", score: 0.8)])
                == "商铺每平米三十元。要不要顺便查一下您的热费？")
        #expect(talk.no() == "好的，我们继续刚才的事情。请说小区、楼号和房间号。")
    }

    @Test("what was said for one request is not asked again for the next, except when and what")
    func remembers() {
        var talk = Talk.begun()
        talk.caller("暖气不热", "not_hot_home", entities: [.of(.address, "A小区"), .of(.phone, Talk.number), .of(.date, "2026-11-23")])
        talk.yes()
        talk.yes()
        talk.finishes(talk.acts.first, .done, ["ticket": "1", "due": "明天"])
        #expect(talk.caller("还有一家也不热", "not_hot_home") == "给您添麻烦了。为您登记A小区的报修，可以吗？")
        #expect(talk.caller("不是A小区，是B小区", "deny", reply: .deny).contains("B小区"))
        talk.yes()
        #expect(talk.acts.first?.parameters["date"] == nil)
    }

    @Test("several requests one after another")
    func severalRequests() {
        var talk = Talk.begun()
        talk.caller("查热费", "bill_query")
        #expect(talk.finishes(talk.acts.first, .done, ["amount": "10.00", "status": "未缴"]).hasSuffix(SmallPack.more))
        #expect(talk.caller("有的", "affirm", reply: .affirm) == "好的，您请讲。")
        #expect(talk.caller("暖气不热", "not_hot_home").hasSuffix("请问您家的地址是？"))
        #expect(talk.decisions.map(\.action) == [.act, .ask, .ask])
    }

    @Test("an intent below the threshold is asked about before it is acted on")
    func asksAboutIntent() {
        var talk = Talk.begun()
        #expect(talk.caller("那个费", "bill_query", 0.35) == "您说的是查热费这件事，对吗？")
        talk.yes()
        #expect(talk.acts.first?.action == "bill.lookup")
    }
}
