import Contracts
import SpeechIntentCore
import TestKit
import Testing
import Vocabulary

@Suite("A call, in sound")
struct SpokenCallTests {
    /// A line on which the greeting has been played.
    private func greeted(_ words: [Recognised?]) -> PhoneLine {
        var line = PhoneLine()
        line.words = words
        line.begin()
        line.silence(3000)
        return line
    }

    @Test("recognition begins at the first pause and the answer sounds about a second after the caller's last sound")
    func answers() throws {
        var line = greeted([.words("怎么收费", "fee_standard")])
        line.speech(1200)
        let stopped = line.milliseconds
        line.silence(5000)
        #expect(line.asked.count == 1)
        let sound = try #require(line.sounded[2])
        #expect(sound - stopped <= 860)
        #expect(line.heardTexts == ["怎么收费"])
        let latency = try #require(line.latencies.last)
        // Silence is counted in frames: words that come between two see one less.
        #expect(latency.total == .milliseconds(sound - stopped) || latency.total == .milliseconds(sound - stopped - 20))
        #expect(latency.turnEnd + latency.recognition + latency.synthesis + latency.own == latency.total)
        #expect(latency.own <= .milliseconds(60))
    }

    @Test("the answer comes sooner after a voice that sinks than after one that is held", arguments: [false, true])
    func prosody(isHeld: Bool) throws {
        var line = greeted([.words("我家暖气不太热", "fee_standard")])
        line.recognition = 100
        line.hears(isHeld ? Hum.level : Hum.sinking)
        let stopped = line.milliseconds
        line.silence(6000)
        let answered = try #require(line.said.last).at - stopped
        #expect(isHeld ? (880...940).contains(answered) : (480...540).contains(answered))
        #expect(try #require(line.latencies.last).turnEnd == .milliseconds(isHeld ? 900 : 500))
    }

    @Test("words that never come: a filler, a ready phrase, the second engine, the keypad, a person, and never two seconds of silence")
    func ladder() throws {
        var line = greeted([])
        line.isDeaf = true
        line.speech(1200)
        line.silence(16_000)
        let said = line.said.map(\.text).suffix(4)
        #expect(Array(said.prefix(3)) == [Prompt.fillers[0], Prompt.fillers[1], Prompt.trying])
        #expect(said.last?.contains("请按一") == true)
        #expect(line.askedElsewhere.map(\.id) == line.asked.map(\.id))
        #expect(line.longestQuiet <= 2000)
        #expect(line.handOvers.isEmpty)
        line.silence(12_000)
        #expect(line.handOvers.first?.reason == .actionFailed)
    }

    @Test("the second engine answers in the middle of a call, and the first one's late words change nothing")
    func secondEngine() throws {
        var line = greeted([])
        line.isDeaf = true
        line.otherWords = .words("怎么收费", "fee_standard")
        line.speech(1200)
        line.silence(20_000)
        #expect(line.said.contains { $0.text.hasPrefix("每平米二十二元。") })
        let turns = line.heardTexts.count
        let first = line.asked[0].id
        line.step { $0.recognised(first, .words("转人工", "human_agent"), at: $1) }
        #expect(line.heardTexts.count == turns)
    }

    @Test("a key in the middle of the wait is an equal way on")
    func keyWhileDeaf() {
        var line = greeted([])
        line.isDeaf = true
        line.speech(1200)
        line.silence(14_000)
        line.step { $0.controlReceived(.digit(UInt8(ascii: "1")), at: $1) }
        line.silence(1000)
        #expect(line.acts.first?.action == "bill.lookup")
        #expect(line.handOvers.isEmpty)
    }

    @Test("waiting for a busy recogniser is our own time")
    func waitingIsOurs() throws {
        var line = greeted([.words("怎么收费", "fee_standard")])
        line.recognition = 1400
        line.speech(1200)
        line.silence(5000)
        let latency = try #require(line.latencies.last)
        #expect(latency.recognition == .milliseconds(400))
        #expect(latency.own >= .milliseconds(500))
    }

    @Test("the utterance holds what was said and 300 ms before, not the silence of the call")
    func utteranceLength() {
        var line = greeted([.words("怎么收费", "fee_standard")])
        line.silence(20_000)
        line.speech(1000)
        line.silence(400)
        #expect((1200...1800).contains(line.asked.last.map { $0.samples.count / 8 } ?? 0))
    }

    @Test("an interruption ends the assistant's words within 620 ms of the voice's onset")
    func interruption() throws {
        var line = PhoneLine()
        line.words = [.words("转人工", "human_agent")]
        line.begin()
        line.silence(1000)
        line.onset()
        let onset = line.milliseconds
        line.speech(900)
        let flush = try #require(line.controls.first { if case .flush(1) = $0.1 { true } else { false } })
        #expect(flush.at - onset <= 620)
        line.silence(1500)
        let spoken = line.facts.compactMap { if case .spoke(_, let text, _, _) = $0 { text } else { nil } }
        #expect(SmallPack.greeting.hasPrefix(spoken[0]) && spoken[0].count < SmallPack.greeting.count)
        #expect(line.facts.contains { if case .handOverDecided(.asked, _) = $0 { true } else { false } })
    }

