import Contracts
import CSys
import Glibc
import MediaGatewayCore
import Protocols
import Sockets
import Vocabulary

/// The inside of a media thread. Made by one thread, then touched by the media thread alone, which is what makes it
/// safe to send there.
final class MediaWorker: @unchecked Sendable {
    /// One call's sound and sockets.
    final class Slot {
        let key: MediaKey
        var audio: CallAudio
        /// By place; nil where nobody is.
        var wires: [LegWire?]
        var seat: SpeechSeat?

        /// After a session was agreed.
        func takeKeys() {
            for number in wires.indices { wires[number]?.seal.agreed(audio.audio(at: LegPlace(number))?.keys) }
        }

        init(_ key: MediaKey, _ audio: CallAudio, _ caller: MediaSockets) {
            self.key = key
            self.audio = audio
            wires = [LegWire(sockets: caller)]
        }

        func wire(at place: LegPlace) -> LegWire? { wires.indices.contains(place.number) ? wires[place.number] : nil }

        func set(_ wire: LegWire?, at place: LegPlace) {
            while wires.count <= place.number { wires.append(nil) }
            wires[place.number] = wire
        }
    }

    private static let wakeToken = UInt64.max
    private static let tickToken = UInt64.max - 1
    /// Datagrams read with one call, and how many such calls a socket gets before the next one's turn.
    private static let batch = 16
    private static let rounds = 4
    /// A thread that was held up longer skips ticks: a burst of old sound helps nobody.
    private static let catchUp: UInt64 = 5

    let settings: MediaSettings
    let listener: MediaListener
    let figures: MediaMetrics
    private let takeOrders: () -> [MediaOrder]
    private let wake: Int32
    private let epoll: Int32
    private let timer: Int32
    private let datagrams: OpaquePointer
    var output: MediaThreadOutput
    var slots: [Slot?] = []
    var free: [Int] = []
    var indices: [MediaKey: Int] = [:]
    var seats: [SeatName: Int] = [:]
    var early = EarlySpeech()
    var awaited = AwaitedLegs<MediaKey, MediaOrder>()
    var random = SystemRandom()
    private var pace = MediaPace.frames
    private var tickedAt = Instant(nanoseconds: sys_monotonic())
    private var stopping = false

    /// Handles are unique for one speech instance.
    struct SeatName: Hashable {
        var instance: InstanceID
        var handle: UInt32
    }

    init(wake: Int32, settings: MediaSettings, listener: MediaListener, figures: MediaMetrics, takeOrders: @escaping () -> [MediaOrder]) throws(SystemError) {
        self.wake = wake
        self.settings = settings
        self.listener = listener
        self.figures = figures
        self.takeOrders = takeOrders
        epoll = try SystemError.check(sys_epoll_open(), "opening epoll")
        timer = try SystemError.check(sys_timer_open(MediaPace.frames.period), "opening a timer")
        guard let datagrams = sys_batch_make(Int32(Self.batch), 2048) else { throw SystemError(doing: "making room for packets", number: ENOMEM) }
        self.datagrams = datagrams
        output = MediaThreadOutput(scratch: .allocate(byteCount: 4096, alignment: 16), listener: listener, figures: figures)
        _ = try SystemError.check(sys_epoll_add(epoll, wake, Self.wakeToken), "watching an eventfd")
        _ = try SystemError.check(sys_epoll_add(epoll, timer, Self.tickToken), "watching a timer")
    }

    deinit {
        sys_batch_free(datagrams)
        output.scratch.deallocate()
        for fd in [wake, epoll, timer] { close(fd) }
    }

    var now: Instant { Instant(nanoseconds: sys_monotonic()) }

    func run() {
        // Without the right to it the thread runs as others do.
        _ = sys_thread_realtime(5)
        var ready = [sys_ready](repeating: sys_ready(), count: 256)
        while !stopping {
            let count = Int(sys_epoll_wait(epoll, &ready, Int32(ready.count), -1))
            var hasOrders = false, isTick = false
            for index in 0..<max(0, count) {
                switch ready[index].token {
                case Self.wakeToken: hasOrders = true
                case Self.tickToken: isTick = true
                case let token: read(token)
                }
            }
            if hasOrders { takeAndPerform() }
            if isTick { tick() }
        }
        for slot in slots { slot.map(closeSockets) }
    }

