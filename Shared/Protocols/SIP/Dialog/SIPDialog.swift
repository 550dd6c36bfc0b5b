/// What identifies a dialog at this end (RFC 3261 §12).
struct SIPDialogID: Hashable, Sendable {
    let callID: String
    let localTag: String
    /// Empty for a peer of RFC 2543 that sends none.
    let remoteTag: String
}

/// A peer-to-peer relation of two user agents: where requests go and how they are numbered (RFC 3261 §12).
struct SIPDialog: Sendable {
    let callID: String
    private(set) var local: SIPNameAddress
    private(set) var remote: SIPNameAddress
    private(set) var remoteTarget: SIPURI
    private let routeSet: [SIPNameAddress]
    private(set) var localSequence: UInt32
    private(set) var remoteSequence: UInt32?

    var id: SIPDialogID {
        SIPDialogID(callID: self.callID, localTag: self.local.tag ?? "", remoteTag: self.remote.tag ?? "")
    }

    /// The side that was called (§12.1.1).
    init(answering request: SIPRequest, localTag: String, sequence: UInt32) throws(SIPParseError) {
        self.callID = request.callID
        self.local = request.to
        self.local.tag = localTag
        self.remote = request.from
        // A peer of RFC 2543 may leave Contact out; its From is then all there is.
        self.remoteTarget = request.contacts.first?.uri ?? request.from.uri
        self.routeSet = try SIPNameAddress.list(request.headers, .recordRoute)
        self.localSequence = sequence
        self.remoteSequence = request.cSeq.number
    }

    /// The side that called (§12.1.2).
    init(calling request: SIPRequest, response: SIPResponse) throws(SIPParseError) {
        self.callID = request.callID
        self.local = request.from
        self.remote = response.to
        self.remoteTarget = response.contacts.first?.uri ?? request.uri
        self.routeSet = try SIPNameAddress.list(response.headers, .recordRoute).reversed()
        self.localSequence = request.cSeq.number
        self.remoteSequence = nil
    }

    /// Whether a request inside the dialog is in order (§12.2.2); ACK and CANCEL carry the number of their INVITE.
    mutating func requestReceived(_ request: SIPRequest) -> Bool {
        if let remoteSequence, request.cSeq.number < remoteSequence { return false }
        self.remoteSequence = request.cSeq.number
        return true
    }

    /// Target refresh (§12.2.1.2, §12.2.2; RFC 3311 for UPDATE).
    mutating func targetRefreshed(_ contacts: [SIPNameAddress]) {
        if let contact = contacts.first { self.remoteTarget = contact.uri }
    }

    /// The dialog that a 2xx confirmed, with the numbers of its early stage (§12.2.1.1).
    func continuing(_ early: SIPDialog) -> SIPDialog {
        var dialog = self
        dialog.localSequence = max(self.localSequence, early.localSequence)
        dialog.remoteSequence = early.remoteSequence
        return dialog
    }

    /// A request was repeated with the next number (§22.2).
    mutating func numberUsed(_ number: UInt32) { self.localSequence = max(self.localSequence, number) }

    /// The first hop: the top route when it routes loosely or strictly, else the remote target.
    var nextHop: SIPURI { self.routeSet.first?.uri ?? self.remoteTarget }

    /// A request inside the dialog (§12.2.1.1), without Via.
    /// - Parameter sequence: that of the INVITE for an ACK; nil takes the next number.
    mutating func request(_ method: SIPMethod, sequence: UInt32? = nil) -> SIPRequest {
        if sequence == nil { self.localSequence += 1 }
        let number = sequence ?? self.localSequence
        var fields = SIPFields(vias: [], from: self.local, to: self.remote, callID: self.callID, cSeq: SIPSequence(number: number, method: method))
        fields.maxForwards = 70
        guard let first = self.routeSet.first, !first.uri.isLooseRouter else {
            for route in self.routeSet { fields.headers.append(.route, route.description) }
            return SIPRequest(method, self.remoteTarget, fields: fields)
        }
        // Strict router: it takes the Request-URI, the target goes last.
        for route in self.routeSet.dropFirst() { fields.headers.append(.route, route.description) }
        fields.headers.append(.route, "<\(self.remoteTarget)>")
        return SIPRequest(method, first.uri, fields: fields)
    }
}
