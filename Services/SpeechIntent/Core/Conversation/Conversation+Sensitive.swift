/// What no recording may hold: numbers that open a door by themselves.
extension Conversation {
    /// Such a number is asked for, read back or stands in the summary that is being confirmed.
    public var isSensitive: Bool {
        switch state.question {
        case .slot(let name), .readBack(let name): slot(name)?.isSensitive ?? false
        case .factor: true
        case .confirmation, .correction: (scenario?.slots ?? []).contains { $0.isSensitive && state.task?.slots[$0.name] != nil }
        case .open, .number, .intent, .followUp, .anythingElse, .menu: false
        }
    }
}

extension Slot {
    /// Of a person or an account, and enough to pass for its owner.
    var isSensitive: Bool {
        if case .entity(let type) = kind { [.idCard, .bankCard, .cardTail].contains(type) } else { false }
    }
}
