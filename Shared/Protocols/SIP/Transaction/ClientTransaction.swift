import Vocabulary

/// What tells one client transaction from another (RFC 3261 §17.1.3).
struct ClientTransactionKey: Hashable, Sendable {
    let branch: String
    let method: SIPMethod
}

/// A client transaction with who waits for its answer.
struct ClientTransaction: Sendable {
    enum Owner: Sendable {
        /// The INVITE that makes the call.
        case invite(SIPCallKey)
        /// A re-INVITE, or an UPDATE that refreshes the session.
        case change(SIPCallKey)
        /// BYE: the call is already gone; kept for a challenge.
        case farewell(SIPDialog, DigestCredential?)
        case registration(SIPRegistrationKey)
        case probe
        /// REFER.
        case referral(SIPCallKey)
        /// NOTIFY about a transfer.
        case report(SIPCallKey)
        /// CANCEL, PRACK.
        case nobody
    }

    private enum Core: Sendable {
        case invite(InviteClientTransaction)
        case other(NonInviteClientTransaction)
    }

    private var core: Core
    let request: SIPRequest
    var peer: SIPPeer
    /// Where it goes over UDP when TCP, chosen for its size, is refused (§18.1.1).
    var datagrams: SIPPeer?
    let owner: Owner
    /// Deadline that is waiting in the queue.
    var armed: Instant?

    init(_ request: SIPRequest, bytes: [UInt8], peer: SIPPeer, owner: Owner, timers: SIPTimers, at now: Instant) {
        self.request = request
        self.peer = peer
        self.owner = owner
        let isReliable = peer.transport.isReliable
        self.core =
            request.method == .invite
            ? .invite(InviteClientTransaction(request: bytes, timers: timers, isReliable: isReliable, at: now))
            : .other(NonInviteClientTransaction(request: bytes, timers: timers, isReliable: isReliable, at: now))
    }

    var isTerminated: Bool {
        switch self.core {
        case .invite(let machine): machine.isTerminated
        case .other(let machine): machine.isTerminated
        }
    }

    /// No response yet: an error of the transport is its end (§17.1.4).
    var isUnanswered: Bool {
        switch self.core {
        case .invite(let machine): machine.isUnanswered
        case .other(let machine): machine.isUnanswered
        }
    }

    var nextDeadline: Instant? {
        switch self.core {
        case .invite(let machine): machine.nextDeadline
        case .other(let machine): machine.nextDeadline
        }
    }

    mutating func responseReceived(_ response: SIPResponse, at now: Instant) -> [TransactionEffect] {
        switch self.core {
        case .invite(var machine):
            let request = self.request
            let effects = machine.responseReceived(status: response.status, ack: { Self.ack(request, response).bytes }, at: now)
            self.core = .invite(machine)
            return effects
        case .other(var machine):
            let effects = machine.responseReceived(status: response.status, at: now)
            self.core = .other(machine)
            return effects
        }
    }

    mutating func tick(at now: Instant) -> [TransactionEffect] {
        switch self.core {
        case .invite(var machine):
            defer { self.core = .invite(machine) }
            return machine.tick(at: now)
        case .other(var machine):
            defer { self.core = .other(machine) }
            return machine.tick(at: now)
        }
    }

    /// §17.1.1.3: same branch, the To of the response, the Route of the request.
    private static func ack(_ invite: SIPRequest, _ response: SIPResponse) -> SIPRequest {
        var fields = SIPFields(
            vias: Array(invite.vias.prefix(1)), from: invite.from, to: response.to, callID: invite.callID,
            cSeq: SIPSequence(number: invite.cSeq.number, method: .ack))
        fields.maxForwards = 70
        for field in invite.headers.fields where field.name == .route { fields.headers.append(field) }
        return SIPRequest(.ack, invite.uri, fields: fields)
    }

    /// §9.1: CANCEL goes the way of the INVITE, with its branch.
    func cancel() -> SIPRequest {
        var fields = SIPFields(
            vias: Array(self.request.vias.prefix(1)), from: self.request.from, to: self.request.to, callID: self.request.callID,
            cSeq: SIPSequence(number: self.request.cSeq.number, method: .cancel))
        fields.maxForwards = 70
        for field in self.request.headers.fields where field.name == .route { fields.headers.append(field) }
        return SIPRequest(.cancel, self.request.uri, fields: fields)
    }
}
