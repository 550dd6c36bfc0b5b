import Vocabulary

/// How a person closes a call.
public struct WrapUp: Sendable, Hashable {
    public enum Code: String, Codable, Sendable, Hashable, CaseIterable {
        /// Settled on the telephone.
        case resolved
        /// A ticket carries it on.
        case ticket
        /// Somebody rings back.
        case followUp = "follow-up"
        case transferred, complaint
        /// Nobody spoke, a wrong number, cut off.
        case noContact = "no-contact"
    }

    public var code: Code
    /// As the agent confirmed it.
    public var summary: Masked<String>

    public init(code: Code, summary: Masked<String>) {
        self.code = code
        self.summary = summary
    }
}
