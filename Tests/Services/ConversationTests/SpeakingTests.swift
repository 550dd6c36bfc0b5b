import Contracts
import SpeechIntentCore
import Testing
import Vocabulary

@Suite("Speaking, silence and resumption")
struct SpeakingTests {
    @Test("what was not played is not in the transcript")
    func transcriptHoldsWhatWasPlayed() {
        var talk = Talk()
        talk.plays = false
        talk.step { $0.callStarted(at: $1) }
        talk.conversation.pieceMade(generation: 1, text: "您好，", frames: 30)
        talk.conversation.pieceMade(generation: 1, text: "我是智能助理小暖，", frames: 90)
        talk.step { $0.played(generation: 1, frames: 60, isFinished: false, at: $1) }
        talk.step { $0.interrupted(at: $1) }
        #expect(talk.effects.contains(.flush(generation: 1)))
        #expect(talk.spoken == ["您好，我是智"])
        #expect(talk.conversation.state.transcript == [TranscriptLine(.assistant, "您好，我是智")])
    }

    @Test("a backchannel lets the assistant go on; a contradiction ends its words")
    func backchannel() {
        var talk = Talk.begun()
        talk.plays = false
        talk.caller("怎么收费", "fee_standard")
        #expect(talk.step { $0.backchannelJudged(at: $1) } == "")
        let generation = talk.conversation.state.generation
        #expect(talk.effects == [.resume(generation: generation)])
        #expect(talk.caller("嗯", reply: .backchannel, overlapping: true) == "")
        #expect(talk.effects.isEmpty)
        talk.caller("转人工", "human_agent", overlapping: true)
        #expect(talk.effects.contains(.flush(generation: generation)))
        #expect(talk.handOvers.count == 1)
    }

    @Test("对 while a yes-or-no question is being read is its answer")
    func earlyYes() {
        var talk = Talk.begun()
        talk.caller("暖气不热", "not_hot_home", entities: [.of(.address, "A小区"), .of(.phone, Talk.number)])
        talk.plays = false
        talk.yes()
        #expect(talk.conversation.state.question == .confirmation)
        talk.caller("对", "affirm", reply: .affirm, overlapping: true)
        #expect(talk.acts.count == 1)
    }

    @Test("an interruption without words does not cost the caller what was being said")
    func wordlessInterruption() {
        var talk = Talk.begun()
        talk.plays = false
        talk.caller("怎么收费", "fee_standard")
        let text = talk.said
        talk.conversation.callerBegan(at: talk.now)
        talk.step { $0.interrupted(at: $1) }
        #expect(talk.caller("") == text)
    }

    @Test("a silent caller is asked twice, then the call ends politely")
    func silentCaller() {
        var talk = Talk.begun()
        #expect(talk.wait(.seconds(8)) == Prompt.stillThere)
        #expect(talk.wait(.seconds(10)) == Prompt.stillThere)
        #expect(talk.wait(.seconds(10)) == Prompt.silentGoodbye)
        #expect(talk.effects.contains { if case .hangUp = $0 { true } else { false } })
    }

    @Test("a caller who speaks is not asked whether they are there")
    func speakingCaller() {
        var talk = Talk.begun()
        talk.conversation.callerBegan(at: talk.now)
        #expect(talk.wait(.seconds(20)) == "")
    }

    @Test("no silence over two seconds while something is done", arguments: ["thinking", "acting", "handing over"])
    func fillers(during work: String) {
        var talk = Talk.begun()
        switch work {
        case "thinking": talk.conversation.turnEnded(at: talk.now)
        case "acting": talk.caller("查热费", "bill_query")
        default: talk.caller("转人工", "human_agent")
        }
        #expect(talk.wait(.milliseconds(1300)) == "")
        #expect(talk.wait(.milliseconds(600)) != "")
        #expect(talk.wait(.seconds(6)) != "")
    }

    @Test("an answer after the filler is still given once")
    func answerAfterFiller() {
        var talk = Talk.begun()
        talk.caller("查热费", "bill_query")
        let order = talk.acts.first
        talk.wait(.seconds(2))
        #expect(talk.finishes(order, .done, ["amount": "5.00", "status": "未缴"]).hasPrefix("您本季应缴5元"))
        #expect(talk.finishes(order, .done, ["amount": "5.00", "status": "未缴"]) == "")
    }

    @Test("speaking during the goodbye keeps the line")
    func goodbyeInterrupted() {
        var talk = Talk.begun()
        talk.plays = false
        talk.caller("再见", "goodbye")
        talk.step { $0.interrupted(at: $1) }
        #expect(!talk.effects.contains { if case .hangUp = $0 { true } else { false } })
        #expect(talk.caller("等等查热费", "bill_query") == "")
        #expect(talk.acts.count == 1)
    }

    // MARK: Another instance

    private func resumed(_ talk: Talk) throws -> (Talk, String) {
        var next = talk
        let state = try Body.decode(ConversationState.self, from: Body.encode(talk.conversation.state))
        next.now = .zero
        let said = next.step { conversation, now in
            let (resumed, effects) = Conversation.resumed(state, pack: SmallPack.pack, today: SmallPack.today, at: now)
            conversation = resumed
            return effects
        }
        return (next, said)
    }

    @Test("a committed action is asked for again with its key")
    func resumesAction() throws {
        var talk = Talk.begun()
        talk.caller("查热费", "bill_query")
        let order = talk.acts.first
        var (next, said) = try resumed(talk)
        #expect(said == "")
        #expect(next.acts.first == order)
        #expect(next.finishes(order, .done, ["amount": "5.00", "status": "未缴"]).hasPrefix("您本季应缴5元"))
    }

    @Test("words that were cut are said again with an apology; a caller who thinks is not disturbed")
    func resumesWords() throws {
        var talk = Talk.begun()
        talk.caller("暖气不热", "not_hot_home")
        var (quiet, nothing) = try resumed(talk)
        #expect(nothing == "")
        #expect(quiet.wait(.seconds(4)) == Prompt.stillThere + "请说小区、楼号和房间号。")
        talk.plays = false
        talk.caller("阳光小区", entities: [.of(.address, "阳光小区")])
        #expect(try resumed(talk).1 == Prompt.lineTrouble + "请问您的联系电话？")
    }

    @Test("a hand-over goes on")
    func resumesHandOver() throws {
        var talk = Talk.begun()
        talk.caller("转人工", "human_agent")
        let order = talk.handOvers.first
        #expect(try resumed(talk).0.handOvers.first == order)
    }

    @Test("revisions grow by one with every fact")
    func revisions() {
        var talk = Talk.begun()
        talk.caller("暖气不热", "not_hot_home")
        talk.caller("阳光小区", entities: [.of(.address, "阳光小区")])
        #expect(talk.revisions == Array(1...talk.revisions.count))
    }
}
