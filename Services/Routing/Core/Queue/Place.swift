import Contracts
import Vocabulary

/// Where a call stands in its queue; the lesser goes first.
///
/// A point of priority is a head start of so many seconds, so that the order is fixed when a call comes and nobody is
/// passed for ever. Without a head start, and for emergencies always, a higher priority stands before any lower one.
public struct Place: Hashable, Comparable, Sendable {
    /// The lesser stands before everything in a greater one.
    public var band: Int
    /// When the call would have had to come, without priority, to stand here.
    public var since: Timestamp
    public var call: CallID

    public init(band: Int, since: Timestamp, call: CallID) {
        self.band = band
        self.since = since
        self.call = call
    }

    public init(of call: WaitingCall, rules: QueueRules) {
        guard call.priority < Priority.emergency, let seconds = rules.headStart else {
            self.init(band: -call.priority, since: call.queuedAt, call: call.call)
            return
        }
        self.init(band: 0, since: call.queuedAt + .seconds(-seconds * call.priority), call: call.call)
    }

    public static func < (left: Place, right: Place) -> Bool {
        (left.band, left.since, left.call) < (right.band, right.since, right.call)
    }
}
