import SpeechIntentCore
import TestKit
import Testing
import Vocabulary

@Suite("Turn-taking")
struct TurnTakingTests {
    /// Frames of 20 ms on virtual time; `log` holds each effect with the millisecond it came at.
    struct Line {
        var turns: TurnTaking
        var milliseconds = 0
        var log: [(Int, TurnTaking.Effect)] = []

        init(_ policy: TurnPolicy = TurnPolicy()) { turns = TurnTaking(policy: policy) }
        var now: Instant { Instant.zero + .milliseconds(milliseconds) }

        mutating func hears(_ likelihood: Double, for duration: Int) {
            for _ in 0..<duration / 20 {
                milliseconds += 20
                for effect in turns.heard(likelihood, at: now) { log.append((milliseconds, effect)) }
            }
        }
        mutating func speech(_ duration: Int) { hears(0.95, for: duration) }
        mutating func silence(_ duration: Int) { hears(0.02, for: duration) }
        mutating func words(_ completeness: TurnCompleteness) {
            for effect in turns.recognised(completeness, at: now) { log.append((milliseconds, effect)) }
        }
        var effects: [TurnTaking.Effect] { log.map(\.1) }
    }

    @Test("speech begins within 80 ms, pauses at 300 ms of silence, ends at 660 when the words look like anything")
    func ordinaryTurn() {
        var line = Line()
        line.silence(200)
        line.speech(1000)
        line.silence(400)
        line.words(.ordinary)
        line.silence(400)
        #expect(line.effects == [.began, .paused, .ended(silence: .milliseconds(660))])
        #expect(line.log[0].0 <= 280)
        #expect(line.log[1].0 == 1500)
    }

    @Test("a complete phrase ends sooner, an incomplete one later", arguments: [(TurnCompleteness.complete, 480), (.ordinary, 660), (.incomplete, 1200)])
    func adaptive(completeness: TurnCompleteness, wanted: Int) {
        var line = Line()
        line.speech(800)
        line.silence(320)
        line.words(completeness)
        line.silence(1500)
        #expect(line.effects.last == .ended(silence: .milliseconds(wanted)))
    }

    @Test("the same words end sooner in a sinking or asking voice, later in a held one", arguments: [(VoiceEnding.falling, 500), (.rising, 500), (.unclear, 660), (.held, 900)])
    func prosody(ending: VoiceEnding, wanted: Int) {
        var line = Line()
        line.speech(800)
        line.silence(320)
        line.turns.sounded(ending)
        line.words(.ordinary)
        line.silence(1500)
        #expect(line.effects.last == .ended(silence: .milliseconds(wanted)))
    }

    @Test("a voice that goes on is judged anew at its next pause")
    func prosodyForgotten() {
        var line = Line()
        line.speech(800)
        line.silence(320)
        line.turns.sounded(.falling)
        line.speech(400)
        line.silence(320)
        line.words(.ordinary)
        line.silence(1000)
        #expect(line.effects.last == .ended(silence: .milliseconds(660)))
    }

    @Test("words that are known only after the silence end the turn at once")
    func lateWords() {
        var line = Line()
        line.speech(800)
        line.silence(900)
        #expect(line.effects == [.began, .paused])
        line.words(.ordinary)
        #expect(line.effects.last == .ended(silence: .milliseconds(900)))
    }

    @Test("a recogniser that says nothing does not hold the turn for ever")
    func noWords() {
        var line = Line()
        line.speech(800)
        line.silence(1500)
        #expect(line.effects.last == .ended(silence: .milliseconds(1200)))
    }

    @Test("who goes on after a pause is not cut")
    func goesOn() {
        var line = Line()
        line.speech(800)
        line.silence(400)
        line.speech(600)
        line.silence(320)
        line.words(.ordinary)
        line.silence(500)
        #expect(line.effects == [.began, .paused, .continued, .paused, .ended(silence: .milliseconds(660))])
    }

    @Test("a click is no speech")
    func click() {
        var line = Line()
        line.speech(80)
        line.silence(1000)
        #expect(line.effects == [.began, .dropped])
    }

    @Test("nobody speaks for ever")
    func longest() {
        var line = Line()
        line.speech(26_000)
        #expect(line.log.contains { $0.1 == .ended(silence: .zero) && $0.0 <= 25_040 })
    }

    @Test("over the assistant's words: long is an interruption, short a backchannel, nothing is noise, each within 620 ms")
    func judgement() {
        var interruption = Line()
        interruption.turns.assistantHeldUp(at: interruption.now)
        interruption.speech(1000)
        #expect(interruption.log.first { $0.1 == .judged(.interruption) }?.0 == 600)

        var backchannel = Line()
        backchannel.turns.assistantHeldUp(at: backchannel.now)
        backchannel.speech(240)
        backchannel.silence(400)
        #expect(backchannel.log.first { $0.1 == .judged(.backchannel) }?.0 ?? 9999 <= 460)

        var noise = Line()
        noise.turns.assistantHeldUp(at: noise.now)
        noise.silence(800)
        #expect(noise.log.map(\.0) == [600])
        #expect(noise.effects == [.judged(.noise)])
    }

