import Contracts
import Vocabulary

/// Giving the caller to a person.
extension Conversation {
    /// - Parameter announced: the caller was told already.
    mutating func handOver(_ reason: HandOverReason, _ why: String, announced: Bool = false) {
        decided(.handOver, why)
        if reason == .anger { say(pack.profile.escalation.soothing) }
        if !announced { say(pack.profile.escalation.handOver) }
        record(.handOverDecided(reason, suggestion: state.draft?.text ?? suggestion(for: reason)))
        askForPerson(
            HandOverOrder(
                reason: reason, skills: scenario?.queue.map { [$0] } ?? [], revision: state.revision, priority: reason == .anger || complains ? 1 : 0,
                standing: CallerStanding(complains: complains, isElderly: state.isElderly), queue: scenario?.queue ?? pack.profile.escalation.queue,
                briefing: briefing(for: reason)))
    }

    /// Now, or earlier in this call.
    private var complains: Bool { isComplaint(state.task?.intent) || state.intents.contains(where: isComplaint) }

    mutating func askForPerson(_ order: HandOverOrder) {
        state.phase = .handingOver
        state.question = .open
        state.pendingHandOver = order
        decidedAt = now
        fillersSaid = 0
        effects.append(.handOver(order))
    }

    /// The first sentence that the person should say.
    private func suggestion(for reason: HandOverReason) -> String {
        if let intent = matterIntent, let script = pack.scripts.first(where: { $0.intents.contains(intent) }) { return worded(script.text) }
        let beginning = reason == .anger ? "您好，非常抱歉让您着急了，" : "您好，"
        return beginning + (matter.map { "您说的\($0)的情况我已经看到了，我来帮您处理。" } ?? "前面的通话我已经看到了，请问具体是什么情况？")
    }

    // MARK: Routing's answers

    /// An agent's screen shows the context.
    public mutating func handOverAcknowledged(by agent: AgentID, revision: Int, at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            guard conversation.state.phase == .handingOver || conversation.state.phase == .waiting else { return }
            let latency = conversation.decidedAt.map { now - $0 } ?? .zero
            conversation.record(.handOverAcknowledged(agent, revision: revision, latency: latency))
            conversation.say(Prompt.accepted)
            conversation.awaitPerson()
        }
    }

    /// Nobody is idle.
    /// - Parameters:
    ///   - position: the place in the queue, from 1; nil when it is not known.
    ///   - seconds: how long the wait is likely to last; nil when that cannot be said.
    public mutating func handOverQueued(position: Int?, seconds: Int? = nil, at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            guard conversation.state.phase == .handingOver || conversation.state.phase == .waiting else { return }
            let isNews = conversation.state.phase == .handingOver || conversation.isNewsDue || conversation.state.position != position
            conversation.state.position = position
            conversation.state.waitSeconds = seconds
            conversation.isNewsDue = false
            if isNews { conversation.tellStanding() }
            conversation.awaitPerson()
        }
    }

    /// Routing cannot: a call-back is prepared, so that nothing is lost.
    public mutating func handOverFailed(at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            guard conversation.state.phase == .handingOver else { return }
            conversation.state.pendingHandOver = nil
            conversation.prepareCallBack()
            conversation.commit()
        }
    }

    private mutating func awaitPerson() {
        state.phase = .waiting
        if waitingSince == nil { waitingSince = now }
        commit()
    }

    // MARK: Two people talk

    /// The agent's leg is bridged: from now on nothing is said.
    public mutating func personConnected(at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            guard conversation.state.phase != .ended else { return }
            conversation.state.phase = conversation.state.phase == .emergency ? .emergency : .connected
            conversation.state.unplayed = []
            conversation.quietSince = nil
            conversation.commit()
        }
    }

    /// What the two say to each other is written down.
    public mutating func overheard(_ speaker: TranscriptLine.Speaker, _ utterance: HeardUtterance, at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            guard !utterance.text.isEmpty else { return }
            conversation.appendToTranscript(TranscriptLine(speaker, utterance.text))
            conversation.record(.utterance(speaker, utterance))
            if speaker == .agent { conversation.compareWithDraft(utterance.text) }
            if speaker == .caller { conversation.state.peakAnger = max(conversation.state.peakAnger, utterance.understood.anger) }
        }
    }
}
