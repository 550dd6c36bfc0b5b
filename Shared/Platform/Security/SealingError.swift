/// Why a value cannot be sealed or opened.
public struct SealingError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// The master key is absent or malformed.
        case key
        /// The person's data key was destroyed, or never stored: what was sealed for them stays closed.
        case erased
        /// The box was changed, moved to another row or event, or sealed under another master key.
        case altered
        /// It is no box, or what is in it is not of the type asked for.
        case malformed
        /// A file that keeps what waits for the database cannot be written or read.
        case spool
    }

    public var code: Code
    public var reason: String
    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }
    public var description: String { "\(code.rawValue): \(reason)" }
}
