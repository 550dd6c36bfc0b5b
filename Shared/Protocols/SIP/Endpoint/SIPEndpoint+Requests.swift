import Vocabulary

extension SIPEndpoint {
    mutating func requestReceived(_ received: SIPRequest, from peer: SIPPeer, at now: Instant, _ effects: inout [Effect]) {
        var request = received
        if !request.vias.isEmpty { request.vias[0].stamp(source: peer.address) }
        if self.passOn(request, from: peer, &effects) { return }
        // The key is that of the sent message: stamping changes no part of it.
        let key = ServerTransactionKey(received)
        if request.method == .ack { return self.ackReceived(request, key, at: now, &effects) }
        if self.servers[key] != nil {
            let answer = self.servers[key]?.requestRetransmitted() ?? []
            return self.perform(answer, server: key, &effects)
        }
        if request.method == .cancel { return self.cancelReceived(request, from: peer, at: now, &effects) }
        if let refusal = self.refusal(of: request) {
            effects.append(.refused(from: peer.address, status: refusal.status, reason: refusal.reason))
            return self.answerStatelessly(request, refusal.status, from: peer, &effects) { response in
                for (name, value) in refusal.headers { response.headers.append(name, value) }
            }
        }
        if request.to.tag != nil, request.method != .options || self.call(of: request) != nil {
            self.dialogRequestReceived(request, key, from: peer, at: now, &effects)
        } else {
            self.strangerRequestReceived(request, key, from: peer, at: now, &effects)
        }
    }

    struct Refusal {
        let status: Int
        let reason: String
        var headers: [(SIPHeaderName, String)] = []
    }

    /// Option tags that a request may require (§8.2.2.3).
    private static let understood: Set<String> = ["timer", "100rel", "precondition", "replaces", "norefersub", "path", "outbound"]

    /// Bodies of requests that describe a session.
    private static let accepted = "application/sdp, multipart/mixed, multipart/alternative"

    /// §8.2.1 to §8.2.3, in this order.
    private func refusal(of request: SIPRequest) -> Refusal? {
        guard request.method.isKnown else { return Refusal(status: 501, reason: "unknown method", headers: [(.allow, self.allow)]) }
        guard self.allowedMethods.contains(request.method) else {
            return Refusal(status: 405, reason: "method not allowed", headers: [(.allow, self.allow)])
        }
        guard request.uri.isSIP || request.uri.scheme == .tel else { return Refusal(status: 416, reason: "unsupported URI scheme") }
        let unknown = request.headers.tokens(.require).filter { !Self.understood.contains($0) }
        guard unknown.isEmpty else {
            return Refusal(status: 420, reason: "unsupported extension", headers: [(.unsupported, unknown.joined(separator: ", "))])
        }
        return self.bodyRefusal(of: request)
    }

    private func bodyRefusal(of request: SIPRequest) -> Refusal? {
        guard request.method == .invite || request.method == .update else { return nil }
        if let encoding = request.headers[.contentEncoding], !ASCII.equalIgnoringCase(encoding, "identity") {
            return Refusal(status: 415, reason: "content encoding", headers: [(.acceptEncoding, "identity")])
        }
        if !request.body.isEmpty, !request.isBodyUnderstood {
            return Refusal(status: 415, reason: "content type", headers: [(.accept, Self.accepted)])
        }
        let accepted = request.headers.elements(.accept).map { $0.prefix { $0 != ASCII.semicolon }.trimmed }
        let isAcceptable = accepted.isEmpty || accepted.contains { ["application/sdp", "application/*", "*/*"].contains(String(bytes: $0).asciiLowercased) }
        return isAcceptable ? nil : Refusal(status: 406, reason: "answer not acceptable to the peer")
    }

    // MARK: Outside a dialog

