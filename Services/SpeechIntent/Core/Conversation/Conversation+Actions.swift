import Contracts
import Vocabulary

/// Business actions: asked for once, spoken of when they are done.
extension Conversation {
    mutating func act(_ action: BusinessAction) {
        let order = order(action)
        decided(.act, "everything needed for \(action.name) is known")
        state.pendingAction = order
        state.phase = .acting
        state.question = .open
        quietSince = state.unplayed.isEmpty ? quietSince ?? now : nil
        effects.append(.act(order))
    }

    /// A caller who did not hear that it is done says the same wish again: the same order under the same key, so that it
    /// is told again and not done twice.
    private mutating func order(_ action: BusinessAction) -> ActionOrder {
        var order = ActionOrder(
            key: "\(state.call)/\(state.turn)/\(action.name)", action: action.name, parameters: parameters(of: action),
            customer: state.customer?.id)
        guard !action.isReadOnly else { return order }
        if let same = state.ordered.first(where: { isRepetition(order, of: $0, by: action) }) {
            order.key = same.key
        } else {
            state.ordered = (state.ordered + [order]).suffix(16)
        }
        return order
    }

    /// The same fixed values, nothing that contradicts (a date that is not said again does not), and one thing named that is
    /// the same, such as the address. The caller's own description is worded differently each time and does not count.
    private func isRepetition(_ order: ActionOrder, of earlier: ActionOrder, by action: BusinessAction) -> Bool {
        guard order.action == earlier.action, order.customer == earlier.customer else { return false }
        if order.parameters == earlier.parameters { return true }
        let described = Set(scenario?.slots.filter { $0.kind == .text }.map(\.name) ?? [])
        let telling = action.parameters.filter { described.isDisjoint(with: Wording.blanks(of: $0.value)) }
        let shared = telling.filter { order.parameters[$0.key] != nil && earlier.parameters[$0.key] != nil }
        let fixed = telling.filter { Wording.blanks(of: $0.value).isEmpty }
        return shared.allSatisfy { order.parameters[$0.key] == earlier.parameters[$0.key] } && fixed.allSatisfy { shared[$0.key] != nil }
            && shared.count > fixed.count
    }

    /// Parameters that stay empty are left out.
    private func parameters(of action: BusinessAction) -> [String: String] {
        action.parameters.compactMapValues { template in
            let value = Wording.fill(template) { state.task?.slots[$0]?.value }
            return value.isEmpty ? nil : value
        }
    }

    /// The outcome of an action; one that is not awaited any more changes nothing that is said.
    public mutating func actionFinished(_ key: String, _ outcome: ActionOutcome, at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            guard let order = conversation.state.pendingAction, order.key == key else { return }
            conversation.state.pendingAction = nil
            conversation.fillersSaid = 0
            if order.isPrepared { return conversation.callBackPrepared(outcome) }
            guard conversation.state.phase == .acting else { return }
            conversation.state.phase = .talking
            conversation.tell(outcome)
            conversation.commit()
        }
    }

    private mutating func tell(_ outcome: ActionOutcome) {
        guard case .act(let action) = scenario?.goal else { return finishTask() }
        switch outcome {
        case .answered(let answer) where answer.outcome == .done: succeeded(action, answer)
        case .answered(let answer): refused(action, answer)
        case .failed(let code):
            say(Prompt.systemTrouble)
            handOver(.actionFailed, "the action was not answered: \(code.rawValue)")
        }
    }

    private mutating func succeeded(_ action: BusinessAction, _ answer: PerformAction.Answer) {
        for case .result(let key, let value) in scenario?.handOver ?? [] where answer.values[key]?.revealed == value {
            return handOver(.policy, "the result \(key) is one that a person handles")
        }
        let words = worded(action.success, result: Self.spoken(answer))
        state.answered = (state.answered + [action.name]).suffix(8)
        if action.name == "ticket.create" { state.told = words }
        say(words)
        finishTask()
    }

    private mutating func refused(_ action: BusinessAction, _ answer: PerformAction.Answer) {
        let code = answer.outcome == .notFound ? "not_found" : "refused"
        let wording = action.failures[code] ?? action.failures[answer.outcome.rawValue] ?? action.failures["default"]
        say(worded(wording ?? Prompt.systemTrouble, result: Self.spoken(answer)))
        let isPromised = wording.map(Self.promisesPerson) ?? false
        if wording == nil || isPromised || scenario?.handOver.contains(.actionFailed) == true {
            handOver(.actionFailed, "the action was answered \(code)", announced: isPromised)
        } else {
            fail(wording ?? "")
        }
    }

    /// Not done, and said so: nothing follows from it, and a person is offered.
    private mutating func fail(_ wording: String) {
        state.task = nil
        if !wording.contains("人工") { say(Prompt.offerPerson) }
        goOn()
    }

    /// The wording says already that a person is on the way.
    private static func promisesPerson(_ wording: String) -> Bool { wording.contains("转接") }

    /// Results for an ear: dates, amounts and long numbers as they are said.
    private static func spoken(_ answer: PerformAction.Answer) -> [String: String] {
        var values = answer.values.mapValues { SpokenForm.ofResult($0.revealed) }
        if let ticket = answer.ticket, values["ticket"] == nil { values["ticket"] = SpokenForm.ofResult(ticket.value) }
        return values
    }
}

extension SpokenForm {
    /// A value of unknown kind, by its form.
    static func ofResult(_ value: String) -> String {
        if let date = CalendarDate(value) { return "\(date.month)月\(date.day)日" }
        if value.count >= 6, value.allSatisfy({ $0.isASCII && $0.isNumber }) { return digits(value) }
        return yuan(value)
    }
}
