import Contracts
import Vocabulary

/// Waiting for a person: how it stands, and the call-back instead.
extension Conversation {
    /// The place in the queue and the likely wait, and now and then that one need not wait.
    mutating func tellStanding() {
        say(standingWords)
        guard state.caller != nil, state.callBackOffers ?? 0 < Self.offers else { return }
        state.callBackOffers = (state.callBackOffers ?? 0) + 1
        say(Prompt.offerCallBack)
    }

    /// Said more often it would only be noise.
    private static let offers = 2

    var standingWords: String {
        state.position.map { Prompt.standing(ahead: max(0, $0 - 1), seconds: state.waitSeconds) } ?? Prompt.waitOn
    }

    /// Words of somebody who waits.
    mutating func answerWaiting(_ utterance: HeardUtterance) {
        if utterance.understood.intent == Control.goodbye {
            close("")
        } else if wantsCallBack(utterance) {
            takeCallBack()
        } else {
            say(state.phase == .waiting ? standingWords : Prompt.connecting)
        }
    }

    /// Keys of somebody who waits: those that were offered.
    mutating func answerWaiting(keys: String) {
        if keys == "1", state.callBackOffers != nil { takeCallBack() }
    }

    private func wantsCallBack(_ utterance: HeardUtterance) -> Bool {
        guard state.caller != nil else { return false }
        if ["回电", "回拨", "打回来", "打给我", "给我打", "回个电话", "回我电话", "不等了", "等不了", "不想等", "不想再等"].contains(where: utterance.text.contains) { return true }
        return state.callBackOffers != nil && state.phase == .waiting && utterance.understood.reply == .affirm && !utterance.refuses
    }

    // MARK: The call-back

    /// The caller would rather be rung; until that is registered the place in the queue is kept.
    private mutating func takeCallBack() {
        decided(.act, "the caller would rather be rung back than wait")
        orderCallBack()
    }

    /// Routing cannot: what is wanted is kept.
    mutating func prepareCallBack() {
        guard state.caller != nil else {
            say(Prompt.nobodyToCall)
            state.phase = .talking
            return askAnythingElse()
        }
        orderCallBack()
    }

    private mutating func orderCallBack() {
        guard let number = state.caller else { return }
        let order = ActionOrder(
            key: "\(state.call)/\(state.turn)/callback.create", action: "callback.create",
            parameters: ["phone": number, "detail": scenario?.title ?? "转人工未接通"], customer: state.customer?.id, isPrepared: true)
        state.pendingAction = order
        state.phase = .acting
        quietSince = state.unplayed.isEmpty ? quietSince ?? now : nil
        effects.append(.act(order))
    }

    mutating func callBackPrepared(_ outcome: ActionOutcome) {
        guard state.phase == .acting else { return }
        let isDone = if case .answered(let answer) = outcome { answer.outcome == .done } else { false }
        if isDone { state.finishedTasks += 1 }
        if state.pendingHandOver != nil { callBackTaken(isDone) } else { callBackInstead(isDone) }
        commit()
    }

    /// Leaving the line leaves the queue.
    private mutating func callBackTaken(_ isDone: Bool) {
        guard isDone else {
            state.phase = .waiting
            return say(Prompt.callBackFailed)
        }
        state.pendingHandOver = nil
        state.task = nil
        close(Prompt.callBackTaken)
    }

    private mutating func callBackInstead(_ isDone: Bool) {
        say(isDone ? Prompt.nobodyFree : Prompt.nobodyToCall)
        state.phase = .talking
        state.task = nil
        askAnythingElse()
    }
}
