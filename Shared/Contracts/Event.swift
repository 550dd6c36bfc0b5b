import Foundation
import Vocabulary

/// A fact: durable, at least once on the wire and once in effect, ordered per service and subject.
///
/// One file in `Events/`, one line in `Catalogue.swift`, one golden JSON in Tests/Contracts. A breaking change is a
/// new type with the next version beside the old one.
public protocol Event: Codable, Hashable, Sendable {
    /// `<service>.<fact>.v<version>`
    static var type: String { get }
    /// What the event is about: decides its stream and its order.
    var subject: String { get }
}

/// An event that has not been given its place in a stream yet.
public struct EventDraft: Hashable, Sendable {
    public var id: EventID
    public var type: String
    public var subject: String
    public var time: Timestamp
    public var tenant: TenantID
    public var causation: EventID?
    public var trace: TraceParent
    public var data: [UInt8]

    public init(_ event: some Event, id: EventID, tenant: TenantID, at time: Timestamp, trace: TraceParent, causation: EventID? = nil) {
        self.id = id
        type = Swift.type(of: event).type
        subject = event.subject
        self.time = time
        self.tenant = tenant
        self.causation = causation
        self.trace = trace
        data = Body.encode(event)
    }

    /// As a spool kept it.
    public init(id: EventID, type: String, subject: String, time: Timestamp, tenant: TenantID, causation: EventID?, trace: TraceParent, data: [UInt8]) {
        self.id = id
        self.type = type
        self.subject = subject
        self.time = time
        self.tenant = tenant
        self.causation = causation
        self.trace = trace
        self.data = data
    }

    /// The envelope this becomes once the log gave it a number.
    public func placed(in stream: StreamName, seq: Int64, source: InstanceID) -> Envelope {
        Envelope(
            id: id, source: source, type: type, subject: subject, time: time, tenant: tenant, stream: stream, seq: seq,
            causation: causation, trace: trace, data: data)
    }
}

extension Envelope {
    /// The body as the event it says it is; nil when the type is another's.
    /// - Throws: `DecodingError` when the body does not match its type.
    public func decoded<E: Event>(as type: E.Type = E.self) throws -> E? {
        self.type == E.type ? try Body.decode(E.self, from: data) : nil
    }
}

/// JSON bodies, the same way everywhere: sorted keys, so that equal values have equal bytes.
public enum Body {
    public static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Contracts hold strings, integers, booleans and finite numbers alone, which JSONEncoder cannot refuse.
        do { return Array(try encoder.encode(value)) } catch { preconditionFailure("a contract holds a value JSON cannot: \(error)") }
    }

    public static func decode<Value: Decodable>(_ type: Value.Type, from data: [UInt8]) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(data))
    }
}
