import Vocabulary

/// A message as it travels and as the log keeps it: CloudEvents 1.0 attributes and the body as JSON bytes.
///
/// On the wire every attribute is a ZeroMQ frame of its own, so that nobody parses a body to route it.
public struct Envelope: Hashable, Sendable {
    public var id: EventID
    /// The instance that spoke.
    public var source: InstanceID
    /// `routing.call-queued.v1`
    public var type: String
    /// What it is about, and what is ordered: a call, a ticket, an agent.
    public var subject: String
    public var time: Timestamp
    public var tenant: TenantID
    public var stream: StreamName
    /// Contiguous from 1 in its stream.
    public var seq: Int64
    /// The event that led to this one; the only order across services.
    public var causation: EventID?
    /// W3C trace context.
    public var trace: TraceParent
    /// The body as JSON.
    public var data: [UInt8]

    public init(
        id: EventID, source: InstanceID, type: String, subject: String, time: Timestamp, tenant: TenantID, stream: StreamName,
        seq: Int64, causation: EventID?, trace: TraceParent, data: [UInt8]
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.tenant = tenant
        self.stream = stream
        self.seq = seq
        self.causation = causation
        self.trace = trace
        self.data = data
    }
}