    private mutating func strangerRequestReceived(_ request: SIPRequest, _ key: ServerTransactionKey, from peer: SIPPeer, at now: Instant, _ effects: inout [Effect]) {
        switch request.method {
        case .options: self.answerOptions(request, from: peer, &effects)
        case .invite: self.inviteReceived(request, key, from: peer, at: now, &effects)
        case .register:
            guard self.openServer(request, key, from: peer, at: now, &effects) else { return }
            effects.append(.requestReceived(SIPTransactionKey(server: key), request, from: peer))
        // Whom the endpoint calls is its owner's business, not a stranger's.
        case .refer: self.answerStatelessly(request, 403, from: peer, &effects)
        default: self.answerStatelessly(request, 481, from: peer, &effects)
        }
    }

    private func answerOptions(_ request: SIPRequest, from peer: SIPPeer, _ effects: inout [Effect]) {
        // §11.2: the status that an INVITE would get now.
        let retryAfter = self.configuration.retryAfter
        self.answerStatelessly(request, retryAfter == nil ? 200 : 503, from: peer, &effects) { response in
            self.describe(&response)
            if let retryAfter { response.headers.append(.retryAfter, String(retryAfter)) }
        }
    }

    /// §11.2: what we take and can.
    private func describe(_ response: inout SIPResponse) {
        response.headers.append(.allow, self.allow)
        response.headers.append(.accept, Self.accepted)
        response.headers.append(.acceptEncoding, "identity")
        response.headers.append(.acceptLanguage, "en")
        response.headers.append(.supported, "100rel, precondition, " + self.supported + (self.configuration.acceptsRegistrations ? ", path, outbound" : ""))
    }

    /// Makes a server transaction; answers 503 when there are too many.
    mutating func openServer(_ request: SIPRequest, _ key: ServerTransactionKey, from peer: SIPPeer, at now: Instant, _ effects: inout [Effect]) -> Bool {
        guard self.servers.count < self.configuration.maximumTransactions else {
            effects.append(.refused(from: peer.address, status: 503, reason: "too many transactions"))
            self.answerStatelessly(request, 503, from: peer, &effects) { $0.headers.append(.retryAfter, "5") }
            return false
        }
        self.servers[key] = ServerTransaction(request, peer: Self.responsePeer(request, from: peer), timers: self.configuration.timers, at: now)
        if request.method != .invite { self.arm(server: key) }
        return true
    }

    /// Answers a request that was handed out as `requestReceived`.
    public mutating func respond(_ key: SIPTransactionKey, _ response: SIPResponse, at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        self.send(response, in: key.server, at: now, &effects)
        return effects
    }

    // MARK: Inside a dialog

    func call(of request: SIPRequest) -> SIPCallKey? {
        self.dialogs[SIPDialogID(callID: request.callID, localTag: request.to.tag ?? "", remoteTag: request.from.tag ?? "")]
    }

    private mutating func dialogRequestReceived(_ request: SIPRequest, _ key: ServerTransactionKey, from peer: SIPPeer, at now: Instant, _ effects: inout [Effect]) {
        guard let call = self.call(of: request) else { return self.answerStatelessly(request, 481, from: peer, &effects) }
        guard self.calls[call]?.requestReceived(request) == true else {
            // §12.2.2: out of order.
            return self.answerStatelessly(request, 500, from: peer, &effects)
        }
        guard self.openServer(request, key, from: peer, at: now, &effects) else { return }
        switch request.method {
        case .bye: self.byeReceived(request, key, call, at: now, &effects)
        case .invite, .update: self.changeReceived(request, key, call, at: now, &effects)
        case .prack: self.prackReceived(request, key, call, at: now, &effects)
        case .refer: self.referReceived(request, key, call, at: now, &effects)
        case .notify: self.notifyReceived(request, key, call, at: now, &effects)
        case .info: self.infoReceived(request, key, call, at: now, &effects)
        case .options:
            var response = SIPResponse(to: request, status: 200)
            self.describe(&response)
            self.send(response, in: key, at: now, &effects)
        default: self.send(SIPResponse(to: request, status: 405), in: key, at: now, &effects)
        }
    }

