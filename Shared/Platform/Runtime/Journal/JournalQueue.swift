import Contracts

/// Events on their way to the log, in order, up to a bound.
struct JournalQueue: Sendable {
    private var waiting: [EventDraft] = []
    private let bound: Int

    init(bound: Int) { self.bound = bound }

    var count: Int { waiting.count }
    var isEmpty: Bool { waiting.isEmpty }

    /// - Returns: false when there is no room; nothing was added then.
    mutating func add(_ draft: EventDraft) -> Bool {
        guard waiting.count < bound else { return false }
        waiting.append(draft)
        return true
    }

    mutating func take(_ limit: Int) -> [EventDraft] {
        let batch = Array(waiting.prefix(limit))
        waiting.removeFirst(batch.count)
        return batch
    }

    /// What could not be written comes first again, beyond the bound if need be: it was accepted.
    mutating func putBack(_ batch: [EventDraft]) { waiting.insert(contentsOf: batch, at: 0) }
}
