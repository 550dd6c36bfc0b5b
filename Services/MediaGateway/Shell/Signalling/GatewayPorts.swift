import Contracts
import Protocols
import Vocabulary

/// The event log, as the gateway sees it: never waits for the database, keeps the order.
public protocol CallJournal: Sendable {
    func record(_ draft: EventDraft) async
}

/// Seals what is personal in events.
public protocol NumberSealing: Sendable {
    /// - Parameters:
    ///   - kind, subject: the event's type and subject, which the box is bound to.
    func seal(_ number: Masked<String>, tenant: TenantID, kind: String, subject: String) async throws -> Sealed<String>
}

/// The secrets that phones register with.
public protocol PhoneCredentials: Sendable {
    /// Nil when there is no such phone.
    func credential(of phone: String) async throws -> DigestCredential?
}

/// Where phones are, shared by all gateways.
public protocol Registrations: Sendable {
    /// - Parameter phones: each phone's contact once.
    func bound(_ phones: [RegisteredPhone]) async throws
    /// - Parameter holder: the gateway that says so; what another has bound since stays.
    func removed(_ phone: String, contact: String, by holder: InstanceID) async throws
    /// The newest first; none that only a gateway could reach that is gone.
    func contacts(of phone: String, at now: Timestamp) async throws -> [PhoneContact]
}

/// A phone, and how long it is where it says.
public struct RegisteredPhone: Sendable, Equatable {
    public var phone: String
    public var place: PhoneContact
    public var expires: Timestamp

    public init(_ phone: String, at place: PhoneContact, expires: Timestamp) {
        self.phone = phone
        self.place = place
        self.expires = expires
    }
}

/// One way to a phone.
public struct PhoneContact: Sendable, Equatable {
    public var contact: String
    /// Where the REGISTER came from.
    public var peer: SocketAddress
    /// The gateway whose connection leads there; nil where anybody reaches the phone.
    public var holder: InstanceID?
    /// RFC 3327: becomes the Route of a call.
    public var path: [String]

    public init(contact: String, peer: SocketAddress, holder: InstanceID? = nil, path: [String] = []) {
        self.contact = contact
        self.peer = peer
        self.holder = holder
        self.path = path
    }

    /// Where a call to the phone goes first.
    var nextHop: SIPPeer? {
        guard let first = path.first else { return SIPPeer(peer) }
        guard let uri = try? SIPURI(first.filter { $0 != "<" && $0 != ">" }), let ip = IPAddress(uri.host) else { return nil }
        let transport = uri.parameters["transport"].flatMap { SIPPeer.Transport(rawValue: $0.uppercased()) } ?? .udp
        return SIPPeer(SocketAddress(ip: ip, port: uri.port ?? transport.defaultPort), transport: transport)
    }
}

/// Where a call's sound is kept. Never waits; what cannot be kept is counted and logged.
public protocol CallRecorder: Sendable {
    /// - Parameter alaw: two channels, A-law, 8 kHz.
    func keep(_ alaw: [UInt8], of call: CallID, tenant: TenantID, segment: Int, stored: @escaping @Sendable (_ blob: String, _ milliseconds: Int64) -> Void)
}
