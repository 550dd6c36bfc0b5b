/// Sends one key after another as telephone events, a packet at each tick (RFC 4733 §2.5.1).
public struct TelephoneEventSender: Sendable {
    /// What to put into the packet of this tick.
    public struct Packet: Equatable, Sendable {
        public var marker: Bool
        /// Of the key's start, the same in all its packets.
        public var timestamp: UInt32
        public var event: TelephoneEvent
    }

    private enum State: Sendable {
        case idle
        /// Can transition to `ending` once the duration is reached.
        case pressing(DTMFDigit, timestamp: UInt32, sent: UInt32)
        /// Can transition to `pausing` after the third end packet.
        case ending(DTMFDigit, timestamp: UInt32, left: Int)
        /// Silence between keys; can transition to `idle`.
        case pausing(ticks: UInt32)
    }

    private let ticksPerPacket: UInt32
    private let duration: UInt32
    private let pause: UInt32
    private var state = State.idle
    private var waiting: [DTMFDigit] = []
    private static let endPackets = 3

    /// - Parameters in timestamp units: packet interval, length of a key, silence after it.
    public init(ticksPerPacket: UInt32 = 160, duration: UInt32 = 1280, pause: UInt32 = 800) {
        self.ticksPerPacket = max(1, ticksPerPacket)
        self.duration = min(max(duration, ticksPerPacket), 0xFFFF)
        self.pause = pause
    }

    public var isIdle: Bool {
        if case .idle = self.state { return self.waiting.isEmpty }
        return false
    }

    public mutating func press(_ digit: DTMFDigit) { self.waiting.append(digit) }

    /// - Parameter timestamp: of the audio frame that would be sent now.
    /// - Returns: the packet that replaces it, or nil when audio is to be sent.
    public mutating func next(timestamp: UInt32) -> Packet? {
        if case .idle = self.state, !self.waiting.isEmpty {
            self.state = .pressing(self.waiting.removeFirst(), timestamp: timestamp, sent: 0)
        }
        switch self.state {
        case .idle: return nil
        case .pressing(let digit, let start, let sent): return self.press(digit, start, sent)
        case .ending(let digit, let start, let left):
            self.state = left > 1 ? .ending(digit, timestamp: start, left: left - 1) : .pausing(ticks: self.pause)
            return self.end(digit, start)
        case .pausing(let ticks):
            self.state = ticks > self.ticksPerPacket ? .pausing(ticks: ticks - self.ticksPerPacket) : .idle
            return nil
        }
    }

    private mutating func press(_ digit: DTMFDigit, _ start: UInt32, _ sent: UInt32) -> Packet {
        let duration = sent + self.ticksPerPacket
        if duration >= self.duration {
            self.state = .ending(digit, timestamp: start, left: Self.endPackets - 1)
            return self.end(digit, start)
        }
        self.state = .pressing(digit, timestamp: start, sent: duration)
        let event = TelephoneEvent(code: digit.code, isEnd: false, duration: UInt16(clamping: duration))
        return Packet(marker: sent == 0, timestamp: start, event: event)
    }

    private func end(_ digit: DTMFDigit, _ start: UInt32) -> Packet {
        let event = TelephoneEvent(code: digit.code, isEnd: true, duration: UInt16(clamping: self.duration))
        return Packet(marker: false, timestamp: start, event: event)
    }
}
