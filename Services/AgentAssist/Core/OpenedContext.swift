import Contracts
import Vocabulary

/// A call's context with the seals that could be opened, and what Ticketing knows of the caller: all a picture needs.
public struct OpenedContext: Sendable {
    public var context: CallContext
    /// Opened texts by box; a box that is absent cannot be read.
    public var texts: [Sealed<String>: Masked<String>]
    public var customer: CustomerCard?

    public init(context: CallContext, texts: [Sealed<String>: Masked<String>], customer: CustomerCard?) {
        self.context = context
        self.texts = texts
        self.customer = customer
    }

    /// - Parameter agent: whose screen it is: the call has ended for who no longer holds it.
    public func picture(for agent: AgentID) -> CallPicture {
        CallPicture(
            call: context.call, head: head(for: agent),
            lines: context.lines.map { line in
                CallPicture.Line(id: line.id, at: line.at, party: line.party, text: shown(line.text), anger: line.anger, isComplete: line.isComplete)
            })
    }

    private func shown(_ sealed: Sealed<String>) -> Masked<String>? { texts[sealed].map { Masked(ScreenMask.text($0.revealed)) } }

    private func head(for agent: AgentID) -> CallPicture.Head {
        CallPicture.Head(
            state: state(for: agent), revision: context.revision, reason: context.reason,
            caller: context.caller.flatMap { texts[$0] }.map { ScreenMask.number($0.revealed) }, dialled: context.dialled, pack: context.conversation?.pack ?? context.pack,
            intent: context.intent?.name, startedAt: context.startedAt, endedAt: context.endedAt, decidedAt: context.wish?.at, customer: card, tickets: tickets,
            actions: context.actions.map { CallPicture.Action(at: $0.at, name: $0.name, outcome: $0.outcome) },
            suggestions: Suggestion.ranked(for: self), latency: context.timing?.latency)
    }

    private func state(for agent: AgentID) -> CallPicture.State {
        if context.endedAt != nil { return .ended }
        guard let offer = context.offers.filter({ $0.value.agent == agent }).max(by: { $0.key < $1.key })?.value else { return .offered }
        switch offer.state {
        case .offered: return .offered
        case .connected: return .talking
        case .over: return .ended
        }
    }

    private var card: CallPicture.Customer? {
        customer.map { CallPicture.Customer(name: $0.name, address: $0.address, accounts: $0.accounts.map { ScreenMask.number($0.revealed) }) }
    }

    /// This call's tickets first, then the customer's others, latest first.
    var tickets: [CallPicture.Ticket] {
        let own = context.tickets.values.sorted { $0.id < $1.id }.map { ticket in
            let card = customer?.tickets.first { $0.id == ticket.id }
            let title = ticket.title.flatMap(shown) ?? card.map { Masked($0.title) } ?? Masked("")
            return CallPicture.Ticket(
                id: ticket.id, title: title, state: ticket.stateSeq > 0 ? ticket.state : card?.state ?? ticket.state,
                openedAt: ticket.openedAt ?? card?.openedAt, dueAt: ticket.dueAt ?? card?.dueAt, breached: ticket.breached, isOfThisCall: true)
        }
        let others = (customer?.tickets ?? []).filter { context.tickets[$0.id] == nil }.prefix(10).map { card in
            CallPicture.Ticket(id: card.id, title: Masked(card.title), state: card.state, openedAt: card.openedAt, dueAt: card.dueAt, breached: false, isOfThisCall: false)
        }
        return own + others
    }
}
