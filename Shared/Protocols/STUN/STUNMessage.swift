/// A STUN message (RFC 8489 §5): what keeps the way through an address translator open, and says how the other end sees us.
public struct STUNMessage: Equatable, Sendable {
    /// §5: the two bits of the class, the only method that is spoken here being Binding.
    public enum Kind: UInt16, Sendable {
        case request = 0x0001
        case indication = 0x0011
        case success = 0x0101
        case failure = 0x0111
    }

    public static let headerSize = 20
    static let cookie: UInt32 = 0x2112_A442
    /// Attributes of one message, at most; keep-alives have none.
    static let mostAttributes = 64

    public var kind: Kind
    /// Twelve bytes: who answers repeats them.
    public let transaction: [UInt8]
    /// In the order in which they came, up to the first that says that only FINGERPRINT counts behind it (§14.5).
    public internal(set) var attributes: [STUNAttribute] = []

    public init(_ kind: Kind, transaction: [UInt8]) {
        self.kind = kind
        self.transaction = transaction
    }

    /// Whether a datagram is STUN where SIP is spoken too (RFC 5626 §8): no SIP message begins with two zero bits, and the
    /// cookie is there.
    public static func isIt(_ bytes: some Collection<UInt8>) -> Bool {
        guard let first = bytes.first, first & 0xC0 == 0, bytes.count >= Self.headerSize else { return false }
        return bytes.dropFirst(4).prefix(4).elementsEqual([0x21, 0x12, 0xA4, 0x42])
    }

    /// How the receiver saw the sender (§14.2); nil when the message does not say or says it wrongly.
    public var mappedAddress: SocketAddress? {
        self.attributes.first { $0.type == .xorMappedAddress }.flatMap { STUNAttribute.address($0.value, transaction: self.transaction) }
    }

    /// §14.8: 300 to 699; nil unless the message is a refusal that says why.
    public var errorCode: Int? {
        guard let value = self.attributes.first(where: { $0.type == .errorCode })?.value, value.count >= 4 else { return nil }
        let code = Int(value[2] & 7) * 100 + Int(value[3])
        return (300...699).contains(code) && value[3] < 100 ? code : nil
    }

    public var hasFingerprint: Bool { self.attributes.last?.type == .fingerprint }
}
