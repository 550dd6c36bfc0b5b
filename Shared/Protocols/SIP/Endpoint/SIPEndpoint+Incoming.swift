import Vocabulary

/// Calls that come in (RFC 3261 §13.3).
extension SIPEndpoint {
    mutating func inviteReceived(_ request: SIPRequest, _ key: ServerTransactionKey, from peer: SIPPeer, at now: Instant, _ effects: inout [Effect]) {
        let merge = SIPMergeKey(request)
        if self.merging[merge] != nil {
            // §8.2.2.2: the same request has arrived along another path.
            return self.answerStatelessly(request, 482, from: peer, &effects)
        }
        guard self.hasRoom(for: request, from: peer, &effects), self.acceptsInterval(of: request, from: peer, &effects) else { return }
        let replaced: SIPCallKey?
        switch self.replacement(request) {
        case .none: replaced = nil
        case .call(let key): replaced = key
        case .refused(let status): return self.answerStatelessly(request, status, from: peer, &effects)
        }
        let dialog: SIPDialog
        do {
            dialog = try SIPDialog(answering: request, localTag: self.tokens.token(), sequence: self.tokens.next32() >> 8)
        } catch {
            effects.append(.refused(from: peer.address, status: 400, reason: "malformed: \(error)"))
            return self.answerStatelessly(request, 400, from: peer, &effects)
        }
        guard self.openServer(request, key, from: peer, at: now, &effects) else { return }
        let call = SIPCallKey(number: self.newKey())
        self.servers[key]?.call = call
        self.servers[key]?.mergeKey = merge
        self.merging[merge] = key
        self.open(call, dialog, request, key, from: peer, at: now)
        self.calls[call]?.replaces = replaced
        effects.append(.incomingCall(call, SIPIncomingCall(request: request, source: peer, replaces: replaced)))
        effects.append(.undecided(call))
    }

    /// 100 Trying, unless the call was answered, refused or rung for. §17.2.1 wants it within 200 ms where no answer
    /// comes by then; the peer stops repeating the sooner it hears, and a call that is decided at once needs none.
    public mutating func trying(_ call: SIPCallKey, at now: Instant) -> [Effect] {
        guard let key = self.calls[call]?.pendingServer, let transaction = self.servers[key], transaction.isUnanswered, let request = transaction.request else { return [] }
        var effects: [Effect] = []
        self.send(Self.trying(request), in: key, at: now, &effects)
        return effects
    }

    private mutating func open(_ call: SIPCallKey, _ dialog: SIPDialog, _ request: SIPRequest, _ key: ServerTransactionKey, from peer: SIPPeer, at now: Instant) {
        var state = SIPCall(phase: .incoming, peer: peer, isOurs: false)
        state.dialog = dialog
        state.pendingServer = key
        // §13.3.1: the caller may say how long it waits.
        let longest = self.configuration.timers.inviteTimeout
        let patience = request.headers.number(.expires).flatMap { $0 > 0 ? Duration.seconds(Int64(min($0, 86_400))) : nil } ?? longest
        state.ringingEnds = now + min(patience, longest)
        state.expires = patience < longest
        state.peerAllowsUpdate = request.headers.contains("UPDATE", in: .allow)
        state.inviteSequence = request.cSeq.number
        state.inviteHadOffer = request.sdp != nil
        state.reliability = SIPReliability(request)
        state.awaitsResources = self.awaitsResources(request)
        self.calls[call] = state
        self.dialogs[dialog.id] = call
        self.arm(call: call)
    }

    private func hasRoom(for request: SIPRequest, from peer: SIPPeer, _ effects: inout [Effect]) -> Bool {
        let retryAfter = self.configuration.retryAfter ?? (self.calls.count >= self.configuration.maximumCalls ? 5 : nil)
        guard let retryAfter else { return true }
        effects.append(.refused(from: peer.address, status: 503, reason: self.configuration.retryAfter == nil ? "too many calls" : "draining"))
        self.answerStatelessly(request, 503, from: peer, &effects) { $0.headers.append(.retryAfter, String(retryAfter)) }
        return false
    }

    // MARK: What the owner of the call decides

    /// 200 OK; repeated until the ACK comes, which `callConfirmed` reports. Nothing happens unless the call rings.
    /// - Parameters:
    ///   - sdp: the answer, or our offer when the INVITE had none.
    ///   - headers: added as they are.
    public mutating func answer(_ call: SIPCallKey, sdp: [UInt8], headers: [SIPHeaders.Field] = [], at now: Instant) -> [Effect] {
        guard let state = self.calls[call], state.phase == .incoming, state.deferredAnswer == nil else { return [] }
        var effects: [Effect] = []
        if state.awaitsResources {
            // RFC 3312 §5: the answer goes ahead in a 183, so that the caller can reserve; the 200 follows its UPDATE.
            let isTold = state.isAgreedEarly || state.reliability.unacknowledged?.carriesDescription == true
            if !isTold { self.provisional(call, status: 183, sdp: sdp, at: now, &effects) }
            self.calls[call]?.deferredAnswer = .init(sdp: nil, headers: headers)
        } else if state.reliability.unacknowledged?.carriesDescription == true {
            // RFC 3262 §3: not before the PRACK to a response with a description.
            self.calls[call]?.deferredAnswer = .init(sdp: nil, headers: headers)
        } else {
            self.accept(call, sdp: state.isAgreedEarly ? nil : sdp, headers: headers, at: now, &effects)
        }
        return effects
    }

