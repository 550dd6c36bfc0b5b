import Contracts
import SpeechIntentCore
import Testing
import Vocabulary

@Suite("Verification, urgency, repair and hand-over")
struct CareTests {
    // MARK: Who calls

    @Test("an unknown number is asked for the registered one and then for what only the customer knows")
    func verifiesUnknownNumber() {
        var talk = Talk.begun(known: false)
        #expect(talk.caller("查热费", "bill_query") == Prompt.askNumber)
        talk.caller("幺三九零零幺三九零零零", entities: [.of(.phone, "13900139000")])
        #expect(talk.effects.contains(.findCustomer(number: "13900139000")))
        #expect(talk.step { $0.customerFound(Talk.customer, at: $1) }.contains("户号的后四位"))
        #expect(talk.acts.isEmpty)
        talk.caller("幺二三四")
        #expect(talk.acts.first?.action == "bill.lookup")
    }

    @Test("three wrong answers and a person takes over; nothing personal was spoken")
    func refusesIdentity() {
        var talk = Talk.begun()
        #expect(talk.caller("报一下表数", "meter_reading").contains("户号的后四位"))
        #expect(talk.presses("1111").contains(Prompt.factorWrong))
        #expect(talk.caller("二二二二").contains(Prompt.factorWrong))
        #expect(talk.presses("3333") == Prompt.factorWrong + Prompt.identityRefused)
        #expect(talk.handOvers.first?.reason == .policy)
        #expect(!talk.conversation.state.transcript.contains { $0.text.contains("20261234") })
    }

    @Test("the factor, keyed in, opens the record")
    func factorOpensRecord() {
        var talk = Talk.begun()
        talk.caller("报一下表数", "meter_reading")
        #expect(talk.conversation.expectedDigits == 4)
        talk.presses("1234")
        #expect(talk.acts.first?.parameters == ["kind": "meter", "account": "20261234"])
    }

    // MARK: Urgent

    @Test("gas: safety first, then the duty number, whatever else was going on")
    func gas() {
        var talk = Talk.begun()
        talk.caller("暖气不热", "not_hot_home")
        #expect(talk.caller("我闻到煤气味", emergency: .gas).hasPrefix("请马上关阀开窗，离开现场。"))
        #expect(talk.effects.contains { if case .connectDuty(let generation, "96777") = $0 { generation == talk.conversation.state.generation } else { false } })
        #expect(talk.decisions.last?.action == .emergency)
        talk.step { $0.callerGone(at: $1) }
        #expect(talk.facts.contains { if case .ended(let ending) = $0 { ending.outcome == .emergency } else { false } })
    }

    @Test("an intent that the pack calls an emergency goes to the pack's duty number")
    func burst() {
        var talk = Talk.begun()
        talk.caller("楼下管子爆了", "pipe_burst")
        #expect(talk.effects.contains { if case .connectDuty(_, "110119") = $0 { true } else { false } })
    }

    // MARK: A person

    @Test("asked for a person: said, decided, explained, handed over with the revision the screen must show")
    func asked() {
        var talk = Talk.begun()
        talk.caller("暖气不热", "not_hot_home")
        #expect(talk.caller("给我转人工", "human_agent") == "好的，我马上为您转接人工坐席，请稍等。")
        let order = talk.handOvers.first
        #expect(order?.reason == .asked)
        #expect(talk.revisions.max() == talk.conversation.state.revision)
        let decided = talk.facts.contains { if case .handOverDecided(.asked, let words) = $0 { words.contains("报修暖气不热") } else { false } }
        #expect(decided)
        talk.now = talk.now + .milliseconds(80)
        #expect(talk.step { $0.handOverAcknowledged(by: "a1", revision: order?.revision ?? 0, at: $1) } == Prompt.accepted)
        talk.step { $0.personConnected(at: $1) }
        #expect(talk.caller("喂你好") == "")
        talk.step { $0.callerGone(at: $1) }
        #expect(talk.facts.contains { if case .ended(let ending) = $0 { ending.outcome == .handedOver } else { false } })
    }

    @Test("key 0 reaches a person at any time", arguments: [false, true])
    func keyZero(whileAsked: Bool) {
        var talk = Talk.begun()
        if whileAsked { talk.caller("暖气不热", "not_hot_home", entities: [.of(.address, "A小区")]) }
        talk.presses("0")
        #expect(talk.handOvers.first?.reason == .asked)
    }

    @Test("anger at the limit is soothed and handed over with priority", arguments: [79, 80])
    func anger(level: Int) {
        var talk = Talk.begun()
        talk.caller("你们到底管不管", "not_hot_home", anger: level)
        #expect(talk.handOvers.isEmpty == (level < 80))
        guard level >= 80 else { return }
        #expect(talk.said.hasPrefix("非常抱歉给您添麻烦了。"))
        #expect(talk.handOvers.first?.priority == 1)
        #expect(talk.conversation.state.peakAnger == 80)
    }

    @Test("an upset caller is soothed once, and again only after having calmed down")
    func soothed() {
        var talk = Talk.begun()
        let soothing = "非常抱歉给您添麻烦了。"
        #expect(talk.caller("暖气不热急死人了", "not_hot_home", anger: 60).hasPrefix(soothing))
        #expect(!talk.caller("A小区", entities: [.of(.address, "A小区")], anger: 45).contains(soothing))
        #expect(!talk.caller("都几天了", anger: 60).contains(soothing))
        talk.caller("好吧", anger: 10)
        #expect(talk.caller("怎么又问", anger: 60).hasPrefix(soothing))
    }

