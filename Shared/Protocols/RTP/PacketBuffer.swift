import Vocabulary

/// Evens out the arrival of packets that must be decoded whole and in order (G.722, Opus).
///
/// Packets lie in slots of one piece of memory; nothing is allocated per packet. The delay follows the jitter that was
/// seen, as in `JitterBuffer`.
public struct PacketBuffer: Sendable {
    public enum Pull: Equatable, Sendable {
        /// The next packet, in `bytes`.
        case packet(Range<Int>)
        /// It is lost; the one after it, when that is there and may hold a copy of it.
        case lost(next: Range<Int>?)
        /// Nothing is playing: before the first packet, or the stream has paused.
        case idle
    }

    private struct Slot: Sendable {
        var timestamp: UInt32 = 0
        var duration: UInt32 = 0
        var count = 0
    }

    private static let slots = 32
    /// Octets of the largest packet that is kept.
    public static let largest = 512

    private var memory = [UInt8](repeating: 0, count: slots * largest)
    private var held = [Slot](repeating: Slot(), count: slots)
    private var head: UInt32?
    private var dry: Int64 = 0
    private var estimate: DelayEstimate
    private let frame: UInt32
    public private(set) var late: UInt64 = 0
    public private(set) var lost: UInt64 = 0
    public private(set) var skipped: UInt64 = 0

    /// - Parameter clockRate: of the timestamps; a frame is 20 ms of them.
    public init(clockRate: UInt32, minimum: Duration = .milliseconds(20), maximum: Duration = .milliseconds(200)) {
        frame = clockRate / 50
        estimate = DelayEstimate(clockRate: clockRate, minimum: minimum, maximum: maximum)
    }

    /// - Parameter duration: timestamp units that the packet lasts, above 0.
    public mutating func insert(_ payload: UnsafeRawBufferPointer, timestamp: UInt32, duration: UInt32, at now: Instant) {
        guard !payload.isEmpty, payload.count <= Self.largest, duration > 0, duration <= frame * 6 else { return }
        if let head, abs(Int64(Int32(bitPattern: timestamp &- head))) > Int64(frame) * 100 { reset() }
        estimate.packetReceived(timestamp: timestamp, duration: Int64(duration), at: now)
        let start = head ?? timestamp &- UInt32(truncatingIfNeeded: estimate.target) / frame * frame
        head = start
        guard Int32(bitPattern: timestamp &+ duration &- start) > 0 else {
            late += 1
            return
        }
        store(payload, Slot(timestamp: timestamp, duration: duration, count: payload.count))
    }

    /// What comes next. Its bytes are good until the next `insert`.
    /// - Parameter quiet: nobody would hear a cut now, so that an overlong delay may be shortened.
    public mutating func pull(quiet: Bool = false, at now: Instant) -> Pull {
        guard var head else { return .idle }
        let correction = estimate.correction(head: head, frame: Int64(frame), quiet: quiet, at: now)
        if correction < 0, find(from: head, within: frame * 2) == nil { return starve() }
        if correction > 0 {
            if let index = find(from: head, within: frame) { held[index].count = 0 }
            head &+= frame
            skipped += 1
        }
        guard let index = find(from: head, within: frame) else {
            self.head = head &+ frame
            guard held.contains(where: { $0.count > 0 }) else { return starve() }
            lost += 1
            dry = 0
            return .lost(next: find(from: head &+ frame, within: 1).map(range))
        }
        dry = 0
        self.head = held[index].timestamp &+ held[index].duration
        defer { held[index].count = 0 }
        return .packet(range(index))
    }

    public func withBytes<Result>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        memory.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    public mutating func reset() {
        head = nil
        dry = 0
        for index in held.indices { held[index].count = 0 }
        estimate.reset()
    }

    private func range(_ index: Int) -> Range<Int> { index * Self.largest..<index * Self.largest + held[index].count }

    private func find(from start: UInt32, within ticks: UInt32) -> Int? {
        held.firstIndex { $0.count > 0 && $0.timestamp &- start < ticks }
    }

    /// In a free slot, or in that of the oldest.
    private mutating func store(_ payload: UnsafeRawBufferPointer, _ slot: Slot) {
        guard !held.contains(where: { $0.count > 0 && $0.timestamp == slot.timestamp }) else { return }
        let index = held.firstIndex { $0.count == 0 } ?? held.indices.min { Int32(bitPattern: held[$0].timestamp &- held[$1].timestamp) < 0 } ?? 0
        held[index] = slot
        memory.withUnsafeMutableBytes { UnsafeMutableRawBufferPointer(rebasing: $0[index * Self.largest..<index * Self.largest + payload.count]).copyMemory(from: payload) }
    }

    /// Nothing is there at all: made up for a while, then the stream has paused.
    private mutating func starve() -> Pull {
        dry += Int64(frame)
        guard dry <= Int64(frame) * 12 else {
            reset()
            return .idle
        }
        return .lost(next: nil)
    }
}
