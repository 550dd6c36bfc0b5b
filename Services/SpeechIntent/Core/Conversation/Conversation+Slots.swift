import Contracts

/// Filling what a scenario needs, from words, keys and records.
extension Conversation {
    // MARK: From what is known

    mutating func fillFromRecords() {
        guard let scenario else { return }
        for slot in scenario.slots where state.task?.slots[slot.name] == nil {
            if let value = recorded(slot) { state.task?.slots[slot.name] = value }
        }
    }

    private func recorded(_ slot: Slot) -> SlotValue? {
        if let known = state.known[slot.name] { return known }
        switch slot.source {
        case .caller: return nil
        case .callingNumber: return state.caller.map { SlotValue(value: $0, spoken: spoken($0, slot), origin: .callingNumber, isConfirmed: true) }
        case .customer: return field(slot.name).map { SlotValue(value: $0, spoken: spoken($0, slot), origin: .record, isConfirmed: true) }
        }
    }

    /// A field of the verified customer's record; nothing of it is used before.
    private func field(_ name: String) -> String? {
        guard state.identity.level >= .number, let customer = state.customer else { return nil }
        return switch name {
        case "name": customer.name.revealed
        case "address": customer.address?.revealed
        case "account", "account_no": customer.accounts.first?.revealed
        default: nil
        }
    }

    // MARK: From words

    /// Fills every slot that the utterance speaks of, the one that was asked and any other.
    /// - Parameter replacing: whether a mention replaces a value that stands, as it does while a summary is corrected.
    /// - Returns: whether anything was filled.
    @discardableResult
    mutating func fill(from utterance: HeardUtterance, replacing: Bool = false) -> Bool {
        guard let scenario else { return false }
        let correction = Correction(in: utterance.text)
        var isAnyFilled = false
        for slot in scenario.slots {
            guard let value = value(for: slot, in: utterance, correction, replacing) else { continue }
            state.task?.slots[slot.name] = value
            isAnyFilled = true
        }
        return isAnyFilled
    }

    private func value(for slot: Slot, in utterance: HeardUtterance, _ correction: Correction?, _ replacing: Bool) -> SlotValue? {
        let present = state.task?.slots[slot.name]
        if let present, let correction, let corrected = correction.applied(to: present.value) {
            return heardValue(corrected, slot, utterance)
        }
        // A value that the caller gave is replaced by its own question or a correction, not by a mention.
        guard present.map({ $0.origin != .voice && $0.origin != .keypad }) ?? true || replacing || correction != nil || isAsked(slot) else { return nil }
        return found(slot, in: utterance, correction).map { heardValue($0, slot, utterance) }
    }

    private func isAsked(_ slot: Slot) -> Bool {
        state.question == .slot(slot.name) || state.question == .readBack(slot.name)
    }

    private func found(_ slot: Slot, in utterance: HeardUtterance, _ correction: Correction?) -> String? {
        switch slot.kind {
        case .entity(let type):
            let values = utterance.understood.entities.filter { $0.type == type }.map(\.value)
            if values.isEmpty, isAsked(slot) { return BareNumber.value(in: utterance.text, as: type) }
            return correction.map { $0.isRightFirst } ?? true ? values.first : values.last
        case .choice(let choices):
            let words = correction?.right ?? utterance.text
            return choices.first { ([$0.label, $0.value] + $0.words).contains { !$0.isEmpty && words.contains($0) } }?.value
        case .text: return nil
        }
    }

    private func heardValue(_ value: String, _ slot: Slot, _ utterance: HeardUtterance) -> SlotValue {
        SlotValue(value: value, spoken: spoken(value, slot), confidence: utterance.confidence, origin: .voice)
    }

    /// The answer to a question for words as they are: a text, or a name or place that was not recognised as one. What does
    /// not look like a place is asked for once more; said again, it is what the caller calls the place.
    mutating func fillAsked(_ name: String, with utterance: HeardUtterance) -> Bool {
        guard let slot = slot(name), slot.takesAnyWords, utterance.text.count >= 2, !utterance.isNoAnswer, !slot.isRemark(utterance.text) else { return false }
        if case .entity(let type) = slot.kind {
            guard !utterance.asks else { return false }
            guard type != .address || PlaceWords.occur(in: utterance.text) || state.task?.asked[name] ?? 0 > 1 else { return false }
        }
        let words = Self.bare(utterance.text)
        state.task?.slots[name] = SlotValue(value: words, spoken: words, confidence: utterance.confidence, origin: .voice)
        return true
    }

