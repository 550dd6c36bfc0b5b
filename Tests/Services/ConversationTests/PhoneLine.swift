import Contracts
import SpeechIntentCore
import Vocabulary

/// A caller, a gateway and two engines around a `SpokenCall`, on virtual time in steps of 20 ms.
///
/// The gateway plays a frame a tick, marks every 25 and at the end, and pauses when voice begins. The recogniser answers
/// with the next of `words` after `recognition`; the synthesiser makes five frames a character after `synthesis`.
struct PhoneLine {
    var call: SpokenCall
    var milliseconds = 0
    var recognition = 400
    var synthesis = 100
    /// What the recogniser will answer; the last repeats. Nil: no engine could.
    var words: [Recognised?] = []
    var credit: UInt32 = 250
    /// The recogniser that is asked first never answers.
    var isDeaf = false
    /// The one that is asked instead.
    var otherWords: Recognised?
    /// The voice that is asked first says so many characters of each text and then nothing; nil: all.
    var voiceBreaksAfter: Int?
    /// The voice that is asked instead speaks.
    var hasOtherVoice = false

    private(set) var said: [(at: Int, text: String)] = []
    private(set) var asked: [Listening] = []
    private(set) var controls: [(at: Int, StreamControl)] = []
    private(set) var facts: [ConversationFact] = []
    private(set) var latencies: [TurnLatency] = []
    private(set) var acts: [ActionOrder] = []
    private(set) var askedElsewhere: [(at: Int, id: Int)] = []
    private(set) var handOvers: [HandOverOrder] = []
    private(set) var saidElsewhere: [(at: Int, text: String)] = []
    /// Milliseconds of silence from both sides, now and at most since the caller last spoke.
    private(set) var quiet = 0
    private(set) var longestQuiet = 0
    /// First sound of each generation on the wire.
    private(set) var sounded: [UInt32: Int] = [:]
    private var queue: [SpeechOutlet.Frame] = []
    private var played: [UInt32: UInt32] = [:]
    private(set) var isPaused = false
    private var later: [(at: Int, stimulus: (inout SpokenCall, Instant) -> [SpokenCall.Effect])] = []

    init(_ pack: Pack = SmallPack.pack) {
        call = SpokenCall(Conversation(pack: pack, call: "CALL", caller: Talk.number, today: SmallPack.today))
    }

    var now: Instant { Instant.zero + .milliseconds(milliseconds) }

    mutating func step(_ stimulus: (inout SpokenCall, Instant) -> [SpokenCall.Effect]) {
        for effect in stimulus(&call, now) { perform(effect) }
    }

    mutating func begin() {
        step { $0.converse(at: $1) { $0.callStarted(at: $1) } }
        step { $0.converse(at: $1) { $0.customerFound(Talk.customer, at: $1) } }
    }

    private mutating func perform(_ effect: SpokenCall.Effect) {
        switch effect {
        case .recognise(let listening):
            asked.append(listening)
            if isDeaf { break }
            let answer = words.count > 1 ? words.removeFirst() : words.first ?? nil
            later.append((milliseconds + recognition, { $0.recognised(listening.id, answer, at: $1) }))
        case .synthesise(let generation, let text, _):
            said.append((milliseconds, text))
            speak(String(text.prefix(voiceBreaksAfter ?? text.count)), generation, by: 0, ends: voiceBreaksAfter == nil)
        case .synthesiseElsewhere(let generation, let text, _):
            saidElsewhere.append((milliseconds, text))
            if hasOtherVoice { speak(text, generation, by: 1, ends: true) }
        case .send(let frames): queue += frames
        case .control(let control):
            controls.append((milliseconds, control))
            obey(control)
        case .record(let fact, _, let latency):
            facts.append(fact)
            if let latency { latencies.append(latency) }
        case .act(let order): acts.append(order)
        case .recogniseElsewhere(let listening):
            askedElsewhere.append((milliseconds, listening.id))
            if let otherWords { later.append((milliseconds + recognition, { $0.recognised(listening.id, otherWords, at: $1) })) }
        case .handOver(let order): handOvers.append(order)
        case .stopSynthesis, .findCustomer, .compose, .snapshot: break
        }
    }

