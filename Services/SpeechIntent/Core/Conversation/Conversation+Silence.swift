import Vocabulary

/// No silence lasts without a word: neither ours nor the caller's.
extension Conversation {
    public var nextDeadline: Instant? { [silenceDeadline, newsDeadline, composeUntil].compactMap { $0 }.min() }

    public mutating func tick(at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            if let due = conversation.composeUntil, due <= now { conversation.composingFinished(nil) }
            if let due = conversation.silenceDeadline, due <= now { conversation.breakSilence() }
            if let due = conversation.newsDeadline, due <= now { conversation.tellNews() }
        }
    }

    /// Something is being done that the caller waits for.
    private var isBusy: Bool {
        switch state.phase {
        case .acting, .handingOver: true
        case .talking, .closing: isThinking || state.composing != nil
        case .waiting, .connected, .emergency, .ended: false
        }
    }

    private var silenceDeadline: Instant? {
        guard let since = quietSince else { return nil }
        if isBusy { return since + (fillersSaid == 0 ? policy.filler : isThinking ? policy.thinking : policy.nextFiller) }
        return state.phase == .talking ? since + noInput : nil
    }

    private var newsDeadline: Instant? {
        state.phase == .waiting ? waitingSince.map { $0 + (isNewsDue ? policy.newsPatience : policy.news) } : nil
    }

    private mutating func breakSilence() {
        if isBusy, isThinking, state.phase == .talking {
            goOnThinking()
        } else if isBusy {
            say(state.phase == .handingOver ? Prompt.connecting : Prompt.fillers[min(fillersSaid, Prompt.fillers.count - 1)])
            fillersSaid += 1
        } else {
            askSilentCaller()
        }
    }

    /// Words do not come: a filler, a phrase that is ready, the next engine, the keypad; a person when nothing is pressed.
    private mutating func goOnThinking() {
        fillersSaid += 1
        switch fillersSaid {
        case 1: say(Prompt.fillers[0])
        case 2: say(Prompt.fillers[1])
        case 3:
            effects.append(.hasten)
            say(Prompt.trying)
        default:
            isThinking = false
            isDeaf = true
            fillersSaid = 0
            state.usesKeypad = true
            decided(.repair, "no engine has recognised the turn: the keypad is offered")
            offerKeypad()
        }
    }

    private mutating func askSilentCaller() {
        if isDeaf { return handOver(.actionFailed, "nothing could be recognised and no key was pressed") }
        state.silences += 1
        noInput = policy.noInput
        guard state.silences <= policy.silences else {
            decided(.close, "the caller is silent")
            close(silently: true)
            return
        }
        say(Prompt.stillThere)
        if state.silences > 1 || state.question != .open { say(pendingQuestion) }
    }

    private var pendingQuestion: String {
        switch state.question {
        case .slot(let name): slot(name).map(otherQuestion) ?? ""
        case .readBack, .confirmation, .intent, .followUp: Prompt.yesOrNo
        case .number: Prompt.askNumber
        case .anythingElse: pack.profile.repair.anythingElse
        case .open, .correction, .factor, .menu: ""
        }
    }

    /// Whoever waits for a person hears how it stands: Routing is asked, and after a while anybody may serve. What is known
    /// already is said when Routing does not answer.
    private mutating func tellNews() {
        if isNewsDue {
            isNewsDue = false
            return tellStanding()
        }
        waitingSince = now
        guard var order = state.pendingHandOver else { return tellStanding() }
        order.skills = []
        state.pendingHandOver = order
        isNewsDue = true
        effects.append(.handOver(order))
    }
}
