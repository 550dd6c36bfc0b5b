import Contracts
import Vocabulary

/// A conversation over the telephone: sound and marks of the media gateway go in, speech and orders come out.
///
/// Joins the conversation with turn-taking, the keypad and the outlet of speech. Engines are asked by effects and answer
/// by stimuli; an answer that is not wanted any more changes nothing.
public struct SpokenCall: Machine {
    public enum Effect: Equatable, Sendable {
        case recognise(Listening)
        /// The engine that was asked has said nothing for long: the next one is asked as well, and the first answer counts.
        case recogniseElsewhere(Listening)
        case compose(ComposeOrder)
        case synthesise(generation: UInt32, text: String, rate: Double)
        /// The engine that was asked stands still: the next one is asked for what is left, and the first to speak is heard.
        case synthesiseElsewhere(generation: UInt32, text: String, rate: Double)
        /// What is being synthesised up to this generation is not wanted any more.
        case stopSynthesis(upTo: UInt32)
        case send([SpeechOutlet.Frame])
        case control(StreamControl)
        case findCustomer(number: String)
        case act(ActionOrder)
        case handOver(HandOverOrder)
        case record(ConversationFact, revision: Int, latency: TurnLatency?)
        case snapshot
    }

    public internal(set) var conversation: Conversation
    var caller: PartyEar
    var agent: PartyEar
    var keypad = DigitCollector()
    var outlet = SpeechOutlet()
    var clock = TurnClock()
    var nextListening = 0
    var isBridged = false
    /// `Prompt.bridges` as sound, as far as they could be made ready.
    public var ready: [SpokenPiece] = []
    var voice = VoiceWatch()
    /// By generation; those of the past are dropped.
    var work: [UInt32: VoiceWork] = [:]
    /// As the gateway was told last.
    var isRecordingPaused = false
    var effects: [Effect] = []

    public init(_ conversation: Conversation, policy: TurnPolicy = TurnPolicy()) {
        self.conversation = conversation
        caller = PartyEar(.caller, policy: policy)
        agent = PartyEar(.agent, policy: .overheard)
        isBridged = conversation.state.phase == .connected
        if isBridged { caller.turns.policy = .overheard }
    }

    /// Goes on from a committed state.
    public static func resumed(
        _ state: ConversationState, pack: Pack, today: CalendarDate, policy: TurnPolicy = TurnPolicy(), conversation: ConversationPolicy = ConversationPolicy(), at now: Instant
    ) -> (SpokenCall, [Effect]) {
        let (conversation, wanted) = Conversation.resumed(state, pack: pack, today: today, policy: conversation, at: now)
        var call = SpokenCall(conversation, policy: policy)
        let effects = call.step(at: now) { $0.run(wanted, at: now) }
        return (call, effects)
    }

    public var nextDeadline: Instant? {
        [conversation.nextDeadline, caller.turns.nextDeadline, keypad.nextDeadline, voice.due].compactMap { $0 }.min()
    }

    public mutating func tick(at now: Instant) -> [Effect] {
        step(at: now) { call in
            call.take(call.caller.turns.tick(at: now), at: now)
            for case .collected(let keys) in call.keypad.tick(at: now) { call.run(call.conversation.keyPressed(keys, at: now), at: now) }
            call.run(call.conversation.tick(at: now), at: now)
            call.bridgeSilence(at: now)
        }
    }

    /// Passes a stimulus on to the conversation: a customer found, an action finished, a hand-over answered.
    public mutating func converse(at now: Instant, _ stimulus: (inout Conversation, Instant) -> [Conversation.Effect]) -> [Effect] {
        step(at: now) { $0.run(stimulus(&$0.conversation, now), at: now) }
    }

    // MARK: One step

    mutating func step(at now: Instant, _ body: (inout SpokenCall) -> Void) -> [Effect] {
        body(&self)
        guardRecording()
        watchVoice(at: now)
        let frames = outlet.take()
        if !frames.isEmpty { effects.append(.send(frames)) }
        defer { effects = [] }
        return effects
    }

    /// The recording is silent while something sensitive is asked and answered, and only then.
    private mutating func guardRecording() {
        let wanted = conversation.isSensitive && !isBridged
        guard wanted != isRecordingPaused else { return }
        isRecordingPaused = wanted
        effects.append(.control(.recordingPaused(wanted)))
    }

    /// Turns what the conversation wants into what the line and the engines do.
    mutating func run(_ wanted: [Conversation.Effect], at now: Instant) {
        for effect in wanted { run(effect, at: now) }
    }

    private mutating func run(_ effect: Conversation.Effect, at now: Instant) {
        switch effect {
        case .say(let generation, let text, let rate):
            outlet.begin(generation)
            work[generation] = VoiceWork()
            if work.count > 16 { work = work.filter { $0.key + 8 > generation } }
            clock.said(generation, at: now)
            effects.append(.synthesise(generation: generation, text: text, rate: rate))
        case .resume(let generation): effects.append(.control(.resume(generation: generation)))
        case .flush(let generation):
            outlet.flush(upTo: generation)
            effects += [.stopSynthesis(upTo: generation), .control(.flush(generation: generation))]
        case .hangUp(let generation): effects.append(.control(.hangUp(generation: generation)))
        case .connectDuty(let generation, let number): effects.append(.control(.connectDuty(generation: generation, number: Array(number.utf8))))
        case .findCustomer(let number): effects.append(.findCustomer(number: number))
        case .act(let order): effects.append(.act(order))
        case .handOver(let order): effects.append(.handOver(order))
        case .record(let fact, let revision): effects.append(.record(fact, revision: revision, latency: latency(of: fact)))
        case .snapshot: effects.append(.snapshot)
        case .compose(let order): effects.append(.compose(order))
        case .hasten: if let listening = caller.listening, caller.awaited[listening.id] != nil { effects.append(.recogniseElsewhere(listening)) }
        }
    }

    private mutating func latency(of fact: ConversationFact) -> TurnLatency? {
        guard case .spoke(let generation, _, _, _) = fact else { return nil }
        return clock.take(generation)
    }
}
