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
    func bound(_ phone: String, contact: String, peer: SocketAddress, expires: Timestamp) async throws
    func removed(_ phone: String, contact: String) async throws
    /// The newest first.
    func contacts(of phone: String, at now: Timestamp) async throws -> [PhoneContact]
}

public struct PhoneContact: Sendable, Equatable {
    public var contact: String
    public var peer: SocketAddress
    public init(contact: String, peer: SocketAddress) {
        self.contact = contact
        self.peer = peer
    }
}

/// Where a call's sound is kept. Never waits; what cannot be kept is counted and logged.
public protocol CallRecorder: Sendable {
    /// - Parameter alaw: two channels, A-law, 8 kHz.
    func keep(_ alaw: [UInt8], of call: CallID, tenant: TenantID, segment: Int, stored: @escaping @Sendable (_ blob: String, _ milliseconds: Int64) -> Void)
}
