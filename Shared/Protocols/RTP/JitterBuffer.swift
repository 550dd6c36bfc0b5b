import Vocabulary

/// Evens out the arrival of audio whose payload is one byte per timestamp unit (G.711, G.722), for a player that
/// pulls at a steady pace.
///
/// Bytes are laid out by timestamp in a ring, so that packets of any duration, order and number of copies fit;
/// nothing is allocated per packet. The delay follows the jitter that was seen; what to play in place of missing
/// bytes is the caller's decision.
public struct JitterBuffer: Sendable {
    public enum Pull: Equatable, Sendable {
        /// All bytes are there.
        case complete
        /// Some are missing and hold the filler byte.
        case partial
        /// None are there although the stream runs: conceal.
        case missing
        /// Nothing is playing: before the first packet, or the stream has paused.
        case idle
    }

    /// Ticks; a power of two, 1.02 s at 8 kHz.
    private static let capacity = 8192
    private static let mask = UInt32(Self.capacity - 1)

    private var bytes = [UInt8](repeating: 0, count: Self.capacity)
    private var present = [UInt64](repeating: 0, count: Self.capacity / 64)
    /// Timestamp that the next pull begins with; nil while idle.
    private var head: UInt32?
    private var latest: UInt32 = 0
    private var estimate: DelayEstimate
    private let filler: UInt8
    public private(set) var late: UInt64 = 0
    public private(set) var missed: UInt64 = 0
    public private(set) var skipped: UInt64 = 0
    private var dry: UInt32 = 0
    /// Where in the last pull the first stretch of missing bytes lies; empty when it was complete.
    public private(set) var gap = 0..<0

    /// - Parameters:
    ///   - filler: byte for gaps, silence of the codec: 0xD5 for A-law, 0xFF for µ-law.
    ///   - minimum, maximum: bounds of the delay.
    public init(clockRate: UInt32 = 8000, filler: UInt8, minimum: Duration = .milliseconds(20), maximum: Duration = .milliseconds(200)) {
        self.filler = filler
        self.estimate = DelayEstimate(clockRate: clockRate, minimum: minimum, maximum: maximum)
    }

    /// Delay in timestamp units that is aimed at now.
    public var targetDelay: Int64 { self.estimate.target }

    public mutating func insert(_ payload: UnsafeRawBufferPointer, timestamp: UInt32, at now: Instant) {
        guard !payload.isEmpty, payload.count <= Self.capacity / 4 else { return }
        if let head, self.isFar(timestamp, from: head) { self.reset() }
        self.estimate.packetReceived(timestamp: timestamp, duration: Int64(payload.count), at: now)
        guard let head else {
            self.head = timestamp &- UInt32(truncatingIfNeeded: self.estimate.target)
            self.latest = timestamp &+ UInt32(payload.count)
            self.store(payload, at: timestamp)
            return
        }
        let offset = Int32(bitPattern: timestamp &- head)
        let behind = offset < 0 ? Int(-offset) : 0
        guard behind < payload.count else { self.late += 1; return }
        self.store(UnsafeRawBufferPointer(rebasing: payload[behind...]), at: timestamp &+ UInt32(behind))
        let end = timestamp &+ UInt32(payload.count)
        if Int32(bitPattern: end &- self.latest) > 0 { self.latest = end }
    }

    /// The next `output.count` ticks.
    /// - Parameter quiet: nobody would hear a cut now, so that an overlong delay may be shortened.
    public mutating func pull(into output: UnsafeMutableRawBufferPointer, quiet: Bool = false, at now: Instant) -> Pull {
        guard var head, !output.isEmpty, output.count <= Self.capacity / 4 else { return .idle }
        let count = UInt32(output.count)
        let correction = self.estimate.correction(head: head, frame: Int64(count), quiet: quiet, at: now)
        if correction < 0, Int32(bitPattern: self.latest &- head) <= Int32(count) {
            // The delay must grow and little is buffered: stand still once.
            return self.starve(count)
        }
        if correction > 0 {
            self.erase(from: head, count: count)
            head &+= count
            self.skipped += 1
        }
        self.head = head &+ count
        return self.read(into: output, from: head)
    }

    public mutating func reset() {
        self.head = nil
        self.dry = 0
        for index in self.present.indices { self.present[index] = 0 }
        self.estimate.reset()
    }

    private func isFar(_ timestamp: UInt32, from head: UInt32) -> Bool {
        let offset = Int64(Int32(bitPattern: timestamp &- head))
        return offset > Int64(Self.capacity / 2) || offset < -Int64(Self.capacity)
    }

    private mutating func starve(_ count: UInt32) -> Pull {
        self.dry += count
        if self.dry > UInt32(Self.capacity) / 4 { self.reset(); return .idle }
        self.missed += 1
        return .missing
    }

    private mutating func store(_ payload: UnsafeRawBufferPointer, at timestamp: UInt32) {
        for offset in 0..<payload.count {
            let index = Int((timestamp &+ UInt32(offset)) & Self.mask)
            self.bytes[index] = payload[offset]
            self.present[index >> 6] |= 1 << UInt64(index & 63)
        }
    }

    private mutating func erase(from start: UInt32, count: UInt32) {
        for offset in 0..<count {
            let index = Int((start &+ offset) & Self.mask)
            self.present[index >> 6] &= ~(1 << UInt64(index & 63))
        }
    }

    private mutating func read(into output: UnsafeMutableRawBufferPointer, from start: UInt32) -> Pull {
        var found = 0, first = output.count, end = 0
        for offset in 0..<output.count {
            let index = Int((start &+ UInt32(offset)) & Self.mask)
            let bit: UInt64 = 1 << UInt64(index & 63)
            if self.present[index >> 6] & bit != 0 {
                output[offset] = self.bytes[index]
                self.present[index >> 6] &= ~bit
                found += 1
            } else {
                output[offset] = self.filler
                if first == output.count { first = offset }
                if end == 0 || end == offset { end = offset + 1 }
            }
        }
        self.gap = found == output.count ? 0..<0 : first..<max(first, end)
        if found == 0 { return self.starve(UInt32(output.count)) }
        self.dry = 0
        return found == output.count ? .complete : .partial
    }
}
