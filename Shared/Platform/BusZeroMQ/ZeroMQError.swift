import CZeroMQ

/// What libzmq refused, and why.
public struct ZeroMQError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried: `bind tcp://127.0.0.1:*`.
    public var attempt: String
    /// `zmq_errno`; 0 when the reason is not libzmq's.
    public var number: Int32
    public var reason: String

    public init(_ attempt: String, reason: String) {
        self.attempt = attempt
        number = 0
        self.reason = reason
    }

    /// The error of the call that has just failed on this thread.
    init(_ attempt: String) {
        self.attempt = attempt
        number = zmq_errno()
        reason = zmq_strerror(number).map { String(cString: $0) } ?? "error \(number)"
    }
    public var description: String { "\(attempt): \(reason)" }
}
