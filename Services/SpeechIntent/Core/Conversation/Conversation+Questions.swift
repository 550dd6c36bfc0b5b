import Vocabulary

/// What the caller says to what was asked.
extension Conversation {
    mutating func answerQuestion(_ utterance: HeardUtterance) -> Bool {
        switch state.question {
        case .open, .menu: false
        case .slot(let name): answerSlot(name, utterance)
        case .readBack(let name): answerReadBack(name, utterance)
        case .confirmation: answerConfirmation(utterance)
        case .correction: answerCorrection(utterance)
        case .number: answerNumber(utterance)
        case .factor: answerFactor(utterance)
        case .intent(let intent): answerIntent(intent, utterance)
        case .followUp(let scenario): answerFollowUp(scenario, utterance)
        case .anythingElse: answerAnythingElse(utterance)
        }
    }

    // MARK: Slots

    private mutating func answerSlot(_ name: String, _ utterance: HeardUtterance) -> Bool {
        guard !utterance.isEmpty else { return false }
        let isFilled = fill(from: utterance) && state.task?.slots[name] != nil
        if !isFilled, isDigression(utterance) { return false }
        if !isFilled, isControl(utterance) { return control(utterance) }
        guard isFilled || fillAsked(name, with: utterance) else { return askAgain(name, utterance) }
        state.misunderstandings = 0
        advance()
        return true
    }

    private mutating func askAgain(_ name: String, _ utterance: HeardUtterance) -> Bool {
        guard let slot = slot(name) else { return false }
        ask(slot)
        return true
    }

    /// Clearly another matter of this pack than the present request.
    func isDigression(_ utterance: HeardUtterance) -> Bool {
        guard utterance.understood.confidence >= policy.digression,
            let other = pack.scenario(forIntent: utterance.understood.intent)
        else { return false }
        return other.goal != .control && other.name != state.task?.scenario
    }

    func isControl(_ utterance: HeardUtterance) -> Bool {
        accepts(utterance) && [Control.again, Control.goodbye, Control.no].contains(utterance.understood.intent) && !utterance.doesNotKnow
    }

    private mutating func answerReadBack(_ name: String, _ utterance: HeardUtterance) -> Bool {
        let before = state.task?.slots[name]?.value
        if utterance.saysNo || Correction(in: utterance.text) != nil || !utterance.saysYes {
            if fill(from: utterance), state.task?.slots[name]?.value != before {
                advance()
                return true
            }
        }
        if utterance.saysYes { return confirmed(name) }
        guard utterance.saysNo, let slot = slot(name) else { return false }
        state.task?.slots[name] = nil
        ask(slot)
        return true
    }

    private mutating func confirmed(_ name: String) -> Bool {
        state.task?.slots[name]?.isConfirmed = true
        state.misunderstandings = 0
        advance()
        return true
    }

    // MARK: The action

    private mutating func answerConfirmation(_ utterance: HeardUtterance) -> Bool {
        if utterance.saysGoodbye { return leave() }
        if Correction(in: utterance.text) != nil || utterance.saysNo, changeSlots(utterance) { return true }
        if utterance.saysYes { return utterance.confidence < policy.consent ? askedForYes(utterance) : confirmedAction() }
        guard utterance.saysNo else { return changeSlots(utterance) || elaborated(utterance) }
        guard utterance.refuses else { return declined() }
        dropTask()
        return true
    }

    /// Goodbye instead of a yes: nothing is done.
    private mutating func leave() -> Bool {
        state.task = nil
        state.suspended = []
        close(Prompt.cancelled)
        return true
    }

    private mutating func confirmedAction() -> Bool {
        state.task?.isConfirmed = true
        state.misunderstandings = 0
        for name in state.task?.slots.keys ?? [:].keys { state.task?.slots[name]?.isConfirmed = true }
        advance()
        return true
    }

    private mutating func declined() -> Bool {
        state.task?.declined += 1
        for case .declined(let times) in scenario?.handOver ?? [] where state.task?.declined ?? 0 >= times {
            handOver(.misunderstanding, "the caller declined the summary \(times) times")
            return true
        }
        guard scenario?.slots.isEmpty == false else {
            dropTask()
            return true
        }
        decided(.ask, "the caller declined the summary")
        state.question = .correction
        say(Prompt.whatIsWrong)
        if state.usesKeypad { offerCorrections() }
        return true
    }

    private mutating func answerCorrection(_ utterance: HeardUtterance) -> Bool {
        if changeSlots(utterance) { return true }
        if utterance.saysGoodbye { return leave() }
        guard utterance.saysNo else { return false }
        dropTask()
        return true
    }

    private mutating func changeSlots(_ utterance: HeardUtterance) -> Bool {
        let before = state.task?.slots
        fill(from: utterance, replacing: true)
        guard state.task?.slots != before else { return false }
        state.misunderstandings = 0
        advance()
        return true
    }

    // MARK: What next

    private mutating func answerIntent(_ intent: String, _ utterance: HeardUtterance) -> Bool {
        if utterance.saysYes, utterance.confidence < policy.consent { return false }
        if utterance.saysYes, let scenario = pack.scenario(forIntent: intent) {
            state.question = .open
            begin(scenario, intent: intent, confidence: 1, from: nil)
            return true
        }
        guard utterance.saysNo else { return false }
        state.question = .open
        repair(.notUnderstood)
        return true
    }

    private mutating func answerFollowUp(_ name: String, _ utterance: HeardUtterance) -> Bool {
        if utterance.saysYes || (state.noticed != nil && utterance.hasTriedInVain), let scenario = pack.scenario(named: name) {
            state.question = .open
            begin(scenario, intent: scenario.intents.first ?? name, confidence: 1, from: utterance)
            return true
        }
        if utterance.saysGoodbye, !state.suspended.isEmpty { return leave() }
        if utterance.saysNo, !isRequest(utterance) {
            goOn()
            return true
        }
        return askedForYes(utterance)
    }

    /// "不用了，帮我查一下快递": a request, whatever comes before it.
    func isRequest(_ utterance: HeardUtterance) -> Bool {
        accepts(utterance) && pack.scenario(forIntent: utterance.understood.intent).map { $0.goal != .control } ?? false
    }

    private mutating func answerAnythingElse(_ utterance: HeardUtterance) -> Bool {
        if isRequest(utterance) { return false }
        if utterance.saysNo || (accepts(utterance) && utterance.understood.intent == Control.thanks) {
            close(utterance.understood.intent == Control.thanks ? Prompt.welcome : "")
            return true
        }
        guard utterance.saysYes, utterance.understood.entities.isEmpty else { return false }
        state.question = .open
        decided(.ask, "the caller has another request")
        say(Prompt.anythingMore)
        return true
    }
}
