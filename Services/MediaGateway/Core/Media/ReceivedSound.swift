import Audio
import Protocols
import Vocabulary

/// What a leg's peer says, evened out, decoded and made whole: 20 ms of linear sound at a time.
struct ReceivedSound: Sendable {
    /// G.711 lies in a ring by timestamp; what must be decoded whole waits in packets.
    private var companded: JitterBuffer?
    private var packets: PacketBuffer?
    private var g722: G722.Decoder?
    private var opus: OpusDecoder?
    private let isMuLaw: Bool
    private var concealer = Concealer()
    private var noise = ComfortNoise()
    /// The peer has said that it is silent, and nothing of it has come since.
    private var isSilent = false
    /// Decoded and not yet pulled.
    private var ready: [Int16] = []

    init(_ codec: AudioCodec, minimum: Duration, maximum: Duration) {
        isMuLaw = codec == .pcmu
        guard !codec.isCompanded else {
            companded = JitterBuffer(filler: codec.silence, minimum: minimum, maximum: maximum)
            return
        }
        packets = PacketBuffer(clockRate: codec.clockRate, minimum: minimum, maximum: maximum)
        if codec == .g722 { g722 = G722.Decoder() } else { opus = OpusDecoder() }
        ready.reserveCapacity(2 * OpusDecoder.longest)
    }

    mutating func reset() {
        companded?.reset()
        packets?.reset()
        ready.removeAll(keepingCapacity: true)
    }

    mutating func insert(_ payload: UnsafeRawBufferPointer, timestamp: UInt32, at now: Instant) {
        isSilent = false
        companded?.insert(payload, timestamp: timestamp, at: now)
        if g722 != nil { packets?.insert(payload, timestamp: timestamp, duration: UInt32(clamping: payload.count), at: now) }
        guard opus != nil, let samples = OpusDecoder.duration(of: payload) else { return }
        packets?.insert(payload, timestamp: timestamp, duration: UInt32(samples) * 6, at: now)
    }

    /// The peer has fallen silent and says how its silence sounds.
    mutating func noiseDescribed(_ payload: UnsafeRawBufferPointer) {
        noise.described(payload)
        isSilent = true
    }

    mutating func pull(into frame: UnsafeMutableBufferPointer<Int16>, at now: Instant) {
        if companded != nil { pullCompanded(into: frame, at: now) } else { pullDecoded(into: frame, at: now) }
    }

    // MARK: G.711

    private mutating func pullCompanded(into frame: UnsafeMutableBufferPointer<Int16>, at now: Instant) {
        let table = isMuLaw ? G711.linearOfMuLaw : G711.linearOfALaw
        let pull = withUnsafeTemporaryAllocation(byteCount: frame.count, alignment: 8) { octets in
            let pull = companded?.pull(into: octets, at: now) ?? .idle
            if pull == .complete || pull == .partial { for index in frame.indices { frame[index] = table[Int(octets[index])] } }
            return pull
        }
        switch pull {
        case .complete: concealer.came(frame)
        case .partial: mend(frame, companded?.gap ?? 0..<0)
        case .missing: if isSilent { noise.fill(frame) } else { concealer.fill(frame) }
        case .idle: if isSilent { noise.fill(frame) } else { frame.update(repeating: 0) }
        }
    }

    /// Fills the gap and keeps what came around it.
    private mutating func mend(_ frame: UnsafeMutableBufferPointer<Int16>, _ gap: Range<Int>) {
        let before = UnsafeMutableBufferPointer(rebasing: frame[..<gap.lowerBound]), after = UnsafeMutableBufferPointer(rebasing: frame[gap.upperBound...])
        if !before.isEmpty { concealer.came(before) }
        if !gap.isEmpty { concealer.fill(UnsafeMutableBufferPointer(rebasing: frame[gap])) }
        if !after.isEmpty { concealer.came(after) }
    }

    // MARK: Packets

    private mutating func pullDecoded(into frame: UnsafeMutableBufferPointer<Int16>, at now: Instant) {
        // A packet of 10 ms needs another; more than a few say that nothing is made of them.
        for _ in 0..<4 where ready.count < frame.count { decodeNext(frame.count, at: now) }
        let count = min(ready.count, frame.count)
        for index in frame.indices { frame[index] = index < count ? ready[index] : 0 }
        ready.removeFirst(count)
    }

    private mutating func decodeNext(_ missing: Int, at now: Instant) {
        withUnsafeTemporaryAllocation(of: Int16.self, capacity: OpusDecoder.longest) { output in
            let count = decode(packets?.pull(at: now) ?? .idle, missing, into: output)
            ready.append(contentsOf: output.prefix(count))
        }
    }

    private mutating func decode(_ pull: PacketBuffer.Pull, _ missing: Int, into output: UnsafeMutableBufferPointer<Int16>) -> Int {
        let gap = UnsafeMutableBufferPointer(rebasing: output.prefix(missing))
        switch pull {
        case .packet(let range):
            let count = packets?.withBytes(range) { opus?.decode($0, into: output) ?? g722?.decode($0, into: output) ?? 0 } ?? 0
            if g722 != nil { concealer.came(UnsafeMutableBufferPointer(rebasing: output.prefix(count))) }
            return count
        case .lost(let next):
            guard opus == nil else { return packets?.withBytes(next ?? 0..<0) { opus?.conceal(before: next == nil ? nil : $0, samples: missing, into: output) ?? 0 } ?? 0 }
            concealer.fill(gap)
            return gap.count
        case .idle:
            gap.update(repeating: 0)
            return gap.count
        }
    }
}
