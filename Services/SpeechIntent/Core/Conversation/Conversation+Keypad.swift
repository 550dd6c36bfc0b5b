import Vocabulary

/// The keypad: an equal way through the same conversation.
extension Conversation {
    /// What was collected: single keys, or a number while one is asked.
    public mutating func keyPressed(_ keys: String, at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            guard [.talking, .closing, .acting].contains(conversation.state.phase) else { return }
            conversation.fallSilent()
            conversation.cutOff = nil
            conversation.state.turn += 1
            conversation.state.silences = 0
            conversation.take(keys: keys)
            conversation.commit()
        }
    }

    /// A key went down: the assistant stops speaking and waits for the rest.
    public mutating func keyTouched(at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            guard [.talking, .closing, .acting].contains(conversation.state.phase) else { return }
            conversation.fallSilent()
            conversation.quietSince = now
        }
    }

    private mutating func take(keys: String) {
        if keys == "0" { return handOver(.asked, "key 0") }
        guard state.phase != .acting else { return say(Prompt.working) }
        let digits = keys.filter { $0.isASCII && $0.isNumber }
        switch state.question {
        case .slot(let name) where slot(name)?.keypadDigits != nil && !digits.isEmpty: filledByKeypad(name, digits)
        case .number where digits.count >= 7: numberGiven(digits)
        case .factor where digits.count == Self.factorDigits: factorGiven(digits)
        case .readBack, .confirmation, .intent, .followUp: answerByKey(keys)
        case .menu(let scenarios): choose(keys, of: scenarios)
        default: offerKeypadAgain()
        }
    }

    private mutating func filledByKeypad(_ name: String, _ digits: String) {
        guard digits.count == slot(name)?.keypadDigits else { return repair(.notUnderstood) }
        fillByKeypad(name, digits)
        state.misunderstandings = 0
        advance()
    }

    /// A key stands for the word it was announced as.
    private mutating func answerByKey(_ key: String) {
        guard key == "1" || key == "2" else { return say(Prompt.yesOrNo) }
        let understood = Understood(
            industry: pack.profile.industry, intent: key == "1" ? Control.yes : Control.no, confidence: 1, inScope: 1,
            reply: key == "1" ? .affirm : .deny)
        _ = answerQuestion(HeardUtterance(text: key, understood: understood))
    }

    private mutating func choose(_ key: String, of scenarios: [String]) {
        guard let number = Int(key), scenarios.indices.contains(number - 1), let scenario = pack.scenario(named: scenarios[number - 1]) else {
            return offerKeypad()
        }
        state.question = .open
        begin(scenario, intent: scenario.intents.first ?? scenario.name, confidence: 1, from: nil)
    }

    private mutating func offerKeypadAgain() {
        if state.task == nil { state.question = .open }
        offerKeypad()
    }
}
