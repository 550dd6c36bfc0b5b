import Audio
import Contracts
import Vocabulary

/// A voice that stands still: a filler, a ready phrase while the next engine is asked, the keypad, a person.
extension SpokenCall {
    /// Looks at the voice after every step.
    mutating func watchVoice(at now: Instant) {
        let head = isBridged ? nil : conversation.state.unplayed.first { !outlet.isComplete($0.generation) }
        let isNext = head?.generation == conversation.state.unplayed.first?.generation
        voice.look(at: isNext ? head : nil, quietSince: conversation.hushedSince, at: now)
    }

    mutating func bridgeSilence(at now: Instant) {
        guard let due = voice.due, due <= now, let head = conversation.state.unplayed.first else { return }
        guard !caller.turns.isSpeaking else { return voice.postpone(at: now) }
        voice.rung += 1
        guard voice.rung <= Prompt.bridges.count else { return giveUp(head, at: now) }
        play(ready.count >= voice.rung ? ready[voice.rung - 1] : Self.signOfLife, in: head.generation)
        if voice.rung == 2 { askNextVoice(head) }
    }

    /// What is said without words when no phrase could be made ready.
    private static let signOfLife = SpokenPiece(text: "", samples: Tone(450, level: -24, cadence: [160, 120]).samples(milliseconds: 600), compute: .zero)

    private mutating func play(_ piece: SpokenPiece, in generation: UInt32) {
        guard let frames = outlet.append(piece.samples, to: generation) else { return }
        conversation.bridged(generation: generation, by: piece.text, frames: frames)
    }

    private mutating func askNextVoice(_ head: OutgoingSpeech) {
        guard !head.unmade.isEmpty else { return }
        work[head.generation, default: VoiceWork()].pending += 1
        work[head.generation]?.speaker = nil
        effects.append(.synthesiseElsewhere(generation: head.generation, text: String(head.unmade), rate: conversation.state.rate))
    }

    private mutating func giveUp(_ head: OutgoingSpeech, at now: Instant) {
        effects.append(.stopSynthesis(upTo: head.generation))
        lose(head.generation)
        run(conversation.voiceLost(generation: head.generation, at: now), at: now)
    }

    /// What was put in for it may be playing: it ends.
    private mutating func lose(_ generation: UInt32) {
        outlet.remove(generation)
        work[generation] = nil
        guard let head = conversation.state.unplayed.first, head.generation == generation, head.made > 0 else { return }
        effects.append(.control(.flush(generation: generation)))
    }

    // MARK: What the voices say

    /// The synthesiser made a piece.
    /// - Parameter voice: 0 for the engine that was asked first, 1 for the one that was asked when it stood still; the first to
    ///   say something is the one that is heard.
    public mutating func pieceSpoken(_ generation: UInt32, _ piece: SpokenPiece, by voice: Int = 0, at now: Instant) -> [Effect] {
        step(at: now) { call in
            guard call.work[generation]?.speaker ?? voice == voice, let frames = call.outlet.append(piece.samples, to: generation) else { return }
            call.work[generation]?.speaker = voice
            call.work[generation]?.isVoiced = true
            call.clock.pieceMade(generation, compute: piece.compute, at: now)
            call.conversation.pieceMade(generation: generation, text: piece.text, frames: frames)
        }
    }

    /// The synthesiser is done with a generation, or gave up.
    public mutating func speechEnded(_ generation: UInt32, by voice: Int = 0, at now: Instant) -> [Effect] {
        step(at: now) { call in
            guard let work = call.work[generation] else { return }
            call.work[generation]?.pending -= 1
            // Another is still at work, and this one is not the one that is heard.
            if work.pending > 1, work.speaker != voice { return }
            call.work[generation] = nil
            if call.outlet.isComplete(generation) { return }
            if work.isVoiced { return _ = call.outlet.end(generation) }
            call.lose(generation)
            call.run(call.conversation.speechFailed(generation: generation, at: now), at: now)
        }
    }
}
