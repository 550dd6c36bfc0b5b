/// A name that cannot be mistaken for another kind's name. In JSON it is a bare string.
public protocol Identifier: Hashable, Comparable, Codable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    var value: String { get }
    init(_ value: String)
}

extension Identifier {
    public init(stringLiteral value: String) { self.init(value) }
    public init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(String.self)) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
    public var description: String { value }
    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// One call, from the caller's INVITE to the last leg's end; 26 characters, time-ordered (ULID).
public struct CallID: Identifier { public var value: String; public init(_ value: String) { self.value = value } }
/// One SIP dialog of a call: the caller's, the agent's.
public struct LegID: Identifier { public var value: String; public init(_ value: String) { self.value = value } }
/// A person who answers calls.
public struct AgentID: Identifier { public var value: String; public init(_ value: String) { self.value = value } }
/// A company that owns dialled numbers.
public struct TenantID: Identifier { public var value: String; public init(_ value: String) { self.value = value } }
/// A running copy of a service: `routing-01JD…`.
public struct InstanceID: Identifier { public var value: String; public init(_ value: String) { self.value = value } }
/// A work order (工单).
public struct TicketID: Identifier { public var value: String; public init(_ value: String) { self.value = value } }
/// A customer of a tenant.
public struct CustomerID: Identifier { public var value: String; public init(_ value: String) { self.value = value } }
/// One fact in the event log.
public struct EventID: Identifier { public var value: String; public init(_ value: String) { self.value = value } }
/// A queue of a tenant, by name.
public struct QueueName: Identifier { public var value: String; public init(_ value: String) { self.value = value } }
/// An industry pack: `heating`.
public struct PackName: Identifier { public var value: String; public init(_ value: String) { self.value = value } }
