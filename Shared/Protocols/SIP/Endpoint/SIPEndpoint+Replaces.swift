/// INVITEs that take the place of a call (RFC 3891 §3).
extension SIPEndpoint {
    enum Replacement: Equatable {
        case none
        case call(SIPCallKey)
        case refused(Int)
    }

    /// The call of this endpoint that a peer means: an attended transfer between two calls of ours.
    public func call(named replaces: SIPReplaces) -> SIPCallKey? {
        self.dialogs[SIPDialogID(callID: replaces.callID, localTag: replaces.toTag, remoteTag: replaces.fromTag)]
    }

    /// Whether two calls are those of one phone: they come along one way, which a proxy's phones share, and give one contact.
    public func isOnePhone(_ one: SIPCallKey, _ other: SIPCallKey) -> Bool {
        guard let first = self.calls[one], let second = self.calls[other], first.peer == second.peer else { return false }
        guard let mine = first.dialog?.remoteTarget, let others = second.dialog?.remoteTarget else { return false }
        return mine.decodedUser == others.decodedUser && mine.port == others.port && ASCII.equalIgnoringCase(mine.host, others.host)
    }

    /// How the peer of a call names it, when it is confirmed or rings there: what another of its calls is to take the place of.
    public func replaces(_ call: SIPCallKey) -> SIPReplaces? {
        guard let state = self.calls[call], state.phase == .confirmed || state.phase == .ringing, let dialog = state.current else { return nil }
        // Seen from the other peer: to-tag is its own, from-tag ours.
        return SIPReplaces(callID: dialog.callID, toTag: dialog.id.remoteTag, fromTag: dialog.id.localTag, earlyOnly: false)
    }

    func replacement(_ request: SIPRequest) -> Replacement {
        let fields = request.headers.all(.replaces)
        guard let field = fields.first else { return .none }
        guard fields.count == 1, let replaces = SIPReplaces(field.text) else { return .refused(400) }
        guard let key = self.call(named: replaces), let call = self.calls[key] else { return .refused(481) }
        switch call.phase {
        case .confirmed, .answered, .accepted:
            // Answered while the transfer was on its way.
            return replaces.earlyOnly ? .refused(486) : .call(key)
        // An early dialog may be replaced only at the side that called.
        case .calling, .ringing: return .call(key)
        case .incoming, .cancelling: return .refused(481)
        }
    }
}
