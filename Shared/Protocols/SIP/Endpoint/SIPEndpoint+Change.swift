import Vocabulary

/// Sessions that the peer changes: re-INVITE (RFC 3261 §14.2), UPDATE (RFC 3311 §5.2).
extension SIPEndpoint {
    mutating func changeReceived(_ request: SIPRequest, _ key: ServerTransactionKey, _ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        guard let state = self.calls[call] else { return }
        if let status = request.method == .update ? self.updateConflict(state, request) : self.reinviteConflict(state) {
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
        self.servers[key]?.call = call
        self.calls[call]?.targetRefreshed(request.contacts, remoteTag: request.from.tag)
        if request.method == .update { return self.updateReceived(request, key, call, at: now, &effects) }
        self.calls[call]?.pendingServer = key
        self.send(Self.trying(request), in: key, at: now, &effects)
        effects.append(.changeRequested(call, offer: request.sdp))
    }

    private mutating func updateReceived(_ request: SIPRequest, _ key: ServerTransactionKey, _ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        self.calls[call]?.pendingUpdate = key
        // RFC 3311 §5.1: without a description it only refreshes the session.
        guard let offer = request.sdp else { return self.acceptUpdate(call, sdp: nil, at: now, &effects) }
        effects.append(.changeRequested(call, offer: offer))
    }

    /// §14.2: 500 while an INVITE of the peer is unanswered, 491 while one of ours is.
    private func reinviteConflict(_ state: SIPCall) -> Int? {
        if state.pendingServer != nil || state.pendingUpdate != nil { return 500 }
        if state.pendingClient != nil || state.updating != nil || state.phase == .answered { return 491 }
        return nil
    }

    /// RFC 3311 §5.2: 491 while an offer of ours is unanswered, 500 while one of the peer is.
    private func updateConflict(_ state: SIPCall, _ request: SIPRequest) -> Int? {
        if state.pendingUpdate != nil { return 500 }
        guard !request.body.isEmpty else { return nil }
        if state.updating != nil { return 491 }
        switch state.phase {
        case .incoming where !state.isAgreedEarly: return state.inviteHadOffer ? 500 : 491
        case .calling where !state.isAgreedEarly, .ringing where !state.isAgreedEarly: return 491
        case .answered: return 491
        case .incoming, .calling, .ringing: return nil
        case .accepted, .cancelling, .confirmed: break
        }
        if state.pendingServer != nil { return 500 }
        if state.pendingClient != nil { return 491 }
        // Our 200 to an INVITE without a description held an offer whose answer the ACK brings.
        return state.retransmission.map { $0.offers ? 491 : 500 }
    }

    /// 200 to the peer's re-INVITE, UPDATE or PRACK.
    /// - Parameter sdp: the answer, or our offer when the peer asked for one.
    public mutating func acceptChange(_ call: SIPCallKey, sdp: [UInt8], at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        guard let state = self.calls[call] else { return [] }
        if state.pendingUpdate != nil {
            self.acceptUpdate(call, sdp: sdp, at: now, &effects)
        } else if state.phase != .incoming {
            self.acceptPending(call, sdp: sdp, at: now, &effects)
        }
        return effects
    }

    private mutating func acceptUpdate(_ call: SIPCallKey, sdp: [UInt8]?, at now: Instant, _ effects: inout [Effect]) {
        guard let state = self.calls[call], let key = state.pendingUpdate, let request = self.servers[key]?.request else { return }
        var response = self.dialogResponse(to: request, status: 200, state)
        if let sdp { response.fields.setBody(sdp, type: "application/sdp") }
        // RFC 4028 §9: the session that is timed begins with the 2xx to INVITE.
        if request.method == .update, !state.isEarly { self.grantSessionTimer(request, &response, call, at: now) }
        self.calls[call]?.pendingUpdate = nil
        if let sdp { self.calls[call]?.localSDP = sdp }
        if let offer = request.sdp, Preconditions(offer).areMet { self.calls[call]?.awaitsResources = false }
        self.send(response, in: key, at: now, &effects)
        self.resume(call, at: now, &effects)
    }

    /// The session stays as it was.
    /// - Parameters:
    ///   - status: 488 for an offer that cannot be met.
    ///   - headers: added as they are (Warning).
    public mutating func refuseChange(_ call: SIPCallKey, status: Int, headers: [SIPHeaders.Field] = [], at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        guard let state = self.calls[call] else { return [] }
        let status = min(max(status, 300), 699)
        if let key = state.pendingUpdate, let request = self.servers[key]?.request {
            self.calls[call]?.pendingUpdate = nil
            var response = SIPResponse(to: request, status: status)
            for field in headers { response.headers.append(field) }
            self.send(response, in: key, at: now, &effects)
            self.resume(call, at: now, &effects)
        } else if state.phase != .incoming {
            self.refusePending(call, status: status, headers: headers, at: now, &effects)
        }
        return effects
    }
}
