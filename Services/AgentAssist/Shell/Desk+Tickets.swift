import AgentAssistCore
import Bus
import Contracts
import Vocabulary

/// The work that waits for whoever has time: what the night left first.
extension Desk {
    /// As the screen shows it: numbers masked.
    public struct WaitingWork: Codable, Sendable {
        public struct Item: Codable, Sendable {
            public var id: TicketID
            public var kind: String
            public var title: Masked<String>?
            public var detail: Masked<String>?
            public var number: String?
            public var customer: Masked<String>?
            public var state: TicketState
            public var isPrepared: Bool, isUrgent: Bool, isLate: Bool
            public var openedAt: Timestamp, dueAt: Timestamp
            public var callBack: CallBackPlace?
            /// A call-back that the one who looks has taken.
            public var isMine: Bool

            init(_ ticket: OpenTicket, for agent: AgentID) {
                (id, kind, state, customer) = (ticket.id, ticket.kind, ticket.state, ticket.customer)
                title = ticket.title.map { Masked(ScreenMask.text($0.revealed)) }
                detail = ticket.detail.map { Masked(ScreenMask.text($0.revealed)) }
                number = ticket.number.map { ScreenMask.number($0.revealed) }
                (isPrepared, isUrgent, isLate) = (ticket.isPrepared, ticket.isUrgent, ticket.isLate)
                (openedAt, dueAt) = (ticket.openedAt, ticket.dueAt)
                (callBack, isMine) = (ticket.callBack, ticket.callBack?.agent == agent)
            }
        }
        public var tickets: [Item]
        public var total: Int
    }

    private nonisolated func open(_ tenant: TenantID) async throws -> ListOpenTickets.Answer { try await platform.bus.ask(ListOpenTickets(tenant: tenant), of: nil) }

    public nonisolated func waitingWork(of tenant: TenantID, for agent: AgentID) async throws -> WaitingWork {
        let answer = try await open(tenant)
        return WaitingWork(tickets: answer.tickets.map { WaitingWork.Item($0, for: agent) }, total: answer.total)
    }

    public nonisolated func change(_ ticket: TicketID, to state: TicketState, by agent: AgentID, tenant: TenantID) async throws {
        _ = try await platform.bus.ask(ChangeTicket(tenant: tenant, ticket: ticket, state: state, agent: agent), of: nil)
    }

    /// What is taken is on the list as theirs; `next` is when to look again, if anybody waits.
    public nonisolated func takeCallBack(for agent: AgentID, tenant: TenantID) async throws -> (isTaken: Bool, next: Timestamp?) {
        switch try await platform.bus.ask(TakeCallBack(tenant: tenant, agent: agent), of: nil) {
        case .taken: (true, nil)
        case .nobody(let next): (false, next)
        }
    }

    /// The agent's phone rings, then the customer's; the number stays masked.
    /// - Throws: `RequestFailure`: `conflict` when it is somebody else's by now or the agent is not ready, `stale` when the claim has
    ///   lapsed, `unavailable` while no gateway takes calls, `notFound` when nothing leads to the customer.
    public nonisolated func dialCallBack(_ ticket: TicketID, fence: Int64, by agent: AgentID, tenant: TenantID) async throws -> PlaceCall.Answer {
        guard let known = try await open(tenant).tickets.first(where: { $0.id == ticket }), let number = known.number else {
            throw RequestFailure(.notFound, "there is no number to ring")
        }
        guard let place = known.callBack, place.agent == agent, place.fence == fence, let until = place.until else {
            throw RequestFailure(.conflict, "this call-back is somebody else's by now")
        }
        let claim = CallBackClaim(ticket: ticket, fence: fence, until: until)
        return try await platform.bus.ask(PlaceCall(tenant: tenant, agent: agent, number: number, shown: nil, claim: claim), of: nil)
    }

    public nonisolated func finishCallBack(_ ticket: TicketID, fence: Int64, _ outcome: CallBackOutcome, by agent: AgentID, tenant: TenantID) async throws {
        _ = try await platform.bus.ask(FinishCallBack(tenant: tenant, ticket: ticket, agent: agent, fence: fence, outcome: outcome), of: nil)
    }

    /// The number of who is to be rung, in clear: audited first.
    public nonisolated func revealNumber(of ticket: TicketID, for reason: Reveal.Reason, by agent: AgentID, tenant: TenantID) async throws -> Masked<String> {
        guard let known = try await open(tenant).tickets.first(where: { $0.id == ticket }), let number = known.number else {
            throw RequestFailure(.notFound, "there is nothing to show")
        }
        try await Reveals(platform: platform).record(.caller, reason, of: known.call ?? CallID(ticket.value), by: agent, tenant: tenant)
        return number
    }
}
