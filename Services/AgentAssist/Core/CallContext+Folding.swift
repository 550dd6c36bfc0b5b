import Contracts
import Vocabulary

extension CallContext {
    /// The call that an event speaks of; nil when it is about no call, or about a ticket whose call it does not name.
    public static func call(of envelope: Envelope) -> CallID? {
        switch envelope.type {
        case PresenceChanged.type, TicketChanged.type: nil
        case TicketOpened.type: (try? envelope.decoded(as: TicketOpened.self))?.call
        case ActionPerformed.type: (try? envelope.decoded(as: ActionPerformed.self))?.call
        default: CallID(envelope.subject)
        }
    }

    /// Takes an event in; one of another type changes nothing.
    /// - Throws: `DecodingError` when the body does not match its type; then nothing has changed.
    public mutating func apply(_ envelope: Envelope) throws {
        switch envelope.stream.service {
        case .speechIntent: try foldSpeech(envelope)
        case .routing: try foldRouting(envelope)
        case .mediaGateway: try foldMedia(envelope)
        case .ticketing: try foldTicketing(envelope)
        default: return
        }
        tenant = tenant ?? envelope.tenant
    }

    // MARK: Speech

    private mutating func foldSpeech(_ envelope: Envelope) throws {
        if let event: UtteranceRecognised = try envelope.decoded() {
            add(line(envelope, event.party == .caller ? .caller : .agent, event.text, anger: event.party == .caller ? min(max(event.anger, 0), 100) : nil))
            reach(event.revision)
        } else if let event: AssistantSpoke = try envelope.decoded() {
            add(line(envelope, .assistant, event.text, isComplete: event.complete))
            reach(event.revision)
        } else if let event: ConversationStarted = try envelope.decoded() {
            if event.epoch >= conversation?.epoch ?? 0 { conversation = Conversation(epoch: event.epoch, pack: event.pack, customer: event.customer) }
            reach(event.revision)
        } else if let event: DecisionMade = try envelope.decoded() {
            add(event.intent)
            if event.revision >= intent?.revision ?? 0 { intent = Intent(revision: event.revision, name: event.intent, confidence: event.confidence, at: envelope.time) }
            reach(event.revision)
        } else {
            try foldHandOver(envelope)
        }
    }

    private mutating func foldHandOver(_ envelope: Envelope) throws {
        if let event: HandOverDecided = try envelope.decoded() {
            if event.revision >= wish?.revision ?? 0 {
                wish = HandOverWish(event: envelope.id, revision: event.revision, at: envelope.time, reason: event.reason, suggestion: event.suggestion)
            }
            reach(event.revision)
        } else if let event: HandOverAcknowledged = try envelope.decoded() {
            if envelope.seq >= timing?.seq ?? 0 { timing = Timing(latency: event.latency, seq: envelope.seq) }
        }
    }

    private func line(_ envelope: Envelope, _ party: Line.Party, _ text: Sealed<String>, anger: Int? = nil, isComplete: Bool = true) -> Line {
        Line(id: envelope.id, at: envelope.time, seq: envelope.seq, party: party, kind: envelope.type, text: text, anger: anger, isComplete: isComplete)
    }

    /// The first by name stay, so that the order of arrival does not matter.
    private mutating func add(_ intent: String) {
        intents.insert(intent)
        if intents.count > Self.intentLimit, let last = intents.max() { intents.remove(last) }
    }

    private mutating func reach(_ revision: Int) { self.revision = max(self.revision, revision) }

    private mutating func add(_ line: Line) {
        let place = lines.lastIndex { $0.order <= line.order }.map { $0 + 1 } ?? 0
        if place > 0, lines[place - 1].id == line.id { return }
        lines.insert(line, at: place)
        if lines.count > Self.lineLimit { lines.removeFirst(lines.count - Self.lineLimit) }
    }

    // MARK: Routing

    private mutating func foldRouting(_ envelope: Envelope) throws {
        if let event: AgentOffered = try envelope.decoded() {
            offer(event.fence, event.agent, .offered)
        } else if let event: OfferRevoked = try envelope.decoded() {
            offer(event.fence, event.agent, .over)
        } else if let event: CallHandedOver = try envelope.decoded() {
            offer(event.fence, event.agent, .connected)
        } else if let event: HandOverFinished = try envelope.decoded() {
            offer(event.fence, event.agent, .over)
        } else if let event: CallQueued = try envelope.decoded() {
            if envelope.seq >= queued?.seq ?? 0 { queued = Queued(reason: event.reason, queue: event.queue, at: envelope.time, seq: envelope.seq) }
        } else if let event: CallAdmitted = try envelope.decoded() {
            guard event.epoch == 1 else { return }
            pack = event.pack
            begin(envelope)
        } else if envelope.type == CallLost.type {
            end(envelope)
        }
    }

