import Vocabulary

/// A caller whom no assistant could serve left a wish to be rung back on the keypad.
public struct CallBackRequested: Event {
    public static let type = "media.call-back-requested.v1"
    public var call: CallID
    public var dialled: String
    public var number: Sealed<String>
    public var subject: String { call.value }

    public init(call: CallID, dialled: String, number: Sealed<String>) {
        self.call = call
        self.dialled = dialled
        self.number = number
    }
}
