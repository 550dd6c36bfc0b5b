/// What an offer says of the resources that a call needs before it may ring (RFC 3312): the carriers' IMS trunks do.
///
/// Our own resources are there from the start. `local` and `remote` are the offerer's words.
public struct Preconditions: Equatable, Sendable {
    /// Whether there are any.
    public let isPresent: Bool
    /// Nothing that is mandatory at the offerer's end, or on the whole way, is still to be reserved.
    public let areMet: Bool

    public init(_ sdp: [UInt8]) {
        guard let description = try? SessionDescription(sdp) else {
            self.areMet = true
            self.isPresent = false
            return
        }
        self.isPresent = description.media.contains { !$0.values("des").isEmpty }
        self.areMet = description.media.allSatisfy { $0.port == 0 || Self.isMet($0) }
    }

    private static func isMet(_ medium: MediaDescription) -> Bool {
        let current = QualityOfService.status(medium)
        for desired in medium.values("des").compactMap(QualityOfService.init(desired:)) where desired.isMandatory && desired.side != .remote {
            guard current[desired.side, default: .none].contains(desired.direction) else { return false }
        }
        return true
    }
}

/// Segments of RFC 3312 §4: `local` and `remote` ends, or `e2e` for the whole way.
struct QualityOfService: Sendable {
    enum Side: String, Hashable, Sendable {
        case local, remote, e2e

        var reversed: Side {
            switch self {
            case .local: .remote
            case .remote: .local
            case .e2e: .e2e
            }
        }
    }

    struct Direction: OptionSet, Sendable {
        let rawValue: UInt8
        static let none: Direction = []
        static let send = Direction(rawValue: 1)
        static let receive = Direction(rawValue: 2)
        static let both: Direction = [.send, .receive]

        init(rawValue: UInt8) { self.rawValue = rawValue }

        init?(_ text: some StringProtocol) {
            switch text {
            case "none": self = .none
            case "send": self = .send
            case "recv": self = .receive
            case "sendrecv": self = .both
            default: return nil
            }
        }

        var text: String { ["none", "send", "recv", "sendrecv"][Int(self.rawValue & 3)] }
        var reversed: Direction { Direction(rawValue: (self.rawValue & 1) << 1 | (self.rawValue & 2) >> 1) }
    }

    let strength: String
    let side: Side
    let direction: Direction

    var isMandatory: Bool { self.strength == "mandatory" }

    /// `qos mandatory local sendrecv`
    init?(desired value: String) {
        let parts = value.split(separator: " ")
        guard parts.count == 4, parts[0] == "qos", let side = Side(rawValue: String(parts[2])), let direction = Direction(parts[3]) else { return nil }
        self.strength = String(parts[1])
        self.side = side
        self.direction = direction
    }

    /// `qos local none`, by side.
    static func status(_ medium: MediaDescription) -> [Side: Direction] {
        var status: [Side: Direction] = [:]
        for value in medium.values("curr") {
            let parts = value.split(separator: " ")
            guard parts.count == 3, parts[0] == "qos", let side = Side(rawValue: String(parts[1])), let direction = Direction(parts[2]) else { continue }
            status[side] = direction
        }
        return status
    }

    /// The lines of an offer: ours are reserved, the peer's are needed before it rings.
    static let offer: [SessionDescription.Attribute] = [
        .init("curr", "qos local sendrecv"), .init("curr", "qos remote none"), .init("des", "qos mandatory local sendrecv"), .init("des", "qos mandatory remote sendrecv"),
    ]

    /// The lines of our answer (§5, §7): sides turned round, ours reserved, a confirmation asked for while the
    /// offerer's are not. Empty when the offer holds none.
    static func answer(to medium: MediaDescription) -> [SessionDescription.Attribute] {
        let desired = medium.values("des").compactMap(QualityOfService.init(desired:))
        guard !desired.isEmpty else { return [] }
        let theirs = self.status(medium)
        var lines: [SessionDescription.Attribute] = []
        if desired.contains(where: { $0.side == .e2e }) {
            lines.append(.init("curr", "qos e2e \((theirs[.e2e] ?? .none).reversed.text)"))
        } else {
            lines.append(.init("curr", "qos local sendrecv"))
            lines.append(.init("curr", "qos remote \((theirs[.local] ?? .none).text)"))
        }
        for item in desired { lines.append(.init("des", "qos \(item.strength) \(item.side.reversed.rawValue) \(item.direction.text)")) }
        for item in desired where item.side == .local && item.isMandatory && !theirs[.local, default: .none].contains(item.direction) {
            lines.append(.init("conf", "qos remote \(item.direction.text)"))
        }
        return lines
    }
}