    @Test("a backchannel resumes the assistant where it stopped, within 600 ms, and is no turn")
    func backchannel() throws {
        var line = PhoneLine()
        line.words = [.words("嗯", reply: .backchannel)]
        line.begin()
        line.silence(1000)
        line.onset()
        let onset = line.milliseconds
        line.speech(240)
        line.silence(4000)
        let resumed = try #require(line.controls.first { if case .resume(1) = $0.1 { true } else { false } })
        #expect(resumed.at - onset <= 600)
        #expect(!line.controls.contains { if case .flush = $0.1 { true } else { false } })
        #expect(line.said.map(\.text) == [SmallPack.greeting])
        #expect(line.facts.contains { if case .spoke(1, SmallPack.greeting, true, _) = $0 { true } else { false } })
    }

    @Test("a short word that is no backchannel takes the turn when its words are known")
    func shortWord() {
        var line = PhoneLine()
        line.words = [.words("人工", "human_agent")]
        line.begin()
        line.silence(1000)
        line.onset()
        line.speech(300)
        line.silence(1500)
        #expect(line.controls.contains { if case .flush(1) = $0.1 { true } else { false } })
        #expect(line.facts.contains { if case .handOverDecided = $0 { true } else { false } })
    }

    @Test("a caller who goes on while the words are being found is understood as one")
    func goesOn() {
        var line = greeted([.words("我家暖气"), .words("我家暖气不热怎么收费", "fee_standard")])
        line.recognition = 1300
        line.speech(1000)
        line.silence(1220)
        line.speech(800)
        line.silence(4000)
        #expect(line.asked.last?.before == "我家暖气")
        #expect(line.heardTexts == ["我家暖气不热怎么收费"])
    }

    @Test("no more than the credit is sent")
    func credit() {
        var line = greeted([.words("怎么收费", "fee_standard")])
        let long = SpokenPiece(text: "长", samples: [Int16](repeating: 1, count: 160 * 900), compute: .zero)
        line.call = SpokenCall(Conversation(pack: SmallPack.pack, call: "CALL", caller: nil, today: SmallPack.today))
        line.synthesis = 10_000
        line.begin()
        line.step { $0.pieceSpoken(1, long, at: $1) }
        #expect(line.waiting(1) == 250)
        line.step { $0.controlReceived(.credit(generation: 1, upTo: 300), at: $1) }
        #expect(line.waiting(1) == 300)
    }

    @Test("keys are gathered while a number is asked, and end the assistant's words")
    func keypad() {
        var line = greeted([.words("暖气不热", "not_hot_home"), .words("A小区")])
        line.speech(1000)
        line.silence(5000)
        line.speech(1000)
        line.silence(2000)
        #expect(line.call.conversation.state.question == .slot("phone"))
        for key in "13900139000".utf8 { line.step { $0.controlReceived(.digit(key), at: $1) } }
        #expect(line.call.conversation.state.task?.slots["phone"]?.value == "13900139000")
    }

    @Test("no engine: repaired, then the keypad, then a person")
    func noEngine() {
        var line = greeted([nil])
        for _ in 0..<3 {
            line.speech(1000)
            line.silence(8000)
        }
        #expect(line.facts.contains { if case .handOverDecided(.misunderstanding, _) = $0 { true } else { false } })
    }

    @Test("after the bridge both parties are written down and nothing is said")
    func bridged() {
        var line = greeted([.words("你好我来处理")])
        line.step { $0.controlReceived(.bridged, at: $1) }
        let before = line.said.count
        line.hears(0.95, for: 1000, from: .agent)
        line.hears(0.01, for: 1000, from: .agent)
        line.speech(1000)
        line.silence(12_000)
        let speakers = line.facts.compactMap { if case .utterance(let speaker, _) = $0 { speaker } else { nil } }
        #expect(speakers == [.agent, .caller])
        #expect(line.said.count == before)
    }

    @Test("whatever the line does, generations are sent in order, sequence numbers without a gap", arguments: 0..<10)
    func order(seed: Int) {
        var outlet = SpeechOutlet()
        var random = SeededRandom(seed: UInt64(seed))
        var sent: [SpeechOutlet.Frame] = []
        for generation in UInt32(1)...12 {
            outlet.begin(generation)
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                _ = outlet.append([Int16](repeating: 7, count: Int.random(in: 0...4000, using: &random)), to: generation)
                sent += outlet.take()
            }
            _ = outlet.end(generation)
            outlet.granted(generation, upTo: UInt32.random(in: 0...400, using: &random))
            sent += outlet.take()
        }
        for (frame, next) in zip(sent, sent.dropFirst()) {
            let follows = next.generation == frame.generation ? next.seq == frame.seq + 1 && !frame.isLast : next.generation > frame.generation && next.seq == 0 && frame.isLast
            #expect(follows, "seed \(seed)")
        }
    }
}
