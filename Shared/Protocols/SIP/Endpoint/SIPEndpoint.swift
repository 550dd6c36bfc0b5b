import Vocabulary

/// A SIP user agent for any number of calls: transactions, dialogs and calls behind one machine.
///
/// Bytes go in, effects come out. A malformed message or a stranger's never makes state; what does is bounded.
public struct SIPEndpoint: Machine {
    enum TimerKey: Sendable {
        case server(ServerTransactionKey)
        case client(ClientTransactionKey)
        case call(SIPCallKey)
        case registration(SIPRegistrationKey)
    }

    public var configuration: Configuration
    var tokens: TokenSource
    var servers: [ServerTransactionKey: ServerTransaction] = [:]
    var clients: [ClientTransactionKey: ClientTransaction] = [:]
    var calls: [SIPCallKey: SIPCall] = [:]
    var dialogs: [SIPDialogID: SIPCallKey] = [:]
    /// INVITEs in progress by what stays the same on every path (§8.2.2.2).
    var merging: [SIPMergeKey: ServerTransactionKey] = [:]
    var registrations: [SIPRegistrationKey: SIPRegistration] = [:]
    /// Open connections that messages have come along.
    var connections: Set<UInt64> = []
    var deadlines = DeadlineQueue<TimerKey>()
    private var lastKey: UInt64 = 0
    /// Makes the To tags of stateless answers unpredictable yet the same for a retransmission (§8.2.7).
    let statelessSecret: String

    public init(_ configuration: Configuration, tokens: TokenSource = TokenSource()) {
        self.configuration = configuration
        self.tokens = tokens
        self.statelessSecret = self.tokens.longToken()
    }

    public var callCount: Int { self.calls.count }
    public var transactionCount: Int { self.servers.count + self.clients.count }

    public var nextDeadline: Instant? { self.deadlines.next }

    public mutating func tick(at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        while let due = self.deadlines.pop(at: now) {
            switch due.key {
            case .server(let key): self.serverDeadline(key, due.at, at: now, &effects)
            case .client(let key): self.clientDeadline(key, due.at, at: now, &effects)
            case .call(let key): self.callDeadline(key, due.at, at: now, &effects)
            case .registration(let key): self.registrationDeadline(key, at: now, &effects)
            }
        }
        self.purgeDeadlines()
        return effects
    }

    /// Session timers lie far ahead: without this each short call would leave its own behind for a quarter of an hour.
    private mutating func purgeDeadlines() {
        let live = self.servers.count + self.clients.count + self.calls.count + 2 * self.registrations.count
        guard self.deadlines.count > 2 * live + 64 else { return }
        var queue = self.deadlines
        self.deadlines = DeadlineQueue()
        queue.purge { self.isLive($1, at: $0) }
        self.deadlines = queue
    }

    /// Nobody is to wake for the 500 ms after which a 200 would be repeated, when its ACK has come.
    mutating func skipDeadlines() {
        var queue = DeadlineQueue<TimerKey>()
        swap(&queue, &self.deadlines)
        queue.skip { self.isLive($1, at: $0) }
        swap(&queue, &self.deadlines)
    }

    private func isLive(_ key: TimerKey, at instant: Instant) -> Bool {
        switch key {
        case .server(let key): self.servers[key]?.armed == instant
        case .client(let key): self.clients[key]?.armed == instant
        case .call(let key): self.calls[key]?.armed == instant
        case .registration(let key): self.registrations[key] != nil
        }
    }

    mutating func newKey() -> UInt64 {
        self.lastKey += 1
        return self.lastKey
    }

    // MARK: Deadlines

    /// Queues a deadline unless an earlier one is queued already.
    mutating func arm(server key: ServerTransactionKey) {
        guard let deadline = self.servers[key]?.nextDeadline else { return }
        if let armed = self.servers[key]?.armed, armed <= deadline { return }
        self.servers[key]?.armed = deadline
        self.deadlines.insert(.server(key), at: deadline)
    }

    mutating func arm(client key: ClientTransactionKey) {
        guard let deadline = self.clients[key]?.nextDeadline else { return }
        if let armed = self.clients[key]?.armed, armed <= deadline { return }
        self.clients[key]?.armed = deadline
        self.deadlines.insert(.client(key), at: deadline)
    }

    mutating func arm(call key: SIPCallKey) {
        guard let deadline = self.calls[key]?.nextDeadline else { return }
        if let armed = self.calls[key]?.armed, armed <= deadline { return }
        self.calls[key]?.armed = deadline
        self.deadlines.insert(.call(key), at: deadline)
    }

    private mutating func serverDeadline(_ key: ServerTransactionKey, _ due: Instant, at now: Instant, _ effects: inout [Effect]) {
        guard self.servers[key]?.armed == due else { return }
        self.servers[key]?.armed = nil
        let answer = self.servers[key]?.tick(at: now) ?? []
        self.perform(answer, server: key, &effects)
        self.settle(server: key)
    }

    private mutating func clientDeadline(_ key: ClientTransactionKey, _ due: Instant, at now: Instant, _ effects: inout [Effect]) {
        guard self.clients[key]?.armed == due else { return }
        self.clients[key]?.armed = nil
        guard let answer = self.clients[key]?.tick(at: now), let transaction = self.clients[key] else { return }
        self.settle(client: key)
        for effect in answer {
            switch effect {
            case .send(let bytes): effects.append(.send(bytes, to: transaction.peer))
            case .timedOut: self.unanswered(transaction, at: now, &effects)
            case .deliver: break
            }
        }
    }

    private mutating func callDeadline(_ key: SIPCallKey, _ due: Instant, at now: Instant, _ effects: inout [Effect]) {
        guard self.calls[key]?.armed == due else { return }
        self.calls[key]?.armed = nil
        self.callTick(key, at: now, &effects)
        self.arm(call: key)
    }

    // MARK: Transactions

    func perform(_ answer: [TransactionEffect], server key: ServerTransactionKey, _ effects: inout [Effect]) {
        guard let peer = self.servers[key]?.peer else { return }
        for case .send(let bytes) in answer { effects.append(.send(bytes, to: peer)) }
    }

    mutating func settle(server key: ServerTransactionKey) {
        guard let transaction = self.servers[key] else { return }
        guard transaction.isTerminated else { return self.arm(server: key) }
        self.servers[key] = nil
        if let merge = transaction.mergeKey { self.merging[merge] = nil }
        guard let call = transaction.call else { return }
        // The owner never answered: the next request of the kind is welcome.
        if self.calls[call]?.pendingUpdate == key { self.calls[call]?.pendingUpdate = nil }
        if self.calls[call]?.transfer.pending == key { self.calls[call]?.transfer.pending = nil }
    }

    mutating func settle(client key: ClientTransactionKey) {
        guard let transaction = self.clients[key] else { return }
        if transaction.isTerminated { self.clients[key] = nil } else { self.arm(client: key) }
    }
}

/// Same request over several paths: From tag, Call-ID and CSeq agree (§8.2.2.2).
struct SIPMergeKey: Hashable, Sendable {
    let callID: String
    let fromTag: String
    let sequence: UInt32

    init(_ request: SIPRequest) {
        self.callID = request.callID
        self.fromTag = request.from.tag ?? ""
        self.sequence = request.cSeq.number
    }
}
