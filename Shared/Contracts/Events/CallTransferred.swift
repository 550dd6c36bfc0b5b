import Vocabulary

/// The agent who had a call has left it to somebody else, or has it given back to the assistant.
public struct CallTransferred: Event {
    public static let type = "routing.call-transferred.v1"

    public enum Target: String, Codable, Sendable, Hashable, CaseIterable { case queue, agent, outside, assistant }

    public var call: CallID
    public var from: AgentID
    public var target: Target
    public var kind: TransferCall.Kind
    /// The queue that it waits in or went through; nil for other targets.
    public var queue: QueueName?
    public var subject: String { call.value }

    public init(call: CallID, from: AgentID, target: Target, kind: TransferCall.Kind, queue: QueueName?) {
        self.call = call
        self.from = from
        self.target = target
        self.kind = kind
        self.queue = queue
    }
}
