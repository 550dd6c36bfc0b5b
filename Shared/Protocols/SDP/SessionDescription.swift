/// A session description (RFC 8866): what is said of the session, then one block per medium.
public struct SessionDescription: Equatable, Sendable {
    public struct Origin: Equatable, Sendable {
        public var username: String
        public var sessionID: String
        public var version: UInt64
        /// Text as written: IPv4, IPv6 or a name.
        public var address: String

        public init(username: String = "-", sessionID: String, version: UInt64, address: String) {
            self.username = username
            self.sessionID = sessionID
            self.version = version
            self.address = address
        }
    }

    public struct Attribute: Equatable, Sendable {
        public var name: String
        public var value: String?

        public init(_ name: String, _ value: String? = nil) {
            self.name = name
            self.value = value
        }
    }

    public var origin: Origin
    public var name: String
    /// Address of `c=`; nil when each medium has its own.
    public var connection: String?
    public var attributes: [Attribute]
    public var media: [MediaDescription]

    public init(origin: Origin, name: String = "-", connection: String?, attributes: [Attribute] = [], media: [MediaDescription]) {
        self.origin = origin
        self.name = name
        self.connection = connection
        self.attributes = attributes
        self.media = media
    }

    /// Where the medium is to be sent; nil when it names a host or no address.
    public func address(of medium: MediaDescription) -> IPAddress? {
        (medium.connection ?? self.connection).flatMap { IPAddress($0) }
    }

    /// The medium's direction: its own attribute, else the session's, else both ways.
    public func direction(of medium: MediaDescription) -> MediaDirection {
        MediaDirection(medium.attributes) ?? MediaDirection(self.attributes) ?? .sendReceive
    }
}

/// One `m=` block.
public struct MediaDescription: Equatable, Sendable {
    /// `audio`, `video`, `image` …
    public var kind: String
    /// 0 refuses or ends the medium.
    public var port: UInt16
    /// `RTP/AVP`, `RTP/SAVP` …
    public var transport: String
    public var formats: [String]
    public var connection: String?
    public var attributes: [SessionDescription.Attribute]

    public init(kind: String, port: UInt16, transport: String, formats: [String], connection: String? = nil, attributes: [SessionDescription.Attribute] = []) {
        self.kind = kind
        self.port = port
        self.transport = transport
        self.formats = formats
        self.connection = connection
        self.attributes = attributes
    }

    public func values(_ name: String) -> [String] {
        self.attributes.filter { $0.name == name }.compactMap(\.value)
    }

    /// `a=rtpmap` of a payload type as `NAME/RATE`, upper case; static types have theirs from RFC 3551.
    public func encoding(of format: String) -> String? {
        for value in self.values("rtpmap") {
            let parts = value.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0] == format else { continue }
            return parts[1].uppercased()
        }
        return Self.staticEncodings[format]
    }

    private static let staticEncodings = ["0": "PCMU/8000", "8": "PCMA/8000", "9": "G722/8000", "13": "CN/8000"]

    /// `a=ptime`, in milliseconds.
    public var packetTime: Int? { self.values("ptime").first.flatMap { Int($0) } }
}

/// Who sends, seen from the side that wrote the description (RFC 3264 §5.1).
public enum MediaDirection: String, Equatable, Sendable {
    case sendReceive = "sendrecv"
    case sendOnly = "sendonly"
    case receiveOnly = "recvonly"
    case inactive

    init?(_ attributes: [SessionDescription.Attribute]) {
        guard let found = attributes.lazy.compactMap({ MediaDirection(rawValue: $0.name) }).first else { return nil }
        self = found
    }

    init(sends: Bool, receives: Bool) {
        self = sends ? (receives ? .sendReceive : .sendOnly) : (receives ? .receiveOnly : .inactive)
    }

    public var sends: Bool { self == .sendReceive || self == .sendOnly }
    public var receives: Bool { self == .sendReceive || self == .receiveOnly }

    /// What the other side may answer at most: sendonly → recvonly, inactive → inactive (RFC 3264 §6.1).
    public var reversed: MediaDirection { MediaDirection(sends: self.receives, receives: self.sends) }

    public func intersection(_ other: MediaDirection) -> MediaDirection {
        MediaDirection(sends: self.sends && other.sends, receives: self.receives && other.receives)
    }
}
