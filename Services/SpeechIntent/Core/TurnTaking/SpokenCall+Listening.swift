import Contracts
import Vocabulary

/// The parties' sound, cut into turns and turned into words.
extension SpokenCall {
    /// 20 ms of a party's sound.
    /// - Parameters:
    ///   - samples: 160 samples at 8 kHz.
    ///   - likelihood: of speech, 0-1.
    public mutating func heard(_ party: AudioFrame.Party, _ samples: [Int16], likelihood: Double, at now: Instant) -> [Effect] {
        step(at: now) { call in
            switch party {
            case .caller:
                call.caller.append(samples)
                call.take(call.caller.turns.heard(likelihood, at: now), at: now)
            case .agent where call.isBridged:
                call.agent.append(samples)
                call.takeOverheard(call.agent.turns.heard(likelihood, at: now), \.agent, at: now)
            case .agent: break
            }
        }
    }

    // MARK: The caller's turns

    mutating func take(_ events: [TurnTaking.Effect], at now: Instant) {
        if isBridged { return takeOverheard(events, \.caller, at: now) }
        for event in events {
            switch event {
            case .began: began(at: now)
            case .paused: paused()
            case .continued:
                caller.speculation = nil
                caller.early = nil
            case .ended(let silence): ended(silence, at: now)
            case .dropped: dropped(at: now)
            case .judged(let verdict): judged(verdict, at: now)
            }
        }
    }

    /// The turn may be over: the words so far are asked for, and the voice is listened to.
    private mutating func paused() {
        caller.ending = VoiceEnding(of: caller.samples)
        caller.turns.sounded(caller.ending)
        caller.speculation = listen(\.caller)
    }

    private mutating func began(at now: Instant) {
        caller.open()
        caller.isOverlapping = conversation.isSpeaking
        if conversation.isSpeaking { caller.turns.assistantHeldUp(at: now) }
        conversation.callerBegan(at: now)
    }

    private mutating func judged(_ verdict: TurnTaking.Verdict, at now: Instant) {
        switch verdict {
        case .interruption:
            caller.isOverlapping = false
            run(conversation.interrupted(at: now), at: now)
        case .backchannel, .noise: run(conversation.backchannelJudged(at: now), at: now)
        }
    }

    private mutating func ended(_ silence: Duration, at now: Instant) {
        let early = caller.early
        let details = PartyEar.Ended(duration: caller.duration, isOverlapping: caller.isOverlapping)
        let id = caller.speculation ?? listen(\.caller)
        caller.close()
        let judged = early.map { caller.turns.policy.silence(for: completeness(of: $0), caller.ending) }
        let turnEnd = min(silence, judged ?? caller.turns.policy.silence(for: .ordinary))
        clock.turnEnded(stoppedAt: now.advanced(by: .zero - silence), turnEnd: turnEnd)
        if let early {
            conversation.turnEnded(after: silence, at: now)
            deliver(early, details, at: now)
        } else {
            caller.awaited[id] = details
            conversation.turnEnded(after: silence, at: now)
        }
    }

    private mutating func dropped(at now: Instant) {
        caller.close()
        if let held = caller.held {
            caller.held = nil
            run(conversation.heard(held, at: now), at: now)
        } else {
            conversation.callerStopped(at: now)
        }
    }

    // MARK: Words

    private mutating func listen(_ ear: WritableKeyPath<SpokenCall, PartyEar>) -> Int {
        nextListening += 1
        let listening = Listening(
            id: nextListening, party: self[keyPath: ear].party, samples: self[keyPath: ear].samples,
            context: conversation.context, before: self[keyPath: ear].held?.text ?? "", baseline: self[keyPath: ear].baseline)
        self[keyPath: ear].listening = listening
        effects.append(.recognise(listening))
        return nextListening
    }

    /// The engines answered; nil when none could.
    public mutating func recognised(_ id: Int, _ words: Recognised?, at now: Instant) -> [Effect] {
        step(at: now) { call in
            if let details = call.agent.awaited.removeValue(forKey: id) { return call.overheard(words, details, .agent, at: now) }
            if let details = call.caller.awaited.removeValue(forKey: id) {
                call.isBridged ? call.overheard(words, details, .caller, at: now) : call.deliver(words, details, at: now)
            } else if id == call.caller.speculation {
                call.wordsCameEarly(words, at: now)
            }
        }
    }

    private mutating func wordsCameEarly(_ words: Recognised?, at now: Instant) {
        guard let words else {
            caller.speculation = nil
            return
        }
        caller.early = words
        take(caller.turns.recognised(completeness(of: words), at: now), at: now)
    }

    private func completeness(of words: Recognised) -> TurnCompleteness {
        TurnCompleteness(of: words.text, digits: conversation.expectedDigits, expecting: conversation.context.expecting)
    }

    private mutating func deliver(_ words: Recognised?, _ details: PartyEar.Ended, at now: Instant) {
        guard let words else { return run(conversation.recognitionFailed(at: now), at: now) }
        clock.wordsKnown(compute: words.compute, at: now)
        caller.learn(from: words)
        let utterance = HeardUtterance(words, details)
        if caller.turns.isSpeaking, !words.text.isEmpty, !details.isOverlapping {
            // The caller has gone on: both parts are understood together.
            caller.held = utterance
        } else {
            caller.held = nil
            run(conversation.heard(utterance, at: now), at: now)
        }
    }

    // MARK: Two people

    private mutating func takeOverheard(_ events: [TurnTaking.Effect], _ ear: WritableKeyPath<SpokenCall, PartyEar>, at now: Instant) {
        for event in events {
            switch event {
            case .began: self[keyPath: ear].open()
            case .ended:
                let details = PartyEar.Ended(duration: self[keyPath: ear].duration, isOverlapping: false)
                let id = listen(ear)
                self[keyPath: ear].awaited[id] = details
                self[keyPath: ear].close()
            case .dropped: self[keyPath: ear].close()
            case .paused, .continued, .judged: break
            }
        }
    }

    private mutating func overheard(_ words: Recognised?, _ details: PartyEar.Ended, _ speaker: TranscriptLine.Speaker, at now: Instant) {
        guard let words else { return }
        run(conversation.overheard(speaker, HeardUtterance(words, details), at: now), at: now)
    }
}

extension HeardUtterance {
    init(_ words: Recognised, _ details: PartyEar.Ended) {
        self.init(
            text: words.text, confidence: words.confidence, understood: words.understood, articles: words.articles, duration: details.duration,
            recognition: words.compute, isOverlapping: details.isOverlapping)
        further = words.further
    }
}
