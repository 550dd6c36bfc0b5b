import Vocabulary

/// A server transaction with what its responses need.
struct ServerTransaction: Sendable {
    private enum Core: Sendable {
        case invite(InviteServerTransaction)
        case other(NonInviteServerTransaction)
    }

    private var core: Core
    /// Where responses go.
    private(set) var peer: SIPPeer
    /// Where the peer listens, when the connection that the request came over is gone (§18.2.2).
    private let listening: SocketAddress
    /// Nil once the final response is out: retransmissions need only its bytes.
    private(set) var request: SIPRequest?
    /// The call an INVITE, re-INVITE or UPDATE belongs to.
    var call: SIPCallKey?
    var mergeKey: SIPMergeKey?
    /// Deadline that is waiting in the queue.
    var armed: Instant?

    init(_ request: SIPRequest, peer: SIPPeer, timers: SIPTimers, at now: Instant) {
        self.request = request
        self.peer = peer
        self.listening = request.vias.first?.listeningAddress(peer.transport) ?? peer.address
        let isReliable = peer.transport.isReliable
        self.core =
            request.method == .invite
            ? .invite(InviteServerTransaction(timers: timers, isReliable: isReliable))
            : .other(NonInviteServerTransaction(timers: timers, isReliable: isReliable, at: now))
    }

    mutating func connectionClosed(_ connection: UInt64) {
        guard self.peer.connection == connection else { return }
        self.peer = SIPPeer(self.listening, transport: self.peer.transport)
    }

    var isTerminated: Bool {
        switch self.core {
        case .invite(let machine): machine.isTerminated
        case .other(let machine): machine.isTerminated
        }
    }

    /// An INVITE was answered with 2xx: its ACK belongs to the dialog.
    var isAccepted: Bool { if case .invite(let machine) = self.core { machine.isAccepted } else { false } }

    /// An INVITE to which nothing was said yet.
    var isUnanswered: Bool { if case .invite(let machine) = self.core { machine.isUnanswered } else { false } }

    var nextDeadline: Instant? {
        switch self.core {
        case .invite(let machine): machine.nextDeadline
        case .other(let machine): machine.nextDeadline
        }
    }

    mutating func responseSent(_ bytes: [UInt8], status: Int, at now: Instant) -> [TransactionEffect] {
        if status >= 200 { self.request = nil }
        return self.step(invite: { $0.responseSent(bytes, status: status, at: now) }, other: { $0.responseSent(bytes, status: status, at: now) })
    }

    mutating func requestRetransmitted() -> [TransactionEffect] {
        self.step(invite: { $0.requestRetransmitted() }, other: { $0.requestRetransmitted() })
    }

    mutating func ackReceived(at now: Instant) -> [TransactionEffect] {
        self.step(invite: { $0.ackReceived(at: now) }, other: { _ in [] })
    }

    mutating func tick(at now: Instant) -> [TransactionEffect] {
        self.step(invite: { $0.tick(at: now) }, other: { $0.tick(at: now) })
    }

    private mutating func step(invite: (inout InviteServerTransaction) -> [TransactionEffect], other: (inout NonInviteServerTransaction) -> [TransactionEffect]) -> [TransactionEffect] {
        switch self.core {
        case .invite(var machine):
            defer { self.core = .invite(machine) }
            return invite(&machine)
        case .other(var machine):
            defer { self.core = .other(machine) }
            return other(&machine)
        }
    }
}
