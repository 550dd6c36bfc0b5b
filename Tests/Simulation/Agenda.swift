import Vocabulary

/// What is still to happen, by virtual time; what is due at the same instant happens in the order it was planned.
struct Agenda {
    private struct Entry {
        var at: Instant
        var order: Int
        var body: () -> Void
    }

    /// Latest first, so that the next is the last.
    private var entries: [Entry] = []
    private var planned = 0

    mutating func add(at instant: Instant, _ body: @escaping () -> Void) {
        planned += 1
        let entry = Entry(at: instant, order: planned, body: body)
        var low = 0, high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if (entries[middle].at, entries[middle].order) > (instant, planned) { low = middle + 1 } else { high = middle }
        }
        entries.insert(entry, at: low)
    }

    mutating func next(until end: Instant) -> (at: Instant, body: () -> Void)? {
        guard let last = entries.last, last.at <= end else { return nil }
        entries.removeLast()
        return (last.at, last.body)
    }
}
