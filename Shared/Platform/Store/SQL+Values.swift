import Contracts
import Vocabulary

extension Int: SQLEncodable, SQLDecodable {
    public var sql: SQLValue { .text(String(self)) }
    public init?(sql text: String?) {
        guard let text, let value = Int(text) else { return nil }
        self = value
    }
}

extension Int64: SQLEncodable, SQLDecodable {
    public var sql: SQLValue { .text(String(self)) }
    public init?(sql text: String?) {
        guard let text, let value = Int64(text) else { return nil }
        self = value
    }
}

extension Double: SQLEncodable, SQLDecodable {
    public var sql: SQLValue { .text(String(self)) }
    public init?(sql text: String?) {
        guard let text, let value = Double(text) else { return nil }
        self = value
    }
}

extension Bool: SQLEncodable, SQLDecodable {
    public var sql: SQLValue { .text(self ? "t" : "f") }
    public init?(sql text: String?) {
        switch text {
        case "t": self = true
        case "f": self = false
        default: return nil
        }
    }
}

extension String: SQLEncodable, SQLDecodable {
    public var sql: SQLValue { .text(self) }
    public init?(sql text: String?) {
        guard let text else { return nil }
        self = text
    }
}

extension Optional: SQLEncodable where Wrapped: SQLEncodable {
    public var sql: SQLValue { self?.sql ?? .null }
}

extension Optional: SQLDecodable where Wrapped: SQLDecodable {
    public init?(sql text: String?) {
        guard let text else {
            self = .none
            return
        }
        guard let value = Wrapped(sql: text) else { return nil }
        self = .some(value)
    }
}

extension Identifier {
    public var sql: SQLValue { .text(value) }
    public init?(sql text: String?) {
        guard let text else { return nil }
        self.init(text)
    }
}

extension CallID: SQLEncodable, SQLDecodable {}
extension LegID: SQLEncodable, SQLDecodable {}
extension AgentID: SQLEncodable, SQLDecodable {}
extension TenantID: SQLEncodable, SQLDecodable {}
extension InstanceID: SQLEncodable, SQLDecodable {}
extension TicketID: SQLEncodable, SQLDecodable {}
extension CustomerID: SQLEncodable, SQLDecodable {}
extension EventID: SQLEncodable, SQLDecodable {}
extension QueueName: SQLEncodable, SQLDecodable {}
extension PackName: SQLEncodable, SQLDecodable {}

extension ServiceName: SQLEncodable, SQLDecodable {
    public var sql: SQLValue { .text(rawValue) }
    public init?(sql text: String?) {
        guard let text else { return nil }
        self.init(rawValue: text)
    }
}

extension StreamName: SQLEncodable, SQLDecodable {
    public var sql: SQLValue { .text(description) }
    public init?(sql text: String?) {
        guard let text else { return nil }
        self.init(text)
    }
}

extension Sealed: SQLEncodable, SQLDecodable {
    public var sql: SQLValue { .text(box) }
    public init?(sql text: String?) {
        guard let text else { return nil }
        self.init(box: text)
    }
}
