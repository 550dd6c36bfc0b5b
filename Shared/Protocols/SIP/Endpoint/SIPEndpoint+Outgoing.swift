import Vocabulary

/// Calls that we make (RFC 3261 §13.2).
extension SIPEndpoint {
    /// Sends an INVITE.
    /// - Parameters:
    ///   - from: who calls; its tag is set here.
    ///   - peer: where the INVITE goes.
    ///   - alternates: other servers of the URI, the best first, for when that one does not take it (RFC 3263 §4.3).
    ///   - offer: SDP; nil asks the peer for an offer.
    ///   - credential: answers a challenge.
    ///   - headers: added as they are (P-Asserted-Identity, Privacy …).
    ///   - hops: of the call on whose behalf this one is made (RFC 7332 §3): one less is written; at 0 it ends as 483.
    public mutating func invite(
        _ uri: SIPURI, from: SIPNameAddress, to peer: SIPPeer, alternates: [SIPPeer] = [], offer: [UInt8]?, credential: DigestCredential? = nil,
        headers: [SIPHeaders.Field] = [], hops: UInt8 = 71, at now: Instant
    ) -> (SIPCallKey, [Effect]) {
        var effects: [Effect] = []
        let call = SIPCallKey(number: self.newKey())
        guard self.calls.count < self.configuration.maximumCalls else { return (call, [.callEnded(call, .refused(503))]) }
        guard hops > 0 else { return (call, [.callEnded(call, .refused(483))]) }
        var local = from
        local.tag = self.tokens.token()
        let number = self.tokens.next32() >> 8
        var fields = SIPFields(
            vias: [], from: local, to: SIPNameAddress(uri: uri), callID: self.tokens.longToken(), cSeq: SIPSequence(number: number, method: .invite))
        fields.contacts = [self.contact(over: peer)]
        fields.headers.append(.allow, self.allow)
        fields.maxForwards = hops - 1
        // RFC 3262: an offer in a reliable provisional response would need an answer in PRACK, so that without an offer
        // of ours the extension is not offered.
        fields.headers.append(.supported, self.supported(offering: offer))
        for header in headers { fields.headers.append(header) }
        if let offer { fields.setBody(offer, type: "application/sdp") }
        var state = SIPCall(phase: .calling(cancels: false), peer: peer, isOurs: true)
        state.inviteSequence = number
        state.inviteHadOffer = offer != nil
        state.credential = credential
        state.alternates = alternates
        state.localSDP = offer
        state.ringingEnds = now + self.configuration.timers.inviteTimeout
        self.calls[call] = state
        var request = SIPRequest(.invite, uri, fields: fields)
        self.askForSessionTimer(&request, state)
        self.sendInvite(request, call, at: now, &effects)
        return (call, effects)
    }

    private func supported(offering offer: [UInt8]?) -> String {
        guard let offer else { return self.supported }
        return (Preconditions(offer).isPresent ? "precondition, 100rel, " : "100rel, ") + self.supported
    }

    mutating func sendInvite(_ request: SIPRequest, _ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        guard let peer = self.calls[call]?.peer else { return }
        guard let key = self.start(request, to: peer, owner: .invite(call), at: now, &effects) else {
            return self.end(call, .refused(503), &effects)
        }
        self.calls[call]?.pendingClient = key
        self.arm(call: call)
    }

    mutating func inviteAnswered(_ call: SIPCallKey, _ response: SIPResponse, _ transaction: ClientTransaction, key: ClientTransactionKey, at now: Instant, _ effects: inout [Effect]) {
        if response.isSuccess { return self.inviteAccepted(call, response, transaction, at: now, &effects) }
        guard let state = self.calls[call], state.pendingClient == key else { return }
        if response.isProvisional { return self.inviteProgressed(call, state, response, transaction.request, at: now, &effects) }
        if [401, 407, 422].contains(response.status), self.retryInvite(call, state, response, transaction, at: now, &effects) { return }
        if response.status == 503, self.tryAlternate(call, after: transaction, at: now, &effects) { return }
        if self.redirectInvite(call, state, response, transaction, at: now, &effects) { return }
        // RFC 6432: what the telephone network said, which the status alone does not.
        if let reason = SIPReason.all(response.headers).first { effects.append(.reasonGiven(call, reason)) }
        let wasCancelled = state.phase == .cancelling || state.phase == .calling(cancels: true)
        self.end(call, wasCancelled ? .localHangUp : .refused(response.status), &effects)
    }

