import Vocabulary

/// Provisional responses that the caller acknowledges with PRACK (RFC 3262 §3).
struct SIPReliability: Sendable {
    enum Policy: Sendable {
        /// The caller does not know the extension.
        case never
        /// The caller knows it: used for responses with a description.
        case withDescription
        /// The caller requires it.
        case always
    }

    struct Unacknowledged: Sendable {
        let number: UInt32
        let carriesDescription: Bool
        let bytes: [UInt8]
        /// Nil when it is not repeated any more: a final response has been sent.
        var at: Instant?
        var interval: Duration
        let deadline: Instant
    }

    struct Provisional: Sendable {
        let status: Int
        let sdp: [UInt8]?
    }

    static let maximumWaiting = 8

    var policy = Policy.never
    private(set) var number: UInt32 = 0
    var unacknowledged: Unacknowledged?
    /// §3: one at a time; these follow when it is acknowledged.
    var waiting: [Provisional] = []

    var nextDeadline: Instant? { self.unacknowledged.flatMap(\.at) }

    init() {}

    init(_ invite: SIPRequest) {
        if invite.headers.contains("100rel", in: .require) {
            self.policy = .always
        } else if invite.headers.contains("100rel", in: .supported) {
            self.policy = .withDescription
        }
    }

    func isReliable(carriesDescription: Bool) -> Bool {
        switch self.policy {
        case .never: false
        case .withDescription: carriesDescription
        case .always: true
        }
    }

    /// §3: the first from 1 to 2**31 - 1 at random, each further one greater by one.
    mutating func nextNumber(_ random: UInt64) -> UInt32 {
        self.number = self.number == 0 ? UInt32(random % 0x3FFF_FFFF) + 1 : self.number + 1
        return self.number
    }
}

/// The value of RAck: which response a PRACK acknowledges (RFC 3262 §7.2).
struct SIPAcknowledgement: Equatable, Sendable {
    let number: UInt32
    let sequence: UInt32
    let method: SIPMethod

    init?(_ headers: SIPHeaders) {
        guard let field = headers.first(.rAck) else { return nil }
        let parts = field.value.split(whereSeparator: ASCII.isBlank)
        guard parts.count == 3, let number = ByteCursor.number(parts[0], limit: UInt64(UInt32.max)), let sequence = ByteCursor.number(parts[1], limit: UInt64(UInt32.max)) else { return nil }
        self.number = UInt32(number)
        self.sequence = UInt32(sequence)
        self.method = SIPMethod(String(bytes: parts[2]))
    }
}
