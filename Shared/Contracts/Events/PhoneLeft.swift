import Vocabulary

/// A phone has left the gateway that it was registered at: it said so, its time ran out, or its connection broke.
public struct PhoneLeft: Event {
    public static let type = "media.phone-left.v1"
    public var phone: String
    public var gateway: InstanceID
    public var subject: String { phone }

    public init(phone: String, gateway: InstanceID) {
        self.phone = phone
        self.gateway = gateway
    }
}
