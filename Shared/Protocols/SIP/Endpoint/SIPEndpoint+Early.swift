import Vocabulary

/// Dialogs of our INVITE before its final response (RFC 3261 §12.1.2), reliable responses to it (RFC 3262 §4).
extension SIPEndpoint {
    private static let maximumForks = 16

    /// - Returns: whether the response is news; a repeated or overtaking reliable one is not.
    mutating func earlyResponseReceived(_ call: SIPCallKey, _ response: SIPResponse, _ invite: SIPRequest, at now: Instant, _ effects: inout [Effect]) -> Bool {
        guard let tag = response.to.tag, let index = self.earlyDialog(call, tag, response, invite) else { return true }
        guard response.headers.contains("100rel", in: .require), let number = response.headers.number(.rSeq, limit: UInt64(UInt32.max)).map({ UInt32($0) }) else { return true }
        if let last = self.calls[call]?.early[index].reliableNumber, number != last &+ 1 {
            // §4: older ones are repetitions, whose PRACK repeats itself; later ones overtook.
            return false
        }
        self.calls[call]?.early[index].reliableNumber = number
        if let sdp = response.sdp, !invite.body.isEmpty, self.calls[call]?.early[index].answer == nil {
            self.calls[call]?.early[index].answer = sdp
            self.calls[call]?.isAgreedEarly = true
        }
        self.sendPrack(call, index, number, invite, at: now, &effects)
        return true
    }

    /// Index of the response's dialog, made when it is new; the one heard of last is moved to the end.
    private mutating func earlyDialog(_ call: SIPCallKey, _ tag: String, _ response: SIPResponse, _ invite: SIPRequest) -> Int? {
        guard var early = self.calls[call]?.early else { return nil }
        if let known = early.firstIndex(where: { $0.dialog.id.remoteTag == tag }) {
            early.append(early.remove(at: known))
            early[early.count - 1].dialog.targetRefreshed(response.contacts)
        } else {
            guard early.count < Self.maximumForks, let dialog = try? SIPDialog(calling: invite, response: response) else { return nil }
            early.append(SIPCall.EarlyDialog(dialog: dialog))
            self.dialogs[dialog.id] = call
        }
        self.calls[call]?.early = early
        if response.headers.contains("UPDATE", in: .allow) { self.calls[call]?.peerAllowsUpdate = true }
        return early.count - 1
    }

    private mutating func sendPrack(_ call: SIPCallKey, _ index: Int, _ number: UInt32, _ invite: SIPRequest, at now: Instant, _ effects: inout [Effect]) {
        guard let state = self.calls[call], var dialog = self.calls[call]?.early[index].dialog else { return }
        var request = dialog.request(.prack)
        request.headers.append(.rAck, "\(number) \(invite.cSeq.number) INVITE")
        for field in self.authorization(of: invite) { request.headers.append(field) }
        self.calls[call]?.early[index].dialog = dialog
        self.start(request, to: self.peer(for: dialog.nextHop, otherwise: state.peer), owner: .nobody, at: now, &effects)
    }

    /// The INVITE is made again: what its first try began is over.
    mutating func forgetEarlyDialogs(_ call: SIPCallKey) {
        for fork in self.calls[call]?.early ?? [] { self.dialogs[fork.dialog.id] = nil }
        self.calls[call]?.early = []
        self.calls[call]?.isAgreedEarly = false
    }

    /// The early dialog that a 2xx confirms; the call's others are forgotten (§13.2.2.4).
    mutating func confirmed(_ call: SIPCallKey, _ dialog: SIPDialog) -> SIPCall.EarlyDialog? {
        let early = self.calls[call]?.early ?? []
        self.calls[call]?.early = []
        for fork in early where fork.dialog.id != dialog.id { self.dialogs[fork.dialog.id] = nil }
        return early.first { $0.dialog.id == dialog.id }
    }
}
