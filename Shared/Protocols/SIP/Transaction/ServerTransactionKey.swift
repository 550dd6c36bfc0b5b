/// What tells one server transaction from another (RFC 3261 §17.2.3).
struct ServerTransactionKey: Hashable, Sendable {
    /// The branch; for clients of RFC 2543 the fields that identify a request in its place.
    let branch: String
    /// Sent-by of the top Via.
    let sentBy: String
    /// ACK counts as INVITE.
    let method: SIPMethod

    init(_ request: SIPRequest, method: SIPMethod? = nil) {
        let method = method ?? request.method
        self.method = method == .ack ? .invite : method
        guard let via = request.vias.first else {
            self.branch = ""
            self.sentBy = ""
            return
        }
        self.sentBy = via.sentBy
        self.branch = via.hasUniqueBranch ? via.branch ?? "" : Self.legacy(request, via)
    }

    /// RFC 2543: Request-URI, From tag, Call-ID, CSeq number and top Via. The To tag is left out: that of an ACK is
    /// the one our response added.
    private static func legacy(_ request: SIPRequest, _ via: SIPVia) -> String {
        "\(request.uri)|\(request.from.tag ?? "")|\(request.callID)|\(request.cSeq.number)|\(via.sentBy)|\(via.branch ?? "")"
    }
}
