import Vocabulary

/// REFER that the peer sends: a call is to be moved by us (RFC 3515, 3891, 3892, 4488).
extension SIPEndpoint {
    mutating func referReceived(_ request: SIPRequest, _ key: ServerTransactionKey, _ call: SIPCallKey, at now: Instant, _ effects: inout [Effect]) {
        guard let state = self.calls[call] else { return }
        // §2.4.2: exactly one Refer-To.
        guard request.headers.all(.referTo).count == 1, let referral = SIPReferral(request) else {
            return self.send(SIPResponse(to: request, status: 400), in: key, at: now, &effects)
        }
        guard state.transfer.pending == nil, state.transfer.reporting == nil else {
            return self.send(SIPResponse(to: request, status: 491), in: key, at: now, &effects)
        }
        self.servers[key]?.call = call
        self.calls[call]?.transfer.pending = key
        self.calls[call]?.transfer.wantsProgress = referral.wantsProgress
        effects.append(.transferRequested(call, referral))
    }

    /// 202, and the first report: 100 Trying. `reportTransfer` follows when the new call gets on, unless the peer wants
    /// no reports.
    public mutating func acceptTransfer(_ call: SIPCallKey, at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        guard let state = self.calls[call], let key = state.transfer.pending, let request = self.servers[key]?.request else { return [] }
        self.calls[call]?.transfer.pending = nil
        var response = self.dialogResponse(to: request, status: 202, state)
        // RFC 4488 §4: no subscription comes of it.
        if !state.transfer.wantsProgress { response.headers.append(.other("refer-sub"), "false") }
        self.send(response, in: key, at: now, &effects)
        guard state.transfer.wantsProgress else { return effects }
        self.calls[call]?.transfer.reporting = request.cSeq.number
        return effects + self.reportTransfer(call, status: 100, at: now)
    }

    /// - Parameter status: 603, 403 …
    public mutating func refuseTransfer(_ call: SIPCallKey, status: Int, at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        guard let key = self.calls[call]?.transfer.pending, let request = self.servers[key]?.request else { return [] }
        self.calls[call]?.transfer.pending = nil
        self.send(SIPResponse(to: request, status: min(max(status, 300), 699)), in: key, at: now, &effects)
        return effects
    }

    /// Tells the peer how the call that it asked for gets on (§2.4.5). The first final status ends the reports.
    public mutating func reportTransfer(_ call: SIPCallKey, status: Int, at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        guard let state = self.calls[call], let id = state.transfer.reporting, var dialog = state.dialog, (100...699).contains(status) else { return [] }
        var request = dialog.request(.notify)
        request.contacts = [self.contact(over: state.peer)]
        request.headers.append(.event, "refer;id=\(id)")
        request.headers.append(.subscriptionState, status < 200 ? "active;expires=180" : "terminated;reason=noresource")
        request.fields.setBody(Array("SIP/2.0 \(status) \(SIPStatus.reason(status))\r\n".utf8), type: "message/sipfrag;version=2.0")
        self.calls[call]?.dialog = dialog
        if status >= 200 { self.calls[call]?.transfer.reporting = nil }
        self.start(request, to: self.peer(for: dialog.nextHop, otherwise: state.peer), owner: .report(call), at: now, &effects)
        return effects
    }

    /// §2.4.6, RFC 6665 §4.2.2: whoever does not know the subscription gets no further reports.
    mutating func reportAnswered(_ call: SIPCallKey, _ response: SIPResponse) {
        if [481, 489].contains(response.status) { self.calls[call]?.transfer.reporting = nil }
    }
}
