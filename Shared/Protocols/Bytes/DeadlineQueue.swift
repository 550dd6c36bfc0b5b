import Vocabulary

/// Deadlines in order: a binary heap. Entries are never taken out early; whoever pops one looks whether it still means
/// anything. `purge` keeps the many that mean nothing any more from piling up.
struct DeadlineQueue<Key: Sendable>: Sendable {
    private var heap: [(at: Instant, key: Key)] = []

    var next: Instant? { self.heap.first?.at }

    mutating func insert(_ key: Key, at instant: Instant) {
        self.heap.append((instant, key))
        var child = self.heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard self.heap[child].at < self.heap[parent].at else { return }
            self.heap.swapAt(child, parent)
            child = parent
        }
    }

    /// The earliest entry that is due.
    mutating func pop(at now: Instant) -> (at: Instant, key: Key)? {
        guard let first = self.heap.first, first.at <= now else { return nil }
        let last = self.heap.removeLast()
        if !self.heap.isEmpty {
            self.heap[0] = last
            self.sink()
        }
        return first
    }

    var count: Int { self.heap.count }

    /// Forgets entries that mean nothing any more.
    mutating func purge(keeping isLive: (Instant, Key) -> Bool) {
        self.heap.removeAll { !isLive($0.at, $0.key) }
        // A sorted array is a heap.
        self.heap.sort { $0.at < $1.at }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var smallest = parent
            for child in [parent * 2 + 1, parent * 2 + 2] where child < self.heap.count {
                if self.heap[child].at < self.heap[smallest].at { smallest = child }
            }
            if smallest == parent { return }
            self.heap.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
