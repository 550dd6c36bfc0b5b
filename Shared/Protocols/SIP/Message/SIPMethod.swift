/// A request method; case-sensitive (RFC 3261 §7.1).
public enum SIPMethod: Hashable, Sendable {
    case invite, ack, bye, cancel, options, register, prack, update, info, refer, notify, subscribe, message, publish
    case other(String)

    private static let known: [SIPMethod] = [
        .invite, .ack, .bye, .cancel, .options, .register, .prack, .update, .info, .refer, .notify, .subscribe,
        .message, .publish,
    ]
    private static let byName = Dictionary(uniqueKeysWithValues: Self.known.map { ($0.name, $0) })

    public init(_ name: String) { self = Self.byName[name] ?? .other(name) }

    public var name: String {
        switch self {
        case .invite: "INVITE"
        case .ack: "ACK"
        case .bye: "BYE"
        case .cancel: "CANCEL"
        case .options: "OPTIONS"
        case .register: "REGISTER"
        case .prack: "PRACK"
        case .update: "UPDATE"
        case .info: "INFO"
        case .refer: "REFER"
        case .notify: "NOTIFY"
        case .subscribe: "SUBSCRIBE"
        case .message: "MESSAGE"
        case .publish: "PUBLISH"
        case .other(let name): name
        }
    }

    /// Methods that this endpoint has a meaning for; others are answered 501, known ones it does not take 405.
    var isKnown: Bool {
        if case .other = self { return false }
        return true
    }
}

extension SIPMethod: CustomStringConvertible {
    public var description: String { self.name }
}
