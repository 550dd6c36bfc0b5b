/// A report block: what one receiver says of one source (RFC 3550 §6.4.1).
public struct RTCPReport: Equatable, Sendable {
    public var ssrc: UInt32
    /// 256ths, since the last report.
    public var fractionLost: UInt8
    /// 24 bits.
    public var totalLost: UInt32
    public var highestSequence: UInt32
    public var jitter: UInt32
    /// Middle 32 bits of the sender report's NTP time.
    public var lastSenderReport: UInt32
    /// 65536ths of a second.
    public var delaySinceLastSenderReport: UInt32

    public init(ssrc: UInt32, fractionLost: UInt8, totalLost: UInt32, highestSequence: UInt32, jitter: UInt32, lastSenderReport: UInt32, delaySinceLastSenderReport: UInt32) {
        self.ssrc = ssrc
        self.fractionLost = fractionLost
        self.totalLost = totalLost
        self.highestSequence = highestSequence
        self.jitter = jitter
        self.lastSenderReport = lastSenderReport
        self.delaySinceLastSenderReport = delaySinceLastSenderReport
    }
}

/// The sender's own figures in a sender report.
public struct RTCPSenderInfo: Equatable, Sendable {
    /// Seconds since 1900 and 2**32nds of a second.
    public var ntp: UInt64
    public var rtpTimestamp: UInt32
    public var packets: UInt32
    public var octets: UInt32

    public init(ntp: UInt64, rtpTimestamp: UInt32, packets: UInt32, octets: UInt32) {
        self.ntp = ntp
        self.rtpTimestamp = rtpTimestamp
        self.packets = packets
        self.octets = octets
    }

    /// What the receiver echoes as `lastSenderReport`.
    public var middle: UInt32 { UInt32(truncatingIfNeeded: self.ntp >> 16) }

    /// NTP time of a moment given in microseconds since 1970.
    public static func ntp(unixMicroseconds: Int64) -> UInt64 {
        let seconds = UInt64(bitPattern: unixMicroseconds / 1_000_000 + 2_208_988_800)
        let fraction = UInt64(bitPattern: unixMicroseconds % 1_000_000) << 32 / 1_000_000
        return seconds << 32 | fraction
    }
}

extension RTCPPacket {
    /// Whether packets fill a compound datagram by their lengths. What SRTCP sealed is longer by its index and tag (RFC 3711 §3.4).
    public static func fill(_ datagram: UnsafeRawBufferPointer) -> Bool {
        var rest = datagram[...]
        while rest.count >= 4 {
            let start = rest.startIndex, words = Int(rest[start + 2]) << 8 | Int(rest[start + 3])
            guard rest[start] >> 6 == 2, rest.count >= 4 * (words + 1) else { return false }
            rest = rest.dropFirst(4 * (words + 1))
        }
        return rest.isEmpty && !datagram.isEmpty
    }
}

/// One packet of a compound RTCP datagram (RFC 3550 §6).
public enum RTCPPacket: Equatable, Sendable {
    case senderReport(ssrc: UInt32, RTCPSenderInfo, [RTCPReport])
    case receiverReport(ssrc: UInt32, [RTCPReport])
    /// Canonical name of the source.
    case description(ssrc: UInt32, cname: String)
    case goodbye([UInt32])
    /// Loss and jitter over an interval (RFC 3611 §4.6).
    case statistics(ssrc: UInt32, RTCPStatistics)
    /// Application, feedback or another extended report: skipped by length.
    case other(type: UInt8)

    /// All packets of a datagram.
    /// - Throws: `unsupportedVersion`, `malformedLength`, `malformedPadding`, `tooShort`.
    public static func parse(_ datagram: UnsafeRawBufferPointer) throws(RTPParseError) -> [RTCPPacket] {
        var packets: [RTCPPacket] = []
        var start = 0
        guard datagram.count >= 4 else { throw .tooShort }
        while start < datagram.count {
            guard datagram.count - start >= 4 else { throw .malformedLength }
            guard datagram[start] >> 6 == 2 else { throw .unsupportedVersion }
            let length = (Int(datagram.read16(start + 2)) + 1) * 4
            guard length <= datagram.count - start else { throw .malformedLength }
            let packet = UnsafeRawBufferPointer(rebasing: datagram[start..<start + length])
            packets.append(try Self.parseOne(packet))
            start += length
        }
        return packets
    }

