import Contracts
import Vocabulary

/// How a call begins, and how another instance goes on with it.
extension Conversation {
    /// The caller is on the line: greet, and find out who it is.
    /// - Parameter isAnew: the call was spoken with before, and what was said is lost.
    public mutating func callStarted(isAnew: Bool = false, at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            if isAnew { conversation.say(Prompt.anew) }
            conversation.say(conversation.pack.profile.greeting)
            if let caller = conversation.state.caller {
                conversation.effects.append(.findCustomer(number: caller))
            } else {
                conversation.record(.started(customer: nil))
            }
        }
    }

    /// Ticketing knows whose number it is, or that it is nobody's; nil also when it could not say.
    public mutating func customerFound(_ customer: CustomerCard?, at now: Instant) -> [Effect] {
        step(at: now) { conversation in
            if conversation.state.identity.namedNumber != nil {
                conversation.namedCustomerFound(customer)
            } else {
                conversation.state.customer = customer
                if customer != nil { conversation.state.identity.level = .number }
                conversation.record(.started(customer: customer?.id))
            }
            conversation.commit()
        }
    }

    /// Goes on from a committed state, on whatever instance.
    public static func resumed(
        _ state: ConversationState, pack: Pack, today: CalendarDate, policy: ConversationPolicy = ConversationPolicy(),
        at now: Instant
    ) -> (Conversation, [Effect]) {
        var conversation = Conversation(pack: pack, state: state, today: today, policy: policy)
        let effects = conversation.step(at: now) { $0.resume() }
        return (conversation, effects)
    }

    private mutating func resume() {
        let cut = state.unplayed
        let composing = state.composing
        state.composing = nil
        state.unplayed = []
        quietSince = now
        record(.started(customer: state.customer?.id))
        switch state.phase {
        case .acting: if let action = state.pendingAction { effects.append(.act(action)) }
        case .handingOver, .waiting: if let order = state.pendingHandOver { askForPerson(order) }
        case .closing: close("")
        case .talking, .connected, .emergency, .ended: break
        }
        if state.phase == .talking { resumeTalk(after: cut) }
        if let composing, state.phase == .talking {
            state.composing = composing
            composingFinished(nil)
        }
        commit()
    }

    /// Apologises only when something was lost; a caller who is thinking is not disturbed.
    private mutating func resumeTalk(after cut: [OutgoingSpeech]) {
        if cut.isEmpty {
            noInput = policy.noInputAfterResumption
        } else if state.turn == 0 {
            say(pack.profile.greeting)
        } else {
            say(Prompt.lineTrouble)
            say(cut.map(\.rest).joined())
        }
    }
}
