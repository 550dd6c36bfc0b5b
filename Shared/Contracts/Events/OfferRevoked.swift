import Vocabulary

/// An offer ended without a connection.
public struct OfferRevoked: Event {
    public static let type = "routing.offer-revoked.v1"
    public var call: CallID
    public var agent: AgentID
    public var fence: Int64
    /// `not-acknowledged`, `no-answer`, `busy`, `unreachable`, `caller-gone`, `expired`
    public var reason: String
    public var subject: String { call.value }

    public init(call: CallID, agent: AgentID, fence: Int64, reason: String) {
        self.call = call
        self.agent = agent
        self.fence = fence
        self.reason = reason
    }
}
