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
        decided(.repair, "\(trouble): misunderstanding \(state.misunderstandings)")
        say(wording(trouble))
        if state.misunderstandings > 1 { offerKeypad() }
    }

    private func wording(_ trouble: Trouble) -> String {
        let wording = pack.profile.repair
        func turn(_ sentences: [String]) -> String { sentences.isEmpty ? "" : sentences[min(state.misunderstandings, sentences.count) - 1] }
        switch trouble {
        case .notHeard: return turn(wording.notHeard)
        case .notUnderstood: return turn(wording.notUnderstood)
        case .outOfScope: return wording.outOfScope
        }
    }

    /// The same way on the keypad: yes or no, digits, or a menu of what can be done here.
    mutating func offerKeypad() {
        if state.question.isYesOrNo { return say(Prompt.yesOrNo) }
        if expectedDigits != nil { return say(Prompt.keypad) }
        guard state.task == nil else { return }
        let choices = pack.scenarios.filter { $0.goal != .control }.prefix(4)
        state.question = .menu(choices.map(\.name))
        let spoken = zip(choices, ["一", "二", "三", "四"]).map { "\($0.title)请按\($1)，" }
        say("您也可以按键选择：" + spoken.joined() + "人工服务请按零。")
    }

    /// Dialogue control: again, slower, thanks, goodbye, a bare yes or no.
    mutating func control(_ utterance: HeardUtterance) -> Bool {
        guard accepts(utterance) || utterance.saysYes || utterance.saysNo else { return false }
        switch utterance.understood.intent {
        case Control.again: repeatSlower()
        case Control.goodbye: close("")
        case Control.thanks where state.task == nil: close(Prompt.welcome)
        case Control.thanks: repeatQuestion(after: Prompt.welcome)
        case _ where utterance.saysNo && state.task != nil: dropTask()
        case _ where utterance.saysNo && state.finishedTasks > 0: close("")
        default: return false
        }
        return true
    }

    private mutating func repeatSlower() {
        decided(.answer, "said again, slower")
        state.rate = max(0.7, state.rate - 0.15)
        say(lastSaid)
    }

    private mutating func repeatQuestion(after words: String) {
        say(words)
        say(lastSaid)
    }

    private var lastSaid: String { state.transcript.last { $0.speaker == .assistant }?.text ?? pack.profile.greeting }
}
