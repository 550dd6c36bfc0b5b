import Contracts
import Vocabulary

/// A call's context with the seals that could be opened, and what Ticketing knows of the caller: all a picture needs.
public struct OpenedContext: Sendable {
    public var context: CallContext
    /// Opened texts by box; a box that is absent cannot be read.
    public var texts: [Sealed<String>: Masked<String>]
    public var customer: CustomerCard?
    /// The caller's earlier calls.
    public var history: [CallPicture.PastCall]
    /// Of the newest turn that speech-intent was asked about; nil before, and while it is away.
    public var advice: Advice?
    /// The pack of the call; nil while it is not known.
    public var pack: GuideIndex?
    /// `yyyy-MM-dd` where the agents work: what is not valid on it is not offered.
    public var today: String

    public init(
        context: CallContext, texts: [Sealed<String>: Masked<String>], customer: CustomerCard?, history: [CallPicture.PastCall] = [], advice: Advice? = nil, pack: GuideIndex? = nil, today: String = ""
    ) {
        self.context = context
        self.texts = texts
        self.customer = customer
        self.history = history
        self.advice = advice
        self.pack = pack
        self.today = today
    }

    /// - Parameter agent: whose screen it is: the call has ended for who no longer holds it.
    public func picture(for agent: AgentID) -> CallPicture {
        CallPicture(
            call: context.call, head: head(for: agent),
            lines: context.lines.map { line in
                CallPicture.Line(id: line.id, at: line.at, party: line.party, text: shown(line.text), anger: line.anger, isComplete: line.isComplete)
            })
    }

    func shown(_ sealed: Sealed<String>) -> Masked<String>? { texts[sealed].map { Masked(ScreenMask.text($0.revealed)) } }

    private func head(for agent: AgentID) -> CallPicture.Head {
        let state = state(for: agent)
        return CallPicture.Head(
            state: state, revision: context.revision, reason: context.reason,
            caller: context.caller.flatMap { texts[$0] }.map { ScreenMask.number($0.revealed) }, dialled: context.dialled, pack: context.conversation?.pack ?? context.pack,
            intent: matter?.name, startedAt: context.startedAt, endedAt: context.endedAt, decidedAt: context.wish?.at, customer: card, tickets: tickets,
            actions: context.actions.map { CallPicture.Action(at: $0.at, name: $0.name, outcome: $0.outcome) },
            suggestions: Suggestion.ranked(for: self), gloss: matter.flatMap { pack?.gloss(of: $0.name) }, packTitle: pack?.guide.title, guides: guides, compliance: compliance,
            summary: state == .offered ? nil : CallSummary(of: self), isHeld: context.isHeld, isMuted: context.isMuted(agent), others: others, history: past, latency: context.timing?.latency)
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

    /// The turns of a party that can be read, in order, as the screen shows them.
    func turns(of party: CallContext.Line.Party) -> [Compliance.Turn] {
        context.lines.compactMap { line in
            guard line.party == party, let text = shown(line.text) else { return nil }
            return Compliance.Turn(id: line.id.value, text: text.revealed)
        }
    }

    private var guides: [Guide] {
        guard let pack else { return [] }
        return pack.rank(
            GuideIndex.Question(
                heard: turns(of: .caller).reversed().map(\.text), said: turns(of: .agent).map(\.text), intent: matter?.name, turnsSince: turnsSinceMatter,
                articles: advice?.articles ?? [], today: today))
    }

    private var past: [CallPicture.PastCall] {
        history.map { call in
            var shown = call
            shown.summary = call.summary.map { Masked(ScreenMask.text($0.revealed)) }
            return shown
        }
    }

    private var others: [CallPicture.Other] {
        context.legs.filter { $0.value.isIn && $0.value.role != .agent && $0.value.role != .listening }.sorted { $0.key < $1.key }
            .map { CallPicture.Other(leg: $0.key, role: $0.value.role, agent: $0.value.agent) }
    }

    /// What the call is about now: what was understood of the talk with a person, else what the assistant decided.
    private var matter: (name: String, at: Timestamp)? {
        if let advice, let intent = advice.intent, advice.at >= context.intent?.at ?? advice.at { return (intent, advice.at) }
        return context.intent.map { ($0.name, $0.at) }
    }

    private var turnsSinceMatter: Int {
        guard let matter else { return 0 }
        return context.lines.count { $0.party == .caller && $0.at > matter.at }
    }

    /// What to ask speech-intent about; nil when there is nothing new.
    public var adviceQuestion: AdviceQuestion? { AdviceQuestion(self).flatMap { $0.line == advice?.line ? nil : $0 } }

    private var compliance: Compliance? {
        pack.map { Compliance($0.guide.rules, intents: context.intents.union([matter?.name].compactMap { $0 }), turns: turns(of: .agent)) }
    }

    private var card: CallPicture.Customer? {
        customer.map { CallPicture.Customer(name: $0.name, address: $0.address.map { Masked(ScreenMask.address($0.revealed)) }, accounts: $0.accounts.map { ScreenMask.number($0.revealed) }) }
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
