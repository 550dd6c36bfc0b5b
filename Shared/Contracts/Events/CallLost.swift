import Vocabulary

/// Routing ended a call on behalf of a gateway that is gone.
public struct CallLost: Event {
    public static let type = "routing.call-lost.v1"
    public var call: CallID
    public var gateway: InstanceID
    /// `gateway-lost`
    public var reason: String
    public var subject: String { call.value }

    public init(call: CallID, gateway: InstanceID, reason: String) {
        self.call = call
        self.gateway = gateway
        self.reason = reason
    }
}
