import Contracts

/// When nothing, or nothing useful, was understood: other words, then the keypad, then a person.
extension Conversation {
    enum Trouble {
        case notHeard, notUnderstood, outOfScope
    }

    mutating func repair(_ trouble: Trouble) {
        state.misunderstandings += 1
        if state.misunderstandings > pack.profile.escalation.misunderstandings {
            return handOver(.misunderstanding, "\(state.misunderstandings) misunderstandings in a row")
        }
        guard let words = wording(trouble) else { return handOver(.misunderstanding, "every wording of repair was said: \(trouble)") }
        decided(.repair, "\(trouble): misunderstanding \(state.misunderstandings)")
        state.repairs = (state.repairs + [words]).suffix(24)
        say(words)
        if state.misunderstandings > 1 || state.usesKeypad { offerKeypad() }
    }

    /// The next wording that was not said in this call; nil when all were.
    private func wording(_ trouble: Trouble) -> String? {
        let own = pack.profile.repair
        let all =
            switch trouble {
            case .notHeard: own.notHeard + Prompt.notHeard
            case .notUnderstood: own.notUnderstood + Prompt.notUnderstood
            case .outOfScope: [own.outOfScope] + Prompt.outOfScope
            }
        return all.first { !$0.isEmpty && !state.repairs.contains($0) }
    }

    /// Dialogue control: again, slower, thanks, goodbye, a bare yes or no.
    mutating func control(_ utterance: HeardUtterance) -> Bool {
        guard accepts(utterance) || utterance.saysYes || utterance.saysNo else { return false }
        switch utterance.understood.intent {
        case Control.again: sayAgain()
        case Control.goodbye: close("")
        case Control.thanks where state.task == nil: close(Prompt.welcome)
        case Control.thanks: repeatQuestion(after: Prompt.welcome)
        case _ where utterance.saysNo && state.task != nil: dropTask()
        case _ where utterance.saysNo && state.finishedTasks > 0: close("")
        default: return false
        }
        return true
    }

    private mutating func repeatQuestion(after words: String) {
        say(words)
        say(questionAgain)
    }

    var lastSaid: String { state.transcript.last { $0.speaker == .assistant }?.text ?? pack.profile.greeting }
}
