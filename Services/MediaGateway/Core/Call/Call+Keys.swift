import Contracts
import Protocols
import Vocabulary

/// Keys that the agent presses for somebody in the call.
extension Call {
    static let mostKeys = 32

    /// - Parameter leg: whom; nil: the caller.
    /// - Throws: `conflict` while nobody serves the caller or the caller hears music, `notFound`, `invalid`.
    public mutating func keysRequested(_ keys: String, for leg: LegID?, at now: Instant) throws(RequestFailure) -> [Effect] {
        let digits = keys.compactMap { "0123456789*#".contains($0) ? DTMFDigit($0) : nil }
        guard digits.count == keys.count, (1...Self.mostKeys).contains(digits.count) else {
            throw RequestFailure(.invalid, "keys must be 1 to \(Self.mostKeys) of 0-9 * #")
        }
        guard phase == .answered, isBridged else { throw RequestFailure(.conflict, "nobody serves the caller") }
        if let leg {
            guard let index = guest(leg), guests[index].isIn else { throw RequestFailure(.notFound, "the call has no such leg that talks") }
        } else if isHeld {
            throw RequestFailure(.conflict, "the caller is on hold")
        }
        return [.legs(.press(digits, leg))]
    }
}
