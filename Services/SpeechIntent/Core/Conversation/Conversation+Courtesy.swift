/// Words that want nothing but an answer, and leave the matter in hand where it is.
extension Conversation {
    mutating func answerAside(_ utterance: HeardUtterance) -> Bool {
        let wasHolding = state.isHolding
        state.isHolding = false
        guard utterance.understood.anger < pack.profile.escalation.anger, let aside = Aside(in: utterance.text, isHolding: wasHolding) else { return false }
        switch aside {
        // "等一下我还要查快递"
        case .hold where utterance.text.count > 4 && isDigression(utterance): return false
        case .who: introduceItself()
        case .hold: hold(again: wasHolding)
        case .back: goBack()
        case .again: sayAgain()
        case .audible: hearsWell()
        case .hello: return greet()
        }
        return true
    }

    private mutating func hold(again: Bool) {
        decided(.ask, "the caller wants a moment")
        state.isHolding = true
        noInput = policy.hold
        say(again ? Prompt.holdOn : Prompt.takeYourTime)
    }

    private mutating func goBack() {
        decided(.ask, "the caller is back: where it stood")
        let question = questionAgain
        say(question.isEmpty ? Prompt.anythingMore : question)
    }

    /// Slower; where a yes is awaited, what it would be a yes to.
    mutating func sayAgain() {
        decided(.answer, "said again, slower")
        state.rate = max(0.7, state.rate - 0.15)
        let summary = state.question == .confirmation ? state.task?.summary ?? "" : ""
        say(summary.isEmpty ? lastSaid : summary)
    }

    private mutating func hearsWell() {
        decided(.ask, "asked whether the line is good")
        say(Prompt.audible)
        say(questionAgain)
    }

    private mutating func greet() -> Bool {
        guard state.task == nil, state.question == .open, state.misunderstandings == 0, !state.repairs.contains(Prompt.hello) else { return false }
        decided(.ask, "a greeting without a request")
        state.repairs.append(Prompt.hello)
        say(Prompt.hello)
        return true
    }

    /// Never passes for a person.
    private mutating func introduceItself() {
        decided(.answer, "asked who speaks: an assistant, and how to reach a person")
        let profile = pack.profile
        say("我是\(profile.title)热线的智能助手\(profile.assistantName)，不是真人。您直接说要办的事就行，要找人工请说转人工。")
        say(questionAgain)
    }

    /// What the caller was asked last, put once more; empty when it was nothing in particular.
    var questionAgain: String {
        switch state.question {
        case .slot(let name): slot(name).map(askedQuestion) ?? ""
        case .readBack(let name): state.task?.slots[name].map { "您说的是\($0.spoken)，\(Prompt.correct)" } ?? ""
        case .confirmation: state.task?.summary ?? ""
        case .correction: Prompt.whatIsWrong
        case .number: Prompt.askNumber
        case .factor: Prompt.askFactor[0]
        case .intent(let intent): "您说的是\(pack.intent(named: intent)?.gloss ?? "")这件事，\(Prompt.correct)"
        case .followUp: lastQuestion
        case .open, .anythingElse, .menu: ""
        }
    }

    private func askedQuestion(_ slot: Slot) -> String {
        let questions = SlotQuestions.all(for: slot)
        return worded(questions[max(0, min((state.task?.asked[slot.name] ?? 1) - 1, questions.count - 1))])
    }

    /// The last sentence of what was said last.
    private var lastQuestion: String {
        let sentences = lastSaid.split(whereSeparator: { "。！".contains($0) })
        return sentences.last.map(String.init) ?? ""
    }
}
