import Vocabulary

/// Generations: said, played, paused, cut.
extension Conversation {
    /// So much of a text is spoken at once; the rest would only tire.
    static let longestSpeech = 400

    /// Everything that this step wanted said becomes one generation.
    mutating func utterWords() {
        guard !words.isEmpty else { return }
        let text = String(words.joined().prefix(Self.longestSpeech))
        words = []
        state.generation += 1
        if state.unplayed.isEmpty { hushedSince = quietSince ?? now }
        state.unplayed.append(OutgoingSpeech(generation: state.generation, text: text))
        quietSince = nil
        // The words go out before what may follow them: hang up, connect, hand over.
        effects.insert(.say(generation: state.generation, text: text, rate: state.rate), at: effects.firstIndex(where: \.followsWords) ?? effects.endIndex)
        effects = effects.map { $0.after(state.generation).explained(by: state.generation) }
    }

    /// The synthesiser made a piece of so many frames of 20 ms.
    public mutating func pieceMade(generation: UInt32, text: String, frames: Int) {
        guard let index = state.unplayed.firstIndex(where: { $0.generation == generation }) else { return }
        state.unplayed[index].pieceMade(text, frames: frames)
    }

    /// So many frames of 20 ms have left for the caller.
    /// - Parameter isFinished: nothing more of this generation will be played.
    public mutating func played(generation: UInt32, frames: Int, isFinished: Bool, at now: Instant) -> [Effect] {
        step(at: now) { $0.notePlayed(generation, frames, isFinished) }
    }

    private mutating func notePlayed(_ generation: UInt32, _ frames: Int, _ isFinished: Bool) {
        guard let index = state.unplayed.firstIndex(where: { $0.generation == generation }) else { return }
        state.unplayed[index].played = max(state.unplayed[index].played, frames)
        guard isFinished else { return }
        speechFailures = 0
        close(state.unplayed.remove(at: index), isComplete: true)
        hushedSince = now
        guard state.unplayed.isEmpty else { return }
        quietSince = now
        finishCallIfDue(after: generation)
    }

    /// No engine could speak this generation: said once more, then a person takes over.
    public mutating func speechFailed(generation: UInt32, at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            guard let index = conversation.state.unplayed.firstIndex(where: { $0.generation == generation }) else { return }
            let lost = conversation.state.unplayed.remove(at: index)
            if conversation.state.unplayed.isEmpty { conversation.quietSince = now }
            conversation.sayAgain(lost)
        }
    }

    private mutating func sayAgain(_ lost: OutgoingSpeech) {
        if speechFailures == 0 {
            speechFailures = 1
            say(lost.text)
            if state.phase == .closing { hangUpAfter = state.generation + 1 }
        } else if state.phase == .closing {
            finishCallIfDue(after: lost.generation)
        } else if state.phase == .talking {
            handOver(.actionFailed, "no voice could speak", announced: true)
        }
    }

    /// A phrase that was ready is played where the voice stands still.
    mutating func bridged(generation: UInt32, by words: String, frames: Int) {
        guard let index = state.unplayed.firstIndex(where: { $0.generation == generation }) else { return }
        state.unplayed[index].bridged(by: words, frames: frames)
    }

    /// Neither engine has said anything and no key was pressed: a person takes over, unannounced.
    mutating func voiceLost(generation: UInt32, at now: Instant) -> [Effect] {
        speechFailures = max(1, speechFailures)
        let effects = speechFailed(generation: generation, at: now)
        // The line has been quiet for long already: what follows is not waited for again.
        fillersSaid = 0
        if quietSince != nil { quietSince = now.advanced(by: .zero - policy.filler) }
        return effects
    }

    /// Only what was played is in the transcript.
    private mutating func close(_ speech: OutgoingSpeech, isComplete: Bool) {
        let text = speech.playedText
        guard !text.isEmpty else { return }
        appendToTranscript(TranscriptLine(.assistant, text))
        record(.spoke(generation: speech.generation, text: text, isComplete: isComplete, played: .milliseconds(20 * speech.played)))
    }

    mutating func appendToTranscript(_ line: TranscriptLine) {
        state.transcript.append(line)
        if state.transcript.count > 200 { state.transcript.removeFirst() }
    }

    // MARK: The caller's voice over ours

    /// The caller's voice has begun.
    public mutating func callerBegan(at now: Instant) {
        quietSince = nil
        state.silences = 0
    }

    /// It was a click, or nobody: what waits for the caller waits on.
    public mutating func callerStopped(at now: Instant) {
        if state.unplayed.isEmpty { quietSince = now }
    }

    /// The voice over the assistant's words was judged a short burst, or no voice: go on, until its words say otherwise.
    public mutating func backchannelJudged(at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            guard let current = conversation.state.unplayed.first else { return }
            conversation.effects.append(.resume(generation: current.generation))
        }
    }

    /// The voice over the assistant's words was judged an interruption.
    public mutating func interrupted(at now: Instant) -> [Effect] {
        step(at: now) { $0.fallSilent() }
    }

    /// What is being said ends here; what was not played is as if it had not been said.
    mutating func fallSilent() {
        guard let last = state.unplayed.last else { return }
        effects.append(.flush(generation: last.generation))
        cutOff = state.unplayed.map(\.rest).joined()
        let unplayed = state.unplayed
        state.unplayed = []
        for speech in unplayed { close(speech, isComplete: false) }
        hangUpAfter = nil
        if state.phase == .closing { state.phase = .talking }
    }
}

extension Conversation.Effect {
    /// A decision of this step led to these words.
    fileprivate func explained(by generation: UInt32) -> Self {
        guard case .record(.decision(var decision), let revision) = self else { return self }
        decision.generation = generation
        return .record(.decision(decision), revision: revision)
    }

    /// Belongs after the words of the same step.
    fileprivate var followsWords: Bool {
        switch self {
        case .hangUp, .connectDuty, .handOver, .act, .snapshot: true
        case .say, .resume, .flush, .findCustomer, .record, .hasten, .compose: false
        }
    }

    /// Names the generation after which the line is used for something else.
    fileprivate func after(_ generation: UInt32) -> Self {
        switch self {
        case .hangUp: .hangUp(generation: generation)
        case .connectDuty(_, let number): .connectDuty(generation: generation, number: number)
        default: self
        }
    }
}
