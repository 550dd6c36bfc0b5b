import Vocabulary

/// What a receiver knows of one source: sequence numbers, loss and jitter (RFC 3550 §6.4.1, A.1, A.3, A.8).
public struct RTPReception: Sendable {
    public enum Verdict: Equatable, Sendable {
        /// In order or reordered: to be played.
        case accepted
        /// Seen before.
        case duplicate
        /// Far outside the expected range: dropped unless the next packet continues it.
        case implausible
        /// The source restarted; the state begins anew with this packet.
        case restarted
    }

    /// A.1: largest jump ahead that is loss, largest step back that is reordering.
    private static let maximumDropout: UInt16 = 3000
    private static let maximumMisorder: UInt16 = 100

    public let clockRate: UInt32
    public private(set) var ssrc: UInt32?
    public private(set) var received: UInt64 = 0
    public private(set) var duplicates: UInt64 = 0
    private var base: UInt32 = 0
    private var highest: UInt32 = 0
    private var suspect: UInt16?
    /// The last 64 sequence numbers, one bit each, the highest at bit 0.
    private var window: UInt64 = 0
    private var transit: Int64?
    /// 16ths of a timestamp unit, as A.8 has it.
    private var scaledJitter: Int64 = 0
    private var expectedBefore: UInt64 = 0
    private var receivedBefore: UInt64 = 0
    private var interval = JitterInterval()

    public init(clockRate: UInt32 = 8000) { self.clockRate = clockRate }

    /// - Parameter timed: false for packets whose timestamp says nothing of when they were sent (telephone events).
    public mutating func packetReceived(_ header: RTPHeader, timed: Bool = true, at now: Instant) -> Verdict {
        guard let ssrc, ssrc == header.ssrc else {
            let isFirst = self.ssrc == nil
            self.start(header)
            return isFirst ? .accepted : .restarted
        }
        let verdict = self.classify(header.sequence)
        switch verdict {
        case .implausible: return verdict
        case .restarted: self.start(header)
        case .duplicate:
            self.duplicates += 1
            self.interval.duplicates &+= 1
        case .accepted: self.received += 1
        }
        if timed, verdict == .accepted { self.measure(header.timestamp, at: now) }
        return verdict
    }

    private mutating func start(_ header: RTPHeader) {
        self.ssrc = header.ssrc
        self.base = UInt32(header.sequence)
        self.highest = self.base
        self.window = 1
        self.suspect = nil
        self.transit = nil
        self.received = 1
        self.expectedBefore = 0
        self.receivedBefore = 0
        self.interval = JitterInterval()
        self.interval.began(at: header.sequence)
    }

    private mutating func classify(_ sequence: UInt16) -> Verdict {
        let ahead = sequence &- UInt16(truncatingIfNeeded: self.highest)
        if ahead == 0 { return .duplicate }
        if ahead < Self.maximumDropout {
            self.highest &+= UInt32(ahead)
            self.window = ahead < 64 ? self.window << UInt64(ahead) | 1 : 1
            self.suspect = nil
            return .accepted
        }
        let behind = 0 &- ahead
        if behind <= Self.maximumMisorder { return self.reordered(behind) }
        // Two packets in a row from elsewhere: the source jumped.
        if self.suspect == sequence { return .restarted }
        self.suspect = sequence &+ 1
        return .implausible
    }

    private mutating func reordered(_ behind: UInt16) -> Verdict {
        guard behind < 64 else { return .accepted }
        let bit: UInt64 = 1 << UInt64(behind)
        guard self.window & bit == 0 else { return .duplicate }
        self.window |= bit
        return .accepted
    }

    private mutating func measure(_ timestamp: UInt32, at now: Instant) {
        let arrival = now.nanoseconds / 1000 &* Int64(self.clockRate) / 1_000_000
        let transit = Int64(Int32(truncatingIfNeeded: arrival &- Int64(timestamp)))
        defer { self.transit = transit }
        guard let last = self.transit else { return }
        let difference = abs(Int64(Int32(truncatingIfNeeded: transit &- last)))
        self.interval.add(UInt32(clamping: difference))
        self.scaledJitter += difference - (self.scaledJitter + 8) >> 4
    }

    public var expected: UInt64 { self.ssrc == nil ? 0 : UInt64(self.highest &- self.base) + 1 }
    /// Never negative here; duplicates are not counted as received.
    public var lost: UInt64 { self.expected > self.received ? self.expected - self.received : 0 }
    public var highestSequence: UInt32 { self.highest }
    /// In timestamp units.
    public var jitter: UInt32 { UInt32(clamping: self.scaledJitter >> 4) }
    public var jitterMilliseconds: Double { Double(self.jitter) * 1000 / Double(self.clockRate) }

    /// The report block for this source; also starts the next interval (A.3).
    public mutating func report(lastSenderReport: UInt32 = 0, delay: UInt32 = 0) -> RTCPReport? {
        guard let ssrc else { return nil }
        let expected = self.expected - self.expectedBefore
        let received = self.received - self.receivedBefore
        self.expectedBefore = self.expected
        self.receivedBefore = self.received
        let lost = expected > received ? expected - received : 0
        return RTCPReport(
            ssrc: ssrc, fractionLost: expected == 0 ? 0 : UInt8(clamping: lost * 256 / expected),
            totalLost: UInt32(clamping: min(self.lost, 0x7F_FFFF)), highestSequence: self.highest, jitter: self.jitter,
            lastSenderReport: lastSenderReport, delaySinceLastSenderReport: delay)
    }

    /// Loss and jitter since the last call, for an extended report.
    public mutating func statistics() -> RTCPStatistics? {
        guard let ssrc else { return nil }
        return self.interval.taken(ssrc: ssrc, end: UInt16(truncatingIfNeeded: self.highest), received: self.received)
    }
}
