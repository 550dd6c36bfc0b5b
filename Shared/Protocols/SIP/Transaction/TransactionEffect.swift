/// What a transaction asks of the layer around it.
enum TransactionEffect: Equatable, Sendable {
    case send([UInt8])
    /// The response that was just received goes to the transaction's user.
    case deliver
    /// Nobody answered, or nobody acknowledged.
    case timedOut
}
