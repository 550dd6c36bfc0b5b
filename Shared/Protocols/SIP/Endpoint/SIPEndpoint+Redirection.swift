import Vocabulary

/// Calls that are answered with other addresses (RFC 3261 §8.1.3.4).
extension SIPEndpoint {
    /// A 3xx names more targets; whatever else refuses the call makes room for the next of them, but for 6xx, which speaks for all.
    /// - Returns: whether the call goes on.
    mutating func redirectInvite(_ call: SIPCallKey, _ state: SIPCall, _ response: SIPResponse, _ transaction: ClientTransaction, at now: Instant, _ effects: inout [Effect]) -> Bool {
        guard response.status < 600, state.phase == .calling(cancels: false) || state.phase == .ringing else { return false }
        if response.status < 400 { self.calls[call]?.targets.redirected(from: transaction.request.uri, to: response.contacts) }
        guard let target = self.calls[call]?.targets.next() else { return false }
        let peer = self.peer(for: target, otherwise: state.peer)
        var request = self.repeatable(transaction.request)
        request.uri = target
        request.contacts = [self.contact(over: peer)]
        // What proved us to the one, and led to it, is nothing to the other.
        for name in [SIPHeaderName.authorization, .proxyAuthorization, .route] { request.headers.remove(name) }
        self.calls[call]?.peer = peer
        self.calls[call]?.authAttempts = 0
        self.calls[call]?.inviteSequence = request.cSeq.number
        self.forgetEarlyDialogs(call)
        self.calls[call]?.phase = .calling(cancels: false)
        self.sendInvite(request, call, at: now, &effects)
        return true
    }
}