    @Test("who says that age weighs on the ears hears slower speech")
    func elderly() {
        var talk = Talk.begun()
        talk.caller("我耳朵不好暖气不热", "not_hot_home")
        #expect(talk.effects.contains { if case .say(_, _, 0.85) = $0 { true } else { false } })
    }

    @Test("and plainer: an example with the question, and no offers on top")
    func plainer() {
        var talk = Talk.begun()
        #expect(talk.caller("我耳朵不好暖气不热", "not_hot_home").contains("比如您可以说：阳光小区"))
        var other = Talk.begun()
        #expect(other.caller("我七十了怎么收费", "fee_standard", entities: [.of(.age, "70")]) == "每平米二十二元。" + SmallPack.more)
    }

    @Test("a complaint is soothed and goes first")
    func complaint() {
        var talk = Talk.begun()
        #expect(talk.caller("我要投诉", "service_complaint").hasPrefix("非常抱歉给您添麻烦了。"))
        #expect(talk.handOvers.first?.priority == 1)
    }

    @Test("a complex case and a scenario that is a person's work are handed over")
    func complexity() {
        var talk = Talk.begun()
        talk.caller("我们三家人的热费分摊和合同纠纷", "fee_standard", complexity: 0.85)
        #expect(talk.handOvers.first?.reason == .complexity)
        var other = Talk.begun()
        other.caller("我要投诉", "service_complaint")
        #expect(other.handOvers.first?.skills == ["complaints"])
        let script = other.facts.contains { if case .handOverDecided(_, let words) = $0 { words == "您好，您反映的问题我马上核实。" } else { false } }
        #expect(script)
    }

    @Test("whoever waits hears the place in the queue, and news; after a while anybody may serve")
    func waits() {
        var talk = Talk.begun()
        talk.caller("我要投诉", "service_complaint")
        #expect(talk.step { $0.handOverQueued(position: 3, at: $1) }.contains("您前面还有两位"))
        #expect(talk.handOvers.isEmpty)
        for _ in 0..<300 where talk.handOvers.isEmpty { talk.wait(.milliseconds(100)) }
        #expect(talk.handOvers.first?.skills == [])
        #expect(talk.wait(.seconds(2)).contains("您前面还有两位"))
    }

    @Test("when Routing cannot, a call-back is prepared")
    func preparesCallBack() {
        var talk = Talk.begun()
        talk.caller("转人工", "human_agent")
        talk.step { $0.handOverFailed(at: $1) }
        #expect(talk.acts.first?.action == "callback.create")
        #expect(talk.acts.first?.parameters["phone"] == Talk.number)
        #expect(talk.finishes(talk.acts.first, .done).hasPrefix(Prompt.nobodyFree))
    }

    @Test("an action that is not answered: apology and a person")
    func actionFails() {
        var talk = Talk.begun()
        talk.caller("查热费", "bill_query")
        #expect(talk.fails(talk.acts.first, .timedOut).hasPrefix(Prompt.systemTrouble))
        #expect(talk.handOvers.first?.reason == .actionFailed)
    }

    @Test("a result that needs a person goes to one")
    func resultHandsOver() {
        var talk = Talk.begun()
        talk.caller("查热费", "bill_query")
        talk.finishes(talk.acts.first, .done, ["status": "有争议", "amount": "1.00"])
        #expect(talk.handOvers.first?.reason == .policy)
    }

    // MARK: Repair

    @Test("not understood: other words, then the keypad, then a person")
    func repairs() {
        var talk = Talk.begun()
        #expect(talk.caller("乌拉乌拉") == "没太明白，您能换个说法吗？")
        let second = talk.caller("乌拉")
        #expect(second.hasPrefix("您是缴费还是报修？"))
        #expect(second.contains("查热费请按一，报修请按二"))
        talk.caller("乌拉")
        #expect(talk.handOvers.first?.reason == .misunderstanding)
    }

    @Test("the menu of the keypad is an equal way in")
    func menu() {
        var talk = Talk.begun()
        talk.caller("乌拉")
        talk.caller("乌拉")
        #expect(talk.presses("2").hasPrefix("给您添麻烦了。请问您家的地址是？"))
        #expect(talk.conversation.state.misunderstandings == 0)
    }

    @Test("a recogniser that gives nothing is repaired the same way")
    func recogniserFails() {
        var talk = Talk.begun()
        #expect(talk.step { $0.recognitionFailed(at: $1) } == "不好意思没听清，请再说一遍。")
        #expect(talk.step { $0.recognitionFailed(at: $1) }.contains("请按一"))
        talk.step { $0.recognitionFailed(at: $1) }
        #expect(talk.handOvers.first?.reason == .misunderstanding)
    }

    @Test("a slot asked three times in vain goes to a person")
    func slotInVain() {
        var talk = Talk.begun()
        talk.caller("暖气不热", "not_hot_home", entities: [.of(.address, "A小区")])
        talk.caller("呃呃")
        talk.caller("呃呃")
        #expect(talk.handOvers.isEmpty)
        talk.caller("呃呃")
        #expect(talk.handOvers.first?.reason == .misunderstanding)
    }

    @Test("again and slower")
    func again() {
        var talk = Talk.begun()
        talk.caller("暖气不热", "not_hot_home")
        #expect(talk.caller("你说什么慢一点", "repeat_slower") == "给您添麻烦了。请问您家的地址是？")
        #expect(talk.effects.contains { if case .say(_, _, let rate) = $0 { rate < 1 } else { false } })
    }
}
