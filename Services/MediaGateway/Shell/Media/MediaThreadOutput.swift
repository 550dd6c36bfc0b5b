import Contracts
import CSys
import MediaGatewayCore
import Protocols
import Sockets
import Vocabulary

/// Where a media thread's calls send to: sockets, the bus, the signalling side. Confined to the thread.
struct MediaThreadOutput: MediaOutput {
    let scratch: UnsafeMutableRawBufferPointer
    private let listener: MediaListener
    private let figures: MediaMetrics
    private var destinations: [InstanceID: Int] = [:]
    private var frames: [(instance: InstanceID, frames: [AudioFrame])] = []
    // The call that is being stepped.
    var key = MediaKey(number: 0)
    var wires: [LegWire?] = []
    var seat: SpeechSeat?
    // Counted here and handed to the metrics once a tick.
    var sent = 0
    var received = 0

    init(scratch: UnsafeMutableRawBufferPointer, listener: MediaListener, figures: MediaMetrics) {
        self.scratch = scratch
        self.listener = listener
        self.figures = figures
    }

    var unixMicroseconds: Int64 { sys_realtime() / 1000 }

    mutating func send(_ packet: UnsafeRawBufferPointer, on place: LegPlace, to remote: SocketAddress) {
        guard wires.indices.contains(place.number), let wire = wires[place.number] else { return }
        var address = remote.system
        // A packet always lies at the start of the scratch memory.
        guard let sealed = wire.seal.seal(packet, in: scratch, isControl: false) else { return figures.unsendable.add() }
        if sys_udp_send(wire.sockets.rtp, sealed.baseAddress, sealed.count, &address) >= 0 { sent += 1 } else { figures.unsendable.add() }
    }

    mutating func report(_ packet: [UInt8], on place: LegPlace, to remote: SocketAddress, isMuxed: Bool) {
        guard wires.indices.contains(place.number), let wire = wires[place.number], packet.count <= scratch.count else { return }
        var address = remote.system
        scratch.copyBytes(from: packet)
        let clear = UnsafeRawBufferPointer(rebasing: scratch[..<packet.count])
        guard let sealed = wire.seal.seal(clear, in: scratch, isControl: true) else { return figures.unsendable.add() }
        _ = sys_udp_send(isMuxed ? wire.sockets.rtp : wire.sockets.rtcp, sealed.baseAddress, sealed.count, &address)
    }

    mutating func note(_ note: MediaNote) { listener.noted(key, note) }
    mutating func recorded(_ segment: [UInt8]) { listener.recorded(key, segment) }
    mutating func paused(after milliseconds: Int) { figures.pause.observe(Double(milliseconds) / 1000) }

    mutating func hear(_ frame: AudioFrame) {
        guard let seat else { return }
        if let index = destinations[seat.instance] { return frames[index].frames.append(frame) }
        destinations[seat.instance] = frames.count
        frames.append((seat.instance, [frame]))
    }

    mutating func control(_ key: StreamKey, _ control: StreamControl) {
        if let seat { listener.send(.control(key, control), seat.instance) }
    }

    /// One message to each destination with all its calls' frames of this tick.
    mutating func endTick() {
        for index in frames.indices where !frames[index].frames.isEmpty {
            listener.send(.callerAudio(frames[index].frames), frames[index].instance)
            frames[index].frames.removeAll(keepingCapacity: true)
        }
        figures.sent.add(sent)
        figures.received.add(received)
        sent = 0
        received = 0
    }
}
