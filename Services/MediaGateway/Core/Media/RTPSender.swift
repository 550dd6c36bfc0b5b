import Protocols

/// Numbers the packets of one outgoing stream, whether they are ours or forwarded: the receiver sees one source whose
/// sequence and timestamps never jump (RFC 3550 §5.1).
struct RTPSender: Sendable {
    let ssrc: UInt32
    private(set) var packets: UInt32 = 0
    private(set) var octets: UInt32 = 0
    private var sequence: UInt16
    private(set) var timestamp: UInt32
    /// The next packet begins a talk-spurt (RFC 3551 §4.1).
    private var marks = true
    private var relay: Relay?

    /// How a forwarded source's numbers become ours.
    private struct Relay: Sendable {
        var source: UInt32
        var sequence: UInt16
        var timestamp: UInt32
    }

    init(ssrc: UInt32, sequence: UInt16, timestamp: UInt32) {
        self.ssrc = ssrc
        self.sequence = sequence
        self.timestamp = timestamp
    }

    /// The header of a frame of ours; `ticks` is how long it lasts.
    mutating func own(_ payloadType: UInt8, ticks: UInt32, octets count: Int) -> RTPHeader {
        relay = nil
        defer {
            sequence &+= 1
            timestamp &+= ticks
            marks = false
            account(count)
        }
        return RTPHeader(marker: marks, payloadType: payloadType, sequence: sequence, timestamp: timestamp, ssrc: ssrc)
    }

    /// The header of a key of ours, which stands in place of a frame.
    /// - Parameter start: the timestamp at which the key began.
    mutating func event(_ payloadType: UInt8, marker: Bool, start: UInt32, ticks: UInt32, octets count: Int) -> RTPHeader {
        relay = nil
        defer {
            sequence &+= 1
            timestamp &+= ticks
            account(count)
        }
        return RTPHeader(marker: marker, payloadType: payloadType, sequence: sequence, timestamp: start, ssrc: ssrc)
    }

    /// Nothing is sent for so long: time goes on, and what follows is a new talk-spurt.
    mutating func skip(ticks: UInt32) {
        timestamp &+= ticks
        marks = true
    }

    /// The header for a packet that is passed on.
    mutating func relayed(_ header: RTPHeader, as payloadType: UInt8, ticks: UInt32, octets count: Int) -> RTPHeader {
        let known = relay?.source == header.ssrc ? relay : nil
        let offsets = known ?? Relay(source: header.ssrc, sequence: sequence &- header.sequence, timestamp: timestamp &- header.timestamp)
        let result = RTPHeader(
            marker: header.marker || known == nil, payloadType: payloadType, sequence: header.sequence &+ offsets.sequence,
            timestamp: header.timestamp &+ offsets.timestamp, ssrc: ssrc)
        relay = offsets
        if Int16(bitPattern: result.sequence &- sequence) >= 0 { sequence = result.sequence &+ 1 }
        if Int32(bitPattern: result.timestamp &+ ticks &- timestamp) > 0 { timestamp = result.timestamp &+ ticks }
        account(count)
        return result
    }

    private mutating func account(_ count: Int) {
        packets &+= 1
        octets &+= UInt32(truncatingIfNeeded: count)
    }
}