    private mutating func speak(_ text: String, _ generation: UInt32, by voice: Int, ends: Bool) {
        let piece = SpokenPiece(text: text, samples: [Int16](repeating: 1000, count: 160 * 5 * text.count), compute: .milliseconds(synthesis))
        if !text.isEmpty { later.append((milliseconds + synthesis, { $0.pieceSpoken(generation, piece, by: voice, at: $1) })) }
        if ends { later.append((milliseconds + synthesis, { $0.speechEnded(generation, by: voice, at: $1) })) }
    }

    private mutating func obey(_ control: StreamControl) {
        switch control {
        case .resume: isPaused = false
        case .flush(let generation):
            isPaused = false
            queue.removeAll { $0.generation <= generation }
        default: break
        }
    }

    // MARK: Time

    /// - Parameter likelihood: of speech in the caller's sound.
    mutating func hears(_ likelihood: Double, for duration: Int, from party: AudioFrame.Party = .caller) {
        hears([Int16](repeating: 0, count: 8 * duration), likelihood, from: party)
    }

    /// - Parameter sound: of the caller, 8 kHz.
    mutating func hears(_ sound: [Int16], _ likelihood: Double = 0.95, from party: AudioFrame.Party = .caller) {
        for start in stride(from: 0, to: sound.count - 159, by: 160) {
            let frame = Array(sound[start..<start + 160])
            milliseconds += 20
            let due = later.filter { $0.at <= milliseconds }
            later.removeAll { $0.at <= milliseconds }
            for item in due { step(item.stimulus) }
            step { $0.heard(party, frame, likelihood: likelihood, at: $1) }
            if let deadline = call.nextDeadline, deadline <= now { step { $0.tick(at: $1) } }
            quiet += 20
            play()
            if likelihood > 0.5 { (quiet, longestQuiet) = (0, 0) }
            longestQuiet = max(longestQuiet, quiet)
        }
    }
    mutating func speech(_ duration: Int) { hears(0.95, for: duration) }
    mutating func silence(_ duration: Int) { hears(0.01, for: duration) }

    /// The gateway's own detector hears the caller begin.
    mutating func onset() {
        isPaused = true
        let generation = queue.first?.generation ?? 0
        let frames = played[generation] ?? 0
        step { $0.controlReceived(.voiceOnset(generation: generation, frames: frames), at: $1) }
    }

    private mutating func play() {
        guard !isPaused, !queue.isEmpty else { return }
        let frame = queue.removeFirst()
        quiet = 0
        let count = (played[frame.generation] ?? 0) + 1
        played[frame.generation] = count
        if count == 1 { sounded[frame.generation] = milliseconds }
        if frame.isLast || count % 25 == 0 {
            step { $0.controlReceived(.played(generation: frame.generation, frames: count, finished: frame.isLast), at: $1) }
            step { $0.controlReceived(.credit(generation: frame.generation, upTo: count + 250), at: $1) }
        }
    }

    /// Frames of a generation that wait at the gateway.
    func waiting(_ generation: UInt32) -> Int { queue.count { $0.generation == generation } }

    var heardTexts: [String] {
        facts.compactMap { if case .utterance(_, let utterance) = $0 { utterance.text } else { nil } }
    }
}

extension Recognised {
    static func words(_ text: String, _ intent: String = Understood.outOfScope, reply: Understood.Reply = .none) -> Recognised {
        Recognised(
            text: text, confidence: 0.9,
            understood: Understood(
                industry: "heating", intent: intent, confidence: intent == Understood.outOfScope ? 0 : 0.9,
                inScope: 0.9, reply: reply), compute: .milliseconds(400))
    }
}