    private func takeAndPerform() {
        sys_eventfd_drain(wake)
        for order in takeOrders() { perform(order) }
        if pace < .frames, case let wanted = wantedPace, pace < wanted { take(wanted) }
    }

    func stop() { stopping = true }

    // MARK: Sockets

    /// Token: the slot's number, then place and kind in the five lowest bits.
    func watch(_ sockets: MediaSockets, slot: Int, place: LegPlace) {
        let base = UInt64(slot) << 5 | UInt64(place.number) << 1
        _ = sys_epoll_add(epoll, sockets.rtp, base)
        _ = sys_epoll_add(epoll, sockets.rtcp, base | 1)
    }

    func unwatch(_ sockets: MediaSockets) {
        _ = sys_epoll_remove(epoll, sockets.rtp)
        _ = sys_epoll_remove(epoll, sockets.rtcp)
    }

    func closeSockets(_ slot: Slot) {
        // Closing takes a descriptor out of the epoll set.
        for wire in slot.wires { wire?.sockets.close() }
    }

    private func read(_ token: UInt64) {
        let index = Int(token >> 5), place = LegPlace(Int(token >> 1 & 15))
        guard index < slots.count, let slot = slots[index], let wire = slot.wire(at: place) else { return }
        let sockets = wire.sockets, isControl = token & 1 == 1
        for _ in 0..<Self.rounds {
            let count = Int(sys_batch_receive(datagrams, isControl ? sockets.rtcp : sockets.rtp, nil))
            guard count > 0 else { return }
            deliver(count, isControl, to: slot, from: place, wire.seal)
            if count < Self.batch { return }
        }
    }

    private func deliver(_ count: Int, _ isControl: Bool, to slot: Slot, from place: LegPlace, _ seal: LegSeal) {
        let now = now
        enter(slot)
        for index in 0..<count {
            let datagram = sys_batch_at(datagrams, Int32(index))
            guard let source = SocketAddress(datagram.address) else { continue }
            let raw = UnsafeMutableRawBufferPointer(start: datagram.data, count: datagram.count)
            let isReport = isControl || MediaDatagram(UnsafeRawBufferPointer(raw)) == .rtcp
            let isPlain = isReport && RTCPPacket.fill(UnsafeRawBufferPointer(raw))
            guard let packet = seal.open(raw, isControl: isReport) else {
                // Some phones (baresip) say their first and last words outside the encryption.
                if isPlain { figures.unsealed.add() } else { figures.unopened.add() }
                continue
            }
            guard !isReport else {
                slot.audio.controlReceived(packet, on: place, at: now, unixMicroseconds: output.unixMicroseconds)
                continue
            }
            output.received += 1
            slot.audio.packetReceived(packet, from: source, on: place, at: now, to: &output)
        }
    }

    /// What is sent from now on belongs to this call.
    func enter(_ slot: Slot) {
        output.key = slot.key
        output.wires = slot.wires
        output.seat = slot.seat
    }

    // MARK: The tick

    /// How often the calls that there are need a tick.
    private var wantedPace: MediaPace {
        for case let slot? in slots where !slot.audio.rests { return .frames }
        return indices.isEmpty && early.isEmpty ? .none : .seconds
    }

    private func take(_ next: MediaPace) {
        // What has passed at the slower pace is counted before the faster one begins.
        if pace == .seconds { rest(at: now) }
        tickedAt = now
        pace = next
        _ = sys_timer_change(timer, next.period)
    }

    private func tick() {
        let due = sys_timer_drain(timer)
        guard due > 0 else { return }
        if pace == .seconds { rest(at: now) } else { frames(due) }
        if case let wanted = wantedPace, wanted < pace { take(wanted) }
    }

    private func frames(_ due: UInt64) {
        if due > 1 { figures.lateTicks.add(Int(clamping: due - 1)) }
        for _ in 0..<min(due, Self.catchUp) {
            let now = now
            for case let slot? in slots {
                enter(slot)
                slot.audio.tick(at: now, to: &output)
            }
            output.endTick()
            early.forget(before: now)
        }
    }

    private func rest(at now: Instant) {
        let count = UInt64(max(0, (now - tickedAt).nanoseconds)) / MediaPace.frames.period
        tickedAt = now
        for case let slot? in slots {
            enter(slot)
            slot.audio.rested(ticks: count, at: now, to: &output)
        }
        output.endTick()
        early.forget(before: now)
    }
}
