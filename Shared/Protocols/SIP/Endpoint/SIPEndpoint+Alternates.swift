import Vocabulary

/// The servers of one URI, one after another (RFC 3263 §4.3).
extension SIPEndpoint {
    /// A server that is silent, unreachable or says 503 makes room for the next one: the same request in a transaction of its own.
    /// - Returns: whether the call goes on.
    mutating func tryAlternate(_ call: SIPCallKey, after failed: ClientTransaction, at now: Instant, _ effects: inout [Effect]) -> Bool {
        guard let state = self.calls[call], state.phase == .calling(cancels: false) || state.phase == .ringing, let next = state.alternates.first else { return false }
        effects.append(.turned(call, from: failed.peer))
        var request = failed.request
        // What proved us to the one is a nonce that the other did not make; the branch, Via and User-Agent are written anew.
        for name in [SIPHeaderName.authorization, .proxyAuthorization, .userAgent] { request.headers.remove(name) }
        request.contacts = [self.contact(over: next)]
        self.calls[call]?.alternates.removeFirst()
        self.calls[call]?.peer = next
        self.calls[call]?.authAttempts = 0
        self.forgetEarlyDialogs(call)
        self.calls[call]?.phase = .calling(cancels: false)
        self.sendInvite(request, call, at: now, &effects)
        return true
    }
}
