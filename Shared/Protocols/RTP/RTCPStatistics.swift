/// What a receiver tells of one source over an interval: the statistics summary of an extended report (RFC 3611 §4.6).
public struct RTCPStatistics: Equatable, Sendable {
    static let packetType: UInt8 = 207
    private static let blockType: UInt32 = 6
    /// Words after the block's first.
    private static let length: UInt32 = 9
    /// Loss, duplicates and jitter are given; hop counts are not.
    private static let flags: UInt32 = 0xE0

    public var source: UInt32
    /// The first sequence number of the interval, and the one after its last.
    public var begin: UInt16
    public var end: UInt16
    public var lost: UInt32
    public var duplicates: UInt32
    /// Difference of relative transit times, in timestamp units.
    public var leastJitter: UInt32
    public var mostJitter: UInt32
    public var meanJitter: UInt32
    public var jitterDeviation: UInt32

    var words: [UInt32] {
        [
            Self.blockType << 24 | Self.flags << 16 | Self.length, source, UInt32(begin) << 16 | UInt32(end), lost, duplicates, leastJitter, mostJitter, meanJitter,
            jitterDeviation, 0,
        ]
    }

    /// The first summary in an extended report; nil when there is none.
    static func parse(_ packet: UnsafeRawBufferPointer, end: Int) -> RTCPPacket? {
        var start = 8
        while start + 4 <= end {
            let first = packet.read32(start), size = (Int(first & 0xFFFF) + 1) * 4
            guard start + size <= end else { return nil }
            if first >> 24 == blockType, first & 0xFFFF == length { return .statistics(ssrc: packet.read32(4), RTCPStatistics(packet, at: start)) }
            start += size
        }
        return nil
    }

    private init(_ packet: UnsafeRawBufferPointer, at start: Int) {
        source = packet.read32(start + 4)
        (begin, end) = (packet.read16(start + 8), packet.read16(start + 10))
        (lost, duplicates) = (packet.read32(start + 12), packet.read32(start + 16))
        (leastJitter, mostJitter) = (packet.read32(start + 20), packet.read32(start + 24))
        (meanJitter, jitterDeviation) = (packet.read32(start + 28), packet.read32(start + 32))
    }

    public init(source: UInt32, begin: UInt16, end: UInt16, lost: UInt32, duplicates: UInt32, leastJitter: UInt32, mostJitter: UInt32, meanJitter: UInt32, jitterDeviation: UInt32) {
        self.source = source
        self.begin = begin
        self.end = end
        self.lost = lost
        self.duplicates = duplicates
        self.leastJitter = leastJitter
        self.mostJitter = mostJitter
        self.meanJitter = meanJitter
        self.jitterDeviation = jitterDeviation
    }
}

/// Gathers what a summary tells.
struct JitterInterval: Sendable {
    private var begin: UInt16 = 0
    private var receivedBefore: UInt64 = 0
    private var least = UInt32.max
    private var most: UInt32 = 0
    private var sum: UInt64 = 0
    private var squares: UInt64 = 0
    private var count: UInt64 = 0
    var duplicates: UInt32 = 0

    mutating func began(at sequence: UInt16) { begin = sequence }

    mutating func add(_ jitter: UInt32) {
        let jitter = min(jitter, 1 << 20)
        least = min(least, jitter)
        most = max(most, jitter)
        sum += UInt64(jitter)
        squares += UInt64(jitter) * UInt64(jitter)
        count += 1
    }

    /// Ends the interval and begins the next.
    /// - Parameter end: the highest sequence number that came.
    mutating func taken(ssrc: UInt32, end: UInt16, received: UInt64) -> RTCPStatistics {
        let next = end &+ 1, expected = UInt64(next &- begin), came = received - min(received, receivedBefore), mean = count == 0 ? 0 : sum / count
        let variance = count == 0 ? 0 : squares / count - min(squares / count, mean * mean)
        let statistics = RTCPStatistics(
            source: ssrc, begin: begin, end: next, lost: UInt32(clamping: expected > came ? expected - came : 0), duplicates: duplicates,
            leastJitter: count == 0 ? 0 : least, mostJitter: most, meanJitter: UInt32(clamping: mean), jitterDeviation: UInt32(Double(variance).squareRoot()))
        self = JitterInterval()
        begin = next
        receivedBefore = received
        return statistics
    }
}
