import Vocabulary

extension Prompt {
    public static let assistantBack = "您好，智能助手继续为您服务。"
}

extension ConversationState {
    /// A person gives the call back: whatever was under way to reach one is over. To be said of a state before the
    /// conversation goes on from it.
    public mutating func personGone() {
        switch phase {
        case .connected, .handingOver, .waiting: phase = .talking
        case .talking, .acting, .closing, .emergency, .ended: return
        }
        pendingHandOver = nil
        position = nil
        unplayed = []
        misunderstandings = 0
        silences = 0
    }
}

extension Conversation {
    /// The assistant has the caller again, and goes on where it stood.
    public mutating func handedBack(at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            guard conversation.state.phase == .talking else { return }
            conversation.say(Prompt.assistantBack)
            conversation.goOnAfterPerson()
            conversation.commit()
        }
    }

    /// A request that was for a person has been served.
    private mutating func goOnAfterPerson() {
        if case .handOver = scenario?.goal { state.task = nil }
        if state.task == nil { return goOn() }
        say(Prompt.backTo)
        advance()
    }
}
