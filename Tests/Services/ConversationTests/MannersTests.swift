import Contracts
import Foundation
import SpeechIntentCore
import Testing
import Vocabulary

@Suite("What callers say beside the matter")
struct MannersTests {
    @Test("a hello is answered once and is no misunderstanding", arguments: ["喂", "你好", "喂你好在吗"])
    func hello(words: String) {
        var talk = Talk.begun()
        #expect(talk.caller(words, reply: words == "喂" ? .none : .backchannel) == Prompt.hello)
        #expect(talk.conversation.state.misunderstandings == 0)
        #expect(talk.caller("怎么收费", "fee_standard").hasPrefix("每平米二十二元。"))
    }

    @Test("who asks is told that an assistant speaks", arguments: ["你是谁啊", "你是机器人吗", "你们是不是骗子"])
    func who(words: String) {
        var talk = Talk.begun()
        #expect(talk.caller(words).contains("智能助手小暖，不是真人"))
    }

    @Test("in the middle of a request as well, and the question is put again")
    func whoAmid() {
        var talk = Talk.begun()
        let question = talk.caller("暖气不热", "not_hot_home")
        let said = talk.caller("你们是不是骗子", "human_agent", 0.3)
        let again = said.components(separatedBy: "请说转人工。").last ?? ""
        #expect(said.contains("不是真人") && !again.isEmpty && question.hasSuffix(again))
    }

    @Test("a bare number answers the question for one", arguments: [("二十万", "200000"), ("大概两千", "2000"), ("3000", "3000"), ("一般吧", nil), ("我家三楼的邻居说的", nil)])
    func bareNumber(words: String, value: String?) {
        var pack = SmallPack.pack
        pack.scenarios[1].slots.insert(Slot(name: "sum", kind: .entity(.amount), prompt: "多少钱？"), at: 0)
        var talk = Talk(pack)
        talk.step { $0.callStarted(at: $1) }
        talk.step { $0.customerFound(Talk.customer, at: $1) }
        talk.caller("暖气不热", "not_hot_home")
        talk.caller(words, "bill_query", value == nil ? 0.3 : 0.81)
        #expect(talk.conversation.state.task?.slots["sum"]?.value.split(separator: ".").first.map(String.init) == value)
    }

    /// A caller whose number is nobody's is asked where it is.
    private func askedForAddress() -> Talk {
        var talk = Talk.begun(known: false)
        talk.caller("暖气不热", "not_hot_home")
        return talk
    }

    @Test("what is no answer fills no slot", arguments: [("好的可以", "affirm"), ("你问这个干啥", "out_of_scope"), ("不清楚", "deny"), ("天气真冷", "out_of_scope")])
    func noAnswer(words: String, intent: String) {
        var talk = askedForAddress()
        #expect(talk.conversation.state.question == .slot("address"))
        talk.caller(words, intent, reply: intent == "affirm" ? .affirm : .none)
        #expect(talk.conversation.state.task?.slots["address"] == nil && talk.conversation.state.question == .slot("address"))
    }

    @Test("who wants a moment has it, and is not asked at once")
    func moment() {
        var talk = askedForAddress()
        #expect(talk.caller("等一下我看看", "out_of_scope") == Prompt.takeYourTime)
        talk.caller("万达广场对面", "out_of_scope")
        #expect(talk.conversation.state.task?.slots["address"]?.value == "万达广场对面")
    }

    @Test("a place that is called by no usual word is taken when it is said again")
    func unusualPlace() {
        var talk = askedForAddress()
        talk.caller("老马家那", "out_of_scope")
        #expect(talk.conversation.state.task?.slots["address"] == nil)
        talk.caller("老马家那", "out_of_scope")
        #expect(talk.conversation.state.task?.slots["address"]?.value == "老马家那")
    }

    @Test("goodbye to an offer ends the call, whatever was interrupted for it")
    func leaves() {
        var talk = confirming()
        talk.caller("怎么收费", "fee_standard")
        #expect(talk.caller("没了谢谢", "goodbye").hasSuffix(SmallPack.farewell))
        #expect(talk.conversation.state.suspended.isEmpty)
    }