    @Test("judged in time even when no sound arrives")
    func judgedWithoutSound() {
        var turns = TurnTaking()
        turns.assistantHeldUp(at: .zero)
        #expect(turns.nextDeadline == Instant.zero + .milliseconds(600))
        #expect(turns.tick(at: Instant.zero + .milliseconds(600)) == [.judged(.noise)])
        #expect(turns.tick(at: Instant.zero + .milliseconds(700)).isEmpty)
    }

    @Test("any sound: begun and ended alternate, and a turn is judged at most once", arguments: 0..<20)
    func invariants(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        var line = Line()
        for _ in 0..<200 {
            if Int.random(in: 0..<6, using: &random) == 0 { line.turns.assistantHeldUp(at: line.now) }
            line.hears(Double.random(in: 0...1, using: &random), for: 20 * Int.random(in: 1...60, using: &random))
            if Bool.random(using: &random) { line.words([.complete, .ordinary, .incomplete].randomElement(using: &random) ?? .ordinary) }
        }
        var isOpen = false
        for effect in line.effects {
            switch effect {
            case .began:
                #expect(!isOpen, "seed \(seed)")
                isOpen = true
            case .ended, .dropped:
                #expect(isOpen, "seed \(seed)")
                isOpen = false
            case .paused, .continued: #expect(isOpen, "seed \(seed)")
            case .judged: break
            }
        }
    }
}

@Suite("Completeness of words")
struct TurnCompletenessTests {
    @Test("fillers want more", arguments: ["我想", "我家那个", "然后", "呃", "帮我查一下就是", "我想问一下", "怎么说呢", "我家暖气另外"])
    func incomplete(text: String) { #expect(TurnCompleteness(of: text) == .incomplete) }

    @Test("half a sentence wants its other half", arguments: [("如果明天还不热", "如果明天还不热就退费"), ("因为我上个月搬家了", "因为我上个月搬家了所以要改地址"), ("要是我不在家", "要是我不在家怎么办")])
    func clauses(half: String, whole: String) {
        #expect(TurnCompleteness(of: half) == .incomplete)
        #expect(TurnCompleteness(of: whole) != .incomplete)
    }

    @Test("answers and closed questions are complete", arguments: ["对", "是的", "什么时候供暖呢", "这个怎么办", "谢谢", "今天能修吗", "明天来行不行", "没了"])
    func complete(text: String) { #expect(TurnCompleteness(of: text) == .complete) }

    @Test("a number is complete when it has all its digits", arguments: [("幺三八零零", TurnCompleteness.incomplete), ("幺三八零零幺三八零零零", .complete), ("13800138000", .complete)])
    func digits(text: String, wanted: TurnCompleteness) { #expect(TurnCompleteness(of: text, digits: 11) == wanted) }

    @Test("a telephone number that nobody asked for is waited for, a room number is not", arguments: [("我电话幺三八零零", TurnCompleteness.incomplete), ("我电话是13800138000", .ordinary), ("我家三零二", .ordinary)])
    func dictated(text: String, wanted: TurnCompleteness) { #expect(TurnCompleteness(of: text) == wanted) }

    @Test("an address that was asked for wants its room")
    func address() {
        #expect(TurnCompleteness(of: "阳光小区三号楼", expecting: .address) == .incomplete)
        #expect(TurnCompleteness(of: "阳光小区三号楼三零二", expecting: .address) == .ordinary)
        #expect(TurnCompleteness(of: "我住阳光小区") == .ordinary)
    }
}

@Suite("Keypad")
struct DigitCollectorTests {
    private func at(_ milliseconds: Int) -> Instant { Instant.zero + .milliseconds(milliseconds) }

    @Test("a single key stands alone unless a number is asked")
    func single() {
        var keys = DigitCollector()
        #expect(keys.pressed("1", at: .zero) == [.collected("1")])
        keys.expect(4)
        #expect(keys.pressed("1", at: .zero).isEmpty)
    }

    @Test("# ends, * begins anew, enough digits end, and so does a pause")
    func ends() {
        var keys = DigitCollector()
        keys.expect(4)
        #expect("12*34#".compactMap { keys.pressed($0, at: .zero).first } == [.collected("34")])
        #expect("1234".compactMap { keys.pressed($0, at: .zero).first } == [.collected("1234")])
        _ = keys.pressed("7", at: at(1000))
        #expect(keys.tick(at: at(4900)).isEmpty)
        #expect(keys.tick(at: at(5000)) == [.collected("7")])
        #expect(keys.nextDeadline == nil)
    }

    @Test("what is no key is ignored", arguments: ["x", "€", " "])
    func foreign(key: Character) {
        var keys = DigitCollector()
        #expect(keys.pressed(key, at: .zero).isEmpty)
    }
}