    private mutating func offer(_ fence: Int64, _ agent: AgentID, _ state: OfferState) {
        offers[fence] = Offer(agent: agent, state: max(state, offers[fence]?.state ?? .offered))
        if offers.count > Self.offerLimit, let oldest = offers.keys.min() { offers[oldest] = nil }
    }

    // MARK: Media

    private mutating func foldMedia(_ envelope: Envelope) throws {
        if let event: CallStarted = try envelope.decoded() {
            dialled = event.dialled
            gateway = event.gateway
            caller = event.caller
            begin(envelope)
        } else if let event: AgentConnected = try envelope.decoded() {
            offer(event.fence, event.agent, .connected)
            mute(event.agent, false, envelope.seq)
        } else if let event: CallHeld = try envelope.decoded() {
            if envelope.seq >= holds[event.by]?.seq ?? 0 { holds[event.by] = Hold(isHeld: event.isHeld, seq: envelope.seq) }
        } else if let event: LegMuted = try envelope.decoded() {
            if let agent = event.agent { mute(agent, event.isMuted, envelope.seq) }
        } else if let event: LegJoined = try envelope.decoded() {
            change(event.leg, Leg(role: event.role, agent: event.agent, isIn: true, seq: envelope.seq))
        } else if let event: LegLeft = try envelope.decoded() {
            change(event.leg, Leg(role: event.role, agent: event.agent, isIn: false, seq: envelope.seq))
        } else if envelope.type == CallEnded.type {
            end(envelope)
        }
    }

    private mutating func mute(_ agent: AgentID, _ isMuted: Bool, _ seq: Int64) {
        guard seq >= mutes[agent]?.seq ?? 0 else { return }
        mutes[agent] = Mute(isMuted: isMuted, seq: seq)
        if mutes.count > Self.legLimit, let oldest = mutes.min(by: { ($0.value.seq, $0.key) < ($1.value.seq, $1.key) })?.key { mutes[oldest] = nil }
    }

    private mutating func change(_ id: LegID, _ leg: Leg) {
        guard leg.seq >= legs[id]?.seq ?? 0 else { return }
        legs[id] = leg
        if legs.count > Self.legLimit, let oldest = legs.min(by: { ($0.value.seq, $0.key) < ($1.value.seq, $1.key) })?.key { legs[oldest] = nil }
    }

    private mutating func begin(_ envelope: Envelope) {
        hasBeginning = true
        startedAt = min(startedAt ?? envelope.time, envelope.time)
    }

    private mutating func end(_ envelope: Envelope) { endedAt = min(endedAt ?? envelope.time, envelope.time) }

    // MARK: Ticketing

    private mutating func foldTicketing(_ envelope: Envelope) throws {
        if let event: ActionPerformed = try envelope.decoded() {
            add(Action(key: event.key, at: envelope.time, name: event.action, outcome: event.outcome, ticket: event.ticket))
            if let ticket = event.ticket { change(ticket) { _ in } }
        } else if let event: TicketOpened = try envelope.decoded() {
            change(event.ticket) { ticket in
                (ticket.openedAt, ticket.kind, ticket.title, ticket.dueAt) = (envelope.time, event.kind, event.title, event.dueAt)
            }
        } else if let event: TicketChanged = try envelope.decoded() {
            change(event.ticket) { ticket in
                guard envelope.seq > ticket.stateSeq else { return }
                (ticket.state, ticket.breached, ticket.stateSeq) = (event.state, event.breached, envelope.seq)
            }
        }
    }

    private mutating func add(_ action: Action) {
        guard !actions.contains(where: { $0.key == action.key }) else { return }
        let place = actions.lastIndex { ($0.at, $0.key) <= (action.at, action.key) }.map { $0 + 1 } ?? 0
        actions.insert(action, at: place)
        if actions.count > Self.actionLimit { actions.removeFirst() }
    }

    private mutating func change(_ id: TicketID, _ body: (inout Ticket) -> Void) {
        var ticket = tickets[id] ?? Ticket(id: id)
        body(&ticket)
        tickets[id] = ticket
        if tickets.count > Self.ticketLimit, let oldest = tickets.keys.min() { tickets[oldest] = nil }
    }
}