    private mutating func inviteProgressed(_ call: SIPCallKey, _ state: SIPCall, _ response: SIPResponse, _ invite: SIPRequest, at now: Instant, _ effects: inout [Effect]) {
        switch state.phase {
        case .calling(cancels: true):
            self.sendCancel(call, at: now, &effects)
            return
        case .calling: self.calls[call]?.phase = .ringing
        case .ringing: break
        default: return
        }
        guard response.status > 100, self.earlyResponseReceived(call, response, invite, at: now, &effects) else { return }
        effects.append(.callRinging(call, status: response.status, sdp: response.sdp))
    }

    /// Once with credentials, again only when the server says that the nonce was stale; with a longer session interval
    /// when the peer asks for one.
    private mutating func retryInvite(_ call: SIPCallKey, _ state: SIPCall, _ response: SIPResponse, _ transaction: ClientTransaction, at now: Instant, _ effects: inout [Effect]) -> Bool {
        guard state.authAttempts < 4, state.phase == .calling(cancels: false) || state.phase == .ringing else { return false }
        var request: SIPRequest
        if response.status == 422 {
            guard let raised = self.raised(transaction.request, response, call) else { return false }
            request = raised
        } else {
            request = self.repeatable(transaction.request)
            // A proxy's challenge after the server's is another question, not the same one again.
            let name: SIPHeaderName = response.status == 407 ? .proxyAuthorization : .authorization
            guard self.authorize(&request, against: response, with: state.credential, again: transaction.request.headers.first(name) != nil) else { return false }
        }
        self.calls[call]?.authAttempts += 1
        self.calls[call]?.inviteSequence = request.cSeq.number
        self.forgetEarlyDialogs(call)
        self.calls[call]?.phase = .calling(cancels: false)
        self.sendInvite(request, call, at: now, &effects)
        return true
    }

    /// The same request with the next CSeq (§22.2).
    func repeatable(_ request: SIPRequest) -> SIPRequest {
        var request = request
        request.cSeq.number += 1
        request.headers.remove(.userAgent)
        return request
    }

    // MARK: 2xx

    private mutating func inviteAccepted(_ call: SIPCallKey, _ response: SIPResponse, _ transaction: ClientTransaction, at now: Instant, _ effects: inout [Effect]) {
        guard let dialog = try? SIPDialog(calling: transaction.request, response: response) else {
            effects.append(.refused(from: transaction.peer.address, status: nil, reason: "malformed route in 200"))
            return self.end(call, .refused(response.status), &effects)
        }
        guard let state = self.calls[call] else { return self.decline(dialog, transaction, &effects, at: now) }
        if let known = state.dialog {
            // Our ACK was lost, or another branch of a fork answered too (§13.2.2.4).
            if known.id != dialog.id { return self.decline(dialog, transaction, &effects, at: now) }
            if let ack = state.lastAck, ack.sequence == response.cSeq.number { effects.append(.send(ack.bytes, to: ack.peer)) }
            return
        }
        let early = self.confirmed(call, dialog)
        self.calls[call]?.dialog = early.map { dialog.continuing($0.dialog) } ?? dialog
        self.calls[call]?.answerHeaders = response.headers
        self.calls[call]?.pendingClient = nil
        self.calls[call]?.ringingEnds = nil
        self.calls[call]?.inviteSequence = response.cSeq.number
        self.calls[call]?.peerAllowsUpdate = response.headers.contains("UPDATE", in: .allow)
        self.dialogs[dialog.id] = call
        if state.phase == .cancelling || state.phase == .calling(cancels: true) {
            self.sendAck(call, for: transaction.request, sdp: nil, &effects)
            return self.sayGoodbye(call, .localHangUp, at: now, &effects)
        }
        self.followSessionTimer(response, call, at: now)
        if transaction.request.body.isEmpty {
            self.calls[call]?.phase = .answered
        } else {
            self.calls[call]?.phase = .confirmed
            self.sendAck(call, for: transaction.request, sdp: nil, &effects)
        }
        self.arm(call: call)
        // §13.2.1: the first description that was delivered reliably is the answer.
        effects.append(.callAnswered(call, sdp: early?.answer ?? response.sdp))
    }

