import Contracts
import SpeechIntentCore
import Vocabulary

/// Stands in for the other services: an invented customer, and actions that are always done.
struct ChatDesk {
    struct Reply: Encodable {
        struct Action: Encodable {
            var action: String
            var parameters: [String: String]
        }
        var said: [String] = []
        var actions: [Action] = []
        var handOver: String?
        var duty: String?
        var intent: String?
        var passages: [String] = []
        var phase = ""
    }

    private var talk: TextConversation
    private let isKnown: Bool
    private var turns = 0
    private(set) var isOver = false

    init(pack: Pack, today: CalendarDate, isKnown: Bool) {
        talk = TextConversation(Conversation(pack: pack, call: "chat", caller: "13800138000", today: today))
        self.isKnown = isKnown
    }

    var context: UnderstandingContext { talk.context }

    mutating func begin() -> Reply { reply { $0.callStarted(at: $1) } }
    mutating func heard(_ utterance: HeardUtterance) -> Reply { reply { $0.heard(utterance, at: $1) } }
    mutating func pressed(_ keys: String) -> Reply { reply { $0.keyPressed(keys, at: $1) } }

    private mutating func reply(_ stimulus: (inout Conversation, Instant) -> [Conversation.Effect]) -> Reply {
        turns += 1
        // A second a turn: nothing here waits for a clock.
        let now = Instant.zero + .seconds(turns)
        var reply = Reply(), effects = talk.step(at: now, stimulus)
        while !effects.isEmpty {
            var next: [TextConversation.Effect] = []
            for effect in effects { next += take(effect, into: &reply, at: now) }
            effects = next
        }
        reply.phase = talk.conversation.state.phase.rawValue
        isOver = isOver || [.connected, .emergency, .ended, .handingOver, .waiting].contains(talk.conversation.state.phase)
        return reply
    }

    private mutating func take(_ effect: TextConversation.Effect, into reply: inout Reply, at now: Instant) -> [TextConversation.Effect] {
        switch effect {
        case .say(let text): reply.said.append(text)
        case .connectDuty(let number): reply.duty = number
        case .handOver(let order): reply.handOver = order.reason.rawValue
        case .hangUp: isOver = true
        case .findCustomer(let number):
            let customer = isKnown || number != "13800138000" ? Self.customer : nil
            return talk.step(at: now) { $0.customerFound(customer, at: $1) }
        case .act(let order):
            reply.actions.append(.init(action: order.action, parameters: order.parameters))
            return talk.step(at: now) { $0.actionFinished(order.key, .answered(Self.done(order)), at: $1) }
        case .compose(let order): return talk.step(at: now) { $0.compositionEnded(order.key, at: $1) }
        case .record(.decision(let decision)):
            reply.intent = decision.intent
            reply.passages += decision.passages
        case .record: break
        }
        return []
    }

    private static let customer = CustomerCard(
        id: "chat", name: Masked("王芳"), address: Masked("阳光小区3号楼302"), accounts: [Masked("20261234")], tickets: [])

    private static func done(_ order: ActionOrder) -> PerformAction.Answer {
        let results = BusinessActionKind.named(order.action)?.results ?? []
        return PerformAction.Answer(outcome: .done, values: Dictionary(results.map { ($0, Masked("示例")) }) { first, _ in first }, ticket: nil)
    }
}
