import Vocabulary

/// A call waits for a person.
public struct CallQueued: Event {
    public static let type = "routing.call-queued.v1"
    public var call: CallID
    public var queue: QueueName
    public var reason: HandOverReason
    public var skills: [String]
    public var priority: Int
    /// From 1.
    public var position: Int
    public var subject: String { call.value }

    public init(call: CallID, queue: QueueName, reason: HandOverReason, skills: [String], priority: Int, position: Int) {
        self.call = call
        self.queue = queue
        self.reason = reason
        self.skills = skills
        self.priority = priority
        self.position = position
    }
}
