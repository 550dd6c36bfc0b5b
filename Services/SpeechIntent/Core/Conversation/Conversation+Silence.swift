import Vocabulary

/// No silence lasts without a word: neither ours nor the caller's.
extension Conversation {
    public var nextDeadline: Instant? { [silenceDeadline, newsDeadline].compactMap { $0 }.min() }

    public mutating func tick(at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            if let due = conversation.silenceDeadline, due <= now { conversation.breakSilence() }
            if let due = conversation.newsDeadline, due <= now { conversation.tellNews() }
        }
    }

    /// Something is being done that the caller waits for.
    private var isBusy: Bool {
        switch state.phase {
        case .acting, .handingOver: true
        case .talking, .closing: isThinking
        case .waiting, .connected, .emergency, .ended: false
        }
    }

    private var silenceDeadline: Instant? {
        guard let since = quietSince else { return nil }
        if isBusy { return since + (fillersSaid == 0 ? policy.filler : policy.nextFiller) }
        return state.phase == .talking ? since + noInput : nil
    }

    private var newsDeadline: Instant? { state.phase == .waiting ? waitingSince.map { $0 + policy.news } : nil }

    private mutating func breakSilence() {
        if isBusy {
            say(state.phase == .handingOver ? Prompt.connecting : Prompt.fillers[min(fillersSaid, Prompt.fillers.count - 1)])
            fillersSaid += 1
        } else {
            askSilentCaller()
        }
    }

    private mutating func askSilentCaller() {
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
        case .slot(let name): slot(name).map { worded($0.reprompts.first ?? $0.prompt) } ?? ""
        case .readBack, .confirmation, .intent, .followUp: Prompt.yesOrNo
        case .number: Prompt.askNumber
        case .anythingElse: pack.profile.repair.anythingElse
        case .open, .correction, .factor, .menu: ""
        }
    }

    /// Whoever waits for a person hears how it stands, and after a while anybody may serve.
    private mutating func tellNews() {
        waitingSince = now
        say(positionWords)
        guard var order = state.pendingHandOver, !order.skills.isEmpty else { return }
        order.skills = []
        state.pendingHandOver = order
        effects.append(.handOver(order))
    }
}
