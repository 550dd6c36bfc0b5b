import Contracts
import Vocabulary

/// One numbered event of an agent's page. Numbers are contiguous from 1 within an edition of the page.
public struct PageEvent: Sendable, Hashable {
    public var id: PageEventID
    public var message: PageMessage
}

/// What a browser sends back as `Last-Event-ID`: `<edition>-<number>`. Another edition's number means nothing here.
public struct PageEventID: Sendable, Hashable, CustomStringConvertible {
    public var edition: String
    public var number: Int

    public init(edition: String, number: Int) {
        self.edition = edition
        self.number = number
    }

    /// - Returns: nil when the text is no such name.
    public init?(_ text: String) {
        guard let dash = text.lastIndex(of: "-"), let number = Int(text[text.index(after: dash)...]), number >= 0 else { return nil }
        self.init(edition: String(text[..<dash]), number: number)
    }
    public var description: String { "\(edition)-\(number)" }
}

public enum PageMessage: Sendable, Hashable {
    /// Everything, for a page that knows nothing.
    case welcome(Welcome)
    case show(ShownCall)
    case change(CallChange)
    case acknowledged(Acknowledged)
    case clear(Cleared)
    case presence(PresenceShown)

    public struct Welcome: Codable, Sendable, Hashable {
        public var agent: AgentID
        /// Nil while it is not known.
        public var presence: Presence?
        /// When that ends by itself.
        public var until: Timestamp?
        public var calls: [ShownCall]
    }

    /// The page draws it and then echoes call, fence and the revision that its DOM shows.
    public struct ShownCall: Codable, Sendable, Hashable {
        public var fence: Int64
        public var awaitsAcknowledgement: Bool
        public var picture: CallPicture
    }

    public struct Acknowledged: Codable, Sendable, Hashable {
        public var call: CallID
        public var revision: Int
        /// Asked to show → acknowledged, in microseconds.
        public var latency: Int64
    }

    public struct Cleared: Codable, Sendable, Hashable {
        public enum Reason: String, Codable, Sendable, Hashable {
            /// The offer was taken back: shown too late, or the phone was not answered.
            case withdrawn
            /// The agent put it away, or another call took its place.
            case done
        }
        public var call: CallID
        public var reason: Reason
    }

    public struct PresenceShown: Codable, Sendable, Hashable {
        public var presence: Presence
        /// When that ends by itself.
        public var until: Timestamp?
    }

    public var name: String {
        switch self {
        case .welcome: "welcome"
        case .show: "show"
        case .change: "change"
        case .acknowledged: "acknowledged"
        case .clear: "clear"
        case .presence: "presence"
        }
    }

    /// One line of JSON.
    public var json: [UInt8] {
        switch self {
        case .welcome(let body): Body.encode(body)
        case .show(let body): Body.encode(body)
        case .change(let body): Body.encode(body)
        case .acknowledged(let body): Body.encode(body)
        case .clear(let body): Body.encode(body)
        case .presence(let body): Body.encode(body)
        }
    }
}
