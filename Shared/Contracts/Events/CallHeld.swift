import Vocabulary

/// A call was put on hold, or taken back.
public struct CallHeld: Event {
    public static let type = "media.call-held.v1"
    /// Who did that.
    public enum Party: String, Codable, Sendable, Hashable, CaseIterable {
        /// The caller's own phone.
        case caller
        /// The agent's phone.
        case agent
        /// `HoldCaller`.
        case routing
    }
    public var call: CallID
    public var by: Party
    public var isHeld: Bool
    public var subject: String { call.value }

    public init(call: CallID, by: Party, isHeld: Bool) {
        self.call = call
        self.by = by
        self.isHeld = isHeld
    }
}
