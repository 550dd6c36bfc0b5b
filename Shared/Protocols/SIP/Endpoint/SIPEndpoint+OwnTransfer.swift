import Vocabulary

/// REFER that we send: the peer is to call somebody else (RFC 3515), or to take over a call of ours (RFC 3891).
extension SIPEndpoint {
    /// Asks the peer to call `target`; `transferProgressed` tells how that goes. Nothing happens unless the call is
    /// confirmed and no other transfer is on its way.
    /// - Parameters:
    ///   - referredBy: who asks (RFC 3892).
    ///   - wantsProgress: false asks for no reports (RFC 4488); then 202 is the last one.
    public mutating func transfer(_ call: SIPCallKey, to target: SIPURI, referredBy: SIPURI? = nil, wantsProgress: Bool = true, at now: Instant) -> [Effect] {
        self.refer(call, to: "<\(target)>", referredBy, wantsProgress, at: now)
    }

    /// Attended: asks the peer of `call` to take our place in `other`.
    public mutating func transfer(_ call: SIPCallKey, into other: SIPCallKey, referredBy: SIPURI? = nil, at now: Instant) -> [Effect] {
        guard let dialog = self.calls[other]?.dialog, let replaces = self.replaces(other) else { return [] }
        return self.transfer(call, to: dialog.remoteTarget, replacing: replaces, referredBy: referredBy, at: now)
    }

    /// Attended, with a call that another of our endpoints has.
    public mutating func transfer(_ call: SIPCallKey, to target: SIPURI, replacing replaces: SIPReplaces, referredBy: SIPURI? = nil, at now: Instant) -> [Effect] {
        var target = target
        target.headers = "Replaces=" + SIPURI.escapedHeader(replaces.text)
        return self.refer(call, to: "<\(target)>", referredBy, true, at: now)
    }

    private mutating func refer(_ call: SIPCallKey, to target: String, _ referredBy: SIPURI?, _ wantsProgress: Bool, at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        guard let state = self.calls[call], state.phase == .confirmed, state.transfer.awaiting == nil, var dialog = state.dialog else { return [] }
        var request = dialog.request(.refer)
        request.contacts = [self.contact(over: state.peer)]
        request.headers.append(.referTo, target)
        if let referredBy { request.headers.append(.referredBy, "<\(referredBy)>") }
        request.headers.append(.supported, self.supported)
        if !wantsProgress { request.headers.append(.other("refer-sub"), "false") }
        self.calls[call]?.dialog = dialog
        self.calls[call]?.transfer.awaiting = request.cSeq.number
        self.start(request, to: self.peer(for: dialog.nextHop, otherwise: state.peer), owner: .referral(call), at: now, &effects)
        return effects
    }

    mutating func referAnswered(_ call: SIPCallKey, _ response: SIPResponse, _ transaction: ClientTransaction, at now: Instant, _ effects: inout [Effect]) {
        guard let state = self.calls[call], state.transfer.awaiting == transaction.request.cSeq.number, !response.isProvisional else { return }
        if response.status == 401 || response.status == 407, self.authorization(of: transaction.request).isEmpty {
            var request = self.repeatable(transaction.request)
            if self.authorize(&request, against: response, with: state.credential) {
                self.calls[call]?.dialog?.numberUsed(request.cSeq.number)
                self.calls[call]?.transfer.awaiting = request.cSeq.number
                self.start(request, to: transaction.peer, owner: .referral(call), at: now, &effects)
                return
            }
        }
        // RFC 4488 §4: accepted without a subscription.
        let isSilent = response.headers[.other("refer-sub")]?.asciiLowercased.hasPrefix("false") ?? false
        guard !response.isSuccess || isSilent else { return }
        self.transferOver(call, status: response.status, &effects)
    }

    mutating func transferOver(_ call: SIPCallKey, status: Int, _ effects: inout [Effect]) {
        guard self.calls[call]?.transfer.awaiting != nil else { return }
        self.calls[call]?.transfer.awaiting = nil
        effects.append(.transferProgressed(call, status: status, isOver: true))
    }

    /// NOTIFY of the subscription that our REFER made (§2.4.4).
    mutating func notifyReceived(_ request: SIPRequest, _ key: ServerTransactionKey, _ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        let event = request.headers[.event]?.asciiLowercased ?? ""
        guard event.hasPrefix("refer") else { return self.send(SIPResponse(to: request, status: 489), in: key, at: now, &effects) }
        guard self.calls[call]?.transfer.awaiting != nil else { return self.send(SIPResponse(to: request, status: 481), in: key, at: now, &effects) }
        self.send(SIPResponse(to: request, status: 200), in: key, at: now, &effects)
        let isOver = request.headers[.subscriptionState]?.asciiLowercased.hasPrefix("terminated") ?? false
        let status = Self.fragmentStatus(request)
        if isOver || status.map({ $0 >= 200 }) ?? false { return self.transferOver(call, status: status ?? 487, &effects) }
        if let status { effects.append(.transferProgressed(call, status: status, isOver: false)) }
    }

    /// Status of a `message/sipfrag` (RFC 3420) that starts with a status line.
    private static func fragmentStatus(_ request: SIPRequest) -> Int? {
        guard request.contentType == "message/sipfrag", request.body.starts(with: "SIP/2.0 ".utf8) else { return nil }
        let digits = request.body.dropFirst(8).prefix(3)
        return digits.count == 3 ? ByteCursor.number(digits, limit: 699).map { Int($0) } : nil
    }
}
