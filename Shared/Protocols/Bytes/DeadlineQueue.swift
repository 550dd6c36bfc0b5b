import Vocabulary

/// Deadlines in order: a binary heap. Entries are never taken out early; whoever pops one looks whether it still means
/// anything. `purge` keeps the many that mean nothing any more from piling up.
struct DeadlineQueue<Key: Sendable>: Sendable {
    /// Keys lie still: what the heap moves is two words.
    private var heap: [(at: Instant, place: Int)] = []
    private var keys: [Key?] = []
    private var free: [Int] = []

    var next: Instant? { self.heap.first?.at }

    mutating func insert(_ key: Key, at instant: Instant) {
        let place = self.free.popLast() ?? self.keys.count
        if place == self.keys.count { self.keys.append(key) } else { self.keys[place] = key }
        self.heap.append((instant, place))
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
        guard let first = self.heap.first, first.at <= now, let key = self.keys[first.place] else { return nil }
        self.removeFirst()
        return (first.at, key)
    }

    var count: Int { self.heap.count }

    /// Takes out the earliest entries that mean nothing any more, so that nobody wakes for them.
    mutating func skip(keeping isLive: (Instant, Key) -> Bool) {
        while let first = self.heap.first, let key = self.keys[first.place], !isLive(first.at, key) { self.removeFirst() }
    }

    /// Forgets entries that mean nothing any more.
    mutating func purge(keeping isLive: (Instant, Key) -> Bool) {
        let kept = self.heap.compactMap { entry in self.keys[entry.place].map { (at: entry.at, key: $0) } }.filter { isLive($0.at, $0.key) }.sorted { $0.at < $1.at }
        // A sorted array is a heap.
        self.heap = kept.indices.map { (kept[$0].at, $0) }
        self.keys = kept.map(\.key)
        self.free = []
    }

    private mutating func removeFirst() {
        guard let first = self.heap.first else { return }
        self.keys[first.place] = nil
        self.free.append(first.place)
        let last = self.heap.removeLast()
        if !self.heap.isEmpty {
            self.heap[0] = last
            self.sink()
        }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var smallest = parent
            let left = parent * 2 + 1
            if left < self.heap.count, self.heap[left].at < self.heap[smallest].at { smallest = left }
            if left + 1 < self.heap.count, self.heap[left + 1].at < self.heap[smallest].at { smallest = left + 1 }
            if smallest == parent { return }
            self.heap.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
