import Contracts
import Vocabulary

/// Business actions: asked for once, spoken of when they are done.
extension Conversation {
    mutating func act(_ action: BusinessAction) {
        let order = ActionOrder(
            key: "\(state.call)/\(state.turn)/\(action.name)", action: action.name, parameters: parameters(of: action),
            customer: state.customer?.id)
        decided(.act, "everything needed for \(action.name) is known")
        state.pendingAction = order
        state.phase = .acting
        state.question = .open
        quietSince = state.unplayed.isEmpty ? now : nil
        effects.append(.act(order))
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
        say(worded(action.success, result: Self.spoken(answer)))
        finishTask()
    }

    private mutating func refused(_ action: BusinessAction, _ answer: PerformAction.Answer) {
        let code = answer.outcome == .notFound ? "not_found" : "refused"
        let wording = action.failures[code] ?? action.failures[answer.outcome.rawValue] ?? action.failures["default"]
        say(worded(wording ?? Prompt.systemTrouble, result: Self.spoken(answer)))
        if wording == nil || scenario?.handOver.contains(.actionFailed) == true {
            handOver(.actionFailed, "the action was answered \(code)", announced: wording?.contains("人工") == true)
        } else {
            finishTask()
        }
    }

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
