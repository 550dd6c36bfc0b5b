import AgentAssistCore
import Contracts
import Vocabulary

/// Events of one call as the services say them: each stream numbered on its own, one second between two.
struct Told {
    static let call: CallID = "01CALL", agent: AgentID = "li.na"
    private(set) var envelopes: [Envelope] = []
    private var numbers: [StreamName: Int64] = [:]

    @discardableResult
    mutating func say(_ event: some Event, by service: ServiceName) -> Envelope {
        let stream = StreamName(of: event.subject, in: service)
        numbers[stream, default: 0] += 1
        let draft = EventDraft(event, id: EventID("e\(envelopes.count)"), tenant: "heat", at: Timestamp(microseconds: Int64(envelopes.count) * 1_000_000), trace: TraceParent(""))
        let envelope = draft.placed(in: stream, seq: numbers[stream, default: 1], source: "x")
        envelopes.append(envelope)
        return envelope
    }

    mutating func heard(_ text: String, anger: Int = 0, revision: Int) {
        say(UtteranceRecognised(call: Self.call, revision: revision, party: .caller, text: Sealed(box: text), confidence: 0.9, anger: anger, duration: 1000, recognition: 300), by: .speechIntent)
    }

    mutating func spoke(_ text: String, revision: Int) {
        say(AssistantSpoke(call: Self.call, revision: revision, generation: revision, text: Sealed(box: text), complete: true, played: 1000, latency: nil), by: .speechIntent)
    }

    /// A caller whose repair is late: booked, urged, angry, handed over.
    static let angryCall: Told = {
        var told = Told()
        told.say(CallAdmitted(call: call, gateway: "g", speech: "s", epoch: 1, pack: "heating", queue: "heating"), by: .routing)
        told.say(CallStarted(call: call, leg: "l", gateway: "g", dialled: "4001", caller: Sealed(box: "13800001234"), codec: "PCMA/8000", treatment: "assistant"), by: .mediaGateway)
        told.say(ConversationStarted(call: call, epoch: 1, pack: "heating", packVersion: "1", customer: "c1", revision: 1), by: .speechIntent)
        told.spoke("您好，请问有什么可以帮您？", revision: 2)
        told.heard("暖气三天不热了", anger: 30, revision: 3)
        told.say(
            DecisionMade(call: call, revision: 4, intent: "heating.repair", confidence: 0.8, inScope: 1, alternatives: [], threshold: 0.6, action: "act", passages: [], complexity: 0.2, reason: ""),
            by: .speechIntent)
        told.say(ActionPerformed(call: call, action: "ticket.urge", outcome: "done", ticket: "T1", key: "k1"), by: .ticketing)
        told.say(TicketOpened(ticket: "T1", kind: "heating.repair", call: call, customer: "c1", title: Sealed(box: "暖气不热"), dueAt: nil), by: .ticketing)
        told.say(TicketChanged(ticket: "T1", state: .dispatched, by: "ticketing", breached: false), by: .ticketing)
        told.heard("你们到底管不管，我身份证110101199003071234都报了三遍", anger: 88, revision: 5)
        told.say(HandOverDecided(call: call, revision: 6, reason: .anger, suggestion: Sealed(box: "王先生，实在抱歉")), by: .speechIntent)
        told.say(CallQueued(call: call, queue: "heating", reason: .anger, skills: [], priority: 1, position: 1), by: .routing)
        told.say(AgentOffered(call: call, agent: agent, fence: 7, expiresAt: Timestamp(microseconds: 0)), by: .routing)
        return told
    }()

    func context() throws -> CallContext {
        var context = CallContext(call: Self.call)
        for envelope in envelopes { try context.apply(envelope) }
        return context
    }

    /// Every box opens to its own text.
    func picture(customer: CustomerCard? = nil, pack: GuideIndex? = nil) throws -> CallPicture {
        let context = try context()
        let boxes = context.sealedTexts.map(\.box)
        return OpenedContext(context: context, texts: Dictionary(uniqueKeysWithValues: boxes.map { ($0, Masked($0.box)) }), customer: customer, pack: pack, today: "2026-11-23").picture(
            for: Self.agent)
    }
}