    @Test("a word that looks like a yes with little confidence is none")
    func doubtfulYes() {
        var talk = confirming()
        talk.caller("四个八", "affirm", 0.18)
        #expect(talk.acts.isEmpty)
    }

    @Test("more about the matter while it is confirmed is noted, and done with the yes")
    func elaborates() {
        var talk = confirming()
        #expect(talk.caller("厨房那一块", "meter_reading", 0.29) == Prompt.noted)
        talk.yes()
        #expect(talk.acts.first?.parameters["detail"] == "暖气不热，厨房那一块")
    }

    @Test("not knowing is not a no")
    func doesNotKnow() {
        var talk = confirming()
        #expect(talk.caller("不知道单号", "deny", 0.9, reply: .deny) == Prompt.yesOrNoToThis)
        talk.yes()
        #expect(talk.acts.count == 1)
    }

    @Test("an offer that is answered beside the point is put plainly, once; then repaired")
    func offer() {
        var talk = Talk.begun()
        talk.caller("怎么收费", "fee_standard")
        #expect(talk.caller("昨天买的", "fee_standard", 0.3) == Prompt.yesOrNoToOffer)
        #expect(talk.caller("呃那个").contains("没太明白"))
    }

    @Test("when will somebody come, before the yes and after it: nothing is looked up")
    func progress() {
        var pack = SmallPack.pack
        pack.intents.append(IntentDefinition(name: "progress", gloss: "查进度"))
        pack.scenarios.append(Scenario(name: "progress", title: "进度", intents: ["progress"], goal: .act(BusinessAction(name: "ticket.urge", success: "催了。"))))
        var talk = Talk(pack)
        talk.step { $0.callStarted(at: $1) }
        talk.step { $0.customerFound(Talk.customer, at: $1) }
        talk.caller("暖气不热，我家阳光小区", "not_hot_home", entities: [.of(.address, "阳光小区"), .of(.phone, Talk.number)])
        talk.yes()
        #expect(talk.caller("什么时候来", "progress") == Prompt.afterYes + "为您登记阳光小区的报修，可以吗？")
        talk.yes()
        talk.finishes(talk.acts.first, .done, ["ticket": "T1", "due": "明天"])
        #expect(talk.caller("什么时候能来啊", "progress") == Prompt.registeredAlready + "已为您登记，工单号T1，明天上门。" + SmallPack.more)
        talk.caller("催一下", "progress")
        #expect(talk.acts.first?.action == "ticket.urge")
    }

    @Test("a place in the caller's own words is read back without what only fills")
    func bare() {
        var talk = Talk.begun()
        talk.caller("暖气不热", "not_hot_home", entities: [.of(.phone, Talk.number)])
        talk.yes()
        #expect(talk.caller("就楼道里黑乎乎的", "meter_reading", 0.2).contains("登记楼道里黑乎乎的报修"))
    }

    @Test("asked in vain, left for another matter and returned to: asked once more before a person is")
    func returned() {
        var talk = Talk.begun()
        talk.caller("暖气不热", "not_hot_home", entities: [.of(.address, "A小区")])
        talk.caller("呃呃")
        talk.caller("呃呃")
        talk.caller("查热费", "bill_query")
        #expect(talk.finishes(talk.acts.first, .done, ["amount": "1.00", "status": "已缴"]).contains(Prompt.backTo))
        #expect(talk.handOvers.isEmpty)
        talk.caller("呃呃")
        #expect(talk.handOvers.first?.reason == .misunderstanding)
    }

    private func confirming() -> Talk {
        var talk = Talk.begun()
        talk.caller("暖气不热", "not_hot_home", entities: [.of(.address, "A小区"), .of(.phone, Talk.number)])
        if case .readBack = talk.conversation.state.question { talk.yes() }
        return talk
    }
}
