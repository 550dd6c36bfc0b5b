import Vocabulary

/// A phone can be rung: it has registered, or the way to it has changed.
public struct PhoneRegistered: Event {
    public static let type = "media.phone-registered.v1"
    public var phone: String
    public var gateway: InstanceID
    /// Only through this gateway, and as long as it lives: the phone is behind a connection that it holds.
    public var held: Bool
    public var subject: String { phone }

    public init(phone: String, gateway: InstanceID, held: Bool) {
        self.phone = phone
        self.gateway = gateway
        self.held = held
    }
}
