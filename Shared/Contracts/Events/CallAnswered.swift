import Vocabulary

/// The 200 to the caller's INVITE has been sent.
public struct CallAnswered: Event {
    public static let type = "media.call-answered.v1"
    public var call: CallID
    /// INVITE → 200, in microseconds.
    public var setUp: Int64
    public var subject: String { call.value }

    public init(call: CallID, setUp: Int64) {
        self.call = call
        self.setUp = setUp
    }
}
