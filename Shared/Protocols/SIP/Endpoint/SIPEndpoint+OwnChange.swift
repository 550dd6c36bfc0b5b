import Vocabulary

/// Sessions that we change: re-INVITE (RFC 3261 §14.1), UPDATE (RFC 3311 §5.1).
extension SIPEndpoint {
    /// Sends a re-INVITE. Nothing happens unless the call is confirmed and no other change is on its way.
    /// - Parameter offer: nil asks the peer for an offer; `changeAccepted` brings it, and `acknowledge` must follow.
    public mutating func change(_ call: SIPCallKey, offer: [UInt8]?, at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        self.sendChange(call, .invite, offer: offer, at: now, &effects)
        return effects
    }

    /// Sends an UPDATE, which also works before the call is answered. Nothing happens unless the peer allows it, an
    /// earlier offer is answered and no other change is on its way.
    public mutating func update(_ call: SIPCallKey, offer: [UInt8], at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        guard self.calls[call]?.peerAllowsUpdate == true else { return [] }
        self.sendChange(call, .update, offer: offer, at: now, &effects)
        return effects
    }

    private func mayChange(_ state: SIPCall, _ method: SIPMethod, withOffer: Bool) -> Bool {
        guard state.updating == nil, state.pendingUpdate == nil else { return false }
        if method == .update {
            if state.isEarly { return state.isAgreedEarly || !withOffer }
            if !withOffer { return state.phase == .confirmed }
        }
        return state.phase == .confirmed && state.pendingClient == nil && state.pendingServer == nil
    }

    mutating func sendChange(_ call: SIPCallKey, _ method: SIPMethod, offer: [UInt8]?, at now: Instant, _ effects: inout [Effect]) {
        guard var state = self.calls[call], self.mayChange(state, method, withOffer: offer != nil), var dialog = state.current else { return }
        var request = dialog.request(method)
        request.contacts = [self.contact(over: state.peer)]
        request.headers.append(.allow, self.allow)
        request.headers.append(.supported, self.supported)
        if !state.isEarly { self.askForSessionTimer(&request, state) }
        if let offer { request.fields.setBody(offer, type: "application/sdp") }
        state.current = dialog
        state.retry = nil
        state.authAttempts = 0
        if let offer { state.localSDP = offer }
        self.calls[call] = state
        let key = self.start(request, to: self.peer(for: dialog.nextHop, otherwise: state.peer), owner: .change(call), at: now, &effects)
        self.waits(call, for: key, method)
    }

    private mutating func waits(_ call: SIPCallKey, for key: ClientTransactionKey?, _ method: SIPMethod) {
        if method == .update { self.calls[call]?.updating = key } else { self.calls[call]?.pendingClient = key }
    }

    // MARK: Answers

    mutating func changeAnswered(_ call: SIPCallKey, _ response: SIPResponse, _ transaction: ClientTransaction, key: ClientTransactionKey, at now: Instant, _ effects: inout [Effect]) {
        guard let state = self.calls[call], !response.isProvisional else { return }
        let method = transaction.request.method
        guard (method == .update ? state.updating : state.pendingClient) == key else {
            // The ACK was lost.
            if response.isSuccess, let ack = state.lastAck, ack.sequence == response.cSeq.number { effects.append(.send(ack.bytes, to: ack.peer)) }
            return
        }
        self.waits(call, for: nil, method)
        if response.isSuccess { return self.changeAccepted(call, response, transaction, at: now, &effects) }
        switch response.status {
        // §12.2.1.2: the peer knows no such call any more.
        case 408, 481: self.sayGoodbye(call, .refused(response.status), at: now, &effects)
        case 491: self.scheduleRetry(call, transaction, at: now)
        case 401, 407, 422: self.retryChange(call, response, transaction, at: now, &effects)
        // A refresh without a description that was refused is nobody's business but the session timer's.
        default: if !transaction.request.body.isEmpty || method == .invite { effects.append(.changeRefused(call, status: response.status)) }
        }
    }

    private mutating func changeAccepted(_ call: SIPCallKey, _ response: SIPResponse, _ transaction: ClientTransaction, at now: Instant, _ effects: inout [Effect]) {
        self.calls[call]?.targetRefreshed(response.contacts, remoteTag: response.to.tag)
        if self.calls[call]?.isEarly == false { self.followSessionTimer(response, call, at: now) }
        self.arm(call: call)
        guard transaction.request.method == .invite else {
            if !transaction.request.body.isEmpty { effects.append(.changeAccepted(call, sdp: response.sdp)) }
            return
        }
        if transaction.request.body.isEmpty {
            // The 200 holds the peer's offer: ACK waits for our answer (§14.1).
            self.calls[call]?.phase = .answered
            self.calls[call]?.inviteSequence = transaction.request.cSeq.number
        } else {
            self.sendAck(call, for: transaction.request, sdp: nil, &effects)
        }
        effects.append(.changeAccepted(call, sdp: response.sdp))
    }

    /// §14.1: 2.1 to 4 s for the side that made the Call-ID, 0 to 2 s for the other, in steps of 10 ms.
    private mutating func scheduleRetry(_ call: SIPCallKey, _ transaction: ClientTransaction, at now: Instant) {
        let isOurs = self.calls[call]?.isOurs ?? false
        let wait = isOurs ? 2100 + Int64(self.tokens.next() % 191) * 10 : Int64(self.tokens.next() % 201) * 10
        let offer = transaction.request.sdp
        self.calls[call]?.retry = SIPCall.Retry(at: now + .milliseconds(wait), method: transaction.request.method, offer: offer)
        self.arm(call: call)
    }

    private mutating func retryChange(_ call: SIPCallKey, _ response: SIPResponse, _ transaction: ClientTransaction, at now: Instant, _ effects: inout [Effect]) {
        guard let request = self.retried(call, response, transaction) else {
            return effects.append(.changeRefused(call, status: response.status))
        }
        let key = self.start(request, to: transaction.peer, owner: .change(call), at: now, &effects)
        self.waits(call, for: key, request.method)
    }

    private mutating func retried(_ call: SIPCallKey, _ response: SIPResponse, _ transaction: ClientTransaction) -> SIPRequest? {
        guard let state = self.calls[call] else { return nil }
        var request: SIPRequest
        if response.status == 422 {
            guard let raised = self.raised(transaction.request, response, call) else { return nil }
            request = raised
        } else {
            request = self.repeatable(transaction.request)
            guard self.authorization(of: transaction.request).isEmpty, self.authorize(&request, against: response, with: state.credential) else { return nil }
        }
        var dialog = self.calls[call]?.current
        dialog?.numberUsed(request.cSeq.number)
        self.calls[call]?.current = dialog
        return request
    }

    mutating func changeUnanswered(_ call: SIPCallKey, _ method: SIPMethod, at now: Instant, _ effects: inout [Effect]) {
        self.waits(call, for: nil, method)
        // Before the final answer the INVITE's own timers decide.
        if self.calls[call]?.isEarly == true { return }
        self.sayGoodbye(call, .timedOut, at: now, &effects)
    }
}
