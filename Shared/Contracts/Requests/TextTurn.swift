import Vocabulary

/// A channel in writing passes on what its customer wrote, and gets all that is to be shown: the same conversation as by
/// telephone. The first turn of a `call` begins it; half an hour without a turn ends it.
public struct TextTurn: Request {
    public static let name = "speech.text-turn.v1"
    public static let service = ServiceName.speechIntent
    public static let callers: Set<ServiceName> = [.ticketing, .agentAssist, .operator]
    public static let deadline = Duration.seconds(12)

    /// Names the conversation: every turn of it goes to the instance that answered the first.
    public var call: CallID
    public var tenant: TenantID
    public var pack: PackName
    /// The number of whoever writes; nil when the channel does not know it.
    public var caller: Masked<String>?
    /// At most 10,000 characters are read; nil begins the conversation, or passes keys on.
    public var text: Masked<String>?
    /// Instead of a text: what was chosen from a menu.
    public var keys: String?
    public var trace: TraceParent

    public init(call: CallID, tenant: TenantID, pack: PackName, caller: Masked<String>?, text: Masked<String>? = nil, keys: String? = nil, trace: TraceParent) {
        self.call = call
        self.tenant = tenant
        self.pack = pack
        self.caller = caller
        self.text = text
        self.keys = keys
        self.trace = trace
    }

    public struct Answer: Codable, Sendable, Hashable {
        /// In order; empty when a person has the conversation.
        public var said: [Masked<String>]
        /// A person was asked for.
        public var handedOver: Bool
        /// Nothing more is expected; the next turn would begin anew.
        public var ended: Bool
        public init(said: [Masked<String>], handedOver: Bool, ended: Bool) {
            self.said = said
            self.handedOver = handedOver
            self.ended = ended
        }
    }
}
