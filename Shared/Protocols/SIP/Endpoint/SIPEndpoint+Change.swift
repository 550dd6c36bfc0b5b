import Vocabulary

/// Sessions that change while the call goes on: re-INVITE (RFC 3261 §14), UPDATE (RFC 3311).
extension SIPEndpoint {
    mutating func changeReceived(_ request: SIPRequest, _ key: ServerTransactionKey, _ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        guard let state = self.calls[call] else { return }
        if let status = self.changeConflict(state, request) {
            var response = SIPResponse(to: request, status: status)
            // §14.2: when the peer may try again.
            if status == 500 { response.headers.append(.retryAfter, String(self.tokens.next() % 10)) }
            return self.send(response, in: key, at: now, &effects)
        }
        if self.tooShort(request) {
            var response = SIPResponse(to: request, status: 422)
            response.headers.append(.minSE, String(self.configuration.minimumSessionExpires))
            return self.send(response, in: key, at: now, &effects)
        }
        self.calls[call]?.pendingServer = key
        self.servers[key]?.call = call
        self.calls[call]?.dialog?.targetRefreshed(request.contacts)
        if request.method == .invite { self.send(SIPResponse(to: request, status: 100), in: key, at: now, &effects) }
        // An UPDATE without a body only refreshes the session.
        if request.method == .update, request.body.isEmpty { return self.acceptPending(call, sdp: nil, at: now, &effects) }
        effects.append(.changeRequested(call, offer: request.sdp))
    }

    /// §14.2, RFC 3311 §5.2: 500 while an INVITE of the peer is unanswered, 491 while one of ours is.
    private func changeConflict(_ state: SIPCall, _ request: SIPRequest) -> Int? {
        if state.pendingServer != nil { return 500 }
        if state.pendingClient != nil || state.phase == .answered { return 491 }
        if state.retransmission != nil, request.method == .update, !request.body.isEmpty { return 500 }
        return nil
    }

    /// 200 to the peer's re-INVITE or UPDATE.
    /// - Parameter sdp: the answer, or our offer when the peer asked for one.
    public mutating func acceptChange(_ call: SIPCallKey, sdp: [UInt8], at now: Instant) -> [Effect] {
        guard self.calls[call]?.phase != .incoming else { return [] }
        var effects: [Effect] = []
        self.acceptPending(call, sdp: sdp, at: now, &effects)
        return effects
    }

    /// The session stays as it was.
    /// - Parameter status: 488 for an offer that cannot be met.
    public mutating func refuseChange(_ call: SIPCallKey, status: Int, at now: Instant) -> [Effect] {
        guard self.calls[call]?.phase != .incoming else { return [] }
        var effects: [Effect] = []
        self.refusePending(call, status: min(max(status, 300), 699), at: now, &effects)
        return effects
    }

    // MARK: Ours

    /// Sends a re-INVITE. Nothing happens unless the call is confirmed and no other change is on its way.
    public mutating func change(_ call: SIPCallKey, offer: [UInt8], at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        self.sendChange(call, offer: offer, at: now, &effects)
        return effects
    }

    mutating func sendChange(_ call: SIPCallKey, offer: [UInt8]?, at now: Instant, _ effects: inout [Effect]) {
        guard var state = self.calls[call], state.phase == .confirmed, state.pendingClient == nil, state.pendingServer == nil, var dialog = state.dialog else { return }
        var request = dialog.request(offer == nil ? .update : .invite)
        request.contacts = [self.contact(over: state.peer)]
        request.headers.append(.allow, self.allow)
        request.headers.append(.supported, "timer")
        if let timer = state.sessionTimer { request.headers.append(.sessionExpires, "\(timer.interval);refresher=uac") }
        if let offer { request.fields.setBody(offer, type: "application/sdp") }
        state.dialog = dialog
        state.retry = nil
        state.authAttempts = 0
        if let offer { state.localSDP = offer }
        self.calls[call] = state
        let peer = self.peer(for: dialog.nextHop, otherwise: state.peer)
        let key = self.start(request, to: peer, owner: .change(call), at: now, &effects)
        self.calls[call]?.pendingClient = key
    }

    mutating func changeAnswered(_ call: SIPCallKey, _ response: SIPResponse, _ transaction: ClientTransaction, key: ClientTransactionKey, at now: Instant, _ effects: inout [Effect]) {
        guard let state = self.calls[call], !response.isProvisional else { return }
        guard state.pendingClient == key else {
            // The ACK was lost.
            if response.isSuccess, let ack = state.lastAck, ack.sequence == response.cSeq.number { effects.append(.send(ack.bytes, to: ack.peer)) }
            return
        }
        self.calls[call]?.pendingClient = nil
        if response.isSuccess { return self.changeAccepted(call, response, transaction, at: now, &effects) }
        switch response.status {
        // §12.2.1.2: the peer knows no such call any more.
        case 408, 481: self.sayGoodbye(call, .refused(response.status), at: now, &effects)
        case 491: self.scheduleRetry(call, transaction, at: now)
        case 401, 407: self.retryChange(call, response, transaction, at: now, &effects)
        default: effects.append(.changeRefused(call, status: response.status))
        }
    }

    private mutating func changeAccepted(_ call: SIPCallKey, _ response: SIPResponse, _ transaction: ClientTransaction, at now: Instant, _ effects: inout [Effect]) {
        self.calls[call]?.dialog?.targetRefreshed(response.contacts)
        self.followSessionTimer(response, call, at: now)
        self.arm(call: call)
        guard transaction.request.method == .invite else { return }
        self.sendAck(call, for: transaction.request, sdp: nil, &effects)
        effects.append(.changeAccepted(call, sdp: response.sdp))
    }

    /// §14.1: the side that made the Call-ID waits longer.
    private mutating func scheduleRetry(_ call: SIPCallKey, _ transaction: ClientTransaction, at now: Instant) {
        let own = self.calls[call]?.credential != nil || transaction.request.from.tag == self.calls[call]?.dialog?.id.localTag
        let step = Int64(self.tokens.next() % 190)
        let wait = own ? Duration.milliseconds(2100 + step * 10) : Duration.milliseconds(step * 10)
        self.calls[call]?.retry = (now + wait, Array(transaction.request.body))
        self.arm(call: call)
    }

    private mutating func retryChange(_ call: SIPCallKey, _ response: SIPResponse, _ transaction: ClientTransaction, at now: Instant, _ effects: inout [Effect]) {
        var request = self.repeatable(transaction.request)
        guard self.authorization(of: transaction.request).isEmpty, let state = self.calls[call],
            self.authorize(&request, against: response, with: state.credential)
        else {
            return effects.append(.changeRefused(call, status: response.status))
        }
        self.calls[call]?.dialog?.numberUsed(request.cSeq.number)
        let key = self.start(request, to: transaction.peer, owner: .change(call), at: now, &effects)
        self.calls[call]?.pendingClient = key
    }

    mutating func changeUnanswered(_ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        self.calls[call]?.pendingClient = nil
        self.sayGoodbye(call, .timedOut, at: now, &effects)
    }
}
