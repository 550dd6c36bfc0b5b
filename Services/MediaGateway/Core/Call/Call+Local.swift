import Contracts
import Vocabulary

/// The gateway by itself: its prompt, the keypad, the call-back.
extension Call {
    /// Begins to offer what the gateway can do alone.
    mutating func offer(at now: Instant) -> [Effect] {
        local = .offering(times: 1, next: nil)
        return say(.fallback)
    }

    mutating func say(_ prompt: CallPrompt) -> [Effect] {
        promptNumber += 1
        return [.prompt(prompt, number: promptNumber)]
    }

    /// A prompt was played to its end.
    public mutating func promptFinished(_ number: UInt32, at now: Instant) -> [Effect] {
        guard phase == .answered, number == promptNumber else { return [] }
        if case .briefing = agent { return briefingOver(at: now) }
        switch local {
        case .offering(let times, _):
            local = .offering(times: times, next: now + policy.promptPause)
            return []
        case .closing(let cause): return end(cause, at: now)
        case .none, .queued: return []
        }
    }

    mutating func localTimeCame(at now: Instant) -> [Effect] {
        switch local {
        case .offering(let times, _) where times >= policy.promptRepeats: return close(.nobody, .failed)
        case .offering(let times, _):
            local = .offering(times: times + 1, next: nil)
            return say(.fallback) + lookForSpeech(at: now)
        case .queued: return offer(at: now)
        case .none, .closing: return []
        }
    }

    private mutating func close(_ prompt: CallPrompt, _ cause: CallEnded.Cause) -> [Effect] {
        local = .closing(cause)
        return say(prompt)
    }

    /// A key of the caller's phone. While an assistant listens, speech hears of it and decides; 0 alone never depends
    /// on that.
    public mutating func digitPressed(_ key: UInt8, at now: Instant) -> [Effect] {
        guard phase == .answered, agent == .none else { return [] }
        if key == UInt8(ascii: "0"), speech != .none { wantsPerson = true }
        switch (key, local) {
        case (UInt8(ascii: "1"), .offering), (UInt8(ascii: "1"), .queued):
            guard hasNumber else { return close(.noNumber, .failed) }
            return [.callBackRequested] + close(.callBackNoted, .assistantFinished)
        case (UInt8(ascii: "0"), .offering): return askForPerson(at: now)
        default: return []
        }
    }

    /// Without any assistant the gateway asks Routing itself.
    mutating func askForPerson(at now: Instant) -> [Effect] {
        wantsPerson = false
        local = .queued(until: now + policy.queuePatience)
        return [.askHandOver(.asked, epoch: epoch, priority: 0), .loop(.hold)]
    }

    /// Routing could not find a person after the gateway asked for one.
    public mutating func handOverFailed(at now: Instant) -> [Effect] {
        guard phase == .answered, case .queued = local, agent == .none else { return [] }
        return offer(at: now)
    }
}