    /// - Parameter sdp: nil when a reliable response has carried it.
    mutating func accept(_ call: SIPCallKey, sdp: [UInt8]?, headers: [SIPHeaders.Field], at now: Instant, _ effects: inout [Effect]) {
        self.calls[call]?.deferredAnswer = nil
        self.calls[call]?.phase = .accepted(hangsUp: false)
        self.calls[call]?.ringingEnds = nil
        self.calls[call]?.reliability.waiting = []
        self.calls[call]?.reliability.unacknowledged?.at = nil
        self.acceptPending(call, sdp: sdp, headers: headers, at: now, &effects)
        guard let replaced = self.calls[call]?.replaces else { return }
        // RFC 3891 §3: the call that is replaced ends.
        effects += self.hangUp(replaced, at: now)
    }

    /// RFC 3312 §6: whether the caller's resources are not reserved and it can tell us when they are.
    private func awaitsResources(_ request: SIPRequest) -> Bool {
        guard request.headers.contains("precondition", in: .require) || request.headers.contains("precondition", in: .supported) else { return false }
        guard let offer = request.sdp, SIPReliability(request).isReliable(carriesDescription: true) else { return false }
        return !Preconditions(offer).areMet
    }

    /// Sends the 2xx to an INVITE, re-INVITE or UPDATE that waits.
    mutating func acceptPending(_ call: SIPCallKey, sdp: [UInt8]?, headers: [SIPHeaders.Field] = [], at now: Instant, _ effects: inout [Effect]) {
        guard let state = self.calls[call], let key = state.pendingServer, let request = self.servers[key]?.request, let peer = self.servers[key]?.peer else { return }
        var response = self.dialogResponse(to: request, status: 200, state)
        if let sdp { response.fields.setBody(sdp, type: "application/sdp") }
        self.grantSessionTimer(request, &response, call, at: now)
        response.headers.append(.server, self.configuration.userAgent)
        for field in headers { response.headers.append(field) }
        let bytes = response.bytes
        let answer = self.servers[key]?.responseSent(bytes, status: 200, at: now) ?? []
        self.perform(answer, server: key, &effects)
        self.settle(server: key)
        self.calls[call]?.pendingServer = nil
        if let sdp { self.calls[call]?.localSDP = sdp }
        guard request.method == .invite else { return }
        let timers = self.configuration.timers
        self.calls[call]?.retransmission = SIPCall.Retransmission(
            bytes: bytes, peer: peer, at: now + timers.t1, interval: timers.t1, deadline: now + timers.transactionTimeout,
            offers: sdp != nil && request.sdp == nil)
        self.arm(call: call)
    }

    func dialogResponse(to request: SIPRequest, status: Int, _ state: SIPCall) -> SIPResponse {
        var response = SIPResponse(to: request, status: status, tag: state.dialog?.id.localTag)
        // §12.1.1: the route goes back as it came.
        for field in request.headers.fields where field.name == .recordRoute { response.headers.append(field) }
        response.contacts = [self.contact(over: state.peer)]
        response.headers.append(.allow, self.allow)
        if status >= 200 { response.headers.append(.supported, self.supported) }
        return response
    }

    /// Refuses a call that rings; its end follows as `localHangUp`.
    /// - Parameter status: 300...699
    public mutating func reject(_ call: SIPCallKey, status: Int, headers: [SIPHeaders.Field] = [], at now: Instant) -> [Effect] {
        guard let state = self.calls[call], state.phase == .incoming, let key = state.pendingServer, let request = self.servers[key]?.request else { return [] }
        var effects: [Effect] = []
        var response = SIPResponse(to: request, status: min(max(status, 300), 699), tag: state.dialog?.id.localTag)
        for field in headers { response.headers.append(field) }
        self.send(response, in: key, at: now, &effects)
        self.end(call, .localHangUp, &effects)
        return effects
    }

    // MARK: ACK

    mutating func acknowledged(_ call: SIPCallKey, _ request: SIPRequest, at now: Instant, _ effects: inout [Effect]) {
        guard let state = self.calls[call], state.retransmission != nil else { return }
        self.calls[call]?.retransmission = nil
        self.calls[call]?.armed = nil
        self.arm(call: call)
        defer { self.skipDeadlines() }
        switch state.phase {
        case .accepted(let hangsUp):
            self.calls[call]?.phase = .confirmed
            if hangsUp { return self.sayGoodbye(call, .localHangUp, at: now, &effects) }
            effects.append(.callConfirmed(call, sdp: request.sdp))
        case .confirmed:
            // The answer to an offer that our 200 to a re-INVITE made.
            if let sdp = request.sdp { effects.append(.callConfirmed(call, sdp: sdp)) }
        default: break
        }
    }
}
