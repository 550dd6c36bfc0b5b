import Contracts
import Vocabulary

extension Call {
    mutating func start(_ instance: InstanceID, epoch: Int, at now: Instant) -> [Effect] {
        guard let treatment else { return [] }
        self.epoch = max(self.epoch, epoch)
        speech = .starting(instance, epoch: epoch, deadline: now + policy.conversationStart)
        return [.startConversation(instance, epoch: epoch, treatment)]
    }

    /// The speech instance took the call.
    public mutating func conversationStarted(epoch: Int, handle: UInt32, at now: Instant) -> [Effect] {
        guard phase == .answered, case .starting(let instance, epoch, _) = speech, let number = UInt32(exactly: epoch) else { return [] }
        if case .closing = local {
            // The call is being ended: too late.
            speech = .none
            return [.endConversation(instance, epoch: epoch)]
        }
        let seat = SpeechSeat(instance: instance, key: StreamKey(handle: handle, epoch: number))
        speech = .talking(seat, epoch: epoch)
        if local != .none { local = .none }
        let taken = handBackTaken()
        return taken + [.stream(seat)] + (wantsPerson ? [.repeatKey(UInt8(ascii: "0"))] : [])
    }

    /// It refused, or did not answer.
    public mutating func conversationFailed(epoch: Int, at now: Instant) -> [Effect] {
        guard phase == .answered, case .starting(_, epoch, _) = speech else { return [] }
        return loseSpeech(epoch, at: now)
    }

    /// Nothing has come from this speech instance for too long.
    public mutating func speechFellSilent(_ instance: InstanceID, at now: Instant) -> [Effect] {
        guard phase == .answered, speechInstance == instance else { return [] }
        switch speech {
        case .talking(_, let epoch): return [.endStream] + loseSpeech(epoch, at: now)
        case .starting(_, let epoch, _): return loseSpeech(epoch, at: now)
        case .none, .lost: return []
        }
    }

    private mutating func loseSpeech(_ epoch: Int, at now: Instant) -> [Effect] {
        guard reassigned < policy.reassignments else { return speechIsGone(at: now) }
        reassigned += 1
        return askForSpeech(after: epoch, at: now)
    }

    private mutating func askForSpeech(after epoch: Int, at now: Instant) -> [Effect] {
        speech = .lost(epoch: epoch, deadline: now + ReassignSpeech.deadline + policy.admission)
        return [.askReassignment(epoch: epoch)]
    }

    /// While the gateway talks by itself an instance may have come back.
    mutating func lookForSpeech(at now: Instant) -> [Effect] {
        guard treatment != nil, speech == .none else { return [] }
        return askForSpeech(after: epoch, at: now)
    }

    /// Routing named another instance, or none.
    public mutating func reassigned(_ answer: AdmitCall.Treatment?, after epoch: Int, at now: Instant) -> [Effect] {
        guard phase == .answered, case .lost(epoch, _) = speech else { return [] }
        guard case .assistant(let instance, let next, _, _) = answer, next > epoch else { return speechIsGone(at: now) }
        return start(instance, epoch: next, at: now)
    }

    mutating func speechTimedOut(at now: Instant) -> [Effect] {
        switch speech {
        case .starting(_, let epoch, _): loseSpeech(epoch, at: now)
        case .lost: speechIsGone(at: now)
        case .none, .talking: []
        }
    }

    /// No assistant any more: people go on talking, a caller alone gets the gateway's own prompt unless it has it already.
    private mutating func speechIsGone(at now: Instant) -> [Effect] {
        speech = .none
        let refused = handBackFailed()
        guard agent == .none, local == .none else { return refused }
        return refused + (wantsPerson ? askForPerson(at: now) : offer(at: now))
    }

    /// All that the assistant had to say has been played.
    public mutating func assistantFinished(at now: Instant) -> [Effect] {
        guard phase == .answered, agent == .none else { return [] }
        return end(.assistantFinished, at: now)
    }
}