    /// Call-ID of a call's dialog; nil before there is one.
    public func callID(of call: SIPCallKey) -> String? { self.calls[call]?.dialog?.callID }

    /// Headers of the 200 that answered our INVITE.
    public func answerHeaders(of call: SIPCallKey) -> SIPHeaders? { self.calls[call]?.answerHeaders }

    /// Our answer to the offer in the peer's 200, after an INVITE or re-INVITE without one.
    public mutating func acknowledge(_ call: SIPCallKey, sdp: [UInt8], at now: Instant) -> [Effect] {
        guard let state = self.calls[call], state.phase == .answered else { return [] }
        var effects: [Effect] = []
        self.calls[call]?.phase = .confirmed
        self.calls[call]?.localSDP = sdp
        self.sendAck(call, sequence: state.inviteSequence, authorization: [], sdp: sdp, &effects)
        return effects
    }

    func authorization(of request: SIPRequest) -> [SIPHeaders.Field] {
        request.headers.fields.filter { $0.name == .authorization || $0.name == .proxyAuthorization }
    }

    mutating func sendAck(_ call: SIPCallKey, for invite: SIPRequest, sdp: [UInt8]?, _ effects: inout [Effect]) {
        self.sendAck(call, sequence: invite.cSeq.number, authorization: self.authorization(of: invite), sdp: sdp, &effects)
    }

    mutating func sendAck(_ call: SIPCallKey, sequence: UInt32, authorization: [SIPHeaders.Field], sdp: [UInt8]?, _ effects: inout [Effect]) {
        guard var state = self.calls[call], var dialog = state.dialog else { return }
        let (bytes, peer) = self.ack(&dialog, sequence: sequence, authorization: authorization, sdp: sdp, known: state.peer)
        state.lastAck = (sequence, bytes, peer)
        self.calls[call] = state
        effects.append(.send(bytes, to: peer))
    }

    private mutating func ack(_ dialog: inout SIPDialog, sequence: UInt32, authorization: [SIPHeaders.Field], sdp: [UInt8]?, known: SIPPeer) -> ([UInt8], SIPPeer) {
        var request = dialog.request(.ack, sequence: sequence)
        let peer = self.peer(for: dialog.nextHop, otherwise: known)
        request.vias = [self.via(for: peer)]
        for field in authorization { request.headers.append(field) }
        if let sdp { request.fields.setBody(sdp, type: "application/sdp") }
        return (request.bytes, peer)
    }

    /// §13.2.2.4: a 2xx that nobody wants any more is acknowledged and ended.
    private mutating func decline(_ declined: SIPDialog, _ transaction: ClientTransaction, _ effects: inout [Effect], at now: Instant) {
        var dialog = declined
        let authorization = self.authorization(of: transaction.request)
        let (bytes, peer) = self.ack(&dialog, sequence: transaction.request.cSeq.number, authorization: authorization, sdp: nil, known: transaction.peer)
        effects.append(.send(bytes, to: peer))
        self.start(dialog.request(.bye), to: peer, owner: .farewell(dialog, nil), at: now, &effects)
    }
}
