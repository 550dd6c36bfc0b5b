import Vocabulary

/// The gateway asks what to do with a call that has just arrived.
public struct AdmitCall: Request {
    public static let name = "routing.admit-call.v1"
    public static let service = ServiceName.routing
    public static let callers: Set<ServiceName> = [.mediaGateway]
    public static let deadline = Duration.milliseconds(200)

    public var call: CallID
    /// The number that was dialled, digits as received.
    public var dialled: String
    /// The number shown; nil when withheld.
    public var caller: Masked<String>?
    public var gateway: InstanceID
    public var trace: TraceParent

    public init(call: CallID, dialled: String, caller: Masked<String>?, gateway: InstanceID, trace: TraceParent) {
        self.call = call
        self.dialled = dialled
        self.caller = caller
        self.gateway = gateway
        self.trace = trace
    }

    public struct Answer: Codable, Sendable, Hashable {
        public var tenant: TenantID
        public var treatment: Treatment
        public init(tenant: TenantID, treatment: Treatment) {
            self.tenant = tenant
            self.treatment = treatment
        }
    }

    public enum Treatment: Codable, Sendable, Hashable {
        /// The assistant answers. `speech` is the instance the conversation is given to; answers of an older epoch are refused.
        case assistant(speech: InstanceID, epoch: Int, pack: PackName, queue: QueueName)
        /// The caller waits for a person at once: the number of a queue was dialled.
        case people(queue: QueueName)
        /// No assistant can: the gateway's cached prompt, keypad and call-back.
        case fallback(reason: String)
        /// Nothing is known of this number: SIP 404.
        case unknownNumber
        /// As many calls as may be: SIP 503 with Retry-After in seconds.
        case overloaded(retryAfter: Int)
    }
}

/// The gateway asks for another speech instance for a call whose own has gone silent.
public struct ReassignSpeech: Request {
    public static let name = "routing.reassign-speech.v1"
    public static let service = ServiceName.routing
    public static let callers: Set<ServiceName> = [.mediaGateway]
    public static let deadline = Duration.milliseconds(500)

    public var call: CallID
    /// The epoch that failed.
    public var epoch: Int
    public init(call: CallID, epoch: Int) {
        self.call = call
        self.epoch = epoch
    }

    public struct Answer: Codable, Sendable, Hashable {
        public var treatment: AdmitCall.Treatment
        public init(treatment: AdmitCall.Treatment) { self.treatment = treatment }
    }
}
