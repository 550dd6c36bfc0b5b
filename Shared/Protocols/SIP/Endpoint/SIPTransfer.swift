/// Transfers asked for inside one call (RFC 3515); one of each kind at a time.
struct SIPTransfer: Sendable {
    /// The peer's REFER that waits for `acceptTransfer` or `refuseTransfer`.
    var pending: ServerTransactionKey?
    var wantsProgress = true
    /// Sequence number of the accepted REFER: the id of the subscription that NOTIFY reports to (§2.4.6).
    var reporting: UInt32?
    /// Sequence number of our own REFER while reports are expected.
    var awaiting: UInt32?
}
