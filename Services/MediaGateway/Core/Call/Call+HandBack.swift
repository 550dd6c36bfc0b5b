import Contracts
import Vocabulary

/// From a person, or from waiting for one, back to the assistant.
extension Call {
    /// Routing wants the assistant to have the call again.
    /// - Throws: `conflict`, `stale`.
    public mutating func handBackRequested(_ request: HandBack, at now: Instant) throws(RequestFailure) -> [Effect] {
        guard phase == .answered, diagnostic == nil else { throw RequestFailure(.conflict, "the call is not answered yet, or over") }
        guard !isHandingBack else { throw RequestFailure(.conflict, "the call is being handed back already") }
        switch agent {
        case .ringing, .briefing, .duty, .transferring: throw RequestFailure(.conflict, "an agent's phone rings for this call")
        case .none, .talking, .talkingToDuty: break
        }
        if case .closing = local { throw RequestFailure(.conflict, "the call is being ended") }
        guard request.epoch > epoch else { throw RequestFailure(.stale, "the call's epoch is \(epoch) already") }
        var effects: [Effect] = []
        if case .talking = speech { effects = [.endStream] }
        treatment = AssistantTreatment(tenant: request.tenant, pack: request.pack, queue: request.queue)
        isHandingBack = true
        reassigned = 0
        return effects + start(request.speech, epoch: request.epoch, at: now)
    }

    /// Speech has the call: the agent's leg is dropped, others stay.
    mutating func handBackTaken() -> [Effect] {
        guard isHandingBack else { return [] }
        isHandingBack = false
        let wasBridged = isBridged, former: [Effect] = agentLeg.map { [.legs(.left($0, .agent, agent.id))] } ?? []
        forgetAgent()
        wantsPerson = false
        return (wasBridged ? [.hangUpAgent] + former : []) + settleHold() + [.legs(.answerHandBack(taken: true))]
    }

    /// No speech instance took it: whoever has the call keeps it.
    mutating func handBackFailed() -> [Effect] {
        guard isHandingBack else { return [] }
        isHandingBack = false
        return [.legs(.answerHandBack(taken: false))]
    }
}
