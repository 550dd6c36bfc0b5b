import Contracts
import Vocabulary

/// The same conversation in writing: what is said counts as read at once, and nothing interrupts it.
public struct TextConversation: Sendable {
    public enum Effect: Equatable, Sendable {
        case say(String)
        case findCustomer(number: String)
        case act(ActionOrder)
        case handOver(HandOverOrder)
        case compose(ComposeOrder)
        case connectDuty(number: String)
        case hangUp
        case record(ConversationFact)
    }

    public private(set) var conversation: Conversation

    public init(_ conversation: Conversation) { self.conversation = conversation }

    public var context: UnderstandingContext { conversation.context }

    /// Passes a stimulus on: begun, heard, a key, a customer found, an action finished.
    public mutating func step(at now: Instant, _ stimulus: (inout Conversation, Instant) -> [Conversation.Effect]) -> [Effect] {
        var effects: [Effect] = [], wanted = stimulus(&conversation, now)
        while !wanted.isEmpty {
            effects += wanted.compactMap(Self.written)
            wanted = read(at: now)
        }
        return effects
    }

    /// Everything said so far has been read; what follows from that.
    private mutating func read(at now: Instant) -> [Conversation.Effect] {
        conversation.state.unplayed.flatMap { speech in
            conversation.pieceMade(generation: speech.generation, text: speech.text, frames: 1)
            return conversation.played(generation: speech.generation, frames: 1, isFinished: true, at: now)
        }
    }

    private static func written(_ effect: Conversation.Effect) -> Effect? {
        switch effect {
        case .say(_, let text, _): .say(text)
        case .findCustomer(let number): .findCustomer(number: number)
        case .act(let order): .act(order)
        case .handOver(let order): .handOver(order)
        case .compose(let order): .compose(order)
        case .connectDuty(_, let number): .connectDuty(number: number)
        case .hangUp: .hangUp
        case .record(let fact, _): .record(fact)
        case .resume, .flush, .hasten, .snapshot: nil
        }
    }
}