    /// "就楼道里黑乎乎的" → "楼道里黑乎乎": without what only fills, so that it can be read back in a sentence.
    private static func bare(_ text: String) -> String {
        var words = text[...]
        while let last = words.last, "的呢啊吧呀嘛了，。！？,.!? ".contains(last), words.count > 2 { words.removeLast() }
        for filler in ["嗯", "呃", "那个", "就是", "就在", "就", "在", "是"] where words.hasPrefix(filler) && words.count > filler.count + 1 {
            words.removeFirst(filler.count)
        }
        return String(words)
    }

    /// The words that began the request describe it, where a scenario has room for that and does not ask.
    mutating func fillDescription(_ text: String) {
        guard let name = scenario?.slots.first(where: { $0.kind == .text && !$0.isRequired })?.name, state.task?.slots[name] == nil else { return }
        state.task?.slots[name] = SlotValue(value: text, spoken: text, origin: .voice, isConfirmed: true)
    }

    /// What was keyed in needs no yes.
    mutating func fillByKeypad(_ name: String, _ value: String) { fill(name, value, .keypad) }

    /// One of the choices, named by its place.
    mutating func fillByVoice(_ name: String, _ value: String) { fill(name, value, .voice) }

    private mutating func fill(_ name: String, _ value: String, _ origin: SlotValue.Origin) {
        guard let slot = slot(name) else { return }
        let filled = SlotValue(value: value, spoken: spoken(value, slot), origin: origin, isConfirmed: true)
        state.task?.slots[name] = filled
    }

    private func spoken(_ value: String, _ slot: Slot) -> String {
        switch slot.kind {
        case .entity(let type): SpokenForm.of(value, type: type)
        case .choice(let choices): choices.first { $0.value == value }?.label ?? value
        case .text: value
        }
    }

    // MARK: Asking

    /// Asks for a slot, each time in other words, then by keypad; in vain too often, a person asks.
    mutating func ask(_ slot: Slot) {
        let asked = state.task?.asked[slot.name] ?? 0
        let questions = SlotQuestions.all(for: slot)
        if asked >= min(slotLimit, questions.count) { return handOver(.misunderstanding, "slot \(slot.name) was asked \(asked) times in vain") }
        decided(.ask, "slot \(slot.name) is missing")
        state.task?.asked[slot.name] = asked + 1
        state.question = .slot(slot.name)
        say(worded(questions[asked]))
        // Plainer: what may be said is said as well.
        if state.isElderly, asked == 0 { say(SlotQuestions.simpler(slot)) }
        if case .choice(let choices) = slot.kind { listed(choices.map { .choice($0.value) }) }
        if state.usesKeypad || (asked > 0 && slot.keypadDigits != nil) { say(KeypadEntry(slot).hint(slot)) }
    }

    /// The question that was not asked yet, for a caller who says nothing.
    func otherQuestion(_ slot: Slot) -> String {
        let questions = SlotQuestions.all(for: slot)
        return worded(questions[min(state.task?.asked[slot.name] ?? 0, questions.count - 1)])
    }

    private var slotLimit: Int {
        for case .slotUnfilled(let attempts) in scenario?.handOver ?? [] { return attempts }
        return policy.slotTries
    }

    // MARK: Wording

    /// A pack's sentence with slots, results and the profile put in.
    func worded(_ template: String) -> String { worded(template, result: [:]) }

    func worded(_ template: String, result: [String: String]) -> String {
        Wording.fill(template) { name in
            switch name {
            case "pack.hours": pack.profile.hours
            case "pack.assistantName": pack.profile.assistantName
            case "pack.dutyNumber": SpokenForm.digits(pack.profile.dutyNumber)
            case _ where name.hasPrefix("result."): result[String(name.dropFirst("result.".count))]
            default: state.task?.slots[name]?.spoken
            }
        }
    }
}

extension Slot {
    /// "你们管不管" is no address: said about the call, not in answer.
    fileprivate func isRemark(_ text: String) -> Bool {
        guard text.count <= 14 else { return false }
        return (Self.remarks + (kind == .text ? [] : Self.noNames)).contains(where: text.contains)
    }

    private static let remarks = ["管不管", "你说什么", "我不想", "不想说", "凭什么", "等一下", "什么意思", "别问", "问这么多", "你烦不烦"]
    private static let noNames = ["你们", "你是", "随便"]

    /// Whatever is answered may be meant: texts, and names and places, which no list holds.
    fileprivate var takesAnyWords: Bool {
        switch kind {
        case .text: true
        case .entity(let type): [.address, .name, .company, .model].contains(type)
        case .choice: false
        }
    }
}
