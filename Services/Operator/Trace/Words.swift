import Contracts

/// What people said, where it was asked for; masked otherwise.
struct Words {
    /// By box.
    var opened: [String: String] = [:]

    func callAsFunction(_ sealed: Sealed<String>) -> String { opened[sealed.box].map { "“\($0)”" } ?? "‹masked›" }

    /// The personal value of an event, and the kind under which it was sealed.
    static func box(in event: Envelope) -> (value: Sealed<String>, kind: String)? {
        func within<E: Event>(_ type: E.Type, _ path: (E) -> Sealed<String>?) -> Sealed<String>? { (try? event.decoded(as: type)).flatMap { $0 }.flatMap(path) }
        let found: Sealed<String>? =
            switch event.type {
            case UtteranceRecognised.type: within(UtteranceRecognised.self) { $0.text }
            case AssistantSpoke.type: within(AssistantSpoke.self) { $0.text }
            case HandOverDecided.type: within(HandOverDecided.self) { $0.suggestion }
            case CallStarted.type: within(CallStarted.self) { $0.caller }
            case CallBackRequested.type: within(CallBackRequested.self) { $0.number }
            case TicketOpened.type: within(TicketOpened.self) { $0.title }
            default: nil
            }
        // A ticket's event carries the box of its row.
        return found.map { ($0, event.type) }
    }
}
