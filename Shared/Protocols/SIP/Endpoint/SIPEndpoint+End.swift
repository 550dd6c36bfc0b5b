import Vocabulary

/// How calls end (RFC 3261 §9, §15).
extension SIPEndpoint {
    /// Ends a call in whatever state it is: 603, CANCEL or BYE. `callEnded` follows, at once where no answer is needed.
    /// - Parameter reason: why, for BYE and CANCEL (RFC 3326).
    public mutating func hangUp(_ call: SIPCallKey, reason: SIPReason? = nil, at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        self.calls[call]?.reason = reason
        guard let state = self.calls[call] else { return [] }
        switch state.phase {
        case .incoming: return self.reject(call, status: 603, at: now)
        // §15: the called side waits for the ACK before it may send BYE.
        case .accepted: self.calls[call]?.phase = .accepted(hangsUp: true)
        case .calling where state.locating != nil: self.end(call, .localHangUp, &effects)
        case .calling: self.calls[call]?.phase = .calling(cancels: true)
        case .ringing: self.sendCancel(call, at: now, &effects)
        case .cancelling: break
        case .answered:
            self.sendAck(call, sequence: state.inviteSequence, authorization: [], sdp: nil, &effects)
            self.sayGoodbye(call, .localHangUp, at: now, &effects)
        case .confirmed: self.sayGoodbye(call, .localHangUp, at: now, &effects)
        }
        return effects
    }

    mutating func sendCancel(_ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        guard let key = self.calls[call]?.pendingClient, let invite = self.clients[key] else { return }
        self.calls[call]?.phase = .cancelling
        // §9.1: without a final answer in 64·T1 the INVITE counts as cancelled.
        self.calls[call]?.ringingEnds = now + self.configuration.timers.transactionTimeout
        var cancel = invite.cancel()
        if let reason = self.calls[call]?.reason { cancel.headers.append(reason.field) }
        self.start(cancel, to: invite.peer, owner: .nobody, at: now, &effects)
        self.arm(call: call)
    }

    /// BYE; the call is forgotten at once.
    mutating func sayGoodbye(_ call: SIPCallKey, _ cause: SIPEndCause, at now: Instant, _ effects: inout [Effect]) {
        if let state = self.calls[call], var dialog = state.dialog {
            self.refusePending(call, status: 487, at: now, &effects)
            var request = dialog.request(.bye)
            if let reason = state.reason { request.headers.append(reason.field) }
            let peer = self.peer(for: dialog.nextHop, otherwise: state.peer)
            self.start(request, to: peer, owner: .farewell(dialog, state.credential), at: now, &effects)
        }
        self.end(call, cause, &effects)
    }

    mutating func farewellAnswered(_ response: SIPResponse, _ transaction: ClientTransaction, _ dialog: SIPDialog, _ credential: DigestCredential?, at now: Instant, _ effects: inout [Effect]) {
        guard response.status == 401 || response.status == 407, self.authorization(of: transaction.request).isEmpty else { return }
        var request = self.repeatable(transaction.request)
        guard self.authorize(&request, against: response, with: credential) else { return }
        self.start(request, to: transaction.peer, owner: .farewell(dialog, nil), at: now, &effects)
    }
}
