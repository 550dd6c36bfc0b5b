import Vocabulary

/// The gateway gives a call to the speech instance that Routing named. Asked again with a higher epoch, of the same
/// or another instance, it resumes the conversation from its last committed turn.
public struct StartConversation: Request {
    public static let name = "speech.start-conversation.v1"
    public static let service = ServiceName.speechIntent
    public static let callers: Set<ServiceName> = [.mediaGateway]
    public static let deadline = Duration.milliseconds(500)

    public var call: CallID
    public var epoch: Int
    public var tenant: TenantID
    public var pack: PackName
    public var queue: QueueName
    public var dialled: String
    public var caller: Masked<String>?
    public var gateway: InstanceID
    public var trace: TraceParent
    /// A person gives the call back: a conversation that was with one goes on. Nil: no.
    public var returned: Bool?

    public init(
        call: CallID, epoch: Int, tenant: TenantID, pack: PackName, queue: QueueName, dialled: String, caller: Masked<String>?,
        gateway: InstanceID, trace: TraceParent, returned: Bool? = nil
    ) {
        self.call = call
        self.epoch = epoch
        self.tenant = tenant
        self.pack = pack
        self.queue = queue
        self.dialled = dialled
        self.caller = caller
        self.gateway = gateway
        self.trace = trace
        self.returned = returned
    }

    public struct Answer: Codable, Sendable, Hashable {
        /// Names the call in stream messages between this gateway and this speech instance.
        public var handle: UInt32
        public init(handle: UInt32) { self.handle = handle }
    }
}

/// The caller has hung up, or the call has gone elsewhere: the conversation is over.
public struct EndConversation: Request {
    public static let name = "speech.end-conversation.v1"
    public static let service = ServiceName.speechIntent
    public static let callers: Set<ServiceName> = [.mediaGateway]
    public static let deadline = Duration.milliseconds(500)

    public var call: CallID
    public var epoch: Int
    public init(call: CallID, epoch: Int) {
        self.call = call
        self.epoch = epoch
    }
    public typealias Answer = Done
}

/// Articles valid now that speak to a question; for the desk and for tests.
public struct SearchKnowledge: Request {
    public static let name = "speech.search-knowledge.v1"
    public static let service = ServiceName.speechIntent
    public static let callers: Set<ServiceName> = [.agentAssist, .operator]
    public static let deadline = Duration.milliseconds(300)

    public var pack: PackName
    public var text: Masked<String>
    public var limit: Int
    public init(pack: PackName, text: Masked<String>, limit: Int) {
        self.pack = pack
        self.text = text
        self.limit = limit
    }

    public struct Answer: Codable, Sendable, Hashable {
        public var passages: [Passage]
        public init(passages: [Passage]) { self.passages = passages }
    }
    public struct Passage: Codable, Sendable, Hashable {
        public var article: String
        public var version: String
        public var title: String
        public var text: String
        public var score: Double
        public init(article: String, version: String, title: String, text: String, score: Double) {
            self.article = article
            self.version = version
            self.title = title
            self.text = text
            self.score = score
        }
    }
}

/// The answer of a request that only has to succeed.
public struct Done: Codable, Sendable, Hashable {
    public init() {}
}
