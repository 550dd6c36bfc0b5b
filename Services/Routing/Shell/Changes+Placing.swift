import Contracts
import RoutingCore
import Store
import Vocabulary

/// What calls that agents place change, each one transaction.
extension Changes {
    /// Leases the agent for a call that is to be placed. Such a call is offered to nobody else, whatever becomes of it.
    /// - Throws: `conflict` when the agent is not ready.
    func place(_ request: PlaceCall, as call: CallID, at gateway: InstanceID, plan: NumberPlan, trace: TraceParent, until ends: Timestamp) throws -> Agents.Lease {
        let index = platform.sealer.blindIndex(request.number.revealed, kind: "number", tenant: plan.tenant)
        let calls = Calls(transaction: transaction)
        let admission = AdmitCall(call: call, dialled: plan.number, caller: nil, gateway: gateway, trace: trace)
        try calls.admit(admission, plan: plan, speech: nil, caller: index)
        guard let (lease, known) = try Agents(transaction: transaction).lease(request.agent, of: request.tenant, to: call, until: ends) else {
            throw RequestFailure(.conflict, "you are not ready: a call-back is rung by somebody who has no call and takes calls")
        }
        calls.set("placing", of: call)
        say(CallAdmitted(call: call, gateway: gateway, speech: nil, epoch: 1, pack: plan.pack.value.isEmpty ? nil : plan.pack, queue: plan.queue), known)
        say(AgentOffered(call: call, agent: lease.agent, fence: lease.fence, expiresAt: ends), known)
        say(PresenceChanged(agent: lease.agent, presence: .busy), known)
        return lease
    }

    /// It came to nothing: the agent is free, unless it was the agent's phone that nobody picked up.
    func notPlaced(_ call: CallID, _ outcome: PlacedOutcome) throws -> [Grant] {
        let around = try Queues(transaction: transaction).locked(around: call), calls = Calls(transaction: transaction)
        guard let known = try calls.locked(call), known.state == "placing" else { return [] }
        calls.set("ended", of: call)
        let leases = try Agents(transaction: transaction).leases(of: call)
        for lease in leases { free(lease, Offer.Reason(outcome), known) }
        return leases.isEmpty ? [] : try match(around)
    }
}

extension Offer.Reason {
    fileprivate init(_ outcome: PlacedOutcome) {
        self =
            switch outcome {
            case .agentNoAnswer: .noAnswer
            case .agentBusy: .busy
            case .agentUnreachable: .unreachable
            case .talking, .agentHungUp, .busy, .noAnswer, .refused, .unknownNumber, .unreachable, .noTrunk, .ended: .callerGone
            }
    }
}
