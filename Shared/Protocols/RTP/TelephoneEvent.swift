/// A key of a telephone, and its event code (RFC 4733 §3.2).
public struct DTMFDigit: Hashable, Sendable, CustomStringConvertible {
    /// 0...15
    public let code: UInt8
    private static let characters = Array("0123456789*#ABCD")

    public init?(code: UInt8) {
        guard code < 16 else { return nil }
        self.code = code
    }

    public init?(_ character: Character) {
        guard let index = Self.characters.firstIndex(of: Character(character.uppercased())) else { return nil }
        self.code = UInt8(index)
    }

    public var character: Character { Self.characters[Int(self.code)] }
    public var description: String { String(self.character) }
}

/// The payload of a telephone-event packet (RFC 4733 §2.3).
public struct TelephoneEvent: Equatable, Sendable {
    public static let size = 4

    public var code: UInt8
    public var isEnd: Bool
    /// 0...63, in -dBm0.
    public var volume: UInt8
    /// In timestamp units.
    public var duration: UInt16

    public init(code: UInt8, isEnd: Bool, volume: UInt8 = 10, duration: UInt16) {
        self.code = code
        self.isEnd = isEnd
        self.volume = volume
        self.duration = duration
    }

    /// Nil when shorter than four bytes; of several events in a packet (RFC 2198 style) the first counts.
    @inlinable
    public init?(_ payload: UnsafeRawBufferPointer) {
        guard payload.count >= Self.size else { return nil }
        self.code = payload[0]
        self.isEnd = payload[1] & 0x80 != 0
        self.volume = payload[1] & 0x3F
        self.duration = payload.read16(2)
    }

    public var bytes: [UInt8] {
        [self.code, (self.isEnd ? 0x80 : 0) | self.volume & 0x3F, UInt8(self.duration >> 8), UInt8(self.duration & 255)]
    }
}

extension TelephoneEvent {
    /// Writes the four bytes at the start of `payload`, which must hold them.
    public func write(to payload: UnsafeMutableRawBufferPointer) {
        precondition(payload.count >= Self.size)
        payload[0] = self.code
        payload[1] = (self.isEnd ? 0x80 : 0) | self.volume & 0x3F
        payload.write16(self.duration, at: 2)
    }
}
