import Contracts
import Vocabulary

/// The assistant's side of the line.
extension SpokenCall {
    /// The gateway says something about the line; what is for the gateway itself is ignored.
    public mutating func controlReceived(_ control: StreamControl, at now: Instant) -> [Effect] {
        step(at: now) { call in
            switch control {
            case .credit(let generation, let upTo): call.outlet.granted(generation, upTo: upTo)
            case .played(let generation, let frames, let isFinished): call.played(generation, Int(frames), isFinished, at: now)
            case .voiceOnset(let generation, let frames): call.voiceBegan(generation, Int(frames), at: now)
            case .digit(let key): call.keyPressed(Character(UnicodeScalar(key)), at: now)
            case .bridged: call.bridged(at: now)
            case .resume, .flush, .hangUp, .connectDuty, .recordingPaused: break
            }
        }
    }

    private mutating func played(_ generation: UInt32, _ frames: Int, _ isFinished: Bool, at now: Instant) {
        // The mark comes after the frames: the first of them left one frame less earlier.
        if frames > 0 { clock.sounded(generation, at: now + .milliseconds(20 - 20 * frames)) }
        run(conversation.played(generation: generation, frames: frames, isFinished: isFinished, at: now), at: now)
    }

    /// The gateway has paused the assistant: what the voice means is judged within 600 ms.
    private mutating func voiceBegan(_ generation: UInt32, _ frames: Int, at now: Instant) {
        if generation != 0 { played(generation, frames, false, at: now) }
        if conversation.isSpeaking { caller.turns.assistantHeldUp(at: now) }
    }

    private mutating func keyPressed(_ key: Character, at now: Instant) {
        guard !isBridged else { return }
        run(conversation.keyTouched(at: now), at: now)
        keypad.expect(conversation.expectedKeys)
        for case .collected(let keys) in keypad.pressed(key, at: now) { run(conversation.keyPressed(keys, at: now), at: now) }
    }

    /// Two people talk from now on: both are written down, and nothing is said.
    private mutating func bridged(at now: Instant) {
        guard !isBridged else { return }
        isBridged = true
        outlet = SpeechOutlet()
        effects.append(.stopSynthesis(upTo: .max))
        caller = PartyEar(.caller, policy: .overheard)
        run(conversation.personConnected(at: now), at: now)
    }
}
