import Vocabulary

/// A question to one instance of a service: a deadline and a named failure, always.
public protocol Request: Codable, Sendable {
    associatedtype Answer: Codable & Sendable
    /// `routing.admit-call.v1`
    static var name: String { get }
    /// Who answers.
    static var service: ServiceName { get }
    /// Who may ask; the peer's authenticated identity is checked on each request.
    static var callers: Set<ServiceName> { get }
    /// How long the asker waits.
    static var deadline: Duration { get }
}

/// Why a request was not answered as hoped.
public struct RequestFailure: Error, Codable, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Codable, Sendable {
        /// Nobody to ask: no instance holds a lease.
        case unavailable
        /// No answer within the deadline; it may have had effect.
        case timedOut = "timed-out"
        /// The answerer has too much to do; try another.
        case overloaded
        /// The asker may not ask this.
        case forbidden
        case notFound = "not-found"
        /// The state does not allow it.
        case conflict
        /// A fence, an epoch or a revision is older than the present one.
        case stale
        /// The question itself is wrong.
        case invalid
        /// The answerer failed; its log says why.
        case failed
    }

    public var code: Code
    /// For the log, in English, without personal data.
    public var reason: String

    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }
    public var description: String { "\(code.rawValue): \(reason)" }
}
