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
        let queue = scenario?.queue
        askForPerson(HandOverOrder(reason: reason, skills: queue.map { [$0] } ?? [], revision: state.revision, priority: reason == .anger || isComplaint(state.task?.intent) ? 1 : 0))
    }

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
        let intents = [state.task?.intent, present?.understood.intent, state.intents.last].compactMap { $0 }.filter { pack.intent(named: $0)?.isCommon == false }
        if let intent = intents.first, let script = pack.scripts.first(where: { $0.intents.contains(intent) }) { return worded(script.text) }
        let matter = intents.first.flatMap { pack.intent(named: $0)?.gloss } ?? scenario?.title
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

    /// Nobody is idle: the place in the queue, from 1, when it is known.
    public mutating func handOverQueued(position: Int?, at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            guard conversation.state.phase == .handingOver || conversation.state.phase == .waiting else { return }
            let isNews = conversation.state.phase == .handingOver || conversation.state.position != position
            conversation.state.position = position
            if isNews { conversation.say(conversation.positionWords) }
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

    var positionWords: String {
        state.position.map { "现在人工坐席都在忙，您排在第\($0)位，请不要挂机。" } ?? Prompt.waitOn
    }

    private mutating func prepareCallBack() {
        guard let number = state.caller else {
            say(Prompt.nobodyToCall)
            state.phase = .talking
            return askAnythingElse()
        }
        let order = ActionOrder(
            key: "\(state.call)/\(state.turn)/callback.create", action: "callback.create",
            parameters: ["phone": number, "detail": scenario?.title ?? "转人工未接通"], customer: state.customer?.id, isPrepared: true)
        state.pendingAction = order
        state.phase = .acting
        effects.append(.act(order))
    }

    mutating func callBackPrepared(_ outcome: ActionOutcome) {
        if case .answered(let answer) = outcome, answer.outcome == .done {
            say(Prompt.nobodyFree)
            state.finishedTasks += 1
        } else {
            say(Prompt.nobodyToCall)
        }
        state.phase = .talking
        state.task = nil
        askAnythingElse()
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