    /// The INFO of RFC 2976, as phones send their keys; packages (RFC 6086 §4.2.2) are not known.
    private mutating func infoReceived(_ request: SIPRequest, _ key: ServerTransactionKey, _ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        guard request.headers.first(.other("info-package")) == nil else {
            var response = SIPResponse(to: request, status: 469)
            response.headers.append(.other("recv-info"), "nil")
            return self.send(response, in: key, at: now, &effects)
        }
        self.send(SIPResponse(to: request, status: 200), in: key, at: now, &effects)
        effects.append(.infoReceived(call, contentType: request.contentType ?? "", body: Array(request.body)))
    }

    private mutating func byeReceived(_ request: SIPRequest, _ key: ServerTransactionKey, _ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        self.send(SIPResponse(to: request, status: 200), in: key, at: now, &effects)
        self.giveReason(call, request, &effects)
        self.refusePending(call, status: 487, at: now, &effects)
        self.end(call, .peerHungUp, &effects)
    }

    private func giveReason(_ call: SIPCallKey, _ request: SIPRequest, _ effects: inout [Effect]) {
        if let reason = SIPReason.all(request.headers).first { effects.append(.reasonGiven(call, reason)) }
    }

    /// §15.1.2: an INVITE that is still unanswered gets 487; so does whatever else waits.
    mutating func refusePending(_ call: SIPCallKey, status: Int, headers: [SIPHeaders.Field] = [], at now: Instant, _ effects: inout [Effect]) {
        guard let state = self.calls[call] else { return }
        let waiting = [state.pendingServer, state.pendingUpdate, state.transfer.pending]
        self.calls[call]?.pendingServer = nil
        self.calls[call]?.pendingUpdate = nil
        self.calls[call]?.transfer.pending = nil
        for case let key? in waiting {
            guard let request = self.servers[key]?.request else { continue }
            var response = SIPResponse(to: request, status: status, tag: state.dialog?.id.localTag)
            for field in headers { response.headers.append(field) }
            self.send(response, in: key, at: now, &effects)
        }
    }

    private mutating func ackReceived(_ request: SIPRequest, _ key: ServerTransactionKey, at now: Instant, _ effects: inout [Effect]) {
        if let transaction = self.servers[key], !transaction.isAccepted {
            let answer = self.servers[key]?.ackReceived(at: now) ?? []
            self.perform(answer, server: key, &effects)
            return self.settle(server: key)
        }
        guard let call = self.call(of: request) else { return }
        self.acknowledged(call, request, at: now, &effects)
    }

    /// §9.2.
    private mutating func cancelReceived(_ request: SIPRequest, from peer: SIPPeer, at now: Instant, _ effects: inout [Effect]) {
        let invite = ServerTransactionKey(request, method: .invite)
        guard let transaction = self.servers[invite] else { return self.answerStatelessly(request, 481, from: peer, &effects) }
        let tag = transaction.call.flatMap { self.calls[$0]?.dialog?.id.localTag }
        let key = ServerTransactionKey(request)
        guard self.openServer(request, key, from: peer, at: now, &effects) else { return }
        self.send(SIPResponse(to: request, status: 200, tag: tag ?? self.tokens.token()), in: key, at: now, &effects)
        // After the final answer a CANCEL changes nothing.
        guard transaction.request != nil, let call = transaction.call else { return }
        let isInitial = self.calls[call]?.phase == .incoming
        self.giveReason(call, request, &effects)
        self.refusePending(call, status: 487, at: now, &effects)
        if isInitial { self.end(call, .peerCancelled, &effects) }
    }

    /// Forgets a call; always its last effect.
    mutating func end(_ call: SIPCallKey, _ cause: SIPEndCause, _ effects: inout [Effect]) {
        guard let gone = self.calls.removeValue(forKey: call) else { return }
        for id in gone.dialogIDs { self.dialogs[id] = nil }
        effects.append(.callEnded(call, cause))
    }
}
