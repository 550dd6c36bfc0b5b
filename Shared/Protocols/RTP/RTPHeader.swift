/// Why bytes are not an RTP or RTCP packet.
public enum RTPParseError: Error, Equatable, Sendable {
    case tooShort
    case unsupportedVersion
    case malformedExtension
    case malformedPadding
    case malformedLength
}

/// The header of an RTP packet (RFC 3550 §5.1).
public struct RTPHeader: Equatable, Sendable {
    public static let size = 12

    public var marker: Bool
    /// 0...127
    public var payloadType: UInt8
    public var sequence: UInt16
    public var timestamp: UInt32
    public var ssrc: UInt32

    public init(marker: Bool = false, payloadType: UInt8, sequence: UInt16, timestamp: UInt32, ssrc: UInt32) {
        self.marker = marker
        self.payloadType = payloadType
        self.sequence = sequence
        self.timestamp = timestamp
        self.ssrc = ssrc
    }

    /// Header of a received packet and where in it the payload lies: after CSRCs and extension, before padding.
    @inlinable
    public static func parse(_ packet: UnsafeRawBufferPointer) throws(RTPParseError) -> (header: RTPHeader, payload: Range<Int>) {
        guard packet.count >= Self.size else { throw .tooShort }
        let first = packet[0]
        guard first >> 6 == 2 else { throw .unsupportedVersion }
        var start = Self.size + Int(first & 15) * 4
        if first & 0x10 != 0 {
            guard packet.count >= start + 4 else { throw .malformedExtension }
            start += 4 + Int(packet.read16(start + 2)) * 4
        }
        guard start <= packet.count else { throw .malformedExtension }
        var end = packet.count
        if first & 0x20 != 0 {
            let padding = Int(packet[packet.count - 1])
            guard padding > 0, padding <= end - start else { throw .malformedPadding }
            end -= padding
        }
        let header = RTPHeader(
            marker: packet[1] & 0x80 != 0, payloadType: packet[1] & 0x7F, sequence: packet.read16(2),
            timestamp: packet.read32(4), ssrc: packet.read32(8))
        return (header, start..<end)
    }

    /// Writes the 12 bytes at the start of `packet`, which must hold at least that many.
    @inlinable
    public func write(to packet: UnsafeMutableRawBufferPointer) {
        precondition(packet.count >= Self.size)
        packet[0] = 0x80
        packet[1] = self.marker ? self.payloadType | 0x80 : self.payloadType & 0x7F
        packet.write16(self.sequence, at: 2)
        packet.write32(self.timestamp, at: 4)
        packet.write32(self.ssrc, at: 8)
    }

    /// A whole packet; convenient where allocation does not matter.
    public func packet(_ payload: some Collection<UInt8>) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.size)
        bytes.withUnsafeMutableBytes { self.write(to: $0) }
        bytes.append(contentsOf: payload)
        return bytes
    }
}

/// How a datagram on a media port is told apart (RFC 7983 §7, RFC 5761 §4).
public enum MediaDatagram: Equatable, Sendable {
    case stun, dtls, rtp, rtcp, other

    @inlinable
    public init(_ packet: UnsafeRawBufferPointer) {
        guard packet.count >= 2 else { self = .other; return }
        switch packet[0] {
        case 0...3: self = .stun
        case 20...63: self = .dtls
        case 128...191: self = (192...223).contains(packet[1]) ? .rtcp : .rtp
        default: self = .other
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Big-endian; the caller has checked that the bytes are there.
    @inlinable func read16(_ offset: Int) -> UInt16 {
        precondition(offset >= 0 && offset + 2 <= self.count)
        return UInt16(bigEndian: self.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    @inlinable func read32(_ offset: Int) -> UInt32 {
        precondition(offset >= 0 && offset + 4 <= self.count)
        return UInt32(bigEndian: self.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}

extension UnsafeMutableRawBufferPointer {
    @inlinable func write16(_ value: UInt16, at offset: Int) {
        precondition(offset >= 0 && offset + 2 <= self.count)
        self.storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt16.self)
    }

    @inlinable func write32(_ value: UInt32, at offset: Int) {
        precondition(offset >= 0 && offset + 4 <= self.count)
        self.storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt32.self)
    }
}
