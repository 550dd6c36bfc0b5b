import Contracts
import Vocabulary

/// Queues as an operator writes them on a command line.
public enum QueueText {
    /// `AGENT:PHONE[:SKILL[=LEVEL],…][:phone-only]`
    /// - Returns: nil when the text is no member.
    public static func member(_ text: String) -> QueuePlan.Member? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (2...4).contains(parts.count), !parts[0].isEmpty, !parts[1].isEmpty, parts.count < 4 || parts[3] == "phone-only" else { return nil }
        let skills = parts.count > 2 ? parts[2].split(separator: ",").map { skill(String($0)) } : []
        guard !skills.contains(where: { $0 == nil }) else { return nil }
        let levels = Dictionary(skills.compactMap { $0 }) { first, _ in first }
        let raised = levels.filter { $0.value != 1 }
        return QueuePlan.Member(
            agent: AgentID(parts[0]), skills: skills.compactMap { $0?.0 }, phone: parts[1], levels: raised.isEmpty ? nil : raised,
            phoneOnly: parts.count == 4 ? true : nil)
    }

    private static func skill(_ text: String) -> (String, Int)? {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        guard !parts[0].isEmpty else { return nil }
        if parts.count == 1 { return (parts[0], 1) }
        guard parts.count == 2, let level = Int(parts[1]) else { return nil }
        return (parts[0], level)
    }

    /// `after:SECONDS=…`, `full:WAITING=…` or `nobody=…`, leading to `queue:NAME`, `call-back` or `night-service`.
    /// - Returns: nil when the text is no overflow.
    public static func overflow(_ text: String) -> QueueOverflow? {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let trigger = trigger(parts[0]), let destination = destination(parts[1]) else { return nil }
        return QueueOverflow(when: trigger, to: destination)
    }

    private static func trigger(_ text: String) -> QueueOverflow.Trigger? {
        if text == "nobody" { return .nobody }
        if text.hasPrefix("after:") { return Int(text.dropFirst(6)).map { .after(seconds: $0) } }
        if text.hasPrefix("full:") { return Int(text.dropFirst(5)).map { .full(waiting: $0) } }
        return nil
    }

    private static func destination(_ text: String) -> QueueOverflow.Destination? {
        switch text {
        case "call-back": .callBack
        case "night-service": .nightService
        case _ where text.hasPrefix("queue:") && text.count > 6: .queue(QueueName(String(text.dropFirst(6))))
        default: nil
        }
    }

    // MARK: And back

    public static func text(_ overflow: QueueOverflow) -> String {
        let trigger =
            switch overflow.when {
            case .after(let seconds): "after:\(seconds)"
            case .full(let waiting): "full:\(waiting)"
            case .nobody: "nobody"
            }
        let destination =
            switch overflow.to {
            case .queue(let name): "queue:\(name)"
            case .callBack: "call-back"
            case .nightService: "night-service"
            }
        return "\(trigger)=\(destination)"
    }

    /// `english=3,heating`
    public static func skills(_ member: QueuePlan.Member) -> String {
        member.skills.map { name in member.levels?[name].map { "\(name)=\($0)" } ?? name }.joined(separator: ",")
    }
}
