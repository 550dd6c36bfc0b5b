import Vocabulary

/// Numbers that are dialled to try a queue without an assistant; no telephone network has such numbers.
public enum DiagnosticNumber {
    public enum Queue: Hashable, Sendable {
        case only
        case named(QueueName)
    }

    /// `queue` is the only queue there is, `queue-NAME` the one of that name.
    public static func queue(of dialled: String) -> Queue? {
        if dialled == "queue" { return .only }
        guard dialled.hasPrefix("queue-"), dialled.utf8.count > 6 else { return nil }
        return .named(QueueName(String(dialled.dropFirst(6))))
    }
}