    private static func parseOne(_ packet: UnsafeRawBufferPointer) throws(RTPParseError) -> RTCPPacket {
        let count = Int(packet[0] & 31)
        var end = packet.count
        if packet[0] & 0x20 != 0 {
            let padding = Int(packet[packet.count - 1])
            guard padding > 0, padding <= packet.count - 4 else { throw .malformedPadding }
            end -= padding
        }
        switch packet[1] {
        case 200:
            guard end >= 28 else { throw .malformedLength }
            let ntp = UInt64(packet.read32(8)) << 32 | UInt64(packet.read32(12))
            let info = RTCPSenderInfo(ntp: ntp, rtpTimestamp: packet.read32(16), packets: packet.read32(20), octets: packet.read32(24))
            return .senderReport(ssrc: packet.read32(4), info, try Self.reports(packet, from: 28, count: count, end: end))
        case 201:
            guard end >= 8 else { throw .malformedLength }
            return .receiverReport(ssrc: packet.read32(4), try Self.reports(packet, from: 8, count: count, end: end))
        case 202: return Self.description(packet, end: end)
        case 203:
            guard end >= 4 + count * 4 else { throw .malformedLength }
            return .goodbye((0..<count).map { packet.read32(4 + $0 * 4) })
        case RTCPStatistics.packetType: return RTCPStatistics.parse(packet, end: end) ?? .other(type: packet[1])
        default: return .other(type: packet[1])
        }
    }

    private static func reports(_ packet: UnsafeRawBufferPointer, from start: Int, count: Int, end: Int) throws(RTPParseError) -> [RTCPReport] {
        guard end >= start + count * 24 else { throw .malformedLength }
        return (0..<count).map { index in
            let at = start + index * 24
            return RTCPReport(
                ssrc: packet.read32(at), fractionLost: packet[at + 4], totalLost: packet.read32(at + 4) & 0xFF_FFFF,
                highestSequence: packet.read32(at + 8), jitter: packet.read32(at + 12),
                lastSenderReport: packet.read32(at + 16), delaySinceLastSenderReport: packet.read32(at + 20))
        }
    }

    /// The CNAME of the first chunk; other items are of no interest.
    private static func description(_ packet: UnsafeRawBufferPointer, end: Int) -> RTCPPacket {
        guard end >= 8 else { return .other(type: 202) }
        var index = 8
        while index + 2 <= end, packet[index] != 0 {
            let length = Int(packet[index + 1])
            guard index + 2 + length <= end else { break }
            if packet[index] == 1 {
                return .description(ssrc: packet.read32(4), cname: String(decoding: packet[(index + 2)..<(index + 2 + length)], as: UTF8.self))
            }
            index += 2 + length
        }
        return .other(type: 202)
    }
}

extension RTCPPacket {
    /// Bytes of one packet; concatenate several into a compound datagram that starts with a report.
    public var bytes: [UInt8] {
        switch self {
        case .senderReport(let ssrc, let info, let reports):
            var body = Self.big(ssrc) + Self.big(UInt32(truncatingIfNeeded: info.ntp >> 32)) + Self.big(UInt32(truncatingIfNeeded: info.ntp))
            body += Self.big(info.rtpTimestamp) + Self.big(info.packets) + Self.big(info.octets)
            for report in reports.prefix(31) { body += Self.bytes(report) }
            return Self.packet(200, count: min(reports.count, 31), body)
        case .receiverReport(let ssrc, let reports):
            return Self.packet(201, count: min(reports.count, 31), Self.big(ssrc) + reports.prefix(31).flatMap(Self.bytes))
        case .description(let ssrc, let cname):
            let name = Array(cname.utf8.prefix(255))
            var body = Self.big(ssrc) + [1, UInt8(name.count)] + name + [0]
            while body.count % 4 != 0 { body.append(0) }
            return Self.packet(202, count: 1, body)
        case .goodbye(let sources):
            return Self.packet(203, count: min(sources.count, 31), sources.prefix(31).flatMap(Self.big))
        case .statistics(let ssrc, let statistics): return Self.packet(RTCPStatistics.packetType, count: 0, Self.big(ssrc) + statistics.words.flatMap(Self.big))
        case .other: return []
        }
    }

    private static func packet(_ type: UInt8, count: Int, _ body: [UInt8]) -> [UInt8] {
        let words = UInt16(body.count / 4)
        return [0x80 | UInt8(count), type, UInt8(words >> 8), UInt8(words & 255)] + body
    }

    private static func big(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static func bytes(_ report: RTCPReport) -> [UInt8] {
        self.big(report.ssrc) + self.big(UInt32(report.fractionLost) << 24 | report.totalLost & 0xFF_FFFF)
            + self.big(report.highestSequence) + self.big(report.jitter) + self.big(report.lastSenderReport)
            + self.big(report.delaySinceLastSenderReport)
    }
}
