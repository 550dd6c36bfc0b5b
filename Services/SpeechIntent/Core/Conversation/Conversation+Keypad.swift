import Vocabulary

/// The keypad: an equal way through the same conversation.
extension Conversation {
    /// What was collected: single keys, or a number while one is asked.
    public mutating func keyPressed(_ keys: String, at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            guard [.talking, .closing, .acting, .waiting].contains(conversation.state.phase) else { return }
            conversation.fallSilent()
            conversation.cutOff = nil
            conversation.isThinking = false
            conversation.isDeaf = false
            conversation.state.turn += 1
            conversation.state.silences = 0
            conversation.state.usesKeypad = true
            conversation.take(keys: keys)
            conversation.commit()
        }
    }

    /// A key went down: the assistant stops speaking and waits for the rest.
    public mutating func keyTouched(at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            guard [.talking, .closing, .acting, .waiting].contains(conversation.state.phase) else { return }
            conversation.fallSilent()
            conversation.quietSince = now
        }
    }

    /// How many keys the keypad gathers now; nil when a single key decides.
    public var expectedKeys: Int? {
        switch state.question {
        case .slot(let name): slot(name).flatMap { KeypadEntry($0).keys }
        case .number: 11
        case .factor: Self.factorDigits
        case .open, .readBack, .confirmation, .correction, .intent, .followUp, .anythingElse, .menu: nil
        }
    }

    private mutating func take(keys: String) {
        if state.phase == .waiting { return answerWaiting(keys: keys) }
        if keys == "0" { return handOver(.asked, "key 0") }
        guard state.phase != .acting else { return say(Prompt.working) }
        let digits = keys.filter { $0.isASCII && $0.isNumber }
        switch state.question {
        case .slot(let name): answerSlot(name, keys: keys)
        case .number where digits.count >= 7: numberGiven(digits)
        case .factor where digits.count == Self.factorDigits: factorGiven(digits)
        case .readBack, .confirmation, .intent, .followUp: answerByKey(keys)
        case .correction: chooseCorrection(keys)
        case .anythingElse: chooseMore(keys)
        case .menu(let scenarios): choose(keys, of: scenarios)
        default: offerKeypadAgain()
        }
    }

    private mutating func answerSlot(_ name: String, keys: String) {
        guard let slot = slot(name) else { return offerKeypadAgain() }
        guard let value = KeypadEntry(slot).value(of: keys, slot: slot, today: today) else { return repair(.notUnderstood) }
        fillByKeypad(name, value)
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

    // MARK: What must be changed

    /// The values that the caller gave, each with its key.
    mutating func offerCorrections() { say(KeypadEntry.list(corrigible.map { state.task?.slots[$0.name]?.spoken ?? "" }) + "。") }

    private var corrigible: [Slot] { Array((scenario?.slots ?? []).filter { state.task?.slots[$0.name] != nil && $0.isRequired }.prefix(8)) }

    private mutating func chooseCorrection(_ key: String) {
        guard let number = Int(key), corrigible.indices.contains(number - 1) else { return offerCorrections() }
        let slot = corrigible[number - 1]
        state.task?.slots[slot.name] = nil
        ask(slot)
    }

    // MARK: What more

    private mutating func chooseMore(_ key: String) {
        switch key {
        case "1": offerMenu(from: 0)
        case "2": close("")
        default: say(Prompt.moreByKeypad)
        }
    }

    private mutating func offerKeypadAgain() {
        if state.task == nil { state.question = .open }
        offerKeypad()
    }

    /// The same way on the keypad: yes or no, digits, choices, or a menu of what can be done here.
    mutating func offerKeypad() {
        switch state.question {
        case .readBack, .confirmation, .intent, .followUp: say(Prompt.yesOrNo)
        case .slot(let name): say(slot(name).map { KeypadEntry($0).hint($0) } ?? "")
        case .number, .factor: say(Prompt.keypad)
        case .correction: offerCorrections()
        case .open, .anythingElse, .menu: if state.task == nil { offerMenu(from: 0) }
        }
    }
}
