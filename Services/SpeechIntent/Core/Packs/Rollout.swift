import Vocabulary

/// How far a scenario is given to the assistant: `person`, `shadow`, a share of the calls such as `30%`, or `all`.
public enum Rollout: Codable, Hashable, Sendable {
    /// A person serves it.
    case person
    /// The assistant drafts, a person answers, and both are kept and compared.
    case shadow
    /// The assistant serves this share of the calls, in per cent; persons serve the others.
    case share(Int)
    case all

    public init?(_ text: String) {
        switch text {
        case "person": self = .person
        case "shadow": self = .shadow
        case "all": self = .all
        default:
            guard text.hasSuffix("%"), let percent = Int(text.dropLast()), (0...100).contains(percent) else { return nil }
            self = .share(percent)
        }
    }

    /// Whether the assistant serves this call; the same for a call wherever and whenever it is asked.
    public func serves(_ call: CallID) -> Bool {
        switch self {
        case .person, .shadow: false
        case .all: true
        case .share(let percent): Int(FNV1a.hash(call.value) % 100) < percent
        }
    }
}

extension Rollout: CustomStringConvertible {
    public var description: String {
        switch self {
        case .person: "person"
        case .shadow: "shadow"
        case .all: "all"
        case .share(let percent): "\(percent)%"
        }
    }
}

/// 64 bits of FNV-1a, mixed so that the last digits count: the same on every machine, unlike `Hasher`.
public enum FNV1a {
    static func hash(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash ^= hash >> 33
        hash = hash &* 0xff51_afd7_ed55_8ccd
        return hash ^ (hash >> 33)
    }

    public static func hex(_ text: String) -> String {
        let digits = String(hash(text), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
