import Contracts
import Vocabulary

extension CallRecord {
    /// Takes in one event about this call. Events of different services come in any order, each once.
    /// - Returns: false for a type that says nothing about calls.
    /// - Throws: `DecodingError` when a body does not match its type.
    public mutating func fold(_ envelope: Envelope) throws -> Bool {
        if try foldMedia(envelope) { return true }
        if try foldConversation(envelope) { return true }
        return try foldHandOver(envelope)
    }

    /// The treatment of a call that we placed, also of one that was never answered.
    static let placed = "placed"

    /// The types that `fold` takes in.
    public static let types: Set<String> = [
        CallStarted.type, CallAnswered.type, CallEnded.type, CallLost.type, RecordingStored.type, CallBackRequested.type, CallPlaced.type, CallAdmitted.type,
        UtteranceRecognised.type, DecisionMade.type, AssistantSpoke.type, ConversationStarted.type, ConversationEnded.type,
        HandOverDecided.type, HandOverAcknowledged.type, CallHandedOver.type, HandOverFinished.type, ActionPerformed.type,
    ]

    private mutating func foldMedia(_ envelope: Envelope) throws -> Bool {
        switch envelope.type {
        case CallStarted.type: try envelope.decoded(as: CallStarted.self).map { started($0, envelope) }
        case CallAdmitted.type: try envelope.decoded(as: CallAdmitted.self).map { admitted($0) }
        case CallAnswered.type:
            answeredAt = envelope.time
            setUp = try envelope.decoded(as: CallAnswered.self)?.setUp
        case CallEnded.type: try envelope.decoded(as: CallEnded.self).map { ended($0, envelope) }
        case CallLost.type:
            // The gateway's own word, if it ever came, is the better one.
            if cause == nil {
                cause = try envelope.decoded(as: CallLost.self)?.reason
                endedAt = envelope.time
            }
        case RecordingStored.type:
            try envelope.decoded(as: RecordingStored.self).map { recordings.append($0) }
            recordings.sort { $0.segment < $1.segment }
        case CallBackRequested.type: callBackWanted = true
        case CallPlaced.type: treatment = Self.placed
        default: return false
        }
        return true
    }

    private mutating func started(_ event: CallStarted, _ envelope: Envelope) {
        startedAt = envelope.time
        dialled = event.dialled
        gateway = event.gateway
        treatment = event.treatment
        trace = envelope.trace
    }

    private mutating func admitted(_ event: CallAdmitted) {
        pack = event.pack ?? pack
        queue = event.queue ?? queue
    }

    private mutating func ended(_ event: CallEnded, _ envelope: Envelope) {
        endedAt = envelope.time
        cause = event.cause.rawValue
        talked = event.talked
        packetsReceived = event.received
        packetsLost = event.lost
    }

    private mutating func foldConversation(_ envelope: Envelope) throws -> Bool {
        switch envelope.type {
        case ConversationStarted.type: pack = try envelope.decoded(as: ConversationStarted.self)?.pack ?? pack
        case UtteranceRecognised.type: try envelope.decoded(as: UtteranceRecognised.self).map { heard($0, envelope) }
        case DecisionMade.type: try envelope.decoded(as: DecisionMade.self).map { decided($0, envelope) }
        case AssistantSpoke.type: try envelope.decoded(as: AssistantSpoke.self).map { spoke($0, envelope) }
        case ConversationEnded.type:
            guard let event = try envelope.decoded(as: ConversationEnded.self) else { break }
            outcome = event.outcome
            intents = event.intents
            peakAnger = max(peakAnger, event.peakAnger)
        case ActionPerformed.type:
            guard let event = try envelope.decoded(as: ActionPerformed.self) else { break }
            actions.append(ActionRecord(action: event.action, outcome: event.outcome, ticket: event.ticket, key: event.key, at: envelope.time))
            actions.sort { ($0.at, $0.key) < ($1.at, $1.key) }
        default: return false
        }
        return true
    }

    private mutating func heard(_ event: UtteranceRecognised, _ envelope: Envelope) {
        var turn = Turn(event.party == .caller ? .caller : .agent, revision: event.revision, at: envelope.time)
        turn.text = event.text
        turn.confidence = event.confidence
        turn.anger = event.anger
        if event.party == .caller { peakAnger = max(peakAnger, event.anger) }
        insert(turn)
    }

    private mutating func decided(_ event: DecisionMade, _ envelope: Envelope) {
        var turn = Turn(.decision, revision: event.revision, at: envelope.time)
        turn.intent = event.intent
        turn.confidence = event.confidence
        turn.action = event.action
        turn.passages = event.passages
        turn.reason = event.reason
        insert(turn)
    }

    private mutating func spoke(_ event: AssistantSpoke, _ envelope: Envelope) {
        var turn = Turn(.assistant, revision: event.revision, at: envelope.time)
        turn.text = event.text
        turn.complete = event.complete
        turn.latency = event.latency
        insert(turn)
    }

    private mutating func insert(_ turn: Turn) {
        turns.append(turn)
        turns.sort { ($0.revision, $0.at, $0.kind) < ($1.revision, $1.at, $1.kind) }
    }

    // MARK: Hand-overs: one at a time in a call, told by three services

    private mutating func foldHandOver(_ envelope: Envelope) throws -> Bool {
        switch envelope.type {
        case HandOverDecided.type:
            let reason = try envelope.decoded(as: HandOverDecided.self)?.reason
            change {
                $0.reason == nil
            } by: {
                $0.reason = reason; $0.decidedAt = envelope.time
            }
        case HandOverAcknowledged.type:
            guard let event = try envelope.decoded(as: HandOverAcknowledged.self) else { break }
            acknowledged(event)
        case CallHandedOver.type:
            guard let event = try envelope.decoded(as: CallHandedOver.self) else { break }
            change {
                $0.waited == nil
            } by: {
                $0.waited = event.waited; $0.agent = event.agent
            }
        case HandOverFinished.type:
            guard let event = try envelope.decoded(as: HandOverFinished.self) else { break }
            change {
                $0.talked == nil
            } by: {
                $0.talked = event.talked; $0.agent = event.agent
            }
        default: return false
        }
        return true
    }

    /// Belongs to the last wish decided, which comes in the same stream; several screens may acknowledge one wish until
    /// somebody picks up. Who the agent is, Routing says better.
    private mutating func acknowledged(_ event: HandOverAcknowledged) {
        if handOvers.isEmpty { handOvers.append(HandOverRecord()) }
        let index = max(0, handOvers.count { $0.reason != nil } - 1)
        if handOvers[index].acknowledged == nil { handOvers[index].acknowledged = event.latency }
        if handOvers[index].waited == nil, handOvers[index].talked == nil { handOvers[index].agent = event.agent }
    }

    /// Changes the first hand-over that still lacks what the event says, or begins one.
    private mutating func change(_ lacks: (HandOverRecord) -> Bool, by change: (inout HandOverRecord) -> Void) {
        if !handOvers.contains(where: lacks) { handOvers.append(HandOverRecord()) }
        guard let index = handOvers.firstIndex(where: lacks) else { return }
        change(&handOvers[index])
    }
}
