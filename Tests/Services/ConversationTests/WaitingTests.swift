import Contracts
import SpeechIntentCore
import Testing
import Vocabulary

@Suite("Waiting for a person")
struct WaitingTests {
    private func asking(_ words: String = "转人工", _ intent: String = "human_agent", from number: String? = Talk.number) -> Talk {
        var talk = Talk(from: number)
        talk.step { $0.callStarted(at: $1) }
        if number != nil { talk.step { $0.customerFound(Talk.customer, at: $1) } }
        talk.caller(words, intent)
        return talk
    }

    @Test(
        "the place and the likely wait are said",
        arguments: [
            (3, 190, "您前面还有两位，大约三分钟"), (1, 20, "下一位就是您，很快就到"), (13, 7200, "您前面还有十二位，可能要等一个小时以上"), (2, nil, "您前面还有一位，请不要挂机"),
        ] as [(Int, Int?, String)])
    func standing(position: Int, seconds: Int?, words: String) {
        var talk = asking()
        #expect(talk.step { $0.handOverQueued(position: position, seconds: seconds, at: $1) }.contains(words))
    }

    @Test("Routing is asked every 20 s; its answer is said once, and what is known when it does not answer")
    func news() {
        var talk = asking()
        talk.step { $0.handOverQueued(position: 4, seconds: 300, at: $1) }
        #expect(untilAsked(&talk).isEmpty)
        #expect(talk.step { $0.handOverQueued(position: 2, seconds: 100, at: $1) }.contains("您前面还有一位"))
        #expect(untilAsked(&talk).isEmpty)
        #expect(talk.wait(.seconds(1.2)).contains("您前面还有一位"))
    }

    /// Until Routing is asked again, or half a minute; returns what was said meanwhile.
    private func untilAsked(_ talk: inout Talk) -> String {
        var said = ""
        for _ in 0..<300 {
            said += talk.wait(.milliseconds(100))
            if !talk.handOvers.isEmpty { break }
        }
        #expect(!talk.handOvers.isEmpty)
        return said
    }

    @Test("a call-back is offered, twice at most, and taken by word or by key", arguments: ["给我回电吧", "好的", "1"])
    func callBack(answer: String) {
        var talk = asking()
        #expect(talk.step { $0.handOverQueued(position: 9, seconds: 900, at: $1) }.hasSuffix(Prompt.offerCallBack))
        if answer == "1" { talk.presses("1") } else { talk.caller(answer, reply: answer == "好的" ? .affirm : .none) }
        #expect(talk.acts.first?.action == "callback.create")
        #expect(talk.acts.first?.parameters["phone"] == Talk.number)
        #expect(talk.finishes(talk.acts.first, .done) == Prompt.callBackTaken + SmallPack.farewell)
        #expect(talk.effects.contains { if case .hangUp = $0 { true } else { false } })
        talk.step { $0.callerGone(at: $1) }
        #expect(talk.facts.contains { if case .ended(let ending) = $0 { ending.outcome == .finished } else { false } })
    }

    @Test("a call-back that is not registered keeps the place")
    func callBackFails() {
        var talk = asking()
        talk.step { $0.handOverQueued(position: 9, seconds: 900, at: $1) }
        talk.caller("不等了打给我")
        #expect(talk.fails(talk.acts.first, .timedOut) == Prompt.callBackFailed)
        #expect(talk.step { $0.handOverAcknowledged(by: "a1", revision: 1, at: $1) } == Prompt.accepted)
    }

    @Test("nobody is offered a call to a number that is not shown")
    func withheld() {
        var talk = asking(from: nil)
        #expect(!talk.step { $0.handOverQueued(position: 9, seconds: 900, at: $1) }.contains(Prompt.offerCallBack))
        talk.presses("1")
        #expect(talk.acts.isEmpty)
    }

    @Test("how long still: the standing again")
    func asked() {
        var talk = asking()
        talk.step { $0.handOverQueued(position: 3, seconds: 190, at: $1) }
        #expect(talk.caller("还要等多久").contains("您前面还有两位"))
    }

    @Test("who complains and who is old is known to the queue; the queue is the scenario's, else the pack's")
    func known() {
        let complaint = asking("我要投诉你们", "service_complaint")
        #expect(complaint.handOvers.first?.standing == CallerStanding(complains: true))
        #expect(complaint.handOvers.first?.queue == "complaints")
        let old = asking("我年纪大了听不清转人工")
        #expect(old.handOvers.first?.standing == CallerStanding(isElderly: true))
        #expect(old.handOvers.first?.queue == "general")
    }

    @Test("a complaint earlier in the call counts")
    func earlier() {
        var talk = asking("我要投诉你们", "service_complaint")
        talk.step { $0.handOverFailed(at: $1) }
        talk.finishes(talk.acts.first, .done)
        talk.presses("0")
        #expect(talk.handOvers.first?.standing?.complains == true)
    }
}
