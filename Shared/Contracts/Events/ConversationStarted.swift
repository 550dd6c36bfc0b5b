import Vocabulary

/// A speech instance has taken a call's conversation, or taken it over with a higher epoch.
public struct ConversationStarted: Event {
    public static let type = "speech.conversation-started.v1"
    public var call: CallID
    public var epoch: Int
    public var pack: PackName
    public var packVersion: String
    public var customer: CustomerID?
    public var revision: Int
    public var subject: String { call.value }

    public init(call: CallID, epoch: Int, pack: PackName, packVersion: String, customer: CustomerID?, revision: Int) {
        self.call = call
        self.epoch = epoch
        self.pack = pack
        self.packVersion = packVersion
        self.customer = customer
        self.revision = revision
    }
}
