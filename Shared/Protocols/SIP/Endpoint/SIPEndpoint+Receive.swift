import Vocabulary

extension SIPEndpoint {
    /// A UDP datagram arrived.
    public mutating func datagramReceived(_ bytes: [UInt8], from source: SocketAddress, at now: Instant) -> [Effect] {
        self.messageReceived(bytes, from: SIPPeer(source), at: now)
    }

    /// One whole message arrived over any transport.
    public mutating func messageReceived(_ bytes: [UInt8], from peer: SIPPeer, at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        if peer.connection != 0 { self.connections.insert(peer.connection) }
        let frame: SIPFrame
        do {
            frame = try SIPFrame(bytes)
        } catch {
            if error.code != .empty { effects.append(.refused(from: peer.address, status: nil, reason: "not SIP: \(error)")) }
            return effects
        }
        do {
            switch try SIPMessage(frame) {
            case .request(let request): self.requestReceived(request, from: peer, at: now, &effects)
            case .response(let response): self.responseReceived(response, from: peer, at: now, &effects)
            }
        } catch {
            self.malformed(frame, error, from: peer, &effects)
        }
        return effects
    }

    /// §8.2.7, §16.3 item 1: answered without state where it can be answered at all.
    private mutating func malformed(_ frame: SIPFrame, _ error: SIPParseError, from peer: SIPPeer, _ effects: inout [Effect]) {
        let answer = frame.rejection(error, source: peer.address, tag: self.statelessTag(frame))
        effects.append(.refused(from: peer.address, status: answer == nil ? nil : error.status, reason: "malformed: \(error)"))
        guard let answer else { return }
        var destination = peer
        if !peer.transport.isReliable { destination.address = answer.to }
        effects.append(.send(answer.bytes, to: destination))
    }

    mutating func responseReceived(_ response: SIPResponse, from peer: SIPPeer, at now: Instant, _ effects: inout [Effect]) {
        // §8.1.3.3: a response with more than one Via is not ours.
        if response.vias.count > 1 { return self.passBack(response, &effects) }
        guard let branch = response.vias.first?.branch else { return }
        let key = ClientTransactionKey(branch: branch, method: response.cSeq.method)
        guard let answer = self.clients[key]?.responseReceived(response, at: now), let transaction = self.clients[key] else { return }
        self.settle(client: key)
        for effect in answer {
            switch effect {
            case .send(let bytes): effects.append(.send(bytes, to: transaction.peer))
            case .deliver: self.deliver(response, from: peer, of: transaction, key: key, at: now, &effects)
            case .timedOut: break
            }
        }
    }

    private mutating func deliver(_ response: SIPResponse, from peer: SIPPeer, of transaction: ClientTransaction, key: ClientTransactionKey, at now: Instant, _ effects: inout [Effect]) {
        switch transaction.owner {
        case .invite(let call): self.inviteAnswered(call, response, transaction, key: key, at: now, &effects)
        case .change(let call): self.changeAnswered(call, response, transaction, key: key, at: now, &effects)
        case .farewell(let dialog, let credential): self.farewellAnswered(response, transaction, dialog, credential, at: now, &effects)
        case .registration(let registration): self.registrationAnswered(registration, response, from: peer, at: now, &effects)
        case .probe:
            if !response.isProvisional { effects.append(.probeAnswered(transaction.peer.address, status: response.status)) }
        case .referral(let call): self.referAnswered(call, response, transaction, at: now, &effects)
        case .report(let call): self.reportAnswered(call, response)
        case .nobody: break
        }
    }

    /// Timers B and F count as 408, an error of the transport as 503 (§8.1.3.1).
    mutating func unanswered(_ transaction: ClientTransaction, status: Int = 408, at now: Instant, _ effects: inout [Effect]) {
        let cause = status == 408 ? SIPEndCause.timedOut : .refused(status)
        switch transaction.owner {
        case .invite(let call):
            if self.tryAlternate(call, after: transaction, at: now, &effects) { return }
            let wasCancelled = self.calls[call].map { $0.phase == .calling(cancels: true) } ?? false
            self.end(call, wasCancelled ? .localHangUp : cause, &effects)
        case .change(let call): self.changeUnanswered(call, transaction.request.method, at: now, &effects)
        case .registration(let key): self.registrationFailed(key, status: status, at: now, &effects)
        case .probe: effects.append(.probeAnswered(transaction.peer.address, status: nil))
        case .referral(let call): self.transferOver(call, status: status, &effects)
        case .farewell, .report, .nobody: break
        }
    }
}
