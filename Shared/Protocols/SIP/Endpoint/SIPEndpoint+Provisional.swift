import Vocabulary

/// Provisional responses of ours, reliable where the caller asks for it (RFC 3262 §3), held back while the caller's
/// resources are not reserved (RFC 3312 §6).
extension SIPEndpoint {
    /// 180 Ringing; when the caller's resources are not reserved yet, as soon as they are.
    public mutating func ring(_ call: SIPCallKey, at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        if self.calls[call]?.awaitsResources == true { self.calls[call]?.wantsRinging = true } else { self.provisional(call, status: 180, sdp: nil, at: now, &effects) }
        return effects
    }

    /// 183 Session Progress with early media.
    /// - Parameter sdp: the answer to the caller's offer; what `answer` gives later is then ignored by the caller.
    public mutating func progress(_ call: SIPCallKey, sdp: [UInt8], at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        self.provisional(call, status: 183, sdp: sdp, at: now, &effects)
        return effects
    }

    mutating func provisional(_ call: SIPCallKey, status: Int, sdp: [UInt8]?, at now: Instant, _ effects: inout [Effect]) {
        guard let state = self.calls[call], state.phase == .incoming, let key = state.pendingServer, let request = self.servers[key]?.request else { return }
        let isReliable = state.reliability.isReliable(carriesDescription: sdp != nil)
        if isReliable, state.reliability.unacknowledged != nil {
            // §3: no second one before the first is acknowledged.
            guard state.reliability.waiting.count < SIPReliability.maximumWaiting else { return }
            self.calls[call]?.reliability.waiting.append(.init(status: status, sdp: sdp))
            return
        }
        var response = self.dialogResponse(to: request, status: status, state)
        if let sdp { response.fields.setBody(sdp, type: "application/sdp") }
        guard isReliable else { return self.send(response, in: key, at: now, &effects) }
        self.sendReliably(&response, in: key, call, at: now, &effects)
    }

    private mutating func sendReliably(_ response: inout SIPResponse, in key: ServerTransactionKey, _ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        guard var reliability = self.calls[call]?.reliability else { return }
        let number = reliability.nextNumber(self.tokens.next())
        response.headers.append(.require, self.calls[call]?.awaitsResources == true ? "100rel, precondition" : "100rel")
        response.headers.append(.rSeq, String(number))
        response.headers.append(.server, self.configuration.userAgent)
        let bytes = response.bytes, timers = self.configuration.timers
        reliability.unacknowledged = .init(
            number: number, carriesDescription: !response.body.isEmpty, bytes: bytes, at: now + timers.t1, interval: timers.t1, deadline: now + timers.transactionTimeout)
        self.calls[call]?.reliability = reliability
        let answer = self.servers[key]?.responseSent(bytes, status: response.status, at: now) ?? []
        self.perform(answer, server: key, &effects)
        self.arm(call: call)
    }

    /// §3: from T1 on with doubling intervals; after 64·T1 the INVITE is refused with a 5xx.
    mutating func reliabilityTick(_ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        guard var waiting = self.calls[call]?.reliability.unacknowledged, let at = waiting.at, at <= now else { return }
        guard now < waiting.deadline else {
            self.refusePending(call, status: 504, at: now, &effects)
            return self.end(call, .timedOut, &effects)
        }
        waiting.interval = waiting.interval * 2
        waiting.at = min(now + waiting.interval, waiting.deadline)
        self.calls[call]?.reliability.unacknowledged = waiting
        if let key = self.calls[call]?.pendingServer, let peer = self.servers[key]?.peer { effects.append(.send(waiting.bytes, to: peer)) }
    }

    // MARK: PRACK

    mutating func prackReceived(_ request: SIPRequest, _ key: ServerTransactionKey, _ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        guard let state = self.calls[call], let waiting = state.reliability.unacknowledged, let acknowledgement = SIPAcknowledgement(request.headers),
            acknowledgement.number == waiting.number, acknowledgement.sequence == state.inviteSequence, acknowledgement.method == .invite
        else {
            // §3: no response that waits.
            return self.send(SIPResponse(to: request, status: 481), in: key, at: now, &effects)
        }
        self.calls[call]?.reliability.unacknowledged = nil
        if waiting.carriesDescription { self.calls[call]?.isAgreedEarly = true }
        if let sdp = request.sdp, state.inviteHadOffer || !waiting.carriesDescription {
            // §5: once the INVITE's offer is answered PRACK may hold one of its own.
            self.calls[call]?.pendingUpdate = key
            self.servers[key]?.call = call
            effects.append(.changeRequested(call, offer: sdp))
        } else {
            self.send(SIPResponse(to: request, status: 200), in: key, at: now, &effects)
            if let sdp = request.sdp { effects.append(.changeAccepted(call, sdp: sdp)) }
        }
        self.resume(call, at: now, &effects)
    }

    /// Sends what waited for an acknowledgement or for resources.
    mutating func resume(_ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        guard let state = self.calls[call], state.phase == .incoming, state.reliability.unacknowledged == nil, state.pendingUpdate == nil else { return }
        if !state.reliability.waiting.isEmpty {
            let next = self.calls[call]?.reliability.waiting.removeFirst()
            if let next { self.provisional(call, status: next.status, sdp: next.sdp, at: now, &effects) }
            if self.calls[call]?.reliability.unacknowledged != nil { return }
        }
        guard !state.awaitsResources else { return }
        if state.wantsRinging {
            self.calls[call]?.wantsRinging = false
            self.provisional(call, status: 180, sdp: nil, at: now, &effects)
        }
        if let answer = state.deferredAnswer, self.calls[call]?.reliability.unacknowledged?.carriesDescription != true {
            self.accept(call, sdp: answer.sdp, headers: answer.headers, at: now, &effects)
        }
    }
}
