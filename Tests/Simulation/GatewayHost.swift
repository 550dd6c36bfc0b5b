import Contracts
import MediaGatewayCore
import SpeechIntentCore
import Vocabulary

/// A media gateway: one `Call` for each caller, the line to play on, and the watch over speech instances.
final class GatewayHost {
    final class ActiveCall {
        let caller: Caller
        let line: Line
        var machine: Stepper<Call>?
        var seat: SpeechSeat?
        var agent: Agent?
        /// Offers that wait for an answer, by fence.
        var connects: [Int64: (Outcome<ConnectAgent.Answer>) -> Void] = [:]
        var offer: (agent: AgentID, fence: Int64, revision: Int)?
        var id: CallID { caller.call }

        init(_ caller: Caller, _ line: Line) {
            self.caller = caller
            self.line = line
        }
    }

    let id: InstanceID
    unowned let world: World
    private(set) var calls: [CallID: ActiveCall] = [:]
    private(set) lazy var watch = Stepper(SpeechWatch(), in: world) { [unowned self] in perform($0) }
    private var journalled = Instant.zero

    init(_ id: InstanceID, in world: World) {
        self.id = id
        self.world = world
    }

    func step(_ call: CallID, _ stimulus: (inout Call, Instant) -> [CallEffect]) { calls[call]?.machine?.step(stimulus) }

    /// Into the log, a moment later and in order.
    func record(_ event: some Event) {
        journalled = max(journalled, world.now + world.some(2...20))
        world.at(journalled) { [self] in if world.isAlive(id) { world.log.append(event, by: .mediaGateway, id) } }
    }

    /// Its callers and their agents hear nothing any more, and leave.
    func die() {
        for active in calls.values.sorted(by: { $0.id < $1.id }) {
            active.machine?.stop()
            active.line.onQuiet = { _ in }
            world.book.lost(active.id)
            world.after(world.some(3000...6000)) {
                active.caller.released()
                active.agent?.released(active.id)
            }
        }
        watch.stop()
        calls = [:]
    }

    // MARK: The caller's phone

    func invited(_ caller: Caller) {
        let active = ActiveCall(caller, Line(in: world))
        active.line.onQuiet = { caller.heard($0) }
        active.line.onStop = { [unowned self, unowned active] in stopped($0, active) }
        active.machine = Stepper(Call(diagnostic: nil, hasNumber: caller.number != nil, policy: CallPolicy(), at: world.now), in: world) { [unowned self] in perform($0, active) }
        calls[caller.call] = active
        step(caller.call) { $0.arrived(at: $1) }
    }

    func callerHungUp(_ call: CallID) { step(call) { $0.callerLeft(at: $1) } }

    func isQuiet(_ call: CallID) -> Bool { calls[call].map { !$0.line.isPlaying && !isBridged(call) } ?? false }
    func isBridged(_ call: CallID) -> Bool { calls[call]?.machine?.machine.isBridged ?? false }

    /// The caller speaks: the assistant is paused on the onset, and the words come when the turn is over.
    func spoken(_ utterance: HeardUtterance, on call: CallID) {
        guard let active = calls[call], let seat = active.seat else { return }
        if let cut = active.line.pause() { toSpeech(seat) { $0.voiceBegan(seat.key, cut.generation, cut.played) } }
        world.after(world.some(500...1500)) { [self] in toSpeech(seat) { $0.turnEnded(seat.key, utterance) } }
    }

    func pressed(_ key: Character, on call: CallID) {
        guard let active = calls[call], let code = key.asciiValue else { return }
        if let seat = active.seat { toSpeech(seat) { $0.keyPressed(seat.key, key) } }
        step(call) { $0.digitPressed(code, at: $1) }
    }

    // MARK: Streams

    func toSpeech(_ seat: SpeechSeat, _ body: @escaping (SpeechHost) -> Void) {
        guard world.isAlive(id), let host = world.speech(seat.instance) else { return }
        world.stream(from: id, to: seat.instance) { body(host) }
    }

    /// A sound has stopped: speech is told how far it came.
    private func stopped(_ sound: Line.Sound, _ active: ActiveCall) {
        guard let seat = active.seat else { return }
        world.book.played(sound, active.id, epoch: Int(seat.key.epoch))
        if sound.isFinished { toSpeech(seat) { $0.played(seat.key, sound.generation, sound.played) } }
    }

    /// Speech of another seat is refused.
    func fromSpeech(_ seat: SpeechSeat, _ body: (ActiveCall) -> Void) {
        if let active = calls.values.first(where: { $0.seat == seat }) { body(active) }
    }

    func isHeard(by seat: SpeechSeat) -> Bool { calls.values.contains { $0.seat == seat } }

    // MARK: Agents' phones

    func connect(_ call: CallID, to agent: AgentID, fence: Int64, revision: Int, ring: Duration, answer: @escaping (Outcome<ConnectAgent.Answer>) -> Void) {
        guard let active = calls[call] else { return answer(.success(.callerGone)) }
        guard active.connects[fence] == nil else { return answer(.failure(RequestFailure(.conflict, "being carried out already"))) }
        active.connects[fence] = answer
        let former = active.offer
        active.offer = (agent, fence, revision)
        step(call) { $0.connectRequested(agent, phone: agent.value, fence: fence, ring: ring, at: $1) }
        if active.connects[fence] == nil, former != nil { active.offer = former }
    }

    func phonePickedUp(_ call: CallID, by agent: AgentID) {
        guard let active = calls[call], active.agent?.name == agent else { return world.agents[agent]?.released(call) ?? () }
        step(call) { $0.agentAnswered("agent", at: $1) }
    }

    func phoneFailed(_ call: CallID, _ outcome: ConnectOutcome) { world.after(.milliseconds(20)) { [self] in step(call) { $0.agentFailed(outcome, at: $1) } } }
    func phoneHungUp(_ call: CallID) { step(call) { $0.agentLeft(at: $1) } }

    func close(_ call: CallID) { calls[call] = nil }
}
