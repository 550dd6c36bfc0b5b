import Contracts
import MediaGatewayCore
import SpeechIntentCore
import Vocabulary

/// A speech instance: one `Conversation` for each call it was given, engines that take their time, a snapshot with every turn.
final class SpeechHost {
    final class Live {
        let call: CallID
        let epoch: Int
        let gateway: InstanceID
        let key: StreamKey
        var machine: Stepper<Conversation>?
        /// Nothing leaves before the gateway knows the handle.
        var isOpen = false
        var withheld: [(GatewayHost) -> Void] = []
        var heardAt: Instant
        /// Facts and snapshots are written in order.
        var written = Instant.zero

        init(_ call: CallID, epoch: Int, gateway: InstanceID, handle: UInt32, at now: Instant) {
            self.call = call
            self.epoch = epoch
            self.gateway = gateway
            key = StreamKey(handle: handle, epoch: UInt32(epoch))
            heardAt = now
        }
    }

    let id: InstanceID
    unowned let world: World
    private(set) var calls: [CallID: Live] = [:]
    private var handles: UInt32 = 0

    init(_ id: InstanceID, in world: World) {
        self.id = id
        self.world = world
        beat()
    }

    var load: Int { calls.count }

    func die() {
        for live in calls.values { live.machine?.stop() }
        calls = [:]
    }

    // MARK: Requests

    func start(_ call: CallID, epoch: Int, caller: String?, gateway: InstanceID) -> Outcome<UInt32> {
        if let present = calls[call] {
            guard epoch >= present.epoch else { return .failure(RequestFailure(.stale, "the call has epoch \(present.epoch)")) }
            if epoch == present.epoch { return .success(present.key.handle) }
        }
        let former = calls[call]?.machine?.machine.state ?? (epoch > 1 ? world.snapshots.load(call) : nil)
        forget(call)
        handles += 1
        let live = Live(call, epoch: epoch, gateway: gateway, handle: handles, at: world.now)
        calls[call] = live
        begin(live, caller: caller, former)
        return .success(live.key.handle)
    }

    private func begin(_ live: Live, caller: String?, _ former: ConversationState?) {
        let pack = HeatingPack.pack, today = HeatingPack.today
        let (conversation, wanted) =
            former.map { Conversation.resumed($0, pack: pack, today: today, at: world.now) }
            ?? (Conversation(pack: pack, call: live.call, caller: caller, today: today), [])
        let machine = Stepper(conversation, in: world) { [unowned self, unowned live] in perform($0, live) }
        live.machine = machine
        machine.step { former == nil ? $0.callStarted(at: $1) : wanted }
    }

    func end(_ call: CallID, epoch: Int) -> Done {
        if let live = calls[call], live.epoch <= epoch { end(live) }
        return Done()
    }

    private func end(_ live: Live) {
        live.machine?.step { $0.callerGone(at: $1) }
        if calls[live.call] === live { forget(live.call) }
    }

    func forget(_ call: CallID) { calls.removeValue(forKey: call)?.machine?.stop() }

    /// A conversation whose gateway has long sent nothing is over, unless another instance has it.
    private func beat() {
        world.after(.seconds(1)) { [self] in
            guard world.isAlive(id) else { return }
            for live in calls.values.sorted(by: { $0.call < $1.call }) {
                let isHeard = world.isAlive(live.gateway) && world.gateway(live.gateway)?.isHeard(by: SpeechSeat(instance: id, key: live.key)) == true
                if isHeard { live.heardAt = world.now }
                guard world.now - live.heardAt > .seconds(10) else { continue }
                world.snapshots.isOvertaken(live.call, epoch: live.epoch) ? forget(live.call) : end(live)
            }
            beat()
        }
    }

    // MARK: The gateway's stream

    private func live(_ key: StreamKey) -> Live? { calls.values.first { $0.key == key } }

    func opened(_ key: StreamKey) {
        guard let live = live(key) else { return }
        live.isOpen = true
        let withheld = live.withheld
        live.withheld = []
        for message in withheld { send(live, message) }
    }

    func played(_ key: StreamKey, _ generation: UInt32, _ frames: Int) {
        live(key)?.machine?.step { $0.played(generation: generation, frames: frames, isFinished: true, at: $1) }
    }

    /// The onset is judged an interruption, as longer words are.
    func voiceBegan(_ key: StreamKey, _ generation: UInt32, _ frames: Int) {
        live(key)?.machine?.step { conversation, now in
            let effects = conversation.played(generation: generation, frames: frames, isFinished: false, at: now)
            conversation.callerBegan(at: now)
            return effects + conversation.interrupted(at: now)
        }
    }

    func turnEnded(_ key: StreamKey, _ utterance: HeardUtterance) {
        live(key)?.machine?.step { conversation, now in
            conversation.turnEnded(at: now); return []
        }
        world.after(world.some(200...900)) { [self] in live(key)?.machine?.step { $0.heard(utterance, at: $1) } }
    }

    func keyPressed(_ key: StreamKey, _ pressed: Character) {
        live(key)?.machine?.step { $0.keyTouched(at: $1) + $0.keyPressed(String(pressed), at: $1) }
    }

    func bridged(_ key: StreamKey) { live(key)?.machine?.step { $0.personConnected(at: $1) } }

    func send(_ live: Live, _ body: @escaping (GatewayHost) -> Void) {
        guard live.isOpen else { return live.withheld.append(body) }
        guard world.isAlive(id), let gateway = world.gateway(live.gateway) else { return }
        world.stream(from: id, to: live.gateway) { body(gateway) }
    }
}
