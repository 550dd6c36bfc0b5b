import Contracts
import Vocabulary

/// What a customer's own system is told when a call is offered to somebody: the same as their screen shows, masked as there.
public struct PopMessage: Codable, Sendable, Hashable {
    public static let type = "hotline.call-offered.v1"

    public var type: String
    /// The same for every attempt: whoever has seen it may pass over it.
    public var id: String
    public var at: Timestamp
    public var tenant: TenantID
    public var agent: AgentID
    public var picture: CallPicture

    public init(picture: CallPicture, agent: AgentID, fence: Int64, tenant: TenantID, at: Timestamp) {
        type = Self.type
        id = "\(picture.call)/\(fence)"
        self.at = at
        self.tenant = tenant
        self.agent = agent
        self.picture = picture
    }

    /// What is signed: the moment of sending in seconds since 1970, a full stop, the body. A receiver refuses moments that
    /// are more than some minutes away, so that nothing can be sent again later.
    public static func signed(_ body: [UInt8], at seconds: Int64) -> [UInt8] { Array("\(seconds).".utf8) + body }
}
