import Contracts
import Vocabulary

/// The end of a call.
extension Conversation {
    /// Says goodbye; the line is hung up when that was played and the caller has said nothing more.
    mutating func close(_ first: String) {
        decided(.close, "nothing more is wanted")
        say(first)
        say(pack.profile.farewell.isEmpty ? "再见。" : pack.profile.farewell)
        state.phase = .closing
        hangUpAfter = state.generation + 1
    }

    mutating func close(silently: Bool) {
        say(Prompt.silentGoodbye)
        state.phase = .closing
        hangUpAfter = state.generation + 1
    }

    mutating func finishCallIfDue(after generation: UInt32) {
        guard state.phase == .closing, let last = hangUpAfter, generation >= last else { return }
        effects.append(.hangUp(generation: generation))
    }

    /// The caller's leg has ended.
    public mutating func callerGone(at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            guard conversation.state.phase != .ended else { return }
            let outcome = conversation.outcome
            for speech in conversation.state.unplayed where speech.played > 0 { conversation.closeUnfinished(speech) }
            conversation.state.unplayed = []
            conversation.closeDraft()
            conversation.state.phase = .ended
            conversation.record(
                .ended(
                    Ending(
                        outcome: outcome, turns: conversation.state.turn, intents: conversation.state.intents,
                        peakAnger: conversation.state.peakAnger)))
            conversation.quietSince = nil
            conversation.commit()
        }
    }

    private mutating func closeUnfinished(_ speech: OutgoingSpeech) {
        record(.spoke(generation: speech.generation, text: speech.playedText, isComplete: false, played: .milliseconds(20 * speech.played)))
    }

    private var outcome: ConversationEnded.Outcome {
        switch state.phase {
        case .connected: .handedOver
        case .emergency: .emergency
        case .closing: state.finishedTasks > 0 ? .finished : .abandoned
        case .talking where state.finishedTasks > 0 && state.task == nil: .finished
        case .talking, .acting, .handingOver, .waiting, .ended: .abandoned
        }
    }
}
